"""Payments. What can be paid registers itself in PAYABLE."""

from dataclasses import dataclass

from .. import invoices as invoice_rules
from ..contact_shapes import stub
from ..dates import date_fields, moment_string, parse_date
from ..documents import day_rate, holder_of
from ..envelope import envelope, public, write_batch, write_one
from ..errors import Check, Refused, not_found
from ..listing import answer_list, page_of, select, walk
from ..money import decimal, round2, round6
from ..registry import REGISTRY, endpoint, fields, store

AUTHORISED_ONLY = "Payments can only be made against authorised documents"
TOO_MUCH = "The payment amount exceeds the amount outstanding on this document"

store(
    "payments",
    "PaymentID",
    document=lambda record: record["_document"],
    batch=lambda record: record.get("BatchPaymentID"),
)
fields(
    "Payment",
    "Invoice CreditNote Prepayment Overpayment InvoiceNumber CreditNoteNumber "
    "BatchPayment Account Code Date CurrencyRate Amount BankAmount Reference "
    "IsReconciled Status PaymentType UpdatedDateUTC UpdatedDateUTCString PaymentID "
    "BatchPaymentID BankAccountNumber Particulars Details HasAccount "
    "HasValidationErrors StatusAttributeString ValidationErrors Warnings",
    plural="Payments",
    lists={"ValidationErrors": None, "Warnings": None},
    objects={
        "Invoice": "Invoice",
        "CreditNote": None,
        "Prepayment": None,
        "Overpayment": None,
        "BatchPayment": None,
        "Account": "Account",
    },
    flags="IsReconciled HasAccount HasValidationErrors",
    numbers="CurrencyRate Amount BankAmount",
)


@dataclass
class Payable:
    """A kind of document that payments are made against."""

    field: str  # in the payment: Invoice
    find: object  # (call, payment element) -> record or None; may end in a 404
    settle: object  # (call, record, amount): amount is negative on a deletion
    due: object  # record -> what is outstanding
    kind: object  # record -> PaymentType
    stub: object  # (call, record) -> how it is shown inside the payment
    id_field: str


PAYABLE = {}


def payable(**details):
    PAYABLE[details["field"]] = Payable(**details)


def _find_invoice(call, element):
    given = element.get("Invoice") or {}
    records = call.organisation.invoices
    ident = str(given.get("InvoiceID") or "").lower()
    if ident:
        if ident not in records:
            raise not_found()
        return records[ident]
    number = given.get("InvoiceNumber") or element.get("InvoiceNumber")
    return holder_of(records, number, call) if number else None


def document_stub(call, record, ident, number):
    """Any kind of document is shown as an Invoice inside its payment."""
    contact = call.organisation.contacts[record["Contact"]["ContactID"]]
    shown = {
        "Type": record["Type"],
        "InvoiceID": ident,
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "IsDiscounted": False,
        "HasErrors": False,
        "InvoicePaymentServices": [],
        "Contact": stub(contact),
        "LineItems": [],
        "CurrencyCode": record["CurrencyCode"],
    }
    if number:
        shown["InvoiceNumber"] = number
    return shown


payable(
    field="Invoice",
    find=_find_invoice,
    settle=invoice_rules.settle,
    due=lambda record: record["AmountDue"],
    kind=lambda record: record["Type"] + "PAYMENT",
    stub=lambda call, record: document_stub(
        call, record, record["InvoiceID"], record.get("InvoiceNumber")
    ),
    id_field="InvoiceID",
)


def _document(call, record):
    kind = PAYABLE[record["_kind"]]
    for store_ in call.organisation.stores.values():
        if store_.id_field == kind.id_field:
            return kind, store_[record["_document"]]
    raise KeyError(record["_document"])


def document_of(call, record):
    return _document(call, record)[1]


def render(call, record):
    kind, document = _document(call, record)
    body = public(record)
    body["Invoice"] = kind.stub(call, document)
    body["HasAccount"] = True
    body["HasValidationErrors"] = False
    body["UpdatedDateUTCString"] = moment_string(record["_ms"])
    if "BatchPaymentID" in record:
        body["BatchPayment"] = _batch(call, record["BatchPaymentID"])
    return body


def _batch(call, ident):
    """The batch inside its payments; Xero's example has texts where it holds values."""
    batch = call.organisation.batch_payments[ident]
    names = ("Account", "BatchPaymentID", "Date", "Type", "Status", "UpdatedDateUTC")
    body = {name: batch[name] for name in names}
    body["TotalAmount"] = batch["TotalAmount"]
    body["IsReconciled"] = batch["IsReconciled"]
    if call.switch("batch_in_payment_as_texts"):
        body["TotalAmount"] = f"{batch['TotalAmount']:.2f}"
        body["IsReconciled"] = str(batch["IsReconciled"]).lower()
    return body


def resolve(call):
    def look_up(record, name):
        head, _dot, rest = name.partition(".")
        if head == "Invoice" and rest:
            return walk(_document(call, record)[1], rest)
        return walk(record, name)

    return look_up


@endpoint("GET", "Payments", "payments", query=("where", "order", "page", "pageSize"))
def get_payments(call):
    payments, names = call.organisation.payments, REGISTRY.fields["Payment"]
    records = select(call, payments, payments.listed(), names, resolve(call))
    records, pagination = page_of(call, records)
    return answer_list(call, "Payments", records, render, pagination)


def found_by(call, ident):
    found = call.organisation.payments.get(ident.lower())
    if not found:
        raise not_found()
    return found


@endpoint("GET", "Payments/{ident}", "payments")
def get_payment(call, ident):
    return envelope(call, "Payments", [render(call, found_by(call, ident))])


@endpoint("PUT", "Payments", "payments", query=("summarizeErrors",))
@endpoint("POST", "Payments", "payments", query=("summarizeErrors",))
def write_payments(call):
    return write_batch(call, "Payments", apply, _fresh, "PaymentID")


def _fresh(call, record):
    return render(call, call.organisation.payments[record["PaymentID"]])


@endpoint("POST", "Payments/{ident}", "payments")
def post_payment(call, ident):
    found = found_by(call, ident)

    def change(call, element):
        if element.get("Status") != "DELETED":
            raise Refused(
                ["A payment can only be deleted, not modified."],
                PaymentID=found["PaymentID"],
            )
        return undo(call, found)

    return write_one(call, "Payments", change, _fresh, "PaymentID")


def apply(call, element, batch=None):
    """Create a payment; nothing else can be done with one but deleting it."""
    check = Check()
    if element.get("PaymentID"):
        found = found_by(call, str(element["PaymentID"]))
        if element.get("Status") == "DELETED":
            return undo(call, found)
        raise Refused(["A payment can only be deleted, not modified."])
    kind = next((k for k in PAYABLE.values() if k.field in element), None)
    kind = kind or PAYABLE["Invoice"]
    document = kind.find(call, element)
    if not document:
        raise Refused(["The document of the payment could not be found."])
    if document["Status"] != "AUTHORISED":
        raise Refused([AUTHORISED_ONLY])
    record = {"Status": "AUTHORISED", "_kind": kind.field}
    record["_document"] = document[kind.id_field]
    record["PaymentType"] = kind.kind(document)
    account = _account(call, element, check)
    _dates(call, element, record, check)
    _amounts(call, element, record, document, kind, check)
    if account:
        _bank(call, element, record, document, account, check)
    check.length(element, "Reference", 255)
    if element.get("Reference"):
        record["Reference"] = str(element["Reference"])
    record["IsReconciled"] = element.get("IsReconciled") is True
    check.done()
    if batch:
        record["BatchPaymentID"] = batch
    record["PaymentID"] = call.organisation.new_id()
    call.organisation.payments.save(call.organisation.touched(record, call.ms))
    kind.settle(call, document, record["Amount"])
    return record


def _account(call, element, check):
    """A bank account, or one that payments were enabled for."""
    given = element.get("Account")
    given = given if isinstance(given, dict) else {}
    organisation = call.organisation
    code = given.get("Code") or element.get("Code")
    account = organisation.account(account_id=given.get("AccountID"))
    account = account or organisation.account(code)
    if not account or account["Status"] != "ACTIVE":
        check.add("Account could not be found")
        return None
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        check.add("Payments are not enabled for this account.")
        return None
    return account


def _dates(call, element, record, check):
    try:
        given = element.get("Date")
        day = parse_date(given) if given else call.organisation.today()
    except (ValueError, OverflowError):
        check.add("Date is not a valid date.")
        return
    record["Date"] = date_fields("Date", day)["Date"]
    message = call.organisation.lock_message(day)
    if message:
        check.add(message)


def _amounts(call, element, record, document, kind, check):
    try:
        amount = round2(decimal(element.get("Amount")))
    except ValueError:
        check.add("The payment amount must be specified.")
        return
    record["Amount"] = amount
    check.require(amount > 0, "The payment amount must be greater than zero.")
    if amount > kind.due(document):
        check.add(TOO_MUCH)
    base, currency = call.organisation.currency, document["CurrencyCode"]
    if currency == base:
        record["CurrencyRate"] = decimal("1.000000")
        return
    try:
        given = element.get("CurrencyRate")
        rate = round6(decimal(given)) if given else day_rate(base, currency)
    except ValueError:
        rate = decimal("0")
    check.require(rate > 0, "CurrencyRate is not a valid rate.")
    record["CurrencyRate"] = rate


def _bank(call, element, record, document, account, check):
    shown = {"AccountID": account["AccountID"]}
    if account.get("Code"):
        shown["Code"] = account["Code"]
    record["Account"] = shown
    base = call.organisation.currency
    currency = account.get("CurrencyCode", base)
    if currency not in (base, document["CurrencyCode"]):
        check.add("The currency of the account is not that of the document.")
    if "Amount" not in record or not record.get("CurrencyRate"):
        return
    if currency == document["CurrencyCode"]:
        record["BankAmount"] = record["Amount"]
    else:
        record["BankAmount"] = round2(record["Amount"] / record["CurrencyRate"])


def undo(call, record, with_batch=False):
    """Delete a payment: it stays, as DELETED, and its document is open again."""
    known = {"PaymentID": record["PaymentID"]}
    if record["Status"] == "DELETED":
        raise Refused(["The payment was already deleted."], **known)
    if record.get("BatchPaymentID") and not with_batch:
        raise Refused(
            ["This payment is part of a batch payment and cannot be deleted."], **known
        )
    reconciled = record["IsReconciled"] and not call.by_user
    if reconciled and not call.switch("reconciled_payment_deletable"):
        raise Refused(["A reconciled payment cannot be deleted."], **known)
    message = call.organisation.lock_message(parse_date(record["Date"]))
    if message:
        raise Refused([message], **known)
    kind, document = _document(call, record)
    gone = call.organisation.touched({**record, "Status": "DELETED"}, call.ms)
    call.organisation.payments.save(gone)
    kind.settle(call, document, -record["Amount"])
    return gone
