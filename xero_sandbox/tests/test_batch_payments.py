"""One payment for several documents, and what users do with payments."""

import pytest

from xero_sandbox.errors import Refused


@pytest.fixture
def sales(xero, invoice):
    bodies = [invoice(InvoiceNumber=f"M{number}") for number in range(3)]
    return xero.put("Invoices", {"Invoices": bodies})["Invoices"]


@pytest.fixture
def batch(sandbox, sales):
    return sandbox.act(
        "pay_many",
        invoices=[{"invoice": "M0"}, {"invoice": "M1", "amount": "20.00"}],
        account="091",
        date="2026-11-18",
        reference="Deposit",
    )


def test_one_batch_several_payments(xero, au, sales, batch):
    found = xero.get("Payments", page=1)
    assert found["pagination"]["itemCount"] == 2
    assert {p["BatchPaymentID"] for p in found["Payments"]} == {batch["BatchPaymentID"]}
    for payment in found["Payments"]:
        assert payment["BatchPayment"] == {
            "Account": {"AccountID": au.account("091")["AccountID"]},
            "BatchPaymentID": batch["BatchPaymentID"],
            "Date": payment["Date"],
            "Type": "RECBATCH",
            "Status": "AUTHORISED",
            "TotalAmount": "240.00",
            "IsReconciled": "false",
            "UpdatedDateUTC": batch["UpdatedDateUTC"],
        }
        assert payment["PaymentType"] == "ACCRECPAYMENT"
    states = [au.invoices[sale["InvoiceID"]]["Status"] for sale in sales]
    assert states == ["PAID", "AUTHORISED", "AUTHORISED"]


def test_values_instead_of_texts(sandbox, xero, batch):
    sandbox.settings(switches={"batch_in_payment_as_texts": False})
    shown = xero.get("Payments")["Payments"][0]["BatchPayment"]
    assert (shown["TotalAmount"], shown["IsReconciled"]) == (240.0, False)


def test_the_batches(sdk, xero, au, sales, batch):
    found = sdk.get_batch_payments(au.tenant_id).batch_payments[0]
    assert (found.type, found.status) == ("RECBATCH", "AUTHORISED")
    assert (str(found.total_amount), found.reference) == ("240.0", "Deposit")
    assert [str(p.amount) for p in found.payments] == ["220.0", "20.0"]
    assert found.payments[0].invoice.invoice_id == sales[0]["InvoiceID"]
    path = f"BatchPayments/{batch['BatchPaymentID']}"
    assert xero.get(path)["BatchPayments"][0]["Account"]["CurrencyCode"] == "AUD"
    assert xero.send("GET", f"BatchPayments/{sales[0]['InvoiceID']}").status_code == 404
    headers = {"If-Modified-Since": "2099-01-01T00:00:00"}
    later = xero.send("GET", "BatchPayments", headers=headers).json()
    assert later["BatchPayments"] == []


def test_a_payment_of_a_batch_is_not_deleted_alone(sandbox, xero, au, sales, batch):
    payment = xero.get("Payments")["Payments"][0]["PaymentID"]
    messages = xero.refused("POST", f"Payments/{payment}", {"Status": "DELETED"})
    assert "part of a batch payment" in messages[0]
    sandbox.act("delete_batch", batch=batch["BatchPaymentID"])
    found = xero.get("Payments")["Payments"]
    assert {p["Status"] for p in found} == {"DELETED"}
    assert {p["BatchPayment"]["Status"] for p in found} == {"DELETED"}
    assert {i["Status"] for i in au.invoices.values()} == {"AUTHORISED"}
    with pytest.raises(Refused):
        sandbox.act("delete_batch", batch=batch["BatchPaymentID"])


def test_bills_and_foreign_currency(sandbox, xero, au, invoice):
    line = {**invoice()["LineItems"][0], "AccountCode": "429"}
    for number, currency in (("B1", "AUD"), ("B2", "USD")):
        values = {"Type": "ACCPAY", "InvoiceNumber": number, "CurrencyCode": currency}
        xero.put("Invoices", invoice(LineItems=[line], **values))
    batch = sandbox.act("pay_many", invoices=[{"invoice": "B1"}, {"invoice": "B2"}])
    assert batch["Type"] == "PAYBATCH"
    home, abroad = xero.get("Payments", order="BankAmount")["Payments"]
    assert (home["Amount"], home["BankAmount"]) == (220.0, 220.0)
    assert abroad["CurrencyRate"] == 0.657895
    assert abroad["BankAmount"] == 334.4
    assert float(batch["TotalAmount"]) == 554.4


@pytest.mark.parametrize(
    "details",
    [
        {"invoices": []},
        {"invoices": [{"invoice": "M0"}, {"invoice": "B1"}]},
        {"invoices": [{"invoice": "M0"}, {"invoice": "M1", "amount": 500}]},
        {"invoices": [{"invoice": "M0"}], "account": "200"},
        {"invoices": [{"invoice": "NONE"}]},
    ],
)
def test_refusals(sandbox, xero, au, sales, invoice, details):
    line = {**invoice()["LineItems"][0], "AccountCode": "429"}
    values = {"Type": "ACCPAY", "InvoiceNumber": "B1", "LineItems": [line]}
    xero.put("Invoices", invoice(**values))
    with pytest.raises(Refused):
        sandbox.act("pay_many", **details)
    assert not au.payments and not au.batch_payments


def test_deleted_payments_come_back(sandbox, xero, sales):
    made = sandbox.act("pay", invoice="M0")
    sandbox.clock(set="2027-01-01T00:00:00", freeze=True)
    sandbox.act("delete_payment", payment=made["PaymentID"])
    xero.headers["Authorization"] = f"Bearer {sandbox.grant()['access_token']}"
    headers = {"If-Modified-Since": "2026-12-31T00:00:00"}
    found = xero.send("GET", "Payments", headers=headers, page=1).json()["Payments"]
    assert [p["Status"] for p in found] == ["DELETED"]
    for where, count in (
        ('Status=="DELETED"', 1),
        ('Status=="AUTHORISED"', 0),
        ('PaymentType=="ACCRECPAYMENT"', 1),
        ('PaymentType=="ACCPAYPAYMENT"', 0),
    ):
        assert len(xero.get("Payments", where=where)["Payments"]) == count


def test_reconciled(sandbox, xero, au, sales):
    made = sandbox.act("pay", invoice="M0")["PaymentID"]
    stamp = au.payments[made]["_ms"]
    sandbox.clock(advance=60)
    sandbox.act("reconcile", payment=made)
    assert au.payments[made]["_ms"] == stamp
    assert xero.get(f"Payments/{made}")["Payments"][0]["IsReconciled"] is True
    messages = xero.refused("POST", f"Payments/{made}", {"Status": "DELETED"})
    assert messages == ["A reconciled payment cannot be deleted."]
    sandbox.settings(switches={"reconciling_moves_payment": True})
    sandbox.act("reconcile", payment=made, reconciled=False)
    assert au.payments[made]["_ms"] > stamp
    xero.post(f"Payments/{made}", {"Status": "DELETED"})
