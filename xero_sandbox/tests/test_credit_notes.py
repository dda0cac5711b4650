"""Credit notes, and what they close: that is no payment."""

from decimal import Decimal

import pytest

from xero_sandbox.errors import Refused

MISSING = "3f1d0c77-0000-4000-8000-000000000000"


@pytest.fixture
def sale(xero, invoice):
    return xero.put("Invoices", invoice(InvoiceNumber="S1"))["Invoices"][0]


def shown(xero, document):
    return xero.get(f"Invoices/{document['InvoiceID']}")["Invoices"][0]


def test_credit_closes_an_invoice(sandbox, xero, au, sale):
    stamp = au.invoices[sale["InvoiceID"]]["_ms"]
    sandbox.clock(advance=60)
    note = sandbox.act("credit", invoice="S1", date="2026-11-18")
    found = shown(xero, sale)
    assert (found["Status"], found["AmountDue"]) == ("PAID", 0.0)
    assert (found["AmountCredited"], found["AmountPaid"]) == (220.0, 0.0)
    assert found["FullyPaidOnDate"] == note["Date"]
    assert au.invoices[sale["InvoiceID"]]["_ms"] >= stamp + 60_000
    assert found["CreditNotes"] == [
        {
            "CreditNoteID": note["CreditNoteID"],
            "CreditNoteNumber": "CN-0001",
            "ID": note["CreditNoteID"],
            "HasErrors": False,
            "InvoiceAddresses": [],
            "AppliedAmount": 220.0,
            "DateString": "2026-11-18T00:00:00",
            "Date": note["Date"],
            "LineItems": [],
            "Total": 220.0,
        }
    ]
    assert "Payments" not in found and not au.payments
    assert not xero.get("Payments")["Payments"]
    listed = xero.get("Invoices", page=1)["Invoices"][0]
    assert listed["CreditNotes"] == found["CreditNotes"]


def test_part_of_it_and_a_payment_of_the_rest(sandbox, xero, sale):
    sandbox.act("credit", invoice="S1", amount=20, date="2026-11-18")
    found = shown(xero, sale)
    assert (found["Status"], found["AmountDue"]) == ("AUTHORISED", 200.0)
    assert "FullyPaidOnDate" not in found
    sandbox.act("pay", invoice="S1", date="2026-11-16")
    found = shown(xero, sale)
    assert (found["Status"], found["AmountPaid"]) == ("PAID", 200.0)
    assert found["AmountCredited"] == 20.0
    assert found["FullyPaidOnDate"] == found["CreditNotes"][0]["Date"]


def test_the_list(sandbox, xero, sdk, au, sale):
    note = sandbox.act("credit", invoice="S1", amount=20, date="2026-11-01")
    found = sdk.get_credit_notes(au.tenant_id, page=1, page_size=1)
    assert found.pagination.item_count == 1
    read = found.credit_notes[0]
    assert (read.credit_note_number, read.type) == ("CN-0001", "ACCRECCREDIT")
    assert (read.status, read.remaining_credit) == ("PAID", 0)
    assert read.line_items[0].line_amount == 20
    allocation = read.allocations[0]
    assert (allocation.amount, allocation.invoice.invoice_number) == (20, "S1")
    # Not before the invoice.
    assert str(allocation.date) == "2026-11-10"
    brief = xero.get("CreditNotes")["CreditNotes"][0]
    assert brief["LineItems"] == [] and brief["Contact"]["Addresses"] == []
    for ident in (note["CreditNoteID"], "cn-0001"):
        one = xero.get(f"CreditNotes/{ident}")["CreditNotes"][0]
        assert one["LineItems"][0]["AccountCode"] == "200"
        assert one["TotalTax"] == 1.82 and one["Contact"]["Addresses"]
    assert xero.send("GET", f"CreditNotes/{MISSING}").status_code == 404
    where = xero.get("CreditNotes", where='Status=="PAID" AND Type=="ACCRECCREDIT"')
    assert len(where["CreditNotes"]) == 1
    headers = {"If-Modified-Since": "2099-01-01T00:00:00"}
    later = xero.send("GET", "CreditNotes", headers=headers).json()
    assert later["CreditNotes"] == []


def test_credit_taken_away_again(sandbox, xero, au, sale):
    note = sandbox.act("credit", invoice="S1")
    sandbox.act("remove_credit", invoice="S1")
    found = shown(xero, sale)
    assert (found["Status"], found["AmountDue"]) == ("AUTHORISED", 220.0)
    assert "CreditNotes" not in found and "FullyPaidOnDate" not in found
    open_note = xero.get(f"CreditNotes/{note['CreditNoteID']}")["CreditNotes"][0]
    assert (open_note["Status"], open_note["RemainingCredit"]) == ("AUTHORISED", 220.0)
    assert open_note["Allocations"] == []
    with pytest.raises(Refused, match="No credit"):
        sandbox.act("remove_credit", invoice="S1")
    sandbox.act("void_credit_note", credit_note="CN-0001")
    assert au.credit_notes[note["CreditNoteID"]]["Status"] == "VOIDED"


def test_one_note_for_two_invoices_and_a_refund(sandbox, xero, au, invoice, sale):
    xero.put("Invoices", invoice(InvoiceNumber="S2"))
    line = {**invoice()["LineItems"][0], "Quantity": 5}
    values = invoice(Type="ACCRECCREDIT", LineItems=[line])
    note = sandbox.act("create_credit_note", **values)
    for number in ("S1", "S2"):
        sandbox.act("allocate", credit_note="CN-0001", invoice=number)
    assert au.credit_notes[note["CreditNoteID"]]["RemainingCredit"] == Decimal("110")
    contact = note["Contact"]["ContactID"]
    balances = xero.get(f"Contacts/{contact}")["Contacts"][0]["Balances"]
    assert balances["AccountsReceivable"]["Outstanding"] == -110.0
    sandbox.act("refund", credit_note="CN-0001", account="090", date="2026-11-19")
    paid = xero.get("Payments")["Payments"][0]
    assert (paid["PaymentType"], paid["Amount"]) == ("ARCREDITPAYMENT", 110.0)
    assert paid["Invoice"]["Type"] == "ACCRECCREDIT"
    assert paid["Invoice"]["InvoiceNumber"] == "CN-0001"
    found = xero.get("CreditNotes/CN-0001")["CreditNotes"][0]
    assert (found["Status"], found["RemainingCredit"]) == ("PAID", 0.0)
    assert found["Payments"][0]["Amount"] == 110.0
    body = {"Payments": [{"PaymentID": paid["PaymentID"], "Status": "DELETED"}]}
    xero.post("Payments", body)
    found = xero.get("CreditNotes/CN-0001")["CreditNotes"][0]
    assert (found["Status"], found["RemainingCredit"]) == ("AUTHORISED", 110.0)


def test_a_bill_is_credited_too(sandbox, xero, invoice):
    line = {**invoice()["LineItems"][0], "AccountCode": "429"}
    values = {"Type": "ACCPAY", "InvoiceNumber": "B1", "LineItems": [line]}
    bill = xero.put("Invoices", invoice(**values))["Invoices"][0]
    note = sandbox.act("credit", invoice="B1", CreditNoteNumber="theirs")
    assert (note["Type"], note["CreditNoteNumber"]) == ("ACCPAYCREDIT", "theirs")
    assert shown(xero, bill)["Status"] == "PAID"


@pytest.mark.parametrize("types", ["Exclusive", "Inclusive", "NoTax"])
def test_its_total_is_the_amount(sandbox, xero, invoice, types):
    body = invoice(InvoiceNumber="T1", LineAmountTypes=types, CurrencyCode="USD")
    made = xero.put("Invoices", body)["Invoices"][0]
    note = sandbox.act("credit", invoice="T1")
    assert float(note["Total"]) == made["Total"]
    assert note["CurrencyCode"] == "USD"
    assert float(note["CurrencyRate"]) == made["CurrencyRate"]


def test_what_is_credited_is_neither_voided_nor_edited(sandbox, xero, sale):
    sandbox.act("credit", invoice="S1", amount=20)
    body = {"InvoiceID": sale["InvoiceID"], "Status": "VOIDED"}
    assert "credit note allocated" in xero.refused("POST", "Invoices", body)[0]
    other = {"Contact": {"Name": "Copper Kettle Cafes"}}
    body = {"InvoiceID": sale["InvoiceID"], **other}
    assert "credit note allocated" in xero.refused("POST", "Invoices", body)[0]
    with pytest.raises(Refused):
        sandbox.act("void_credit_note", credit_note="CN-0001")


@pytest.mark.parametrize(
    "act, details, message",
    [
        ("credit", {"invoice": "S1", "amount": 221}, "exceeds the amount outstanding"),
        ("credit", {"invoice": "S1", "amount": -1}, "cannot be less than zero"),
        ("credit", {"invoice": "S1", "CreditNoteNumber": "CN-0001"}, "must be unique"),
        (
            "allocate",
            {"credit_note": "CN-0001", "invoice": "S1", "amount": 7},
            "credit",
        ),
        ("allocate", {"credit_note": "CN-0001", "invoice": "S3"}, "same contact"),
        ("allocate", {"credit_note": "CN-0001", "invoice": "S4"}, "in the currency"),
        ("allocate", {"credit_note": "CN-0001", "invoice": "B1"}, "the type"),
        ("allocate", {"credit_note": "CN-0001", "invoice": "D1"}, "authorised"),
        ("allocate", {"credit_note": "NONE", "invoice": "S1"}, "No credit note"),
        ("create_credit_note", {"Type": "ODD"}, "must be ACCRECCREDIT"),
    ],
)
def test_refusals(sandbox, au, xero, invoice, sale, act, details, message):
    line = {"Description": "x", "UnitAmount": 5, "AccountCode": "200"}
    values = {"Type": "ACCRECCREDIT", "LineItems": [line], "LineAmountTypes": "NoTax"}
    sandbox.act("create_credit_note", **invoice(**values))
    bill = [{**line, "AccountCode": "429"}]
    for more in (
        {"InvoiceNumber": "S3", "Contact": {"Name": "Copper Kettle Cafes"}},
        {"InvoiceNumber": "S4", "CurrencyCode": "USD"},
        {"InvoiceNumber": "B1", "Type": "ACCPAY", "LineItems": bill},
        {"InvoiceNumber": "D1", "Status": "DRAFT"},
    ):
        xero.put("Invoices", invoice(**more))
    before = dict(au.credit_notes), dict(au.allocations), dict(au.invoices)
    with pytest.raises(Refused, match=message):
        sandbox.act(act, **details)
    assert before == (au.credit_notes, au.allocations, au.invoices)
