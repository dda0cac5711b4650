import logging
from datetime import date

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ..tools.xero_billing_time import period_end, period_start

_logger = logging.getLogger(__name__)

# More invoices at once than anybody would expect are asked about
ASK_OVER = 50
OPEN = ("waiting", "review", "failed", "ready")


class XeroOrganisation(models.Model):
    """Worklogs become invoices: by the scheduled action, or when somebody says so.

    Nothing here speaks to Xero. Each customer's invoice is a step of its own, in a
    transaction of its own where the scheduled action does it: what was billed is
    billed, and a worker that dies leaves the rest for the next run. Two runs at once
    share the work: a worklog is locked before it is billed, and the database takes no
    worklog twice.
    """

    _inherit = "xero.organisation"

    worklogs_billed_at = fields.Datetime("Worklogs Billed", readonly=True, copy=False)
    worklogs_result = fields.Char("Last Billing", readonly=True, copy=False)
    billing_question = fields.Char(
        readonly=True,
        copy=False,
        help="Why the schedule made no invoices: somebody is asked first.",
    )
    billing_confirmed = fields.Boolean(readonly=True, copy=False)

    # === THE SCHEDULED ACTION === #

    @api.model
    def _cron_sync_worklogs(self):
        """Xero: sync worklogs. Bills what is due, one customer after the other."""
        organisations = self.search(
            ["|", ("worklogs_sync", "=", True), ("billing_confirmed", "=", True)]
        )
        for organisation in organisations:
            organisation._sync_worklogs()

    def _sync_worklogs(self):
        if words := self._worklog_types_missing():
            self.worklogs_result = words
            return
        try:
            groups = self._due_groups()
            if not self.billing_confirmed and (asked := self._billing_doubts(groups)):
                self._ask_before_billing(asked)
                return
            self.write({"billing_question": False, "billing_confirmed": False})
            self._commit_billing()
            self._bill_groups(groups, self._commit_billing)
        except (psycopg2.OperationalError, psycopg2.IntegrityError):
            # somebody billed the same at this moment: what is left comes next
            self.env.cr.rollback()
            self.env.ref("xero_connector.ir_cron_sync_worklogs")._trigger()
            _logger.info("Xero: %s is billed again in a moment", self.display_name)

    def _commit_billing(self):
        self.env["ir.cron"]._commit_progress(1)

    # === BILL === #

    def _bill_worklogs(self, upto=None, worklogs=None, confirmed=False):
        """Turn worklogs into draft invoices, or into posted ones by their profile.

        :param upto: last day of the work; each profile's last complete period if not
            said
        :param worklogs: only these; all that are due if not said
        :param bool confirmed: somebody knows how much it is
        :return: the invoices
        :raises UserError: where types were never read, or more would be made than
            anybody expects
        """
        self.ensure_one()
        if words := self._worklog_types_missing():
            raise UserError(words)
        groups = self._due_groups(upto, worklogs)
        if not confirmed and (asked := self._billing_doubts(groups)):
            raise UserError(asked)
        return self._bill_groups(groups)

    def _bill_groups(self, groups, after_each=None):
        """Bill each group; what cannot be billed takes nothing else down.

        :param groups: as of ``_due_groups``
        :param after_each: called between two of them, to commit
        """
        moves = self.env["account.move"]
        for profile, upto, worklogs in groups:
            moves |= self._bill_group(profile, upto, worklogs)
            if after_each:
                after_each()
        self._note_billing(moves)
        return moves

    def _bill_group(self, profile, upto, worklogs):
        # another run may have taken some of them, or have them in its hands
        mine = worklogs.sudo().try_lock_for_update()
        mine.invalidate_recordset()
        mine = mine.filtered(lambda line: line.xero_billing_state == "ready")
        if not mine:
            return self.env["account.move"]
        try:
            with self.env.cr.savepoint():
                move = profile.sudo()._bill(mine, upto)
        except (UserError, RedirectWarning) as error:
            mine._xero_stand("failed", str(error.args[0]))
            return self.env["account.move"]
        move._xero_after_billing()
        return move

    # === WHAT IS DUE === #

    def _due_groups(self, upto=None, worklogs=None):
        """What is ready and old enough: [(profile, last day, worklogs)], each of one
        company, customer, currency and whatever else makes an invoice."""
        due = self._open_worklogs(upto, worklogs)
        due._xero_judge()
        today = self._billing_day()
        groups = {}
        ready = due.filtered(lambda line: line.xero_billing_state == "ready")
        apart = ready._xero_invoice_values()
        for line in ready:
            profile = line.xero_profile_id
            if profile.organisation_id != self:
                continue  # a branch with an organisation of its own
            last = upto or period_end(today, profile.period)
            if line.date > last:
                continue
            key = (
                profile,
                last,
                line.company_id,
                line.xero_customer_id,
                line.xero_currency_id,
                tuple(sorted(apart[line.id].items())),
            )
            groups.setdefault(key, due.browse())
            groups[key] |= line
        ordered = sorted(groups, key=lambda key: (key[3].display_name, key[3].id))
        return [(key[0], key[1], groups[key]) for key in ordered]

    def _billing_day(self):
        """The day that it is where the books are kept: the schedule has no zone."""
        return fields.Date.context_today(self.with_context(tz=self._zone_name()))

    def _open_worklogs(self, upto=None, worklogs=None):
        """Worklogs of this organisation that are on no invoice; sudoed."""
        profiles = self.env["xero.billing.profile"].sudo()
        profiles = profiles.search([("organisation_id", "=", self.id)])
        begin = min(
            (profile.from_date or date.min for profile in profiles), default=date.min
        )
        never_judged = Domain("xero_billing_state", "=", False) & Domain(
            "project_id", "!=", False
        )
        open_ones = Domain("xero_billing_state", "in", OPEN) & Domain(
            "xero_profile_id", "in", profiles.ids
        )
        domain = (never_judged | open_ones) & Domain(
            [
                ("company_id", "child_of", self.company_id.id),
                ("date", ">=", begin),
                ("date", "<=", upto or self._billing_day()),
            ]
        )
        if worklogs is not None:
            domain &= Domain("id", "in", worklogs.ids)
        found = (
            self.env["account.analytic.line"].sudo().search(domain, order="date, id")
        )
        return found.with_context(
            tz=self._zone_name(), allowed_company_ids=found.company_id.ids
        )

    # === ASK FIRST === #

    def _billing_doubts(self, groups):
        """Why somebody should be asked before invoices are made; empty where not."""
        if len(groups) > ASK_OVER:
            return self.env._(
                "%(count)s invoices would be made at once. Look at the worklogs, then "
                "press Bill Anyway.",
                count=len(groups),
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
            "than the last period. Look at them, then press Bill Anyway; or set a "
            "later date in the billing profile.",
            count=old,
        )

    def _ask_before_billing(self, words):
        """Say once that somebody is asked; the schedule goes on asking quietly."""
        if self.billing_question == words:
            return
        self.write({"billing_question": words, "worklogs_result": words})
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

    # === RESULT === #

    def _note_billing(self, moves):
        worklogs = moves.xero_worklog_line_ids.timesheet_id
        left = self.env["account.analytic.line"].sudo()
        stuck = left.search_count(
            [
                ("xero_profile_id.organisation_id", "=", self.id),
                ("xero_billing_state", "in", ("failed", "review")),
            ]
        )
        words = self.env._(
            "%(invoices)s invoices with %(worklogs)s worklogs",
            invoices=len(moves),
            worklogs=len(worklogs),
        )
        if stuck:
            words = self.env._(
                "%(done)s; %(count)s are to be looked at under Worklogs to Review",
                done=words,
                count=stuck,
            )
        values = {"worklogs_result": words}
        if moves:
            values["worklogs_billed_at"] = fields.Datetime.now()
        self.sudo().write(values)
