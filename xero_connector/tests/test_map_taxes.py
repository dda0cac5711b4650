from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .taxes_common import XeroTaxesCommon


class TestMapTaxes(XeroTaxesCommon):
    """Taxes stand for Xero's rates: paired only where that is beyond doubt, made out
    of a rate, ignored, asked for only where they are in use (group E)."""

    def create_from(self, tax_type):
        """Press Create on a rate; return the tax on sales, if there is one."""
        rate = self.rate(tax_type)
        rate.with_user(self.manager_xero).action_create_in_odoo()
        taxes = self.env["account.tax"].browse(rate.link_ids.mapped("res_id"))
        return taxes.sorted(lambda tax: tax.type_tax_use != "sale")[:1]

    def test_e2_map_create_or_ignore_each(self):
        """The three answers on the mapping screen, each for one rate."""
        ours = self.tax_sale.copy({"name": "Levy of ours", "amount": 12})
        for number, name in enumerate(("Map me", "Make me", "Leave me"), start=13):
            self.sandbox.act(
                "create_tax_rate",
                Name=name,
                TaxComponents=[{"Name": name, "Rate": number}],
            )
        self.read("taxes")
        mapped, made, left = (
            self.rate(code).with_user(self.manager_xero)
            for code in ("TAX001", "TAX002", "TAX003")
        )
        self.assertEqual({row.map_state for row in mapped | made | left}, {"undecided"})
        mapped.choice_id = ours.id
        made.action_create_in_odoo()
        left.action_ignore()
        self.read("taxes")
        self.assertEqual(self.link_of(ours).record_id, mapped)
        created = self.env["account.tax"].search([("name", "=", "Make me")])
        self.assertEqual(set(created.mapped("amount")), {14})
        for tax in created:
            self.assertEqual(self.link_of(tax).record_id, made)
        self.assertEqual(
            [row.map_state for row in mapped | made | left],
            ["linked", "linked", "ignored"],
        )
        self.assertFalse(self.env["account.tax"].search([("name", "=", "Leave me")]))

    # === PAIRED BY ITSELF === #

    def test_e1_rates_are_read_with_both_directions(self):
        self.assertEqual(self.rate("OUTPUT").kind, "sale")
        self.assertEqual(self.rate("INPUT").kind, "purchase")
        self.assertEqual(self.rate("BASEXCLUDED").kind, "sale purchase")
        self.assertEqual(self.rate("OUTPUT").rate, 10)

    def test_e1_odd_rates_are_visible_rows(self):
        """What cannot be read is told; the others arrive, nothing is taken for gone."""
        for element, instead in (
            ({"EffectiveRate": "many"}, "INPUT"),
            ({"Name": None, "CanApplyToRevenue": "false"}, "EXEMPTOUTPUT"),
            ("a text", None),
            ({"Name": "No type"}, None),
        ):
            self.sandbox.act(
                "plant", store="tax_rates", element=element, instead=instead
            )
        self.read("taxes")
        rows = self.env["xero.queue"].search(
            [("resource", "=", "TaxRates"), ("state", "=", "failed")]
        )
        self.assertEqual(len(rows), 3)
        self.assertTrue(self.rate("INPUT").live)
        self.assertEqual(self.rate("EXEMPTOUTPUT").name, "EXEMPTOUTPUT")
        self.assertEqual(self.rate("EXEMPTOUTPUT").kind, "")
        self.assertEqual(self.link_of(self.tax_sale).record_id, self.rate("OUTPUT"))

    def test_e2_three_zero_rates_are_left_to_a_person(self):
        zero = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 0),
                ("amount_type", "=", "percent"),
            ]
        )
        self.assertGreaterEqual(len(zero), 3)
        states = {self.link_of(tax).state for tax in zero}
        self.assertEqual(states, {"undecided"})

    def test_e2_british_taxes(self):
        """Zero rates go to different boxes of the return; two taxes of Odoo may well
        stand for one rate."""
        company = self.setup_british_company()["company"]
        organisation = self.connect(company=company, organisation="GB")
        self.run_cron(organisation)
        Tax = self.env["account.tax"].with_company(company)
        sales = Tax.search(
            [("company_id", "=", company.id), ("type_tax_use", "=", "sale")]
        )
        links = sales._xero_links(organisation)
        zero = sales.filtered(lambda tax: tax._xero_percent() == 0)
        self.assertGreaterEqual(len(zero), 3)
        self.assertEqual({links[tax.id].state for tax in zero}, {"undecided"})
        standard = sales.filtered(lambda tax: tax._xero_percent() == 20)
        self.assertEqual(len(standard), 1)
        self.assertEqual(links[standard.id].record_id.xero_id, "OUTPUT2")
        services = standard.copy({"name": "20% services", "tax_scope": "service"})
        self.env["xero.stream"]._of_kind(organisation, "taxes").action_sync_now()
        self.run_cron(organisation)
        link = services._xero_links(organisation)[services.id]
        self.assertEqual(link.suggestion_id.xero_id, "OUTPUT2")
        link.with_user(self.manager_xero).action_link()
        self.assertEqual(link.record_id, links[standard.id].record_id)
        for side in ("sale", "purchase"):
            none = self.env["xero.link"]._of_key(
                organisation, "account.tax", "none", side
            )
            self.assertEqual(none.suggestion_id.xero_id, "NONE")

    def test_e2_one_candidate_on_each_side_is_paired(self):
        """The tax of 12 % in Odoo is the only one, and so is Xero's."""
        tax = self.tax_sale.copy({"name": "GST 12", "amount": 12})
        self.sandbox.act(
            "create_tax_rate",
            Name="Levy",
            TaxComponents=[{"Name": "Levy", "Rate": 12}],
        )
        self.read("taxes")
        self.assertEqual(self.link_of(tax).record_id.name, "Levy")
        twin = self.tax_sale.copy({"name": "GST 7", "amount": 7})
        other = self.tax_sale.copy({"name": "GST 7 too", "amount": 7})
        self.sandbox.act(
            "create_tax_rate", Name="Seven", TaxComponents=[{"Name": "T", "Rate": 7}]
        )
        self.read("taxes")
        for unsure in twin | other:
            link = self.link_of(unsure)
            self.assertEqual(link.state, "suggested")
            self.assertEqual(link.suggestion_id.name, "Seven")
            self.assertIn("Odoo has several", link.reason)
            self.assertLess(link.score, 100)

    def test_e2_types_are_read_from_xero(self):
        """A type of no list that anybody wrote down works as any other."""
        self.sandbox.act(
            "create_tax_rate", Name="Odd", TaxComponents=[{"Name": "T", "Rate": 10}]
        )
        self.read("taxes")
        tax = self.tax_sale.copy({"name": "Odd one"})
        self.link_tax(tax, "TAX001")
        _move, there = self.sent_there(
            {"price_unit": 100, "tax_ids": [Command.set(tax.ids)]},
            partner=self.partner,
        )
        self.assertEqual(there["LineItems"][0]["TaxType"], "TAX001")

    # === CREATE, IGNORE === #

    def test_e2_create_a_tax_from_a_rate(self):
        self.sandbox.act(
            "create_tax_rate",
            Name="Levy 12%",
            TaxComponents=[{"Name": "Levy", "Rate": 12}],
        )
        self.read("taxes")
        tax = self.create_from("TAX001")
        self.assertEqual((tax.name, tax.amount), ("Levy 12%", 12))
        self.assertEqual(tax.type_tax_use, "sale")
        self.assertEqual(tax.company_id, self.company)
        booked = self.tax_sale.invoice_repartition_line_ids.account_id
        for lines in (
            tax.invoice_repartition_line_ids,
            tax.refund_repartition_line_ids,
        ):
            self.assertEqual(lines.account_id, booked)
        self.assertEqual(self.link_of(tax).record_id, self.rate("TAX001"))
        _move, there = self.sent_there(
            {"price_unit": 100, "tax_ids": [Command.set(tax.ids)]},
            partner=self.partner,
        )
        self.assertEqual(there["TotalTax"], 12)

    def test_e2_a_rate_for_both_sides_makes_two_taxes(self):
        tax = self.create_from("INPUTTAXED")
        both = self.env["account.tax"].search([("name", "=", "Input Taxed")])
        self.assertEqual(set(both.mapped("type_tax_use")), {"sale", "purchase"})
        self.assertEqual(tax.type_tax_use, "sale")
        self.assertEqual(self.link_of(both - tax).record_id, self.rate("INPUTTAXED"))

    def test_e2_what_cannot_be_created_says_why(self):
        self.tax_sale.copy({"name": "GST Free Income", "amount": 0})
        error = self.error_of(UserError, self.create_from, "EXEMPTOUTPUT")
        self.assertIn("Map it", str(error))
        self.change_rate("CAPEXINPUT", Status="DELETED")
        error = self.error_of(UserError, self.create_from, "CAPEXINPUT")
        self.assertIn("Ignore it", str(error))
        taxes = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "purchase")]
        )
        taxes.active = False
        self.company.account_purchase_tax_id = False
        error = self.error_of(UserError, self.create_from, "INPUT")
        self.assertIn("Configuration", str(error))
        self.assertIn("purchases", str(error))

    def test_e2_an_ignored_tax_is_not_asked_again(self):
        tax = self.env["account.chart.template"].ref("au_tax_sale_0")
        link = self.link_of(tax)
        link.with_user(self.manager_xero).action_ignore()
        self.read("taxes")
        self.assertEqual(link.state, "ignored")

    def test_e2_an_ignored_rate_is_not_paired(self):
        self.sandbox.act(
            "create_tax_rate", Name="Levy", TaxComponents=[{"Name": "L", "Rate": 12}]
        )
        self.read("taxes")
        rate = self.rate("TAX001")
        rate.with_user(self.manager_xero).action_ignore()
        tax = self.tax_sale.copy({"name": "GST 12", "amount": 12})
        self.read("taxes")
        self.assertEqual(rate.map_state, "ignored")
        self.assertEqual(self.link_of(tax).state, "undecided")

    def test_e2_taken_apart_is_not_paired_again(self):
        link = self.link_of(self.tax_sale)
        link.with_user(self.manager_xero).action_unlink_record()
        self.read("taxes")
        self.assertFalse(link.record_id)

    def test_e2_a_deleted_tax_is_asked_no_more(self):
        levy = self.tax_sale.copy({"name": "Levy", "amount": 5})
        self.read("taxes")
        links = self.link_of(levy) | self.link_tax(self.tax_sale | levy, "OUTPUT")
        levy.unlink()
        self.assertFalse(links.exists())

    # === IN USE === #

    def counts(self):
        links = self.env["xero.link"].search(
            [("res_model", "=", "account.tax"), ("in_use", "=", True)]
        )
        return {(link.res_key, link.role): link.use_count for link in links}

    def test_e2_only_taxes_in_use_are_asked_for(self):
        """Posted in the last twelve months, counted by document; sets as sets."""
        levy = self.tax_sale.copy({"name": "Levy 5%", "amount": 5})
        both = [Command.set((self.tax_sale | levy).ids)]
        self.invoice(self.partner, {"price_unit": 1}, {"price_unit": 2})
        self.invoice(self.partner, {"price_unit": 1, "tax_ids": both})
        self.invoice(self.partner, {"price_unit": 1, "tax_ids": []})
        self.invoice(self.partner, post=False)
        self.invoice(self.partner, invoice_date="2020-02-03")
        bill = self.init_invoice(
            "in_invoice",
            partner=self.partner,
            amounts=[50],
            invoice_date=fields.Date.today(),
            taxes=self.env["account.tax"],
        )
        bill.action_post()
        self.read("taxes")
        key = ",".join(map(str, sorted((self.tax_sale | levy).ids)))
        self.assertEqual(
            self.counts(),
            {
                (str(self.tax_sale.id), ""): 1,
                (key, ""): 1,
                ("none", "sale"): 1,
                ("none", "purchase"): 1,
            },
        )
        asked = self.organisation._undecided_in_use("TaxRates")
        self.assertEqual(
            {(link.res_key, link.role) for link in asked},
            {(key, ""), ("none", "purchase")},
        )

    def test_e2_another_company_is_not_counted(self):
        british = self.setup_british_company()["company"]
        move = (
            self.env["account.move"]
            .with_company(british)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "There", "price_unit": 1, "tax_ids": False}
                        )
                    ],
                }
            )
        )
        move.action_post()
        self.read("taxes")
        self.assertNotIn(("none", "sale"), self.counts())

    def test_e2_the_use_is_counted_in_few_queries(self):
        self.invoice(self.partner)
        self.read("taxes")
        with self.assertQueryCount(30), mute_logger("odoo.sql_db"):
            self.env["account.tax"]._xero_count_use(self.organisation)
            self.env.flush_all()
