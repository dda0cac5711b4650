from odoo.exceptions import UserError

from .items_common import XeroItemsCommon


class TestItemsPush(XeroItemsCommon):
    """Products that go to Xero, and what would be refused there (D2, D9, D16, D17)."""

    def test_d2_all_that_xero_takes(self):
        sales = self.map_account("260")
        cost = self.map_account("400", account_type="expense")
        input_tax = self.company.account_purchase_tax_id
        self.link_tax(input_tax, "INPUT")
        product = self.service(
            "Audit",
            default_code="AUDIT",
            list_price=95.1234,
            standard_price=40,
            description_sale="Per day",
            description_purchase="From a partner",
            property_account_income_id=sales.id,
            property_account_expense_id=cost.id,
        )
        self.push(product)
        self.assertEqual(product.xero_state, "synced", product.xero_message)
        there = self.item("AUDIT")
        sent = {key: there[key] for key in ("Name", "Description", "IsSold")}
        self.assertEqual(
            sent, {"Name": "Audit", "Description": "Per day", "IsSold": True}
        )
        self.assertEqual(there["PurchaseDescription"], "From a partner")
        self.assertTrue(there["IsPurchased"])
        self.assertFalse(there["IsTrackedAsInventory"])
        details = there["SalesDetails"]
        self.assertMoney(details["UnitPrice"], "95.1234")
        self.assertEqual(
            (details["AccountCode"], details["TaxType"]), ("260", "OUTPUT")
        )
        details = there["PurchaseDetails"]
        self.assertMoney(details["UnitPrice"], 40)
        self.assertEqual((details["AccountCode"], details["TaxType"]), ("400", "INPUT"))
        self.read("items")
        self.assertEqual(self.updates(), [])

    def test_d2_what_is_not_on_the_list_does_not_go_with_a_new_one(self):
        groups = self.stream.group_ids
        for name in ("text", "sales_price"):
            groups.filtered(lambda g, name=name: g.name == name).to_xero = False
        product = self.service(
            "Audit", default_code="AUDIT", list_price=95, description_sale="Per day"
        )
        self.push(product)
        there = self.item("AUDIT")
        self.assertEqual((there["Name"], there["IsSold"]), ("Audit", True))
        self.assertFalse(there.get("Description"))
        self.assertFalse(there["SalesDetails"].get("UnitPrice"))
        self.assertEqual(there["SalesDetails"]["AccountCode"], "200")
        self.assertEqual(product.xero_state, "synced")

    def test_d1_nor_what_xero_may_not_change_with_one_made_here(self):
        groups = self.stream.group_ids
        groups.filtered(lambda g: g.name == "text").to_odoo = False
        self.stream.create_in_odoo = True
        self.sandbox.act(
            "create_item", Code="DREDGE", Name="Dredging", Description="By night"
        )
        self.read("items")
        product = self.env["product.product"].search([("default_code", "=", "DREDGE")])
        self.assertEqual(product.name, "Dredging")
        self.assertFalse(product.description_sale)

    def test_d2_nothing_is_sent_one_way(self):
        self.stream.direction = "pull"
        product = self.service("Audit", default_code="AUDIT")
        with self.assertRaisesRegex(UserError, "come from Xero only"):
            product.with_user(self.user_xero).action_xero_push()

    def test_d9_new_items_get_the_account_for_services_or_goods(self):
        self.organisation.default_goods_account_id = self.seen("Accounts", code="260")
        service = self.service("Audit", default_code="AUDIT")
        goods = self.service("Cable", default_code="CABLE", type="consu")
        self.push(service | goods)
        self.assertEqual(self.item("AUDIT")["SalesDetails"]["AccountCode"], "200")
        self.assertEqual(self.item("CABLE")["SalesDetails"]["AccountCode"], "260")

    def test_d9_the_products_own_account_goes_before_the_default(self):
        account = self.map_account("270")
        product = self.service(
            "Audit", default_code="AUDIT", property_account_income_id=account.id
        )
        self.push(product)
        self.assertEqual(self.item("AUDIT")["SalesDetails"]["AccountCode"], "270")

    def test_d9_a_default_never_replaces_an_account_in_xero(self):
        product = self.service("Support", default_code="SUPPORT")
        self.edit("SUPPORT", SalesDetails={"AccountCode": "260"})
        product.list_price = 10
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUPPORT")["SalesDetails"]["AccountCode"], "260")

    # === WITH AN INVOICE === #

    def test_d16_a_missing_item_is_created_with_the_invoice(self):
        product = self.service("Audit", default_code="AUDIT", list_price=90)
        move, there = self.sent_there({"product_id": product.id, "price_unit": 90})
        self.assertEqual(there["LineItems"][0]["ItemCode"], "AUDIT")
        self.assertTrue(self.item("AUDIT"))
        self.assertEqual(product.xero_state, "synced")
        self.assertEqual(move.xero_state, "synced")

    def test_d16_what_is_there_already_is_paired_not_doubled(self):
        self.stream.next_run = "2099-01-01"
        product = self.service("Anything", default_code="support")
        _move, there = self.sent_there({"product_id": product.id, "price_unit": 90})
        self.assertEqual(there["LineItems"][0]["ItemCode"], "SUPPORT")
        self.assertFalse(self.calls("PUT", "Items"))

    def test_d16_the_line_goes_without_where_items_are_not_sent(self):
        self.stream.direction = "pull"
        product = self.service("Audit", default_code="AUDIT")
        _move, there = self.sent_there({"product_id": product.id, "price_unit": 90})
        self.assertNotIn("ItemCode", there["LineItems"][0])
        self.assertFalse(self.item("AUDIT"))

    def test_d16_kept_out_ignored_and_archived_go_without(self):
        kept, ignored, archived = (
            self.service(name, default_code=name) for name in ("ONE", "TWO", "THREE")
        )
        kept.xero_excluded = True
        link = self.env["xero.link"]._get_or_create(self.organisation, ignored)
        link.with_user(self.manager_xero).action_ignore()
        move = self.invoice(
            self.customer(),
            *({"product_id": p.id, "price_unit": 1} for p in (kept, ignored, archived)),
        )
        archived.action_archive()
        self.push(move)
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message)
        self.assertFalse(any("ItemCode" in line for line in there["LineItems"]))
        self.assertFalse(self.calls("PUT", "Items"))

    def test_d16_a_look_alike_waits_for_a_person(self):
        products = self.service("Alpha", default_code="CONSULT")
        products |= self.service("Beta", default_code="CONSULT")
        self.read("items")
        link = self.link_of(products[0]) or self.link_of(products[1])
        self.assertTrue(link.suggestion_id)
        suggested = link._record()
        (products - suggested).default_code = "OTHER"
        suggested.default_code = "CONSULT-1"
        move = self.invoice(self.customer(), {"product_id": suggested.id})
        self.push(move)
        self.assertEqual(self.row(suggested).state, "held")
        self.assertIn("looks like", self.row(suggested).message)
        self.assertEqual(move.xero_state, "blocked")
        self.row(suggested).with_user(self.user_xero).action_send_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.item("CONSULT-1"))
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    def test_d16_lines_of_a_deleted_item_go_with_account_and_text(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.sandbox.act("delete_item", item="SUPPORT")
        self.read("items")
        _move, there = self.sent_there({"product_id": product.id, "price_unit": 90})
        self.assertNotIn("ItemCode", there["LineItems"][0])
        self.assertFalse(self.calls("PUT", "Items"))

    # === LIMITS === #

    def refused(self, product):
        """Why a product does not go; no call is made for it."""
        self.push(product)
        self.assertEqual(product.xero_state, "failed")
        self.assertFalse(self.calls("PUT", "Items"))
        return self.row(product).message

    def test_d17_a_missing_code_is_proposed_and_used_by_one_click(self):
        product = self.service("Crème brûlée & café")
        self.assertIn("no internal reference", self.refused(product))
        self.assertEqual(product.xero_proposed_code, "CREME-BRULEE-CAFE")
        self.assertFalse(product.default_code, "nothing is written silently")
        move = self.invoice(self.customer(), {"product_id": product.id})
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        product.product_tmpl_id.action_xero_use_code()
        self.assertEqual(product.default_code, "CREME-BRULEE-CAFE")
        self.run_cron(self.organisation)
        self.assertEqual(product.xero_state, "synced", product.xero_message)
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        self.assertFalse(product.xero_proposed_code)

    def test_d17_proposed_codes_are_unique_and_short(self):
        self.service("x", default_code="support-2")
        products = self.env["product.product"]
        for _number in range(3):
            products |= self.service("Support")
        products |= self.service("Support " + "very " * 10 + "long")
        products |= self.service("דלתא 😀")
        products.action_xero_use_code()
        codes = products.mapped("default_code")
        self.assertEqual(codes[:3], ["SUPPORT-3", "SUPPORT-4", "SUPPORT-5"])
        self.assertEqual(len(set(codes)), 5)
        self.assertTrue(all(0 < len(code) <= 30 for code in codes))
        self.assertEqual(codes[4], f"ITEM-{products[4].id}")

    def test_d17_missing_codes_are_given_where_the_organisation_says_so(self):
        self.organisation.gives_item_codes = True
        product = self.service("Audit")
        _move, there = self.sent_there({"product_id": product.id, "price_unit": 90})
        self.assertEqual(product.default_code, "AUDIT")
        self.assertEqual(there["LineItems"][0]["ItemCode"], "AUDIT")

    def test_d17_a_code_that_is_too_long(self):
        product = self.service("Audit", default_code="A" * 31)
        self.assertIn("31 characters", self.refused(product))
        self.assertEqual(len(product.xero_proposed_code), 30)

    def test_d17_two_products_with_one_code(self):
        product = self.service("Audit", default_code="AUDIT")
        self.service("Check", default_code="audit")
        self.assertIn("both have the code AUDIT", self.refused(product))

    def test_d17_a_code_that_another_products_item_has(self):
        first = self.service("Support", default_code="SUPPORT")
        self.read("items")
        first._xero_pulling(self.organisation).default_code = "OURS"
        product = self.service("Other", default_code="SUPPORT")
        self.assertIn("which Xero takes once", self.refused(product))

    def test_d17_an_emptied_code_stays_in_xero(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        product.write({"default_code": False, "name": "Support hour"})
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUPPORT")["Name"], "Support hour")
        self.assertEqual(product.xero_state, "synced", product.xero_message)

    # === ARCHIVED === #

    def test_d2_archived_here_stays_there(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        product.product_tmpl_id.action_archive()
        product.product_tmpl_id.name = "Support, old"
        self.run_cron(self.organisation)
        self.assertEqual(self.updates(), [])
        self.assertEqual(self.item("SUPPORT")["Name"], "Support")
        self.assertEqual(product.xero_badge, "Archived here, still in Xero")
        product.product_tmpl_id.action_unarchive()
        self.run_cron(self.organisation)
        self.assertEqual(self.item("SUPPORT")["Name"], "Support, old")
