"""Payments: what they may do, and what they do to the document."""

import pytest
from xero_python.accounting import PaymentDelete

from xero_sandbox.documents import HAS_PAYMENT
from xero_sandbox.resources.payments import AUTHORISED_ONLY, TOO_MUCH

MISSING = "3f1d0c77-0000-4000-8000-000000000000"


@pytest.fixture
def sale(xero, invoice):
    def make(**values):
        return xero.put("Invoices", invoice(**values))["Invoices"][0]

    return make


def payment(document, **values):
    body = {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-11-15",
        "Amount": 220,
    }
    body.update(values)
    return {name: value for name, value in body.items() if value is not None}


def test_paid_in_full_through_the_sdk(sdk, au, sale):
    document = sale()
    found = sdk.create_payments(
        au.tenant_id, {"Payments": [payment(document)]}, summarize_errors=False
    ).payments[0]
    assert (found.payment_type, found.status) == ("ACCRECPAYMENT", "AUTHORISED")
    assert found.invoice.invoice_number == document["InvoiceNumber"]
    assert found.has_account and str(found.bank_amount) == "220.0"
    now = sdk.get_invoice(au.tenant_id, document["InvoiceID"]).invoices[0]
    assert now.status == "PAID" and now.amount_due == 0
    assert str(now.fully_paid_on_date) == "2026-11-15"
    assert now.payments[0].payment_id == found.payment_id


def test_in_parts_by_number_and_by_account_id(sandbox, xero, au, sale):
    document = sale(InvoiceNumber="P/1")
    stamp = au.invoices[document["InvoiceID"]]["_ms"]
    sandbox.clock(advance=60)
    first = payment(
        document,
        Invoice={"InvoiceNumber": "P/1"},
        Account={"AccountID": au.account("091")["AccountID"]},
        Amount="20.5",
        Reference="R",
    )
    xero.post("Payments", first)
    record = au.invoices[document["InvoiceID"]]
    assert (record["Status"], str(record["AmountDue"])) == ("AUTHORISED", "199.50")
    assert record["_ms"] > stamp
    xero.put("Payments", payment(document, Amount=199.5, Date="2026-11-12"))
    record = au.invoices[document["InvoiceID"]]
    assert (record["Status"], record["AmountDue"]) == ("PAID", 0)
    assert record["FullyPaidOnDate"] == "/Date(1794700800000+0000)/"
    shown = xero.get(f"Invoices/{document['InvoiceID']}")["Invoices"][0]["Payments"]
    assert [p["Amount"] for p in shown] == [20.5, 199.5]
    assert shown[0]["Reference"] == "R"


@pytest.mark.parametrize(
    "values, message",
    [
        ({"Amount": 220.01}, TOO_MUCH),
        ({"Amount": 0}, "greater than zero"),
        ({"Amount": -5}, "greater than zero"),
        ({"Amount": None}, "amount must be specified"),
        ({"Account": {"Code": "999"}}, "Account could not be found"),
        ({"Account": None}, "Account could not be found"),
        ({"Account": {"Code": "200"}}, "Payments are not enabled"),
        ({"Date": "soon"}, "not a valid date"),
        ({"Invoice": {"InvoiceNumber": "NONE"}}, "could not be found"),
        ({"Invoice": None}, "could not be found"),
        ({"Reference": "x" * 256}, "Reference is too long"),
    ],
)
def test_checks(xero, au, sale, values, message):
    body = {"Payments": [payment(sale(), **values)]}
    messages = xero.refused("PUT", "Payments", body)
    assert any(message in text for text in messages), messages
    assert not au.payments


def test_account_with_payments_enabled(xero, sale):
    xero.put("Payments", payment(sale(), Account={"Code": "855"}))


def test_archived_account(sandbox, xero, sale):
    sandbox.act("archive_account", account="091")
    body = payment(sale(), Account={"Code": "091"})
    assert xero.refused("PUT", "Payments", body) == ["Account could not be found"]


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_only_approved_documents(xero, sale, status):
    body = payment(sale(Status=status))
    assert xero.refused("PUT", "Payments", body) == [AUTHORISED_ONLY]


def test_not_on_paid_or_voided_ones(sandbox, xero, sale):
    paid, voided = sale(), sale()
    xero.put("Payments", payment(paid))
    sandbox.act("void", invoice=voided["InvoiceID"])
    for document in (paid, voided):
        body = payment(document)
        assert xero.refused("PUT", "Payments", body) == [AUTHORISED_ONLY]


def test_two_payments_of_a_batch_cannot_exceed_together(xero, sale):
    one = payment(sale(), Amount=150)
    body = {"Payments": [one, one]}
    found = xero.put("Payments", body, summarizeErrors="false")["Payments"]
    assert [p["StatusAttributeString"] for p in found] == ["OK", "ERROR"]
    assert found[1]["ValidationErrors"] == [{"Message": TOO_MUCH}]
    assert found[1]["HasValidationErrors"] is True


def test_unknown_invoice_ends_the_request(xero, sale):
    body = payment(sale(), Invoice={"InvoiceID": MISSING})
    assert xero.send("PUT", "Payments", body).status_code == 404
    assert xero.send("GET", f"Payments/{MISSING}").status_code == 404


@pytest.mark.parametrize("wrapped", [True, False])
def test_deleted_wrapped_and_unwrapped(sandbox, xero, au, sale, wrapped):
    document = sale()
    made = xero.put("Payments", payment(document))["Payments"][0]
    sandbox.clock(advance=60)
    body = {"Status": "DELETED"}
    if wrapped:
        body = {"Payments": [body]}
    path = f"Payments/{made['PaymentID']}"
    assert xero.post(path, body)["Payments"][0]["Status"] == "DELETED"
    record = au.invoices[document["InvoiceID"]]
    assert (record["Status"], str(record["AmountDue"])) == ("AUTHORISED", "220.00")
    assert "FullyPaidOnDate" not in record
    shown = xero.get(f"Invoices/{document['InvoiceID']}")["Invoices"][0]
    assert "Payments" not in shown
    assert xero.refused("POST", path, body) == ["The payment was already deleted."]
    since = {"If-Modified-Since": sandbox.time.now().strftime("%Y-%m-%dT00:00:00")}
    found = xero.send("GET", "Payments", headers=since).json()["Payments"]
    assert [p["Status"] for p in found] == ["DELETED"]


def test_deleted_through_the_sdk(sdk, au, xero, sale):
    made = xero.put("Payments", payment(sale()))["Payments"][0]
    delete = PaymentDelete(status="DELETED")
    found = sdk.delete_payment(au.tenant_id, made["PaymentID"], delete)
    assert found.payments[0].status == "DELETED"


def test_nothing_else_can_be_changed(xero, sale):
    made = xero.put("Payments", payment(sale()))["Payments"][0]
    messages = xero.refused(
        "POST", f"Payments/{made['PaymentID']}", {"Amount": 1, "Reference": "x"}
    )
    assert messages == ["A payment can only be deleted, not modified."]


def test_reconciled_payment(sandbox, xero, sale):
    body = payment(sale(), IsReconciled=True)
    made = xero.put("Payments", body)["Payments"][0]
    assert made["IsReconciled"] is True
    path = f"Payments/{made['PaymentID']}"
    assert "reconciled" in xero.refused("POST", path, {"Status": "DELETED"})[0]
    sandbox.settings(switches={"reconciled_payment_deletable": True})
    xero.post(path, {"Status": "DELETED"})


def test_lock_date(sandbox, xero, sale):
    document = sale()
    made = xero.put("Payments", payment(document, Amount=20))["Payments"][0]
    sandbox.act("lock", period="2026-11-15")
    words = "The document date cannot be before the period lock date"
    body = payment(document, Amount=20)
    assert xero.refused("PUT", "Payments", body)[0].startswith(words)
    path = f"Payments/{made['PaymentID']}"
    assert xero.refused("POST", path, {"Status": "DELETED"})[0].startswith(words)
    xero.put("Payments", payment(document, Amount=20, Date="2026-11-16"))


def test_foreign_currency(xero, xero_gb, gb, sale):
    document = sale(CurrencyCode="USD", CurrencyRate=0.66)
    body = payment(document, CurrencyRate=0.5, Amount=110)
    made = xero.put("Payments", body)["Payments"][0]
    assert (made["CurrencyRate"], made["BankAmount"]) == (0.5, 220.0)
    contact = next(iter(gb.contacts))
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
    euro = {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "DueDate": "2026-12-01",
        "Contact": {"ContactID": contact},
        "LineItems": [line],
    }
    pounds = xero_gb.put("Invoices", euro)["Invoices"][0]
    body = payment(pounds, Account={"Code": "092"}, Amount=10)
    assert "currency of the account" in xero_gb.refused("PUT", "Payments", body)[0]
    euros = xero_gb.put("Invoices", {**euro, "CurrencyCode": "EUR"})["Invoices"][0]
    body = payment(euros, Account={"Code": "092"}, Amount=10)
    made = xero_gb.put("Payments", body)["Payments"][0]
    assert made["BankAmount"] == 10.0


def test_listed_and_filtered(xero, sale):
    first, second = sale(InvoiceNumber="L1"), sale(InvoiceNumber="L2")
    for document in (first, second):
        xero.put("Payments", payment(document))
    where = f'Invoice.InvoiceID==Guid("{first["InvoiceID"]}")'
    found = xero.get("Payments", where=where, page=1)
    assert [p["Invoice"]["InvoiceNumber"] for p in found["Payments"]] == ["L1"]
    assert found["pagination"]["itemCount"] == 1
    assert len(xero.get("Payments", where='Status=="AUTHORISED"')["Payments"]) == 2


def test_bill_payment_and_the_users_acts(sandbox, xero, sale, au):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 100, "AccountCode": "400"}
    bill = sale(Type="ACCPAY", InvoiceNumber="THEIRS", LineItems=[line])
    paid = sandbox.act(
        "pay",
        organisation="AU",
        invoice="THEIRS",
        amount="10.00",
        account="090",
        date="2026-11-20",
    )
    assert paid["PaymentType"] == "ACCPAYPAYMENT"
    assert au.invoices[bill["InvoiceID"]]["AmountPaid"] == 10
    with pytest.raises(Exception, match=TOO_MUCH):
        sandbox.act("pay", invoice="THEIRS", amount=100.01)
    with pytest.raises(Exception, match=HAS_PAYMENT):
        sandbox.act("void", invoice="THEIRS")
    sandbox.act("delete_payment", payment=paid["PaymentID"])
    sandbox.act("void", invoice="THEIRS")
