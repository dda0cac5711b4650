from odoo.exceptions import AccessError, UserError

from .items_common import XeroItemsCommon


class TestWorklogTypes(XeroItemsCommon):
    """Worklog types and Xero's items: add, update, what is where (F1 to F4).

    The sandbox begins with the items SUPPORT, CONSULT, ONSITE and EXPORT.
    """

    direction = "pull"

    def sync(self):
        """Press Sync Worklog Types Now, let the scheduled action run."""
        self.organisation.with_user(self.user_xero).action_sync_worklog_types()
        self.run_cron(self.organisation)
        self.assertFalse(self.organisation.worklog_types_due)

    def change(self, code, **values):
        """Somebody edits an item in Xero, and nobody reads it yet."""
        self.sandbox.clock(advance=60)
        self.sandbox.act("edit_item", item=code, **values)

    def types(self):
        return self.env["product.product"].search([("xero_worklog_type", "=", True)])

    def type_of(self, code):
        return self.types().filtered(lambda product: product.default_code == code)

    def add(self, *codes):
        """Press Add as Worklog Type on these items."""
        items = self.env["xero.record"].concat(
            *(self.seen("Items", code=code) for code in codes)
        )
        action = items.with_user(self.manager_xero).action_add_worklog_type()
        self.run_cron(self.organisation)
        return action

    def new(self):
        """Codes of the list New in Xero."""
        items = self.env["xero.record"].search([("worklog_state", "=", "new")])
        return set(items.mapped("code"))

    # === F1: ADD === #

    def test_f1_new_items_are_only_listed_until_somebody_decides(self):
        self.sync()
        self.assertFalse(self.types())
        self.assertEqual(self.new(), {"SUPPORT", "CONSULT", "ONSITE", "EXPORT"})
        self.assertEqual(self.organisation.worklog_types_result, "4 new in Xero")
        self.add("SUPPORT", "CONSULT")
        support = self.type_of("SUPPORT")
        self.assertEqual(support.type, "service")
        self.assertEqual(support.name, "Support")
        self.assertEqual(support.company_id, self.company)
        self.assertEqual(support.taxes_id, self.tax_sale)
        self.assertMoney(support.xero_list_price, 120)
        self.assertEqual(support.xero_type_state, "in_xero")
        self.assertFalse(support.xero_type_reason)
        self.assertEqual(self.new(), {"ONSITE", "EXPORT"})
        self.assertEqual(self.calls("PUT", "Items"), [], "nothing goes there")
        self.assertEqual(self.calls("POST", "Items"), [])

    def test_f1_every_new_item_becomes_a_type_where_that_is_chosen(self):
        self.organisation.worklog_types_add = "all"
        self.sync()
        self.assertEqual(
            set(self.types().mapped("default_code")),
            {"SUPPORT", "CONSULT", "ONSITE", "EXPORT"},
        )
        self.assertIn("4 added", self.organisation.worklog_types_result)
        self.assertFalse(self.new())
        self.sync()
        self.assertEqual(len(self.types()), 4, "once each")
        self.assertNotIn("added", self.organisation.worklog_types_result)

    def test_f1_what_is_no_service_is_never_added_by_itself(self):
        self.organisation.worklog_types_add = "all"
        self.organisation.default_goods_account_id = self.seen("Accounts", code="260")
        self.change("SUPPORT", IsSold=False, IsPurchased=True)
        self.change("CONSULT", SalesDetails={"AccountCode": "260"})
        self.sandbox.act(
            "plant",
            store="items",
            element={"IsTrackedAsInventory": True},
            instead="ONSITE",
        )
        self.sync()
        self.assertEqual(self.types().mapped("default_code"), ["EXPORT"])
        for code, words in (("SUPPORT", "not sold"), ("ONSITE", "inventory")):
            item = self.seen("Items", code=code)
            self.assertEqual(item.worklog_state, "cannot")
            self.assertIn(words, item.worklog_reason)
            self.assertIn(words, str(self.error_of(UserError, self.add, code)))
        self.assertEqual(self.new(), {"CONSULT"})
        self.add("CONSULT")
        self.assertEqual(self.type_of("CONSULT").type, "service")

    def test_f1_the_product_of_an_item_is_marked(self):
        product = self.service("Support", default_code="SUPPORT")
        goods = self.service("Consulting", default_code="CONSULT", type="consu")
        self.organisation.worklog_types_add = "all"
        self.sync()
        self.assertNotIn(product, self.types(), "it is somebody's product already")
        self.assertEqual(self.new(), {"SUPPORT", "CONSULT"})
        self.assertIn("service", self.seen("Items", code="CONSULT").worklog_reason)
        action = self.add("SUPPORT", "CONSULT")
        self.assertTrue(product.xero_worklog_type)
        self.assertFalse(goods.xero_worklog_type)
        self.assertIn(goods.display_name, action["params"]["message"])
        product.type = "consu"
        self.assertFalse(product.xero_worklog_type)

    def test_f1_what_is_no_type_is_not_asked_about_again(self):
        self.organisation.worklog_types_add = "all"
        self.read("items")
        item = self.seen("Items", code="EXPORT").with_user(self.manager_xero)
        item.action_not_worklog_type()
        self.sync()
        self.assertFalse(self.type_of("EXPORT"))
        self.assertEqual(item.worklog_state, "left_out")
        item.action_maybe_worklog_type()
        self.assertEqual(item.worklog_state, "new")
        self.sync()
        self.assertTrue(self.type_of("EXPORT"))

    def test_f1_only_an_administrator_decides(self):
        self.read("items")
        item = self.seen("Items", code="SUPPORT").with_user(self.user_xero)
        for press in (item.action_add_worklog_type, item.action_not_worklog_type):
            self.assertRaises(AccessError, press)
        self.assertRaises(
            AccessError,
            self.organisation.with_user(self.user_none).action_sync_worklog_types,
        )

    def test_f1_a_code_that_odoo_has_already_is_said_and_the_others_go_on(self):
        self.stream.enabled = False
        self.service("Something else", default_code="CONSULT")
        self.organisation.worklog_types_add = "all"
        self.sync()
        self.assertEqual(
            set(self.types().mapped("default_code")), {"SUPPORT", "ONSITE", "EXPORT"}
        )
        reason = self.seen("Items", code="CONSULT").worklog_reason
        self.assertIn("Something else", reason)
        self.assertIn("could not be taken over", self.organisation.worklog_types_result)

    def test_f1_odd_elements_are_counted_and_the_others_go_on(self):
        self.organisation.worklog_types_add = "all"
        for element in (
            {"ItemID": "11111111-1111-4111-8111-111111111111", "Name": "No code"},
            {
                "ItemID": "22222222-2222-4222-8222-222222222222",
                "Code": "BAD",
                "Name": ["x"],
            },
            "a text",
        ):
            self.sandbox.act("plant", store="items", element=element, behind="ONSITE")
        nameless = {
            "ItemID": "33333333-3333-4333-8333-333333333333",
            "Code": "NONAME",
            "Name": None,
            "IsSold": True,
        }
        self.sandbox.act("plant", store="items", element=nameless, behind="ONSITE")
        self.sync()
        self.assertEqual(self.type_of("NONAME").name, "NONAME")
        self.assertEqual(len(self.types()), 5)
        words = self.organisation.worklog_types_result
        self.assertIn("5 added", words)
        self.assertIn("3 cannot be read", words)

    # === F2: UPDATE === #

    def test_f2_a_type_follows_its_item(self):
        account = self.map_account("260")
        free = self.env["account.chart.template"].ref("au_tax_sale_0")
        self.link_tax(free, "EXEMPTOUTPUT")
        self.sync()
        self.add("SUPPORT")
        support = self.type_of("SUPPORT")
        support.list_price = 99
        self.change(
            "SUPPORT",
            Name="Support hour",
            Description="Remote",
            SalesDetails={
                "UnitPrice": 135.5,
                "AccountCode": "260",
                "TaxType": "EXEMPTOUTPUT",
            },
        )
        self.sync()
        self.assertEqual(support.name, "Support hour")
        self.assertEqual(support.description_sale, "Remote")
        self.assertEqual(support.property_account_income_id, account)
        self.assertEqual(support.taxes_id, free)
        self.assertMoney(support.xero_list_price, 135.5)
        self.assertMoney(support.list_price, 99)
        self.assertIn("1 updated", self.organisation.worklog_types_result)
        self.assertEqual(self.updates(), [])
        self.sync()
        self.assertNotIn("updated", self.organisation.worklog_types_result)

    def test_f2_the_price_here_changes_only_where_xero_wins(self):
        self.stream.winner = "xero"
        self.sync()
        self.add("SUPPORT")
        self.change("SUPPORT", SalesDetails={"UnitPrice": 140})
        self.sync()
        self.assertMoney(self.type_of("SUPPORT").list_price, 140)

    def test_f2_types_follow_also_where_items_are_off_or_only_sent(self):
        for values in ({"enabled": False}, {"enabled": True, "direction": "push"}):
            self.stream.write(values)
            self.sync()
            if not self.type_of("SUPPORT"):
                self.add("SUPPORT")
            plain = self.service("Consulting", default_code="CONSULT")
            name = f"Support {values}"[:40]
            self.change("SUPPORT", Name=name)
            self.change("CONSULT", Name=f"Other {values}"[:40])
            self.sync()
            self.assertEqual(self.type_of("SUPPORT").name, name)
            self.assertEqual(plain.name, "Consulting", "products do not")
            self.assertEqual(self.updates(), [])
            if not self.stream.enabled:
                self.assertFalse(self.link_of(plain), "and are not paired")

    def test_f2_a_type_that_was_made_here_is_paired(self):
        self.stream.enabled = False
        self.read_all()
        self.sync()
        mine = self.service("Support", default_code="SUPPORT", xero_worklog_type=True)
        self.assertEqual(mine.xero_type_state, "missing")
        self.sync()
        self.assertEqual(self.link_of(mine).record_id.code, "SUPPORT")
        self.assertEqual(mine.xero_type_state, "in_xero")
        self.assertEqual(mine.description_sale, "Support, per hour")

    def test_f2_the_scheduled_action_asks_and_the_organisation_reads(self):
        self.organisation.worklog_types_add = "all"
        cron = self.env.ref("xero_connector.ir_cron_worklog_types")
        with self.other_cursors():
            cron.method_direct_trigger()
        self.run_cron(self.organisation)
        self.assertFalse(self.types(), "it is switched off")
        self.organisation.worklog_types_sync = True
        before = len(self.calls())
        with self.other_cursors():
            cron.method_direct_trigger()
        self.assertEqual(len(self.calls()), before, "it makes no call itself")
        self.run_cron(self.organisation)
        self.assertEqual(len(self.types()), 4)
        self.assertTrue(self.organisation.worklog_types_synced_at)

    def test_f2_an_account_that_is_not_mapped_leaves_ours_and_says_so(self):
        self.stream.enabled = False
        account = self.map_account("200")
        self.sync()
        self.add("SUPPORT", "CONSULT")
        support = self.type_of("SUPPORT")
        self.assertEqual(support.property_account_income_id, account)
        self.change("SUPPORT", SalesDetails={"AccountCode": "260"})
        self.change("CONSULT", Name="Consulting hour")
        self.sync()
        self.assertEqual(support.property_account_income_id, account)
        self.assertIn("260", support.xero_type_reason)
        self.assertIn(
            "1 could not be taken over", self.organisation.worklog_types_result
        )
        self.assertEqual(self.type_of("CONSULT").name, "Consulting hour")
        other = self.map_account("260")
        self.organisation.worklog_types_sync = True
        row = self.env["xero.queue"]._apply_rows(
            self.organisation, self.link_of(support).record_id
        )
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(support.property_account_income_id, other)
        self.assertFalse(support.xero_type_reason)

    def test_f2_a_list_that_xero_refuses_is_said_and_not_asked_for_again(self):
        self.stream.enabled = False
        self.sandbox.fault("404", method="GET", path="Items")
        before = len(self.calls("GET", "Items"))
        self.sync()
        self.assertEqual(len(self.calls("GET", "Items")) - before, 1)
        self.assertIn("Could not be read", self.organisation.worklog_types_result)
        self.assertTrue(self.organisation._worklog_types_missing())
        self.sync()
        self.assertFalse(self.organisation._worklog_types_missing())

    def test_f2_a_sync_that_was_interrupted_goes_on(self):
        self.stream.enabled = False
        self.organisation.worklog_types_add = "all"
        self.sandbox.fault("503", method="GET", path="Items")
        self.organisation.action_sync_worklog_types()
        self.run_cron(self.organisation)
        self.assertEqual(self.organisation.worklog_types_due, "read")
        self.assertTrue(self.organisation._worklog_types_missing())
        self.organisation.not_before = False
        self.run_cron(self.organisation)
        self.assertEqual(len(self.types()), 4)
        self.assertEqual(self.organisation.worklog_types_result, "4 added")

    def test_f2_types_of_another_company_are_left_alone(self):
        other = self.setup_british_company()["company"]
        theirs = self.service(
            "Support",
            default_code="SUPPORT",
            company_id=other.id,
            xero_worklog_type=True,
        )
        self.organisation.worklog_types_add = "all"
        self.sync()
        self.assertFalse(self.link_of(theirs))
        self.assertFalse(theirs.description_sale)
        mine = self.type_of("SUPPORT") - theirs
        self.assertEqual(mine.company_id, self.company)

    # === F3: WHAT IS WHERE === #

    def test_f3_types_that_xero_lacks_are_listed_and_created_there(self):
        self.stream.direction = "both"
        self.sync()
        mine = self.service("Travel", default_code="TRAVEL", xero_worklog_type=True)
        Product = self.env["product.product"]
        missing = [
            ("xero_worklog_type", "=", True),
            ("xero_type_state", "=", "missing"),
        ]
        self.assertEqual(Product.search(missing), mine)
        self.assertIn("Create in Xero", mine.xero_type_reason)
        mine.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)
        self.assertTrue(self.item("TRAVEL"))
        self.assertFalse(Product.search(missing))
        self.assertEqual(mine.xero_item_name, "TRAVEL Travel")

    def test_f3_an_item_that_was_deleted_marks_its_type(self):
        self.sync()
        self.add("SUPPORT")
        support = self.type_of("SUPPORT")
        self.sandbox.act("delete_item", item="SUPPORT")
        self.sync()
        self.assertTrue(support.exists().active)
        self.assertTrue(support.xero_worklog_type)
        self.assertEqual(support.xero_type_state, "gone")
        self.assertEqual(support.xero_badge, "Deleted in Xero")
        self.assertIn("deleted in Xero", support.xero_type_reason)
        found = support.action_xero_mapping()["domain"]
        self.assertEqual(self.env["xero.link"].search(found).res_id, support.id)
        self.assertEqual(
            self.env["product.product"].search([("xero_type_state", "=", "gone")]),
            support,
        )
        self.assertIn("1 deleted in Xero", self.organisation.worklog_types_result)
        self.assertNotIn("SUPPORT", self.new())

    def test_f3_an_item_that_is_no_longer_sold_says_so(self):
        self.sync()
        self.add("SUPPORT")
        self.change("SUPPORT", IsSold=False, IsPurchased=True)
        self.sync()
        self.assertIn("not sold", self.type_of("SUPPORT").xero_type_reason)

    # === F4: FIRST TYPES, THEN WORKLOGS === #

    def test_f4_whether_types_were_ever_read_is_said(self):
        words = self.organisation._worklog_types_missing()
        self.assertIn("press Sync Worklog Types Now", words)
        self.sync()
        self.assertFalse(self.organisation._worklog_types_missing())
        self.organisation.with_user(self.manager_xero).action_reset()
        self.organisation._reset()
        self.assertTrue(self.organisation._worklog_types_missing())

    def test_f4_nothing_is_read_while_xero_is_disconnected(self):
        self.organisation.authorization_id.sudo().state = "disconnected"
        press = self.organisation.with_user(self.user_xero).action_sync_worklog_types
        self.assertIn("reconnect", str(self.error_of(UserError, press)))
        self.assertTrue(self.organisation._worklog_types_missing())
