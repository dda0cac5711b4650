"""Processes, database and Xero as one test sees them."""

import contextlib
from decimal import Decimal

import psycopg2
from workers import PATIENCE, until

OPEN = ("pending", "held", "blocked", "sending", "retry", "failed")


class World:
    """One copy of the books, the sandbox behind it, processes to work with."""

    def __init__(self, prepared, database):
        self.env = prepared.env
        self.sandbox = prepared.sandbox
        self.database = database
        self._prepared = prepared
        self._stack = contextlib.ExitStack()
        self._user = None

    def __enter__(self):
        template = self._prepared.database
        self._stack.enter_context(self.env.database(self.database, template))
        self._connection = self.connect()
        self._stack.callback(self._connection.close)
        self._connection.autocommit = True
        # Odoo keeps whole seconds
        self.opened = self.now().replace(microsecond=0)
        # a test that failed may have left calls that end in this one
        self._first_call = self.sandbox.log.begin("GET", "", "").number
        self.organisation, self.northern = (
            row["id"] for row in self.sql("SELECT id FROM xero_organisation ORDER BY 1")
        )
        return self

    def __exit__(self, *_error):
        self._stack.close()

    # -- processes --------------------------------------------------------------

    def worker(self):
        """Give a process of this world; it ends with the test."""
        worker = self._prepared.nursery.worker(self.database)
        return self._stack.enter_context(worker)

    @property
    def user(self):
        """The process in which people press buttons."""
        if not self._user:
            self._user = self.worker()
        return self._user

    # -- database ---------------------------------------------------------------

    def connect(self):
        """Open a connection of one's own to the database."""
        return psycopg2.connect(
            host=str(self.env.cluster.socket), user="odoo", dbname=self.database
        )

    def sql(self, query, *values):
        """Run SQL and commit it; give the rows as dicts."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, values or None)
            if not cursor.description:
                return []
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rows(self):
        """All transfers, the oldest first."""
        return self.sql("SELECT * FROM xero_queue ORDER BY id")

    def states(self):
        """How many transfers there are of each state."""
        found = self.sql("SELECT state, count(*) AS n FROM xero_queue GROUP BY state")
        return {row["state"]: row["n"] for row in found}

    def job(self):
        """The organisation's scheduled action."""
        return self.sql(
            "SELECT c.* FROM ir_cron c JOIN xero_organisation o ON o.cron_id = c.id"
            " WHERE o.id = %s",
            self.organisation,
        )[0]

    def copy_row(self, row):
        """Insert the same transfer once more, as a second change would."""
        columns = (
            "organisation_id, company_id, direction, resource, sequence, operation,"
            " res_model, res_id, res_name, state, origin, user_id, next_try"
        )
        self.sql(
            f"INSERT INTO xero_queue ({columns}) SELECT {columns} FROM xero_queue"
            " WHERE id = %s",
            row,
        )

    def end_idle_transactions(self):
        """What PostgreSQL does to connections that wait in mid-transaction, where
        idle_in_transaction_session_timeout is set: that of the scheduler's lock."""
        query = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND state = 'idle in transaction'"
        )
        until(lambda: self.sql(query, self.database), "an idle transaction")

    def settings(self):
        """The organisation as it is in the database."""
        query = "SELECT * FROM xero_organisation WHERE id = %s"
        return self.sql(query, self.organisation)[0]

    def triggers(self):
        """When the job will be woken up."""
        query = "SELECT call_at FROM ir_cron_trigger WHERE cron_id = %s ORDER BY 1"
        return [row["call_at"] for row in self.sql(query, self.job()["id"])]

    def streams(self, *kinds, organisation=None):
        """Ids of streams."""
        query = "SELECT id FROM xero_stream WHERE kind = ANY(%s)"
        if organisation:
            query += f" AND organisation_id = {organisation}"
        return [row["id"] for row in self.sql(query + " ORDER BY id", list(kinds))]

    def now(self):
        """PostgreSQL's clock, as Odoo stores moments."""
        return self.sql("SELECT now() AT TIME ZONE 'UTC' AS now")[0]["now"]

    @contextlib.contextmanager
    def neighbour(self):
        """Give a cursor of another transaction; it commits at the end."""
        connection = self.connect()
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    # -- time -------------------------------------------------------------------

    def pass_time(self, minutes):
        """Let time pass: what was to happen in some minutes is due that much sooner.

        The job's regular next call stays where it is: only what the connector had
        itself triggered for may wake it up.
        """
        span = f"- interval '{minutes} minutes'"
        self.sql(
            f"UPDATE xero_queue SET sending_until = sending_until {span},"
            f" next_try = next_try {span} WHERE state IN ('sending','retry','pending')"
        )
        self.sql(f"UPDATE xero_organisation SET not_before = not_before {span}")
        self.sql(
            f"UPDATE xero_authorization SET rotated_at = rotated_at {span},"
            f" expires_at = expires_at {span}"
        )
        self.sql(f"UPDATE ir_cron_trigger SET call_at = call_at {span}")
        self.sandbox.clock(advance=60 * minutes)

    def age_token(self, minutes=20):
        """Set when the token was fetched."""
        self.sql(
            "UPDATE xero_authorization SET"
            f" rotated_at = now() AT TIME ZONE 'UTC' - interval '{minutes} minutes'"
        )

    def expire_token(self):
        """Let the access token have expired a minute ago."""
        self.sql(
            "UPDATE xero_authorization SET"
            " rotated_at = now() AT TIME ZONE 'UTC' - interval '31 minutes',"
            " expires_at = now() AT TIME ZONE 'UTC' - interval '1 minute'"
        )

    def trigger(self):
        """Have the jobs of both organisations run at the next occasion."""
        self.sql(
            "INSERT INTO ir_cron_trigger (cron_id, call_at)"
            " SELECT cron_id, now() AT TIME ZONE 'UTC' FROM xero_organisation"
        )

    def due(self, *kinds):
        """Have streams of both organisations read at the next occasion; their ids."""
        streams = self.streams(*kinds)
        self.sql(
            "UPDATE xero_stream SET last_run = NULL,"
            " next_run = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s)",
            streams,
        )
        self.trigger()
        return streams

    def wake_up(self):
        """Tell running servers that a job is due, as Odoo does after a commit."""
        self.env.cluster.sql(f"SELECT pg_notify('cron_trigger', '{self.database}')")

    # -- doing ------------------------------------------------------------------

    def push(self, count):
        """Press *Send to Xero* on so many invoices; give their numbers and totals."""
        moves = self._prepared.invoices[:count]
        self.user.books("push", moves=moves)
        return self.invoices(moves)

    def invoices(self, ids):
        """Number and total of invoices of Odoo."""
        found = self.sql(
            "SELECT name, amount_total::text AS total FROM account_move"
            " WHERE id = ANY(%s) ORDER BY id",
            list(ids),
        )
        # as text: Odoo has PostgreSQL's numbers read as floats
        return {row["name"]: Decimal(row["total"]) for row in found}

    def finish(self, worker=None, minutes=15, rounds=6):
        """Let the scheduler run by and by until nothing is open any more."""
        worker = worker or self.worker()
        for _round in range(rounds):
            worker.scheduler()
            if not set(OPEN) & self.states().keys():
                return
            self.pass_time(minutes)
        rows = [row for row in self.rows() if row["state"] in OPEN]
        words = {(row["state"], row["message"]) for row in rows}
        raise AssertionError(f"still open after {rounds} rounds: {words}")

    def read_everything(self, worker, rounds=60):
        """Let the scheduler run until all that was due is read and applied."""
        for _round in range(rounds):
            worker.scheduler()
            if not self.unread():
                return
            self.trigger()
        raise AssertionError(f"still reading after {rounds} rounds: {self.unread()}")

    def unread(self):
        """Streams that are being read or due, and records that are to be applied."""
        return self.sql(
            "SELECT 'stream' AS what, kind AS name FROM xero_stream WHERE enabled AND"
            " (running OR next_run <= now() AT TIME ZONE 'UTC')"
            " UNION SELECT 'record', resource FROM xero_record WHERE fresh"
        )

    def hold(self, moment, method="PUT", path="Invoices"):
        """Have Xero keep the next such call waiting, ``before`` or ``after`` the work,
        until ``release``."""
        details = {"method": method, "path": path, "seconds": PATIENCE}
        self.sandbox.fault(f"delay_{moment}", **details)

    def release(self, method=None):
        """Let the calls go on that Xero keeps waiting."""
        self.sandbox.release(method)

    def wait_for_call(self):
        """Wait until the call that a planned fault is meant for has arrived."""
        until(lambda: not self.sandbox.faults.state(), "the call to arrive in Xero")

    def wait_for_lock_or(self, worker):
        """Wait until a transaction waits for another one, or until the worker that
        nothing hinders has ended."""
        query = (
            "SELECT 1 FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = %s"
        )
        until(
            lambda: worker.finished() or self.sql(query, self.database),
            "a transaction to be in the way",
        )

    def wait_for_free_job(self):
        """Wait until nobody holds the lock of the organisation's job."""
        query = "SELECT id FROM ir_cron WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"
        job = self.job()["id"]
        until(lambda: self.sql(query, job), "PostgreSQL to drop the lock")

    def wait_for_invoices(self, invoices):
        """Wait until Xero has them."""
        until(lambda: self.in_xero() == invoices, "Xero to commit")

    def wait_until_answered(self):
        """Wait until Xero has answered a call."""
        until(self.calls, "Xero to answer")

    def wait_for_states(self, states):
        """Wait until the transfers are in these states."""
        until(lambda: self.states() == states, f"{states}, see {self.log}")

    # -- seeing -----------------------------------------------------------------

    def calls(self, method=None, path=None):
        """Requests that reached Xero."""
        return self.sandbox.requests(method, path, since=self._first_call)

    def sent(self):
        """Numbers of invoices in calls that create, in the order of arrival."""
        return [
            element["InvoiceNumber"]
            for call in self.calls("PUT", "Invoices")
            for element in call.body["Invoices"]
        ]

    def read(self):
        """Ids of the streams that were read since ``due``."""
        query = "SELECT id FROM xero_stream WHERE last_run >= %s ORDER BY id"
        return [row["id"] for row in self.sql(query, self.opened)]

    def records(self):
        """The live invoices in Xero."""
        organisation = self.sandbox.organisation("AU")
        with organisation.lock:
            return [
                dict(record)
                for record in organisation.invoices.values()
                if record["Status"] not in ("VOIDED", "DELETED")
            ]

    def record(self, number):
        """The live invoice of a number in Xero."""
        [found] = [one for one in self.records() if one["InvoiceNumber"] == number]
        return found

    def in_xero(self):
        """Totals of the live invoices in Xero by number; no number may come twice."""
        live = [
            (record["InvoiceNumber"], Decimal(str(record["Total"])))
            for record in self.records()
        ]
        assert len(dict(live)) == len(live), f"twice in Xero: {sorted(live)}"
        return dict(live)

    def assert_one_each(self, invoices):
        """One live invoice per invoice of Odoo, equal amounts, all rows done."""
        assert self.in_xero() == invoices
        states = self.states()
        assert set(states) <= {"done", "superseded"}, states
        done = {row["res_id"] for row in self.rows() if row["state"] == "done"}
        assert len(done) == len(invoices), f"rows of {len(done)} records"
        linked = self.sql(
            "SELECT r.number, l.difference FROM xero_link l"
            " JOIN xero_record r ON r.id = l.record_id"
            " WHERE l.res_model = 'account.move' ORDER BY 1"
        )
        assert [row["number"] for row in linked] == sorted(invoices)
        assert not any(row["difference"] for row in linked)
        assert not self.job()["failure_count"], f"the job raised: {self.log}"

    @property
    def log(self):
        return self._prepared.nursery.log
