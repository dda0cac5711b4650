"""Lay the month side by side: the timesheets, the invoices in Odoo, those in Xero."""

from collections import Counter, defaultdict
from decimal import Decimal

from . import month
from .comparison import cents, compare

WIDTHS = (23, 5, 7, 7, 7, 8, 7, 7, 3, 10, 9, 10)
HEADS = [
    ("", "", "", "", "written", "rounded", "not", "", "", "money in", "of it in", ""),
    ("Customer", "Lines", "Worked", "Billed", "down", "up", "billed", "Open", "Cur",
     "Odoo", "drafts", "Xero"),
]  # fmt: skip
INTERNAL = "Internal work"
# Where a worklog stands in Odoo, by what becomes of it in the story.
STATES = {"invoiced": {"draft", "billed"}, "listed": {"draft", "billed"}}
NOT_BILLED = ("internal", "excluded")
WORDS = {
    "internal": "Internal",
    "excluded": "Not billed",
    "waiting": "Waiting",
    "review": "To review",
    "failed": "In the way",
    "held": "Held",
    "ready": "Not due yet",
}


class Sum:
    """Lines, time in minutes and money of a customer, or of several together."""

    TIMES = ("worked", "billed", "down", "up", "not_billed", "open")

    def __init__(self, currency=""):
        self.currency = currency
        self.lines = 0
        self.times = dict.fromkeys(self.TIMES, Decimal(0))
        self.odoo = self.drafts = self.xero = Decimal(0)

    def add_worklog(self, row, kind):
        """Count a worklog.

        :param row: as Odoo lists it
        :param kind: how it is on an invoice; None where it is on none
        """
        worked, billed = _minutes(row["unit_amount"]), _minutes(row["xero_hours"])
        self.lines += 1
        self.times["worked"] += worked
        if kind == "billed":
            self.times["billed"] += billed
            edited = row["xero_hours_edited"]
            self.times["down" if edited else "up"] += (
                worked - billed if edited else billed - worked
            )
        elif kind or row["xero_billing_state"] in NOT_BILLED:
            self.times["not_billed"] += worked
        else:
            self.times["open"] += worked

    def add(self, other):
        """Count all of another sum."""
        self.lines += other.lines
        for name in self.TIMES:
            self.times[name] += other.times[name]
        self.odoo += other.odoo
        self.drafts += other.drafts
        self.xero += other.xero

    def agrees(self):
        """Whether every minute and every cent is where it belongs."""
        times = self.times
        spent = times["billed"] + times["down"] - times["up"]
        spent += times["not_billed"] + times["open"]
        return times["worked"] == spent and self.odoo == self.drafts + self.xero

    def columns(self):
        """Texts of the table, after the name."""
        texts = [str(self.lines)]
        texts += [_clock(self.times[name]) for name in self.TIMES]
        texts.append(self.currency)
        amounts = (self.odoo, self.drafts, self.xero)
        return texts + [f"{amount:,.2f}" if self.currency else "" for amount in amounts]


class Comparison:
    """The month in the timesheets, on Odoo's invoices and in Xero."""

    def __init__(self, worklogs, state):
        """
        :param worklogs: ``Worklogs`` after they were billed
        :param state: what is in the organisation, as the sandbox tells it
        """
        self.story = worklogs.story
        self.rows = worklogs.rows()
        self.lines = worklogs.on_invoices()
        self.moves = worklogs.invoices()
        self.orders = worklogs.invoiced_by_order()
        posted = [row for row in self.moves if row["state"] == "posted"]
        self.invoices = compare(posted, state, {})
        self.names = [
            *(w.customer is not None and _name(w.customer) for w in self.story),
            _name(month.CORRECTED),
        ]
        self.sums = self._sum()

    @property
    def numbers(self):
        """Numbers of the invoices that are in Xero."""
        return [invoice.row["name"] for invoice in self.invoices]

    def _sum(self):
        sums = {one.name: Sum(one.currency) for one in month.CUSTOMERS}
        sums[INTERNAL] = Sum()
        kinds = {
            line["timesheet_id"][0]: line["kind"]
            for line in self.lines
            if line["kind"] != "extra"
        }
        for row, name in zip(self.rows, self.names, strict=True):
            sums[name or INTERNAL].add_worklog(row, kinds.get(row["id"]))
        for row in self.moves:
            one, net = sums[row["partner_id"][1]], cents(row["amount_untaxed"])
            one.odoo += net
            if row["state"] == "draft":
                one.drafts += net
        for invoice in self.invoices:
            if invoice.there:
                sums[invoice.row["partner_id"][1]].xero += invoice.theirs[0]
        return sums

    # -- what it says ---------------------------------------------------------

    def table(self):
        """Yield the lines of the table: customers, sums, what was left out."""
        for head in HEADS:
            yield _columns(head)
        totals, everything = {}, Sum()
        for name, one in self.sums.items():
            yield self._line(name, one)
            everything.add(one)
            if one.currency:
                totals.setdefault(one.currency, Sum(one.currency)).add(one)
        for currency, one in totals.items():
            yield self._line(f"Sum in {currency}", one)
        yield self._line("All", everything)
        yield ""
        yield "Left out:"
        for (state, reason), (count, minutes) in sorted(self._left_out().items()):
            text = f"{WORDS[state]}: {reason}" if reason else WORDS[state]
            yield f"  {count:3} lines  {_clock(minutes):>6}  {text}"

    def _line(self, name, one):
        said = "yes" if one.agrees() else "NO"
        return f"{_columns((name, *one.columns()))}  {said}"

    def _left_out(self):
        found = defaultdict(lambda: (0, Decimal(0)))
        for row in self.rows:
            if row["xero_billing_state"] in WORDS:
                key = row["xero_billing_state"], row["xero_reason"] or ""
                count, minutes = found[key]
                found[key] = count + 1, minutes + _minutes(row["unit_amount"])
        return found

    def summary(self):
        """One line for all of it."""
        drafts = len(self.moves) - len(self.invoices)
        agreed = sum(not invoice.differences() for invoice in self.invoices)
        billed = sum(line["kind"] != "extra" for line in self.lines)
        return (
            f"Worklogs: {len(self.rows)} lines, {billed} of them on "
            f"{len(self.moves)} invoices; {drafts} still a draft, "
            f"{len(self.invoices)} in Xero, {agreed} agree to the cent"
        )

    def problems(self):
        """Yield every way in which the month is not as it should be."""
        for invoice in self.invoices:
            for words in invoice.differences():
                yield f"{invoice.row['name']}: {words}"
        for name, one in self.sums.items():
            if not one.agrees():
                yield f"{name}: time or money is missing"
        yield from self._wrong_amounts()
        yield from self._wrong_hours()
        yield from self._wrong_orders()
        yield from self._wrong_fates()

    def _wrong_amounts(self):
        """Invoices that come to another amount than their worklogs."""
        said = Counter()
        for line in self.lines:
            said[line["move_id"][0]] += cents(line["amount"])
        for row in self.moves:
            net = cents(row["amount_untaxed"])
            if said[row["id"]] != net:
                yield f"{row['name']}: {net}, its worklogs {said[row['id']]}"

    def _wrong_hours(self):
        """Invoices with other hours than the worklogs, here or in Xero; one line for
        all of them has no hours there."""
        summed = [one.name for one in month.CUSTOMERS if one.profile == month.SUMMARY]
        hours = Counter()
        to_bill = {row["id"]: _minutes(row["xero_hours"]) for row in self.rows}
        for line in self.lines:
            minutes = _minutes(line["hours"])
            hours[line["move_id"][0]] += minutes
            expected = to_bill[line["timesheet_id"][0]]
            if line["kind"] != "extra" and minutes != expected:
                yield (
                    f"{line['timesheet_id'][1]}: {_clock(expected)} hours to bill, "
                    f"{_clock(minutes)} on its invoice"
                )
        for invoice in self.invoices:
            if not invoice.there or invoice.row["partner_id"][1] in summed:
                continue
            # what was charged beside the time is no item
            theirs = sum(
                _minutes(line["Quantity"])
                for line in invoice.there["LineItems"]
                if line.get("ItemCode")
            )
            ours = hours[invoice.row["id"]]
            if ours != theirs:
                yield (
                    f"{invoice.row['name']}: {_clock(ours)} hours in Odoo, "
                    f"{_clock(theirs)} in Xero"
                )

    def _wrong_orders(self):
        """Sales orders that have not just those hours as invoiced that were billed of
        their work."""
        billed = Counter()
        hours = {
            line["timesheet_id"][0]: _minutes(line["hours"])
            for line in self.lines
            if line["kind"] == "billed"
        }
        for worklog, row in zip(self.story, self.rows[:-1], strict=True):
            if worklog.source[0] == "order":
                billed[worklog.customer] += hours.get(row["id"], 0)
        for place, quantity in self.orders.items():
            if _minutes(quantity) != billed[place]:
                yield (
                    f"the order of {_name(place)} has {_clock(_minutes(quantity))} "
                    f"hours invoiced, not {_clock(billed[place])}"
                )

    def _wrong_fates(self):
        """Worklogs of which something else came than the story says."""
        on_invoices = Counter(
            line["timesheet_id"][0] for line in self.lines if line["kind"] != "extra"
        )
        for worklog, row in zip(self.story, self.rows[:-1], strict=True):
            fate, state = month.fate_of(worklog), row["xero_billing_state"]
            name, count = f"worklog {worklog.number}", on_invoices[row["id"]]
            if state not in STATES.get(fate, {fate}):
                yield f"{name} is {state}, not {fate}. {row['xero_reason'] or ''}"
            elif count != (fate in STATES):
                yield f"{name} is on {count} invoices"


def _name(place):
    return month.CUSTOMERS[place].name


def _minutes(hours):
    return Decimal(str(hours)) * 60


def _clock(minutes):
    """Minutes as hours and minutes; a part of a minute is shown as well."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(Decimal(minutes)), 60)
    return f"{sign}{hours:.0f}:{rest.normalize():0>2f}"


def _columns(values):
    texts = []
    for place, (value, width) in enumerate(zip(values, WIDTHS, strict=True)):
        text = value if len(value) <= width else value[: width - 1] + "…"
        texts.append(text.rjust(width) if place else text.ljust(width))
    return " ".join(texts)
