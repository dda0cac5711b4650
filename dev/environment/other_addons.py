"""Addons of others that the connector works beside, from PyPI."""

import shutil

from .steps import digest, run, step

HELPDESK = "helpdesk_mgmt"
# Their packages ask for one named odoo, which PyPI has not: they come without it.
PACKAGES = {HELPDESK: "odoo-addon-helpdesk_mgmt==19.0.1.3.2"}
KEY = digest(*PACKAGES.values())


def addons_folder(target):
    """Return the folder below `target` that Odoo finds the addons in."""
    return target / "odoo/addons"


def packages(modules):
    """Return the packages of those modules that come from one."""
    return tuple(PACKAGES[name] for name in modules if name in PACKAGES)


def fetch(target, python, log_folder):
    """Unpack the packages into `target`, not into the virtual environment.

    There a package `odoo` would be all of Odoo to whoever imports it.
    """
    fresh = target.with_name(f"{target.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [python, "-m", "pip", "install", "-q", "--no-deps", "--target", fresh]
    with step("download the addons of others"):
        run(
            [*command, *PACKAGES.values()],
            "pip could not install the addons of others",
            log_folder / "other-addons.log",
        )
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
