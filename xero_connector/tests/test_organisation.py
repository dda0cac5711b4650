from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.modules.neutralize import get_neutralization_queries

from ..hooks import uninstall_hook
from .push_common import XeroPushCommon


class TestOrganisation(XeroPushCommon):
    """Stage, scheduled action, limits and what remains when all is over."""

    def triggers(self):
        self.env.flush_all()
        return self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.organisation.cron_id.id)]
        )

    def test_o1_one_trigger_for_many_documents_of_a_transaction(self):
        partner = self.customer()
        moves = self.env["account.move"].concat(
            *[self.invoice(partner, post=False) for _count in range(20)]
        )
        self.env.cr.precommit.run()
        # what this test's only transaction triggered before
        self.env.cr.postcommit.data.clear()
        before = self.triggers()
        moves.action_post()
        self.env.cr.precommit.run()
        self.assertEqual(self.triggers() - before, 1)
        self.assertEqual(len(moves._xero_open_rows()), 20)

    def test_b1_lists_are_read_when_connected_and_pairing_needs_no_person(self):
        kinds = {
            "Accounts": 40,
            "TaxRates": 9,
            "Currencies": 3,
            "BrandingThemes": 1,
            "Contacts": 3,
            "Items": 2,
        }
        for resource, least in kinds.items():
            count = len(self.env["xero.record"]._lookup(self.organisation, resource))
            self.assertGreaterEqual(count, least, resource)
        currency = self.organisation.base_currency_id
        self.assertEqual(currency.xero_id, "AUD")
        read = self.organisation.stream_ids.filtered("enabled")
        self.assertTrue(all(read.mapped("last_run")))

    def test_a9_what_xero_allows_is_shown(self):
        self.sandbox.act("lock", organisation="AU", period="2026-06-30")
        self.read("organisation")
        self.assertEqual(
            self.organisation.period_lock_date, fields.Date.to_date("2026-06-30")
        )
        self.assertEqual(self.organisation.country_code, "AU")
        self.assertTrue(self.organisation.short_code)
        self.assertTrue(self.organisation.plan)
        self.assertGreater(self.organisation.day_remaining, 0)

    def test_p8_a_limit_is_waited_for_not_slept_through(self):
        move = self.invoice(self.customer())
        self.sandbox.fault(what="429_minute", method="PUT", path="Invoices")
        self.push(move)
        self.assertEqual(self.row(move).state, "pending")
        wait = self.organisation.not_before - fields.Datetime.now()
        self.assertLess(timedelta(seconds=20), wait)
        self.assertIn("limit per minute", move.xero_badge)
        self.organisation.not_before = fields.Datetime.now()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced")

    def test_m4_nothing_is_written_before_go_live(self):
        self.organisation.stage = "setup"
        move = self.invoice(self.customer())
        self.assertFalse(self.row(move), "posting in setup queues nothing")
        self.assertEqual(move.xero_badge, "Not sent: setup")
        notice = move.action_xero_push()
        self.assertIn("before Go live", notice["params"]["message"])
        self.run_cron(self.organisation)
        writes = [
            call
            for call in self.calls()
            if call.method in ("PUT", "POST") and "Invoices" in call.path
        ]
        self.assertFalse(writes)
        self.assertEqual(move.xero_badge, "Not sent: setup")
        self.organisation._go_live()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced")

    def test_m4_pause_keeps_what_waits(self):
        move = self.invoice(self.customer())
        self.organisation.with_user(self.manager_xero).action_pause()
        self.push(move)
        self.assertEqual(self.row(move).state, "pending")
        self.assertIn("paused", move.xero_badge)
        self.organisation.with_user(self.manager_xero).action_resume()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced")

    def test_v3_a_user_neither_goes_live_nor_maps(self):
        organisation = self.organisation.with_user(self.user_xero)
        with self.assertRaises(AccessError):
            organisation.action_pause()
        with self.assertRaises(AccessError):
            self.env["xero.go.live"].with_user(self.user_xero).create(
                {"organisation_id": organisation.id}
            )
        link = self.env["xero.link"].search([("resource", "=", "TaxRates")], limit=1)
        with self.assertRaises(AccessError):
            link.with_user(self.user_xero).action_ignore()

    def test_h33_go_live_says_what_goes_and_what_does_not(self):
        wizard = self.env["xero.go.live"].create(
            {"organisation_id": self.organisation.id}
        )
        self.assertIn("10 minutes after posting", wizard.goes)
        self.assertIn("cancel or delete here", wizard.goes)
        self.assertIn("customers that both have", wizard.goes)
        self.assertIn("Payments, credit notes and bills", wizard.stays)

    def unmapped(self):
        """The link of a tax on sales that nobody has decided on."""
        tax = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 0),
            ],
            limit=1,
        )
        return self.env["xero.link"]._of_records(self.organisation, tax)[tax.id]

    def test_h33_go_live_names_taxes_that_invoices_use_only(self):
        wizard = self.env["xero.go.live"].create(
            {"organisation_id": self.organisation.id}
        )
        self.assertTrue(wizard._is_for_sales(self.unmapped()))
        self.assertFalse(wizard.unmapped_count, "no invoice uses them")
        self.unmapped().use_count = 3
        wizard.invalidate_recordset()
        self.assertEqual(wizard.unmapped_count, 1)
        self.assertIn("1 taxes that your invoices use are not mapped", wizard.missing)
        self.assertEqual(self.organisation.undecided_count, 1)
        action = wizard.action_view_unmapped()
        shown = self.env[action["res_model"]].search(
            [*action["domain"], ("in_use", "=", True)]
        )
        self.assertEqual(shown, self.unmapped())

    def test_t3_uninstalling_takes_the_scheduled_actions_along(self):
        cron, action = (
            self.organisation.cron_id,
            self.organisation.cron_id.ir_actions_server_id,
        )
        uninstall_hook(self.env)
        self.assertFalse(cron.exists())
        self.assertFalse(action.exists())

    def test_v5_a_neutralized_copy_has_no_secrets_and_no_job(self):
        self.env.flush_all()
        queries = get_neutralization_queries(["xero_connector"])
        for query in queries:
            self.env.cr.execute(query)
        self.env.invalidate_all()
        authorization = self.organisation.authorization_id.sudo()
        self.assertFalse(authorization.client_secret)
        self.assertFalse(authorization.refresh_token)
        self.assertFalse(authorization.previous_refresh_token)
        self.assertFalse(self.env["xero.connect"].sudo().search_count([]))
        self.assertEqual(self.organisation.stage, "paused")
        self.assertFalse(self.organisation.cron_id.active)
