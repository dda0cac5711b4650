"""The development environment that the commands in `dev/` share.

    with environment.prepare() as env:
        with env.database("mine") as name, env.server(name) as server:
            ...

Everything is kept below one folder (`XERO_DEV_HOME`). Only the standard library
is used, because this code runs before anything is installed.
"""

import atexit
import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import odoo_packages, programs, virtualenv
from .cluster import PORT, ROLE, Cluster
from .server import Server, free_port, require_port
from .steps import (
    Failed,
    Markers,
    Problem,
    at_the_same_time,
    exclusive,
    main,
    run,
    say,
    set_quiet,
    step,
)
from .templates import BASE, Templates

__all__ = [
    "ADDON",
    "BASE",
    "Environment",
    "Failed",
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

ROOT = Path(__file__).resolve().parents[2]
NEEDED_SPACE = 5 * 1024**3
ADDON = "xero_connector"
ODOO_PORT = 8069
NO_CONFIG = {"cloc", "deploy", "genproxytoken", "help", "scaffold", "upgrade_code"}


def home_folder():
    """Return the folder of the set-up."""
    chosen = os.environ.get("XERO_DEV_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return (Path(cache).expanduser() / "xero-connector-dev").resolve()


def prepare(start=True):
    """Do what is missing of the set-up and return it, PostgreSQL running.

    The environment is a context manager; its end stops what it started. Without
    one, the end of the process does. `start=False` leaves PostgreSQL alone.
    """
    environment = Environment(home_folder())
    environment.set_up()
    if start:
        atexit.register(environment.close)
        environment.start()
    return environment


def tools():
    """Return the set-up with its Python tools only: no Odoo, no PostgreSQL."""
    environment = Environment(home_folder())
    environment.make_home()
    environment.set_up_tools()
    return environment


class Environment:
    """A ready set-up: paths, the database server, and ways to run Odoo."""

    def __init__(self, home, root=ROOT):
        self.home = home
        self.root = root
        self.logs = home / "logs"
        self.data_dir = home / "data"
        self.venv = home / "venv"
        self.python = self.venv / "bin/python"
        self.installation = None
        self.cluster = None
        self.templates = None
        self._markers = Markers(home / "done")
        self._own_home = os.environ.get("ODOO_HOME")
        # Files of this one use of the environment; they go at its end.
        self.own_folder = Path()

    # -- set-up ---------------------------------------------------------------

    def set_up(self):
        """Run the steps that are not finished, independent ones side by side."""
        self.make_home()
        if not self._finished():
            with self._set_up_lock():
                self._check_space()
                at_the_same_time(
                    self._set_up_odoo, self._set_up_venv, self._set_up_cluster
                )
        self.installation = self._installation()
        self.cluster = Cluster(self.home)
        self.templates = Templates(self)

    def set_up_tools(self):
        """Make the virtual environment only."""
        if not self._markers.done("venv", virtualenv.key(self.root)):
            with self._set_up_lock():
                self._set_up_venv()

    def make_home(self):
        """Create the folder of the set-up."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"{self.home} cannot be created: set XERO_DEV_HOME to a folder that "
                "can."
            ) from error

    def _set_up_lock(self):
        return exclusive(self.home / "locks/set-up", "it sets up the same folder")

    def _finished(self):
        return (
            (self._own_home or self._markers.done("odoo", odoo_packages.KEY))
            and self._markers.done("venv", virtualenv.key(self.root))
            and programs.postgresql_bin()
            and programs.browser()
            and Cluster(self.home).initialised()
        )

    def _check_space(self):
        free = shutil.disk_usage(self.home).free
        if free < NEEDED_SPACE and not self._markers.folder.exists():
            raise Problem(
                f"{self.home} has {free / 1024**3:.1f} GB free and 5 GB are needed: "
                "make room, or set XERO_DEV_HOME to a folder on another disk."
            )

    def _set_up_odoo(self):
        if not self._own_home and not self._markers.done("odoo", odoo_packages.KEY):
            odoo_packages.fetch(self.home / "odoo", self.home / "work", self.logs)
            self._markers.write("odoo", odoo_packages.KEY)

    def _set_up_venv(self):
        key = virtualenv.key(self.root)
        if not self._markers.done("venv", key):
            virtualenv.make(self.venv, self.root, self.logs)
            self._markers.write("venv", key)

    def _set_up_cluster(self):
        programs.ensure_programs(self.logs)
        cluster = Cluster(self.home)
        if not cluster.initialised():
            cluster.initialise()

    def _installation(self):
        return odoo_packages.own_installation(self._own_home or self.home / "odoo")

    # -- life -----------------------------------------------------------------

    def start(self):
        """Start PostgreSQL, or share the one that runs for another command."""
        (self.home / "run").mkdir(exist_ok=True)
        self.own_folder = Path(tempfile.mkdtemp(dir=self.home / "run"))
        self.cluster.start()

    def close(self):
        """Stop what this environment started."""
        if self.own_folder.name:
            shutil.rmtree(self.own_folder, ignore_errors=True)
        self.cluster.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    # -- Odoo -----------------------------------------------------------------

    @property
    def odoo_bin(self):
        """Odoo's script: `-m odoo` has no bus with worker processes."""
        return self.installation.script

    @property
    def addons_path(self):
        """Odoo's own addons and this checkout."""
        return [*self.installation.addons, self.root]

    def addons(self):
        """Return the names of this checkout's addons."""
        found = self.root.glob(f"{ADDON}*/__manifest__.py")
        return sorted(path.parent.name for path in found)

    def variables(self, **more):
        """Return the environment variables of programs that import Odoo."""
        paths = [self.installation.python_path, self.root]
        return {
            **{k: v for k, v in os.environ.items() if k != "OPENERP_SERVER"},
            **self.cluster.environment(),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PATH": f"{self.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
            "VIRTUAL_ENV": str(self.venv),
            **more,
        }

    def odoo_command(self, *arguments):
        """Return the command line that runs Odoo."""
        return [str(part) for part in (self.python, self.odoo_bin, *arguments)]

    def make_config(self, database, http_port=None, workers=0, **options):
        """Write a configuration file and return its path.

        :param database: the one database that Odoo serves
        :param http_port: a free port if not given
        :param workers: 0 = threads in one process
        :param options: any further option of Odoo's configuration file
        """
        values = {
            "addons_path": ",".join(map(str, self.addons_path)),
            "data_dir": self.data_dir,
            "db_host": self.cluster.socket,
            "db_port": PORT,
            "db_user": ROLE,
            "db_name": database,
            "dbfilter": f"^{database}$" if database else "",
            "list_db": not database,
            "http_interface": "127.0.0.1",
            "http_port": http_port or free_port(),
            "gevent_port": free_port(),
            "workers": workers,
            **options,
        }
        lines = [f"{key} = {value}\n" for key, value in values.items()]
        path = self.own_folder / f"{database}-{values['http_port']}.conf"
        path.write_text("[options]\n" + "".join(lines))
        return path

    def run_odoo(self, database, arguments, log):
        """Run odoo-bin to its end, its output in a file; raise when it fails."""
        config = self.make_config(database)
        try:
            run(
                self.odoo_command("-c", config, *arguments),
                "Odoo failed",
                log,
                env=self.variables(),
                cwd=self.root,
            )
        except Problem:
            reason = reason_in(log)
            if not reason:
                raise
            raise Problem(f"Odoo failed: {reason} (its log: {log}).") from None
        # Odoo ends well also where a module did not load.
        reason = reason_in(log)
        if reason:
            raise Problem(f"Odoo reported an error: {reason} (its log: {log}).")

    def odoo(self, arguments, database=None):
        """Run odoo-bin on the terminal and return its exit code."""
        arguments = list(arguments)
        if not {"-c", "--config", "--help", "--version"}.intersection(arguments):
            # A subcommand comes before the options; some know no configuration.
            first = arguments[0] if arguments else ""
            position = 0 if first.startswith("-") or not first else 1
            if first not in NO_CONFIG:
                config = self.make_config(database or False, ODOO_PORT)
                arguments[position:position] = ["-c", str(config)]
        command = self.odoo_command(*arguments)
        process = subprocess.Popen(command, env=self.variables(), cwd=self.root)
        return wait(process)

    @contextlib.contextmanager
    def server(self, database, workers=0, http_port=None, log=None, **options):
        """Run a real Odoo, ready to answer, and end it with its workers."""
        port = http_port or free_port()
        config = self.make_config(database, port, workers, **options)
        log = log or self.logs / f"odoo-{database}-{port}.log"
        server = Server(self, config, database, port, log)
        try:
            yield server.start()
        finally:
            server.stop()

    # -- databases ------------------------------------------------------------

    def template(self, modules=None, demo=False):
        """Return the name of a template database, made if it is missing.

        Without `modules`: the base and, once it exists, xero_connector.
        """
        if modules is None:
            own = (ADDON,) if ADDON in self.addons() else ()
            modules = BASE + own
        return self.templates.ensure(modules, demo)

    def create_database(self, name, template=None):
        """Create a database as a copy of a template; an old one is dropped."""
        template = template or self.template()
        self.templates.drop(name)
        self.templates.copy(template, name)
        return name

    def drop_database(self, name):
        """Drop a database with its files."""
        self.templates.drop(name)

    def drop_leftovers(self, prefix):
        """Drop the databases `prefix_<process>` of processes that were killed."""
        rows = self.cluster.sql(
            f"SELECT datname FROM pg_database WHERE datname ~ '^{prefix}_[0-9]+$'"
        )
        for (name,) in rows:
            if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
                self.drop_database(name)

    @contextlib.contextmanager
    def database(self, name, template=None):
        """Have a database from a template; it is dropped at the end."""
        try:
            yield self.create_database(name, template)
        finally:
            self.drop_database(name)


def reason_in(log):
    """Return the last error in a log of Odoo, or nothing."""
    if not log.exists():
        return ""
    text = log.read_text(errors="replace")
    errors = re.findall(r"(?m)^[\w.]*(?:Error|Exception|Warning|Invalid)\b.*", text)
    errors = errors or re.findall(r"(?m)^.{24}\d+ (?:ERROR|CRITICAL) .*", text)
    return errors[-1].strip() if errors else ""


def wait(process, patience=60):
    """Wait for a program on our terminal and return its exit code.

    Interrupted, it gets time to end what it started itself.
    """
    try:
        return process.wait()
    except BaseException as error:
        if not (isinstance(error, KeyboardInterrupt) and _on_terminal()):
            # Python programs clean up after SIGINT, and just die of SIGTERM.
            process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except BaseException:
            process.kill()
            raise
        raise


def _on_terminal():
    """Tell whether Ctrl-C goes to us and to our programs at the same time."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False
