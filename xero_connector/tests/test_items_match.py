from odoo.exceptions import UserError

from .items_common import XeroItemsCommon


class TestItemsMatch(XeroItemsCommon):
    """Which item is which product, and products made of items (D1, D4, D7)."""

    direction = "pull"

    def made_of(self, code):
        """An administrator presses Create on a row of Xero."""
        seen = self.seen("Items", code=code)
        seen.with_user(self.manager_xero).action_create_in_odoo()
        return self.env["product.product"].browse(
            seen.link_ids.filtered(
                lambda link: link.res_model == "product.product"
            ).res_id
        )

    # === PAIRED === #

    def test_d1_paired_by_its_code(self):
        product = self.service("Helpdesk hour", default_code="support")
        self.read("items")
        link = self.link_of(product)
        self.assertEqual(link.record_id, self.seen("Items", code="SUPPORT"))
        self.assertEqual(link.reason, "same code")
        self.assertEqual(product.name, "Helpdesk hour", "what is filled stays")

    def test_d1_two_products_with_its_code_are_a_suggestion(self):
        products = self.service("One", default_code="SUPPORT")
        products |= self.service("Two", default_code="SUPPORT")
        self.read("items")
        self.assertFalse(any(self.link_of(p).record_id for p in products))
        self.assertEqual(self.seen("Items", code="SUPPORT").map_state, "suggested")

    def test_d1_an_archived_product_is_a_suggestion(self):
        product = self.service("Old support", default_code="SUPPORT")
        product.action_archive()
        self.service("Another")
        self.read("items")
        link = self.link_of(product)
        self.assertFalse(link.record_id)
        self.assertEqual(link.suggestion_id, self.seen("Items", code="SUPPORT"))

    def test_d4_identical_names_are_paired(self):
        product = self.service("consulting", default_code="MY-CODE")
        self.read("items")
        link = self.link_of(product)
        self.assertEqual(link.record_id.code, "CONSULT")
        self.assertEqual(link.reason, "same name")
        self.assertEqual(product.default_code, "MY-CODE")

    def test_d4_a_name_that_two_products_bear_pairs_nothing(self):
        products = self.service("Consulting") | self.service("Consulting")
        self.read("items")
        links = self.link_of(products[0]) | self.link_of(products[1])
        self.assertFalse(links.record_id)
        self.assertEqual(links.suggestion_id.code, "CONSULT")
        self.assertFalse(links.suggestion_id.sure)

    def test_d4_a_name_that_two_items_bear_pairs_nothing(self):
        self.sandbox.act("create_item", Code="CONSULT2", Name="Consulting")
        product = self.service("Consulting")
        self.read("items")
        self.assertFalse(self.link_of(product).record_id)

    def test_d4_the_code_goes_before_the_name(self):
        coded = self.service("Something else", default_code="CONSULT")
        named = self.service("Consulting")
        self.read("items")
        self.assertEqual(self.link_of(coded).record_id.code, "CONSULT")
        self.assertFalse(self.link_of(named).record_id)

    def test_d4_a_similar_name_is_suggested(self):
        self.sandbox.act("create_item", Code="X1", Name="Managed workstation, monthly")
        self.sandbox.act("create_item", Code="X2", Name="Server 2019 licence")
        product = self.service("Managed workstations (monthly)")
        other = self.service("Server 2022 licence")
        self.read("items")
        link = self.link_of(product)
        seen = self.seen("Items", code="X1")
        self.assertFalse(link.record_id, "never by itself")
        self.assertEqual(link.suggestion_id, seen)
        self.assertEqual(link.reason, "similar name")
        self.assertGreater(seen.score, 70)
        self.assertFalse(seen.sure)
        self.assertFalse(self.link_of(other).suggestion_id, "another number")
        seen.with_user(self.manager_xero).action_accept_suggestion()
        self.assertEqual(link.record_id, seen)

    def test_d4_a_variant_with_a_similar_name_is_suggested(self):
        self.sandbox.act("create_item", Code="X1", Name="Polo shirt (Blue)")
        red, blue = self.variants(name="Poloshirt")
        self.read("items")
        self.assertEqual(self.link_of(blue).suggestion_id.code, "X1")
        self.assertFalse(self.link_of(red).suggestion_id)

    def test_d4_a_variant_is_paired_by_its_whole_name(self):
        self.sandbox.act("create_item", Code="X1", Name="Shirt (Blue)")
        self.sandbox.act("create_item", Code="X2", Name="Shirt")
        red, blue = self.variants()
        self.read("items")
        self.assertEqual(self.link_of(blue).record_id.code, "X1")
        self.assertFalse(self.link_of(red).record_id)

    def test_d4_ignored_is_never_asked_again(self):
        seen = self.seen("Items", code="SUPPORT")
        seen.with_user(self.manager_xero).action_ignore()
        product = self.service("Support")
        self.read("items")
        self.assertEqual(seen.map_state, "ignored")
        self.assertFalse(self.link_of(product).record_id)

    def test_d4_mapped_by_hand(self):
        product = self.service("Remote hands", list_price=77)
        link = self.env["xero.link"]._get_or_create(self.organisation, product)
        link.with_user(self.manager_xero).action_link(self.seen("Items", code="ONSITE"))
        self.run_cron(self.organisation)
        self.assertEqual(product.xero_badge, "In Xero")
        self.assertEqual(product.default_code, "ONSITE", "a blank is filled")
        self.assertEqual(product.name, "Remote hands")
        self.assertEqual(product.description_sale, "Visit, per half hour")

    # === CREATED IN ODOO === #

    def test_d1_created_in_odoo(self):
        self.map_account("200")
        product = self.made_of("ONSITE")
        self.assertEqual(product.name, "On-site visit")
        self.assertEqual(product.default_code, "ONSITE")
        self.assertEqual(product.type, "service")
        self.assertEqual(product.description_sale, "Visit, per half hour")
        self.assertMoney(product.lst_price, "95.525")
        self.assertTrue(product.sale_ok)
        self.assertFalse(product.purchase_ok)
        self.assertEqual(product.taxes_id, self.tax_sale)
        self.assertEqual(product.property_account_income_id.code, "9200")
        self.run_cron(self.organisation)
        self.assertEqual(product.xero_state, "synced")
        self.assertFalse(self.calls("POST", "Items"))

    def test_d1_goods_are_sold_to_the_account_for_goods(self):
        self.organisation.default_goods_account_id = self.seen("Accounts", code="260")
        self.sandbox.act(
            "create_item",
            Code="CABLE",
            Name="Cable",
            SalesDetails={"AccountCode": "260"},
        )
        self.read("items")
        self.assertEqual(self.made_of("CABLE").type, "consu")
        self.assertEqual(self.made_of("SUPPORT").type, "service")

    def test_d1_what_nobody_sells_or_buys_there_stays_so(self):
        unused = {"IsSold": False, "IsPurchased": False}
        self.sandbox.act("create_item", Code="OLD", Name="Old", **unused)
        self.read("items")
        seen = self.seen("Items", code="OLD")
        seen.with_user(self.manager_xero).action_create_in_odoo()
        product = self.env["product.product"].browse(seen.link_ids.res_id)
        self.assertFalse(product.sale_ok or product.purchase_ok)
        self.run_cron(self.organisation)
        self.assertEqual(self.updates(), [], "nothing was changed here")
        there = self.item("OLD")
        self.assertFalse(there["IsSold"] or there["IsPurchased"])

    def test_d1_a_name_that_is_missing_is_its_code(self):
        self.sandbox.act("create_item", Code="NONAME")
        self.read("items")
        self.assertEqual(self.made_of("NONAME").name, "NONAME")

    def test_d1_created_by_itself_where_the_stream_says_so(self):
        before = self.env["product.product"].search_count([])
        self.read("items")
        self.assertEqual(self.env["product.product"].search_count([]), before)
        self.service("Support")
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        self.assertEqual(self.env["product.product"].search_count([]), before + 4)
        self.assertEqual(set(self.seen("Items").mapped("map_state")), {"linked"})

    def test_d1_a_code_that_exists_is_never_a_second_product(self):
        self.service("One", default_code="SUPPORT")
        self.service("Two", default_code="SUPPORT")
        self.read("items")
        with self.assertRaisesRegex(UserError, "has the code SUPPORT already"):
            self.made_of("SUPPORT")

    def test_d1_unmapped_account_and_tax_are_said_on_the_new_product(self):
        self.link_tax(self.tax_sale, "OUTPUT").with_user(
            self.manager_xero
        ).action_unlink_record()
        product = self.made_of("SUPPORT")
        said = " ".join(product.product_tmpl_id.message_ids.mapped("body"))
        self.assertIn("OUTPUT", said)
        self.assertFalse(product.property_account_income_id)

    def test_d7_tracked_items_arrive_without_stock(self):
        self.sandbox.act(
            "create_item",
            Code="ROUTER",
            Name="Router",
            InventoryAssetAccountCode="630",
            PurchaseDetails={"UnitPrice": 50, "COGSAccountCode": "310"},
            SalesDetails={"UnitPrice": 80, "AccountCode": "200"},
        )
        self.read("items")
        product = self.made_of("ROUTER")
        self.assertEqual(product.type, "consu")
        self.assertFalse(getattr(product, "is_storable", False))
        self.assertMoney(product.standard_price, 50)
        self.stream.direction = "both"
        product.product_tmpl_id.property_account_expense_id = self.map_account("400")
        product.name = "Router AC"
        self.run_cron(self.organisation)
        there = self.item("ROUTER")
        self.assertEqual(there["Name"], "Router AC")
        self.assertTrue(there["IsTrackedAsInventory"])
        self.assertEqual(there["PurchaseDetails"]["COGSAccountCode"], "310")
        self.assertNotIn("AccountCode", there["PurchaseDetails"])

    def test_d8_neither_stock_nor_its_accounts_are_written(self):
        """Stock is kept in one book: what is there of it stays, whatever is edited."""
        self.sandbox.act(
            "create_item",
            Code="ROUTER",
            Name="Router",
            InventoryAssetAccountCode="630",
            PurchaseDetails={"UnitPrice": 50, "COGSAccountCode": "310"},
            SalesDetails={"UnitPrice": 80, "AccountCode": "200"},
        )
        self.item("ROUTER").update(QuantityOnHand=7, TotalCostPool=350)
        self.read("items")
        product = self.made_of("ROUTER")
        self.stream.direction = "both"
        product.list_price = 95
        product.product_tmpl_id.property_account_expense_id = self.map_account("400")
        self.run_cron(self.organisation)
        there = self.item("ROUTER")
        self.assertMoney(there["SalesDetails"]["UnitPrice"], 95)
        self.assertEqual((there["QuantityOnHand"], there["TotalCostPool"]), (7, 350))
        self.assertEqual(there["InventoryAssetAccountCode"], "630")
        [sent] = self.updates()
        self.assertFalse(
            sent.keys()
            & {
                "QuantityOnHand",
                "TotalCostPool",
                "InventoryAssetAccountCode",
                "IsTrackedAsInventory",
            }
        )
        self.assertNotIn("COGSAccountCode", sent.get("PurchaseDetails") or {})
        self.assertNotIn("AccountCode", sent.get("PurchaseDetails") or {})

    # === GONE === #

    def delete(self, code):
        """Somebody deletes an item in Xero."""
        self.sandbox.act("delete_item", item=code)
        self.read("items")

    def test_d1_deleted_in_xero_is_said_and_changes_nothing_here(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.assertEqual(product.xero_badge, "In Xero")
        self.delete("SUPPORT")
        self.assertEqual(product.xero_badge, "Deleted in Xero")
        self.assertTrue(product.active)
        self.stream.direction = "both"
        product.name = "Support, new"
        self.push(product)
        self.assertIn("never created again", self.row(product).message)
        self.assertFalse(self.calls("PUT", "Items") + self.calls("POST", "Items"))

    def test_d1_deleted_one_is_asked_about_no_more(self):
        self.delete("EXPORT")
        seen = self.seen("Items", code="EXPORT")
        self.assertFalse(seen.live)
        self.assertFalse(seen.map_state)

    def test_d1_entered_again_with_the_same_code(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        gone = self.link_of(product).record_id
        self.sandbox.organisation("AU").items.remove(gone.xero_id)
        self.read("items")
        self.assertEqual(product.xero_badge, "Deleted in Xero")
        self.sandbox.act("create_item", Code="SUPPORT", Name="Support anew")
        self.read("items")
        self.assertEqual(self.link_of(product).record_id.name, "Support anew")
        self.assertNotEqual(self.link_of(product).record_id, gone)

    def test_d1_the_code_of_a_deleted_item_is_another_products_by_now(self):
        first = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.assertTrue(self.link_of(first).record_id)
        self.sandbox.act("delete_item", item="SUPPORT")
        self.read("items")
        first.default_code = "OLD"
        second = self.service("Blue Moon", default_code="SUPPORT")
        for number in (1, 2):
            self.sandbox.act("create_item", Code="SUPPORT", Name=f"Anew {number}")
            self.read("items")
            self.assertFalse(self.problems(self.seen("Items", name=f"Anew {number}")))
            self.assertEqual(self.link_of(second).record_id.name, f"Anew {number}")
            self.assertFalse(self.link_of(first).record_id.live)
            self.sandbox.act("delete_item", item="SUPPORT")
            self.read("items")

    def test_d1_shown_again_is_there_again(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        items = self.sandbox.organisation("AU").items
        record = dict(items.get(self.link_of(product).record_id.xero_id))
        items.remove(record["ItemID"])
        self.read("items")
        self.assertEqual(product.xero_badge, "Deleted in Xero")
        items.save(record)
        self.read("items")
        self.assertEqual(product.xero_badge, "In Xero")
