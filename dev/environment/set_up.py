"""The set-up: which steps there are, and which of them are finished."""

import ast
import os
import shutil
from pathlib import Path

from . import odoo_packages, other_addons, programs, virtualenv
from .cluster import Cluster
from .steps import Markers, Problem, at_the_same_time, exclusive

ROOT = Path(__file__).resolve().parents[2]
ADDON = "xero_connector"
NEEDED_SPACE = 5 * 1024**3


def home_folder():
    """Return the folder that everything is kept in."""
    chosen = os.environ.get("XERO_DEV_HOME")
    if chosen:
        return Path(chosen).expanduser().resolve()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return (Path(cache).expanduser() / "xero-connector-dev").resolve()


class SetUp:
    """The folders of one home, and the steps that fill them."""

    def __init__(self, home=None, root=ROOT):
        self.home = home or home_folder()
        self.root = root
        self.logs = self.home / "logs"
        self.venv = self.home / "venv"
        self.python = self.venv / "bin/python"
        self.other_addons = self.home / "addons"
        self._markers = Markers(self.home / "done")
        self._own_home = os.environ.get("ODOO_HOME")

    def complete(self):
        """Run the steps that are not finished, independent ones side by side."""
        self.make_home()
        if self._own_home:
            self.installation()  # a wrong folder is said before anything is fetched
        if not self._finished():
            with self._set_up_lock():
                self._check_space()
                at_the_same_time(
                    self._set_up_odoo, self._set_up_python, self._set_up_cluster
                )

    def complete_tools(self):
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
            and self._markers.done("addons", other_addons.KEY)
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

    def _set_up_python(self):
        self._set_up_venv()
        if not self._markers.done("addons", other_addons.KEY):
            other_addons.fetch(self.other_addons, self.python, self.logs)
            self._markers.write("addons", other_addons.KEY)

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

    def installation(self):
        """Return where Odoo is."""
        return odoo_packages.own_installation(self._own_home or self.home / "odoo")

    def addons(self):
        """Return the names of this checkout's addons."""
        return addons(self.root)


def addons(root):
    """Return the names of a checkout's addons."""
    found = root.glob(f"{ADDON}*/__manifest__.py")
    return sorted(path.parent.name for path in found)


def needed(root, names):
    """Return the modules of others that these addons of a checkout stand on."""
    found = set()
    for name in names:
        manifest = ast.literal_eval((root / name / "__manifest__.py").read_text())
        found.update(manifest["depends"])
    return sorted(found.difference(addons(root)))
