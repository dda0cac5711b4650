"""Edits of invoices: lines, headers, and what paid documents still allow."""

import pytest

from xero_sandbox.documents import HAS_PAYMENT


def put(xero, body):
    return xero.put("Invoices", body)["Invoices"][0]


def post(xero, **values):
    return xero.post("Invoices", {"Invoices": [values]})["Invoices"][0]


def refused(xero, **values):
    return xero.refused("POST", "Invoices", {"Invoices": [values]})


def test_lines_are_updated_added_and_deleted(xero, invoice):
    line = invoice()["LineItems"][0]
    lines = [{**line, "Description": name} for name in "abc"]
    found = put(xero, invoice(LineItems=lines))
    ids = [part["LineItemID"] for part in found["LineItems"]]
    change = [
        {"LineItemID": ids[2], "Quantity": 5},
        {"LineItemID": ids[0]},
        {**line, "Description": "new"},
    ]
    changed = post(xero, InvoiceID=found["InvoiceID"], LineItems=change)
    parts = changed["LineItems"]
    assert [part["Description"] for part in parts] == ["c", "a", "new"]
    assert [part["LineItemID"] for part in parts[:2]] == [ids[2], ids[0]]
    assert parts[2]["LineItemID"] not in ids
    assert parts[0]["LineAmount"] == 500.0
    assert changed["Total"] == 990.0


def test_header_change_keeps_the_lines(xero, invoice):
    found = put(xero, invoice())
    changed = post(xero, InvoiceID=found["InvoiceID"], Reference="R")
    assert changed["LineItems"] == found["LineItems"]
    assert changed["Reference"] == "R"


@pytest.mark.parametrize("amount", ["220", "100"])
def test_edits_of_a_paid_sale(sandbox, xero, invoice, au, amount):
    found = put(xero, invoice())
    ident, line = found["InvoiceID"], found["LineItems"][0]
    sandbox.act("pay", invoice=ident, amount=amount, account="090")
    other = au.contacts.first("name", "copper kettle cafes")["ContactID"]
    changed = post(
        xero,
        InvoiceID=ident,
        Reference="R",
        DueDate="2027-01-01",
        InvoiceNumber="OTHER",
        Contact={"ContactID": other},
        Url="https://odoo.example/1",
        Date="2026-11-10",
        LineItems=[
            {
                "LineItemID": line["LineItemID"],
                "Description": "Other text",
                "AccountCode": "260",
                "Tracking": [{"Name": "Region", "Option": "North"}],
            }
        ],
    )
    assert changed["Status"] == ("PAID" if amount == "220" else "AUTHORISED")
    assert changed["LineItems"][0]["AccountCode"] == "260"
    for values in (
        {"Date": "2026-11-11"},
        {"CurrencyCode": "USD"},
        {"LineAmountTypes": "Inclusive"},
        {"Status": "VOIDED"},
        {"LineItems": [{"LineItemID": line["LineItemID"], "Quantity": 3}]},
        {"LineItems": [{"LineItemID": line["LineItemID"], "TaxType": "EXEMPTOUTPUT"}]},
        {"LineItems": [invoice()["LineItems"][0]]},
    ):
        assert refused(xero, InvoiceID=ident, **values) == [HAS_PAYMENT], values


def test_edits_of_a_paid_bill(sandbox, xero, invoice):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "400"}
    found = put(xero, invoice(Type="ACCPAY", LineItems=[line]))
    sandbox.act("pay", invoice=found["InvoiceID"], account="090")
    change = {"InvoiceID": found["InvoiceID"], "DueDate": "2027-01-01"}
    assert refused(xero, **change) == [HAS_PAYMENT]
    sandbox.settings(switches={"paid_bill_editable": True})
    post(xero, **change)
    assert refused(xero, **{**change, "Date": "2026-11-11"}) == [HAS_PAYMENT]


def test_some_changes_do_not_move_the_date(sandbox, xero, invoice, au):
    ident = put(xero, invoice())["InvoiceID"]
    sandbox.act("pay", invoice=ident, amount="100")
    stamp = au.invoices[ident]["UpdatedDateUTC"]
    sandbox.clock(advance=60)
    post(xero, InvoiceID=ident, DueDate="2027-01-01", SentToContact=True)
    assert au.invoices[ident]["UpdatedDateUTC"] == stamp
    post(xero, InvoiceID=ident, Reference="R")
    assert au.invoices[ident]["UpdatedDateUTC"] != stamp
