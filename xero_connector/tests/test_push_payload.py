from datetime import date
from decimal import Decimal

from odoo.fields import Command

from .push_common import XeroPushCommon


class TestPushPayload(XeroPushCommon):
    """What arrives in Xero, field by field."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        income = cls.company_data["default_account_revenue"]
        cls.account_other = income.copy({"code": "41999", "name": "Projects"})
        cls.service = cls.env["product.product"].create(
            {"name": "Hour", "type": "service", "default_code": "SUPPORT"}
        )
        cls.goods = cls.env["product.product"].create(
            {"name": "Cable", "type": "consu", "default_code": "CABLE"}
        )

    def day_of(self, there, name):
        return date.fromisoformat(there[f"{name}String"][:10])

    def test_h1_number_reference_and_dates(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "14 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 14}
                    )
                ],
            }
        )
        move, there = self.sent_there(
            {"price_unit": 100},
            ref="PO 4711",
            invoice_date="2026-03-02",
            invoice_payment_term_id=term.id,
        )
        self.assertEqual(there["InvoiceNumber"], move.name)
        self.assertEqual(there["Reference"], "PO 4711")
        self.assertEqual(self.day_of(there, "Date"), date(2026, 3, 2))
        self.assertEqual(self.day_of(there, "DueDate"), date(2026, 3, 16))
        self.assertEqual(there["Type"], "ACCREC")
        self.assertEqual(there["LineAmountTypes"], "Exclusive")

    def test_h1_several_due_dates_last_goes_others_in_text(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": n}
                    )
                    for n in (10, 40)
                ],
            }
        )
        _move, there = self.sent_there(
            {"price_unit": 100},
            invoice_date="2026-03-02",
            invoice_payment_term_id=term.id,
        )
        self.assertEqual(self.day_of(there, "DueDate"), date(2026, 4, 11))
        text = there["LineItems"][-1]["Description"]
        self.assertIn("55.00", text)
        self.assertIn("03/12/2026", text)
        self.assertIn("04/11/2026", text)
        self.assertNotIn("UnitAmount", there["LineItems"][-1])

    def test_h19_currency_and_rate(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.612345678,
            }
        )
        _move, there = self.sent_there({"price_unit": 100}, currency_id=euro.id)
        self.assertEqual(there["CurrencyCode"], "EUR")
        self.assertEqual(Decimal(str(there["CurrencyRate"])), Decimal("0.612346"))

    def test_e8_price_with_four_decimals(self):
        _move, there = self.sent_there({"price_unit": 95.5255, "quantity": 7.25})
        line = there["LineItems"][0]
        self.assertEqual(line["UnitAmount"], Decimal("95.5255"))
        self.assertEqual(line["Quantity"], Decimal("7.25"))

    def test_e8_price_with_more_decimals_goes_in_words(self):
        _move, there = self.sent_there({"price_unit": 10.123456, "quantity": 1000})
        line = there["LineItems"][0]
        self.assertEqual(line["Quantity"], 1)
        self.assertEqual(line["UnitAmount"], Decimal("10123.46"))
        self.assertEqual(line["Description"], "Support\n1000 × 10.123456")

    def test_h18_discount(self):
        _move, there = self.sent_there(
            {"price_unit": 80, "quantity": 3, "discount": 12.5}
        )
        line = there["LineItems"][0]
        self.assertEqual(line["DiscountRate"], Decimal("12.5"))
        self.assertEqual(line["UnitAmount"], 80)
        self.assertEqual(line["LineAmount"], 210)

    def test_h18_whole_discount(self):
        _move, there = self.sent_there(
            {"price_unit": 80, "discount": 100}, {"price_unit": 20}
        )
        self.assertEqual(there["LineItems"][0]["LineAmount"], 0)
        self.assertEqual(there["Total"], 22)

    def test_d9_accounts_own_mapping_before_the_defaults(self):
        other = self.seen("Accounts", code="260")
        goods = self.seen("Accounts", code="270")
        self.organisation.default_goods_account_id = goods
        link = self.env["xero.link"]._get_or_create(
            self.organisation, self.account_other
        )
        link.with_user(self.manager_xero).action_link(other)
        self.link_tax(self.env["account.tax"], "INPUTTAXED")
        _move, there = self.sent_there(
            {"product_id": self.service.id, "price_unit": 10},
            {"product_id": self.goods.id, "price_unit": 20, "tax_ids": []},
            {"account_id": self.account_other.id, "price_unit": 30},
            {"price_unit": 40},
        )
        codes = [line["AccountCode"] for line in there["LineItems"]]
        self.assertEqual(codes, ["200", "270", "260", "200"])

    def test_d11_item_code_only_where_linked(self):
        # the products are younger than what the class has read
        self.env["xero.stream"]._of_kind(self.organisation, "items").cursor = False
        self.read("items")
        _move, there = self.sent_there(
            {"product_id": self.service.id, "price_unit": 10},
            {"product_id": self.goods.id, "price_unit": 20},
        )
        codes = [line.get("ItemCode") for line in there["LineItems"]]
        self.assertEqual(codes, ["SUPPORT", None])

    def test_d12_notes_sections_and_long_text(self):
        text = "".join(f"{number:05d} " for number in range(1500))
        _move, there = self.sent_there(
            {"display_type": "line_section", "name": "Phase one", "tax_ids": []},
            {"display_type": "line_subsection", "name": "Analysis", "tax_ids": []},
            {"name": text, "price_unit": 10},
            {"display_type": "line_note", "name": "Thank you", "tax_ids": []},
        )
        lines = there["LineItems"]
        texts = [line["Description"] for line in lines]
        self.assertEqual(texts[:2], ["Phase one", "Analysis"])
        self.assertEqual("".join(texts[2:-1]), text)
        self.assertLessEqual(max(map(len, texts)), 4000)
        self.assertEqual(texts[-1], "Thank you")
        self.assertEqual(
            [line.get("UnitAmount") for line in lines],
            [None, None, 10, None, None, None],
        )

    def test_e7_cash_rounding_line(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "HALF-UP",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        move, there = self.sent_there(
            {"price_unit": 10.02}, invoice_cash_rounding_id=rounding.id
        )
        self.assertEqual(move.amount_total, 11.0)
        self.assertEqual(there["LineItems"][-1]["LineAmount"], Decimal("-0.02"))
        self.assertEqual(there["LineItems"][-1]["AccountCode"], "860")

    def test_h29_early_payment_lines_refused_by_name(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/7 Net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "early_pay_discount_computation": "mixed",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        move = self.invoice(
            self.customer(), {"price_unit": 100}, invoice_payment_term_id=term.id
        )
        self.push(move)
        self.assertFalse(self.in_xero(move))
        row = self.row(move)
        self.assertEqual(row.state, "failed")
        self.assertIn(move.name, row.message)
        self.assertIn("Early-payment discount", row.message)
        self.assertIn("Retry", row.message)

    def test_h6_arrives_in_the_chosen_status(self):
        for status, badge in (
            ("DRAFT", "In Xero, draft"),
            ("SUBMITTED", "In Xero, awaiting approval"),
            ("AUTHORISED", "In Xero"),
        ):
            self.organisation.invoice_status = status
            partner = self.env["res.partner"].search(
                [("name", "=", "Harbour Dental")], limit=1
            )
            move, there = self.sent_there(partner=partner)
            self.assertEqual(there["Status"], status)
            self.assertEqual(move.xero_badge, badge)

    def test_h10_xero_numbers(self):
        self.organisation.number_source = "xero"
        move = self.invoice(self.customer(), ref="PO 9")
        self.push(move)
        there = self.in_xero_by_id(move)
        self.assertTrue(there["InvoiceNumber"].startswith("INV-"))
        self.assertEqual(there["Reference"], f"{move.name} PO 9")
        self.assertEqual(move.xero_number, there["InvoiceNumber"])

    def test_h15_mailed_before_it_went(self):
        move = self.invoice(self.customer())
        move.is_move_sent = True
        self.push(move)
        self.assertIs(self.in_xero(move)["SentToContact"], True)
        self.assertEqual(move.xero_badge, "In Xero, sent")

    def test_h15_drafts_are_never_marked_as_mailed(self):
        self.organisation.invoice_status = "DRAFT"
        move = self.invoice(self.customer())
        move.is_move_sent = True
        self.push(move)
        self.assertIs(self.in_xero(move)["SentToContact"], False)

    def test_d15_a_line_is_no_record_of_its_own(self):
        """It comes and goes with its document, which alone is sent and remembered."""
        lines = ({"name": "First"}, {"name": "Second"})
        move, there = self.sent_there(*lines)
        models = {model for model, _type in self.env["xero.stream"]._types().values()}
        self.assertIn("account.move", models)
        self.assertNotIn("account.move.line", models)
        line_ids = [line["LineItemID"] for line in there["LineItems"]]
        self.assertEqual(len(line_ids), 2)
        self.read("invoices")
        Record = self.env["xero.record"]
        self.assertTrue(Record.search([("xero_id", "=", there["InvoiceID"])]))
        self.assertFalse(Record.search([("xero_id", "in", line_ids)]))
        of_lines = [("res_model", "=", "account.move.line")]
        self.assertFalse(self.env["xero.link"].search(of_lines))
        self.assertFalse(self.env["xero.queue"].search(of_lines))
        move.button_draft()
        move.invoice_line_ids[0].unlink()
        move.action_post()
        self.push(move)
        [left] = self.in_xero(move)["LineItems"]
        self.assertIn("Second", left["Description"])

    def test_b16_link_to_xero(self):
        move, there = self.sent_there()
        self.assertIn(there["InvoiceID"], move.xero_url)
        self.assertEqual(move.action_xero_open()["url"], move.xero_url)

    def test_w2_one_call_for_a_document(self):
        partner = self.customer()
        move = self.invoice(partner, *({"price_unit": n} for n in range(1, 21)))
        before = len(self.calls())
        self.push(move)
        made = self.calls()[before:]
        self.assertEqual([call.method for call in made], ["PUT"])
