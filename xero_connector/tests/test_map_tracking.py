from odoo.exceptions import UserError
from odoo.fields import Command

from .push_common import XeroPushCommon


class TestMapTracking(XeroPushCommon):
    """Tracking categories are analytic plans, their options analytic accounts (B9)."""

    def setUp(self):
        super().setUp()
        self.plan = self.env["account.analytic.plan"].create({"name": "region"})
        self.north = self.analytic("North")
        self.read("tracking")
        self.partner = self.customer()

    def analytic(self, name, plan=None, **values):
        return self.env["account.analytic.account"].create(
            {"name": name, "plan_id": (plan or self.plan).id, **values}
        )

    def link_of(self, record):
        return record._xero_links(self.organisation).get(
            record.id, self.env["xero.link"]
        )

    def create_from(self, seen):
        """Press Create on a row of Xero."""
        seen.with_user(self.manager_xero).action_create_in_odoo()
        return seen.link_ids[:1]._record()

    def option(self, name):
        return self.seen("TrackingOptions", name=name)

    def sent_with(self, distribution):
        """Send an invoice; return (it, Tracking of its line in Xero as a dict)."""
        move = self.invoice(
            self.partner, {"price_unit": 100, "analytic_distribution": distribution}
        )
        self.push(move)
        return move, self.tracking_of(move)

    def tracking_of(self, move):
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message)
        return {t["Name"]: t["Option"] for t in there["LineItems"][0]["Tracking"]}

    def notes(self, move):
        return self.env["xero.preview"]._for(move).notes or ""

    # === PAIRED === #

    def test_b9_plan_and_accounts_are_paired_by_name_in_one_call(self):
        self.assertEqual(self.link_of(self.plan).record_id.name, "Region")
        self.assertEqual(self.link_of(self.north).record_id, self.option("North"))
        self.assertEqual(
            set(
                self.env["xero.record"]
                ._lookup(self.organisation, "TrackingOptions")
                .mapped("display_name")
            ),
            {"Region North", "Region South", "Region West Coast"},
        )
        before = len(self.calls())
        self.read("tracking")
        self.assertEqual(len(self.calls()) - before, 1)

    def test_b9_options_have_no_stream_of_their_own(self):
        kinds = self.organisation.stream_ids.mapped("kind")
        self.assertIn("tracking", kinds)
        self.assertNotIn("tracking_options", kinds)

    def test_b9_only_accounts_of_the_linked_plan(self):
        other = self.env["account.analytic.plan"].create({"name": "Teams"})
        south = self.analytic("South", plan=other)
        self.read("tracking")
        self.assertFalse(self.link_of(south))
        mine = self.analytic("Elsewhere")
        self.read("tracking")
        self.assertEqual(self.link_of(mine).state, "undecided")

    def test_b9_a_plan_linked_by_hand_pairs_its_accounts(self):
        """At once, out of the mirror."""
        self.sandbox.act(
            "create_tracking_category", name="Cost centre", options=["Field"]
        )
        teams = self.env["account.analytic.plan"].create({"name": "Teams"})
        field = self.analytic("Field", plan=teams)
        self.read("tracking")
        self.assertFalse(self.link_of(field))
        before = len(self.calls("GET", "TrackingCategories"))
        link = self.env["xero.link"]._get_or_create(self.organisation, teams)
        link.with_user(self.manager_xero).action_link(
            self.seen("TrackingCategories", name="Cost centre")
        )
        self.run_cron(self.organisation)
        self.assertEqual(self.link_of(field).record_id, self.option("Field"))
        self.assertEqual(len(self.calls("GET", "TrackingCategories")), before)

    def test_b9_a_deleted_account_is_forgotten(self):
        gone = self.analytic("South")
        self.read("tracking")
        self.assertTrue(self.option("South").link_ids)
        distribution = {str(gone.id): 100}
        move = self.invoice(
            self.partner,
            {"price_unit": 100, "analytic_distribution": distribution},
            post=False,
        )
        gone.unlink()
        self.assertFalse(self.option("South").link_ids)
        move.invoice_line_ids.analytic_distribution = distribution
        self.assertEqual(
            move.invoice_line_ids._xero_tracking(self.organisation), ([], [])
        )

    def test_b9_two_accounts_of_one_name_are_left_to_a_person(self):
        self.analytic("South")
        self.analytic("south")
        self.read("tracking")
        self.assertFalse(self.option("South").link_ids)

    # === CREATE === #

    def test_b9_create_a_plan_and_its_accounts(self):
        self.sandbox.act("create_tracking_category", name="Team", options=["Blue"])
        self.read("tracking")
        error = self.error_of(UserError, self.create_from, self.option("Blue"))
        self.assertIn("Map the tracking category Team", str(error))
        plan = self.create_from(self.seen("TrackingCategories", name="Team"))
        self.assertEqual(plan.name, "Team")
        account = self.create_from(self.option("Blue"))
        self.assertEqual((account.name, account.plan_id), ("Blue", plan))
        self.assertEqual(account.company_id, self.company)

    def test_b9_no_duplicates_are_created(self):
        for seen in (
            self.seen("TrackingCategories", name="Region"),
            self.option("North"),
        ):
            seen.link_ids.with_user(self.manager_xero).action_unlink_record()
            error = self.error_of(UserError, self.create_from, seen)
            self.assertIn("ap ", str(error))

    def test_b9_ignored_stays_ignored(self):
        link = self.link_of(self.north).with_user(self.manager_xero)
        link.action_ignore()
        self.assertEqual(link.state, "linked", "what is mapped is left alone")
        link.action_unlink_record()
        link.action_ignore()
        self.read("tracking")
        self.assertEqual(link.state, "ignored")

    # === CHANGED IN XERO === #

    def test_b9_renamed_option_stays_linked(self):
        option = self.option("North")
        self.sandbox.act(
            "rename_tracking_option",
            category="Region",
            option="North",
            name="Far North",
        )
        self.sandbox.act("rename_tracking_category", category="Region", name="Area")
        self.read("tracking")
        self.assertEqual(option.display_name, "Area Far North")
        self.assertEqual(self.link_of(self.north).record_id, option)
        _move, tracking = self.sent_with({str(self.north.id): 100})
        self.assertEqual(tracking, {"Area": "Far North"})

    def test_b9_archived_and_deleted_options_are_no_longer_sent(self):
        west = self.analytic("West Coast")
        self.read("tracking")
        self.sandbox.act("archive_tracking_option", category="Region", option="North")
        self.sandbox.act(
            "delete_tracking_option", category="Region", option="West Coast"
        )
        self.read("tracking")
        for account in self.north | west:
            self.assertIn("removed in Xero", self.link_of(account).difference)
            move, tracking = self.sent_with({str(account.id): 100})
            self.assertEqual(tracking, {})
            self.assertIn(account.name, self.notes(move))

    def test_b9_restored_option_is_sent_again(self):
        self.sandbox.act("archive_tracking_option", category="Region", option="North")
        self.read("tracking")
        self.sandbox.act("restore_tracking_option", category="Region", option="North")
        self.read("tracking")
        self.assertFalse(self.link_of(self.north).difference)
        _move, tracking = self.sent_with({str(self.north.id): 100})
        self.assertEqual(tracking, {"Region": "North"})

    def test_b9_odd_shapes_are_visible_rows(self):
        kept = self.sandbox.organisation("AU").tracking_categories
        category = kept.first("name", "region")
        kept.save({**category, "Options": [*category["Options"], {"Status": "ACTIVE"}]})
        self.read("tracking")
        row = self.env["xero.queue"].search(
            [("resource", "=", "TrackingOptions"), ("state", "=", "failed")]
        )
        self.assertEqual(len(row), 1)
        self.assertTrue(self.option("South").live)

    # === SENT === #

    def test_h20_tracking_goes_with_the_line(self):
        _move, tracking = self.sent_with({str(self.north.id): 100})
        self.assertEqual(tracking, {"Region": "North"})

    def test_h20_two_categories(self):
        self.sandbox.act("create_tracking_category", name="Team", options=["Blue"])
        team = self.env["account.analytic.plan"].create({"name": "Team"})
        blue = self.analytic("Blue", plan=team)
        self.read("tracking")
        _move, tracking = self.sent_with({f"{self.north.id},{blue.id}": 100})
        self.assertEqual(tracking, {"Region": "North", "Team": "Blue"})

    def test_h20_what_cannot_be_expressed_is_told_and_goes_without(self):
        self.analytic("South")
        self.read("tracking")
        south = self.env["account.analytic.account"].search([("name", "=", "South")])
        unmapped = self.analytic("Moon")
        for distribution in (
            {str(self.north.id): 60, str(south.id): 40},
            {str(self.north.id): 50},
            {str(unmapped.id): 100},
        ):
            move, tracking = self.sent_with(distribution)
            self.assertEqual(tracking, {})
            self.assertIn("goes without Region", self.notes(move))
            self.assertEqual(move.xero_state, "synced")

    def test_h20_plans_without_a_category_are_nobodys_business(self):
        other = self.env["account.analytic.plan"].create({"name": "Internal"})
        own = self.analytic("Kitchen", plan=other)
        move, tracking = self.sent_with({f"{self.north.id},{own.id}": 100})
        self.assertEqual(tracking, {"Region": "North"})
        self.assertFalse(self.notes(move))

    def test_h20_changed_in_xero_stays(self):
        move, _tracking = self.sent_with({str(self.north.id): 100})
        line = self.in_xero(move)["LineItems"][0]
        self.sandbox.act(
            "edit_invoice",
            invoice=move.name,
            LineItems=[
                {
                    "LineItemID": line["LineItemID"],
                    "Tracking": [{"Name": "Region", "Option": "South"}],
                }
            ],
        )
        move.invoice_line_ids.name = "Support, corrected"
        self.push(move)
        self.assertEqual(
            self.in_xero(move)["LineItems"][0]["Description"], "Support, corrected"
        )
        self.assertEqual(self.tracking_of(move), {"Region": "South"})

    def test_h20_changed_in_odoo_goes(self):
        self.analytic("South")
        self.read("tracking")
        south = self.env["account.analytic.account"].search([("name", "=", "South")])
        move, _tracking = self.sent_with({str(self.north.id): 100})
        self.organisation.grace_minutes = 0
        move.invoice_line_ids.analytic_distribution = {str(south.id): 100}
        self.push(move)
        self.assertEqual(self.tracking_of(move), {"Region": "South"})
        move.invoice_line_ids.analytic_distribution = False
        self.push(move)
        self.assertEqual(self.tracking_of(move), {})

    def test_h20_a_paid_invoice_takes_its_tracking(self):
        """Xero lets it change on what is paid."""
        move, _tracking = self.sent_with(False)
        self.sandbox.act("pay", invoice=move.name)
        self.read("invoices")
        move.invoice_line_ids.write(
            {"analytic_distribution": {str(self.north.id): 100}}
        )
        self.push(move)
        self.assertEqual(self.tracking_of(move), {"Region": "North"})

    def test_b9_lines_of_other_companies_see_their_own_links(self):
        """An account of all companies is linked in each organisation by itself."""
        shared = self.analytic("West Coast", company_id=False)
        self.read("tracking")
        self.assertEqual(self.link_of(shared).record_id, self.option("West Coast"))
        british = self.setup_british_company()["company"]
        second = self.connect(company=british, organisation="GB")
        self.assertFalse(shared._xero_links(second))
        move = self.invoice(
            self.partner,
            {
                "price_unit": 5,
                "tax_ids": [Command.set(self.tax_sale.ids)],
                "analytic_distribution": {str(shared.id): 100},
            },
        )
        self.push(move)
        self.assertEqual(self.tracking_of(move), {"Region": "West Coast"})
