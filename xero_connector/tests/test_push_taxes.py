from decimal import Decimal

from odoo.fields import Command

from .push_common import XeroPushCommon


class TestPushTaxes(XeroPushCommon):
    """Every line says its tax; prices are inclusive or exclusive (E5, E6)."""

    def test_e5_prices_with_tax_included(self):
        included = self.tax_sale.copy(
            {"name": "GST included", "price_include_override": "tax_included"}
        )
        self.link_tax(included, "OUTPUT")
        _move, there = self.sent_there(
            {"price_unit": 110, "tax_ids": [Command.set(included.ids)]},
            {
                "price_unit": 33.33,
                "quantity": 3,
                "tax_ids": [Command.set(included.ids)],
            },
        )
        self.assertEqual(there["LineAmountTypes"], "Inclusive")
        self.assertEqual(there["LineItems"][0]["UnitAmount"], 110)
        self.assertEqual(there["LineItems"][1]["LineAmount"], Decimal("99.99"))

    def test_e5_mixed_prices_go_exclusive(self):
        included = self.tax_sale.copy(
            {"name": "GST included", "price_include_override": "tax_included"}
        )
        self.link_tax(included, "OUTPUT")
        move, there = self.sent_there(
            {"price_unit": 110, "tax_ids": [Command.set(included.ids)]},
            {"price_unit": 50},
        )
        self.assertEqual(there["LineAmountTypes"], "Exclusive")
        self.assertEqual([li["UnitAmount"] for li in there["LineItems"]], [100, 50])
        self.assertEqual(there["TotalTax"], Decimal(str(move.amount_tax)))

    def test_e6_a_set_of_taxes_is_one_rate(self):
        levy = self.tax_sale.copy({"name": "Levy 5%", "amount": 5})
        self.sandbox.act(
            "create_tax_rate",
            Name="GST and levy",
            TaxComponents=[{"Name": "GST", "Rate": 10}, {"Name": "Levy", "Rate": 5}],
        )
        self.read("taxes")
        both = self.tax_sale | levy
        self.link_tax(both, "TAX001")
        _move, there = self.sent_there(
            {"price_unit": 200, "tax_ids": [Command.set(both.ids)]}
        )
        self.assertEqual(there["LineItems"][0]["TaxType"], "TAX001")
        self.assertEqual(there["TotalTax"], 30)

    def test_e5_lines_without_tax_say_so(self):
        _move, there = self.sent_there({"price_unit": 100, "tax_ids": []})
        self.assertEqual(there["LineItems"][0]["TaxType"], "EXEMPTEXPORT")
        self.assertEqual(there["TotalTax"], 0)
