"""How Xero spells dates and amounts, and how we keep them.

Amounts are ``Decimal`` from the JSON reader on. Where a payload is stored (a JSON
column knows no Decimal) they are kept as text, which ``amount`` reads back without a
detour over a float.
"""

import json
import re
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
# No amount of any books has more, before or behind the point
DIGITS = 30
NIL_GUID = "00000000-0000-0000-0000-000000000000"

# "/Date(1706659200000+0000)/"; items and history come without the offset
_MS_DATE = re.compile(r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MASK = "***"
# What an audit of a transfer does not need to know
_PERSONAL = frozenset(
    {"BankAccountDetails", "BankAccountNumber", "PhoneNumber", "TaxNumber"}
)


def parse_datetime(value):
    """Read a point in time as Xero writes it.

    :param value: ``/Date(ms+0000)/``, ``/Date(ms)/``, an ISO text, or nothing
    :return: naive UTC datetime without microseconds, or ``None``
    :raises ValueError: where the text is neither
    """
    if not value:
        return None
    found = _MS_DATE.match(value)
    if found:
        try:
            moment = _EPOCH + timedelta(milliseconds=int(found.group(1)))
        except OverflowError as error:
            raise ValueError(f"no point in time: {value}") from error
    else:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        if moment.tzinfo:
            try:
                moment = moment.astimezone(timezone.utc)
            except OverflowError as error:
                raise ValueError(f"no point in time: {value}") from error
    return moment.replace(tzinfo=None, microsecond=0)


def parse_date(value):
    """Read a business date: a day, which Xero places at 00:00 UTC.

    :param value: as in :func:`parse_datetime`
    :return: ``date`` or ``None``
    """
    moment = parse_datetime(value)
    return moment and moment.date()


def amount(value):
    """An amount of a payload as ``Decimal``; nothing is zero.

    :param value: number, text, ``Decimal``, ``None``
    :raises ValueError: where it is not a number that one could count with
    """
    if value in (None, "", False):
        return Decimal(0)
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {value!r}") from error
    if not number.is_finite() or abs(number.adjusted()) > DIGITS:
        raise ValueError(f"not an amount: {value!r}")
    return number


def truth(value):
    """A yes or no of a payload; Xero spells some of them as text."""
    return value is True or str(value).lower() == "true"


def cents(value, unit=CENT):
    """Round half up, as Xero does, to the currency's unit.

    :param value: anything that :func:`amount` reads
    :param unit: smallest step, one cent if not said
    """
    return amount(value).quantize(unit, rounding=ROUND_HALF_UP)


def loads(text):
    """Parse an answer of Xero: every number with a fraction is a ``Decimal``, and so
    is what is no number at all (``NaN``), which JSON does not know."""
    return json.loads(text, parse_float=Decimal, parse_constant=Decimal)


def storable(value):
    """The same value in a form that a JSON column takes: amounts and days as text."""
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if isinstance(value, Decimal):
        counts = value.is_finite() and abs(value.adjusted()) <= DIGITS
        return format(value, "f") if counts else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def masked(value):
    """A copy for the log: personal and bank numbers are replaced."""
    if isinstance(value, dict):
        return {
            key: _MASK if key in _PERSONAL and item else masked(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return value


def by_text(elements, keys_of):
    """Elements by their keys; a key that is no text stands for none.

    :param elements: of an answer, untrusted
    :param keys_of: gives the keys of one
    :return: ``{key: element}``
    """
    return {
        key: element
        for element in elements
        for key in keys_of(element)
        if key and isinstance(key, str)
    }


def quoted(text):
    """A text literal for Xero's ``where`` parameter."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def carries(sent, seen):
    """Whether what was sent is what Xero shows: every value sent is there.

    Masked values cannot be compared and count as equal; numbers and days are compared
    as what they are, not as they are spelled.

    :param sent: a payload, or a part of one
    :param seen: the same place in Xero's element
    """
    if isinstance(sent, dict):
        return isinstance(seen, dict) and all(
            carries(value, seen.get(key)) for key, value in sent.items()
        )
    if isinstance(sent, list):
        return (
            isinstance(seen, list)
            and len(sent) == len(seen)
            and all(map(carries, sent, seen))
        )
    if sent == _MASK or sent == seen:
        return True
    for read in (amount, parse_date):
        try:
            return read(sent) == read(seen)
        except (ValueError, TypeError, AttributeError):
            continue
    return False
