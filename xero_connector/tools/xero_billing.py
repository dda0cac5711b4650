"""Which worklogs become which lines of which invoices: pure, and exact to the cent.

What is billed at all, to whom and at which rate is decided before; here it is only
put together. The same worklogs give the same plan in whatever order they come.
"""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from .xero_dialect import cents

ZERO = Decimal(0)
ONE = Decimal(1)
# Kinds of lines, in the order in which they stand below each other
KINDS = ("billed", "covered", "listed", "extra")
# What a grouping goes by: the first of these that the worklog has
GROUPS = {
    "line": ("id",),
    "task": ("task", "ticket", "project"),
    "project": ("project",),
    "ticket": ("ticket", "task", "project"),
    "type": ("type",),
    "employee": ("employee",),
    "summary": (),
}


class Worklog(NamedTuple):
    """Time of one person as it is to be billed.

    ``customer`` and ``currency`` make the invoice, so they need an order (ids do).
    ``product``, ``taxes``, ``account`` and ``apart`` keep lines apart and are handed
    back as they are; ``apart`` is whatever else must not share a line (an order line,
    an analytic distribution), in a summary too.

    ``kind``: ``billed``, or at no charge: ``covered`` by an agreement, ``listed``
    because not billable. ``hours``: hours to bill, at most 2 decimals, negative in a
    correction. ``rate``: per hour in ``currency``, up to 6 decimals; means nothing at
    no charge. ``extra``: charged besides, in ``currency``, whatever the kind; zero
    where it does not go along.
    """

    id: int
    date: date
    customer: Hashable
    currency: Hashable
    hours: Decimal
    rate: Decimal = ZERO
    extra: Decimal = ZERO
    kind: str = "billed"
    product: Hashable = None
    taxes: Hashable = None
    account: Hashable = None
    apart: Hashable = None
    task: int | None = None
    project: int | None = None
    ticket: Hashable = None
    type: int | None = None
    employee: int | None = None

    @property
    def price(self):
        """What an hour of it costs the customer."""
        return self.rate if self.kind == "billed" else ZERO

    def group(self, group_by):
        """What it is bundled by: ``(name, id)``, as ``("project", 7)`` where a grouping
        by task meets work without task and ticket."""
        for name in GROUPS[group_by]:
            if ident := getattr(self, name):
                return (name, ident)
        return (group_by, None)


class Share(NamedTuple):
    """What one worklog has in a line. ``kind`` is the worklog's own, or ``extra``; the
    hours of a worklog count in the former, an extra has none."""

    worklog: int
    kind: str
    hours: Decimal
    rate: Decimal
    amount: Decimal


class PlannedLine(NamedTuple):
    """A line to be written. ``amount`` is what Odoo makes of ``quantity`` and
    ``price``, before tax, and what the amounts of ``shares`` come to, to the last cent.

    ``key``: what it is grouped by, ``(name, id)``. ``product``: none in a line of
    extras and in a summary, which may stand for several. ``settled``: shares of other
    work that is only tied here, because it was taken back and has no line; they come to
    no hours and no money.
    """

    key: tuple
    kind: str
    product: Hashable
    taxes: Hashable
    account: Hashable
    apart: Hashable
    quantity: Decimal
    price: Decimal
    amount: Decimal
    shares: tuple
    settled: tuple = ()


class PlannedInvoice(NamedTuple):
    """An invoice to be made, with at least one line."""

    customer: Hashable
    currency: Hashable
    lines: tuple

    @property
    def total(self):
        """Sum of the lines, before tax."""
        return sum((line.amount for line in self.lines), ZERO)


class Waiting(NamedTuple):
    """Worklogs of which no invoice is made yet: they come to less than nothing, or to
    nothing at all because each takes back another. They go into the next one."""

    customer: Hashable
    currency: Hashable
    total: Decimal
    worklogs: tuple


def plan(worklogs, group_by, digits):
    """Put worklogs together to invoices, one per customer and currency.

    A line has one grouping key, kind, product, account, price and one set of taxes. A
    summary has one line per kind, account and set of taxes; the billed one of quantity
    1 with the total as its price. Extras are lines of quantity 1 of their own.

    Work that is taken back on the same line leaves nothing to show: that line falls
    away, and the first line of the invoice has its shares as ``settled``. So every
    worklog is tied to exactly one line, an extra to one.

    :param worklogs: :class:`Worklog` of which each comes once
    :param group_by: one of ``GROUPS``
    :param digits: decimals of each currency, ``{currency: 2}``
    :return: ``([PlannedInvoice], [Waiting])``, both by customer and currency; lines by
        their first worklog's day
    :raises ValueError: for a worklog that comes twice, an unknown kind or grouping
    """
    if group_by not in GROUPS:
        raise ValueError(f"unknown grouping: {group_by}")
    by_invoice = defaultdict(list)
    seen = set()
    for worklog in sorted(worklogs, key=lambda worklog: (worklog.date, worklog.id)):
        if worklog.id in seen:
            raise ValueError(f"worklog {worklog.id} comes twice")
        if worklog.kind not in KINDS[:-1]:
            raise ValueError(f"unknown kind of worklog: {worklog.kind}")
        seen.add(worklog.id)
        by_invoice[worklog.customer, worklog.currency].append(worklog)
    invoices, waiting = [], []
    for (customer, currency), ours in sorted(
        by_invoice.items(), key=lambda item: item[0]
    ):
        unit = ONE.scaleb(-digits[currency])
        invoice = PlannedInvoice(customer, currency, _lines(ours, group_by, unit))
        if invoice.lines and invoice.total >= 0:
            invoices.append(invoice)
        else:
            idents = tuple(worklog.id for worklog in ours)
            waiting.append(Waiting(customer, currency, invoice.total, idents))
    return invoices, waiting


def shares(parts, unit):
    """Give the rounded sum of some amounts out to them, so that nothing is left.

    Each is rounded down first; then those that lost most get a unit more, the earlier
    first where they lost the same. None is a whole unit off.

    :param parts: exact amounts, ``Decimal``, also negative
    :param unit: smallest step of the currency
    :return: list of rounded amounts in the same order
    """
    floors = [part.quantize(unit, rounding=ROUND_FLOOR) for part in parts]
    left = int((cents(sum(parts, ZERO), unit) - sum(floors, ZERO)) / unit)
    lost = sorted(range(len(floors)), key=lambda at: floors[at] - parts[at])
    for at in lost[:left]:
        floors[at] += unit
    return floors


def _lines(worklogs, group_by, unit):
    """The lines of one invoice; ``worklogs`` in their order."""
    bundles = defaultdict(list)
    for worklog in worklogs:
        bundles[_key(worklog, group_by)].append(worklog)
        if worklog.extra:
            bundles[_extra_key(worklog, group_by)].append(worklog)
    # the order of the bundles is that of their first worklogs
    lines = [_line(key, bundle, unit) for key, bundle in bundles.items()]
    kept, settled = [], []
    for line in lines:
        if line.quantity or line.amount:
            kept.append(line)
        else:
            settled.extend(line.shares)
    if kept:
        kept[0] = kept[0]._replace(settled=tuple(settled))
    return tuple(kept)


def _key(worklog, group_by):
    """What makes a line of its own: the first fields of the line, and its price."""
    summary = group_by == "summary"
    return (
        worklog.group(group_by),
        worklog.kind,
        None if summary else worklog.product,
        worklog.taxes,
        worklog.account,
        worklog.apart,
        None if summary and worklog.kind == "billed" else worklog.price,
    )


def _extra_key(worklog, group_by):
    """The same for what is charged besides, which is no work of a type."""
    group = worklog.group(group_by)
    own = (worklog.taxes, worklog.account, worklog.apart)
    return (group, "extra", None, *own, None)


def _line(key, worklogs, unit):
    """Make a line of what has the same key. Where the key has no price it is a sum of
    quantity 1, and of none where neither time nor money is left in it."""
    *fields, price = key
    extra = fields[1] == "extra"
    if extra:
        parts = [worklog.extra for worklog in worklogs]
    else:
        parts = [worklog.hours * worklog.price for worklog in worklogs]
    hours = ZERO if extra else sum((worklog.hours for worklog in worklogs), ZERO)
    amount = cents(sum(parts, ZERO), unit)
    quantity = hours
    if price is None:
        price, quantity = amount, ONE if hours or amount else ZERO
    given = tuple(
        Share(worklog.id, "extra", ZERO, ZERO, share)
        if extra
        else Share(worklog.id, worklog.kind, worklog.hours, worklog.price, share)
        for worklog, share in zip(worklogs, shares(parts, unit), strict=True)
    )
    return PlannedLine(*fields, quantity, price, amount, given)
