"""Batch payments: one amount in the bank for several documents."""

from ..dates import date_fields, parse_date
from ..envelope import envelope, public
from ..errors import Refused, not_found
from ..listing import simple_list
from ..money import ZERO
from ..registry import act, endpoint, fields, store
from .invoices import chosen as chosen_invoice
from .paying import account_of, record_payment
from .payments import document_of, undo

store("batch_payments", "BatchPaymentID")
fields(
    "BatchPayment",
    "Account Reference Particulars Code Details Narrative BatchPaymentID DateString "
    "Date Amount Payments Type Status TotalAmount UpdatedDateUTC IsReconciled "
    "ValidationErrors",
)


def _payments(call, record):
    return call.organisation.payments.find("batch", record["BatchPaymentID"])


def render(call, record):
    account = call.organisation.accounts[record["Account"]["AccountID"]]
    currency = account.get("CurrencyCode", call.organisation.currency)
    return {
        **public(record),
        "Account": {**record["Account"], "CurrencyCode": currency},
        "Payments": [_payment(call, payment) for payment in _payments(call, record)],
    }


def _payment(call, payment):
    document = document_of(call, payment)
    named = {
        "InvoiceID": document["InvoiceID"],
        "CurrencyCode": document["CurrencyCode"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "LineItems": [],
    }
    body = {"Invoice": named}
    for name in ("PaymentID", "Reference", "Amount", "BankAmount"):
        if name in payment:
            body[name] = payment[name]
    return body


@endpoint("GET", "BatchPayments", "payments", query=("where", "order"))
def get_batch_payments(call):
    batches = call.organisation.batch_payments
    return simple_list(
        call, "BatchPayments", batches, render, "BatchPayment", since=True
    )


@endpoint("GET", "BatchPayments/{ident}", "payments")
def get_batch_payment(call, ident):
    found = call.organisation.batch_payments.get(ident.lower())
    if not found:
        raise not_found()
    return envelope(call, "BatchPayments", [render(call, found)])


# What a user does in Xero


@act("pay_many")
def pay_many(call, invoices, account=None, date=None, reference=None):
    """One payment for several invoices, or several bills.

    ``invoices`` holds for each its ``invoice``, and its ``amount`` where that is not
    all of what is due.
    """
    organisation = call.organisation
    documents = [chosen_invoice(call, part["invoice"]) for part in invoices]
    kinds = {document["Type"] for document in documents}
    if len(kinds) != 1:
        raise Refused(["A batch payment is for sales or for bills, and not for none."])
    day = parse_date(date) if date else organisation.today()
    bank = account_of(call, account)
    record = {
        "BatchPaymentID": organisation.new_id(),
        "Account": {"AccountID": bank["AccountID"]},
        **date_fields("Date", day),
        "Type": "RECBATCH" if kinds == {"ACCREC"} else "PAYBATCH",
        "Status": "AUTHORISED",
        "IsReconciled": False,
    }
    if reference:
        record["Reference"] = reference
    total = ZERO
    for part, document in zip(invoices, documents, strict=True):
        made = record_payment(
            call,
            {"Invoice": {"InvoiceID": document["InvoiceID"]}},
            part.get("amount", document["AmountDue"]),
            bank["AccountID"],
            day,
            batch=record["BatchPaymentID"],
        )
        total += made["BankAmount"]
    record["TotalAmount"] = total
    organisation.batch_payments.save(organisation.touched(record, call.ms))
    return render(call, record)


@act("delete_batch")
def delete_batch(call, batch):
    """The batch and all of its payments."""
    organisation = call.organisation
    found = organisation.batch_payments.get(batch.lower())
    if not found or found["Status"] == "DELETED":
        raise Refused([f"No batch payment {batch}"])
    for payment in _payments(call, found):
        undo(call, payment, with_batch=True)
    gone = organisation.touched({**found, "Status": "DELETED"}, call.ms)
    return render(call, organisation.batch_payments.save(gone))
