import logging
import time
from datetime import date

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from ..tools.xero_billing_time import period_end, period_start

_logger = logging.getLogger(__name__)

# More invoices at once than anybody would expect are asked about
ASK_OVER = 50
# Odoo's server ends a scheduled action after 120
RUN_SECONDS = 60
OPEN = ("waiting", "review", "failed", "ready")


class XeroOrganisation(models.Model):
    """Worklogs become invoices: by the scheduled action, or when somebody says so.

    Nothing here speaks to Xero. Each customer's invoice is a step of its own, in a
    transaction of its own where the scheduled action does it: what was billed is
    billed, and a worker that dies leaves the rest for the next run. Two runs at once
    share the work: worklogs are locked before they are judged and billed, nobody waits
    for another one's, and the database takes no worklog twice.
    """

    _inherit = "xero.organisation"

    # looked up: the row of an organisation is written with every call of Xero, and
    # whoever bills a lot would get into its way
    worklogs_billed_at = fields.Datetime(
        "Worklogs Billed", compute="_compute_worklogs_billed_at"
    )
    worklogs_result = fields.Char("Last Billing", readonly=True, copy=False)
    billing_question = fields.Char(
        readonly=True,
        copy=False,
        help="Why the schedule made no invoices: somebody is asked first.",
    )
    billing_confirmed = fields.Boolean(readonly=True, copy=False)

    def _compute_worklogs_billed_at(self):
        rows = self.env["xero.worklog.line"].sudo()
        for organisation in self:
            domain = [("company_id", "in", organisation._companies().ids)]
            last = rows.search(domain, order="id desc", limit=1)
            organisation.worklogs_billed_at = last.create_date

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
            groups, taken = self._due_groups(lock=True)
            if not self.billing_confirmed and (asked := self._billing_doubts(groups)):
                self._ask_before_billing(asked)
                return
            # what was judged is seen, and nothing is locked while others are billed
            self._commit_billing()
            whole, moves = self._sync_groups(groups)
            whole = whole and not taken
            self._note_billing(moves, whole)
            self._commit_billing()
        except psycopg2.OperationalError:
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            whole = False
        if not whole:
            self._leave_to_next_run()

    def _sync_groups(self, groups):
        """Bill each group in a transaction of its own.

        :param groups: as of ``_due_groups``; each is locked and judged again
        :return: (whether none was left to the next run, the invoices)
        """
        moves = self.env["account.move"]
        whole = True
        deadline = time.monotonic() + RUN_SECONDS
        for _profile, upto, worklogs in groups:
            if moves and time.monotonic() > deadline:
                return False, moves
            try:
                mine, taken = self._due_groups(upto, worklogs, lock=True)
                made = self._bill_groups(mine)
                self._commit_billing()
            except psycopg2.OperationalError:
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                whole = False
                continue
            moves |= made
            whole = whole and not taken
        return whole, moves

    def _leave_to_next_run(self):
        """Somebody changed or billed the same at this moment, or time was up: it is
        looked at again in a minute."""
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.env.ref("xero_connector.ir_cron_sync_worklogs")._trigger(soon)
        _logger.info("Xero: %s is billed again in a minute", self.display_name)

    def _commit_billing(self):
        self.env["ir.cron"]._commit_progress()

    # === BILL === #

    def _bill_worklogs(self, upto=None, worklogs=None, confirmed=False):
        """Turn worklogs into draft invoices, or into posted ones by their profile.

        :param upto: last day of the work; each profile's last complete period if not
            said
        :param worklogs: only these; all that are due if not said
        :param bool confirmed: somebody knows how much it is
        :return: the invoices
        :raises UserError: where types were never read, where more would be made than
            anybody expects, or where all of it is in somebody else's hands
        """
        self.ensure_one()
        if words := self._worklog_types_missing():
            raise UserError(words)
        try:
            with self.env.cr.savepoint():
                groups, taken = self._due_groups(upto, worklogs, lock=True)
        except psycopg2.OperationalError as error:
            raise UserError(self._billing_busy_words()) from error
        if taken and not groups:
            raise UserError(self._billing_busy_words())
        if not confirmed and (asked := self._billing_doubts(groups)):
            raise UserError(asked)
        return self._bill_groups(groups)

    def _billing_busy_words(self):
        return self.env._(
            "These worklogs are being billed or changed by the schedule or by somebody "
            "else at this moment. Look at the drafts, then try again in a minute."
        )

    def _bill_groups(self, groups):
        """Bill each group; what cannot be billed takes nothing else down.

        :param groups: as of ``_due_groups``, locked
        :return: the invoices
        """
        moves = self.env["account.move"]
        for profile, upto, worklogs in groups:
            moves |= self._bill_group(profile, upto, worklogs)
        return moves

    def _bill_group(self, profile, upto, worklogs):
        try:
            with self.env.cr.savepoint():
                move = profile.sudo()._bill(worklogs, upto)
        except psycopg2.OperationalError:
            raise
        except (UserError, RedirectWarning) as error:
            worklogs._xero_stand("failed", str(error.args[0]))
            return self.env["account.move"]
        except Exception as error:
            _logger.exception("Xero: %s could not be billed", worklogs)
            worklogs._xero_stand(
                "failed",
                self.env._(
                    "It could not be billed (%(error)s). The details are in the "
                    "server's log; it is tried again with every run.",
                    error=type(error).__name__,
                ),
            )
            return self.env["account.move"]
        move._xero_after_billing()
        return move

    # === WHAT IS DUE === #

    def _due_groups(self, upto=None, worklogs=None, lock=False):
        """What is ready and old enough, each of one company, customer, currency and
        whatever else makes an invoice.

        :param bool lock: they are billed in this transaction: what another one has in
            its hands is left to it, and so is the customer of it, who gets one invoice
        :return: ([(profile, last day, worklogs)], worklogs of others); only the former
            where not locked
        """
        due = self._open_worklogs(upto, worklogs)
        mine = due.try_lock_for_update(allow_referencing=True) if lock else due
        taken = due - mine
        groups = self._judged_groups(mine, upto, taken.xero_customer_id)
        return (groups, taken) if lock else groups

    def _judged_groups(self, due, upto, busy):
        """Judge open worklogs, and put those that are ready together.

        :param busy: customers of whom another transaction bills something now
        :return: [(profile, last day, worklogs)], by the customers' names
        """
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
            if line.date > last or line.xero_customer_id in busy:
                continue
            key = (
                profile,
                last,
                line.company_id,
                line.xero_customer_id,
                line.xero_currency_id,
                tuple(sorted(apart[line.id].items())),
            )
            groups.setdefault(key, []).append(line.id)
        ordered = sorted(groups, key=lambda key: (key[3].display_name, key[3].id))
        return [(key[0], key[1], due.browse(groups[key])) for key in ordered]

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
                ("company_id", "in", self._companies().ids),
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

    def _note_billing(self, moves, whole):
        """Say what the schedule did.

        :param bool whole: all that was due was looked at; else it goes on
        """
        worklogs = moves.exists().xero_worklog_line_ids.timesheet_id
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
        if whole:
            values.update(billing_question=False, billing_confirmed=False)
        self.write(values)
