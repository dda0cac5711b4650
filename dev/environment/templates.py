"""Template databases: installed once, copied for every use."""

import shutil

from .other_addons import packages
from .steps import digest, exclusive, say, step

BASE = ("account", "hr_timesheet", "l10n_au", "l10n_uk")
# Files that are read from disk at run time and leave nothing in the database.
NOT_INSTALLED = {"tests", "readme", "__pycache__", "node_modules"}
KEPT = 12  # former states of one set of modules, for those who still use them


def addon_digest(folder):
    """Return the digest of the files that an addon's installation depends on."""
    files = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if NOT_INSTALLED.intersection(parts) or not path.is_file():
            continue
        if path.suffix in (".pyc", ".pot", ".rst", ".md") or parts[-1].startswith("."):
            continue
        files.append(("/".join(parts), digest_of_file(path)))
    return digest(files)


def digest_of_file(path):
    """Return a file's digest; an editor may take the file away meanwhile."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return ""


class Templates:
    """The template databases of one environment."""

    def __init__(self, environment, source=None):
        self.environment = environment
        self.cluster = environment.cluster
        self.source = source

    def ensure(self, modules=BASE, demo=False):
        """Return the name of a template with these modules, made if missing.

        This checkout's addons are installed on a copy of the template without
        them: after an edit only they are installed again.
        """
        if self.source:
            return self._bring(self.source.ensure(modules, demo))
        modules = tuple(sorted(set(modules)))
        own = [name for name in modules if name in self.environment.addons()]
        others = tuple(name for name in modules if name not in own)
        parent = self.ensure(others, demo) if own and others else None
        content = [addon_digest(self.environment.root / name) for name in own]
        versions = (self.environment.installation.version, *packages(modules))
        key = digest(*versions, modules, demo)
        name = f"template_{key[:6]}_{digest(key, content)[:8]}"
        if self.cluster.exists(name):
            return name
        lock = self.environment.home / "locks" / name
        with exclusive(lock, "it prepares the same template database"):
            if not self.cluster.exists(name):
                self._build(name, own or others, parent, demo)
                self._forget_old(f"template_{key[:6]}_", name)
        return name

    def _bring(self, name):
        if not self.cluster.exists(name):
            folder = self.environment.own_folder / name
            self.cluster.bring(self.source.cluster, name, folder)
            files = self.source.filestore(name)
            if files.exists():
                shutil.copytree(files, self.filestore(name))
        return name

    def _build(self, name, modules, parent, demo):
        part = f"part_{name}"
        demo_text = " with demo data" if demo else ""
        with step(f"install {', '.join(modules)}{demo_text} in a template database"):
            self.drop(part)
            self.copy(parent, part)
            arguments = ["-i", ",".join(modules), "--stop-after-init", "--no-http"]
            if demo and not parent:
                arguments.append("--with-demo")
            log = self.environment.logs / f"{name}.log"
            try:
                self.environment.run_odoo(part, arguments, log)
                # The rename is the last act: a template of that name is complete.
                self.cluster.sql(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
                part_files, files = self.filestore(part), self.filestore(name)
                shutil.rmtree(files, ignore_errors=True)
                if part_files.exists():
                    part_files.rename(files)
            except BaseException:
                self.drop(part)
                raise

    def _forget_old(self, prefix, newest):
        rows = self.cluster.sql(
            f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"
            " ORDER BY oid DESC"
        )
        for (name,) in rows[KEPT:]:
            if name != newest:
                say(f"- forget the old template {name}")
                self.drop(name)

    def copy(self, source, name):
        """Create a database with its files, as a copy or empty."""
        self.cluster.create(name, source or "template0")
        files = self.filestore(name)
        shutil.rmtree(files, ignore_errors=True)
        if source and self.filestore(source).exists():
            shutil.copytree(self.filestore(source), files)

    def drop(self, name):
        """Drop a database with its files."""
        self.cluster.drop(name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def filestore(self, name):
        """Return the folder of a database's attachments."""
        return self.environment.data_dir / "filestore" / name
