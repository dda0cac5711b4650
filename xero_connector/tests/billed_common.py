"""Worklogs that are on an invoice."""

from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from .worklog_common import XeroWorklogCommon


class XeroBilledCommon(XeroWorklogCommon):
    """Invoices of worklogs, made as billing leaves them."""

    def billed(self, *bundles, post=True, **values):
        """An invoice with one line for each bundle of worklogs.

        :param bundles: ``account.analytic.line`` recordsets
        """
        partner = bundles[0].xero_customer_id
        moves = self.env["account.move"].with_context(xero_billing_run=True)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "xero_billing_profile_id": self.profile.id,
                "xero_period_end": max(bundles[0].mapped("date")),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "product_id": self.type.id,
                            "name": bundle[0].name,
                            "quantity": sum(bundle.mapped("xero_hours")),
                            "price_unit": bundle[0].xero_rate or 0,
                            "tax_ids": [Command.set(self.tax_sale.ids)],
                        }
                    )
                    for number, bundle in enumerate(bundles, start=1)
                ],
                **values,
            }
        ).with_context(xero_billing_run=False)
        lines = move.invoice_line_ids.sorted("sequence")
        for line, bundle in zip(lines, bundles, strict=True):
            self.tie(line, bundle)
        if post:
            move.action_post()
        return move

    def tie(self, line, worklogs, kind="billed"):
        """Note that worklogs are on an invoice line."""
        free = kind != "billed"
        return (
            self.env["xero.worklog.line"]
            .sudo()
            .create(
                [
                    {
                        "timesheet_id": worklog.id,
                        "move_id": line.move_id.id,
                        "move_line_id": line.id,
                        "kind": kind,
                        "hours": worklog.xero_hours,
                        "rate": 0 if free else worklog.xero_rate,
                        "amount": 0 if free else worklog.xero_amount,
                        "currency_id": line.currency_id.id,
                    }
                    for worklog in worklogs
                ]
            )
        )

    def reversal(self, move, **values):
        """The wizard as its form fills it."""
        return (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, **values})
        )

    def credit(self, move, post=True, **values):
        """A credit note for a whole invoice, by the wizard."""
        wizard = self.reversal(move, **values)
        wizard.refund_moves()
        if post:
            wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    def assertState(self, worklogs, state):
        self.assertEqual(set(worklogs.mapped("xero_billing_state")), {state})

    @contextmanager
    def refused(self, words):
        """What a person is refused leaves nothing behind."""
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()
