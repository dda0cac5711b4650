"""The work of the small business: projects, timesheets, and their invoices."""

from datetime import datetime, timedelta

from .books import ZONE

PEOPLE = ("Ines Okafor", "Jack Lindqvist", "Priya Nair")
# code, name; the last one is no item in Xero
TYPES = (
    ("CONSULT", "Consulting"),
    ("ONSITE", "On-site visit"),
    ("TRAVEL", "Travel"),
)
# customer, project, tasks
PROJECTS = (
    ("Banksia Bay Holdings", "Server move", ("Plan the move", "Move the files")),
    ("Copper Kettle Cafes", "Support", ("Tills offline", "New laptops")),
    ("Dry Creek Vineyards", "Backups", ("Monthly check",)),
    ("Harbour Dental", "Onboarding", ("Accounts and mail", "Wi-Fi")),
    (None, "Our own workshop", ("Tidy up",)),
)
# days before this month, person, task, hours, what was done, type
TIMESHEETS = (
    (2, 0, "Plan the move", 3.5, "Workshop with the office manager", None),
    (3, 0, "Move the files", 6.0, "Copied the shares, checked permissions", None),
    (3, 1, "Tills offline", 1.25, "Replaced the switch under the counter", None),
    (4, 1, "Tills offline", 0.4, "Told the staff how to restart", None),
    (5, 2, "New laptops", 4.0, "Set up five laptops", "ONSITE"),
    (5, 2, "New laptops", 1.5, "Went back for the forgotten one", None),
    (6, 0, "Monthly check", 0.75, "Restored a file to prove it", None),
    (8, 1, "Wi-Fi", 5.0, "Drove over, hung four access points", "TRAVEL"),
    (9, 2, "Accounts and mail", 2.0, "Moved the mailboxes", None),
    (9, 2, "Accounts and mail", 0.5, "Showed them the calendar", None),
    (11, 0, "Tidy up", 3.0, "Threw the old cables away", None),
    (40, 0, "Monthly check", 0.75, "Restored a file to prove it", None),
    (75, 0, "Monthly check", 0.75, "Restored a file to prove it", None),
)


class Work:
    """Timesheets of a month: `books` are those of the business."""

    def __init__(self, books):
        self.books = books
        self.odoo = books.odoo

    def set_up(self):
        """People, worklog types, projects, and what they did."""
        self._bill_in_own_currency()
        types = self._types()
        people = [
            self.odoo.call("hr.employee", "create", {"name": name}) for name in PEOPLE
        ]
        profile = self.odoo.find("xero.billing.profile", [])
        self.odoo.call(
            "xero.billing.profile",
            "write",
            profile,
            {
                "default_type_id": types["CONSULT"],
                "from_date": self._day(100),
                "round_minutes": "15",
            },
        )
        tasks = dict(pair for project in PROJECTS for pair in self._project(*project))
        rows = []
        for days, person, task, hours, text, kind in TIMESHEETS:
            rows.append(
                {
                    "date": self._day(days),
                    "employee_id": people[person],
                    "task_id": tasks[task],
                    "unit_amount": hours,
                    "name": text,
                    "xero_type_id": types.get(kind, False),
                }
            )
        return self.odoo.call("account.analytic.line", "create", rows)

    def _bill_in_own_currency(self):
        """The pricelists are from before the company had its currency."""
        pricelists = self.odoo.find("product.pricelist", [])
        self.odoo.call("product.pricelist", "write", pricelists, {"active": False})

    def _types(self):
        """Services that are items in Xero, but for the last one."""
        types = {}
        for code, name in TYPES:
            domain = [("default_code", "=", code)]
            found = self.odoo.find("product.product", domain)
            types[code] = next(iter(found), None) or self.odoo.call(
                "product.product", "create", {"name": name, "default_code": code}
            )
            self.odoo.call(
                "product.product",
                "write",
                [types[code]],
                {"type": "service", "xero_worklog_type": True},
            )
            items = [("resource", "=", "Items"), ("code", "=", code)]
            if records := self.odoo.find("xero.record", items):
                choice = {"choice_id": types[code]}
                self.odoo.call("xero.record", "write", records, choice)
        return types

    def _project(self, customer, name, tasks):
        """Yield each task's name and id."""
        values = {"name": name, "allow_timesheets": True}
        values["partner_id"] = self.books.customers.get(customer, False)
        project = self.odoo.call("project.project", "create", values)
        for task in tasks:
            values = {"name": task, "project_id": project}
            yield task, self.odoo.call("project.task", "create", values)

    def _day(self, days):
        """A day of the last month, as Odoo writes it: so many before this month."""
        first = datetime.now(ZONE).date().replace(day=1)
        return (first - timedelta(days=days)).isoformat()

    def find(self, **values):
        """Worklogs that have these values."""
        domain = [(name, "=", value) for name, value in values.items()]
        return self.odoo.find("account.analytic.line", domain)

    def approve(self):
        """Approve what can be; worklog types were read."""
        odoo = self.odoo
        review = self.find(xero_billing_state="review")
        odoo.call("account.analytic.line", "action_xero_approve", review)
        odoo.call(
            "xero.organisation",
            "write",
            [self.books.organisation],
            {"worklog_types_synced_at": datetime.now().isoformat(" ", "seconds")},
        )

    def bill(self, customer):
        """Make the invoices, post one customer's; the others stay drafts.

        :return: ids, the posted one first
        """
        odoo = self.odoo
        wizard = odoo.call("xero.bill.work", "create", {})
        odoo.call("xero.bill.work", "action_bill_anyway", [wizard])
        made = ("xero_worklog_line_ids", "!=", False)
        partner = self.books.customers[customer]
        posted = odoo.find("account.move", [made, ("partner_id", "=", partner)])
        odoo.call("account.move", "action_post", posted)
        return posted + odoo.find("account.move", [made, ("partner_id", "!=", partner)])
