from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from odoo.addons.xero_connector.models import xero_billing_run

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsRun(XeroBillCommon):
    """A run of the schedule: how long it takes, and in whose words."""

    def triggers(self):
        cron = self.env.ref("xero_connector.ir_cron_sync_worklogs")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def test_g1_what_the_time_does_not_reach_for_comes_with_the_next_run(self):
        lines = self.worklog(1)
        for name in ("Quay Physio", "Amber Cafe"):
            lines |= self.worklog(1, project=self.make_project(self.customer(name)))
        before = self.triggers()
        with patch.object(xero_billing_run, "RUN_SECONDS", -1):
            for done in (1, 2, 3):
                self.sync()
                self.assertEqual(len(lines.xero_move_id), done, "one more each time")
                left = self.triggers() - before
                self.assertEqual(bool(left), done < 3)
                before |= left
        self.assertEqual(set(lines.mapped("xero_billing_state")), {"draft"})

    def test_g1_one_time_for_all_organisations_and_each_has_its_turn(self):
        british = self.setup_british_company()["company"]
        self.env.user.company_ids += british
        other = self.connect(company=british, organisation="GB")
        other.worklogs_sync = True
        self.worklog(1)
        with patch.object(xero_billing_run, "RUN_SECONDS", -1):
            self.sync()
            runs = (self.organisation | other).filtered("worklogs_run_at")
            self.assertEqual(len(runs), 1)
            self.assertTrue(self.triggers(), "the other comes in a minute")
            self.sync()
        runs = (self.organisation | other).filtered("worklogs_run_at")
        self.assertEqual(len(runs), 2)

    def test_g1_progress_is_reported(self):
        self.worklog(1)
        self.worklog(1, project=self.make_project(self.customer("Quay Physio")))
        with patch.object(xero_billing_run, "RUN_SECONDS", -1):
            self.sync()
        progress = self.env["ir.cron.progress"].search([], order="id desc", limit=1)
        self.assertEqual((progress.done, progress.remaining), (1, 0))

    # === WORDS === #

    def in_french(self, partner):
        self.env["res.lang"]._activate_lang("fr_FR")
        partner.lang = "fr_FR"
        terms = {
            "Work up to %s": "Travaux jusqu'au %s",
            "Not billable.": "Non facturable.",
            "Held by %s": "Retenu par %s",
            "%(invoice)s was cancelled by %(user)s.": "%(user)s a annulé %(invoice)s.",
            "Extra charges": "Frais",
        }
        translations = "odoo.tools.translate.CodeTranslations"
        return patch(f"{translations}.get_python_translations", _Terms(terms))

    def test_g16_the_origin_is_in_the_customers_language(self):
        with self.in_french(self.partner):
            self.worklog(1)
            self.sync()
        domain = [("xero_billing_profile_id", "=", self.profile.id)]
        move = self.env["account.move"].search(domain)
        self.assertIn("Travaux jusqu'au", move.invoice_origin)

    def test_g13_reasons_are_in_the_language_of_the_books(self):
        with self.in_french(self.company.partner_id):
            line = self.worklog(1, xero_billable="not_billable")
            self.assertEqual(line.xero_reason, "Non facturable.")
            held, billed = self.worklog(1), self.worklog(2)
            held.action_xero_hold()
            self.assertIn("Retenu par", held.xero_reason)
            self.bill().button_cancel()
            self.assertIn("a annulé", billed.xero_worklog_line_ids.released_reason)

    def test_g9_nobody_is_told_that_the_schedule_sold_it(self):
        line = self.worklog(1)
        self.sync()
        self.assertFalse(line.xero_move_id.invoice_user_id)
        self.partner.user_id = self.user_none
        other = self.worklog(1, date="2026-05-05")
        line.xero_move_id.ref = "touched"
        self.sync()
        self.assertEqual(other.xero_move_id.invoice_user_id, self.user_none)
        own = self.worklog(1, project=self.make_project(self.customer("Quay Physio")))
        self.dialog().action_bill()
        self.assertEqual(own.xero_move_id.invoice_user_id, self.env.user)
        self.assertNotEqual(self.env.uid, SUPERUSER_ID)


class _Terms:
    """Translations of a language that is not shipped."""

    def __init__(self, terms):
        self.terms = terms

    def __call__(self, _module, lang):
        return self.terms if lang == "fr_FR" else {}
