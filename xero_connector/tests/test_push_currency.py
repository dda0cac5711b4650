from decimal import Decimal

from .push_common import XeroPushCommon


class TestPushCurrency(XeroPushCommon):
    """What an invoice in a foreign currency is worth is the same in both books, to the
    cent (T15, H19)."""

    def setUp(self):
        super().setUp()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True
        self.rate("2026-01-01", 1 / 1.5381)
        self.partner = self.customer()

    def rate(self, day, rate, currency=None):
        self.env["res.currency.rate"].create(
            {
                "currency_id": (currency or self.euro).id,
                "company_id": self.company.id,
                "name": day,
                "rate": rate,
            }
        )

    def in_euro(self, **values):
        line = {"price_unit": 123456.78, "tax_ids": []}
        return self.invoice(self.partner, line, currency_id=self.euro.id, **values)

    def worth_there(self, there):
        """What the invoice is worth in Xero's own books."""
        total, rate = Decimal(str(there["Total"])), Decimal(str(there["CurrencyRate"]))
        return float((total / rate).quantize(Decimal("0.01")))

    def test_t15_worth_the_same_in_both_books(self):
        move = self.in_euro()
        self.assertEqual(move.amount_total, 123456.78)
        self.assertEqual(move.amount_total_signed, 189888.81, "by Odoo's float .87")
        self.push(move)
        there = self.in_xero(move)
        self.assertEqual(Decimal(str(there["CurrencyRate"])), Decimal("0.650153"))
        self.assertEqual(there["Total"], Decimal("123456.78"))
        self.assertEqual(self.worth_there(there), 189888.81)
        self.assertEqual(
            sorted(move.line_ids.mapped("balance")), [-189888.81, 189888.81]
        )

    def test_t15_a_draft_of_before_and_a_typed_rate(self):
        self.organisation.stage = "setup"
        draft = self.in_euro(post=False)
        self.assertEqual(draft.amount_total_signed, 189888.87)
        typed = self.in_euro(post=False)
        typed.invoice_currency_rate = 0.61234567
        self.organisation.stage = "live"
        (draft | typed).action_post()
        self.assertEqual(draft.amount_total_signed, 189888.81)
        self.assertEqual(typed.invoice_currency_rate, 0.612346)

    def test_t15_a_draft_without_a_date_takes_the_rate_of_its_day(self):
        self.organisation.stage = "setup"
        draft = self.in_euro(post=False, invoice_date=False)
        self.env.cr.execute(
            "UPDATE account_move SET create_date = '2026-02-01' WHERE id = %s",
            [draft.id],
        )
        draft.invalidate_recordset()
        self.organisation.stage = "live"
        self.rate("2026-03-01", 0.7)
        draft.action_post()
        self.assertEqual(draft.invoice_currency_rate, 0.7)

    def test_t15_a_credit_note_settles_it_without_a_difference(self):
        move = self.in_euro()
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        refund.action_post()
        self.assertEqual(move.amount_residual, 0)
        self.assertEqual(refund.amount_total_signed, -189888.81)
        partials = move.line_ids.matched_credit_ids
        self.assertFalse(partials.exchange_move_id)

    def test_t15_what_xero_does_not_keep_is_left_alone(self):
        """Where nothing goes to Xero, bills, our own currency; and where six decimals
        would make another rate of it."""
        stream = self.env["xero.stream"]._of_kind(self.organisation, "invoices")
        stream.direction = "pull"
        self.assertEqual(self.in_euro().amount_total_signed, 189888.87)
        stream.direction = "both"
        bill = self.invoice(
            self.partner,
            {"price_unit": 123456.78, "tax_ids": []},
            currency_id=self.euro.id,
            move_type="in_invoice",
        )
        self.assertEqual(bill.amount_total_signed, -189888.87)
        self.rate("2026-01-02", 0.00006251)
        self.assertEqual(self.in_euro().invoice_currency_rate, 0.00006251)
