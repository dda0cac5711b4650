from odoo import models

from ..tools.xero_billing_time import period_start

# More invoices at once than anybody would expect are asked about
ASK_OVER = 50


class XeroOrganisation(models.Model):
    """What somebody is asked before worklogs become invoices."""

    _inherit = "xero.organisation"

    def _billing_doubts(self, groups, button):
        """Why somebody should be asked before invoices are made; empty where not.

        :param groups: as of ``_grouped``
        :param str button: what is pressed to have them made
        """
        if len(groups) > ASK_OVER:
            return self.env._(
                "%(count)s invoices would be made at once. Look at the worklogs, then "
                "press %(button)s.",
                count=len(groups),
                button=button,
            )
        if self.worklogs_billed_at:
            return ""
        old = sum(
            line.date < period_start(last, profile.period)
            for profile, last, worklogs in groups
            for line in worklogs
        )
        if not old:
            return ""
        return self.env._(
            "Worklogs are billed for the first time, and %(count)s of them are older "
            "than the last period. Look at them, then press %(button)s; or set a "
            "later date in the billing profile.",
            count=old,
            button=button,
        )

    def _ask_before_billing(self, words):
        """Say once that somebody is asked; the schedule goes on asking quietly."""
        asked = self.billing_question
        self._note_run(words, billing_question=words)
        if asked == words:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Bill these worklogs?"),
            note=words,
            user_id=self._billing_user().id,
        )

    def _billing_user(self):
        """Who is asked: who connected, if still here."""
        manager = self.env.ref("xero_connector.group_xero_manager")
        users = manager.sudo().all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )
        consented = self.authorization_id.sudo().consented_by_id
        return consented if consented in users else users[:1]

    def action_review_worklogs(self):
        """Show what is to be billed, and what is in the way."""
        return self.env["ir.actions.actions"]._for_xml_id(
            "xero_connector.xero_worklog_review"
        )

    def action_bill_anyway(self):
        """The schedule may bill what it asked about; at once.

        :return: a notice
        """
        self.ensure_one()
        self.write({"billing_confirmed": True, "billing_question": False})
        self.env.ref("xero_connector.ir_cron_sync_worklogs").sudo()._trigger()
        return self._notice(
            self.env._("The invoices are being made. Open Worklogs to follow them."),
            "info",
        )
