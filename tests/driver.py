"""Odoo in processes of their own, which a test may kill at a known moment.

    python driver.py CONFIGURATION DATABASE SOCKET

One *nursery* loads Odoo once; every connection to its socket is served by a fork of
it, as Odoo's own prefork server does. A fork works in the database that its client
names, which must be a copy of DATABASE: so it needs no time to load the registry.

A line in is ``{"do": name, ...arguments}``, a line out ``{"result": value}`` or
``{"error": traceback}``. The addon has no hooks for tests: what a fork changes to
die at the right moment, it changes in itself.
"""

import functools
import json
import os
import signal
import socketserver
import sys
import traceback
from functools import partial

import books

import odoo  # noqa: F401  (first of all: it sets the process up)
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

from odoo.addons.base.models.ir_cron import IrCron


def die(*_arguments, **_options):
    """End as a killed worker ends: no handler, no rollback, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


class Worker(socketserver.StreamRequestHandler):
    """One fork: what it is told, it does."""

    registry = None  # of the database that the nursery loaded

    def handle(self):
        for line in self.rfile:
            order = json.loads(line)
            try:
                answer = {"result": getattr(self, f"do_{order.pop('do')}")(**order)}
            except Exception:
                answer = {"error": traceback.format_exc()}
            self.wfile.write(json.dumps(answer, default=str).encode() + b"\n")

    def do_open(self, database):
        """Be a process of this database from now on; give the process id."""
        registry = self.registry
        registry.db_name = database
        registry._db = sql_db.db_connect(database)
        Registry.registries.clear()
        Registry.registries[database] = registry
        registry.check_signaling()
        self.database = database
        return os.getpid()

    def do_scheduler(self):
        """Do what a scheduler of Odoo does when it wakes up: all jobs that are due."""
        IrCron._process_jobs(self.database)

    def do_run(self, organisation):
        """The work of an organisation's job, as a second owner who lost the lock."""
        with self.environment() as env:
            env["xero.organisation"].browse(organisation)._cron_run()

    def do_call(self, model, ids, method, arguments=(), user=SUPERUSER_ID):
        """Call a method of records in a transaction, as a user's click does."""
        with self.environment(user) as env:
            result = getattr(env[model].browse(ids), method)(*arguments)
            return getattr(result, "ids", result)

    def do_books(self, function, **arguments):
        """Call a function of books.py in a transaction."""
        with self.environment() as env:
            return getattr(books, function)(env, **arguments)

    def do_request(self, function, **arguments):
        """Call a function of books.py as Odoo answers a user: once more where another
        transaction was in the way."""
        with self.environment() as env:
            return retrying(partial(getattr(books, function), env, **arguments), env)

    def do_die_in(self, moment):
        """Be killed at a moment of the next run."""
        client = sys.modules["odoo.addons.xero_connector.tools.xero_client"].XeroClient
        queue = self.registry["xero.queue"]
        if moment == "before the call":
            client._write = die
        elif moment == "after the answer":
            queue._take_answer = die
        elif moment == "before the commit of the answer":
            queue._take_answer = then(queue._take_answer, die)
        else:
            raise ValueError(moment)

    def do_deadline(self, seconds):
        """Give Xero less time for a call than it has in earnest."""
        module = sys.modules["odoo.addons.xero_connector.tools.xero_client"]
        module.CALL_DEADLINE = seconds

    def environment(self, user=SUPERUSER_ID):
        return Transaction(self.registry, user)


class Transaction:
    """An environment of one transaction: committed, or rolled back on an error."""

    def __init__(self, registry, user):
        self.registry = registry
        self.cursor = registry.cursor()
        self.user = user

    def __enter__(self):
        env = api.Environment(self.cursor, self.user, {})
        companies = env.user.company_ids
        return env(context={"allowed_company_ids": companies.ids, "lang": "en_US"})

    def __exit__(self, failed, *_details):
        try:
            if not failed:
                self.cursor.commit()
                # other processes learn that their caches are old, as after a request
                self.registry.signal_changes()
        finally:
            self.cursor.close()


def then(function, last):
    """A method that does its work, and then something else."""

    @functools.wraps(function)
    def both(*arguments, **options):
        function(*arguments, **options)
        last()

    return both


class Nursery(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks a worker for every client; they die with it."""

    block_on_close = False
    max_children = 100
    parent = os.getppid()

    def service_actions(self):
        """End with the tests, also where they were killed."""
        super().service_actions()
        if os.getppid() != self.parent:
            os.killpg(0, signal.SIGKILL)


def main(configuration, database, socket):
    config.parse_config(["-c", configuration], setup_logging=True)
    Worker.registry = Registry(database)
    # a connection must not be shared with the forks
    sql_db.close_all()
    with Nursery(socket, Worker) as nursery:
        nursery.serve_forever(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
