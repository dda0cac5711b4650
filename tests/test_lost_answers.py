"""Whatever happens to the answer of a call: one invoice in Xero, and in the end the
connector knows of it.

``world.pass_time`` moves the clock where minutes would have to be waited for.
"""

import time

import pytest

INVOICES = "Invoices"


def test_p7_undisturbed_push_makes_one_invoice_each(world):
    invoices = world.push(3)
    world.finish()
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 1


@pytest.mark.parametrize("fault", ["drop_after", "500_after", "bad_json"])
def test_p7_answer_lost_after_commit_makes_one_invoice(world, fault):
    invoices = world.push(3)
    world.sandbox.fault(fault, method="PUT", path=INVOICES)
    worker = world.worker()
    worker.scheduler()
    assert world.in_xero() == invoices
    assert world.states() == {"sending": 3}
    world.finish(worker)
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices), "looked up, not sent again"


@pytest.mark.parametrize("fault", ["drop_before", "500_before", "503"])
def test_p7_call_that_never_arrived_is_looked_up_then_sent_again(world, fault):
    invoices = world.push(3)
    world.sandbox.fault(fault, method="PUT", path=INVOICES)
    worker = world.worker()
    worker.scheduler()
    assert world.in_xero() == {}
    world.finish(worker)
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 2
    methods = [call.method for call in world.calls(path=INVOICES)]
    assert methods == ["PUT", "GET", "PUT"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_p7_answer_after_the_deadline_makes_one_invoice(world, moment):
    """Xero commits before or after the sender has given up; both within the call."""
    invoices = world.push(3)
    world.hold(moment)
    worker = world.worker()
    worker.do("deadline", seconds=1)
    worker.scheduler()
    assert world.states() == {"sending": 3}
    # nobody looks, and nobody sends, before the call must be over
    worker.scheduler()
    assert world.states() == {"sending": 3}
    assert not world.calls("GET", INVOICES)
    world.release()
    world.wait_until_answered()
    world.finish(worker)
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def test_p7_answer_lost_again_and_again_makes_one_invoice(world):
    """Neither the call nor the look-up after it brings an answer at first."""
    invoices = world.push(3)
    world.sandbox.fault("drop_before", method="PUT", path=INVOICES)
    world.sandbox.fault("drop_after", method="PUT", path=INVOICES)
    world.sandbox.fault("drop_after", method="GET", path=INVOICES, times=2)
    world.finish(rounds=12)
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 2


def test_p7_one_element_of_a_lost_call_was_refused(world):
    """The answer that got lost said no to one of three: only that one is left."""
    invoices = world.push(3)
    number = sorted(invoices)[1]
    taken = {"Type": "ACCREC", "InvoiceNumber": number, "Status": "DRAFT"}
    contact = next(iter(world.sandbox.organisation("AU").contacts.values()))
    taken["Contact"] = {"ContactID": contact["ContactID"]}
    taken["LineItems"] = [{"Description": "Somebody's", "UnitAmount": 1}]
    world.sandbox.act("create_invoice", organisation="AU", **taken)
    world.sandbox.fault("drop_after", method="PUT", path=INVOICES)
    worker = world.worker()
    for _round in range(3):
        worker.scheduler()
        world.pass_time(15)
    assert world.states() == {"done": 2, "failed": 1}
    assert world.in_xero().keys() == invoices.keys()
    assert sorted(world.sent()) == sorted(invoices)


def test_p5_xero_out_of_reach_goes_on_by_itself(world):
    invoices = world.push(3)
    parameters = ("xero_connector.api_url", "http://localhost:9")
    world.user.call("ir.config_parameter", [], "set_param", *parameters)
    worker = world.worker()
    started = time.monotonic()
    worker.scheduler()
    assert time.monotonic() - started < 10
    assert not {"sending", "failed", "done"} & world.states().keys()
    assert world.settings()["not_before"]
    parameters = ("xero_connector.api_url", world.sandbox.url)
    world.user.call("ir.config_parameter", [], "set_param", *parameters)
    world.finish(worker)
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 1
