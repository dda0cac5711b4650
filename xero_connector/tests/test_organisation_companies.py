from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .push_common import XeroPushCommon


class TestOrganisationCompanies(XeroPushCommon):
    """Several organisations, what companies share, a default (Q1, Q2, Q4, Q5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.british = cls.setup_british_company()["company"]
        cls.env.user.company_ids += cls.british
        cls.organisation_gb = cls.connect(company=cls.british, organisation="GB")

    def setUp(self):
        super().setUp()
        self.run_cron(self.organisation_gb)
        self.organisation_gb._go_live()

    def shared_partner(self):
        """One customer of both companies, who is in both organisations."""
        partner = self.env["res.partner"].create({"name": "Global Travel"})
        for key in ("AU", "GB"):
            self.sandbox.act("create_contact", organisation=key, Name="Global Travel")
        for organisation in (self.organisation, self.organisation_gb):
            self.stream(organisation).action_sync_now()
            self.run_cron(organisation)
        return partner

    def stream(self, organisation, kind="contacts"):
        return self.env["xero.stream"]._of_kind(organisation, kind)

    def user_of(self, company, login):
        """A Xero user who may work in one company only."""
        return new_test_user(
            self.env(su=True),
            login=login,
            groups="base.group_user,base.group_partner_manager,"
            "xero_connector.group_xero_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def rows(self, partner):
        return self.env["xero.queue"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )

    def there(self, key, partner, company):
        contacts = self.sandbox.organisation(key).contacts
        return contacts[partner.with_company(company).xero_id]

    # === SHARED BY TWO COMPANIES === #

    def test_q1_each_organisation_has_its_own_of_everything(self):
        both = self.organisation | self.organisation_gb
        self.assertEqual(len(both.mapped("cron_id")), 2)
        for organisation in both:
            seen = self.env["xero.record"]._lookup(organisation, "Contacts")
            self.assertTrue(seen)
            self.assertEqual(seen.organisation_id, organisation)
        self.assertFalse(self.organisation.stream_ids & self.organisation_gb.stream_ids)

    def test_q4_a_change_of_a_shared_customer_reaches_both(self):
        partner = self.shared_partner()
        clerk = self.user_of(self.company, "clerk_au")
        mine = partner.with_user(clerk).with_context(
            allowed_company_ids=self.company.ids
        )
        mine.email = "desk@global.example"
        rows = self.rows(partner)
        self.assertEqual(rows.organisation_id, self.organisation | self.organisation_gb)
        self.assertEqual(rows.user_id, clerk)
        rows.sudo().next_try = "2026-01-01 00:00:00"
        for key, organisation in (
            ("AU", self.organisation),
            ("GB", self.organisation_gb),
        ):
            self.run_cron(organisation)
            there = self.there(key, partner, organisation.company_id)
            self.assertEqual(there["EmailAddress"], "desk@global.example")
        # the clerk sees the row of the own company only
        visible = self.env["xero.queue"].with_user(clerk)
        visible = visible.with_context(allowed_company_ids=self.company.ids)
        found = visible.search([("res_id", "=", partner.id)])
        self.assertEqual(found.organisation_id, self.organisation)

    def test_q4_what_came_from_one_organisation_goes_to_the_other(self):
        partner = self.shared_partner()
        self.sandbox.clock(advance=300)
        self.sandbox.act(
            "edit_contact",
            organisation="GB",
            contact="Global Travel",
            EmailAddress="new@global.example",
        )
        self.stream(self.organisation_gb).action_sync_now()
        self.run_cron(self.organisation_gb)
        self.assertEqual(partner.email, "new@global.example")
        rows = self.rows(partner).filtered(lambda row: row.state == "pending")
        self.assertEqual(rows.organisation_id, self.organisation, "no echo")
        rows.sudo().next_try = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        there = self.there("AU", partner, self.company)
        self.assertEqual(there["EmailAddress"], "new@global.example")
        # and there it ends
        for organisation in (self.organisation, self.organisation_gb):
            self.stream(organisation).action_sync_now()
            self.run_cron(organisation)
        waiting = self.rows(partner).filtered(lambda row: row.state == "pending")
        self.assertFalse(waiting)

    def test_q4_a_stream_of_one_way_is_left_alone_in_the_other_company(self):
        partner = self.shared_partner()
        self.stream(self.organisation_gb).direction = "pull"
        partner.email = "desk@global.example"
        self.assertEqual(self.rows(partner).organisation_id, self.organisation)

    def test_q5_a_branch_with_its_own_organisation_uses_that(self):
        """Routing is by company: a branch is the place, and it may have its own."""
        branches = self.env["res.company"].create(
            [
                {"name": name, "parent_id": self.british.id}
                for name in ("North", "South")
            ]
        )
        north, south = branches
        own = self.env["xero.organisation"].sudo()
        own = own.create(
            {"name": "North", "tenant_id": "north", "company_id": north.id}
        )
        of_company = self.env["xero.organisation"]._of_company
        self.assertEqual(of_company(north), own)
        self.assertEqual(of_company(south), self.organisation_gb)
        self.assertEqual(of_company(self.british), self.organisation_gb)

    # === DEFAULT === #

    def lone_company(self):
        company = self.env["res.company"].create(
            {"name": "Lone Star", "currency_id": self.company.currency_id.id}
        )
        self.env.user.company_ids += company
        return company

    def test_q2_without_a_default_nothing_happens(self):
        lone = self.lone_company()
        partner = self.customer().with_company(lone)
        self.assertFalse(partner.xero_badge)
        with self.assertRaisesRegex(UserError, "not connected to Xero"):
            partner.with_user(self.env.user).action_xero_push()

    def test_q2_the_default_serves_what_belongs_to_no_company(self):
        self.organisation.with_user(self.manager_xero).is_default = True
        lone = self.lone_company()
        known = self.customer("Harbour Dental").with_company(lone)
        self.assertEqual(known.xero_badge, "In Xero")
        self.assertIn(known, known.search([("xero_state", "=", "synced")]))
        self.assertIn(known, known.search([("xero_id", "=", known.xero_id)]))
        fresh = self.customer("Lone Customer", known=False).with_company(lone)
        self.assertEqual(fresh.xero_state, "none")
        fresh.action_xero_push()
        self.run_cron(self.organisation)
        self.assertTrue(fresh.xero_id)
        self.assertFalse(fresh.with_company(self.british).xero_id, "it has its own")

    def test_q2_never_for_documents_or_what_belongs_to_the_company(self):
        self.organisation.is_default = True
        lone = self.lone_company()
        own = self.env["res.partner"].create({"name": "Own", "company_id": lone.id})
        self.assertFalse(own._xero_organisation_of())
        self.env["account.chart.template"].try_loading("au", company=lone)
        move = self.env["account.move"].with_company(lone)
        move = move.create({"move_type": "out_invoice", "partner_id": own.id})
        self.assertEqual(move.company_id, lone)
        self.assertFalse(move._xero_organisation_of())
        self.assertFalse(move.xero_badge)

    def test_q2_not_for_people_who_may_not_work_there(self):
        """A company's books are not opened to others by the default."""
        self.organisation.is_default = True
        lone = self.lone_company()
        partner = self.customer()
        stranger = self.user_of(lone, "stranger")
        theirs = partner.with_user(stranger).with_company(lone)
        self.assertFalse(theirs.xero_badge)
        self.assertFalse(theirs.xero_id)
        self.assertEqual(theirs.xero_state, "none")
        with self.assertRaisesRegex(UserError, "not connected to Xero"):
            theirs.action_xero_push()

    @mute_logger("odoo.sql_db")
    def test_q2_there_is_one_default_at_most(self):
        self.organisation.is_default = True
        with self.assertRaisesRegex(UniqueViolation, "default_unique"):
            self.organisation_gb.is_default = True
            self.env.flush_all()
