"""Rules that documents share: states, dates, currency, numbers, the edit matrix."""

from decimal import Decimal

from .dates import date_fields, ms_of, parse_date
from .errors import Refused
from .lines import LineRules, build_lines, totals
from .money import ZERO, decimal, round6

NOT_MODIFIABLE = "Invoice not of valid status for modification"
HAS_PAYMENT = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)
NUMBER_TAKEN = "Invoice # must be unique."

# Xero: documentation of invoices, table of status changes.
STATES = {
    None: {"DRAFT", "SUBMITTED", "AUTHORISED"},
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"PAID", "AUTHORISED"},
    "VOIDED": set(),
    "DELETED": set(),
}
COMPLETE = {"SUBMITTED", "AUTHORISED", "PAID"}
APPROVED = {"AUTHORISED", "PAID"}
LINE_AMOUNT_TYPES = {"exclusive": "Exclusive", "inclusive": "Inclusive"}
LINE_AMOUNT_TYPES["notax"] = "NoTax"
# What one unit of the base currency buys; where a request names no rate.
PER_USD = {
    "AUD": "1.52",
    "CAD": "1.38",
    "CHF": "0.80",
    "EUR": "0.86",
    "GBP": "0.75",
    "HKD": "7.79",
    "JPY": "149.3",
    "NZD": "1.68",
    "SGD": "1.29",
    "USD": "1",
    "ZAR": "17.6",
}


def day_rate(base, currency):
    """Units of the currency per unit of the base currency."""
    return round6(Decimal(PER_USD[currency]) / Decimal(PER_USD[base]))


def new_status(old, asked, check):
    """The status after the change; Xero never takes PAID from outside."""
    before = old["Status"] if old else None
    after = asked or before or "DRAFT"
    if after not in STATES[before]:
        check.add(NOT_MODIFIABLE)
        return before or "DRAFT"
    return before if before == "PAID" else after


def refuse_locked(call, record, **known):
    """Nothing of a document in a locked period can be changed."""
    message = call.organisation.lock_message(parse_date(record["Date"]))
    if message:
        raise Refused([message], **known)


def set_date(record, element, field, check):
    """Take a business date of the element over, in Xero's two spellings."""
    value = element.get(field)
    if value in (None, ""):
        value = element.get(f"{field}String")
    if value in (None, ""):
        return
    try:
        record.update(date_fields(field, parse_date(value)))
    except (ValueError, OverflowError):
        check.add(f"{field} is not a valid date.")


def set_lone_date(record, element, field, check):
    """A date that Xero gives in one spelling only."""
    given = {}
    set_date(given, element, field, check)
    if field in given:
        record[field] = given[field]


def set_dates(call, record, element, old, check):
    set_date(record, element, "Date", check)
    set_date(record, element, "DueDate", check)
    if "Date" not in record:
        record.update(date_fields("Date", call.organisation.today()))
    for document in (record, old):
        if document:
            message = call.organisation.lock_message(parse_date(document["Date"]))
            if message:
                check.add(message)
    record["_due_ms"] = ms_of(record["DueDate"]) if "DueDate" in record else None


def set_currency(call, record, element, check):
    organisation = call.organisation
    base = organisation.currency
    currency = element.get("CurrencyCode") or record.get("CurrencyCode") or base
    changed = currency != record.get("CurrencyCode")
    record["CurrencyCode"] = currency
    if not organisation.subscribed(currency):
        check.add(f"Users Organisation is not subscribed to currency {currency}")
        return
    if currency == base:
        record["CurrencyRate"] = Decimal("1.000000")
        return
    rate = element.get("CurrencyRate")
    if rate not in (None, ""):
        try:
            number = round6(decimal(rate))
        except ValueError:
            number = ZERO
        if check.require(number > 0, "CurrencyRate is not a valid rate."):
            record["CurrencyRate"] = number
    elif changed or "CurrencyRate" not in record:
        record["CurrencyRate"] = day_rate(base, currency)


def set_line_types(record, element, check):
    given = element.get("LineAmountTypes")
    if given:
        found = LINE_AMOUNT_TYPES.get(str(given).lower())
        if check.require(found, f"LineAmountTypes {given} is not valid."):
            record["LineAmountTypes"] = found
    record.setdefault("LineAmountTypes", "Exclusive")


def set_lines(call, record, element, old, sale, discounts, check):
    """Lines and totals; old lines are built anew where only the header changed."""
    given = element.get("LineItems")
    types = record["LineAmountTypes"]
    complete = record["Status"] in COMPLETE
    rules = LineRules(sale, discounts, complete, types)
    old_lines = old["LineItems"] if old else []
    if old and types != old["LineAmountTypes"]:
        old_lines = [_untaxed(line, old["LineAmountTypes"]) for line in old_lines]
        given = old_lines if given is None else given
    elif given is None and complete and old and old["Status"] not in COMPLETE:
        given = old_lines
    if given is old_lines:
        # Only name them: what is not sent keeps its value, prices their decimals.
        given = [{"LineItemID": line["LineItemID"]} for line in old_lines]
    if given is not None:
        if not isinstance(given, list):
            given = []
        record["LineItems"] = build_lines(call, given, old_lines, rules, check)
    if complete:
        check.require(record["LineItems"], "One or more line items must be specified")
    record.pop("TotalDiscount", None)
    record.update(totals(record["LineItems"], types))
    if complete:
        check.require(
            record["Total"] >= 0, "The document total cannot be less than zero."
        )


def _untaxed(line, types):
    """A line whose tax is to be worked out anew, in another way."""
    gone = {"TaxAmount", "TaxType"} if types == "NoTax" else {"TaxAmount"}
    return {name: value for name, value in line.items() if name not in gone}


def check_number(records, record, old, call, check):
    """Sales numbers are unique; a deleted document frees its number."""
    number = record.get("InvoiceNumber")
    if number in (None, ""):
        return
    check.length(record, "InvoiceNumber", 255)
    if not all(" " <= letter <= "~" for letter in number):
        check.add("InvoiceNumber can hold printable ASCII characters only.")
    other = holder_of(records, number, call)
    if other and (not old or other["InvoiceID"] != old["InvoiceID"]):
        check.add(NUMBER_TAKEN)


def holder_of(records, number, call):
    """The sales document that holds a number, or None."""
    for found in records.find("number", str(number).casefold()):
        if found["Status"] == "DELETED":
            continue
        if found["Status"] == "VOIDED" and not call.switch("voided_number_reserved"):
            continue
        return found
    return None


FREE_WHEN_PAID = {
    "Reference",
    "DueDate",
    "DueDateString",
    "InvoiceNumber",
    "BrandingThemeID",
    "Contact",
    "Url",
    "SentToContact",
    "PlannedPaymentDate",
}
LINE_FREE_WHEN_PAID = {"Description", "AccountCode", "AccountID", "Tracking"}


def refuse_paid_edit(old, new, allowed):
    """Xero: what may still change once money is on a document."""
    if not allowed and _changed(old, new, set()):
        raise Refused([HAS_PAYMENT], InvoiceID=old["InvoiceID"])
    free = FREE_WHEN_PAID - ({"Contact"} if old["AmountCredited"] else set())
    if _changed(old, new, free | {"LineItems"}):
        raise Refused([HAS_PAYMENT], InvoiceID=old["InvoiceID"])
    old_ids = [line["LineItemID"] for line in old["LineItems"]]
    lines = {line["LineItemID"]: line for line in new["LineItems"]}
    if sorted(old_ids) != sorted(lines) or any(
        _changed(line, lines[line["LineItemID"]], LINE_FREE_WHEN_PAID)
        for line in old["LineItems"]
    ):
        raise Refused([HAS_PAYMENT], InvoiceID=old["InvoiceID"])


def _changed(old, new, free):
    names = {name for name in old.keys() | new.keys() if name[0] != "_"}
    return any(old.get(name) != new.get(name) for name in names - free)
