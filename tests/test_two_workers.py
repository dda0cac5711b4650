"""Several workers at the same moment: nothing is sent twice, one of them refreshes."""

INVOICES = "Invoices"


def test_p11_two_schedulers_at_once_send_each_invoice_once(world):
    invoices = world.push(120)
    world.sandbox.settings(latency_ms=150)
    workers = [world.worker(), world.worker()]
    for worker in workers:
        worker.begin("scheduler")
    for worker in workers:
        worker.result()
    world.finish(workers[0])
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def test_p11_two_senders_without_a_lock_send_each_invoice_once(world):
    """As after a lost lock, both in the middle of their work: rows are claimed one
    by one, and every claim is committed before its call."""
    invoices = world.push(150)
    world.sandbox.settings(latency_ms=300)
    workers = [world.worker(), world.worker()]
    for worker in workers:
        worker.begin("run", organisation=world.organisation)
    for worker in workers:
        worker.result()
    world.finish(workers[0])
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def test_a17_two_workers_refresh_once_and_both_go_on(world):
    """Two organisations of one consent: their jobs need the next token together."""
    world.expire_token()
    streams = world.due("accounts")
    world.hold("before", "POST", "connect/token")
    workers = [world.worker(), world.worker()]
    workers[0].begin("scheduler")
    world.wait_for_call()
    # the other organisation's job meets the refresh, and does not wait for it
    workers[1].scheduler()
    world.release()
    workers[0].result()
    # who found the other one at it comes again in a few seconds
    world.pass_time(1)
    workers[1].scheduler()
    assert len(world.calls("POST", "connect/token")) == 1
    assert world.read() == streams


def test_a17_push_and_refresh_in_the_same_moment(world):
    invoices = world.push(3)
    world.expire_token()
    world.due("accounts")
    workers = [world.worker(), world.worker()]
    for worker in workers:
        worker.begin("scheduler")
    for worker in workers:
        worker.result()
    world.finish(workers[0], minutes=1)
    world.assert_one_each(invoices)
    assert len(world.calls("POST", "connect/token")) == 1
