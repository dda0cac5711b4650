"""Rules of invoices and bills, for the endpoint and for a user's acts."""

from . import contacts
from .dates import date_fields, parse_date
from .documents import (
    APPROVED,
    HAS_PAYMENT,
    NOT_MODIFIABLE,
    check_number,
    holder_of,
    new_status,
    refuse_locked,
    refuse_paid_edit,
    set_currency,
    set_dates,
    set_line_types,
    set_lines,
    set_lone_date,
)
from .errors import Check, Refused, not_found
from .money import ZERO

PLAIN = {"Reference": 255, "Url": 2000}


def match(call, element, creating):
    """The invoice an element speaks of, or None for a new one.

    Xero: an unknown id ends the whole request; POST without an id but with the
    number of a sales invoice changes that one, PUT refuses the number later.
    """
    records = call.organisation.invoices
    ident = str(element.get("InvoiceID") or "").lower()
    if ident:
        found = records.get(ident)
        if not found:
            raise not_found()
        if creating:
            raise Refused(["An invoice with this InvoiceID exists."], InvoiceID=ident)
        return found
    number = element.get("InvoiceNumber")
    if creating or not number or element.get("Type", "ACCREC") != "ACCREC":
        return None
    return holder_of(records, number, call)


def apply(call, element, old=None):
    """Create an invoice, or change the old one by what the element names."""
    known = {"InvoiceID": old["InvoiceID"]} if old else {}
    asked = element.get("Status")
    if old and asked in ("VOIDED", "DELETED"):
        return end(call, old, asked)
    if old and old["Status"] in ("VOIDED", "DELETED"):
        raise Refused([NOT_MODIFIABLE], **known)
    check = Check()
    record = dict(old) if old else _empty(element, check)
    if old and element.get("Type") not in (None, old["Type"]):
        check.add("The Type of an invoice cannot be changed.")
    record["Status"] = new_status(old, asked, check)
    check.done(**known)
    sale = record["Type"] == "ACCREC"
    if old is None or "Contact" in element:
        found = contacts.for_document(call, element.get("Contact"), check)
        if found:
            record["Contact"] = {"ContactID": found["ContactID"]}
    else:
        _refuse_archived(call, record, check)
    set_dates(call, record, element, old, check)
    set_lone_date(record, element, "PlannedPaymentDate", check)
    set_lone_date(record, element, "ExpectedPaymentDate", check)
    set_currency(call, record, element, check)
    set_line_types(record, element, check)
    set_lines(call, record, element, old, sale, sale, check)
    _set_texts(call, record, element, old, check)
    _set_theme(call, record, element, check)
    _set_sent(call, record, element, check)
    if record["Status"] in ("SUBMITTED", "AUTHORISED"):
        check.require("DueDate" in record, "The DueDate must be specified.")
    check.done(**known)
    _refuse_quota(call, record, old)
    if old and (old["AmountPaid"] or old["AmountCredited"]):
        bill_allowed = call.switch("paid_bill_editable")
        refuse_paid_edit(old, record, allowed=sale or bill_allowed)
    return save(call, record, old)


def save(call, record, old=None):
    """Number a new sale, work out what is due, stamp and keep it."""
    organisation = call.organisation
    if record["Type"] == "ACCREC" and not record.get("InvoiceNumber"):
        record["InvoiceNumber"] = next_number(call)
    record["AmountDue"] = record["Total"] - record["AmountPaid"]
    record["AmountDue"] -= record["AmountCredited"]
    if record["Status"] == "PAID" and record["AmountDue"]:
        record["Status"] = "AUTHORISED"
    record.setdefault("InvoiceID", organisation.new_id())
    quiet = old and (old["AmountPaid"] or old["AmountCredited"]) and _quiet(old, record)
    if not quiet:
        organisation.touched(record, call.ms)
    organisation.invoices.save(record)
    role = "IsCustomer" if record["Type"] == "ACCREC" else "IsSupplier"
    contacts.mark_role(organisation, record["Contact"]["ContactID"], role)
    return record


def _quiet(old, new):
    """DueDate and SentToContact of a part-paid document do not move its date."""
    silent = {"DueDate", "DueDateString", "SentToContact"}
    names = {name for name in old.keys() | new.keys() if name[0] != "_"}
    changed = {name for name in names if old.get(name) != new.get(name)}
    return bool(changed) and changed <= silent


def next_number(call):
    records = call.organisation.invoices
    number = call.organisation.next_invoice
    while records.find("number", f"inv-{number:04d}"):
        number += 1
    call.organisation.next_invoice = number + 1
    return f"INV-{number:04d}"


def end(call, old, status):
    """Void an approved invoice or delete one that is not; both are final."""
    known = {"InvoiceID": old["InvoiceID"]}
    if old["AmountPaid"] or old["AmountCredited"]:
        raise Refused([HAS_PAYMENT], **known)
    allowed = ("AUTHORISED",) if status == "VOIDED" else ("DRAFT", "SUBMITTED")
    if old["Status"] not in allowed:
        raise Refused([NOT_MODIFIABLE], **known)
    refuse_locked(call, old, **known)
    # Xero leaves the amounts of a voided invoice as they were.
    record = call.organisation.touched({**old, "Status": status}, call.ms)
    return call.organisation.invoices.save(record)


def settle(call, invoice, paid=ZERO, credited=ZERO):
    """Money or credit came or went: PAID at zero due, AUTHORISED again otherwise."""
    record = {**invoice, "AmountPaid": invoice["AmountPaid"] + paid}
    record["AmountCredited"] = invoice["AmountCredited"] + credited
    record["AmountDue"] = (
        record["Total"] - record["AmountPaid"] - record["AmountCredited"]
    )
    record["Status"] = "AUTHORISED" if record["AmountDue"] else "PAID"
    for name in ("FullyPaidOnDate", "FullyPaidOnDateString"):
        record.pop(name, None)
    if record["Status"] == "PAID":
        organisation, ident = call.organisation, invoice["InvoiceID"]
        uses = [*payments_of(organisation, ident)]
        uses += organisation.allocations.find("document", ident)
        dates = [parse_date(use["Date"]) for use in uses]
        day = max(dates, default=call.organisation.today())
        record["FullyPaidOnDate"] = date_fields("Date", day)["Date"]
    return call.organisation.invoices.save(call.organisation.touched(record, call.ms))


def payments_of(organisation, document_id):
    return [
        payment
        for payment in organisation.payments.find("document", document_id)
        if payment["Status"] == "AUTHORISED"
    ]


def _empty(element, check):
    kind = element.get("Type")
    if not check.require(
        kind in ("ACCREC", "ACCPAY"), "Invoice Type must be ACCREC or ACCPAY."
    ):
        check.done()
    record = {
        "Type": kind,
        "Status": "DRAFT",
        "LineItems": [],
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "HasAttachments": False,
    }
    if kind == "ACCREC":
        record["SentToContact"] = False
    return record


def _refuse_quota(call, record, old):
    """Small plans of Xero approve so many invoices a month and no more."""
    left = call.organisation.profile.get("_approvals_left")
    approves = record["Status"] == "AUTHORISED" and (
        not old or old["Status"] not in APPROVED
    )
    if left is None or not approves:
        return
    if left < 1:
        known = {"InvoiceID": old["InvoiceID"]} if old else {}
        raise Refused(
            ["You have reached the limit of invoices you can approve"], **known
        )
    profile = {**call.organisation.profile, "_approvals_left": left - 1}
    call.organisation.profile = profile


def _refuse_archived(call, record, check):
    contact = call.organisation.contacts[record["Contact"]["ContactID"]]
    if contact["ContactStatus"] == "ARCHIVED" and not call.by_user:
        check.add(contacts.ARCHIVED)


def _set_texts(call, record, element, old, check):
    sale = record["Type"] == "ACCREC"
    if element.get("InvoiceNumber") is not None:
        record["InvoiceNumber"] = str(element["InvoiceNumber"])
        if sale and not record["InvoiceNumber"] and old:
            record["InvoiceNumber"] = old["InvoiceNumber"]
    for name, limit in PLAIN.items():
        check.length(element, name, limit)
        if element.get(name) is not None:
            record[name] = str(element[name])
    record.setdefault("Reference", "")
    if sale:
        check_number(call.organisation.invoices, record, old, call, check)
    else:
        # Xero: a bill has no Reference; its InvoiceNumber is shown under that name.
        record["Reference"] = ""
        check.length(record, "InvoiceNumber", 255)
    url = element.get("Url")
    if url and call.switch("url_without_xero") and "xero" in url.lower():
        check.add("The Url cannot contain 'xero'.")
    if url:
        check.require(url.lower().startswith("http"), "The Url is not valid.")


def _set_theme(call, record, element, check):
    themes = call.organisation.branding_themes
    given = element.get("BrandingThemeID")
    if given:
        if check.require(
            str(given).lower() in themes, "The BrandingThemeID does not exist."
        ):
            record["BrandingThemeID"] = str(given).lower()
    elif record["Type"] == "ACCREC" and "BrandingThemeID" not in record:
        first = min(themes.values(), key=lambda theme: theme["SortOrder"])
        record["BrandingThemeID"] = first["BrandingThemeID"]


def set_sent(call, record):
    """Mark as sent; where money is on it already this does not move its date."""
    new = {**record, "SentToContact": True}
    if not record["AmountPaid"] and not record["AmountCredited"]:
        call.organisation.touched(new, call.ms)
    return call.organisation.invoices.save(new)


def _set_sent(call, record, element, check):
    """Xero: only an approved invoice can be marked as sent."""
    sent = element.get("SentToContact")
    if sent is None or record["Type"] != "ACCREC":
        return
    if record["Status"] in APPROVED:
        record["SentToContact"] = sent is True
    elif sent is True and call.switch("sent_on_draft_refused"):
        check.add("SentToContact can only be set on an approved invoice.")
