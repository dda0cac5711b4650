"""What tests in the browser share: a real Odoo, a Xero, and somebody in front of it."""

import contextlib
import os
from types import SimpleNamespace

from pictures.camera import browser
from pictures.odoo_client import Odoo
from playwright.sync_api import expect

from xero_sandbox import Sandbox

# a busy machine takes its time; what waits for Xero says more itself
expect.set_options(timeout=30_000)


@contextlib.contextmanager
def open_shop(env, name):
    """Start Odoo with its scheduler, a Xero that knows it, and a browser.

    :param str name: of the database, with this process's number
    """
    env.drop_leftovers(name)
    with (
        env.database(f"{name}_{os.getpid()}") as database,
        env.server(database, max_cron_threads=1) as server,
        Sandbox(port=0) as sandbox,
        browser() as window,
    ):
        sandbox.settings(redirect_uris=[f"{server.url}/xero/oauth/return"])
        yield SimpleNamespace(
            odoo=Odoo(server.url, database),
            sandbox=sandbox,
            url=server.url,
            window=window,
        )
