from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tools.safe_eval import safe_eval

from .mapping_common import SPEC, XeroMappingCommon


class TestMappingScreen(XeroMappingCommon):
    """Xero's rows left, Odoo's choice right; a choice is saved as it is made."""

    # === TWO LISTS SIDE BY SIDE === #

    def test_s1_all_kinds_on_one_screen_and_nothing_else(self):
        action = self.env.ref("xero_connector.xero_record_map_action")
        shown = self.env["xero.record"].search(safe_eval(action.domain))
        kinds = set(shown.mapped("choice_model"))
        self.assertLessEqual(
            {"res.partner", "product.product", "account.tax", "account.account"}, kinds
        )
        self.assertFalse(
            set(shown.mapped("resource")) & {"BrandingThemes", "Invoices", "Payments"}
        )
        words = dict(self.env["xero.record"]._selection_choice_model())
        self.assertEqual(words["res.partner"], "Customers and Suppliers")
        self.assertEqual(words["account.tax"], "Taxes")

    def test_s1_what_is_archived_is_on_no_screen(self):
        """An organisation that was replaced keeps its rows; nobody is asked of them."""
        actions = self.env["ir.actions.act_window"].search(
            [
                ("res_model", "in", ("xero.record", "xero.link", "xero.look.alike")),
                ("binding_model_id", "=", False),
            ]
        )
        self.assertGreaterEqual(len(actions), 10)

        def shown():
            return {
                action.xml_id: self.env[action.res_model].search_count(
                    safe_eval(action.domain or "[]")
                )
                for action in actions
            }

        before = shown()
        self.assertTrue(before["xero_connector.xero_record_map_action_contact"])
        self.assertTrue(before["xero_connector.xero_link_action"])
        self.assertTrue(before["xero_connector.xero_record_action"])
        self.organisation.active = False
        self.assertEqual(set(shown().values()), {0})

    def test_s1_bank_accounts_are_journals_others_accounts(self):
        accounts = self.env["xero.record"]._lookup(self.organisation, "Accounts")
        banks = accounts.filtered(lambda row: row.kind == "BANK")
        self.assertTrue(banks)
        self.assertEqual(set(banks.mapped("choice_model")), {"account.journal"})
        others = set((accounts - banks).mapped("choice_model"))
        self.assertEqual(others, {"account.account"})

    def test_s1_a_row_says_what_it_is(self):
        row = self.contact("Acacia Legal", EmailAddress="desk@acacia.example")
        self.assertIn("desk@acacia.example", row.details)
        rate = self.seen("TaxRates", xero_id="OUTPUT").with_user(self.manager_xero)
        self.assertEqual(rate.details, "10 %, sales")

    def test_s1_counts_of_what_is_left_by_kind(self):
        self.contact("Acacia Legal")
        left = self.env["xero.record"].search_count(
            [("choice_model", "=", "res.partner"), ("map_state", "=", "undecided")]
        )
        panel = self.env["xero.record"].search_panel_select_range(
            "choice_model",
            enable_counters=True,
            search_domain=[("choice_model", "!=", False), ("map_state", "!=", False)],
            filter_domain=[("map_state", "in", ("undecided", "suggested"))],
        )
        counts = {value["id"]: value["__count"] for value in panel["values"]}
        self.assertEqual(counts["res.partner"], left)
        states = self.env["xero.record"].search_panel_select_multi_range(
            "map_state",
            enable_counters=True,
            search_domain=[("choice_model", "!=", False)],
        )
        self.assertIn("undecided", [value["id"] for value in states["values"]])

    def test_s1_the_menu_of_a_kind_stays_with_it_when_all_is_decided(self):
        """The web client goes to All where the kind of the menu is not listed."""
        kinds = self.env["xero.record"]._selection_choice_model()
        view = self.env.ref("xero_connector.xero_record_map_view_search")
        field = etree.fromstring(view.arch).find(".//searchpanel/field")
        panel = self.env["xero.record"].search_panel_select_range(
            field.get("name"),
            enable_counters=bool(field.get("enable_counters")),
            expand=bool(field.get("expand")),
            search_domain=[("map_state", "=", "undecided"), ("id", "=", 0)],
        )
        self.assertEqual(
            [(value["id"], value["__count"]) for value in panel["values"]],
            [(kind, 0) for kind, _words in kinds],
        )

    def test_c22_d14_contacts_and_items_can_be_looked_at(self):
        names = {"res.partner": "Banksia Bay Holdings", "product.product": "Consulting"}
        for model, name in names.items():
            rows = self.env["xero.record"].search([("choice_model", "=", model)])
            self.assertIn(name, rows.mapped("name"))
        found = self.env["xero.record"].name_search("theo@copperkettle")
        self.assertEqual([name for _id, name in found], ["Copper Kettle Cafes"])

    def test_s1_both_sides_can_be_opened(self):
        row = self.contact("Acacia Legal")
        self.assertFalse(row.in_odoo)
        with self.assertRaisesRegex(UserError, "stands for nothing"):
            row.action_open_in_odoo()
        near = self.client("Acacia Law")
        self.suggest(row, near, 88, "similar name")
        self.assertTrue(row.in_odoo)
        self.assertEqual(row.action_open_in_odoo()["res_id"], near.id)
        self.assertIn(row.xero_id, row.web_url)
        self.assertEqual(row.action_open_in_xero()["url"], row.web_url)

    # === CHOOSE === #

    def test_s2_the_suggestion_with_why_and_how_sure(self):
        row = self.contact("Acacia Legal")
        near = self.client("Acacia Law")
        self.suggest(row, near, 88, "similar name")
        shown = self.shown(row)
        self.assertEqual(
            (shown["suggestion"], shown["suggestion_reason"], shown["score"]),
            ("Acacia Law", "similar name", 88),
        )
        self.assertEqual(shown["map_state"], "suggested")
        row.action_accept_suggestion()
        shown = self.shown(row)
        self.assertEqual((shown["choice_id"], shown["score"]), (near.id, 0))
        self.assertFalse(shown["suggestion"])

    def test_s2_the_same_name_is_paired_in_advance_and_can_be_changed(self):
        partner = self.client("Acacia Legal")
        row = self.contact("Acacia Legal")
        self.assertEqual(self.shown(row)["choice_id"], partner.id)
        other = self.client("Acacia Legal Brisbane")
        self.assertEqual(self.choose(row, other)["choice_id"], other.id)
        self.assertFalse(self.link_of(partner).record_id, "it makes room")

    def test_c9_c10_what_is_not_paired_is_mapped_by_hand(self):
        row = self.contact("Acacia Legal")
        self.assertEqual(row.map_state, "undecided")
        partner = self.client("Another Name")
        shown = self.choose(row, partner)
        self.assertEqual(
            (shown["map_state"], shown["odoo_name"]), ("linked", "Another Name")
        )
        self.assertIn(self.manager_xero.name, self.link_of(partner).reason)

    def test_d4_e2_items_and_taxes_are_mapped_the_same_way(self):
        product = self.env["product.product"].create({"name": "Advice"})
        row = self.row_of("Consulting", "Items")
        self.assertEqual(self.choose(row, product)["map_state"], "linked")
        rate = self.seen("TaxRates", xero_id="INPUT").with_user(self.manager_xero)
        first, second = self.env["account.tax"].create(
            [
                {"name": f"Other {n} %", "type_tax_use": "purchase", "amount": 10}
                for n in (1, 2)
            ]
        )
        rate.link_ids.sudo().action_unlink_record()
        self.choose(rate, first)
        shown = self.choose(rate, second)
        self.assertEqual(
            shown["odoo_name"].count("Other"), 2, "several taxes may share one rate"
        )
        rate.action_ignore()
        self.assertEqual(rate.map_state, "linked", "what is mapped is not ignored")

    def test_s2_only_what_belongs_there_can_be_chosen(self):
        row = self.contact("Acacia Legal")
        company = self.setup_other_company(name="Elsewhere")["company"]
        foreign = self.client("Foreign", company_id=company.id)
        child = self.client("Contact person", parent_id=self.client("Parent").id)
        domain = safe_eval(self.shown(row)["choice_domain"])
        partners = self.env["res.partner"].with_user(self.manager_xero).search(domain)
        self.assertFalse(partners & (foreign | child))
        for wrong in (foreign, child):
            with self.assertRaisesRegex(UserError, "cannot be chosen"):
                self.choose(row, wrong)

    def test_s2_what_is_taken_says_by_what(self):
        partner = self.client("Acacia Legal")
        self.contact("Acacia Legal")
        row = self.contact("Acacia Pty Ltd")
        with self.assertRaisesRegex(UserError, "stands for Acacia Legal in Xero"):
            self.choose(row, partner)
        link = self.suggest(row, self.client("Second"))
        taken = self.row_of("Acacia Legal")
        with self.assertRaisesRegex(UserError, "stands for Acacia Legal already"):
            link.with_user(self.manager_xero).action_link(taken)

    def test_d6_a_choice_is_there_for_whoever_looks_next(self):
        rows = [self.contact(name) for name in ("Acacia Legal", "Wattle Works")]
        partner = self.client("Chosen")
        self.choose(rows[0], partner)
        rows[1].action_ignore()
        self.env.invalidate_all()
        self.read("contacts")
        again = [self.shown(row.with_user(self.user_xero)) for row in rows]
        self.assertEqual(again[0]["choice_id"], partner.id)
        self.assertEqual(again[1]["map_state"], "ignored")

    def test_s2_emptying_the_choice_takes_the_two_apart(self):
        partner = self.client("Acacia Legal")
        row = self.contact("Acacia Legal")
        self.assertEqual(self.choose(row, False)["map_state"], "undecided")
        self.sandbox.act("edit_contact", contact="Acacia Legal", FirstName="Ada")
        self.read("contacts")
        self.assertFalse(self.link_of(partner).record_id, "not paired again by itself")
        self.choose(row, partner)
        self.assertEqual(row.map_state, "linked", "somebody may")

    def test_s2_a_choice_releases_what_waited_for_it(self):
        self.organisation.default_service_account_id = False
        self.organisation.default_goods_account_id = False
        move = self.invoice(self.customer())
        account = move.invoice_line_ids.account_id
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_unlink_record()
        self.push(move)
        self.assertEqual(self.row(move).state, "blocked", self.row(move).message)
        row = self.row_of("Other Revenue", "Accounts")
        self.assertTrue(row)
        self.choose(row, account)
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "done", self.row(move).message)

    # === WHAT ELSE STANDS FOR A ROW === #

    def test_d10_choosing_a_product_leaves_the_category(self):
        row = self.row_of("Consulting", "Items")
        category = self.env["product.category"].create({"name": "Advice"})
        category.with_user(self.manager_xero).sudo().xero_item_id = row.sudo()
        self.assertEqual(row.map_state, "linked")
        first, second = self.env["product.product"].create(
            [{"name": name} for name in ("Advice by phone", "Advice by mail")]
        )
        for product in (first, second):
            self.choose(row, product)
            category.invalidate_recordset()
            self.assertEqual(category.xero_item_id, row.sudo(), product.name)
        self.assertFalse(self.link_of(first).record_id, "one product only")
        row.action_unlink_record()
        category.invalidate_recordset()
        self.assertEqual(category.xero_item_id, row.sudo())
        with self.assertRaisesRegex(UserError, "open Advice and take it away"):
            row.action_unlink_record()

    def test_b5_a_bank_row_is_decided_by_its_journal(self):
        row = self.env["xero.record"]._lookup(
            self.organisation, "Accounts", [("kind", "=", "BANK")]
        )[:1]
        row.link_ids.action_unlink_record()
        journal = self.company_data["default_journal_bank"]
        account = journal.default_account_id
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_link(row)
        row = row.with_user(self.manager_xero)
        shown = self.shown(row)
        self.assertEqual((shown["map_state"], shown["odoo_name"]), ("undecided", ""))
        self.assertEqual(self.choose(row, journal)["map_state"], "linked")
        row.action_unlink_record()
        self.assertEqual(self.shown(row)["map_state"], "undecided")
        self.assertFalse(self.link_of(journal).record_id)
        self.assertEqual(link.record_id, row.sudo(False), "the account's own is left")

    # === KEPT OUT === #

    def test_h29_a_customer_who_is_kept_out_stays_mapped(self):
        partner = self.customer("Acacia Legal")
        row = self.row_of("Acacia Legal")
        partner.xero_excluded = True
        shown = self.shown(row)
        self.assertEqual(
            (shown["map_state"], shown["odoo_name"], shown["choice_id"]),
            ("linked", "Acacia Legal", partner.id),
        )
        others = self.contact("Wattle Works")
        (row | others).action_create_in_odoo()
        self.assertEqual(others.map_state, "linked")
        found = self.env["res.partner"].search([("name", "=", "Acacia Legal")])
        self.assertEqual(found, partner, "no second one is made")
        row.action_unlink_record()
        self.assertEqual(row.map_state, "undecided")
        self.assertTrue(partner.xero_excluded)

    def test_h29_who_is_kept_out_is_not_chosen(self):
        partner = self.client("Nobody's business")
        partner.xero_excluded = True
        row = self.contact("Acacia Legal")
        link = self.link_of(partner).with_user(self.manager_xero)
        for choose in (
            lambda: self.choose(row, partner),
            lambda: link.action_link(row),
        ):
            with self.assertRaisesRegex(UserError, "kept out of Xero. Open it and"):
                choose()
        partner.xero_excluded = False
        self.assertEqual(self.choose(row, partner)["map_state"], "linked")

    # === WHO === #

    def test_s1_only_administrators_decide(self):
        row = self.contact("Acacia Legal")
        partner = self.client("Somebody")
        looking = row.with_user(self.user_xero)
        self.assertTrue(looking.web_read(SPEC))
        for refused in (
            lambda: self.choose(looking, partner),
            looking.action_ignore,
            looking.action_create_in_odoo,
            looking.action_accept_suggestion,
            looking.action_accept_sure,
            looking.action_unlink_record,
            looking.action_reconsider,
        ):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaises(AccessError):
            row.with_user(self.user_none).read(["name"])

    def test_s1_what_xero_has_is_not_written_by_people(self):
        row = self.contact("Acacia Legal")
        for values in ({"name": "Other"}, {"fresh": True}, {"ignored": True}):
            with self.assertRaisesRegex(UserError, "comes from Xero"):
                row.write(values)
        with self.assertRaises(AccessError):
            row.create({"organisation_id": self.organisation.id})

    def test_s1_another_companys_rows_are_out_of_reach(self):
        row = self.contact("Acacia Legal")
        self.contact("Wattle Works")
        data = self.setup_other_company(name="Elsewhere")
        stranger = self.manager_xero.copy({"login": "stranger"})
        stranger.write(
            {
                "company_id": data["company"].id,
                "company_ids": [(6, 0, data["company"].ids)],
            }
        )
        with self.assertRaises(AccessError):
            row.with_user(stranger).action_ignore()
