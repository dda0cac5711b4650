"""The sandbox as a process of its own, as a user would run it."""

import subprocess
import time
import urllib.request

from environment import Problem
from environment.steps import end_group

PATIENCE = 20
RETURN_PATH = "/xero/oauth/return"


class Sandbox:
    """`python -m xero_sandbox` on a port; a context manager ends it."""

    def __init__(self, env, port, odoo_port):
        self.url = f"http://localhost:{port}"
        self._env = env
        self._log = env.logs / f"sandbox-{port}.log"
        self._command = [
            str(env.python),
            "-m",
            "xero_sandbox",
            f"--port={port}",
            f"--redirect-uri=http://localhost:{odoo_port}{RETURN_PATH}",
        ]
        self._process = None

    def __enter__(self):
        with self._log.open("w") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._env.root,
                env=self._env.variables(),
                start_new_session=True,
            )
        return self

    def __exit__(self, *_exception):
        end_group(self._process)

    def wait(self):
        """Wait until it answers."""
        deadline = time.monotonic() + PATIENCE
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while True:
            try:
                with opener.open(f"{self.url}/_sandbox/clock", timeout=5):
                    return
            except OSError as error:
                ended = self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise Problem(
                        f"The sandbox does not start: see {self._log}."
                    ) from error
            time.sleep(0.1)
