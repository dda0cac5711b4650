"""Several real processes need the access to Xero at the same moment (A17).

Xero rotates the refresh token, so only one may refresh; and whoever dies between
Xero's answer and the commit must not cost the consent.
"""

import pytest
from workers import until

PROCESSES = 4
TOKEN = "connect/token"


@pytest.fixture
def race(world, tmp_path):
    """Give what begins so many processes, each in a transaction that has seen the
    expired token; they need it once the file is there."""
    world.expire_token()

    def begin(go, count=1):
        workers = [world.worker() for _number in range(count)]
        for worker in workers:
            ready = tmp_path / f"{worker.pid}"
            worker.begin(
                "books", function="need_access", ready=str(ready), go=str(tmp_path / go)
            )
            until(ready.exists, "the transaction to begin")
        return workers

    begin.go = lambda name: (tmp_path / name).touch()
    return begin


def refreshes(world):
    return len(world.calls("POST", TOKEN))


def test_a17_one_of_many_refreshes(world, race):
    world.hold("before", "POST", TOKEN)
    workers = race("first", PROCESSES)
    race.go("first")
    # the others are told to come again while one of them is at it
    until(
        lambda: sum(worker.finished() for worker in workers) == PROCESSES - 1,
        "the others",
    )
    [first] = [worker for worker in workers if not worker.finished()]
    world.release()
    token = first.result()
    assert len(token) == 64, token
    others = [worker.result() for worker in workers if worker is not first]
    assert others == ["busy"] * (PROCESSES - 1)
    assert refreshes(world) == 1

    # who comes later finds the new token, and calls nobody
    [late] = race("first")
    assert late.result() == token
    assert refreshes(world) == 1


def test_a17_an_older_transaction_finds_the_new_token(world, race):
    """Its own snapshot still shows the expired token; the lock is free again."""
    [early], [late] = race("first"), race("second")
    race.go("first")
    token = early.result()
    race.go("second")
    assert late.result() == token
    assert refreshes(world) == 1


def test_a17_killed_between_answer_and_commit(world, race):
    """Xero has rotated and nobody wrote it down: the old token serves once more."""
    world.hold("after", "POST", TOKEN)
    [victim] = race("go")
    race.go("go")
    refresh_tokens = world.sandbox.tokens.refresh
    until(
        lambda: any(token.used_at for token in list(refresh_tokens.values())),
        "Xero to rotate the token",
    )
    victim.kill()
    world.release()
    [heir] = race("go")
    assert len(heir.result()) == 64, "the consent lives"
    world.expire_token()
    [next_one] = race("go")
    assert len(next_one.result()) == 64


def test_t6_disconnected_in_xero_does_not_break_the_run(world):
    """The run notes it in a transaction of its own, and writes its own row after."""
    worker = world.worker()
    world.due("accounts")
    worker.scheduler()
    assert state(world) == "connected"
    world.sandbox.act("disconnect", organisation="AU")
    world.due("accounts")
    worker.scheduler()
    assert_told(world, "disconnected")


def test_a18_lost_consent_does_not_break_the_run(world):
    world.expire_token()
    world.sandbox.tokens.reset()
    world.due("accounts")
    world.worker().scheduler()
    assert_told(world, "lost")


def state(world):
    ids, fields = [world.organisation], ["connection_state"]
    return world.user.call("xero.organisation", ids, "read", fields)[0][fields[0]]


def assert_told(world, expected):
    """The organisation is in this state, and somebody was told; the job went well."""
    assert state(world) == expected
    query = (
        "SELECT 1 FROM mail_activity WHERE res_model = 'xero.organisation'"
        " AND res_id = %s"
    )
    assert world.sql(query, world.organisation)
    assert not world.job()["failure_count"], f"the job raised: {world.log}"
