"""Invoices that are in both books, and what is paid in Xero."""

from .push_common import XeroPushCommon


class XeroPaymentsCommon(XeroPushCommon):
    """Invoices are sent, paid in the sandbox, and the payments read."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.partner = self.customer()

    def sent(self, *lines, **values):
        """An invoice that is in Xero, approved; without lines of 1,100 and 10 % GST."""
        lines = lines or ({"price_unit": 1000.0},)
        return self.sent_there(*lines, partner=self.partner, **values)[0]

    def pay(self, move, amount=None, read=True, **details):
        """Somebody records a payment in Xero; returns its id."""
        payment = self.sandbox.act(
            "pay", invoice=move.xero_number or move.name, amount=amount, **details
        )
        if read:
            self.read("payments")
        return payment["PaymentID"]

    def delete(self, payment_id, read=True):
        """Somebody deletes a payment in Xero."""
        self.sandbox.act("delete_payment", payment=payment_id)
        if read:
            self.read("payments")

    def booked(self, *moves):
        """Payments in Odoo that settle these invoices."""
        moves = self.env["account.move"].concat(*moves)
        return moves.reconciled_payment_ids.filtered(
            lambda payment: payment.state != "canceled"
        )

    def told(self, state="failed"):
        """Rows about payments that could not be taken over, the newest first."""
        return self.env["xero.queue"].search(
            [
                ("direction", "=", "pull"),
                ("resource", "=", "Payments"),
                ("state", "=", state),
            ],
            order="id desc",
        )

    def refusal(self):
        """The only open row; tests say what it must say."""
        row = self.told()
        self.assertEqual(len(row), 1, row.mapped("message"))
        return row

    def retry(self, row):
        """Press Retry, let the scheduled action run; no call may be made for it."""
        calls = len(self.calls(path="Payments"))
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls(path="Payments")), calls)

    def all_payments(self):
        return self.env["account.payment"].search([])

    def register(self, move, amount, date=None, **values):
        """An accountant registers a payment in Odoo."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {"amount": amount, "payment_date": date or move.invoice_date, **values}
            )
        )
        return wizard._create_payments()
