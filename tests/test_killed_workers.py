"""kill -9 at every moment of a call: one invoice in Xero, all rows done in the end."""

import environment
import pytest
from workers import until

INVOICES = "Invoices"
ADMIN = 2


@pytest.mark.parametrize(
    "moment",
    ["before the call", "after the answer", "before the commit of the answer"],
)
def test_p11_killed_worker_leaves_one_invoice(world, moment):
    invoices = world.push(3)
    victim = world.worker()
    victim.do("die_in", moment=moment)
    victim.begin("scheduler")
    victim.dies()
    arrived = {} if moment == "before the call" else invoices
    assert world.in_xero() == arrived
    assert world.states() == {"sending": 3}
    # the next worker comes at once, and leaves alone what may be on its way
    other = world.worker()
    other.scheduler()
    assert world.states() == {"sending": 3}
    world.finish(other)
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices), "each was sent once"


def test_p11_killed_during_the_call_leaves_one_invoice(world):
    """Xero commits after its caller is dead, and after the next worker looked."""
    invoices = world.push(3)
    world.hold("before")
    victim = world.worker()
    other = world.worker()
    victim.begin("scheduler")
    world.wait_for_call()
    victim.kill()
    other.scheduler()
    assert world.in_xero() == {}
    assert world.states() == {"sending": 3}
    world.release()
    world.wait_for_invoices(invoices)
    other.scheduler()
    assert len(world.calls("PUT", INVOICES)) == 1
    world.finish(other)
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def test_p11_edit_while_the_killed_call_is_unknown_goes_after(world):
    """What is changed while a record is unknown waits, then goes as an update."""
    invoices = world.push(1)
    victim = world.worker()
    victim.do("die_in", moment="after the answer")
    victim.begin("scheduler")
    victim.dies()
    move = [world.rows()[0]["res_id"]]
    reference = {"ref": "Order 4711"}
    world.user.call("account.move", move, "write", reference, user=ADMIN)
    other = world.worker()
    other.scheduler()
    assert not world.calls("POST", INVOICES)
    world.finish(other)
    world.assert_one_each(invoices)
    assert world.sent() == list(invoices)
    assert world.record(*invoices)["Reference"] == "Order 4711"


def test_p11_amount_edited_while_it_is_unknown_is_updated_after(world):
    """What Xero has is what was sent, not what the invoice is by now."""
    invoices = world.push(1)
    victim = world.worker()
    victim.do("die_in", moment="after the answer")
    victim.begin("scheduler")
    victim.dies()
    move = world.rows()[0]["res_id"]
    world.user.books("reprice", move=move, price=150.0)
    world.finish()
    changed = world.invoices([move])
    assert changed.keys() == invoices.keys() and changed != invoices
    world.assert_one_each(changed)
    assert world.sent() == list(invoices)


@pytest.mark.parametrize("action", ["button_cancel", "unlink"])
def test_p11_invoice_that_goes_while_it_is_unknown_leaves_xero(world, action):
    """Cancelled or deleted in Odoo before anybody knows that Xero has it."""
    world.push(1)
    victim = world.worker()
    victim.do("die_in", moment="after the answer")
    victim.begin("scheduler")
    victim.dies()
    move = [world.rows()[0]["res_id"]]
    if action == "unlink":
        world.user.call("account.move", move, "button_draft", user=ADMIN)
    world.user.call("account.move", move, action, user=ADMIN)
    world.finish()
    assert len(world.sent()) == 1
    assert world.in_xero() == {}


def test_p11_killed_server_leaves_one_invoice(world):
    """The same with Odoo's own server: all its processes die, and it starts again."""
    options = {"workers": 2, "max_cron_threads": 2}
    with world.env.server(world.database, **options) as server:
        world.hold("after")
        invoices = world.push(3)
        world.wait_for_call()
        server.kill()
        world.wait_for_invoices(invoices)
        world.release()
        until(lambda: is_free(server.port), "the port to be free")
        server.start()
        world.wait_for_states({"sending": 3})
        world.pass_time(15)
        world.wake_up()
        world.wait_for_states({"done": 3})
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def is_free(port):
    try:
        environment.require_port(port)
    except environment.Problem:
        return False
    return True
