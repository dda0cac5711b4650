"""Pause, disconnect and edit while a call is under way: no error for the user, no
invoice lost or doubled; what had not begun waits."""

import pytest

INVOICES = "Invoices"
ADMIN = 2


@pytest.fixture
def running(world):
    """Give a worker in the first of two calls; each call has its own rows."""
    world.invoices_pushed = world.push(60)
    world.hold("before")
    worker = world.worker()
    worker.begin("scheduler")
    world.wait_for_call()
    return worker


def press(world, model, ids, method, *arguments):
    """Let a manager press a button, who must not wait for the call's end."""
    world.user.call(model, ids, method, *arguments, user=ADMIN)
    assert world.in_xero() == {}, "who pressed waited for Xero"
    world.release()


def test_t1_pause_during_a_push(world, running):
    press(world, "xero.organisation", [world.organisation], "action_pause")
    running.result()
    assert world.states() == {"done": 50, "pending": 10}
    assert len(world.in_xero()) == 50
    running.scheduler()
    assert len(world.in_xero()) == 50, "nothing is written while it is paused"
    organisation = [world.organisation]
    world.user.call("xero.organisation", organisation, "action_resume", user=ADMIN)
    world.finish(running)
    world.assert_one_each(world.invoices_pushed)
    assert sorted(world.sent()) == sorted(world.invoices_pushed)


def test_t2_disconnect_during_a_push_and_connect_again(world, running):
    press(world, "xero.organisation", [world.organisation], "action_disconnect")
    running.result()
    assert world.states() == {"done": 50, "pending": 10}
    calls = len(world.calls("PUT", INVOICES))
    running.scheduler()
    assert len(world.calls("PUT", INVOICES)) == calls
    world.user.books(
        "reconnect", organisation=world.organisation, sandbox=world.sandbox.url
    )
    world.finish(running)
    world.assert_one_each(world.invoices_pushed)
    assert sorted(world.sent()) == sorted(world.invoices_pushed)


def test_t1_streams_are_edited_during_a_push(world, running):
    streams = world.streams("invoices", "contacts")
    change = {"enabled": False, "interval": 45}
    press(world, "xero.stream", streams, "write", change)
    running.result()
    assert world.states().get("done", 0) >= 50
    change = {"enabled": True}
    world.user.call("xero.stream", streams, "write", change, user=ADMIN)
    world.finish(running)
    world.assert_one_each(world.invoices_pushed)
    assert sorted(world.sent()) == sorted(world.invoices_pushed)


def test_t1_defaults_are_edited_during_a_push(world, running):
    change = {"grace_minutes": 20, "invoice_status": "DRAFT"}
    press(world, "xero.organisation", [world.organisation], "write", change)
    running.result()
    world.finish(running)
    world.assert_one_each(world.invoices_pushed)
    assert world.settings()["grace_minutes"] == 20
    statuses = [record["Status"] for record in world.records()]
    assert sorted(set(statuses)) == ["AUTHORISED", "DRAFT"]


def test_p11_stop_during_a_push_stops_what_has_not_begun(world, running):
    rows = [row["id"] for row in world.rows()]
    press(world, "xero.queue", rows, "action_cancel")
    running.result()
    assert world.states() == {"done": 50, "canceled": 10}
    assert len(world.in_xero()) == 50
