"""Programs of the machine that the environment uses: PostgreSQL and a browser."""

import os
import re
import shutil
from pathlib import Path

from .steps import Problem, run, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OLDEST_POSTGRESQL = 13  # what Odoo 19 takes


def postgresql_bin():
    """Return the folder of the newest PostgreSQL server programs, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    for name in ("initdb", "postgres"):
        found = shutil.which(name)
        if found:
            folders.append(Path(found).resolve().parent)
    versions = {}
    for folder in folders:
        if not (folder / "postgres").exists():
            continue
        text = run([folder / "postgres", "--version"], "PostgreSQL does not start")
        versions[int(re.search(r"(\d+)", text).group(1))] = folder
    newest = max(versions, default=0)
    return versions[newest] if newest >= OLDEST_POSTGRESQL else None


def browser():
    """Return the browser's path, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def ensure_programs(log_folder):
    """Install what is missing where we may; otherwise say what to do."""
    missing = []
    if not postgresql_bin():
        missing.append("postgresql")
    if not browser():
        missing.append("chromium")
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        raise Problem(
            f"Missing on this machine: {', '.join(missing)}. Install it (on Debian: "
            f"sudo apt-get install {names}) and run this command again."
        )
    with step(f"install {names}"):
        _apt_install(missing, log_folder)


def _apt_install(packages, log_folder):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    failure = f"apt could not install {' '.join(packages)}"
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    log = log_folder / "apt-install.log"
    run(["apt-get", "update", "-q"], failure, log, env=environment)
    if "postgresql" in packages:
        # The package would make and start a server of its own: not wanted here.
        run([*install, "postgresql-common"], failure, log, env=environment)
        folder = Path("/etc/postgresql-common/createcluster.d")
        folder.mkdir(parents=True, exist_ok=True)
        setting = folder / "xero-connector-dev.conf"
        setting.write_text("create_main_cluster = false\n")
        try:
            run([*install, *packages], failure, log, env=environment)
        finally:
            setting.unlink()
    else:
        run([*install, *packages], failure, log, env=environment)
