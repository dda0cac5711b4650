"""What all tests share: no test is skipped, a count that dev/test prints, and a
database for each of several processes."""

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "dev"))

_passed, _failed = set(), set()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport():
    """Turn a skipped test into a failed one: green must mean that it ran."""
    report = yield
    return _fail_if_skipped(report)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report():
    """Turn a skipped file into a failed one."""
    report = yield
    return _fail_if_skipped(report)


def _fail_if_skipped(report):
    if report.skipped:
        reason = report.longrepr
        if isinstance(reason, tuple):
            reason = ":".join(map(str, reason))
        report.outcome = "failed"
        report.longrepr = f"Skipped, and no test may be: {reason}"
    return report


def pytest_runtest_logreport(report):
    """Count a test once, whatever number of parts it has."""
    if report.failed:
        _failed.add(report.nodeid)
    elif report.when == "call":
        _passed.add(report.nodeid)


def pytest_collectreport(report):
    """Count a file that cannot be read as a failure."""
    if report.failed:
        _failed.add(report.nodeid)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Give one of several processes its own of the configurations that dev/test made.

    pytest-odoo would copy the database itself, in a way that Odoo 19 does not take:
    it must not see that it is one of several.
    """
    name = os.environ.pop("PYTEST_XDIST_WORKER", None)
    configs = os.environ.get("XERO_TEST_CONFIGS")
    if name and configs:
        number = int(name.removeprefix("gw"))
        config.option.odoo_config = configs.split(os.pathsep)[number]
    return (yield)


def pytest_sessionfinish(session):
    """Hand the count to dev/test; one of several processes tells it to the first."""
    path = os.environ.get("XERO_TEST_COUNT")
    if path and not hasattr(session.config, "workerinput"):
        count = {"passed": len(_passed - _failed), "failed": len(_failed)}
        Path(path).write_text(json.dumps(count))


@pytest.fixture(scope="session")
def odoo_environment():
    """Give the environment of dev/, to start real Odoo processes with."""
    import environment

    environment.set_quiet(True)
    with environment.prepare() as env:
        yield env
