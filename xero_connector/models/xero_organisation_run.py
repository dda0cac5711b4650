import logging
import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ..tools.xero_client import XeroCallError, XeroClient
from ..tools.xero_errors import (
    XeroBusy,
    XeroConsentLost,
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
        self.deadline = time.monotonic() + RUN_SECONDS

    def time_left(self):
        """Whether another call may begin."""
        return time.monotonic() < self.deadline

    def commit(self):
        """Close the transaction: nothing is held while Xero works."""
        self.env["ir.cron"]._commit_progress()

    def in_new_transaction(self, function):
        """Write what must not be lost: again, in a fresh transaction, if another
        one came between (REPEATABLE READ; the scheduler repeats nothing).

        :param function: called with an environment; may run several times
        :return: its result
        """
        for attempt in range(1, ATTEMPTS + 1):
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
        for organisation in self.exists():
            company = organisation.company_id
            organisation = organisation.with_company(company).with_context(
                allowed_company_ids=company.ids,
                lang=company.partner_id.lang or self.env.lang,
                tz=organisation._zone_name(),
            )
            run = organisation._open_run()
            if run:
                organisation._work(run)
            organisation.last_run = fields.Datetime.now()
            organisation._schedule_next()
            self.env["ir.cron"]._commit_progress(remaining=0)

    # === ONE RUN === #

    def _open_run(self):
        """A client with a valid token, or nothing where there is no way to Xero."""
        authorization = self.authorization_id.sudo()
        if authorization.state != "connected":
            return None
        now = fields.Datetime.now()
        if self.not_before and self.not_before > now:
            return None
        self.env["ir.cron"]._commit_progress()
        try:
            authorization._check_database()
            token = authorization._access_token()
        except XeroBusy:
            self._wait(timedelta(seconds=5))
            return None
        except XeroOffline as error:
            self._wait(timedelta(minutes=2), error.message)
            return None
        except (XeroConsentLost, XeroOtherDatabase, XeroWrongCredentials):
            # a state with a banner and an activity, not an error of the job
            return None
        client = XeroClient(self._host("api"), token, self.tenant_id)
        return XeroRun(self, client)

    def _work(self, run):
        """Push and pull in turn, until the time is up or nothing is due."""
        Queue = self.env["xero.queue"]
        Stream = self.env["xero.stream"]
        steps = [lambda: Queue._push_once(run), lambda: self._pull_once(run, Stream)]
        while run.time_left():
            worked = False
            for step in steps:
                try:
                    worked = step() or worked
                except psycopg2.OperationalError:
                    # another transaction touched what we were about to claim
                    _logger.info("Xero: a step is repeated after a conflict")
                    self.env.cr.rollback()
                    worked = True
                except XeroCallError as error:
                    self._handle(run, error)
                    return
            if not worked:
                return

    def _pull_once(self, run, streams):
        stream = streams._due(self)
        if not stream:
            return False
        try:
            stream._pull_page(run)
        except XeroCallError as error:
            stream._failed(str(error))
            if error.kind != "refused":
                raise
            run.commit()
        return True

    def _handle(self, run, error):
        """What a failed call means for the whole organisation."""
        self._note_limits(error.limits)
        if error.kind == "limit":
            self._wait(timedelta(seconds=error.retry_after or 10), str(error))
            self.limit_problem = error.problem
        elif error.kind == "token":
            self.authorization_id.sudo()._expire_token()
            self._trigger_once()
        elif error.kind == "forbidden":
            self.authorization_id.sudo()._mark_lost(
                self.env._(
                    "%(organisation)s no longer accepts this connection. It was "
                    "probably disconnected in Xero.",
                    organisation=self.name,
                )
            )
        elif error.kind in ("offline", "scope"):
            self._wait(timedelta(minutes=2), str(error))
        run.commit()

    def _wait(self, distance, reason=None):
        """Do nothing before then; nobody sleeps."""
        self.write(
            {"not_before": fields.Datetime.now() + distance, "limit_problem": reason}
        )

    def _note_limits(self, limits):
        """Keep what Xero says is left, to be shown."""
        values = {}
        if limits.minute is not None:
            values["minute_remaining"] = limits.minute
        if limits.day is not None:
            values["day_remaining"] = limits.day
        if values:
            self.write(values)

    # === WHEN NEXT === #

    def _schedule_next(self):
        """Have the job triggered when the next thing is due."""
        if self.authorization_id.sudo().state != "connected":
            return
        moments = [
            *self.env["xero.queue"]._next_due(self),
            *self.env["xero.stream"]._next_due(self),
        ]
        if not moments:
            return
        at = min(moments)
        if self.not_before:
            at = max(at, self.not_before)
        self._trigger_once(at)
