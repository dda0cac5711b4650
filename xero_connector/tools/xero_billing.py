"""Worklogs on their way to invoices: time, lines, shares; pure."""

from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


def billed_hours(hours, step_minutes, minimum_minutes):
    """Hours to bill for a worklog, with two decimals as Odoo keeps quantities.

    A correction is rounded like what it corrects, so both come to nothing.

    :param Decimal hours: worked; negative for a correction
    :param int step_minutes: rounded up to a multiple of this; 0 for not at all
    :param int minimum_minutes: billed at least, where there is any time
    """
    minutes = (abs(hours) * 60).quantize(Decimal(1), ROUND_HALF_UP)
    if minutes:
        minutes = max(minutes, Decimal(minimum_minutes))
    if step_minutes:
        steps = (minutes / step_minutes).to_integral_value("ROUND_CEILING")
        minutes = steps * step_minutes
    return ((minutes / 60).quantize(HUNDREDTH, ROUND_HALF_UP)).copy_sign(hours)
