"""Dates in Xero's spellings.

Business dates have no time of day: ``/Date(ms+0000)/`` at midnight UTC, beside a
``...String`` twin. ``UpdatedDateUTC`` is a moment in milliseconds.
"""

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = date(1970, 1, 1)
DAY_MS = 86_400_000
MS_FORM = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
ISO_FORM = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$")

# Xero spells Windows' names of time zones in capitals without blanks.
ZONES = {
    "AUSEASTERNSTANDARDTIME": "Australia/Sydney",
    "GMTSTANDARDTIME": "Europe/London",
    "NEWZEALANDSTANDARDTIME": "Pacific/Auckland",
    "UTC": "UTC",
}


def parse_date(value):
    """A date out of any form that Xero takes; ValueError otherwise."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError(f"not a date: {value!r}")
    match = MS_FORM.match(value)
    if match:
        return EPOCH + timedelta(milliseconds=int(match[1]))
    match = ISO_FORM.match(value)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(f"not a date: {value!r}")


def ms_of(value):
    """Milliseconds since the epoch of a date or a ``/Date()/`` text."""
    if isinstance(value, str):
        return int(MS_FORM.match(value)[1])
    return (value - EPOCH).days * DAY_MS


def date_fields(name, value):
    """The two fields in which Xero gives a business date."""
    return {f"{name}String": f"{value.isoformat()}T00:00:00", name: date_ms(value)}


def date_ms(value):
    return f"/Date({ms_of(value)}+0000)/"


def moment_ms(ms, zone="+0000"):
    return f"/Date({ms}{zone})/"


def moment_string(ms):
    moment = datetime.fromtimestamp(ms / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_seven(moment):
    """The connections list gives seven digits of a second and no zone."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}0"


def today(moment, timezone_name):
    """The date of a moment where the organisation is."""
    try:
        zone = ZoneInfo(ZONES.get(timezone_name, "UTC"))
    except ZoneInfoNotFoundError:
        zone = timezone.utc
    return moment.astimezone(zone).date()


def spoken(value):
    """A date as Xero's messages write it: 31 October 2026."""
    return f"{value.day} {value:%B %Y}"


def parse_since(text):
    """If-Modified-Since as milliseconds, or None where Xero would ignore it."""
    if not text:
        return None
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        try:
            moment = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT")
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return int(moment.timestamp() * 1000)
