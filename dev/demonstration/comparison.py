"""Lay both books side by side: what Odoo says, what Xero says, whether they agree."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal

CENT = Decimal("0.01")
MOMENT = re.compile(r"/Date\((-?\d+)")
WIDTHS = (17, 24, 3, 11, 10, 11)


class Invoice:
    """One invoice of the story in both books."""

    def __init__(self, row, found, contacts, expected):
        self.row = row
        self.found = found
        self.there = found[0] if len(found) == 1 else None
        self.contacts = contacts
        self.expected = expected

    @property
    def ours(self):
        """Net, tax and total in Odoo."""
        names = ("amount_untaxed", "amount_tax", "amount_total")
        return [cents(self.row[name]) for name in names]

    @property
    def theirs(self):
        """Net, tax and total in Xero; nothing where it is not there."""
        if not self.there:
            return []
        return [cents(self.there[name]) for name in ("SubTotal", "TotalTax", "Total")]

    def differences(self):
        """Return every reason why the two books do not agree."""
        if not self.there:
            return [f"{len(self.found)} times in Xero"]
        found = []
        if self.ours != self.theirs:
            found.append("the amounts differ")
        name = self.contacts[self.there["Contact"]["ContactID"]]["Name"]
        for word, here, there in (
            ("customer", self.row["partner_id"][1], name),
            ("currency", self.row["currency_id"][1], self.there["CurrencyCode"]),
            ("date", self.row["invoice_date"], _day(self.there["Date"])),
            ("due date", self.row["invoice_date_due"], _day(self.there["DueDate"])),
            ("reference", self.row["ref"] or "", self.there.get("Reference") or ""),
            ("id", self.row["xero_id"], self.there["InvoiceID"]),
        ):
            if here != there:
                found.append(f"{word}: {here} in Odoo, {there} in Xero")
        return found + self._wrong_status()

    def _wrong_status(self):
        """What the status there and the badge here should be."""
        status, badge, states = STATES[self.expected]
        found = []
        if self.there["Status"] != status:
            found.append(f"{self.there['Status']} in Xero, not {status}")
        if not re.fullmatch(badge, self.row["xero_badge"] or ""):
            found.append(f"the badge says {self.row['xero_badge']}")
        if self.row["xero_state"] not in states:
            found.append(self.row["xero_message"] or self.row["xero_state"])
        return found


# What became of an invoice: its status in Xero, the badge in Odoo, its state there.
# That a voided one is still posted in Odoo is what Odoo must point out.
STATES = {
    "open": ("AUTHORISED", r"In Xero(, sent)?", {"synced"}),
    "paid": ("PAID", r"Paid \d+ \w+", {"synced"}),
    "part paid": ("AUTHORISED", r".+ of .+ paid", {"synced"}),
    "voided": ("VOIDED", r"Voided in Xero", {"synced", "differs"}),
}


def compare(rows, state, expected):
    """Return the invoices of one company in both books.

    :param rows: the invoices as Odoo shows them
    :param state: what is in the organisation, as the sandbox tells it
    :param expected: {place in the story: "paid", ...}
    """
    contacts = {contact["ContactID"]: contact for contact in state["contacts"]}
    by_number = {}
    for record in state["invoices"]:
        by_number.setdefault(record.get("InvoiceNumber"), []).append(record)
    invoices = []
    for place, row in enumerate(rows):
        found = by_number.get(row["name"], [])
        became = expected.get(place, "open")
        invoices.append(Invoice(row, found, contacts, became))
    return sorted(invoices, key=lambda invoice: invoice.row["name"])


def strangers(invoices, state, old):
    """Return numbers of invoices in Xero that nobody expects there.

    :param old: numbers of invoices that were there before
    """
    known = {invoice.row["name"] for invoice in invoices} | set(old)
    return [
        record.get("InvoiceNumber")
        for record in state["invoices"]
        if record.get("InvoiceNumber") not in known
    ]


def doubles(state):
    """Return names of contacts that are in Xero more than once."""
    names = [contact["Name"].casefold() for contact in state["contacts"]]
    return sorted({name for name in names if names.count(name) > 1})


def table(invoices):
    """Yield the lines of a company's table."""
    heads = ("Number", "Customer", "Cur", "Odoo net", "tax", "total")
    left = _columns(heads)
    right = _columns(("", "", "", "Xero net", "tax", "total"))[-35:]
    yield f"{left} |{right}  Agree  Status"
    for invoice in invoices:
        row = invoice.row
        values = (row["name"], row["partner_id"][1], row["currency_id"][1])
        left = _columns((*values, *map(_amount, invoice.ours)))
        theirs = [*map(_amount, invoice.theirs)] or ["-"] * 3
        right = _columns(("", "", "", *theirs))[-35:]
        wrong = invoice.differences()
        said = "NO   " if wrong else "yes  "
        text = "; ".join(wrong) if wrong else row["xero_badge"]
        yield f"{left} |{right}  {said}  {text}"


def _columns(values):
    texts = []
    for place, (value, width) in enumerate(zip(values, WIDTHS, strict=True)):
        cut = value if len(value) <= width else value[: width - 1] + "…"
        texts.append(cut.ljust(width) if place < 3 else cut.rjust(width))
    return " ".join(texts)


def _amount(value):
    return f"{value:,.2f}"


def cents(value):
    """A number as an amount of two decimals."""
    return Decimal(str(value)).quantize(CENT)


def _day(value):
    """Return the day of one of Xero's dates as Odoo writes it."""
    milliseconds = int(MOMENT.search(value)[1])
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (moment + timedelta(milliseconds=milliseconds)).date().isoformat()
