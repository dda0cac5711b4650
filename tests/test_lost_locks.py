"""The lock of the scheduled action is no proof, and transactions get in each other's
way: the rows of a call are its own, and no answer is lost.

PostgreSQL drops the lock of a long call where idle_in_transaction_session_timeout is
set: the connection that holds it is idle while Xero works.
"""

import pytest

INVOICES = "Invoices"


def begin_and_lose_the_lock(world, moment):
    """Begin a call that Xero keeps waiting; give its worker once the lock is gone."""
    world.hold(moment)
    first = world.worker()
    first.begin("scheduler")
    world.wait_for_call()
    world.end_idle_transactions()
    world.wait_for_free_job()
    return first


def test_p11_lost_lock_second_worker_sends_other_rows_only(world):
    """With PostgreSQL's own time limit; the other tests do not wait for it."""
    invoices = world.push(60)
    world.sql(
        f'ALTER DATABASE "{world.database}"'
        " SET idle_in_transaction_session_timeout = '2s'"
    )
    world.hold("before")
    first = world.worker()
    first.begin("scheduler")
    world.wait_for_call()
    world.wait_for_free_job()
    second = world.worker()
    second.scheduler()
    assert world.states() == {"sending": 50, "done": 10}
    world.release("PUT")
    first.result()
    world.finish(second)
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices), "each was sent once"


def test_p11_lost_lock_answer_is_late_but_in_time(world):
    invoices = world.push(3)
    first = begin_and_lose_the_lock(world, "before")
    second = world.worker()
    second.scheduler()
    assert world.states() == {"sending": 3}
    world.release("PUT")
    first.result()
    assert world.states() == {"done": 3}, "the late answer counts: the rows are its own"
    world.assert_one_each(invoices)
    assert not world.calls("GET", INVOICES)


def test_p11_lost_lock_late_answer_after_the_look_up_is_not_written(world):
    invoices = world.push(3)
    first = begin_and_lose_the_lock(world, "after")
    world.pass_time(5)
    second = world.worker()
    second.scheduler()
    before = world.rows()
    assert {row["state"] for row in before} == {"done"}
    world.release("PUT")
    first.result()
    assert world.rows() == before
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


def test_p11_lost_lock_late_answer_of_rows_that_were_sent_again(world):
    """Against all promises Xero is still at it when the look-up finds nothing: the
    second call creates, the first is refused, and its verdict is not the rows'."""
    invoices = world.push(3)
    first = begin_and_lose_the_lock(world, "before")
    world.pass_time(5)
    second = world.worker()
    second.scheduler()
    before = world.rows()
    assert {row["state"] for row in before} == {"done"}
    world.release("PUT")
    first.result()
    assert world.rows() == before
    world.assert_one_each(invoices)


def test_p11_lost_lock_answer_comes_during_the_look_up(world):
    """The answer is written while the other worker waits for what it looks up."""
    invoices = world.push(3)
    first = begin_and_lose_the_lock(world, "before")
    world.pass_time(5)
    world.hold("after", "GET")
    second = world.worker()
    second.begin("scheduler")
    world.wait_for_call()
    world.release("PUT")
    first.result()
    before = world.rows()
    assert {row["state"] for row in before} == {"done"}
    world.release("GET")
    second.result()
    assert world.rows() == before, "what is done is not looked up again"
    world.assert_one_each(invoices)
    assert sorted(world.sent()) == sorted(invoices)


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE xero_queue SET user_id = user_id",
        "UPDATE xero_organisation SET name = name",
        "UPDATE account_move SET ref = 'seen by another' WHERE name LIKE 'INV%'",
    ],
)
def test_p7_another_transaction_in_the_way_loses_no_answer(world, touch):
    """It holds what the answer is written to, and commits first."""
    invoices = world.push(3)
    world.hold("after")
    worker = world.worker()
    worker.begin("scheduler")
    world.wait_for_call()
    with world.neighbour() as neighbour:
        neighbour.execute(touch)
        world.release()
        world.wait_until_answered()
        world.wait_for_lock_or(worker)
    worker.result()
    assert world.states() == {"done": 3}
    world.assert_one_each(invoices)
    assert not world.calls("GET"), "nothing had to be looked up"


def test_p11_connections_lost_during_the_call_lose_no_answer(world):
    """PostgreSQL restarts, seen from the worker: all of its connections are dead."""
    invoices = world.push(3)
    world.hold("before")
    worker = world.worker()
    worker.begin("scheduler")
    world.wait_for_call()
    world.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND pid != pg_backend_pid()",
        world.database,
    )
    world.release()
    worker.result()
    assert world.states() == {"done": 3}
    # the lock is gone, so the next worker finds the job due
    world.finish()
    world.assert_one_each(invoices)
    assert len(world.calls("PUT", INVOICES)) == 1


def test_p11_record_waits_while_another_worker_takes_one_of_its_rows(world):
    """Two rows of one invoice: who cannot lock both leaves the invoice alone."""
    invoices = world.push(1)
    [row] = world.rows()
    world.copy_row(row["id"])
    worker = world.worker()
    with world.neighbour() as neighbour:
        neighbour.execute(
            "SELECT 1 FROM xero_queue WHERE id = %s FOR UPDATE", [row["id"]]
        )
        worker.scheduler()
        assert world.sent() == []
    world.finish(worker)
    world.assert_one_each(invoices)
    assert world.sent() == list(invoices)
