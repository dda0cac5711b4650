"""Invoices (sales) and bills."""

from functools import partial

from .. import contact_shapes as shapes
from .. import contacts as contact_rules
from .. import invoices as rules
from ..credit_notes import of_invoice
from ..dates import moment_string
from ..envelope import envelope, public, write_batch, write_one
from ..errors import Refused, not_found
from ..lines import render_lines
from ..listing import answer_list, csv, page_of, select, walk
from ..plants import keep
from ..registry import REGISTRY, act, endpoint, fields, store

store(
    "invoices",
    "InvoiceID",
    # Only sales are unique by number; the look-up does not hold bills.
    number=lambda r: r["InvoiceNumber"].casefold() if r["Type"] == "ACCREC" else None,
    bill=lambda r: r.get("InvoiceNumber") if r["Type"] == "ACCPAY" else None,
    contact=lambda r: r["Contact"]["ContactID"],
)
fields(
    "Invoice",
    "Type Contact LineItems Date DueDate LineAmountTypes InvoiceNumber Reference "
    "BrandingThemeID Url CurrencyCode CurrencyRate Status SentToContact "
    "ExpectedPaymentDate PlannedPaymentDate CISDeduction CISRate SubTotal TotalTax "
    "Total TotalDiscount InvoiceID RepeatingInvoiceID HasAttachments IsDiscounted "
    "Payments Prepayments Overpayments AmountDue AmountPaid FullyPaidOnDate "
    "AmountCredited UpdatedDateUTC CreditNotes Attachments HasErrors "
    "StatusAttributeString ValidationErrors Warnings InvoiceAddresses DateString "
    "DueDateString UpdatedDateUTCString",
    plural="Invoices",
    lists={
        "LineItems": "LineItem",
        "Payments": None,
        "Prepayments": None,
        "Overpayments": None,
        "CreditNotes": None,
        "Attachments": None,
        "ValidationErrors": None,
        "Warnings": None,
        "InvoiceAddresses": None,
    },
    objects={"Contact": "Contact"},
    flags="SentToContact HasAttachments IsDiscounted HasErrors",
    numbers="CurrencyRate CISDeduction CISRate SubTotal TotalTax Total TotalDiscount "
    "AmountDue AmountPaid AmountCredited",
)
HEADER_DROPS = {"LineItems", "Payments", "CreditNotes", "Prepayments", "Overpayments"}
WRITE_QUERY = ("summarizeErrors", "unitdp", "allowBackorders")


def render_written(call, record):
    """The answer to PUT and POST leaves out what a new invoice cannot have yet."""
    body = _render(call, record, shapes.written)
    body["LineItems"] = shown_lines(call, record, in_list=False)
    for name in ("Payments", "CreditNotes", "AmountCredited"):
        if not body[name]:
            del body[name]
    del body["HasAttachments"]
    return body


def render_single(call, record):
    body = _render(call, record, shapes.whole)
    body["LineItems"] = shown_lines(call, record, in_list=False)
    for name in ("Payments", "CreditNotes"):
        if not body[name]:
            del body[name]
    body["Attachments"] = [
        public(record)
        for record in call.organisation.attachments.find("document", body["InvoiceID"])
    ]
    return body


def render_paged(call, record):
    body = _render(call, record, shapes.stub)
    body["LineItems"] = shown_lines(call, record, in_list=True)
    body["InvoiceAddresses"] = []
    return body


def render_brief(call, record):
    """Xero: a list that is not paged has no lines and a stub of the contact."""
    body = _render(call, record, shapes.stub)
    body["InvoiceAddresses"] = body["LineItems"] = []
    return body


def render_summary(call, record):
    body = _render(call, record, shapes.stub)
    return {name: value for name, value in body.items() if name not in HEADER_DROPS}


def shown_lines(call, record, in_list):
    """The lines of a document; in lists their option is named, not identified."""
    lines = render_lines(call, record["LineItems"])
    if not in_list:
        return [{**line, "ValidationErrors": []} for line in lines]
    for line in lines:
        line["Tracking"] = [
            {k: v for k, v in part.items() if k != "TrackingOptionID"} | {"Options": []}
            for part in line["Tracking"]
        ]
    return lines


def _render(call, record, contact_shape):
    organisation = call.organisation
    body = public(record)
    contact = organisation.contacts[record["Contact"]["ContactID"]]
    body["Contact"] = contact_shape(contact)
    ident = record["InvoiceID"]
    body["Payments"] = [
        payment_inside(payment) for payment in rules.payments_of(organisation, ident)
    ]
    body["CreditNotes"] = [
        _credit(note, amount) for note, amount in of_invoice(organisation, ident)
    ]
    body["Prepayments"] = body["Overpayments"] = []
    body["IsDiscounted"] = "TotalDiscount" in record
    body["HasErrors"] = False
    body["InvoicePaymentServices"] = []
    body["UpdatedDateUTCString"] = moment_string(record["_ms"])
    return body


def payment_inside(payment):
    """A payment as its document shows it."""
    return {
        "PaymentID": payment["PaymentID"],
        "Date": payment["Date"],
        "Amount": payment["Amount"],
        "Reference": payment.get("Reference", ""),
        "CurrencyRate": payment["CurrencyRate"],
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _credit(note, amount):
    return {
        "CreditNoteID": note["CreditNoteID"],
        "CreditNoteNumber": note["CreditNoteNumber"],
        "ID": note["CreditNoteID"],
        "HasErrors": False,
        "InvoiceAddresses": [],
        "AppliedAmount": amount,
        "DateString": note["DateString"],
        "Date": note["Date"],
        "LineItems": [],
        "Total": note["Total"],
    }


def of_contact(call):
    """Look names up for where and order; contact names live in another store."""

    def look_up(record, name):
        head, _dot, rest = name.partition(".")
        if head == "Contact" and rest:
            contact = call.organisation.contacts[record["Contact"]["ContactID"]]
            return walk(contact, rest)
        return walk(record, name)

    return look_up


@endpoint(
    "GET",
    "Invoices",
    "invoices",
    query=(
        "where",
        "order",
        "IDs",
        "InvoiceNumbers",
        "ContactIDs",
        "Statuses",
        "page",
        "pageSize",
        "includeArchived",
        "createdByMyApp",
        "unitdp",
        "summaryOnly",
        "searchTerm",
    ),
)
def get_invoices(call):
    invoices = call.organisation.invoices
    records = invoices.listed()
    for name, value_of, odd in (
        ("IDs", lambda r: r["InvoiceID"], False),
        ("InvoiceNumbers", lambda r: r.get("InvoiceNumber", "").lower(), False),
        ("ContactIDs", lambda r: r["Contact"]["ContactID"], False),
        ("Statuses", lambda r: r["Status"].lower(), True),
    ):
        wanted = csv(call, name)
        if wanted is not None:
            records = keep(records, partial(_is_among, value_of, wanted), odd)
    if call.flag("createdByMyApp"):
        records = [r for r in records if r.get("_app") == call.app.client_id]
    term = (call.param("searchTerm") or "").casefold()
    if term:
        records = keep(records, partial(_mentions, term), odd=False)
    names = REGISTRY.fields["Invoice"]
    records = select(call, invoices, records, names, of_contact(call))
    summary = call.flag("summaryOnly")
    forced = summary or bool(call.param("Statuses"))
    records, pagination = page_of(call, records, forced)
    shape = render_paged if pagination else render_brief
    if summary:
        shape = render_summary
    return answer_list(call, "Invoices", records, shape, pagination)


def _is_among(value_of, wanted, record):
    return value_of(record) in wanted


def _mentions(term, record):
    texts = (record.get("InvoiceNumber", ""), record.get("Reference", ""))
    return any(term in text.casefold() for text in texts)


def found_by(call, ident):
    """An invoice by id, or a sale by its number."""
    records = call.organisation.invoices
    found = records.get(ident.lower())
    return found or rules.holder_of(records, ident, call)


def invoice_at(call, ident):
    found = found_by(call, ident)
    if not found:
        # A deleted invoice is still shown under its number.
        found = call.organisation.invoices.first("number", ident.casefold())
    if not found:
        raise not_found()
    return found


def get_invoice(call, ident):
    return envelope(call, "Invoices", [render_single(call, invoice_at(call, ident))])


def _fresh(call, record):
    return render_written(call, call.organisation.invoices[record["InvoiceID"]])


@endpoint("PUT", "Invoices", "invoices", query=WRITE_QUERY)
def put_invoices(call):
    def create(call, element):
        return _apply(call, element, rules.match(call, element, True))

    return write_batch(call, "Invoices", create, _fresh, "InvoiceID", "HasErrors")


@endpoint("POST", "Invoices", "invoices", query=WRITE_QUERY)
def post_invoices(call):
    def upsert(call, element):
        return _apply(call, element, rules.match(call, element, False))

    return write_batch(call, "Invoices", upsert, _fresh, "InvoiceID", "HasErrors")


@endpoint("POST", "Invoices/{ident}", "invoices", query=WRITE_QUERY)
def post_invoice(call, ident):
    found = invoice_at(call, ident)

    def change(call, element):
        return _apply(call, element, found)

    return write_one(call, "Invoices", change, _fresh, "InvoiceID", "HasErrors")


def _apply(call, element, old):
    record = rules.apply(call, element, old)
    if old is None:
        record["_app"] = call.app.client_id if call.app else None
    return record


# What a user does in Xero


def chosen(call, invoice):
    """An invoice by id or number, bills too."""
    records = call.organisation.invoices
    found = found_by(call, invoice) or records.first("number", invoice.casefold())
    found = found or next(iter(records.find("bill", invoice)[::-1]), None)
    if not found:
        raise Refused([f"No invoice {invoice}"])
    return found


@act("create_invoice", many=("create_invoices", "invoices"))
def create_invoice(call, **values):
    values.setdefault("Type", "ACCREC")
    contact = values.get("Contact")
    if isinstance(contact, str):
        ident = contact_rules.chosen(call, contact)["ContactID"]
        values["Contact"] = {"ContactID": ident}
    return public(_apply(call, values, None))


@act("edit_invoice")
def edit_invoice(call, invoice, **values):
    return public(_apply(call, values, chosen(call, invoice)))


@act("approve")
def approve(call, invoice, **values):
    values["Status"] = "AUTHORISED"
    return public(_apply(call, values, chosen(call, invoice)))


@act("submit")
def submit(call, invoice):
    return public(_apply(call, {"Status": "SUBMITTED"}, chosen(call, invoice)))


@act("void")
def void(call, invoice):
    return public(rules.end(call, chosen(call, invoice), "VOIDED"))


@act("delete")
def delete(call, invoice):
    return public(rules.end(call, chosen(call, invoice), "DELETED"))
