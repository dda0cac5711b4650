"""What a user does with payments in Xero itself."""

from ..dates import date_ms, parse_date
from ..envelope import public
from ..errors import Refused
from ..invoices import payments_of
from ..registry import act
from .accounts import chosen as chosen_account
from .invoices import chosen as chosen_invoice
from .payments import apply, found_by, undo


@act("pay", many=("create_payments", "payments"))
def pay(call, invoice, amount=None, account=None, date=None, **details):
    """Record a payment; everything that is due where no amount is given."""
    document = chosen_invoice(call, invoice)
    if amount is None:
        amount = document["AmountDue"]
    named = {"Invoice": {"InvoiceID": document["InvoiceID"]}}
    return record_payment(call, named, amount, account, date, **details)


def record_payment(
    call, document, amount, account=None, date=None, batch=None, **details
):
    """A payment of a document, which is named as in a request."""
    element = {
        **document,
        "Account": {"AccountID": account_of(call, account)["AccountID"]},
        "Amount": amount,
        "Date": date_ms(parse_date(date) if date else call.organisation.today()),
        **details,
    }
    return public(apply(call, element, batch))


def account_of(call, account):
    """An account by code or id; the first bank account where none is named."""
    if account is not None:
        return chosen_account(call, account)
    accounts = call.organisation.accounts.values()
    return next(found for found in accounts if found["Type"] == "BANK")


@act("reconcile")
def reconcile(call, payment, reconciled=True):
    """Match a payment with a line of the bank statement, or take that back."""
    record = {**found_by(call, payment), "IsReconciled": reconciled}
    if call.switch("reconciling_moves_payment"):
        call.organisation.touched(record, call.ms)
    return public(call.organisation.payments.save(record))


@act("delete_payment")
def delete_payment(call, payment=None, invoice=None):
    """By its id, or the latest one of an invoice."""
    if payment is None:
        document = chosen_invoice(call, invoice)
        found = payments_of(call.organisation, document["InvoiceID"])
        if not found:
            raise Refused([f"No payment on invoice {invoice}"])
        payment = found[-1]["PaymentID"]
    return public(undo(call, found_by(call, payment)))
