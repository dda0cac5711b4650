from datetime import timedelta

from odoo import fields

from .payments_common import XeroPaymentsCommon


class TestPaymentsInSame(XeroPaymentsCommon):
    """A payment that both sides have is one payment (L10)."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()

    def near(self, days):
        return fields.Date.to_string(self.move.invoice_date + timedelta(days=days))

    def test_l10_registered_in_odoo_first(self):
        own = self.register(self.move, 1100)
        self.assertEqual(self.move.payment_state, "paid")
        before = self.all_payments()
        payment_id = self.pay(self.move, date=self.near(5))
        self.assertEqual(self.all_payments(), before, "not booked again")
        self.assertFalse(self.told())
        self.assertEqual(own.xero_id, payment_id)
        self.assertIn("The same as in Xero", own.xero_words)
        self.assertEqual(own._xero_all_links().reason, "same amount")

    def test_l10_another_day_or_amount_is_another_payment(self):
        self.register(self.move, 400)
        self.pay(self.move, amount=400, date=self.near(9))
        self.assertEqual(self.booked(self.move).mapped("amount"), [400, 400])
        self.pay(self.move, amount="299.99", date=self.near(0))
        self.assertEqual(self.move.amount_residual, 0.01)

    def test_l10_two_alike_are_two(self):
        own = self.register(self.move, 400)
        self.pay(self.move, amount=400, date=self.near(0))
        self.assertEqual(self.booked(self.move), own)
        self.pay(self.move, amount=400, date=self.near(1))
        self.assertEqual(self.booked(self.move).mapped("amount"), [400, 400])

    def test_l10_one_payment_of_odoo_over_several_invoices(self):
        """The unit is the invoice and what settles it."""
        other = self.sent({"price_unit": 200})
        own = self.register(
            self.move | other, 1320, date=self.move.invoice_date, group_payment=True
        )
        self.assertEqual(len(own), 1)
        before = self.all_payments()
        ids = [self.pay(self.move, date=self.near(0)), self.pay(other)]
        self.assertEqual(self.all_payments(), before)
        links = own._xero_all_links()
        self.assertEqual(set(links.record_id.mapped("xero_id")), set(ids))
        for payment_id in ids:
            self.assertIn(payment_id, own.xero_words)

    def test_l10_settled_by_another_entry(self):
        """As by a line of a bank statement: there is no payment, only an entry."""
        receivable = self.move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        bank = self.company_data["default_journal_bank"]
        entry = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": self.move.invoice_date,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": self.partner.id,
                            "credit": 1100,
                        },
                    ),
                    (0, 0, {"account_id": bank.default_account_id.id, "debit": 1100}),
                ],
            }
        )
        entry.action_post()
        (entry.line_ids + receivable).filtered(
            lambda line: line.account_id == receivable.account_id
        ).reconcile()
        before = self.all_payments()
        self.pay(self.move, date=self.near(2))
        self.assertEqual(self.all_payments(), before)
        self.assertFalse(self.told())
        links = self.env["xero.link"].search([("resource", "=", "Payments")])
        self.assertEqual((links.res_model, links.res_id), ("account.move", entry.id))
        self.read("payments")
        self.assertFalse(entry.xero_id, "an entry is no document of Xero")

    def test_l10_a_payment_that_settles_nothing_yet_is_asked_about(self):
        bank = self.company_data["default_journal_bank"]
        loose = self.env["account.payment"].create(
            {
                "partner_id": self.partner.id,
                "amount": 1100,
                "date": self.move.invoice_date,
                "journal_id": bank.id,
            }
        )
        loose.action_post()
        self.pay(self.move, date=self.near(1))
        row = self.refusal()
        self.assertIn(loose.name, row.message)
        self.assertIn("settles nothing yet", row.message)
        (loose.move_id + self.move).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        before = self.all_payments()
        self.retry(row)
        self.assertEqual(self.all_payments(), before)
        self.assertIn("The same as in Xero", loose.xero_words)
        self.assertFalse(self.told())

    def test_l10_a_person_says_that_it_is_another_one(self):
        self.env["account.payment"].create(
            {"partner_id": self.partner.id, "amount": 1100, "date": self.near(0)}
        ).action_post()
        self.pay(self.move)
        row = self.refusal()
        self.read("payments")
        self.assertFalse(self.booked(self.move), "by itself it never books it")
        self.retry(row)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertFalse(self.told())

    # === PAYMENTS THAT WAIT FOR THE BANK WITHOUT AN ENTRY === #

    def without_entries(self):
        """Have Odoo book no payments before the bank's line, as its Enterprise edition
        and OCA's reconciliation do."""
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        bank = self.company_data["default_journal_bank"]
        bank.inbound_payment_method_line_ids.payment_account_id = False

    def test_t7_one_without_an_entry_over_several_invoices_is_asked_about(self):
        self.without_entries()
        other = self.sent({"price_unit": 200})
        own = self.register(
            self.move | other, 1320, date=self.move.invoice_date, group_payment=True
        )
        self.assertFalse(own.move_id, "it waits for the bank")
        before = self.all_payments()
        self.pay(self.move, date=self.near(1))
        self.assertEqual(self.all_payments(), before, "not booked a second time")
        row = self.refusal()
        for words in (self.move.name, "1,320.00", "bank statement", "press Retry"):
            self.assertIn(words, row.message.replace("\N{NO-BREAK SPACE}", " "))
        self.read("payments")
        self.assertEqual(self.all_payments(), before, "by itself it never books it")
        row = self.refusal()
        row.with_user(self.user_xero).action_cancel()
        self.read("payments")
        self.assertEqual(self.all_payments(), before)
        self.assertFalse(self.told(), "it is the same: somebody said so")

    def test_t7_a_second_payment_beside_one_without_an_entry(self):
        self.without_entries()
        own = self.register(self.move, 400, date=self.move.invoice_date)
        self.pay(self.move, amount=400, date=self.near(0))
        self.assertEqual(own.xero_id, self.seen("Payments").xero_id)
        self.pay(self.move, amount=300, date=self.near(1))
        self.assertFalse(self.told(), "the first one is accounted for")
        self.assertIn(300, self.move.matched_payment_ids.mapped("amount"))

    def test_t7_a_person_says_that_one_without_an_entry_is_another_one(self):
        self.without_entries()
        self.register(self.move, 400, date=self.move.invoice_date)
        self.pay(self.move, amount=300, date=self.near(0))
        row = self.refusal()
        self.retry(row)
        self.assertEqual(self.move.amount_residual, 800)
        self.assertFalse(self.told())

    def test_l10_a_credit_note_is_no_payment(self):
        """What a credit note settled in Odoo is not taken for the payment."""
        refund = self.move._reverse_moves([{"invoice_date": self.move.invoice_date}])
        refund.invoice_line_ids.price_unit = 500
        refund.action_post()
        (self.move + refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self.move.amount_residual, 550)
        self.pay(self.move, amount=550, date=self.near(0))
        self.assertEqual(self.booked(self.move).amount, 550)
        self.assertEqual(self.move.payment_state, "paid")

    def test_l10_deleted_in_xero_is_asked_about_where_odoo_registered_it(self):
        own = self.register(self.move, 1100)
        payment_id = self.pay(self.move, date=self.near(0))
        self.delete(payment_id)
        self.assertEqual(self.move.payment_state, "paid", "the money may have come")
        row = self.refusal()
        self.assertIn(own.name, row.message)
        self.assertIn("deleted in Xero", row.message)
        own.action_draft()
        own.action_cancel()
        self.retry(row)
        self.assertFalse(self.told())
        self.assertIn("Removed in Xero", own.xero_words)

    def test_l10_edited_in_xero_stays_the_same_payment(self):
        """An edit there is a deletion and a new payment."""
        own = self.register(self.move, 1100)
        old = self.pay(self.move, date=self.near(0))
        self.delete(old, read=False)
        new = self.pay(self.move, date=self.near(1))
        self.assertFalse(self.told())
        self.assertEqual(own.xero_id, new)
        self.assertEqual(self.booked(self.move), own)

    def test_l10_edited_in_xero_between_two_readings(self):
        own = self.register(self.move, 1100)
        old = self.pay(self.move, date=self.near(0))
        self.delete(old)
        self.refusal()
        new = self.pay(self.move, date=self.near(1))
        self.assertFalse(self.told(), "the new one took its place")
        self.assertEqual(own.xero_id, new)
