"""Decimal arithmetic: halves go up, away from zero."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
FOURTH = Decimal("0.0001")
SIXTH = Decimal("0.000001")


def round2(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def round4(value):
    return value.quantize(FOURTH, ROUND_HALF_UP)


def round6(value):
    return value.quantize(SIXTH, ROUND_HALF_UP)


def decimal(value):
    """A Decimal out of JSON (number or text); ValueError for anything else."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"not a number: {value!r}")
    else:
        try:
            number = Decimal(value.strip() if isinstance(value, str) else value)
        except InvalidOperation as error:
            raise ValueError(f"not a number: {value!r}") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError(f"not a number in range: {value!r}")
    return number
