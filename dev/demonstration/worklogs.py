"""The month of work in Odoo: entered, reviewed, billed by the schedule, sent to Xero.

Everything is done as its people do it in the web client.
"""

import time

from environment import Problem

from . import month
from .worklog_books import WorklogBooks

KEY = "AU"
PATIENCE = 120
POLL = 0.3
TYPES_ACTION = "xero_connector.ir_cron_worklog_types"
BILL_ACTION = "xero_connector.ir_cron_sync_worklogs"


class Worklogs:
    """The worklogs of one company, from the timesheet to Xero."""

    def __init__(self, book, connection, xero):
        self.book = book
        self.odoo = book.odoo
        self.connection = connection
        self.xero = xero
        self.organisation = connection.organisations[book.company]
        self.story = list(month.worklogs())
        self.ids = []  # in the story's order
        self.correction = None
        self._entered = WorklogBooks(book, self.organisation)

    # -- before ---------------------------------------------------------------

    def sync_types(self):
        """Xero's user makes items; the scheduled action finds them, and the
        administrator adds them as worklog types.

        :return: what the action says it did
        """
        names = ("Code", "Name", "UnitPrice")
        items = [dict(zip(names, item, strict=True)) for item in month.ITEMS]
        for item in items:
            item["SalesDetails"] = {
                "UnitPrice": item.pop("UnitPrice"),
                "AccountCode": "200",
                "TaxType": "OUTPUT",
            }
        self.xero.act("create_items", KEY, items=items)
        known = [self.book.products[place] for place in month.KNOWN_ITEMS.values()]
        self.odoo.write("product.product", known, {"xero_worklog_type": True})
        self._set(worklog_types_sync=True)
        self._trigger(TYPES_ACTION)
        deadline = time.monotonic() + PATIENCE
        while not self._organisation("worklog_types_synced_at"):
            if time.monotonic() > deadline:
                raise Problem("The worklog types were not read from Xero.")
            time.sleep(POLL)
        new = [
            ("organisation_id", "=", self.organisation),
            ("worklog_state", "=", "new"),
            ("code", "in", [item["Code"] for item in items]),
        ]
        rows = self.odoo.call("xero.record", "search", new)
        self.odoo.press("xero.record", rows, "action_add_worklog_type")
        return self._organisation("worklog_types_result")

    def enter(self):
        """Projects, tasks, tickets, employees, and their month of work."""
        self._entered.enter()
        self.ids = self._entered.enter_worklogs(self.story)

    # -- review ---------------------------------------------------------------

    def review(self):
        """Hold some, write some down, approve the rest; return how many of each."""
        odoo = self.odoo
        held = self._marked("held")
        odoo.press("account.analytic.line", held, "action_xero_hold")
        down = [worklog for worklog in self.story if worklog.mark == "written down"]
        for place, worklog in enumerate(down):
            reason = month.REASONS[place % len(month.REASONS)]
            values = {"xero_hours": worklog.reviewed_hours, "xero_hours_reason": reason}
            odoo.write("account.analytic.line", self.ids[worklog.number], values)
        left = {*self._marked("unapproved"), *held}
        approved = [ident for ident in self.ids if ident not in left]
        odoo.press("account.analytic.line", approved, "action_xero_approve")
        gone = self.book.partners[month.CUSTOMERS[month.GONE].name]
        odoo.press("res.partner", gone, "action_archive")
        return len(approved), len(down), len(held)

    def _marked(self, mark):
        return [self.ids[w.number] for w in self.story if w.mark == mark]

    # -- billing --------------------------------------------------------------

    def bill(self):
        """Let the scheduled action bill the month; return what it says it did."""
        self._set(worklogs_sync=True)
        self._trigger(BILL_ACTION)
        return self._organisation("worklogs_result")

    def correct(self):
        """Take an hour back that is on a posted invoice, and bill it at once with
        what that customer has had done since."""
        odoo = self.odoo
        customer = self.book.partners[month.CUSTOMERS[month.CORRECTED].name]
        billed = [("xero_customer_id", "=", customer), ("xero_hours", ">=", 1.5)]
        billed += [("id", "in", self.ids), ("xero_billing_state", "=", "billed")]
        found = odoo.find("account.analytic.line", billed, ["xero_hours"], limit=1)[0]
        wizard = odoo.create(
            "xero.correct",
            {
                "timesheet_id": found["id"],
                "hours": float(found["xero_hours"]) - month.TAKEN_BACK,
                "reason": "Waited for a colleague",
            },
        )
        odoo.press("xero.correct", wizard, "action_correct")
        corrects = [("xero_corrects_id", "=", found["id"])]
        self.correction = odoo.id_of("account.analytic.line", corrects)
        [wizard] = odoo.call(
            "xero.bill.work",
            "create",
            [{"upto": self.book.today.isoformat()}],
            context={"active_model": "res.partner", "active_ids": [customer]},
        )
        odoo.press("xero.bill.work", wizard, "action_bill")

    def post_and_send(self):
        """Post one of the drafts that are looked at first; send all that is posted."""
        odoo = self.odoo
        partner = self.book.partners[month.CUSTOMERS[month.POSTED_BY_HAND].name]
        drafts = [("state", "=", "draft"), ("partner_id", "=", partner)]
        draft = odoo.id_of("account.move", drafts)
        odoo.press("account.move", draft, "action_post")
        posted = [row["id"] for row in self.invoices() if row["state"] == "posted"]
        odoo.press("account.move", posted, "action_xero_push")
        self.connection.send_what_waits()
        return len(posted)

    # -- what came of it ------------------------------------------------------

    def rows(self):
        """The worklogs as Odoo lists them, in the story's order, the correction
        last."""
        # opening the list has them looked at again
        self.odoo.call("account.analytic.line", "action_xero_review")
        ids = [*self.ids, self.correction]
        fields = [
            "unit_amount", "xero_hours", "xero_hours_edited", "xero_billing_state",
            "xero_reason",
        ]  # fmt: skip
        rows = self.odoo.call("account.analytic.line", "read", ids, fields)
        by_id = {row["id"]: row for row in rows}
        return [by_id[ident] for ident in ids]

    def on_invoices(self):
        """What of the worklogs is on invoices, a row for each."""
        live = [("timesheet_id", "in", [*self.ids, self.correction])]
        live.append(("released", "=", False))
        fields = ["timesheet_id", "move_id", "kind", "hours", "rate", "amount"]
        return self.odoo.find("xero.worklog.line", live, fields)

    def invoiced_by_order(self):
        """What the sales orders say of their work: {customer: hours invoiced}."""
        lines = self._entered.order_lines
        found = self.odoo.call(
            "sale.order.line", "read", list(lines.values()), ["qty_invoiced"]
        )
        hours = {row["id"]: row["qty_invoiced"] for row in found}
        return {place: hours[line] for place, line in lines.items()}

    def invoices(self):
        """The invoices of these worklogs, as Odoo shows them."""
        moves = {row["move_id"][0] for row in self.on_invoices()}
        return self.book.read(sorted(moves))

    # -- parts ----------------------------------------------------------------

    def _trigger(self, action):
        """Press Run Manually on a scheduled action."""
        self.odoo.press("ir.cron", self.book.ref(action), "method_direct_trigger")

    def _set(self, **values):
        self.odoo.write("xero.organisation", self.organisation, values)

    def _organisation(self, field):
        ids = [self.organisation]
        [row] = self.odoo.call("xero.organisation", "read", ids, [field])
        return row[field]
