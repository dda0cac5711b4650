"""A private PostgreSQL: own folder, own socket, own role, no network port."""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from . import programs
from .steps import Problem, digest, exclusive, run, say, step

ROLE = "odoo"  # Odoo refuses to work as `postgres`
PORT = 5432  # names the socket's file; nothing listens on the network
LONGEST_SOCKET = 107
SOCKET_NAME = f".s.PGSQL.{PORT}"

# The data can be made again: speed matters more than surviving a power cut.
SETTINGS = f"""
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 300
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
log_min_messages = warning
log_min_error_statement = panic
log_line_prefix = '%m [%p] %d '
"""


class Cluster:
    """The server below one home; commands that use it at once share it.

    Every user holds a shared lock on one file. The last one to let go of it stops
    the server: the kernel keeps the count, also when a command is killed.
    """

    def __init__(self, home, suffix=""):
        self.home = home
        self.name = f"postgresql{suffix}"
        self.suffix = suffix
        self.bin = programs.postgresql_bin()
        self.owner = _unprivileged_user() if not os.geteuid() else None
        self.folder = self._place()
        version = self.bin.parent.name if self.bin else "none"
        self.data = self.folder / f"data-{version}"
        self.log = self.folder / "postgresql.log"
        self.socket = self._socket_folder()
        self._users = None

    def _place(self):
        """Return the data's folder: one that the server's user can reach."""
        folder = self.home / self.name
        if not self.owner:
            return folder
        if _open_to_all(self.home.parent):
            # `mktemp -d` makes the home closed; it is ours, so let others through.
            self.home.chmod(self.home.stat().st_mode | 0o011)
            return folder
        return Path("/var/tmp") / f"xero-connector-dev-{digest(self.home)}{self.suffix}"

    def _socket_folder(self):
        folder = self.folder / "socket"
        if len(str(folder / SOCKET_NAME)) <= LONGEST_SOCKET:
            return folder
        return Path("/tmp") / f"xero-dev-{digest(self.home)}{self.suffix}"

    # -- set-up ---------------------------------------------------------------

    def initialised(self):
        """Tell whether the data folder is complete (the marker is written last)."""
        return (self.data / "xero-connector-dev").exists()

    def initialise(self):
        """Create the data folder."""
        with step("create the PostgreSQL data folder"):
            for folder in (self.folder, self.socket):
                self._own_folder(folder)
            if self.data.exists():
                shutil.rmtree(self.data)
            command = [self.bin / "initdb", "-D", self.data, "-U", ROLE, "-A", "trust"]
            command += ["--encoding=UTF8", "--locale=C", "--no-sync"]
            self._run(command, "PostgreSQL's data folder could not be made")
            with (self.data / "postgresql.conf").open("a") as stream:
                stream.write(SETTINGS)
            (self.data / "xero-connector-dev").touch()

    def _own_folder(self, folder):
        """Make a folder that only the server's user can open."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        user = self.owner.pw_uid if self.owner else os.geteuid()
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in (user, os.geteuid()):
            raise Problem(f"{folder} belongs to somebody else: remove it.")
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        folder.chmod(0o700)

    def _run(self, command, failure):
        return run(command, failure, cwd="/", **self._as_owner())

    def _as_owner(self):
        if not self.owner:
            return {}
        return {
            "user": self.owner.pw_uid,
            "group": self.owner.pw_gid,
            "extra_groups": [],
            "env": dict(os.environ, HOME="/"),
        }

    # -- start and stop -------------------------------------------------------

    def start(self):
        """Use the server; start it if nobody else has."""
        with self._change():
            if self._users is None:
                self._users = (self.home / f"{self.name}.users").open("a")
                fcntl.flock(self._users, fcntl.LOCK_SH)
            if not self.running():
                with step("start PostgreSQL"):
                    self._pg_ctl_start()

    def stop(self):
        """Let go of the server; stop it if nobody else uses it."""
        if self._users is None:
            return
        with self._change():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("- PostgreSQL stays: another command uses it")
            else:
                self._pg_ctl("stop", "-m", "fast")
            finally:
                self._users.close()
                self._users = None

    def restart(self, mode="immediate"):
        """Stop and start the server as in an outage; its other users feel it too."""
        with self._change():
            self._pg_ctl("stop", "-m", mode)
            self._pg_ctl_start()

    def remove(self):
        """Delete the data folder of a server that is not needed again."""
        for folder in (self.folder, self.socket):
            shutil.rmtree(folder, ignore_errors=True)
        for suffix in ("users", "lock"):
            (self.home / f"{self.name}.{suffix}").unlink(missing_ok=True)

    def _change(self):
        return exclusive(self.home / f"{self.name}.lock")

    def running(self):
        """Tell whether the server runs."""
        return not self._pg_ctl("status").returncode

    def _pg_ctl(self, *arguments):
        return subprocess.run(
            [self.bin / "pg_ctl", "-D", self.data, "-s", "-w", "-t", "60", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            # Ctrl-C ends us in order; it must not hit the server in passing.
            start_new_session=True,
            **self._as_owner(),
        )

    def _pg_ctl_start(self):
        for folder in (self.folder, self.socket):
            self._own_folder(folder)
        # pg_ctl would keep our pipes open as long as the server lives.
        result = subprocess.run(
            [self.bin / "pg_ctl", "-D", self.data, "-s", "-w", "-t", "60"]
            + ["-l", self.log, "-o", f"-k '{self.socket}'", "start"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self._as_owner(),
        )
        if result.returncode:
            raise Problem(f"PostgreSQL does not start: its reason is in {self.log}.")

    # -- databases ------------------------------------------------------------

    def environment(self):
        """Return the variables that psql and its family need."""
        return {"PGHOST": str(self.socket), "PGPORT": str(PORT), "PGUSER": ROLE}

    def sql(self, query, database="postgres"):
        """Run SQL and return the rows, each a list of strings."""
        command = [self.bin / "psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
        output = run(
            [*command, "-d", database, "-c", query],
            "PostgreSQL refused",
            env=dict(os.environ, **self.environment()),
        )
        return [line.split("\t") for line in output.splitlines()]

    def exists(self, name):
        """Tell whether there is a database of that name."""
        return bool(self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def create(self, name, template="template0"):
        """Create a database, as a copy of another one if asked."""
        # A copy waits for connections to its source to end; pg's own wait is 5 s.
        for attempt in range(6):
            try:
                self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
                return
            except Problem as problem:
                if "being accessed" not in str(problem) or attempt == 5:
                    raise
                time.sleep(0.5)

    def bring(self, other, name, folder):
        """Bring a database over from another server, through files in `folder`."""
        failure = f"The database {name} could not be brought over"
        dump = [self.bin / "pg_dump", "-Fd", "-j2", "-Z0", "-f", folder, name]
        run(dump, failure, env=dict(os.environ, **other.environment()))
        self.create(name)
        load = [self.bin / "pg_restore", "-j2", "-d", name, folder]
        run(load, failure, env=dict(os.environ, **self.environment()))
        shutil.rmtree(folder)

    def drop(self, name):
        """Drop a database, whoever is connected to it."""
        with contextlib.suppress(Problem):
            self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _unprivileged_user():
    """Return a user for the server when we are root, which PostgreSQL refuses."""
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem("PostgreSQL does not run as root: run this command as a user.")


def _open_to_all(folder):
    """Tell whether any user can pass through the folder and those above it."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))
