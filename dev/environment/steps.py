"""Steps of the set-up: what is printed, what is remembered, what is run."""

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

_running = set()
_running_lock = threading.Lock()
_cancelled = threading.Event()
_quiet = False


class Problem(Exception):
    """What is missing, as one plain sentence that says what to do about it."""


class Failed(Problem):
    """A program that ended badly, with all that it printed."""

    def __init__(self, message, output):
        super().__init__(message)
        self.output = output


def set_quiet(quiet):
    """Print nothing (the tests start environments inside pytest's own output)."""
    global _quiet
    _quiet = quiet


def say(text):
    """Print one line at once, whole, whichever thread it comes from."""
    if not _quiet:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def step(title):
    """Print that a step starts, and how long it took."""
    say(f"- {title} ...")
    start = time.monotonic()
    yield
    say(f"- {title}: done in {time.monotonic() - start:.1f} s")


def digest(*parts):
    """Return a short name for what a step depends on."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Markers:
    """Remembers finished steps: one file per step, written last, holding its key."""

    def __init__(self, folder):
        self.folder = folder

    def done(self, name, key):
        """Tell whether the step ended, for the same key."""
        try:
            return (self.folder / name).read_text() == key
        except OSError:
            return False

    def write(self, name, key):
        """Remember the step as finished."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.{os.getpid()}"
        part.write_text(key)
        part.replace(self.folder / name)

    def forget(self, name):
        """Let the step run again."""
        (self.folder / name).unlink(missing_ok=True)


@contextlib.contextmanager
def exclusive(path, waiting_for=None):
    """Hold the lock of a file; the kernel frees it even when we are killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting_for:
                say(f"- waiting for another command: {waiting_for}")
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def run(command, failure, log=None, **options):
    """Run a program to its end and return what it printed.

    A failure is a :class:`Failed` made of the sentence `failure` and the last
    line that the program printed. The whole output is kept in the file `log`.
    """
    if _cancelled.is_set():
        raise Problem("Interrupted.")
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C reaches us only: we end the program and say so in one line.
            start_new_session=True,
            **options,
        )
    except FileNotFoundError as error:
        raise Problem(f"{failure}: the program {command[0]} is missing.") from error
    with _running_lock:
        _running.add(process)
    try:
        output, _ = process.communicate()
    except BaseException:
        end_group(process)
        raise
    finally:
        with _running_lock:
            _running.discard(process)
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(output)
    if process.returncode:
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        last = lines[-1] if lines else f"exit code {process.returncode}"
        whole = f" (all of it: {log})" if log else ""
        raise Failed(f"{failure}: {last}{whole}", output)
    return output


def end_group(process, patience=10.0):
    """End a program and all that it started: politely first, then for good."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def at_the_same_time(*functions):
    """Run independent slow steps side by side; the first problem ends them all."""
    with ThreadPoolExecutor(len(functions)) as pool:
        futures = [pool.submit(function) for function in functions]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            _cancelled.set()
            with _running_lock:
                processes = list(_running)
            for process in processes:
                end_group(process, patience=2)
            raise


def main(command):
    """Run a command: one sentence for what is missing, nothing left behind.

    Signals become exceptions, so that every `finally` on the way runs.
    """

    def leave(number, _frame):
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    # A shell's background jobs ignore it, and so would the programs that we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code = command(sys.argv[1:])
    except Problem as problem:
        sys.stdout.flush()
        sys.stderr.write(f"{problem}\n")
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # The reader of our output has gone (`dev/odoo ... | head`).
        code = 1
    sys.exit(code)
