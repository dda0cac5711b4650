import logging
import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

_logger = logging.getLogger(__name__)

# Odoo's server ends a scheduled action after 120
RUN_SECONDS = 60


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
    worklogs_run_at = fields.Datetime("Last Run of Billing", readonly=True, copy=False)
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
        """Xero: sync worklogs. Bills what is due, one customer after the other, as long
        as the time of one run reaches for all organisations together; who came last
        comes first the next time."""
        deadline = time.monotonic() + RUN_SECONDS
        organisations = self.search(
            ["|", ("worklogs_sync", "=", True), ("billing_confirmed", "=", True)],
            order="worklogs_run_at NULLS FIRST, id",
        )
        whole, begun = True, False
        for organisation in organisations:
            if begun and time.monotonic() > deadline:
                whole = False
                break
            begun = True
            whole = organisation._in_books_language()._sync_worklogs(deadline) and whole
        if not whole:
            self._leave_to_next_run()
        self._commit_billing()

    def _in_books_language(self):
        """The schedule has no language and no zone: those of the books are taken."""
        self.ensure_one()
        company = self.company_id
        return self.with_context(
            lang=company.partner_id.lang or self.env.lang, tz=self._zone_name()
        )

    def _sync_worklogs(self, deadline):
        """Bill what is due of one organisation, each customer in a transaction of its
        own.

        :param float deadline: no further invoice is begun after it
        :return: whether nothing is left to the next run
        """
        if words := self._worklog_types_missing():
            self._note_run(words)
            return True
        try:
            groups, taken = self._due_groups()
            button = self.env._("Bill Anyway")
            asked = self._billing_doubts(groups, button)
            if asked and not self.billing_confirmed:
                self._ask_before_billing(asked)
                return True
            # what was judged is seen, and nothing is locked while others are billed
            self._commit_billing()
            whole, moves = self._sync_groups(groups, deadline)
            whole = whole and not taken
            self._note_billing(moves, whole)
            self._commit_billing()
        except psycopg2.OperationalError:
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            return False
        except Exception as error:
            # whatever it is, other organisations are billed
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            _logger.exception("Xero: worklogs of %s", self.display_name)
            self._note_run(self._broken_words(error))
            return True
        return whole

    def _sync_groups(self, groups, deadline):
        """Bill each group in a transaction of its own; the first one in any case, so
        that each run comes further.

        :param groups: as of ``_grouped``; each is locked and judged again
        :return: (whether none was left to the next run, the invoices)
        """
        moves = self.env["account.move"]
        whole = True
        for _profile, upto, worklogs in groups:
            if moves and time.monotonic() > deadline:
                return False, moves
            try:
                mine, taken = self._due_groups(upto, worklogs)
                made = self._bill_groups(mine)
                self._commit_billing(len(made))
            except psycopg2.OperationalError:
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                whole = False
                continue
            except Exception as error:
                # found when it was written, or by the commit
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                self._stand_broken(worklogs, error)
                self._commit_billing()
                continue
            moves |= made
            whole = whole and not taken
        return whole, moves

    def _leave_to_next_run(self):
        """Somebody changed or billed the same at this moment, or time was up: it is
        looked at again in a minute."""
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.env.ref("xero_connector.ir_cron_sync_worklogs")._trigger(soon)
        _logger.info("Xero: the rest of the worklogs is billed in a minute")

    def _commit_billing(self, done=0):
        self.env["ir.cron"]._commit_progress(done)

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
                groups, taken = self._due_groups(upto, worklogs)
        except psycopg2.OperationalError as error:
            raise UserError(self._billing_busy_words()) from error
        if taken and not groups:
            raise UserError(self._billing_busy_words())
        button = self.env._("Make Invoices Anyway")
        if not confirmed and (asked := self._billing_doubts(groups, button)):
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
        worklogs._xero_forget_note()
        try:
            with self.env.cr.savepoint():
                move = profile.sudo()._bill(worklogs, upto)
        except psycopg2.OperationalError:
            raise
        except (UserError, RedirectWarning) as error:
            worklogs._xero_stand("failed", str(error.args[0]))
            return self.env["account.move"]
        except Exception as error:
            self._stand_broken(worklogs, error)
            return self.env["account.move"]
        move._xero_after_billing()
        return move

    def _stand_broken(self, worklogs, error):
        _logger.exception("Xero: %s could not be billed", worklogs)
        worklogs._xero_stand("failed", self._broken_words(error))

    def _broken_words(self, error):
        return self.env._(
            "It could not be billed (%(error)s). The details are in the server's log; "
            "it is tried again with every run.",
            error=type(error).__name__,
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
        if whole:
            self._note_run(words, billing_question=False, billing_confirmed=False)
        else:
            self._note_run(words)

    def _note_run(self, words, **values):
        now = fields.Datetime.now()
        self.write({"worklogs_result": words, "worklogs_run_at": now, **values})
