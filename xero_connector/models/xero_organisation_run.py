import logging
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ..tools.xero_client import XeroCallError, XeroClient
from ..tools.xero_errors import (
    XeroBusy,
    XeroConsentLost,
    XeroError,
    XeroOffline,
    XeroOtherDatabase,
    XeroWrongCredentials,
)

_logger = logging.getLogger(__name__)

# Eight organisations in a row stay well under Odoo's limit_time_real
RUN_SECONDS = 10
RECOVERY_MINUTES = 10
ATTEMPTS = 5


class XeroRun:
    """What one run holds in memory: the client, and what was read just now."""

    def __init__(self, organisation, client):
        self.organisation = organisation
        self.env = organisation.env
        self.client = client
        # ids in Xero that were fetched in this run: fresh enough to be updated
        self.fresh = set()
        # whether this run has asked already who is there
        self.asked = False
        self.deadline = time.monotonic() + RUN_SECONDS

    def time_left(self):
        """Whether another call may begin."""
        return time.monotonic() < self.deadline

    def commit(self):
        """Close the transaction: nothing is held while Xero works."""
        self.forget()
        self.env["ir.cron"]._commit_progress()

    def forget(self):
        """What was noted is true within one transaction only."""
        self.env.context["xero_memo"].clear()

    def in_new_transaction(self, function):
        """Write what must not be lost: again, in a fresh transaction, if another
        one came between (REPEATABLE READ; the scheduler repeats nothing).

        :param function: called with an environment; may run several times
        :return: its result
        """
        for attempt in range(1, ATTEMPTS + 1):
            self.forget()
            try:
                with self.env.registry.cursor() as cr:
                    result = function(self.env(cr=cr))
                self.env.invalidate_all()
                return result
            except psycopg2.OperationalError:
                if attempt == ATTEMPTS:
                    raise
                _logger.info("Xero: an answer is written again (%s)", attempt)


class XeroOrganisation(models.Model):
    """The organisation's own scheduled action: the only sender, the only reader.

    A run does a batch to Xero and a page from Xero in turn until ten seconds are
    spent or nothing is due, then has itself triggered for what is left. It raises
    nothing that it can name: a raising job would be switched off after a week.
    """

    _inherit = "xero.organisation"

    cron_id = fields.Many2one(
        "ir.cron", "Scheduled Action", readonly=True, copy=False, ondelete="set null"
    )
    next_run = fields.Datetime(related="cron_id.nextcall", string="Next Run At Latest")

    # === THE SCHEDULED ACTION === #

    def _ensure_cron(self):
        """One scheduled action per organisation, so that they progress side by side.

        Its record is marked noupdate: an update of the addon leaves it alone.
        """
        for organisation in self.filtered(lambda org: not org.cron_id):
            cron = (
                self.env["ir.cron"]
                .sudo()
                .create(
                    {
                        "name": f"Xero: {organisation.name}",
                        "model_id": self.env["ir.model"]._get_id(self._name),
                        "state": "code",
                        "code": f"model.browse({organisation.id})._cron_run()",
                        "interval_number": RECOVERY_MINUTES,
                        "interval_type": "minutes",
                        "user_id": self.env.ref("base.user_root").id,
                        "priority": 15,
                    }
                )
            )
            self.env["ir.model.data"].sudo().create(
                {
                    "name": f"cron_organisation_{organisation.id}",
                    "module": "xero_connector",
                    "res_id": cron.id,
                    "model": "ir.cron",
                    "noupdate": True,
                }
            )
            organisation.sudo().cron_id = cron

    def _remove_cron(self):
        """Take the scheduled actions away, with their server actions."""
        crons = self.sudo().cron_id
        actions = crons.ir_actions_server_id
        crons.unlink()
        actions.unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_cron(self):
        self._remove_cron()

    def _trigger_once(self, at=None):
        """Wake the scheduled action after the commit, once per transaction.

        A trigger per record would cost a connection each (nine seconds per thousand).

        :param datetime at: not before; now if not said. Of several the earliest counts
        """
        at = at or fields.Datetime.now()
        precommit = self.env.cr.precommit
        wanted = precommit.data.get("xero_connector.triggers")
        if wanted is None:
            wanted = precommit.data["xero_connector.triggers"] = {}
            precommit.add(self.env["xero.organisation"]._do_trigger)
        for organisation in self:
            wanted[organisation.id] = min(at, wanted.get(organisation.id, at))

    @api.model
    def _do_trigger(self):
        wanted = self.env.cr.precommit.data.pop("xero_connector.triggers", {})
        # a savepoint runs the hooks too: what this transaction triggered already
        done = self.env.cr.postcommit.data.setdefault("xero_connector.triggered", {})
        soon = fields.Datetime.now() + timedelta(seconds=1)
        for organisation in self.sudo().browse(wanted).exists():
            at = wanted[organisation.id]
            if organisation.id in done and done[organisation.id] <= max(at, soon):
                continue
            done[organisation.id] = at
            organisation.cron_id._trigger(at=None if at <= soon else at)

    def _cron_run(self):
        """Work with Xero for ten seconds, then hand over to the next run."""
        for organisation in self.exists().filtered("active"):
            company = organisation.company_id
            organisation = organisation.with_company(company).with_context(
                allowed_company_ids=company.ids,
                lang=company.partner_id.lang or self.env.lang,
                tz=organisation._zone_name(),
                # links that were looked up in this transaction; fifty invoices
                # mostly share their accounts and taxes
                xero_memo={},
            )
            run = organisation._open_run()
            left = bool(run) and organisation._work(run)
            organisation._commit_after(organisation._end_run, left)

    def _end_run(self, left):
        self.last_run = fields.Datetime.now()
        self._schedule_next(left)

    def _commit_after(self, function, *arguments):
        """Write a few words about the organisation and commit them; again, if another
        transaction came between: a user who saves it must not cost them.

        :param function: writes in this transaction; may run several times
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                function(*arguments)
                self.env["ir.cron"]._commit_progress(remaining=0)
                return
            except psycopg2.OperationalError:
                self.env.cr.rollback()
                if attempt == ATTEMPTS:
                    raise
                _logger.info("Xero: a note is written again (%s)", attempt)

    # === ONE RUN === #

    def _open_run(self):
        """A client with a valid token, or nothing where there is no way to Xero."""
        if self._disconnected_words() or self._is_waiting():
            return None
        authorization = self.authorization_id.sudo()
        self.env["ir.cron"]._commit_progress()
        try:
            authorization._check_database()
            token = authorization._access_token()
        except XeroBusy:
            self._commit_after(self._wait, timedelta(seconds=5), "busy")
            return None
        except XeroOffline as error:
            self._commit_after(self._wait, timedelta(minutes=2), error.kind)
            return None
        except (XeroConsentLost, XeroOtherDatabase, XeroWrongCredentials):
            # a state with a banner and an activity, not an error of the job
            return None
        client = XeroClient(self._host("api"), token, self.tenant_id)
        return XeroRun(self, client)

    def _work(self, run):
        """Push and pull in turn, until the time is up or nothing is due.

        :return: whether the time was up, so that something may be left
        """
        Queue = self.env["xero.queue"]
        steps = (
            self._ask_who_it_is,
            Queue._push_once,
            Queue._apply_once,
            self._apply_or_pull,
        )
        while run.time_left():
            worked = False
            for step in steps:
                if self._is_waiting():
                    # that was the last call of this minute
                    return True
                if self.renewed_since:
                    return False
                try:
                    worked = step(run) or worked
                except psycopg2.OperationalError:
                    # another transaction touched what we were about to claim
                    _logger.info("Xero: a step is repeated after a conflict")
                    self.env.cr.rollback()
                    run.forget()
                    worked = True
                except XeroCallError as error:
                    self._commit_after(self._handle, run, error)
                    return False
            if not worked:
                return False
        return True

    def _apply_or_pull(self, run):
        """Apply what was seen; only when nothing of that is left, read on."""
        Record = self.env["xero.record"]
        return (
            Record._apply_fresh(run)
            or self._pull_once(run)
            or Record._read_partial(run)
        )

    def _pull_once(self, run):
        """Read one page of the stream that is due; one stream's trouble is its own.

        :return: whether there was one
        :raises XeroCallError: what concerns the organisation as a whole
        """
        stream = self.env["xero.stream"]._due(self)
        if not stream or not run.time_left():
            return False
        try:
            stream._pull_page(run)
        except XeroCallError as error:
            stream._failed(error)
            if error.kind not in ("refused", "scope"):
                raise
            run.commit()
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            psycopg2.DataError,
        ) as error:
            # an answer that nobody foresaw: the other streams go on
            _logger.exception("Xero: %s could not be read", stream.kind)
            self.env.cr.rollback()
            stream._failed(error)
            run.commit()
        return True

    def _handle(self, run, error):
        """What a failed call means for the whole organisation."""
        self._note_limits(error.limits)
        if error.kind == "limit":
            self._wait(timedelta(seconds=error.retry_after or 10), error.problem)
        elif error.kind == "token":
            helps = self.authorization_id.sudo()._expire_token()
            self._wait(timedelta(seconds=1 if helps else 60), "token")
        elif error.kind == "forbidden":
            self._ask_whether_connected(run)
        else:
            self._wait(timedelta(minutes=2), error.kind)

    def _ask_whether_connected(self, run):
        """Xero does not say when somebody disconnects: a refusal is looked into."""
        run.commit()
        try:
            connected = self._check_connection()
        except XeroError as error:
            self._wait(timedelta(minutes=2), error.kind)
            return
        self.env.invalidate_all()
        if connected:
            self._wait(timedelta(minutes=2), "forbidden")

    def _wait(self, distance, problem):
        """Do nothing before then; nobody sleeps.

        :param str problem: which limit, or which kind of trouble
        """
        self.write(
            {"not_before": fields.Datetime.now() + distance, "limit_problem": problem}
        )

    def _note_limits(self, limits):
        """Keep what Xero says is left; a spent minute is waited for, not run into."""
        values = {}
        if limits.minute is not None:
            values["minute_remaining"] = limits.minute
        if limits.day is not None:
            values["day_remaining"] = limits.day
        if values:
            self.write(values)
        if limits.minute == 0:
            self._wait(timedelta(minutes=1), "minute")

    # === WHEN NEXT === #

    def _schedule_next(self, left):
        """Have the job triggered when the next thing is due.

        :param bool left: this run ended because its time was up
        """
        if self._disconnected_words():
            return
        moments = self._next_moments()
        if not moments:
            return
        at = min(moments)
        if not left:
            # what is due and could not be done (held by another call, say) must not
            # keep a worker spinning
            at = max(at, fields.Datetime.now() + timedelta(minutes=1))
        if self._is_waiting():
            at = max(min(moments), self.not_before)
        self._trigger_once(at)

    def _next_moments(self):
        """When something is due of each kind of work that there is."""
        return [
            *self.env["xero.queue"]._next_due(self),
            *self.env["xero.queue"]._next_apply(self),
            *self.env["xero.record"]._next_fresh(self),
            *self.env["xero.record"]._next_partial(self),
            *self.env["xero.stream"]._next_due(self),
        ]

    def _is_waiting(self):
        """Whether Xero told us to wait, or cannot be reached."""
        return bool(self.not_before) and self.not_before > fields.Datetime.now()
