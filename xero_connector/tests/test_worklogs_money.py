from odoo.fields import Command
from odoo.tests import tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsMoney(XeroBillCommon):
    """What Odoo books is what the rows of worklogs come to."""

    def include_tax(self):
        """Prices include their tax, as shops have it."""
        tax = self.tax_sale.copy(
            {"name": "GST included", "price_include_override": "tax_included"}
        )
        self.type.taxes_id = tax
        return tax

    def test_g9_prices_that_include_tax_are_spread_over_the_worklogs(self):
        self.include_tax()
        self.profile.group_by = "type"
        lines = self.worklog(1) | self.worklog(2) | self.worklog(1.5)
        move = self.bill()
        self.assertEqual(move.amount_total, 675.0)
        self.assertEqual(move.amount_untaxed, 613.64)
        amounts = [line.xero_worklog_line_ids.amount for line in lines]
        self.assertEqual(amounts, [136.36, 272.73, 204.55])
        self.assertFalse(move.xero_worklog_notice, "nobody touched it")

    def test_h29_the_smallest_invoice_is_meant_before_tax(self):
        self.include_tax()
        self.profile.minimum_amount = 140
        line = self.worklog(1)
        self.assertFalse(self.bill())
        self.assertStands(line, "waiting", "140")
        domain = [("xero_billing_profile_id", "=", self.profile.id)]
        self.assertFalse(self.env["account.move"].search_count(domain))
        self.worklog(1)
        self.assertEqual(self.bill().amount_untaxed, 272.73)

    def test_g17_a_cent_of_rounding_is_nobodys_change(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self.include_tax()
        self.set_price("CONSULT", 33.33)
        self.read("items")
        for _ in range(7):
            self.worklog(1)
        move = self.bill()
        self.assertFalse(move.xero_worklog_notice)
        move.write(
            {
                "invoice_line_ids": [
                    Command.create({"name": "Thanks", "price_unit": 0.01})
                ]
            }
        )
        self.assertFalse(move.xero_worklog_notice)
        move.invoice_line_ids[0].price_unit = 33.0
        self.assertIn("changed by hand", move.xero_worklog_notice)

    def test_g15_taxes_of_the_account_are_those_of_every_grouping(self):
        account = self.type.product_tmpl_id.get_product_accounts()["income"]
        account.tax_ids = self.tax_sale
        self.type.taxes_id = False
        self.profile.bill_extra = True
        self.worklog(1, xero_extra_charge=50)
        for group_by in ("line", "summary"):
            self.profile.group_by = group_by
            move = self.bill()
            taxes = [line.tax_ids for line in move.invoice_line_ids]
            self.assertEqual(taxes, [self.tax_sale] * 2, group_by)
            self.assertEqual(move.amount_tax, 20.0)
            move.unlink()

    def test_g9_a_customer_who_pays_no_tax_pays_the_price_without_it(self):
        included = self.include_tax()
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self.tax_sale.copy(
            {
                "name": "No GST",
                "amount": 0,
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(included.id)],
            }
        )
        self.partner.property_account_position_id = position
        self.profile.bill_extra = True
        self.set_price("CONSULT", 110.0)
        self.read("items")
        line = self.worklog(2, xero_extra_charge=55)
        for group_by in ("line", "summary"):
            self.profile.group_by = group_by
            move = self.bill()
            totals = move.amount_untaxed, move.amount_total
            self.assertEqual(totals, (250.0, 250.0), group_by)
            rows = line.xero_worklog_line_ids._live()
            self.assertEqual(sorted(rows.mapped("amount")), [50.0, 200.0])
            self.assertFalse(move.xero_worklog_notice)
            move.unlink()
