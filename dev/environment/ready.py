"""A ready environment: its database server, and ways to run Odoo."""

import contextlib
import copy
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from . import other_addons
from .cluster import PORT, ROLE, Cluster
from .server import Server, free_port
from .set_up import ADDON, addons, needed
from .steps import Problem, run
from .templates import BASE, Templates

ODOO_PORT = 8069
NO_CONFIG = {"cloc", "deploy", "genproxytoken", "help", "scaffold", "upgrade_code"}


class Environment:
    """Paths, databases and processes, for as long as a command needs them."""

    def __init__(self, set_up):
        self.home = set_up.home
        self.root = set_up.root
        self.logs = set_up.logs
        self.venv = set_up.venv
        self.python = set_up.python
        self.data_dir = self.home / "data"
        self.installation = set_up.installation()
        self.other_addons = other_addons.addons_folder(set_up.other_addons)
        self.cluster = Cluster(self.home)
        self.templates = Templates(self)
        # Files of this one use of the environment; they go at its end.
        self.own_folder = None

    # -- life -----------------------------------------------------------------

    def start(self):
        """Start PostgreSQL, or share the one that runs for another command."""
        runs = self.home / "run"
        runs.mkdir(exist_ok=True)
        self.own_folder = Path(tempfile.mkdtemp(dir=runs))
        self.cluster.start()

    def close(self):
        """Stop what this environment started."""
        if self.own_folder:
            shutil.rmtree(self.own_folder, ignore_errors=True)
            self.own_folder = None
        self.cluster.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    @contextlib.contextmanager
    def with_own_cluster(self):
        """Have the same environment with a PostgreSQL that nobody else uses.

        For tests that stop the database server. It holds no database at first;
        templates are brought over from the shared server.
        """
        other = copy.copy(self)
        other.cluster = Cluster(self.home, f"-{self.own_folder.name}")
        other.own_folder = None
        try:
            other.cluster.initialise()
            other.start()
            other.data_dir = other.own_folder / "data"
            other.templates = Templates(other, source=self.templates)
            yield other
        finally:
            other.close()
            other.cluster.remove()

    # -- Odoo -----------------------------------------------------------------

    @property
    def odoo_bin(self):
        """Odoo's script: `-m odoo` has no bus with worker processes."""
        return self.installation.script

    @property
    def addons_path(self):
        """Odoo's own addons, those of others, and this checkout."""
        return [*self.installation.addons, self.other_addons, self.root]

    def addons(self):
        """Return the names of this checkout's addons."""
        return addons(self.root)

    def needed(self, names):
        """Return the modules of others that these addons of ours stand on."""
        return needed(self.root, names)

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
            position += first == "i18n"  # which has subcommands of its own
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
        """Drop the databases `prefix_<process>` of processes that were killed.

        :param prefix: a regular expression
        """
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
        # Python programs clean up after SIGINT, and just die of SIGTERM.
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGINT)
        elif not (isinstance(error, KeyboardInterrupt) and _on_terminal()):
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
