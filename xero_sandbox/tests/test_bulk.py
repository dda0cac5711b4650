"""Many records at once, and lists of thousands read page by page."""

import time
from datetime import datetime, timezone

import pytest

from xero_sandbox.errors import Refused

MANY = 10_000


@pytest.fixture
def within():
    """Processor seconds, the server's included: a busy machine does not count."""

    class Within:
        def __init__(self, seconds):
            self.seconds = seconds

        def __enter__(self):
            self.begun = time.process_time()

        def __exit__(self, kind, *error):
            spent = time.process_time() - self.begun
            assert kind or spent < self.seconds, f"{spent:.2f} s"

    return Within


def people(count):
    return [
        {
            "Name": f"Person {number}",
            "EmailAddress": f"p{number}@example.com",
            "Addresses": [{"AddressType": "STREET", "City": f"Town {number % 90}"}],
        }
        for number in range(count)
    ]


def test_ten_thousand_contacts(sandbox, xero, au, within):
    before = len(au.contacts)
    with within(20):
        made = sandbox.act("create_contacts", contacts=people(MANY), over=86_400)
    assert len(made) == MANY and len(au.contacts) == before + MANY
    names, page = [], 1
    with within(15):
        while page:
            found = xero.get("Contacts", page=page, pageSize=1000)
            names += [contact["Name"] for contact in found["Contacts"]]
            page = page + 1 if page < found["pagination"]["pageCount"] else 0
    assert page == 0 and len(names) == len(set(names)) == before + MANY
    assert found["pagination"]["itemCount"] == before + MANY
    # A cursor in the midst of them gives what is younger, and that only.
    seconds = [au.contacts[record["ContactID"]]["_ms"] // 1000 for record in made]
    cursor = seconds[MANY // 2]
    moment = datetime.fromtimestamp(cursor, timezone.utc)
    headers = {"If-Modified-Since": moment.strftime("%Y-%m-%dT%H:%M:%S")}
    query = {"page": 1, "pageSize": 1000}
    with within(2):
        found = xero.send("GET", "Contacts", headers=headers, **query).json()
    younger = [second for second in seconds if second > cursor]
    assert found["pagination"]["itemCount"] == len(younger) > 4000
    first = made[MANY - len(younger)]
    assert found["Contacts"][0]["Name"] == first["Name"]
    with within(1):
        found = xero.get("Contacts", where='EmailAddress=="P77@example.com"')
    assert [contact["Name"] for contact in found["Contacts"]] == ["Person 77"]
    with within(1):
        sandbox.act("create_contact", Name="One more")
        xero.put("Contacts", {"Name": "And one"})


def test_thousands_of_documents_and_payments(sandbox, xero, au, contact, within):
    count = 4000
    line = {"Description": "x", "UnitAmount": 10, "AccountCode": "310"}
    documents = [
        {
            "Type": "ACCPAY" if number % 2 else "ACCREC",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": f"N{number}",
            "Date": "2026-11-01",
            "DueDate": "2026-12-01",
            "Status": "AUTHORISED",
            "LineItems": [dict(line, AccountCode="310" if number % 2 else "200")],
        }
        for number in range(count)
    ]
    items = [{"Code": f"I{number}", "Name": "Thing"} for number in range(count)]
    payments = [
        {"invoice": f"N{number}", "amount": 1, "account": "090", "date": "2026-11-02"}
        for number in range(count)
    ]
    with within(30):
        sandbox.act("create_invoices", invoices=documents)
        sandbox.act("create_items", items=items)
        sandbox.act("create_payments", payments=payments)
    assert len(au.invoices) == len(au.payments) == count
    assert all(record["AmountPaid"] == 1 for record in au.invoices.values())
    for path in ("Invoices", "Payments"):
        with within(4):
            found = xero.get(path, page=4, pageSize=1000)
        assert len(found[path]) == 1000
    with within(2):
        assert len(xero.get("Items")["Items"]) > count


def test_all_or_none(sandbox, au):
    before = dict(au.contacts)
    with pytest.raises(Refused) as refusal:
        sandbox.act("create_contacts", contacts=[*people(3), {"Name": "Person 1"}])
    assert refusal.value.messages[0].startswith("contacts[3]: The contact name")
    assert au.contacts == before


def test_what_a_bulk_act_takes(sandbox):
    for details in ({}, {"contacts": {"Name": "x"}}, {"items": []}):
        with pytest.raises(ValueError, match="takes contacts, a list"):
            sandbox.act("create_contacts", **details)
    assert sandbox.act("create_contacts", contacts=[]) == []


def test_moments_are_those_of_a_real_ledger(sandbox, au):
    """They rise in order, none is to come, none is before what was there."""
    now = sandbox.time.ms()
    made = sandbox.act("create_contacts", contacts=people(50), over=3600)
    moments = [au.contacts[record["ContactID"]]["_ms"] for record in made]
    assert moments == sorted(moments) and len(set(moments)) == 50
    assert now - 3_600_000 <= moments[0] < moments[-1] <= sandbox.time.ms()
    assert moments[-1] - moments[0] > 3_500_000
    with pytest.raises(ValueError, match="reaches back before a record"):
        sandbox.act("create_contacts", contacts=[{"Name": "Too early"}], over=60)
    made = sandbox.act("create_contacts", contacts=[{"Name": "Right"}])
    assert au.contacts[made[0]["ContactID"]]["_ms"] >= moments[-1]


def test_a_change_never_moves_a_moment_back(sandbox, au, xero, invoice):
    made = xero.put("Invoices", invoice(InvoiceNumber="B1"))["Invoices"][0]
    before = au.invoices[made["InvoiceID"]]["_ms"]
    sandbox.act("create_payments", payments=[{"invoice": "B1", "amount": 1}], over=600)
    assert au.invoices[made["InvoiceID"]]["_ms"] >= before


def test_contacts_from_before_xero_checked(sandbox, xero):
    """Books that were converted hold what no call could create today."""
    name = "x" * 255
    odd = [
        {"Name": "Twin", "EmailAddress": "a@example.com; b@example.com"},
        {"Name": "Twin", "EmailAddress": "nobody"},
        {"Name": ""},
        {"Name": " Two  blanks "},
        {"Name": name, "TaxNumber": "51824753556"},
        {"Name": "שלום 👋", "TaxNumber": "51824753556"},
    ]
    given = [{**values, "unchecked": True} for values in odd]
    made = sandbox.act("create_contacts", contacts=given)
    found = xero.get("Contacts", IDs=",".join(r["ContactID"] for r in made), page=1)
    shown = [contact.get("Name") for contact in found["Contacts"]]
    names = ["Twin", "Twin", None, " Two  blanks ", name, "שלום 👋"]
    assert sorted(shown, key=str) == sorted(names, key=str)
    emails = {contact.get("EmailAddress") for contact in found["Contacts"]}
    assert "a@example.com; b@example.com" in emails
