"""The benchmarks of `dev/bench`: one file each.

A file here whose module has ``run(env)`` is a benchmark under its own name; the first
line of its docstring is its title. ``run`` returns figures (a dict that can be JSON,
with ``complete``) and the lines to be printed.
"""

import importlib
import pkgutil


def names():
    """Return the names of all benchmarks."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name for name in found if hasattr(_module(name), "run"))


def title(name):
    """Return what a benchmark measures."""
    return _module(name).__doc__.strip().split("\n", 1)[0]


def run(name, env):
    """Run one benchmark: its figures, and the lines that tell of them."""
    return _module(name).run(env)


def _module(name):
    return importlib.import_module(f"{__name__}.{name}")
