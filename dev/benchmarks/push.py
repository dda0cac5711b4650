"""1,000 posted invoices of 40 known customers go to Xero, 300 ms a call.

Three figures of one run: the connector through a real Odoo server's scheduled action;
the straightforward script, which creates one invoice per call with xero-python; and
what no program can beat, twenty calls of fifty invoices that take the latency alone.

Measured is from the press on the button until nothing waits in Odoo any more. What
comes before (customers, invoices, reading the lists) is preparation.
"""

import contextlib
import json
import os
import time
from decimal import Decimal
from pathlib import Path

from demonstration.books import Books
from demonstration.browser import Xero
from demonstration.connection import Connection, log_in
from demonstration.play import CLIENT_ID, CLIENT_SECRET, set_hosts
from demonstration.sandbox import Sandbox
from demonstration.scenario import AUSTRALIA
from environment import Problem, free_port, say, step
from environment import run as run_program

INVOICES = 1000
CUSTOMERS = 40
LATENCY_MS = 300
PER_CALL = 50  # Xero's own advice for one body
BATCH = 100  # invoices that are created in Odoo at once
BY_SCRIPT = 200  # invoices that the script creates; its time per invoice is constant
PATIENCE = 300
DATABASE = "xero_bench"
# Limits are not what is measured here.
LIMITS = {"minute_limit": 1_000_000, "day_limit": 1_000_000}

STORY = {
    **AUSTRALIA,
    "rates": {},
    "customers": [
        (f"Customer {number:02}", "au", "AUD", True) for number in range(CUSTOMERS)
    ],
}


class Workload(Books):
    """A thousand invoices of one to three lines, the same in every run."""

    def enter_invoices(self):
        """Create them in batches, and post them."""
        for start in range(0, INVOICES, BATCH):
            numbers = range(start, start + BATCH)
            moves = self.odoo.call(
                "account.move",
                "create",
                [self._invoice(*self._plan(number)) for number in numbers],
                context={"tracking_disable": True},
            )
            self.odoo.call(
                "account.move", "action_post", moves, context={"tracking_disable": True}
            )
            self.moves += moves
            say(f"    {len(self.moves)} of {INVOICES} posted")

    def _plan(self, number):
        customer = self.story["customers"][number % CUSTOMERS]
        lines = [
            {
                "product": (number + line) % 3,
                "text": f"Work {number}.{line}",
                "quantity": 1 + (number + line) % 8 * 0.25,
                "price": 90 + number % 70 + line * 0.55,
                "tax": "standard",
            }
            for line in range(1 + number % 3)
        ]
        term = "account.account_payment_term_30days"
        return customer, lines, term, f"PO {number}"

    def waiting(self):
        """Return how many invoices have not arrived yet, as Odoo sees it."""
        return self.odoo.call(
            "xero.queue",
            "search_count",
            [("resource", "=", "Invoices"), ("state", "in", ["pending", "sending"])],
        )


def run(env):
    """Prepare, measure the connector, measure the script; see the module's text."""
    template = env.template()
    odoo_port, xero_port = free_port(), free_port()
    options = {"workers": 2, "max_cron_threads": 1}
    with (
        env.database(DATABASE, template),
        Sandbox(env, xero_port, odoo_port) as sandbox,
        env.server(DATABASE, http_port=odoo_port, **options) as server,
    ):
        sandbox.wait()
        xero = Xero(sandbox.url)
        book = prepare(server.url, xero)
        xero.settings(latency_ms=LATENCY_MS, **LIMITS)
        with step(f"the connector sends {INVOICES} invoices"):
            connector = measure_connector(book, xero, server.process.pid)
        xero.settings(latency_ms=LATENCY_MS)
        with step(f"the script sends {BY_SCRIPT} invoices"):
            script = measure_script(env, xero)
    return figures(connector, script)


def prepare(url, xero):
    """Have a live organisation, known customers and posted invoices."""
    with step("prepare the books"):
        for name, _country, _currency, _known in STORY["customers"]:
            xero.act("create_contact", "AU", Name=name)
        odoo = log_in(url)
        set_hosts(odoo, xero.url)
        book = Workload(odoo, STORY)
        book.open(odoo.id_of("res.company", []))
        book.enter_masters()
    with step("connect, read the lists, map"):
        connection = Connection(odoo, xero, [book])
        connection.connect(CLIENT_ID, CLIENT_SECRET)
        connection.read_lists()
        connection.map()
    with step(f"create and post {INVOICES} invoices"):
        book.enter_invoices()
    # After posting: so the rule has nothing to send, and the button sends all.
    connection.go_live()
    return book


def measure_connector(book, xero, process):
    """Press the button; return seconds, calls, bytes.

    :param process: id of the Odoo server
    """
    before = _last_number(xero)
    load, cpu = os.getloadavg()[0], _cpu_seconds(process)
    started = time.monotonic()
    book.odoo.press("account.move", book.moves, "action_xero_push")
    pressed = time.monotonic() - started
    while book.waiting():
        if time.monotonic() - started > PATIENCE:
            raise Problem(f"The invoices were not all sent in {PATIENCE} s.")
        time.sleep(0.25)
    seconds = time.monotonic() - started
    calls = _calls(xero, before)
    invoice_calls = [call for call in calls if call["path"] == "Invoices"]
    writing = [call for call in invoice_calls if call["method"] == "PUT"]
    return {
        "seconds": seconds,
        "button_seconds": pressed,
        "load_before": load,
        "cpu_seconds": _cpu_seconds(process) - cpu,
        "invoices": len(book.moves),
        "arrived": _arrived(book, xero),
        **_totals(writing),
        "other_calls": len(calls) - len(writing),
    }


def _cpu_seconds(process):
    """Return the work that a server and its workers have done so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # Names may hold blanks and brackets: what counts comes after them.
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[2]) == process:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _arrived(book, xero):
    """Return how many invoices are in Xero once, with Odoo's total."""
    totals = {}
    for record in xero.state()["AU"]["invoices"]:
        totals.setdefault(record["InvoiceNumber"], []).append(Decimal(record["Total"]))
    fields = ["name", "amount_total"]
    rows = book.odoo.call("account.move", "read", book.moves, fields)
    cent = Decimal("0.01")
    return sum(
        [total.quantize(cent) for total in totals.get(row["name"], [])]
        == [Decimal(row["amount_total"]).quantize(cent)]
        for row in rows
    )


def measure_script(env, xero):
    """Send some of the same invoices once more, one per call."""
    grant = xero.grant(organisations=["AU"])
    tenant = xero.state()["AU"]["TenantID"]
    bodies = [
        {**element, "InvoiceNumber": f"S-{element['InvoiceNumber']}"}
        for call in xero.requests()
        if call["method"] == "PUT" and call["path"] == "Invoices"
        for element in call["body"]["Invoices"]
    ]
    work = {
        "url": xero.url,
        "tenant": tenant,
        "access_token": grant["access_token"],
        "invoices": bodies[:BY_SCRIPT],
    }
    source = env.own_folder / "one-by-one.json"
    source.write_text(json.dumps(work, default=float))
    before = _last_number(xero)
    script = env.root / "dev/benchmarks/one_by_one.py"
    output = run_program(
        [env.python, script, source], "The script failed", env=env.variables()
    )
    answer = json.loads(output.strip().splitlines()[-1])
    return {**answer, **_totals(_calls(xero, before))}


def _last_number(xero):
    return max((call["number"] for call in xero.requests()), default=0)


def _calls(xero, before):
    """Return the calls of Xero's API since then."""
    calls = xero.requests(since=before)
    return [call for call in calls if call["organisation"]]


def _totals(calls):
    return {
        "calls": len(calls),
        "bytes_sent": sum(call["bytes_in"] for call in calls),
        "bytes_received": sum(call["bytes_out"] for call in calls),
        "seconds_in_xero": float(sum(call["duration_ms"] for call in calls)) / 1000,
    }


def figures(connector, script):
    """Return all figures, and the lines that tell of them."""
    limit_calls = -(-INVOICES // PER_CALL)
    limit = limit_calls * LATENCY_MS / 1000
    each = script["seconds"] / script["invoices"]
    baseline = each * INVOICES
    data = {
        "complete": connector["arrived"] == INVOICES,
        "invoices": INVOICES,
        "latency_ms": LATENCY_MS,
        "connector": connector,
        "script": {
            **script,
            "seconds_per_invoice": each,
            "seconds_for_all": baseline,
            "scaled": script["invoices"] != INVOICES,
        },
        "limit": {"calls": limit_calls, "seconds": limit},
        "faster_than_script": baseline / connector["seconds"],
        "times_the_limit": connector["seconds"] / limit,
    }
    scale = INVOICES / script["invoices"]
    lines = [
        f"{'':28}{'seconds':>9}{'calls':>7}{'kB sent':>9}{'kB back':>9}",
        _line("the connector", connector["seconds"], connector, 1),
        _line("one call per invoice *", baseline, script, scale),
        f"{'limit':28}{limit:9.1f}{limit_calls:7}",
        "",
        f"{data['faster_than_script']:.1f} times as fast as one call per invoice; "
        f"{data['times_the_limit']:.2f} times the limit.",
        f"The connector: {connector['button_seconds']:.1f} s in the button, "
        f"{connector['seconds_in_xero']:.1f} s of waiting for Xero (its own work on "
        f"{PER_CALL} invoices comes on top of the latency), "
        f"{connector['other_calls']} further calls in that time.",
        f"In Xero once and equal to the cent: {connector['arrived']} of {INVOICES}.",
        f"Odoo itself worked {connector['cpu_seconds']:.1f} s of that on a processor. "
        f"The machine's load before: {connector['load_before']:.1f} on "
        f"{os.cpu_count()} cores.",
        f"* measured on {script['invoices']} invoices, {each * 1000:.0f} ms each, and "
        f"scaled to {INVOICES}.",
    ]
    return data, lines


def _line(title, seconds, totals, scale):
    return (
        f"{title:28}{seconds:9.1f}{totals['calls'] * scale:7.0f}"
        f"{totals['bytes_sent'] * scale / 1000:9.0f}"
        f"{totals['bytes_received'] * scale / 1000:9.0f}"
    )
