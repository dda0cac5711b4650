"""A real Odoo process, as a user runs it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .steps import Problem, end_group


def free_port():
    """Return a TCP port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def require_port(port):
    """Complain in one sentence when a port is taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"Port {port} is taken by another program: end it, or choose another "
                "port."
            ) from error


class Server:
    """One running Odoo: address, log, and ways to end it."""

    def __init__(self, environment, config, database, port, log):
        self.environment = environment
        self.config = config
        self.database = database
        self.port = port
        self.url = f"http://localhost:{port}"
        self.log = log
        self.process = None

    def start(self, timeout=120):
        """Start the process and wait until it answers."""
        require_port(self.port)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.environment.odoo_command("-c", self.config),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment.variables(),
                cwd=self.environment.root,
                # A group of its own: it is ended as a whole, workers included.
                start_new_session=True,
            )
        deadline = time.monotonic() + timeout
        while not self.answers():
            if self.process.poll() is not None:
                raise Problem(f"Odoo ended while starting: its log is {self.log}.")
            if time.monotonic() > deadline:
                self.stop()
                raise Problem(f"Odoo did not answer in {timeout} s: see {self.log}.")
            time.sleep(0.1)
        return self

    def answers(self):
        """Tell whether the server answers a request."""
        with contextlib.suppress(OSError, urllib.error.URLError):
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as answer:
                return answer.status == 200
        return False

    def stop(self):
        """End the server in order."""
        if self.process:
            end_group(self.process)
            self.process = None

    def kill(self):
        """End the server and its workers without a warning, as a crash would."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
