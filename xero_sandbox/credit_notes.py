"""Rules of credit notes and of their allocations to invoices and bills."""

from . import contacts, invoices
from .dates import date_ms, ms_of, parse_date
from .documents import (
    new_status,
    set_currency,
    set_date,
    set_line_types,
    set_lines,
)
from .errors import Check, Refused
from .money import ZERO, decimal, round2

# The kind of document that a kind of credit note can be set against.
AGAINST = {"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"}
NUMBER_TAKEN = "Credit Note # must be unique."
NOT_AUTHORISED = "Credit can only be allocated between authorised documents"
TOO_MUCH_CREDIT = "The allocated amount exceeds the remaining credit"
TOO_MUCH = "The allocated amount exceeds the amount outstanding on this document"
HAS_ALLOCATIONS = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


def apply(call, element):
    """Create a credit note; its lines and totals are those of an invoice."""
    organisation, check = call.organisation, Check()
    kind = element.get("Type")
    if not check.require(
        kind in AGAINST, "Credit note Type must be ACCRECCREDIT or ACCPAYCREDIT."
    ):
        check.done()
    sale = kind == "ACCRECCREDIT"
    record = {"Type": kind, "Reference": "", "LineItems": [], "HasAttachments": False}
    if sale:
        record["SentToContact"] = False
    record["Status"] = new_status(None, element.get("Status"), check)
    found = contacts.for_document(call, element.get("Contact"), check)
    if found:
        record["Contact"] = {"ContactID": found["ContactID"]}
    set_date(record, element, "Date", check)
    if "Date" not in record:
        set_date(record, {"Date": organisation.today()}, "Date", check)
    message = organisation.lock_message(parse_date(record["Date"]))
    if message:
        check.add(message)
    set_currency(call, record, element, check)
    set_line_types(record, element, check)
    set_lines(call, record, element, None, sale, False, check)
    if sale and element.get("Reference"):
        check.length(element, "Reference", 255)
        record["Reference"] = str(element["Reference"])
    _number(organisation, record, element.get("CreditNoteNumber"), check)
    check.done()
    record["CreditNoteID"] = organisation.new_id()
    record["RemainingCredit"] = record["Total"]
    return _save(call, record)


def _number(organisation, record, given, check):
    """Numbers of sales are unique, and made up where none is given."""
    notes = organisation.credit_notes
    if record["Type"] != "ACCRECCREDIT":
        record["CreditNoteNumber"] = str(given or "")
        return
    if given:
        check.require(not notes.find("number", str(given).casefold()), NUMBER_TAKEN)
    count = len(notes) + 1
    while not given and notes.find("number", f"cn-{count:04d}"):
        count += 1
    record["CreditNoteNumber"] = str(given or f"CN-{count:04d}")
    check.length(record, "CreditNoteNumber", 255)


def _save(call, record):
    organisation = call.organisation
    return organisation.credit_notes.save(organisation.touched(record, call.ms))


def allocate(call, note, invoice, amount, day):
    """Set credit against an invoice; it is dated not before either document."""
    check = Check()
    try:
        amount = round2(decimal(amount))
    except ValueError:
        raise Refused(["The amount of the allocation must be specified."]) from None
    if note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        raise Refused([NOT_AUTHORISED])
    check.require(
        AGAINST[note["Type"]] == invoice["Type"],
        "The credit note does not fit the type of the document.",
    )
    check.require(
        note["Contact"] == invoice["Contact"],
        "The credit note is not of the same contact as the document.",
    )
    check.require(
        note["CurrencyCode"] == invoice["CurrencyCode"],
        "The credit note is not in the currency of the document.",
    )
    check.require(amount > 0, "The allocated amount must be greater than zero.")
    check.require(amount <= note["RemainingCredit"], TOO_MUCH_CREDIT)
    check.require(amount <= invoice["AmountDue"], TOO_MUCH)
    check.done()
    dates = [day, parse_date(note["Date"]), parse_date(invoice["Date"])]
    record = {
        "AllocationID": call.organisation.new_id(),
        "Amount": amount,
        "Date": date_ms(max(dates)),
        "_note": note["CreditNoteID"],
        "_document": invoice["InvoiceID"],
        "_ms": call.ms,
    }
    call.organisation.allocations.save(record)
    settle(call, note, amount)
    invoices.settle(call, invoice, credited=amount)
    return record


def remove(call, allocation):
    """Take an allocation away: credit and invoice are open again."""
    organisation = call.organisation
    organisation.allocations.remove(allocation["AllocationID"])
    note = organisation.credit_notes[allocation["_note"]]
    settle(call, note, -allocation["Amount"])
    invoice = organisation.invoices[allocation["_document"]]
    invoices.settle(call, invoice, credited=-allocation["Amount"])
    return allocation


def settle(call, note, used):
    """Credit was used or came back: PAID where none remains."""
    record = {**note, "RemainingCredit": note["RemainingCredit"] - used}
    record["Status"] = "AUTHORISED" if record["RemainingCredit"] else "PAID"
    record.pop("FullyPaidOnDate", None)
    if record["Status"] == "PAID":
        uses = [
            *call.organisation.allocations.find("note", note["CreditNoteID"]),
            *invoices.payments_of(call.organisation, note["CreditNoteID"]),
        ]
        days = [ms_of(use["Date"]) for use in uses]
        record["FullyPaidOnDate"] = f"/Date({max(days)}+0000)/"
    return _save(call, record)


def end(call, note):
    """Void a credit note of which nothing was used."""
    if note["Status"] != "AUTHORISED" or note["RemainingCredit"] != note["Total"]:
        raise Refused([HAS_ALLOCATIONS], CreditNoteID=note["CreditNoteID"])
    return _save(call, {**note, "Status": "VOIDED", "RemainingCredit": ZERO})


def of_invoice(organisation, invoice_id):
    """The credit notes on an invoice: (note, the amount that is set against it)."""
    applied = {}
    for allocation in organisation.allocations.find("document", invoice_id):
        key = allocation["_note"]
        applied[key] = applied.get(key, ZERO) + allocation["Amount"]
    notes = organisation.credit_notes
    return [(notes[key], amount) for key, amount in applied.items()]
