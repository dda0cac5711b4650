"""How many calls a push takes, counted at Xero's end."""

INVOICES = "Invoices"


def finish(world, worker=None):
    """On a busy machine it takes several runs; the token lives longer than these."""
    world.finish(worker, minutes=1)


def test_w1_two_hundred_invoices_take_four_calls(world):
    """40 customers who are known, 2 lines each: no look-up per line or document."""
    invoices = world.push(200)
    finish(world)
    world.assert_one_each(invoices)
    calls = [(call.method, call.path) for call in world.calls()]
    assert calls == [("PUT", INVOICES)] * 4
    assert [len(call.body["Invoices"]) for call in world.calls()] == [50] * 4


def test_w2_running_again_sends_nothing(world):
    invoices = world.push(200)
    worker = world.worker()
    finish(world, worker)
    calls = len(world.calls())
    world.trigger()
    worker.scheduler()
    assert len(world.calls()) == calls, "the job ran and had nothing to do"
    world.push(200)
    finish(world, worker)
    world.assert_one_each(invoices)
    again = [call.method for call in world.calls()[calls:]]
    # before an update Xero is read, a batch at a time: a person may have edited there
    assert again == ["GET"] * 4
