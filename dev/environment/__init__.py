"""The development environment that the commands in `dev/` share.

    with environment.prepare() as env:
        with env.database("mine") as name, env.server(name) as server:
            ...

Everything is kept below one folder (`XERO_DEV_HOME`). Only the standard library
is used, because this code runs before anything is installed.
"""

import atexit

from .other_addons import HELPDESK
from .ready import ODOO_PORT, Environment, wait
from .server import free_port, require_port
from .set_up import ADDON, SetUp
from .steps import Failed, Problem, main, run, say, set_quiet, step
from .templates import BASE

__all__ = [
    "ADDON",
    "BASE",
    "Environment",
    "Failed",
    "HELPDESK",
    "ODOO_PORT",
    "Problem",
    "free_port",
    "main",
    "prepare",
    "require_port",
    "run",
    "say",
    "set_quiet",
    "step",
    "tools",
    "wait",
]


def prepare():
    """Do what is missing of the set-up and return it, PostgreSQL running.

    The environment is a context manager; its end stops what it started. Without
    one, the end of the process does.
    """
    set_up = SetUp()
    set_up.complete()
    environment = Environment(set_up)
    atexit.register(environment.close)
    environment.start()
    return environment


def tools():
    """Return the set-up with its Python tools only: no Odoo, no PostgreSQL."""
    set_up = SetUp()
    set_up.make_home()
    set_up.complete_tools()
    return set_up
