from odoo.exceptions import UserError

from .items_common import XeroItemsCommon


class TestItemsValues(XeroItemsCommon):
    """What is kept equal of products and items, in both directions (D1, D2, D12)."""

    def paired(self, **values):
        """A product that stands for the item SUPPORT."""
        product = self.service("Support", default_code="SUPPORT", **values)
        self.read("items")
        self.assertEqual(self.link_of(product).record_id.code, "SUPPORT")
        return product

    # === TEXTS === #

    def test_d1_texts_come_and_go(self):
        product = self.paired()
        self.assertEqual(product.description_sale, "Support, per hour")
        self.edit("SUPPORT", Name="Support hour", PurchaseDescription="Bought in")
        self.assertEqual(product.name, "Support hour")
        self.edit("SUPPORT", IsPurchased=True, PurchaseDescription="Bought in")
        self.assertEqual(product.description_purchase, "Bought in")
        product.write({"description_sale": "One hour\nof support"})
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUPPORT")["Description"], "One hour\nof support")
        self.assertEqual(self.item("SUPPORT")["Name"], "Support hour")

    def test_d1_a_description_that_is_the_name_says_nothing(self):
        self.edit("SUPPORT", Description="Support")
        product = self.paired()
        self.assertFalse(product.description_sale)
        product.name = "Support hour"
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUPPORT")["Name"], "Support hour")
        self.assertEqual(
            self.item("SUPPORT")["Description"], "Support hour", "it follows the name"
        )

    def test_d17_a_long_name_is_cut_and_stands_in_the_description(self):
        name = "Managed firewall with monitoring, updates and monthly report"
        product = self.service(name, default_code="FIREWALL")
        self.push(product)
        there = self.item("FIREWALL")
        self.assertEqual(there["Name"], name[:50].strip())
        self.assertEqual(there["Description"], name)
        self.read("items")
        self.assertEqual(product.name, name)
        self.assertFalse(product.description_sale)
        self.assertEqual(product.xero_state, "synced")
        product.description_sale = "per month"
        self.run_cron(self.organisation)
        self.assertEqual(self.item("FIREWALL")["Description"], f"{name}\nper month")
        self.edit("FIREWALL", Description=f"{name}\nper quarter")
        self.assertEqual(product.description_sale, "per quarter")
        self.assertEqual(product.name, name)

    def test_d1_changed_to_different_names_is_a_conflict(self):
        product = self.paired()
        product.name = "Support A"
        self.sandbox.clock(advance=60)
        self.sandbox.act("edit_item", item="SUPPORT", Name="Support B")
        self.read("items")
        self.assertEqual(product.xero_state, "conflict")
        self.link_of(product).with_user(self.manager_xero).action_take_theirs()
        self.assertEqual(product.name, "Support B")
        product.invalidate_recordset()
        self.assertNotEqual(product.xero_state, "conflict")

    def test_d1_sold_and_purchased(self):
        product = self.paired()
        self.assertTrue(product.purchase_ok, "both were filled, each keeps its own")
        self.edit("SUPPORT", IsPurchased=True)
        product.purchase_ok = False
        self.run_cron(self.organisation)
        self.assertFalse(self.item("SUPPORT")["IsPurchased"])
        self.assertTrue(self.item("SUPPORT")["IsSold"])

    def test_d2_what_is_sold_again_gets_its_price_again(self):
        product = self.paired()
        product.write({"list_price": 150})
        self.run_cron(self.organisation)
        product.sale_ok = False
        self.run_cron(self.organisation)
        self.assertFalse(self.item("SUPPORT")["SalesDetails"])
        product.sale_ok = True
        self.run_cron(self.organisation)
        there = self.item("SUPPORT")
        self.assertMoney(there["SalesDetails"]["UnitPrice"], 150)
        self.assertEqual(there["Description"], "Support, per hour")

    # === PRICES === #

    def test_d1_prices_of_xero_have_a_field_of_their_own(self):
        product = self.paired(list_price=100)
        self.assertMoney(product.xero_list_price, 120)
        self.assertMoney(product.product_tmpl_id.xero_list_price, 120)
        self.edit("SUPPORT", SalesDetails={"UnitPrice": 130})
        self.assertMoney(product.xero_list_price, 130)
        self.assertMoney(product.list_price, 100)
        self.assertEqual(self.updates(), [])

    def test_d1_prices_change_here_where_xero_wins(self):
        product = self.paired(list_price=100)
        self.stream.winner = "xero"
        self.edit(
            "SUPPORT",
            SalesDetails={"UnitPrice": 130.5},
            IsPurchased=True,
            PurchaseDetails={"UnitPrice": 60},
        )
        self.assertMoney(product.list_price, 130.5)
        self.assertMoney(product.standard_price, 60)
        self.assertEqual(self.updates(), [])

    def test_d1_prices_that_only_waited_come_once_xero_wins(self):
        product = self.paired(list_price=100)
        self.edit("SUPPORT", SalesDetails={"UnitPrice": 130})
        self.assertMoney(product.list_price, 100)
        self.stream.winner = "xero"
        self.run_cron(self.organisation)
        self.assertMoney(product.list_price, 130)

    def test_d1_prices_changed_on_both_sides(self):
        product = self.paired(list_price=100)
        product.list_price = 110
        self.sandbox.clock(advance=60)
        self.sandbox.act("edit_item", item="SUPPORT", SalesDetails={"UnitPrice": 140})
        self.read("items")
        self.assertEqual(product.xero_state, "conflict")
        self.assertMoney(self.item("SUPPORT")["SalesDetails"]["UnitPrice"], 140)
        self.link_of(product).with_user(self.manager_xero).action_send_ours()
        self.run_cron(self.organisation)
        self.assertMoney(self.item("SUPPORT")["SalesDetails"]["UnitPrice"], 110)
        self.assertEqual(product.xero_state, "synced")

    def test_d1_a_price_is_none_in_another_currency(self):
        """Products that companies share are priced in the first company's currency."""
        shared = self.paired(list_price=100, company_id=False)
        other = self.env.ref("base.EUR")
        self.assertNotEqual(self.company.currency_id, other)
        main = self.env["res.company"]._get_main_company()
        self.env["res.company"].browse(main.id).currency_id = other
        shared.invalidate_recordset(["currency_id"])
        self.stream.winner = "xero"
        self.edit("SUPPORT", SalesDetails={"UnitPrice": 140})
        self.assertMoney(shared.list_price, 100)
        self.assertMoney(shared.xero_list_price, 140)
        with self.assertRaisesRegex(UserError, "EUR in Odoo"):
            shared.action_xero_take_prices()
        self.edit("SUPPORT", Description="Per started hour")
        self.assertEqual(shared.description_sale, "Per started hour", "all else comes")

    def test_d1_prices_are_taken_over_by_a_button(self):
        product = self.paired(list_price=100)
        product.with_user(self.env.user).action_xero_take_prices()
        self.assertMoney(product.list_price, 120)
        self.run_cron(self.organisation)
        self.assertEqual(self.updates(), [])
        self.assertEqual(product.xero_state, "synced")

    def test_d2_a_price_with_tax_goes_without(self):
        included = self.tax_sale.copy(
            {"name": "GST included", "price_include_override": "tax_included"}
        )
        self.link_tax(included, "OUTPUT")
        product = self.service(
            "Audit",
            default_code="AUDIT",
            list_price=110,
            taxes_id=[(6, 0, included.ids)],
        )
        self.push(product)
        self.assertMoney(self.item("AUDIT")["SalesDetails"]["UnitPrice"], 100)
        self.stream.winner = "xero"
        self.edit("AUDIT", SalesDetails={"UnitPrice": 200})
        self.assertMoney(product.list_price, 220)
        self.assertEqual(self.updates(), [])

    def test_d2_a_price_in_another_currency_stays_here(self):
        main = self.env["res.company"]._get_main_company()
        self.assertNotEqual(main.currency_id, self.company.currency_id)
        product = self.service(
            "Audit", default_code="AUDIT", list_price=100, company_id=False
        )
        self.push(product)
        self.assertTrue(self.item("AUDIT"))
        self.assertNotIn("UnitPrice", self.item("AUDIT")["SalesDetails"])

    # === ACCOUNTS AND TAXES === #

    def test_d1_account_and_tax_come_through_their_links(self):
        account = self.map_account("260")
        free = self.env["account.chart.template"].ref("au_tax_sale_0")
        self.link_tax(free, "EXEMPTOUTPUT")
        product = self.paired()
        own = product._get_product_accounts()["income"]
        self.assertNotEqual(own, account)
        self.edit(
            "SUPPORT", SalesDetails={"AccountCode": "260", "TaxType": "EXEMPTOUTPUT"}
        )
        self.assertEqual(product.property_account_income_id, account)
        self.assertEqual(product.taxes_id, free)
        self.assertEqual(self.updates(), [])

    def test_d1_an_account_that_is_not_mapped_leaves_ours_and_says_so(self):
        account = self.map_account("200")
        product = self.paired(property_account_income_id=account.id)
        self.edit("SUPPORT", Name="Support hour", SalesDetails={"AccountCode": "260"})
        self.assertEqual(product.property_account_income_id, account)
        self.assertEqual(product.name, "Support hour", "the rest came")
        self.assertIn("260", self.problems(product))
        self.assertIn("income account", self.problems(product))
        other = self.map_account("260")
        self.read("items")
        self.assertEqual(product.property_account_income_id, other)
        self.assertFalse(self.problems(product))

    def test_d2_account_and_tax_go_through_their_links(self):
        sales, cost = (
            self.map_account("260"),
            self.map_account("400", account_type="expense"),
        )
        product = self.paired()
        product.write(
            {
                "property_account_income_id": sales.id,
                "property_account_expense_id": cost.id,
            }
        )
        self.run_cron(self.organisation)
        there = self.item("SUPPORT")
        self.assertEqual(there["SalesDetails"]["AccountCode"], "260")
        self.assertEqual(there["SalesDetails"]["TaxType"], "OUTPUT")
        self.assertMoney(there["SalesDetails"]["UnitPrice"], 120)

    def test_d2_that_an_account_was_mapped_is_no_change_of_the_product(self):
        product = self.paired()
        own = product._get_product_accounts()["income"]
        link = self.env["xero.link"]._get_or_create(self.organisation, own)
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code="270"))
        product.name = "Support hour"
        self.run_cron(self.organisation)
        there = self.item("SUPPORT")
        self.assertEqual(there["Name"], "Support hour")
        self.assertEqual(there["SalesDetails"]["AccountCode"], "200")

    def test_d1_taxes_of_other_companies_stay(self):
        other = self.setup_british_company()
        theirs = other["default_tax_sale"]
        free = self.env["account.chart.template"].ref("au_tax_sale_0")
        self.link_tax(free, "EXEMPTOUTPUT")
        product = self.paired()
        product.sudo().taxes_id |= theirs
        self.edit("SUPPORT", SalesDetails={"TaxType": "EXEMPTOUTPUT"})
        self.assertEqual(product.sudo().taxes_id, free | theirs)

    # === VARIANTS === #

    def test_d12_each_variant_is_an_item(self):
        red, blue = products = self.variants()
        products.product_tmpl_id.list_price = 20
        blue.product_template_attribute_value_ids.price_extra = 5
        self.push(products)
        self.assertEqual(self.item("SHIRT-RED")["Name"], "Shirt (Red)")
        self.assertEqual(self.item("SHIRT-BLUE")["Name"], "Shirt (Blue)")
        self.assertMoney(self.item("SHIRT-BLUE")["SalesDetails"]["UnitPrice"], 25)
        self.assertNotEqual(red.xero_id, blue.xero_id)
        blue.product_template_attribute_value_ids.price_extra = 7
        self.run_cron(self.organisation)
        self.assertMoney(self.item("SHIRT-BLUE")["SalesDetails"]["UnitPrice"], 27)
        red.product_template_attribute_value_ids.product_attribute_value_id.name = "Rot"
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SHIRT-RED")["Name"], "Shirt (Rot)")

    def test_d12_one_variants_item_does_not_rename_the_others(self):
        red, blue = products = self.variants()
        products.product_tmpl_id.list_price = 20
        self.push(products)
        self.stream.winner = "xero"
        self.edit(
            "SHIRT-RED",
            Name="Hemd (Rot)",
            SalesDetails={"UnitPrice": 99},
            Description="A red one",
        )
        self.assertEqual(products.product_tmpl_id.name, "Shirt")
        self.assertMoney(blue.lst_price, 20)
        self.assertFalse(products.product_tmpl_id.description_sale)
        self.edit("SHIRT-RED", Code="HEMD-ROT")
        self.assertEqual(red.default_code, "HEMD-ROT", "the code is its own")
        self.assertEqual(blue.default_code, "SHIRT-BLUE")
