"""Real processes that work like Odoo's own, and what waits for them."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time

PATIENCE = 180


def until(condition, what, patience=PATIENCE):
    """Wait for something, and not for ever."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s for: {what}")
        time.sleep(0.02)
    return found


def listens(path):
    """Whether somebody answers there: a socket has its file before it listens."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    return True


class Nursery:
    """The process that forks workers, see driver.py."""

    def __init__(self, env, database):
        self.log = env.logs / f"{database}.log"
        # another database's workers may be alive beside these
        self._path = str(env.own_folder / database)
        driver = env.root / "tests/driver.py"
        command = [env.python, driver, env.make_config(database), database, self._path]
        with self.log.open("w") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env.variables(),
                cwd=env.root,
                start_new_session=True,
            )

    def __enter__(self):
        try:
            until(self._listens, f"Odoo to load, see {self.log}")
        except BaseException:
            self.__exit__()
            raise
        return self

    @property
    def pid(self):
        return self._process.pid

    def __exit__(self, *_error):
        # the whole process group: workers that a test forgot end with it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _listens(self):
        if self._process.poll() is not None:
            raise AssertionError(f"the processes did not start: {self.log}")
        return listens(self._path)

    def worker(self, database):
        """Give one more process that works in a database."""
        return Worker(self._path, database)


class Worker:
    """One process. Orders without ``begin`` wait for their end."""

    def __init__(self, path, database):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(path)
        self._answers = self._socket.makefile("rb")
        self.pid = self.do("open", database=database)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill()

    def begin(self, name, **arguments):
        """Give an order, and do not wait."""
        line = json.dumps({"do": name, **arguments}).encode()
        self._socket.sendall(line + b"\n")

    def result(self):
        """Wait for the end of what was begun; an error there is an error here."""
        line = self._answers.readline()
        if not line:
            raise AssertionError("the process was killed")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer["result"]

    def do(self, name, **arguments):
        """Give an order and wait for its result."""
        self.begin(name, **arguments)
        return self.result()

    def books(self, function, **arguments):
        return self.do("books", function=function, **arguments)

    def call(self, model, ids, method, *arguments, **options):
        """Call a method of records in a transaction of its own."""
        return self.do(
            "call", model=model, ids=ids, method=method, arguments=arguments, **options
        )

    def scheduler(self):
        """Run all jobs that are due."""
        return self.do("scheduler")

    def finished(self):
        """Whether what was begun has ended; its result can be read."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def kill(self):
        """kill -9."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.dies()

    def dies(self):
        """Wait until the process is dead."""
        if self._answers.closed:
            return
        with contextlib.suppress(ConnectionResetError):
            while self._answers.readline():
                pass
        self._answers.close()
        self._socket.close()


class WorkerError(Exception):
    """What went wrong in a worker, with its traceback."""
