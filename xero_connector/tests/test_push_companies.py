from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .push_common import XeroPushCommon


class TestPushCompanies(XeroPushCommon):
    """Branches use their ancestor's organisation; another company's data is out of
    reach, for people by rules and for the scheduled action by domains (Q4, V4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.british = cls.setup_british_company()["company"]
        cls.env.user.company_ids += cls.british
        cls.organisation_gb = cls.connect(company=cls.british, organisation="GB")
        cls.user_au = new_test_user(
            cls.env(su=True),
            login="only_au",
            groups="base.group_user,account.group_account_invoice,"
            "xero_connector.group_xero_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.run_cron(self.organisation_gb)
        self.organisation_gb._go_live()
        self.organisation_gb.live_since = "2026-01-01 00:00:00"
        sales = self.env["xero.record"]._lookup(
            self.organisation_gb, "Accounts", [("code", "=", "200")]
        )
        none = (
            self.env["xero.record"]
            ._lookup(self.organisation_gb, "TaxRates", [("rate", "=", 0)])
            .filtered(lambda rate: "sale" in rate.kind)[0]
        )
        self.organisation_gb.write(
            {
                "default_service_account_id": sales.id,
                "default_goods_account_id": sales.id,
                "invoice_status": "AUTHORISED",
            }
        )
        link = self.env["account.tax"]._xero_link_of_set(self.organisation_gb, "sale")
        link.record_id = none

    def british_invoice(self, partner):
        move = (
            self.env["account.move"]
            .with_company(self.british)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-11-02",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "price_unit": 50,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual(move.company_id, self.british)
        move.action_post()
        return move

    def shared_partner(self):
        """One customer of both companies, who is in both organisations."""
        partner = self.env["res.partner"].create({"name": "Global Travel"})
        for key in ("AU", "GB"):
            self.sandbox.act("create_contact", organisation=key, Name="Global Travel")
        self.read("contacts")
        self.env["xero.stream"]._of_kind(
            self.organisation_gb, "contacts"
        ).action_sync_now()
        self.run_cron(self.organisation_gb)
        return partner

    def test_t19_a_branch_uses_its_parents_organisation(self):
        branch = self.new_branch()
        partner = self.customer()
        income = self.company_data["default_account_revenue"]
        partner.with_company(branch).property_account_receivable_id = self.company_data[
            "default_account_receivable"
        ]
        move = (
            self.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": branch.id,
                    "partner_id": partner.id,
                    "invoice_date": "2026-11-02",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "account_id": income.id,
                                "price_unit": 100,
                                "tax_ids": [Command.set(self.tax_sale.ids)],
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual(move.company_id, branch)
        move.action_post()
        self.push(move)
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message)
        self.assertEqual(there["Total"], 110)
        move = move.with_company(branch).with_context(allowed_company_ids=branch.ids)
        self.assertEqual(move.xero_badge, "In Xero")
        self.assertEqual(move.xero_state, "synced")
        for domain in (
            [("xero_state", "=", "synced")],
            [("xero_status", "=", "AUTHORISED")],
            [("xero_id", "=", there["InvoiceID"])],
        ):
            self.assertEqual(move.search(domain), move, domain)

    def test_q4_one_customer_in_two_organisations(self):
        partner = self.shared_partner()
        here = partner.with_company(self.company).xero_id
        there = partner.with_company(self.british).xero_id
        self.assertTrue(here)
        self.assertTrue(there)
        self.assertNotEqual(here, there)
        move = self.british_invoice(partner)
        move.with_user(self.user_xero).with_context(
            allowed_company_ids=[self.british.id]
        ).action_xero_push()
        self.run_cron(self.organisation_gb)
        invoice = self.sandbox.organisation("GB").invoices[
            move.with_company(self.british).xero_id
        ]
        self.assertEqual(invoice["Contact"]["ContactID"], there)
        self.assertFalse(self.in_xero(move))

    def test_b4_kept_out_in_one_company_only(self):
        partner = self.shared_partner()
        partner.with_company(self.british).xero_excluded = True
        self.assertFalse(partner.with_company(self.company).xero_excluded)
        self.assertEqual(partner.with_company(self.company).xero_state, "synced")
        self.assertEqual(partner.with_company(self.british).xero_state, "excluded")
        excluded = [("xero_excluded", "=", True), ("id", "=", partner.id)]
        Partner = self.env["res.partner"]
        self.assertFalse(Partner.with_company(self.company).search(excluded))
        self.assertTrue(Partner.with_company(self.british).search(excluded))

    def test_v4_rows_of_another_company_are_out_of_reach(self):
        move = self.british_invoice(self.shared_partner())
        row = self.row(move)
        link = self.env["xero.link"].search(
            [("organisation_id", "=", self.organisation_gb.id)], limit=1
        )
        seen = self.env["xero.record"].search(
            [("organisation_id", "=", self.organisation_gb.id)], limit=1
        )
        stream = self.organisation_gb.stream_ids[0]
        for record in (row, link, seen, stream, self.organisation_gb):
            self.assertTrue(record)
            theirs = record.with_user(self.user_au).with_context(
                allowed_company_ids=self.company.ids
            )
            with self.subTest(record._name):
                self.assertFalse(theirs.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    theirs.read(["display_name"])
        with self.assertRaises(AccessError):
            row.with_user(self.user_au).with_context(
                allowed_company_ids=self.company.ids
            ).action_cancel()

    def test_v4_the_job_touches_its_own_company_only(self):
        move = self.british_invoice(self.shared_partner())
        self.row(move).sudo().next_try = "2026-01-01 00:00:00"
        before = len(self.calls())
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "pending")
        tenants = {call.organisation for call in self.calls()[before:]}
        self.assertNotIn("GB", tenants)
        self.run_cron(self.organisation_gb)
        self.assertEqual(self.row(move).state, "done", self.row(move).message)
