from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from .taxes_common import XeroTaxesCommon


class TestMapTaxesCompared(XeroTaxesCommon):
    """Taxes that are mapped fit on both sides, alone and in sets, or what uses them
    waits (group E)."""

    def blocked(self, *words):
        move = self.invoice(self.partner)
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, *words, state="blocked")
        self.assert_only_reads(before)
        return move

    def test_e3_rate_changed_in_xero_is_shown_and_blocks(self):
        link = self.link_of(self.tax_sale)
        self.assertFalse(link.difference)
        self.change_rate("OUTPUT", rate=12.5)
        for word in ("10 %", "12.5 %", "Mapping"):
            self.assertIn(word, link.difference)
        stream = self.env["xero.stream"]._of_kind(self.organisation, "taxes")
        self.assertIn("1 no longer fit", stream.last_result)
        self.assertIn(link, link.search([("difference", "!=", False)]))
        move = self.blocked("10 %", "12.5 %", "Mapping")
        self.assertEqual(move.xero_state, "blocked")
        self.change_rate("OUTPUT", rate=10)
        self.assertFalse(link.difference)
        self.assertNotIn("fit", stream.last_result)
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_e3_rate_changed_in_odoo_is_told_at_once(self):
        link = self.link_of(self.tax_sale)
        self.tax_sale.amount = 15
        self.assertIn("15 %", link.difference)
        self.tax_sale.amount = 10
        self.assertFalse(link.difference)

    def test_e3_another_rate_chosen_releases(self):
        self.change_rate("OUTPUT", rate=12.5)
        move = self.blocked("12.5 %")
        self.sandbox.act(
            "create_tax_rate", Name="Ten", TaxComponents=[{"Name": "T", "Rate": 10}]
        )
        self.read("taxes")
        self.link_tax(self.tax_sale, "TAX001")
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_e3_rate_deleted_in_xero_while_linked(self):
        self.change_rate("OUTPUT", Status="DELETED")
        self.assertIn("removed in Xero", self.link_of(self.tax_sale).difference)
        move = self.blocked("GST on Income", "removed in Xero", "Mapping")
        self.change_rate("OUTPUT", Status="ACTIVE")
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_e3_a_rate_of_the_other_side(self):
        self.link_tax(self.tax_sale, "INPUT")
        self.blocked("GST on Expenses", "sales or purchases")

    def test_e3_no_tax_must_be_no_tax(self):
        link = self.link_tax(self.env["account.tax"], "OUTPUT")
        self.assertIn("0 %", link.difference)
        self.assertIn("10 %", link.difference)

    def test_e3_nothing_changed_writes_nothing(self):
        links = self.env["xero.link"].search([("res_model", "=", "account.tax")])
        self.env.flush_all()
        before = {link.id: link.write_date for link in links}
        self.env.cr.execute("UPDATE xero_link SET write_date = '2020-01-01'")
        links.invalidate_recordset()
        self.read("taxes")
        links.invalidate_recordset()
        self.assertTrue(before)
        self.assertEqual(
            {fields.Date.to_string(link.write_date) for link in links}, {"2020-01-01"}
        )

    def test_e4_rates_are_never_created_in_xero(self):
        """They would not reach the tax return: that is said."""
        tax = self.tax_sale.copy({"name": "GST 33", "amount": 33})
        self.read("taxes")
        link = self.link_of(tax)
        before = len(self.calls())
        error = self.error_of(
            UserError, link.with_user(self.manager_xero).action_create
        )
        for word in ("GST 33", "by hand", "tax return"):
            self.assertIn(word, str(error))
        self.run_cron(self.organisation)
        self.assert_only_reads(before)
        self.assertFalse(self.calls("PUT", "TaxRates"))
        self.assertEqual(link.state, "undecided")

    # === SETS, NO TAX, FISCAL POSITIONS === #

    def test_e6_no_tax_is_a_choice_per_direction(self):
        Link = self.env["xero.link"]
        for side in ("sale", "purchase"):
            link = Link._of_key(self.organisation, "account.tax", "none", side)
            self.assertTrue(link, side)
        purchases = Link._of_key(self.organisation, "account.tax", "none", "purchase")
        self.assertEqual(purchases.state, "suggested")
        self.assertEqual(purchases.suggestion_id.xero_id, "BASEXCLUDED")

    def test_e6_a_set_of_another_sum_is_told(self):
        levy = self.tax_sale.copy({"name": "Levy 5%", "amount": 5})
        link = self.link_tax(self.tax_sale | levy, "OUTPUT")
        self.assertIn("15 %", link.difference)
        levy.include_base_amount = True
        self.assertFalse(link.difference, "no sum tells what they make together")

    def test_e10_the_tax_that_xero_has_is_read_back(self):
        """Odoo's tax is sent; what Xero made of it is kept and compared."""
        move, _there = self.sent_there({"price_unit": 100}, partner=self.partner)
        link = move._xero_links(self.organisation)[move.id]
        self.assertEqual(link.record_id.amount_tax, 10)
        self.sandbox.act(
            "edit_invoice",
            invoice=move.name,
            LineItems=[
                {
                    "LineItemID": self.in_xero(move)["LineItems"][0]["LineItemID"],
                    "TaxAmount": 10.01,
                }
            ],
        )
        self.read("invoices")
        self.assertIn("10.01", link.difference)

    def test_e9_a_fiscal_position_sends_the_mapped_tax(self):
        export = self.tax_sale.copy({"name": "Export", "amount": 0})
        abroad = self.env["account.fiscal.position"].create({"name": "Abroad"})
        export.write(
            {
                "fiscal_position_ids": [Command.set(abroad.ids)],
                "original_tax_ids": [Command.set(self.tax_sale.ids)],
            }
        )
        self.link_tax(export, "EXEMPTEXPORT")
        self.product_a.write(
            {"list_price": 80, "taxes_id": [Command.set(self.tax_sale.ids)]}
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "fiscal_position_id": abroad.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create({"product_id": self.product_a.id})],
            }
        )
        self.assertEqual(move.invoice_line_ids.tax_ids, export)
        move.action_post()
        self.push(move)
        self.assert_sent(move)
        there = self.in_xero(move)
        self.assertEqual(there["LineItems"][0]["TaxType"], "EXEMPTEXPORT")
        self.assertEqual(there["TotalTax"], 0)

    def test_e9_a_rate_that_does_not_go_with_the_account(self):
        """Xero says which classes of accounts a rate may stand with."""
        fixed = self.seen("Accounts", code="710")
        account = self.company_data["default_account_revenue"]
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code="400"))
        move = self.blocked("GST on Income", "Advertising", "Mapping")
        self.assertTrue(fixed)
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code="260"))
        self.run_cron(self.organisation)
        self.assert_sent(move)
