"""Xero says no for a while: nobody sleeps, the run ends, later it goes on by itself."""

import time
from datetime import timedelta

import pytest

INVOICES = "Invoices"


@pytest.mark.parametrize(
    "limit, seconds", [("minute", 26), ("day", 7200), ("concurrent", 10)]
)
def test_p8_limit_ends_the_run_which_goes_on_by_itself(world, limit, seconds):
    invoices = world.push(60)
    world.sandbox.fault(f"429_{limit}", method="PUT", path=INVOICES)
    worker = world.worker()
    started = time.monotonic()
    worker.scheduler()
    assert time.monotonic() - started < 10, "nobody sleeps"
    assert world.states() == {"pending": 60}, "a 429 was not carried out"
    settings = world.settings()
    assert settings["limit_problem"] == limit
    assert_about(settings["not_before"] - world.now(), seconds)
    [trigger] = world.triggers()
    assert trigger >= settings["not_before"] - timedelta(seconds=1)
    calls = len(world.calls())
    worker.scheduler()
    assert len(world.calls()) == calls, "no call before its time"
    world.pass_time(seconds // 60 + 1)
    world.finish(worker)
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 3


def assert_about(span, seconds):
    assert timedelta(seconds=seconds - 9) < span <= timedelta(seconds=seconds + 2)


def test_p8_limit_is_noted_with_another_transaction_in_the_way(world):
    """Somebody saves the organisation while Xero says 429: the wait is not lost."""
    invoices = world.push(3)
    world.hold("before")
    world.sandbox.fault("429_minute", method="PUT", path=INVOICES)
    worker = world.worker()
    worker.begin("scheduler")
    world.wait_for_call()
    with world.neighbour() as neighbour:
        neighbour.execute("UPDATE xero_organisation SET name = name")
        world.release()
        world.wait_until_answered()
        world.wait_for_lock_or(worker)
    worker.result()
    assert world.settings()["not_before"] > world.now()
    assert not world.job()["failure_count"]
    world.finish(worker, minutes=1)
    world.assert_one_each(invoices)


def test_p8_real_limit_of_calls_a_minute(world):
    invoices = world.push(120)
    world.sandbox.settings(minute_limit=2)
    worker = world.worker()
    worker.scheduler()
    assert world.states() == {"pending": 20, "done": 100}
    world.finish(worker, minutes=2)
    world.assert_one_each(invoices)
    assert all(call.status == 200 for call in world.calls("PUT", INVOICES))
    assert sorted(world.sent()) == sorted(invoices)


def test_a17_token_refused_in_mid_run_is_renewed(world):
    """401 at the second batch: not carried out, a new token, and on it goes."""
    invoices = world.push(60)
    world.pass_time(5)
    world.sandbox.fault("401", method="PUT", path=INVOICES, skip=1)
    worker = world.worker()
    worker.scheduler()
    assert world.states() == {"pending": 10, "done": 50}
    world.finish(worker, minutes=1)
    world.assert_one_each(invoices)
    assert len(world.calls("POST", "connect/token")) == 1
    statuses = [call.status for call in world.calls("PUT", INVOICES)]
    assert statuses == [200, 401, 200]


def test_a17_token_that_xero_no_longer_knows_is_renewed(world):
    """Odoo's clock says that it is valid, Xero's says that it is not."""
    invoices = world.push(3)
    world.age_token()
    world.sandbox.clock(advance=1900)
    world.finish(minutes=1)
    world.assert_one_each(invoices)
    assert len(world.calls("POST", "connect/token")) == 1


def test_a17_fresh_token_that_is_refused_makes_no_storm(world):
    invoices = world.push(3)
    world.age_token(minutes=0)
    world.sandbox.fault("401", method="PUT", path=INVOICES)
    worker = world.worker()
    for _round in range(3):
        worker.scheduler()
    assert len(world.calls()) == 1
    assert world.states() == {"pending": 3}
    world.finish(worker, minutes=2)
    world.assert_one_each(invoices)


@pytest.mark.parametrize("fault", ["500_after", "drop_after"])
def test_a17_lost_answer_of_the_refresh_keeps_the_consent(world, fault):
    """Xero has rotated the token and nobody heard of it: the old one lives on."""
    invoices = world.push(3)
    world.expire_token()
    world.sandbox.fault(fault, method="POST", path="connect/token")
    world.finish(minutes=3)
    world.assert_one_each(invoices)
    assert len(world.calls("POST", "connect/token")) == 2


def test_a17_refresh_whose_lock_is_dropped_keeps_the_consent(world):
    """PostgreSQL ends the connection that waits for the new token: it cannot be
    stored, and Xero takes the one before once more."""
    invoices = world.push(3)
    world.expire_token()
    world.hold("after", "POST", "connect/token")
    worker = world.worker()
    worker.begin("scheduler")
    world.wait_for_call()
    world.end_idle_transactions()
    world.release()
    worker.result()
    assert world.states() == {"pending": 3}
    world.finish(worker, minutes=3)
    world.assert_one_each(invoices)
    assert len(world.calls("POST", "connect/token")) == 2
