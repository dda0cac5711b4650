"""Payment terms of two books, compared by what they mean: when something is due."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

# Days on which the terms are tried out: long and short months, their ends, a leap year
SAMPLES = tuple(
    date(year, month, day)
    for year, month in ((2026, 1), (2026, 2), (2026, 4), (2027, 12), (2028, 2))
    for day in (1, 10, 15, 27, 28, 29, 30, 31)
    if day <= monthrange(year, month)[1]
)


def due(kind, day, issued):
    """When an invoice is due under terms of Xero.

    :param str kind: of Xero, ``DAYSAFTERBILLDATE`` ...
    :param int day: a number of days, or a day of the month
    :param date issued: the invoice's date
    :raises ValueError: for a kind that is not known
    """
    if kind == "DAYSAFTERBILLDATE":
        return issued + timedelta(days=day)
    if kind == "DAYSAFTERBILLMONTH":
        return issued + relativedelta(day=31) + timedelta(days=day)
    if kind == "OFCURRENTMONTH":
        return issued + relativedelta(day=day)
    if kind == "OFFOLLOWINGMONTH":
        return issued + relativedelta(months=1, day=day)
    raise ValueError(f"unknown payment terms {kind}")


def meaning(function):
    """What terms mean, comparable.

    :param function: gives the due date for a date
    """
    return tuple(function(issued) for issued in SAMPLES)


def meaning_of(term):
    """What a term of Xero means; ``None`` where it cannot be told.

    :param dict term: ``{"Day": 20, "Type": "OFFOLLOWINGMONTH"}``, untrusted
    """
    try:
        day, kind = int(term["Day"]), str(term["Type"])
        if not 0 <= day <= 3650:
            return None
        return meaning(lambda issued: due(kind, day, issued))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def term_of(wanted, numbers):
    """The term of Xero that means the same, the plainest one first.

    :param tuple wanted: of :func:`meaning`
    :param numbers: days that come into question
    :return: ``{"Day": ..., "Type": ...}`` or ``None``
    """
    candidates = [
        (kind, day)
        for kind, limits in (
            ("DAYSAFTERBILLDATE", (0, 3650)),
            ("OFFOLLOWINGMONTH", (1, 31)),
            ("OFCURRENTMONTH", (1, 31)),
            ("DAYSAFTERBILLMONTH", (0, 3650)),
        )
        for day in dict.fromkeys((*numbers, 31, 0))
        if limits[0] <= day <= limits[1]
    ]
    for kind, day in candidates:
        if meaning(lambda issued, k=kind, d=day: due(k, d, issued)) == wanted:
            return {"Type": kind, "Day": day}
    return None


def spelled(term):
    """A term as one text in which equal ones are equal; empty for none.

    Days after the end of a month, up to 28, are that day of the following month.
    """
    if not isinstance(term, dict) or not term.get("Type"):
        return ""
    return _spelled(str(term["Type"]), str(term.get("Day")))


@lru_cache(maxsize=1024)
def _spelled(kind, day):
    term = {"Type": kind, "Day": day}
    known = meaning_of(term)
    plainest = known and term_of(known, (int(day),))
    return " ".join(str(part) for part in (plainest or term).values())
