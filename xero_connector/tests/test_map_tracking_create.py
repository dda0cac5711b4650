from odoo.exceptions import AccessError

from .push_common import XeroPushCommon


class TestMapTrackingCreate(XeroPushCommon):
    """Options that are created in Xero, where somebody asks for it (B9)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.plan = self.env["account.analytic.plan"].create({"name": "Region"})
        self.moon = self.analytic("Moon")
        self.read("tracking")

    def analytic(self, name, **values):
        return self.env["account.analytic.account"].create(
            {"name": name, "plan_id": self.plan.id, **values}
        )

    def link_of(self, record):
        return record._xero_links(self.organisation).get(
            record.id, self.env["xero.link"]
        )

    def category(self):
        kept = self.sandbox.organisation("AU").tracking_categories
        return kept.first("name", "region")

    def named(self, name):
        """Options of that name in Xero."""
        return [one for one in self.category()["Options"] if one["Name"] == name]

    def puts(self):
        return self.calls("PUT")

    def create_there(self, *accounts):
        """Press Create in Xero in the list of what Xero lacks."""
        links = self.env["xero.link"].union(*map(self.link_of, accounts))
        links.with_user(self.manager_xero).action_create()
        self.run_cron(self.organisation)

    def refused(self, account, *words):
        row = self.row(account)
        self.assertEqual(row.state, "failed", row.message)
        for part in words:
            self.assertIn(part, row.message)
        return row

    def test_b9_an_option_is_created_where_somebody_asks_for_it(self):
        link = self.link_of(self.moon)
        self.assertTrue(link.can_create)
        self.assertFalse(link.exclusive, "several accounts may share an option")
        self.assertFalse(self.puts())
        link.with_user(self.manager_xero).action_create()
        self.assertFalse(self.puts(), "nobody who presses waits for Xero")
        self.run_cron(self.organisation)
        self.assertEqual(len(self.puts()), 1, self.row(self.moon).message)
        self.assertEqual(self.puts()[0].body, {"Name": "Moon"})
        self.assertEqual(len(self.named("Moon")), 1)
        self.assertEqual(self.row(self.moon).state, "done")
        self.assertEqual(link.record_id.display_name, "Region Moon")
        self.assertFalse(link.can_create)
        self.read("tracking")
        self.assertEqual(link.record_id.live, True)
        self.assertFalse(link.difference)
        move = self.invoice(
            self.customer(),
            {"price_unit": 10, "analytic_distribution": {str(self.moon.id): 100}},
        )
        self.push(move)
        line = self.in_xero(move)["LineItems"][0]
        self.assertEqual(
            [(t["Name"], t["Option"]) for t in line["Tracking"]], [("Region", "Moon")]
        )

    def test_b9_nothing_else_creates_one(self):
        """No invoice, no edit, no reading; and only administrators may press."""
        move = self.invoice(
            self.customer(),
            {"price_unit": 10, "analytic_distribution": {str(self.moon.id): 100}},
        )
        self.push(move)
        self.assertTrue(self.in_xero(move))
        self.moon.name = "Dark side"
        self.moon.active = False
        self.moon.active = True
        self.read("tracking")
        self.run_cron(self.organisation)
        self.assertFalse(self.named("Moon") + self.named("Dark side"))
        self.assertFalse(self.row(self.moon))
        with self.assertRaises(AccessError):
            self.link_of(self.moon).with_user(self.user_xero).action_create()
        for origin in ("rule", "dependency"):
            self.moon._xero_enqueue(origin, next_try="2026-01-01 00:00:00")
            self.run_cron(self.organisation)
            self.assertEqual(self.row(self.moon).state, "held")
        self.assertFalse(self.named("Dark side"))

    def test_b9_used_ones_are_among_what_xero_lacks(self):
        distribution = {str(self.moon.id): 50, f"{self.moon.id}": 50}
        for _time in range(2):
            self.invoice(
                self.customer(known=False),
                {"price_unit": 10, "analytic_distribution": distribution},
            )
        self.env["xero.link"].with_user(self.manager_xero).action_missing()
        link = self.link_of(self.moon)
        self.assertEqual((link.use_count, link.in_use), (2, True))

    def test_b9_several_at_once_each_in_a_call_of_its_own(self):
        mars, other = self.analytic("Mars"), self.analytic("moon base")
        self.read("tracking")
        self.create_there(self.moon, mars, other)
        self.assertEqual(len(self.puts()), 3)
        self.assertEqual(len(self.named("Mars")), 1)
        for account in self.moon | mars | other:
            self.assertTrue(self.link_of(account).record_id)

    def test_b9_an_answer_that_was_lost_is_looked_up(self):
        self.sandbox.fault(
            "drop_after",
            method="PUT",
            path=f"TrackingCategories/{self.category()['TrackingCategoryID']}/Options",
        )
        self.create_there(self.moon)
        row = self.row(self.moon)
        self.assertEqual(row.state, "sending", row.message)
        self.assertEqual(len(self.named("Moon")), 1)
        row.sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertEqual(self.row(self.moon).state, "done", row.message)
        self.assertEqual(len(self.named("Moon")), 1)
        self.assertEqual(len(self.puts()), 1, "not sent again")
        self.assertEqual(
            self.link_of(self.moon).record_id.xero_id,
            self.named("Moon")[0]["TrackingOptionID"],
        )

    def test_b9_a_call_that_never_arrived_is_sent_again(self):
        path = f"TrackingCategories/{self.category()['TrackingCategoryID']}/Options"
        self.sandbox.fault("drop_before", method="PUT", path=path)
        self.create_there(self.moon)
        self.row(self.moon).sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertEqual(len(self.named("Moon")), 1, self.row(self.moon).message)
        self.assertTrue(self.link_of(self.moon).record_id)

    def test_b9_one_that_came_meanwhile_is_taken(self):
        """Somebody entered it in Xero: the refusal is looked into, and agrees."""
        self.sandbox.act("create_tracking_option", category="Region", name="MOON")
        self.create_there(self.moon)
        self.assertEqual(self.row(self.moon).state, "done", self.row(self.moon).message)
        self.assertEqual(self.link_of(self.moon).record_id.name, "MOON")
        self.assertFalse(self.named("Moon"))

    def test_b9_one_that_is_known_is_paired_without_a_call(self):
        self.sandbox.act("create_tracking_option", category="Region", name="Moon")
        twin = self.analytic("moon")
        self.read("tracking")
        self.assertFalse(self.link_of(self.moon).record_id, "which of the two?")
        self.create_there(self.moon)
        self.assertTrue(self.link_of(self.moon).record_id)
        self.assertFalse(self.puts())
        self.create_there(twin)
        self.refused(twin, "Region Moon already", "Map moon to it")
        self.assertFalse(self.puts())

    def test_b9_an_archived_name_and_other_refusals_are_explained(self):
        self.sandbox.act("create_tracking_option", category="Region", name="Moon")
        self.sandbox.act("archive_tracking_option", category="Region", option="Moon")
        self.read("tracking")
        self.create_there(self.moon)
        self.refused(self.moon, "Region Moon was archived in Xero", "Restore it there")
        long = self.analytic("x" * 101)
        self.read("tracking")
        self.create_there(long)
        self.refused(long, "up to 100 letters")
        link = self.link_of(self.plan)
        link.with_user(self.manager_xero).action_unlink_record()
        mars = self.analytic("Mars")
        self.env["xero.link"]._get_or_create(self.organisation, mars)
        self.create_there(mars)
        self.refused(mars, "Region stands for no tracking category")
        self.assertFalse(self.puts())

    def test_b9_a_hundred_options_are_all(self):
        for number in range(100 - len(self.category()["Options"])):
            self.sandbox.act(
                "create_tracking_option", category="Region", name=f"Crater {number}"
            )
        self.create_there(self.moon)
        self.refused(self.moon, "too many options", "as many options as Xero takes")
        self.assertEqual(len(self.puts()), 1)
        self.read("tracking")
        self.moon.with_user(self.manager_xero).action_xero_retry()
        self.run_cron(self.organisation)
        self.refused(self.moon, "Region has 100 options in Xero")
        self.assertEqual(len(self.puts()), 1, "refused before any call")

    def test_b9_not_before_go_live_and_not_where_it_is_kept_out(self):
        self.organisation.stage = "setup"
        self.create_there(self.moon)
        self.assertFalse(self.puts())
        self.assertEqual(self.row(self.moon).state, "pending")
        self.organisation.stage = "live"
        self.run_cron(self.organisation)
        self.assertEqual(len(self.named("Moon")), 1)
