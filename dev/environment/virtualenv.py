"""The virtual environment that Odoo, the tests and the checks run in."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .steps import Problem, digest, run, step

OLDEST, NEWEST = (3, 10), (3, 13)  # what Odoo 19 takes
OWN = Path(__file__).resolve().parent / "odoo-requirements.txt"


def requirement_files(root):
    """Return the lists of what is installed."""
    return [OWN, root / "requirements.txt", root / "test-requirements.txt"]


def key(root):
    """Return what the virtual environment depends on."""
    texts = [path.read_text() for path in requirement_files(root)]
    return digest(version(), *texts)


def version():
    """Return the version of Python that the virtual environment has."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        # The same answer inside the virtual environment as outside.
        return f"{sys.version_info[0]}.{sys.version_info[1]}"
    return run(
        [interpreter(), "-c", "import sys; print(sys.version[:4], end='')"], "No Python"
    )


def interpreter():
    """Return a Python that Odoo 19 takes: ours if possible."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        # A version manager's shim may name a Python that it does not have.
        if found and not subprocess.call(
            [found, "-c", "import venv"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ):
            return found
    raise Problem(
        "Odoo 19 needs Python 3.10, 3.11, 3.12 or 3.13: install one and run this "
        "command with it."
    )


def make(folder, root, log_folder):
    """Create or complete the virtual environment."""
    base = interpreter()
    marker = folder / "made-for"
    if not marker.exists() or marker.read_text() != version():
        with step("create the virtual environment"):
            shutil.rmtree(folder, ignore_errors=True)
            run(
                [base, "-m", "venv", folder],
                "The virtual environment could not be made (on Debian: apt-get "
                "install python3-venv)",
                log_folder / "venv.log",
            )
            marker.write_text(version())
    command = [folder / "bin/python", "-m", "pip", "install", "-q"]
    for path in requirement_files(root):
        command += ["-r", path]
    log = log_folder / "pip.log"
    with step("install the Python packages"):
        try:
            run(command, "pip could not install the Python packages", log)
        except Problem:
            errors = re.findall(r"(?m)^ERROR: (.*)$", log.read_text())
            if not errors:
                raise
            raise Problem(
                f"pip could not install the Python packages: {errors[-1]} (all of it: "
                f"{log}). Check the connection and run this command again."
            ) from None
