from decimal import Decimal

from .payments_common import XeroPaymentsCommon


class TestPaymentsInCurrency(XeroPaymentsCommon):
    """Invoices in a foreign currency (L2, H19, T7, T15)."""

    def setUp(self):
        super().setUp()
        # Odoo: 2 dollars for one of ours
        self.dollars = self.setup_other_currency("USD", rates=[("2000-01-01", 2.0)])
        self.move = self.sent({"price_unit": 1000}, currency_id=self.dollars.id)
        self.assertEqual(self.move.amount_total, 1100)
        self.assertEqual(self.move.amount_residual_signed, 550)

    def worth(self, payment):
        """What it is worth in the company's currency."""
        return payment.amount_company_currency_signed

    def exchange(self, move):
        lines = move.line_ids.matched_credit_ids.exchange_move_id.line_ids
        return lines.filtered(lambda line: line.account_type != "asset_receivable")

    def test_h19_by_xeros_rate(self):
        """The bank is in our currency: what it received counts."""
        payment_id = self.pay(self.move, CurrencyRate=1.6)
        payment = self.booked(self.move)
        there = self.sandbox.organisation("AU").payments[payment_id]
        self.assertEqual(there["BankAmount"], Decimal("687.50"))
        self.assertEqual(payment.currency_id, self.dollars)
        self.assertEqual(payment.amount, 1100)
        self.assertEqual(self.worth(payment), 687.5)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(self.move.amount_residual, 0)
        self.assertEqual(self.move.amount_residual_signed, 0)
        # what is left is Odoo's exchange difference: 687.50 came for 550
        self.assertEqual(sum(self.exchange(self.move).mapped("balance")), -137.5)

    def test_h19_partial_and_the_rest(self):
        self.pay(self.move, amount="333.33", CurrencyRate=1.7, date="2026-11-12")
        self.assertEqual(self.move.payment_state, "partial")
        self.assertEqual(self.move.amount_residual, 766.67)
        self.assertEqual(self.worth(self.booked(self.move)), 196.08)
        self.pay(self.move, CurrencyRate=2.4, date="2026-11-15")
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(self.move.amount_residual_signed, 0)
        self.assertEqual(
            sorted(map(self.worth, self.booked(self.move))), [196.08, 319.45]
        )

    def test_h19_into_a_bank_account_in_that_currency(self):
        journal = self.env["account.journal"].create(
            {
                "name": "US Account",
                "type": "bank",
                "currency_id": self.dollars.id,
            }
        )
        self.sandbox.act(
            "create_account",
            Code="092",
            Name="US Account",
            Type="BANK",
            BankAccountNumber="99",
            CurrencyCode="USD",
        )
        self.read("accounts")
        self.pay(self.move, account="092", CurrencyRate=1.6)
        payment = self.booked(self.move)
        self.assertEqual(payment.journal_id, journal)
        self.assertEqual(payment.amount, 1100)
        self.assertEqual(self.worth(payment), 687.5)
        self.assertEqual(self.move.payment_state, "paid")

    def test_h19_removed_in_xero(self):
        payment_id = self.pay(self.move, CurrencyRate=1.6)
        self.delete(payment_id)
        self.assertEqual(self.move.payment_state, "not_paid")
        self.assertEqual(self.move.amount_residual, 1100)
        self.assertEqual(self.move.amount_residual_signed, 550)
        self.assertFalse(self.told())

    def test_h19_recognised_in_spite_of_the_exchange_difference(self):
        """An exchange entry on the invoice is no payment (T7)."""
        self.setup_rate("2026-11-01", 2.5)
        own = self.register(self.move, 1100, date="2026-11-20")
        self.assertTrue(self.exchange(self.move) or own.move_id)
        before = self.all_payments()
        self.pay(self.move, date="2026-11-18", CurrencyRate=1.6)
        self.assertEqual(self.all_payments(), before)
        self.assertIn("The same as in Xero", own.xero_words)
        self.assertFalse(self.told())

    def setup_rate(self, day, rate):
        self.env["res.currency.rate"].create(
            {
                "name": day,
                "rate": rate,
                "currency_id": self.dollars.id,
                "company_id": self.company.id,
            }
        )

    def test_h19_xero_does_not_say_the_rate(self):
        """Odoo converts then."""
        seen = self.pay(self.move, read=False)
        self.sandbox.act(
            "plant",
            store="Payments",
            instead=seen,
            element={"CurrencyRate": None, "BankAmount": None},
        )
        self.read("payments")
        self.assertEqual(self.worth(self.booked(self.move)), 550)
        self.assertEqual(self.move.payment_state, "paid")
