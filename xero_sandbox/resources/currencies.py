"""Currencies: the ones that the organisation is subscribed to."""

from ..envelope import public, write_one
from ..errors import Check
from ..listing import simple_list
from ..registry import act, endpoint, fields, store

NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound",
    "HKD": "Hong Kong Dollar",
    "JPY": "Japanese Yen",
    "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar",
    "USD": "United States Dollar",
    "ZAR": "South African Rand",
}

store("currencies", "Code")
fields("Currency", "Code Description", plural="Currencies")


def render(call, record):
    return public(record)


@endpoint("GET", "Currencies", "settings", query=("where", "order"))
def get_currencies(call):
    return simple_list(
        call, "Currencies", call.organisation.currencies, render, "Currency"
    )


@endpoint("PUT", "Currencies", "settings")
def put_currency(call):
    return write_one(call, "Currencies", apply, render, "Code", flag=None)


def apply(call, element):
    check = Check()
    code = str(element.get("Code") or "").upper()
    check.require(code in NAMES, f"Currency code {code or '(none)'} is not valid.")
    check.done()
    return call.organisation.currencies.save(
        {"Code": code, "Description": NAMES[code], "_ms": call.ms}
    )


@act("subscribe_currency")
def subscribe_currency(call, code):
    return public(apply(call, {"Code": code}))


@act("unsubscribe_currency")
def unsubscribe_currency(call, code):
    call.organisation.currencies.remove(code)
    return {"Code": code}
