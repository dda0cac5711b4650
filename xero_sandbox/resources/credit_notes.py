"""Credit notes: read over the API, made and set against invoices by users."""

from .. import contact_shapes as shapes
from .. import contacts as contact_rules
from .. import credit_notes as rules
from ..dates import date_ms, moment_string, parse_date
from ..envelope import envelope, public
from ..errors import Refused, not_found
from ..invoices import payments_of
from ..listing import answer_list, page_of, select
from ..registry import REGISTRY, act, endpoint, fields, store
from .invoices import chosen as chosen_invoice
from .invoices import of_contact, payment_inside, shown_lines
from .paying import record_payment
from .payments import document_stub, payable

store(
    "credit_notes",
    "CreditNoteID",
    number=lambda r: r["CreditNoteNumber"].casefold(),
    contact=lambda r: r["Contact"]["ContactID"],
)
store(
    "allocations",
    "AllocationID",
    note=lambda r: r["_note"],
    document=lambda r: r["_document"],
)
fields(
    "CreditNote",
    "Type Contact Date DueDate Status LineAmountTypes LineItems SubTotal TotalTax "
    "Total CISDeduction CISRate UpdatedDateUTC CurrencyCode FullyPaidOnDate "
    "CreditNoteID CreditNoteNumber Reference SentToContact CurrencyRate "
    "RemainingCredit Allocations AppliedAmount Payments BrandingThemeID "
    "StatusAttributeString HasAttachments HasErrors ValidationErrors Warnings "
    "InvoiceAddresses DateString UpdatedDateUTCString",
)
PAID_BACK = {"ACCRECCREDIT": "ARCREDITPAYMENT", "ACCPAYCREDIT": "APCREDITPAYMENT"}
# Where a document is only named, these are there and empty.
EMPTY = {
    "Payments": [],
    "CreditNotes": [],
    "Prepayments": [],
    "Overpayments": [],
    "IsDiscounted": False,
    "InvoiceAddresses": [],
    "HasErrors": False,
    "InvoicePaymentServices": [],
    "LineItems": [],
}


def _render(call, record, contact_shape):
    organisation = call.organisation
    contact = organisation.contacts[record["Contact"]["ContactID"]]
    ident = record["CreditNoteID"]
    return {
        **public(record),
        "ID": ident,
        "Contact": contact_shape(contact),
        "Payments": [payment_inside(p) for p in payments_of(organisation, ident)],
        "Allocations": [
            _allocation(call, allocation)
            for allocation in organisation.allocations.find("note", ident)
        ],
        "HasErrors": False,
        "InvoiceAddresses": [],
        "UpdatedDateUTCString": moment_string(record["_ms"]),
    }


def _allocation(call, record):
    document = call.organisation.invoices[record["_document"]]
    named = {"InvoiceID": document["InvoiceID"], **EMPTY}
    if document.get("InvoiceNumber"):
        named["InvoiceNumber"] = document["InvoiceNumber"]
    return {**public(record), "Invoice": named}


def render_paged(call, record):
    body = _render(call, record, shapes.stub)
    return {**body, "LineItems": shown_lines(call, record, in_list=True)}


def render_brief(call, record):
    return {**_render(call, record, shapes.stub), "LineItems": []}


def render_single(call, record):
    body = _render(call, record, shapes.whole)
    body["LineItems"] = shown_lines(call, record, in_list=False)
    return {**body, "Attachments": []}


@endpoint(
    "GET",
    "CreditNotes",
    "invoices",
    query=("where", "order", "page", "pageSize", "unitdp"),
)
def get_credit_notes(call):
    notes, names = call.organisation.credit_notes, REGISTRY.fields["CreditNote"]
    look_up = of_contact(call)
    records = select(call, notes, notes.listed(), names, look_up)
    records, pagination = page_of(call, records)
    shape = render_paged if pagination else render_brief
    return answer_list(call, "CreditNotes", records, shape, pagination)


@endpoint("GET", "CreditNotes/{ident}", "invoices", query=("unitdp",))
def get_credit_note(call, ident):
    notes = call.organisation.credit_notes
    found = notes.get(ident.lower()) or notes.first("number", ident.casefold())
    if not found:
        raise not_found()
    return envelope(call, "CreditNotes", [render_single(call, found)])


def _find(call, element):
    """The credit note that a payment pays back."""
    given = element.get("CreditNote") or {}
    notes = call.organisation.credit_notes
    ident = str(given.get("CreditNoteID") or "").lower()
    if ident:
        if ident not in notes:
            raise not_found()
        return notes[ident]
    number = given.get("CreditNoteNumber") or element.get("CreditNoteNumber")
    return notes.first("number", str(number).casefold()) if number else None


payable(
    field="CreditNote",
    find=_find,
    settle=rules.settle,
    due=lambda record: record["RemainingCredit"],
    kind=lambda record: PAID_BACK[record["Type"]],
    stub=lambda call, record: document_stub(
        call, record, record["CreditNoteID"], record["CreditNoteNumber"]
    ),
    id_field="CreditNoteID",
)


# What a user does in Xero


def chosen(call, credit_note):
    notes = call.organisation.credit_notes
    found = notes.get(credit_note.lower())
    found = found or notes.first("number", credit_note.casefold())
    if not found:
        raise Refused([f"No credit note {credit_note}"])
    return found


@act("create_credit_note")
def create_credit_note(call, **values):
    values.setdefault("Type", "ACCRECCREDIT")
    contact = values.get("Contact")
    if isinstance(contact, str):
        ident = contact_rules.chosen(call, contact)["ContactID"]
        values["Contact"] = {"ContactID": ident}
    return public(rules.apply(call, values))


@act("credit")
def credit(call, invoice, amount=None, date=None, **values):
    """An approved credit note set against an invoice: all of what is due, or part."""
    document = chosen_invoice(call, invoice)
    day = parse_date(date) if date else call.organisation.today()
    amount = document["AmountDue"] if amount is None else amount
    line = {"Description": f"Credit of {document.get('InvoiceNumber') or 'a bill'}"}
    first = next(old for old in document["LineItems"] if "AccountID" in old)
    untaxed = document["LineAmountTypes"] == "NoTax"
    line["AccountID"] = first["AccountID"]
    if not untaxed:
        line["TaxType"] = first["TaxType"]
    element = {
        "Type": f"{document['Type']}CREDIT",
        "Status": "AUTHORISED",
        "Contact": document["Contact"],
        "Date": date_ms(day),
        "CurrencyCode": document["CurrencyCode"],
        "CurrencyRate": document["CurrencyRate"],
        # So its total is the amount, whatever the tax.
        "LineAmountTypes": "NoTax" if untaxed else "Inclusive",
        "LineItems": [{**line, "Quantity": 1, "UnitAmount": amount}],
        **values,
    }
    note = rules.apply(call, element)
    rules.allocate(call, note, document, amount, day)
    return public(call.organisation.credit_notes[note["CreditNoteID"]])


@act("allocate")
def allocate(call, credit_note, invoice, amount=None, date=None):
    """As much as there is to it, where no amount is given."""
    note, document = chosen(call, credit_note), chosen_invoice(call, invoice)
    if amount is None:
        amount = min(note["RemainingCredit"], document["AmountDue"])
    day = parse_date(date) if date else call.organisation.today()
    return public(rules.allocate(call, note, document, amount, day))


@act("remove_credit")
def remove_credit(call, invoice):
    """The latest allocation of credit to an invoice is taken away."""
    document = chosen_invoice(call, invoice)
    found = call.organisation.allocations.find("document", document["InvoiceID"])
    if not found:
        raise Refused([f"No credit on invoice {invoice}"])
    return public(rules.remove(call, found[-1]))


@act("void_credit_note")
def void_credit_note(call, credit_note):
    return public(rules.end(call, chosen(call, credit_note)))


@act("refund")
def refund(call, credit_note, amount=None, account=None, date=None, **details):
    """Pay credit back: a payment against the credit note."""
    note = chosen(call, credit_note)
    document = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}}
    if amount is None:
        amount = note["RemainingCredit"]
    return record_payment(call, document, amount, account, date, **details)
