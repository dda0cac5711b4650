"""A live connection to the sandbox, prepared once, copied for every test."""

import contextlib
import copy
import os

import pytest

pytest.register_assert_rewrite("world")

import books  # noqa: E402
from workers import Nursery  # noqa: E402
from world import World  # noqa: E402

from xero_sandbox import Sandbox  # noqa: E402
from xero_sandbox.limits import DEFAULTS  # noqa: E402

PREPARED = "process_books"
COPY = "process_copy"
# of these the tests may add more, and find none of another test's
KEPT = ("contacts", "contact_groups", "items")
TOKENS = ("codes", "access", "refresh", "connections")


@pytest.fixture(scope="session")
def prepared(odoo_environment):
    """Give a sandbox, a database connected to it, and processes that know it."""
    for prefix in (PREPARED, COPY):
        odoo_environment.drop_leftovers(prefix)
    with preparation(odoo_environment, PREPARED) as found:
        yield found


@contextlib.contextmanager
def preparation(env, prefix, template=None):
    """Give the same with a database of a template's modules."""
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(port=0))
        database = f"{prefix}_{os.getpid()}"
        stack.enter_context(env.database(database, template))
        nursery = stack.enter_context(Nursery(env, database))
        invoices = prepare(sandbox, nursery, database)
        yield Prepared(env, database, sandbox, nursery, invoices)


class Prepared:
    """What the tests share, and how each gets it fresh."""

    def __init__(self, env, database, sandbox, nursery, invoices):
        self.env = env
        self.database = database
        self.sandbox = sandbox
        self.nursery = nursery
        self.invoices = invoices
        tokens = {name: getattr(sandbox.tokens, name) for name in TOKENS}
        self._tokens = copy.deepcopy(tokens)
        there = sandbox.organisation("AU")
        self._known = {name: set(getattr(there, name)) for name in KEPT}

    def rewind(self):
        """Put the sandbox back to where it was when the database was ready."""
        sandbox = self.sandbox
        sandbox.time.reset()
        sandbox.limits.reset()
        sandbox.idempotency.reset()
        sandbox.faults.reset()
        sandbox.log.reset()
        sandbox.settings(latency_ms=0, **DEFAULTS)
        for name, table in copy.deepcopy(self._tokens).items():
            setattr(sandbox.tokens, name, table)
        organisation = sandbox.organisation("AU")
        with organisation.lock:
            organisation.invoices.empty()
            for name, known in self._known.items():
                store = getattr(organisation, name)
                for key in store.keys() - known:
                    store.restore(key, None)


def prepare(sandbox, nursery, database):
    """Make the books, connect them, read Xero, map, go live; give the invoices."""
    app = sandbox.app()
    for number in range(books.CUSTOMERS):
        name = books.customer_name(number)
        sandbox.act("create_contact", organisation="AU", Name=name)
    with nursery.worker(database) as worker:
        invoices = worker.books("open_books", sandbox=sandbox.url)
        secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
        first, second = worker.books("connect", sandbox=sandbox.url, app=secrets)
        for organisation in (first, second):
            worker.books("read_all", organisation=organisation)
        worker.scheduler()
        worker.books("go_live", organisation=first)
        worker.books("settle")
    return invoices


@pytest.fixture
def world(prepared):
    """Give a copy of the prepared books, and workers of one's own."""
    prepared.rewind()
    with World(prepared, f"{COPY}_{os.getpid()}") as found:
        yield found
    prepared.sandbox.faults.reset()
