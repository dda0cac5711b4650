from .payments_common import XeroPaymentsCommon


class TestPaymentsInLapsed(XeroPaymentsCommon):
    """A payment of Odoo that was recognised in Xero, and was undone here (L8, L10)."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()

    def receivable(self, *entries):
        return (
            self.env["account.move"]
            .concat(*entries)
            .line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        )

    def statement_line(self):
        """A line of a bank statement that is matched with the invoice."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": self.move.invoice_date,
                "payment_ref": "Received",
                "amount": 1100,
                "partner_id": self.partner.id,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.receivable(self.move).account_id
        (suspense + self.receivable(self.move)).reconcile()
        self.assertEqual(self.move.amount_residual, 0)
        return line

    def test_l10_a_recognised_payment_that_is_undone_is_said(self):
        payment = self.register(self.move, 1100)
        self.pay(self.move)
        self.read("payments")
        self.assertFalse(self.told())
        self.receivable(payment.move_id).remove_move_reconcile()
        self.read("payments")
        row = self.refusal()
        for words in (payment.name, self.move.name, "no longer reconciled", "Retry"):
            self.assertIn(words, row.message)
        self.receivable(payment.move_id, self.move).reconcile()
        self.retry(row)
        self.assertFalse(self.told())
        self.assertEqual(self.all_payments(), payment)
        self.assertEqual(self.move.amount_residual, 0)

    def test_l10_another_one_that_settles_the_invoice_takes_its_place(self):
        payment = self.register(self.move, 1100)
        xero_id = self.pay(self.move)
        self.receivable(payment.move_id).remove_move_reconcile()
        other = self.register(self.move, 1100)
        self.read("payments")
        self.assertFalse(self.told())
        self.assertEqual(other.xero_id, xero_id)
        self.assertFalse(payment.xero_id)

    def test_l10_a_statement_line_that_is_undone_is_said(self):
        line = self.statement_line()
        self.pay(self.move)
        self.assertFalse(self.told())
        line.action_undo_reconciliation()
        self.read("payments")
        row = self.refusal()
        for words in (line.move_id.name, self.move.name, "no longer reconciled"):
            self.assertIn(words, row.message)
        self.assertFalse(self.booked(self.move))
        self.retry(row)
        self.assertFalse(self.told())
        self.assertEqual(self.booked(self.move).amount, 1100)
