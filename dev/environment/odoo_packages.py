"""Odoo 19 itself: from Debian's packages, or one that is there already."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .steps import Problem, digest, run, step

# Newer suites come first; the package moves through them as Debian does.
SUITES = ("sid", "forky", "trixie", "trixie-backports")
ODOO = "odoo-19"
# Debian replaces these libraries and fonts by links into other packages: without
# jQuery every page is an error, without the fonts the icons are missing.
STRIPPED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Version 4.7 of the icons: the newer suites' files have other names.
ICONS, ICONS_SUITE = "fonts-font-awesome", "bookworm"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
OWN_ODOO = "set ODOO_HOME to the folder of an Odoo 19 of your own"

# The package lacks the video call's background blur; the missing file's console
# error would fail every browser test. Nobody blurs a background here.
BLUR = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
BLUR_STUB = """\
window.SelfieSegmentation = class {
    setOptions() {}
    onResults() {}
    reset() {}
    close() {}
    async send() {}
};
"""
KEY = digest(ODOO, SUITES, STRIPPED, ICONS, ICONS_SUITE, BLUR_STUB)


class Installation:
    """Where one Odoo is: its script, its Python path and its addons."""

    def __init__(self, script, python_path, addons, version):
        self.script = script
        self.python_path = python_path
        self.addons = addons
        self.version = version


def own_installation(folder):
    """Describe the Odoo in `folder`: a checkout, or an unpacked package."""
    folder = Path(folder).expanduser().resolve()
    for script, base in (
        (folder / "odoo-bin", folder),
        (folder / "usr/bin/odoo", folder / "usr/lib/python3/dist-packages"),
    ):
        if script.exists() and (base / "odoo").is_dir():
            addons = [
                path
                for path in (base / "addons", base / "odoo/addons")
                if any(path.glob("*/__manifest__.py"))
            ]
            return Installation(script, base, addons, _version(base))
    raise Problem(
        f"There is no Odoo in {folder}: ODOO_HOME must be the folder that holds "
        "odoo-bin, or an unpacked odoo-19 package."
    )


def _version(base):
    release = base / "odoo/release.py"
    text = release.read_text() if release.exists() else ""
    match = re.search(r"version_info = \((\d+), (\d+)", text)
    if not match or match.group(1) != "19":
        raise Problem(f"The Odoo in {base} is not version 19: {OWN_ODOO}.")
    return digest(base, release.stat().st_mtime_ns)


def fetch(target, work, log_folder):
    """Download Odoo and the stripped pieces and unpack them into `target`."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Problem(
                f"Odoo 19 comes from Debian's packages, and {program} is not on this "
                f"machine: {OWN_ODOO}."
            )
    shutil.rmtree(work, ignore_errors=True)
    archives = work / "archives"
    archives.mkdir(parents=True)
    with step("download Odoo 19"):
        _download(work, archives, log_folder / "odoo-download.log")
    fresh = work / "root"
    with step("unpack Odoo 19"):
        for archive in sorted(archives.glob("*.deb")):
            run(["dpkg-deb", "-x", archive, fresh], f"{archive.name} does not unpack")
        addons = fresh / "usr/lib/python3/dist-packages/odoo/addons"
        blur = addons / BLUR
        blur.parent.mkdir(parents=True, exist_ok=True)
        if not blur.exists():
            blur.write_text(BLUR_STUB)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    shutil.rmtree(work, ignore_errors=True)


def _download(work, archives, log):
    mirrors = _mirrors()
    if not mirrors:
        raise Problem(
            "No Debian mirror is named in this machine's apt sources, and Odoo 19 "
            f"comes from there: {OWN_ODOO}."
        )
    reasons = []
    for mirror, keyring in mirrors:
        for suite in SUITES:
            apt = _private_apt(work, mirror, keyring, suite)
            names = [f"{name}/{suite}" for name in (ODOO, *STRIPPED)]
            names.append(f"{ICONS}/{ICONS_SUITE}")
            try:
                run([*apt, "update"], f"No package lists from {mirror}", log)
                run(
                    [*apt, "download", *names],
                    f"{suite} of {mirror} does not give {ODOO}",
                    log,
                    cwd=archives,
                )
                return
            except Problem as problem:
                reasons.append(str(problem))
    raise Problem(
        f"Odoo 19 (package {ODOO}) could not be downloaded from {', '.join(SUITES)}: "
        f"{OWN_ODOO}. First reason: {reasons[0]}"
    )


def _mirrors():
    """Return the machine's own Debian mirrors with their keyrings, in order."""
    folder = Path("/etc/apt")
    found = {}
    for path in sorted(folder.glob("sources.list.d/*.sources")):
        for block in re.split(r"\n\s*\n", path.read_text(errors="replace")):
            fields = dict(re.findall(r"(?m)^([\w-]+):[ \t]*(.*)$", block))
            if fields.get("Enabled", "yes").lower() == "no":
                continue
            for uri in fields.get("URIs", "").split():
                found.setdefault(uri, fields.get("Signed-By", ""))
    lists = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    for path in filter(Path.exists, lists):
        for line in path.read_text(errors="replace").splitlines():
            match = re.match(r"deb\s+(?:\[(.*?)\]\s+)?(\S+)", line)
            if match:
                signed = re.search(r"signed-by=(\S+)", match.group(1) or "")
                found.setdefault(match.group(2), signed.group(1) if signed else "")
    mirrors = []
    for uri, signed in found.items():
        # The security archive has another layout; other vendors' have no Odoo.
        if uri.rstrip("/").endswith("/debian"):
            own = Path(signed) if signed.startswith("/") else KEYRING
            mirrors.append((uri, own if own.exists() else KEYRING))
    return mirrors


def _private_apt(work, mirror, keyring, suite):
    """Return an apt-get command that reads and writes only below `work`."""
    lists, cache = work / "lists", work / "cache"
    shutil.rmtree(lists, ignore_errors=True)
    for path in (lists / "partial", cache / "archives/partial"):
        path.mkdir(parents=True, exist_ok=True)
    sources = work / "sources.list"
    sources.write_text(
        "".join(
            f"deb [signed-by={keyring}] {mirror} {name} main\n"
            for name in (suite, ICONS_SUITE)
        )
    )
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::Lists": lists,
        "Dir::Cache": cache,
        "APT::Get::List-Cleanup": "0",
        "Acquire::Retries": "3",
        # A list that did not come is an error, not a remark.
        "APT::Update::Error-Mode": "any",
    }
    if not os.geteuid():
        # The folder may be closed to apt's own download user.
        options["APT::Sandbox::User"] = "root"
    command = ["apt-get", "-q"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    return command


def leftover_links(target):
    """Return the links that lead nowhere (for a look at a new package version)."""
    found = subprocess.run(
        ["find", str(target), "-xtype", "l"], capture_output=True, text=True, check=True
    )
    return found.stdout.splitlines()
