"""5,000 worklogs of 100 customers become 100 drafts, beside core making the same ones.

Two figures are measured in one run of a real Odoo server: how long the list of
worklogs takes to open, with all of them looked at again, at Xero's prices and at those
of a pricelist; and how long *Bill Work* takes from the press on the button to the
drafts. Beside the latter stands what Odoo itself needs to create the same drafts out of
finished values, in one call, which knows nothing of worklogs.

What comes before (customers, projects, the worklogs) is preparation.
"""

import json
import os
import time
from datetime import date, timedelta

from demonstration.books import Books
from demonstration.browser import Xero
from demonstration.connection import Connection, log_in
from demonstration.play import CLIENT_ID, CLIENT_SECRET, set_hosts
from demonstration.sandbox import Sandbox
from demonstration.scenario import AUSTRALIA
from environment import Problem, free_port, say, step

WORKLOGS = 5000
CUSTOMERS = 100
BATCH = 500  # worklogs that are entered at once
PATIENCE = 120
DATABASE = "xero_bench"
LIMITS = {"minute_limit": 1_000_000, "day_limit": 1_000_000}
# What of a draft's line core is given to make it again
LINE = (
    "name",
    "product_id",
    "product_uom_id",
    "quantity",
    "price_unit",
    "tax_ids",
    "account_id",
    "analytic_distribution",
    "sequence",
)

STORY = {
    **AUSTRALIA,
    "rates": {},
    "customers": [
        (f"Customer {number:03}", "au", "AUD", False) for number in range(CUSTOMERS)
    ],
}


class Work(Books):
    """A month of work for a hundred customers, the same in every run."""

    def __init__(self, odoo, story):
        super().__init__(odoo, story)
        self.worklogs = []
        month = self.today.replace(day=1)
        self.last = month - timedelta(days=1)

    def enter_work(self, organisation):
        """A profile that bills all of it, a project for each customer, the worklogs."""
        odoo = self.odoo
        # Odoo had made one before the chart of accounts came with its currency
        lists = odoo.call("product.pricelist", "search", [])
        currency = self.ref(f"base.{self.story['currency']}")
        odoo.write("product.pricelist", lists, {"currency_id": currency})
        consult, support = (self.products[place] for place in (0, 1))
        odoo.write("product.product", [consult, support], {"xero_worklog_type": True})
        odoo.press("xero.organisation", organisation, "action_sync_worklog_types")
        names = ["billing_profile_id", "worklog_types_synced_at"]
        deadline = time.monotonic() + PATIENCE
        while True:
            [row] = odoo.call("xero.organisation", "read", [organisation], names)
            if row["worklog_types_synced_at"]:
                break
            if time.monotonic() > deadline:
                raise Problem("The worklog types were not read from Xero.")
            time.sleep(0.3)
        self.profile = row["billing_profile_id"][0]
        odoo.write(
            "xero.billing.profile",
            self.profile,
            {
                "from_date": date(self.last.year, self.last.month, 1).isoformat(),
                "needs_approval": False,
                "default_type_id": consult,
            },
        )
        employee = odoo.create(
            "hr.employee", {"name": "Ines Okafor", "company_id": self.company}
        )
        projects = odoo.create(
            "project.project",
            [
                {
                    "name": name,
                    "partner_id": partner,
                    "company_id": self.company,
                    "allow_timesheets": True,
                }
                for name, partner in self.partners.items()
            ],
        )
        for start in range(0, WORKLOGS, BATCH):
            self.worklogs += odoo.create(
                "account.analytic.line",
                [
                    {
                        "name": f"Work {number}",
                        "project_id": projects[number % CUSTOMERS],
                        "employee_id": employee,
                        "unit_amount": 0.25 + number % 11 * 0.25,
                        "xero_type_id": support if number % 3 == 0 else False,
                        "date": (self.last - timedelta(days=number % 25)).isoformat(),
                    }
                    for number in range(start, start + BATCH)
                ],
            )
            say(f"    {len(self.worklogs)} of {WORKLOGS} entered")


def run(env):
    """Prepare, open the list, bill, let core make the same; see the module's text."""
    template = env.template()
    odoo_port, xero_port = free_port(), free_port()
    # no request is ended before it is measured
    options = {"limit_time_real": 3600, "limit_time_cpu": 3600, "max_cron_threads": 1}
    with (
        env.database(DATABASE, template),
        Sandbox(env, xero_port, odoo_port) as sandbox,
        env.server(DATABASE, http_port=odoo_port, workers=2, **options) as server,
    ):
        sandbox.wait()
        book, organisation = prepare(server.url, Xero(sandbox.url))
        with step(f"open the list of {WORKLOGS} worklogs"):
            opened = measure_list(book)
        with step(f"bill {WORKLOGS} worklogs"):
            billed = measure_billing(book, organisation)
        with step("core creates the same drafts"):
            core = measure_core(book, billed["moves"])
    return figures(opened, billed, core)


def prepare(url, xero):
    """Have a live organisation, its worklog types, and a month of work."""
    with step("prepare the books"):
        odoo = log_in(url)
        set_hosts(odoo, xero.url)
        xero.settings(latency_ms=0, **LIMITS)
        book = Work(odoo, STORY)
        book.open(odoo.id_of("res.company", []))
        book.enter_masters()
    with step("connect, read the lists, map"):
        connection = Connection(odoo, xero, [book])
        connection.connect(CLIENT_ID, CLIENT_SECRET)
        connection.read_lists()
        connection.map()
        connection.go_live()
    organisation = connection.organisations[book.company]
    with step(f"enter {WORKLOGS} worklogs"):
        book.enter_work(organisation)
    return book, organisation


def measure_list(book):
    """Open Worklogs to Review twice, once for each source of rates; seconds of each."""
    found = {}
    for source in ("xero", "odoo", "xero"):
        book.odoo.write("xero.billing.profile", book.profile, {"rate_source": source})
        started = time.monotonic()
        book.odoo.call("account.analytic.line", "action_xero_review")
        found[source] = time.monotonic() - started
    return found


def measure_billing(book, organisation):
    """Press Make Invoices; return seconds, and the drafts."""
    odoo = book.odoo
    wizard = odoo.create(
        "xero.bill.work",
        {"organisation_id": organisation, "upto": book.last.isoformat()},
    )
    started = time.monotonic()
    action = odoo.press("xero.bill.work", wizard, "action_bill_anyway")
    seconds = time.monotonic() - started
    if "domain" not in action:
        fields = ["xero_billing_state", "xero_reason"]
        [first] = odoo.call("account.analytic.line", "read", book.worklogs[:1], fields)
        raise Problem(f"{action['params']['message']} {first}")
    moves = odoo.call("account.move", "search", action["domain"])
    left = [("id", "in", book.worklogs), ("xero_move_id", "=", False)]
    return {
        "seconds": seconds,
        "moves": moves,
        "left": odoo.call("account.analytic.line", "search_count", left),
    }


def measure_core(book, moves):
    """Create drafts with the same lines by Odoo's own means; seconds."""
    odoo = book.odoo
    drafts = odoo.find(
        "account.move", [("id", "in", moves)], ["partner_id", "invoice_date"]
    )
    lines = [("move_id", "in", moves), ("display_type", "=", "product")]
    by_move = {}
    for row in odoo.find("account.move.line", lines, [*LINE, "move_id"]):
        values = {
            name: value[0] if name.endswith("_id") and value else value
            for name, value in row.items()
            if name in LINE
        }
        values["tax_ids"] = [(6, 0, row["tax_ids"])]
        by_move.setdefault(row["move_id"][0], []).append((0, 0, values))
    values = [
        {
            "move_type": "out_invoice",
            "partner_id": draft["partner_id"][0],
            "invoice_date": draft["invoice_date"],
            "invoice_line_ids": by_move[draft["id"]],
        }
        for draft in drafts
    ]
    # numbers were read exactly, and are sent as any client sends them
    values = json.loads(json.dumps(values, default=float))
    started = time.monotonic()
    made = odoo.create("account.move", values)
    return {"seconds": time.monotonic() - started, "moves": len(made)}


def figures(opened, billed, core):
    """Return all figures, and the lines that tell of them."""
    moves = len(billed.pop("moves"))
    times = billed["seconds"] / core["seconds"]
    data = {
        "complete": not billed["left"] and moves == core["moves"] == CUSTOMERS,
        "worklogs": WORKLOGS,
        "list": opened,
        "billing": {**billed, "moves": moves},
        "core": core,
        "times_core": times,
    }
    each = 1000 / WORKLOGS
    lines = [
        f"{'':34}{'seconds':>9}{'ms each':>9}",
        _line("list opens, prices of Xero", opened["xero"], each),
        _line("list opens, prices of Odoo", opened["odoo"], each),
        _line(f"{moves} drafts by Bill Work", billed["seconds"], each),
        _line("the same drafts by core *", core["seconds"], each),
        "",
        f"{times:.2f} times what core needs for the same drafts. Left out: "
        f"{billed['left']} of {WORKLOGS}.",
        f"The machine's load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "* out of finished values, in one call: nothing is judged, locked, planned or "
        "tied.",
    ]
    return data, lines


def _line(title, seconds, each):
    return f"{title:34}{seconds:9.1f}{seconds * each:9.2f}"
