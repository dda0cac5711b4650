from odoo.exceptions import AccessError, UserError

from .push_common import XeroPushCommon


class TestGetStarted(XeroPushCommon):
    """One page that always says the next step, and takes one there."""

    def setUp(self):
        super().setUp()
        # as it was before somebody went live
        self.organisation.write({"stage": "setup", "live_since": False})

    def page(self, user=None):
        model = self.env["xero.get.started"].with_user(user or self.manager_xero)
        action = model.action_open()
        return model.browse(action["res_id"])

    def steps(self, page=None):
        return {step["key"]: step for step in (page or self.page()).steps}

    def reported(self, resource):
        """The line of the report about one kind."""
        stream = self.organisation.stream_ids.filtered(
            lambda stream: stream.resource == resource
        )
        return next(r for r in self.page().report if r["name"] == stream.name)

    def next_key(self):
        return next(key for key, step in self.steps().items() if step["next"])

    def test_b1_from_connected_to_live_each_step_leads_to_the_next(self):
        steps = self.steps()
        self.assertTrue(steps["app"]["done"])
        self.assertTrue(steps["connect"]["done"])
        self.assertEqual(steps["connect"]["left"], self.organisation.name)
        self.assertTrue(steps["import"]["done"])
        self.assertEqual(self.next_key(), "questions")

        action = self.page().action_go("questions")
        self.assertEqual(action["res_id"], self.organisation.id)
        self.organisation.with_user(self.manager_xero).action_answer()
        self.assertEqual(self.organisation.answered_by_id, self.manager_xero)
        self.assertTrue(self.steps()["questions"]["done"])

        move = self.invoice(self.customer())
        action = self.page().action_go("preview")
        self.assertEqual(action["res_model"], "xero.preview")
        preview = self.env["xero.preview"].browse(action["res_id"])
        self.assertEqual(preview.move_id, move)
        self.assertTrue(self.steps()["preview"]["done"], preview.objections)

        action = self.page().action_go("live")
        self.assertEqual(action["res_model"], "xero.go.live")
        wizard = self.env["xero.go.live"].with_context(**action["context"]).create({})
        wizard.action_confirm()
        live = self.steps()["live"]
        self.assertTrue(live["done"])
        self.assertIn("Since", live["left"])

    def test_b1_a_preview_with_objections_is_no_tick(self):
        self.organisation.default_service_account_id = False
        self.organisation.default_goods_account_id = False
        self.invoice(self.customer())
        action = self.page().action_go("preview")
        preview = self.env["xero.preview"].browse(action["res_id"])
        self.assertTrue(preview.objections)
        self.assertFalse(self.steps()["preview"]["done"])

    def test_b2_read_all_is_a_button_and_counts_what_is_left(self):
        self.assertTrue(self.steps()["import"]["done"])
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        stream.last_run = False
        step = self.steps()["import"]
        self.assertFalse(step["done"])
        self.assertIn("1 of ", step["left"])
        self.page().action_go("import")
        self.run_cron(self.organisation)
        self.assertTrue(self.steps()["import"]["done"])

    def test_m1_to_xero_only_can_be_completed_as_well(self):
        """Lists are read in every direction; what is switched off is not waited for."""
        self.organisation.action_to_xero_only()
        keys = ("import", "books", "customers", "invoices")
        steps = self.steps()
        self.assertEqual({key for key in keys if not steps[key]["done"]}, set())
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        stream.last_run = False
        steps = self.steps()
        self.assertFalse(steps["import"]["done"])
        self.assertFalse(steps["customers"]["done"])
        stream.enabled = False
        steps = self.steps()
        self.assertTrue(steps["import"]["done"])
        self.assertTrue(steps["customers"]["done"])

    def test_d5_the_report_counts_by_kind(self):
        contacts = self.reported("Contacts")
        live = self.env["xero.record"]._lookup(
            self.organisation, "Contacts", [("live", "=", True)]
        )
        self.assertEqual(contacts["total"], len(live))
        self.assertEqual(contacts["undecided"], len(live))
        live[0].with_user(self.manager_xero).action_create_in_odoo()
        live[1].with_user(self.manager_xero).action_ignore()
        contacts = self.reported("Contacts")
        self.assertEqual((contacts["created"], contacts["ignored"]), (1, 1))
        self.assertEqual(contacts["mapped"], 0)
        self.assertEqual(contacts["undecided"], len(live) - 2)
        rate = self.seen("TaxRates", xero_id="INPUTTAXED")
        rate.with_user(self.manager_xero).action_create_in_odoo()
        self.assertEqual(len(rate.link_ids), 2, "one tax for each side")
        self.assertEqual(self.reported("TaxRates")["created"], 1)
        rate.with_user(self.manager_xero).action_unlink_record()
        self.assertEqual(self.reported("TaxRates")["created"], 0)

    def test_s7_only_what_is_in_use_is_asked(self):
        tax = self.env["account.chart.template"].ref("au_tax_sale_0")
        self.invoice(self.customer(), {"price_unit": 10, "tax_ids": tax.ids})
        link = tax._xero_link_of_set(self.organisation, "sale")
        self.read("taxes")
        step = self.steps()["books"]
        self.assertFalse(step["done"])
        self.assertIn("to map", step["left"])
        action = self.page().action_go("books")
        shown = self.env["xero.link"].search(action["domain"])
        self.assertIn(link, shown)
        self.assertFalse(shown.filtered(lambda row: not row.in_use))

    def test_h17_payments_are_taken_or_not(self):
        stream = self.env["xero.stream"]._of_kind(self.organisation, "payments")
        self.assertEqual(self.organisation.payments_side, "xero")
        self.organisation.payments_side = "odoo"
        self.assertFalse(stream.enabled)
        self.organisation.payments_side = "xero"
        self.assertTrue(stream.enabled)

    def test_h13_where_xero_mails_odoo_says_nothing_of_it(self):
        self.organisation._go_live()
        self.organisation.mailing = "xero"
        move = self.invoice(self.customer())
        move.is_move_sent = True
        self.assertNotIn("SentToContact", move._xero_prepare(self.organisation))
        self.organisation.mailing = "odoo"
        self.assertTrue(move._xero_prepare(self.organisation)["SentToContact"])

    def test_b1_without_an_organisation_the_page_begins_with_the_app(self):
        company = self.env["res.company"].create({"name": "Newcomer"})
        self.manager_xero.company_ids += company
        model = self.env["xero.get.started"].with_user(self.manager_xero)
        model = model.with_company(company).with_context(
            allowed_company_ids=company.ids
        )
        page = model.browse(model.action_open()["res_id"])
        steps = self.steps(page)
        self.assertEqual(page.done, 0)
        self.assertTrue(steps["app"]["next"])
        self.assertFalse(steps["questions"]["open"])
        self.assertFalse(page.report)
        with self.assertRaisesRegex(UserError, "Connect to Xero first"):
            page.action_go("questions")

    def test_v3_others_see_the_ticks_and_press_nothing(self):
        page = self.page(self.user_xero)
        self.assertTrue(self.steps(page)["connect"]["done"])
        self.assertFalse(any(step["open"] for step in page.steps))
        self.assertTrue(any(step["open"] for step in self.page().steps))
        with self.assertRaisesRegex(UserError, "administrator"):
            page.action_go("import")
        with self.assertRaises(AccessError):
            self.page(self.user_none)

    def test_o4_the_page_says_what_is_being_read(self):
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        stream.write({"running": True, "progress": 2000})
        self.assertIn("2000", self.page().reading)
