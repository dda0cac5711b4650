from odoo.fields import Command

from .push_common import XeroPushCommon


class XeroLifeCommon(XeroPushCommon):
    """Invoices that are in Xero, and what people do to them afterwards."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.partner = self.customer()

    def sent(self, *lines, **values):
        move = self.invoice(self.partner, *lines, **values)
        self.push(move)
        self.assertTrue(move.xero_id, self.row(move).message)
        return move

    def post_again(self, move, line_values=None, **values):
        """Reset, change, post again; the rule sends."""
        move.button_draft()
        if line_values:
            values["invoice_line_ids"] = [
                Command.update(move.invoice_line_ids[0].id, line_values)
            ]
        move.write(values)
        move.action_post()
        self.run_cron(self.organisation)

    def theirs(self, move):
        return self.in_xero_by_id(move)

    def last_update(self):
        """What the latest updating call carried."""
        posts = self.calls("POST", "Invoices")
        return posts[-1].body["Invoices"] if posts else []

    def edit_line_there(self, move, **values):
        """Somebody changes the first line in Xero."""
        line = self.theirs(move)["LineItems"][0]
        self.sandbox.act(
            "edit_invoice",
            invoice=move.name,
            LineItems=[{"LineItemID": line["LineItemID"], **values}],
        )

    def send_now(self, move):
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
