"""A month of work at the Australian company: who did what, for whom, and what of it
can be billed.

All of it is invented and the same in every run; only the dates follow the calendar. A
worklog takes its customer, its source, its employee and its time in turn from the lists
below, and some are marked with what happens in real life. What becomes of each is said
here as well (`fate_of`), without asking Odoo.
"""

from datetime import timedelta
from typing import NamedTuple

WORKLOGS, INTERNAL = 400, 20

# code, name, price an hour of items that Xero has and Odoo has not
ITEMS = [
    ("MANAGE", "Project management", 165.00),
    ("NIGHT", "Work after hours", 262.50),
    ("TRAVEL", "Travel time", 77.77),
]
# Items that were in both books all along, by their place in the company's products.
KNOWN_ITEMS = {"CONSULT": 0, "SUPPORT": 1}
# job: worklog type
JOBS = {
    "Consultant": "CONSULT",
    "Support engineer": "SUPPORT",
    "Project manager": "MANAGE",
}
EMPLOYEES = [
    ("Ines Okafor", "Consultant"),
    ("Tom Farrugia", "Support engineer"),
    ("Mei Castellan", "Project manager"),
    ("Ravi Sandhu", "Consultant"),
    ("June Petrov", "Support engineer"),
]
# Has no job yet, and so no worklog type.
TRAINEE = "Noah Quist"

# our word: how worklogs are billed; the first is the organisation's default
STANDARD, QUARTERS, CLOSED, CONTRACT, ABROAD, SUMMARY, FIRST = range(7)
PROFILES = {
    STANDARD: {
        "name": "Standard",
        "group_by": "task",
        "after": "post",
        "sales_work": "order",
    },
    QUARTERS: {
        "name": "Quarter hours",
        "round_minutes": "15",
        "minimum_minutes": 30,
        "bill_extra": True,
        "group_by": "type",
        "after": "post",
    },
    CLOSED: {
        "name": "When closed",
        "closed_only": True,
        "group_by": "ticket",
        "after": "post",
    },
    CONTRACT: {
        "name": "All is listed",
        "include": "all",
        "group_by": "line",
        "after": "post",
    },
    ABROAD: {
        "name": "Abroad",
        "rate_source": "odoo",
        "group_by": "employee",
        "after": "post",
    },
    SUMMARY: {"name": "One line", "group_by": "summary", "after": "post"},
    FIRST: {"name": "Looked at first", "group_by": "project", "after": "draft"},
}


class Customer(NamedTuple):
    """A customer of the month; those with a country are new."""

    name: str
    profile: int = STANDARD
    currency: str = "AUD"
    country: str = ""


CUSTOMERS = [
    Customer("Banksia Bay Holdings"),
    Customer("Copper Kettle Cafes", QUARTERS),
    Customer("Dry Creek Vineyards", CLOSED),
    Customer("Emu Plains Removals"),
    Customer("Figtree Early Learning", CONTRACT),
    Customer("Golden Gate Robotics", ABROAD, "USD"),
    Customer("Harbourside Physio", FIRST),
    Customer("Kiwi Trail Outfitters", ABROAD, "NZD"),
    Customer("Lantern & Loom", SUMMARY),
    Customer("Magpie Creek Dental", QUARTERS, country="au"),
    Customer("Nulla Nulla Freight", FIRST, country="au"),
    Customer("Old Mill Theatre", country="au"),
]
# Closed its doors: archived after the work was approved.
GONE = 11
# Of the two whose drafts are looked at first, this one's is posted; the other's stays.
POSTED_BY_HAND = 6
# Whose invoice is found wrong: an hour of it is taken back.
CORRECTED, TAKEN_BACK = 1, 1.0
# The customer whose work without task or ticket a contract covers.
COVERED = 4

# Customers with a sales order, and how it sells their work without task or ticket. The
# last one's profile leaves it to Odoo's own sales flow.
BY_THE_HOUR, FIXED_PRICE = range(2)
ORDERS = {0: BY_THE_HOUR, 3: FIXED_PRICE, 6: BY_THE_HOUR}
SOLD = {
    BY_THE_HOUR: {
        "name": "Engineer, per hour",
        "list_price": 180.0,
        "invoice_policy": "delivery",
        "service_type": "timesheet",
    },
    FIXED_PRICE: {
        "name": "Move to the cloud, fixed price",
        "list_price": 9500.0,
        "invoice_policy": "order",
        "service_type": "manual",
    },
}

# What the work was done for: (kind, place). Of tasks and tickets the first is closed,
# the second open; the second task is done at night.
SOURCES = [("task", 0), ("ticket", 0), ("project", 0), ("task", 1), ("ticket", 1)]
TASKS = ["Move the server", "Patch the servers at night"]
TICKETS = ["The printer prints nothing", "Mails arrive late"]
# Multiples of three: 0.05 hours, so that every time is exact in hours as well.
MINUTES = [30, 75, 45, 120, 27, 90, 15, 240, 51, 60, 105]
TEXTS = [
    "Checked the backups", "On the phone with the staff", "Renewed the certificates",
    "Read the logs", "Set up a notebook", "Wrote it down for the staff",
    "Asked the supplier",
]  # fmt: skip

# What happens to some worklogs, by their number modulo 37 and modulo 101: both meet
# every customer in turn.
OFTEN = {
    4: "unapproved",
    9: "on the road",
    13: "written down",
    17: "held",
    22: "not billable",
    27: "no type",
    33: "extra",
}
SELDOM = {7: "no time", 50: "too old", 80: "this month"}
# Why the reviewer bills less, and what goes beside the time.
REASONS = ["Goodwill", "Took longer than it should", "Agreed by phone"]
EXTRA = 38.50
# Hours of a worklog that is billed in the month after it, with the correction.
LATER = 180


class Worklog(NamedTuple):
    """One line of a timesheet; `customer` is None for internal work."""

    number: int
    customer: int | None
    source: tuple
    employee: int
    minutes: int
    mark: str = ""

    @property
    def profile(self):
        """How its customer is billed."""
        return CUSTOMERS[self.customer].profile

    @property
    def covered(self):
        """Whether a contract covers it."""
        return self.customer == COVERED and self.source[0] == "project"

    @property
    def left_to_sales(self):
        """Whether it belongs to a sales order that is not billed by the hour here."""
        if self.source[0] != "order":
            return False
        by_order = PROFILES[self.profile].get("sales_work") == "order"
        return not by_order or ORDERS[self.customer] == FIXED_PRICE

    @property
    def hours(self):
        """Time worked, as it is entered."""
        return self.minutes / 60

    @property
    def reviewed_hours(self):
        """What the reviewer bills of work that is written down."""
        return self.minutes // 2 // 3 * 3 / 60

    def day(self, today):
        """When it was done.

        :param today: the month before this day is billed
        """
        if self.mark == "this month":
            return today
        begin = first_day(today)
        if self.mark == "too old":
            return begin - timedelta(days=3)
        days = workdays(begin)
        return days[self.number * 7 % len(days)]


def first_day(today):
    """First day of the month before a day."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def workdays(begin):
    """The workdays of a month."""
    days = [begin + timedelta(days=place) for place in range(31)]
    return [day for day in days if day.month == begin.month and day.weekday() < 5]


def worklogs():
    """Yield the worklogs of the month."""
    for number in range(WORKLOGS):
        mark = SELDOM.get(number % 101) or OFTEN.get(number % 37, "")
        minutes = {"no time": 0, "this month": LATER}.get(mark)
        round_, customer = divmod(number, len(CUSTOMERS))
        source = SOURCES[round_ % len(SOURCES)]
        if customer in ORDERS and source[0] == "project":
            source = ("order", 0)
        yield Worklog(
            number,
            customer,
            source,
            number % len(EMPLOYEES),
            MINUTES[number % len(MINUTES)] if minutes is None else minutes,
            mark,
        )
    for number in range(WORKLOGS, WORKLOGS + INTERNAL):
        source = ("project", number % 2)
        employee = number % len(EMPLOYEES)
        yield Worklog(number, None, source, employee, MINUTES[number % len(MINUTES)])


def fate_of(worklog):
    """What becomes of a worklog: its state in Odoo, or `listed` where it is on an
    invoice at no charge, or `invoiced`."""
    mark = worklog.mark
    if worklog.customer is None:
        return "internal"
    if mark == "too old" or worklog.left_to_sales:
        return "excluded"
    if mark == "held":
        return "held"
    if mark == "not billable" or worklog.covered:
        if worklog.profile != CONTRACT:
            return "excluded"
        return _fate_in_the_way(worklog) or "listed"
    return _fate_in_the_way(worklog) or "invoiced"


def _fate_in_the_way(worklog):
    kind, place = worklog.source
    if worklog.profile == CLOSED and place:
        return "waiting"
    untyped = worklog.mark == "no type" and (kind, place) != ("task", 1)
    if untyped or worklog.mark == "no time" or worklog.customer == GONE:
        return "failed"
    if worklog.mark == "unapproved":
        return "review"
    if worklog.mark == "this month" and worklog.customer != CORRECTED:
        return "ready"
    return ""
