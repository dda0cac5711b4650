"""Worklogs are billed once: by two at the same moment, and killed half-way."""

import copy
import os

import books
import pytest
from workers import WorkerError, until
from world import World

CUSTOMERS = 60
LINES = 2000
CRON = ("xero.organisation", [], "_cron_sync_worklogs")

# What a reader of the books could notice of each worklog
BILLED = """
    SELECT l.id, l.xero_billing_state AS state, l.xero_reason, m.partner_id,
        m.invoice_date, m.amount_untaxed, m.amount_tax, a.name, a.quantity,
        a.price_unit, a.price_subtotal, w.kind, w.hours, w.rate, w.amount
    FROM account_analytic_line l
    LEFT JOIN xero_worklog_line w ON w.timesheet_id = l.id AND w.released IS NOT TRUE
    LEFT JOIN account_move_line a ON a.id = w.move_line_id
    LEFT JOIN account_move m ON m.id = w.move_id
    WHERE l.name LIKE 'Work %%' ORDER BY l.id, w.id
"""
SUMS = """
    SELECT partner_id, count(*) AS invoices, sum(amount_untaxed) AS money
    FROM account_move WHERE xero_period_end IS NOT NULL GROUP BY 1 ORDER BY 1
"""
HALVES = """
    SELECT 'invoice without lines' AS what, m.id FROM account_move m
        WHERE m.xero_period_end IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM account_move_line a
            WHERE a.move_id = m.id AND a.display_type = 'product')
    UNION ALL SELECT 'line without worklogs', a.id FROM account_move_line a
        JOIN account_move m ON m.id = a.move_id
        WHERE m.xero_period_end IS NOT NULL AND a.display_type = 'product'
        AND NOT EXISTS (SELECT 1 FROM xero_worklog_line w WHERE w.move_line_id = a.id)
    UNION ALL SELECT 'worklog without line', w.id FROM xero_worklog_line w
        WHERE w.move_line_id IS NULL OR w.move_id IS NULL
    UNION ALL SELECT 'worklog without its invoice', l.id FROM account_analytic_line l
        JOIN xero_worklog_line w ON w.timesheet_id = l.id
        WHERE l.xero_move_id IS DISTINCT FROM w.move_id
"""


@pytest.fixture(scope="module")
def worked(prepared):
    """Give what worlds are copied from: a month of work that nobody has billed yet."""
    prepared.rewind()
    for code, name, price in books.WORKLOG_TYPES:
        prepared.sandbox.act("create_item", Code=code, Name=name)
        details = {"UnitPrice": price, "AccountCode": "200"}
        prepared.sandbox.act("edit_item", item=code, SalesDetails=details)
    database = f"process_worked_{os.getpid()}"
    with prepared.env.database(database, prepared.database):
        with prepared.nursery.worker(database) as worker:
            found = worker.books("open_work", customers=CUSTOMERS, lines=LINES)
            worker.books("read_all", organisation=found)
            worker.scheduler()
            worker.books("settle")
            worker.books("open_billing")
        again = copy.copy(prepared)
        again.database = database
        yield again


@pytest.fixture(scope="module")
def calm(worked):
    """What an undisturbed run makes of the same work."""
    with World(worked, f"process_calm_{os.getpid()}") as world:
        world.user.call(*CRON)
        rows, sums = world.sql(BILLED), world.sql(SUMS)
        stands = {(row["state"], row["xero_reason"]) for row in rows}
        assert stands == {("draft", None)}
    assert len(rows) == LINES
    assert len(sums) == CUSTOMERS
    return rows, sums


@pytest.fixture
def world(worked):
    """Give a copy of the work, and workers of one's own."""
    with World(worked, f"process_work_{os.getpid()}") as found:
        yield found


def invoices(world):
    [row] = world.sql(
        "SELECT count(*) AS n FROM account_move WHERE xero_period_end IS NOT NULL"
    )
    return row["n"]


def assert_as_calm(world, calm):
    """Every line is billed once, equal line by line to an undisturbed run."""
    rows, sums = calm
    ours = world.sql(BILLED)
    assert len(ours) == len(rows), "a worklog is on two invoice lines"
    assert [pair for pair in zip(ours, rows, strict=True) if pair[0] != pair[1]] == []
    assert world.sql(SUMS) == sums
    assert world.sql(HALVES) == []


def bill(worker):
    """Begin what a user's click on Bill does."""
    worker.begin("request", function="bill_work")


def bill_result(worker):
    """What the user got: invoices, or a text that says what to do."""
    try:
        return worker.result()
    except WorkerError as error:
        last = str(error).strip().splitlines()[-1]
        assert last.startswith("odoo.exceptions.UserError: "), error
        return last


def test_g18_two_schedules_at_once_bill_each_worklog_once(world, calm):
    """Without the lock of the scheduled action, as after it was lost."""
    workers = [world.worker(), world.worker()]
    for worker in workers:
        worker.begin("call", model=CRON[0], ids=CRON[1], method=CRON[2])
    for worker in workers:
        worker.result()
    world.user.call(*CRON)
    assert_as_calm(world, calm)


@pytest.mark.parametrize("begun", [0, 5])
def test_g18_schedule_and_a_user_bill_each_worklog_once(world, calm, begun):
    """At the same moment, and in the middle of the schedule's run."""
    schedule, user = world.worker(), world.worker()
    schedule.begin("call", model=CRON[0], ids=CRON[1], method=CRON[2])
    until(lambda: invoices(world) >= begun, "some invoices")
    bill(user)
    assert bill_result(user)
    schedule.result()
    schedule.call(*CRON)
    assert_as_calm(world, calm)


def test_g18_two_users_bill_each_worklog_once(world, calm):
    users = [world.worker(), world.worker()]
    for user in users:
        bill(user)
    answers = [bill_result(user) for user in users]
    assert any("UserError" not in answer for answer in answers), answers
    users[0].call(*CRON)
    assert_as_calm(world, calm)


def test_g18_two_users_bill_different_work_of_one_customer_on_one_draft(
    world, tmp_path
):
    """Neither locks what the other bills, and each began before the other was done."""
    lines = world.sql(
        "SELECT id, xero_customer_id AS customer FROM account_analytic_line"
        " WHERE xero_customer_id IS NOT NULL ORDER BY 2, 1"
    )
    ours = [row["id"] for row in lines if row["customer"] == lines[0]["customer"]]
    go = tmp_path / "go"
    users = []
    for half in (ours[::2], ours[1::2]):
        user, ready = world.worker(), tmp_path / f"{half[0]}"
        user.begin(
            "request",
            function="bill_some",
            worklogs=half,
            ready=str(ready),
            go=str(go),
        )
        until(ready.exists, "the transaction to begin")
        users.append(user)
    go.touch()
    first, second = (user.result() for user in users)
    assert first == second, "two drafts of one customer"
    billed = world.sql(
        "SELECT count(*) AS n FROM xero_worklog_line WHERE timesheet_id = ANY(%s)", ours
    )
    assert billed[0]["n"] == len(ours)
    assert world.sql(HALVES) == []


def test_g18_killed_half_way_ends_like_an_undisturbed_run(world, calm):
    victim = world.worker()
    victim.begin("scheduler")
    until(lambda: invoices(world) >= CUSTOMERS // 4, "some invoices")
    victim.kill()
    assert invoices(world) < CUSTOMERS, "killed too late to be a test"
    assert world.sql(HALVES) == []
    world.wait_for_free_job()
    heir = world.worker()
    world.user.books("open_billing")
    for _round in range(3):
        heir.scheduler()
    assert_as_calm(world, calm)
