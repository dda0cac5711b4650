"""How much time is billed, and which days a period has."""

from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from .xero_dialect import amount, cents

HOUR = 60
PERIODS = ("week", "month")


def billed_hours(hours, step_minutes=0, minimum_minutes=0):
    """Hours to bill of hours worked.

    Steps are counted in whole minutes: 20 minutes are meant where 0.33 or 0.3333 was
    written. Less than half a minute is no time. Without a step and above the minimum
    time is billed as it was written. A correction comes to what it takes back, be it
    the time worked or the time billed: that stays what it is.

    :param hours: hours worked, negative for a correction
    :param step_minutes: time is rounded up to a multiple of it, the minimum too; 0: not
    :param minimum_minutes: the least that is billed where any time was worked
    :return: ``Decimal`` of 2 decimals
    """
    hours = amount(hours)
    worked = abs(hours)
    minutes = (worked * HOUR).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if not minutes:
        return cents(0)
    if step_minutes:
        steps = max(minutes, minimum_minutes) / Decimal(step_minutes)
        worked = steps.to_integral_value(rounding=ROUND_CEILING) * step_minutes / HOUR
    billed = max(cents(worked), cents(Decimal(minimum_minutes) / HOUR))
    return billed.copy_sign(hours)


def period_end(today, period, week_start=0):
    """Last day of the last week or month that is over.

    :param today: the day in the eyes of those who bill
    :param period: ``week`` or ``month``
    :param week_start: first day of a week, 0 for Monday to 6 for Sunday
    """
    if period == "month":
        return today.replace(day=1) - timedelta(days=1)
    return today - timedelta(days=(today.weekday() - week_start) % 7 + 1)


def period_start(end, period):
    """First day of the week or month that ends on a day."""
    if period == "month":
        return end.replace(day=1)
    return end - timedelta(days=6)
