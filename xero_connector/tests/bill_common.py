"""Worklogs that are billed by the schedule, by the dialog, or in code."""

from odoo import fields

from .worklog_common import XeroWorklogCommon


class XeroBillCommon(XeroWorklogCommon):
    """Worklog types were read: nothing keeps anybody from billing."""

    def setUp(self):
        super().setUp()
        self.organisation.worklog_types_synced_at = fields.Datetime.now()

    def bill(self, upto=None, worklogs=None, confirmed=True):
        """Bill what is due; the invoices."""
        return self.organisation._bill_worklogs(upto, worklogs, confirmed)

    def sync(self):
        """Let the scheduled action run, as at night."""
        self.organisation.worklogs_sync = True
        with self.other_cursors():
            cron = self.env.ref("xero_connector.ir_cron_sync_worklogs")
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def dialog(self, records=None, **values):
        """The dialog *Bill Work up to ...* of some records."""
        context = {}
        if records is not None:
            context = {"active_model": records._name, "active_ids": records.ids}
        return self.env["xero.bill.work"].with_context(**context).create(values)

    def review(self):
        """Open the list of worklogs to review, which looks again at everything."""
        action = self.env["account.analytic.line"].action_xero_review()
        self.env.invalidate_all()
        return action

    def assertStands(self, line, state, words=""):
        self.assertEqual(line.xero_billing_state, state, line.xero_reason)
        self.assertIn(words, line.xero_reason or "")
