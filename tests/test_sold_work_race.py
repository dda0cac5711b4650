"""Work of sales orders is billed once, by Sales and by the schedule at one moment."""

import copy
import os

import books
import pytest
from world import World

from conftest import preparation

CUSTOMERS = 6
LINES = 240
HOURS_AHEAD = 12
CRON = ("xero.organisation", [], "_cron_sync_worklogs")
PREFIX = "process_sold"

# Who billed each worklog: we on so many lines, and Sales
WORKLOGS = """
    SELECT l.id, l.name, l.xero_hours, l.xero_by_order,
        count(w.id) AS ours,
        count(m.id) FILTER (WHERE m.xero_period_end IS NULL) AS theirs
    FROM account_analytic_line l
    LEFT JOIN xero_worklog_line w ON w.timesheet_id = l.id AND w.released IS NOT TRUE
    LEFT JOIN account_move m ON m.id = l.timesheet_invoice_id
    WHERE l.so_line IS NOT NULL GROUP BY l.id ORDER BY l.id
"""
# What an order counts, and what was deducted of what was paid up front
ORDERS = """
    SELECT o.id, o.partner_id, l.is_downpayment, round(l.qty_delivered, 2) AS delivered,
        round(l.qty_invoiced, 2) AS invoiced, l.product_uom_qty AS ordered
    FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id
    WHERE l.display_type IS NULL ORDER BY l.id
"""
AHEAD = """
    SELECT r.order_line_id AS line, sum(a.price_total) AS left
    FROM sale_order_line_invoice_rel r
    JOIN account_move_line a ON a.id = r.invoice_line_id
    JOIN sale_order_line l ON l.id = r.order_line_id
    WHERE l.is_downpayment AND a.parent_state != 'cancel' GROUP BY 1 ORDER BY 1
"""
MONEY = """
    SELECT m.partner_id, sum(m.amount_untaxed) AS untaxed, sum(m.amount_tax) AS tax
    FROM account_move m JOIN res_partner p ON p.id = m.partner_id
    WHERE p.name LIKE 'Worked for %%' AND m.move_type = 'out_invoice'
    GROUP BY 1 ORDER BY 1
"""


@pytest.fixture(scope="module")
def sold(odoo_environment):
    """Give what worlds are copied from: orders whose work nobody has billed yet."""
    env = odoo_environment
    env.drop_leftovers(PREFIX)
    template = env.template(modules(env))
    with preparation(env, PREFIX, template) as found:
        for code, name, price in books.WORKLOG_TYPES:
            found.sandbox.act("create_item", Code=code, Name=name)
            details = {"UnitPrice": price, "AccountCode": "200"}
            found.sandbox.act("edit_item", item=code, SalesDetails=details)
        again = copy.copy(found)
        again.database = f"{PREFIX}_open_{os.getpid()}"
        with env.database(again.database, found.database):
            with found.nursery.worker(again.database) as worker:
                organisation = worker.books(
                    "open_work", customers=CUSTOMERS, lines=LINES
                )
                worker.books("read_all", organisation=organisation)
                worker.scheduler()
                again.orders = worker.books("sell_work", hours_ahead=HOURS_AHEAD)
                worker.books("settle")
                worker.books("open_billing")
            yield again


def modules(env):
    """All of this checkout's addons, and what they stand beside; as dev/test has them
    for the tests of the glue addons."""
    import environment

    glue = [name for name in env.addons() if name != environment.ADDON]
    others = (environment.HELPDESK, *env.needed(glue))
    return (*environment.BASE, *others, environment.ADDON, *glue)


@pytest.fixture(scope="module")
def calm(sold):
    """What both make of the same work one after the other."""
    with World(sold, f"{PREFIX}_calm_{os.getpid()}") as world:
        world.user.call(*CRON)
        for order in sold.orders:
            world.user.do("request", function="invoice_order", order=order)
        assert_billed_once(world)
        return world.sql(MONEY)


def assert_billed_once(world):
    """Each hour, each fixed price and each down payment is billed and deducted once."""
    worklogs = world.sql(WORKLOGS)
    assert len(worklogs) == LINES + CUSTOMERS
    for row in worklogs:
        ours = row["name"] != "Old work"
        assert (row["ours"], row["theirs"]) == (int(ours), int(not ours)), row
    for row in world.sql(ORDERS):
        wanted = row["delivered"] or row["ordered"]
        assert row["invoiced"] == (0 if row["is_downpayment"] else wanted), row
    assert {row["left"] for row in world.sql(AHEAD)} == {0}


@pytest.mark.parametrize("first", ["schedule", "sales"])
def test_g18_sales_and_the_schedule_bill_each_hour_once(sold, calm, first):
    with World(sold, f"{PREFIX}_race_{os.getpid()}") as world:
        schedule, sales = world.worker(), world.worker()
        orders = sold.orders if first == "schedule" else sold.orders[::-1]
        schedule.begin("call", model=CRON[0], ids=CRON[1], method=CRON[2])
        for order in orders:
            sales.do("request", function="invoice_order", order=order)
        schedule.result()
        # who came second left something to the next time
        schedule.call(*CRON)
        for order in orders:
            sales.do("request", function="invoice_order", order=order)
        assert_billed_once(world)
        assert world.sql(MONEY) == calm
