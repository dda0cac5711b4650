"""Paging, If-Modified-Since, order, and the filters of invoices."""

from datetime import datetime, timezone

import pytest


@pytest.fixture
def many(sandbox, xero, invoice):
    """Five invoices, a minute apart, the last one a draft of another contact."""
    made = []
    for number in range(1, 6):
        sandbox.clock(advance=60)
        values = {"InvoiceNumber": f"M{number}", "Reference": f"Order {number}"}
        if number == 5:
            values |= {"Status": "DRAFT", "Contact": {"Name": "Copper Kettle Cafes"}}
        made.append(xero.put("Invoices", invoice(**values))["Invoices"][0])
    return made


def numbers(xero, **query):
    return [i["InvoiceNumber"] for i in xero.get("Invoices", **query)["Invoices"]]


def test_without_page_there_are_no_lines(xero, many):
    found = xero.get("Invoices")
    assert "pagination" not in found
    for invoice in found["Invoices"]:
        assert invoice["LineItems"] == []
        assert invoice["Contact"]["Addresses"] == []
        assert invoice["Contact"]["Name"]


def test_pages(sdk, au, xero, many):
    found = xero.get("Invoices", page=2, pageSize=2)
    assert found["pagination"] == {
        "page": 2,
        "pageSize": 2,
        "pageCount": 3,
        "itemCount": 5,
    }
    assert [i["InvoiceNumber"] for i in found["Invoices"]] == ["M3", "M4"]
    assert found["Invoices"][0]["LineItems"]
    assert numbers(xero, page=4, pageSize=2) == []
    assert xero.get("Invoices", page=1)["pagination"]["pageSize"] == 100
    assert xero.get("Invoices", page=1, pageSize=5000)["pagination"]["pageSize"] == 1000
    assert xero.send("GET", "Invoices", page=0).status_code == 400
    answer = sdk.get_invoices(au.tenant_id, page=1, page_size=3)
    assert answer.pagination.item_count == 5


def test_default_order_is_by_change(sandbox, xero, many):
    xero.post("Invoices", {"InvoiceID": many[0]["InvoiceID"], "Reference": "new"})
    assert numbers(xero) == ["M2", "M3", "M4", "M5", "M1"]


def test_order(xero, many):
    assert numbers(xero, order="InvoiceNumber DESC")[0] == "M5"
    assert numbers(xero, order="Contact.Name DESC, InvoiceNumber")[:2] == ["M5", "M1"]
    assert numbers(xero, order="UpdatedDateUTC DESC")[0] == "M5"
    assert xero.send("GET", "Invoices", order="Nonsense").status_code == 400


def test_filters(xero, many, contact):
    ids = f"{many[1]['InvoiceID']},{many[2]['InvoiceID'].upper()}"
    assert numbers(xero, IDs=ids) == ["M2", "M3"]
    assert numbers(xero, InvoiceNumbers="m4,M1") == ["M1", "M4"]
    assert numbers(xero, ContactIDs=contact) == ["M1", "M2", "M3", "M4"]
    assert numbers(xero, searchTerm="order 3") == ["M3"]
    assert numbers(xero, searchTerm="m2") == ["M2"]
    found = xero.get("Invoices", Statuses="DRAFT,SUBMITTED")
    assert [i["InvoiceNumber"] for i in found["Invoices"]] == ["M5"]
    assert "pagination" in found and found["Invoices"][0]["LineItems"]


@pytest.mark.parametrize(
    "where, expected",
    [
        ('Type=="ACCREC" AND Status=="DRAFT"', ["M5"]),
        ('Contact.Name=="copper kettle cafes"', ["M5"]),
        ('InvoiceNumber=="M2" OR Reference=="order 3"', ["M2", "M3"]),
        ("Date>=DateTime(2026,11,10) AND Date<DateTime(2026,11,11)", None),
        ("Date>DateTime(2026,11,10)", []),
        ("AmountDue>=220 && AmountPaid==0", None),
        ("AmountDue>220", []),
        ('InvoiceNumber.StartsWith("M") AND !(Status=="DRAFT")', 4),
    ],
)
def test_where(xero, many, where, expected):
    found = numbers(xero, where=where)
    if expected is None:
        expected = 5
    if isinstance(expected, int):
        assert len(found) == expected
    else:
        assert found == expected


def test_where_by_contact_id(xero, many, contact):
    assert len(numbers(xero, where=f'Contact.ContactID==Guid("{contact}")')) == 4


def test_created_by_my_app(sandbox, xero, many):
    sandbox.act(
        "create_invoice", Contact="Copper Kettle Cafes", InvoiceNumber="BY-HAND"
    )
    assert "BY-HAND" in numbers(xero)
    assert len(numbers(xero, createdByMyApp="true")) == 5


def test_summary_only(xero, many):
    found = xero.get("Invoices", summaryOnly="true")
    assert found["pagination"]["itemCount"] == 5
    for name in ("LineItems", "Payments", "CreditNotes"):
        assert name not in found["Invoices"][0]
    assert found["Invoices"][0]["Total"] == 220.0


def since(xero, moment):
    headers = {"If-Modified-Since": moment}
    answer = xero.send("GET", "Invoices", headers=headers)
    return [i["InvoiceNumber"] for i in answer.json()["Invoices"]]


def test_if_modified_since(sandbox, xero, many, au):
    ms = au.invoices[many[2]["InvoiceID"]]["_ms"]
    moment = datetime.fromtimestamp(ms // 1000, timezone.utc)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    for form in (text, f"{text}Z", f"{text}+00:00"):
        assert since(xero, form) == ["M4", "M5"]
    http = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert since(xero, http) == ["M4", "M5"]
    sandbox.settings(switches={"if_modified_since_inclusive": True})
    assert since(xero, text) == ["M3", "M4", "M5"]
    sandbox.settings(
        switches={
            "if_modified_since_inclusive": False,
            "if_modified_since_granularity": "ms",
        }
    )
    # The record is some milliseconds younger than the whole second.
    assert since(xero, text) == (["M3", "M4", "M5"] if ms % 1000 else ["M4", "M5"])


def test_a_wrong_form_is_ignored(xero, many):
    assert len(since(xero, "yesterday")) == 5


def test_settings_do_not_know_it(xero):
    headers = {"If-Modified-Since": "2099-01-01T00:00:00"}
    found = xero.send("GET", "TaxRates", headers=headers).json()
    assert len(found["TaxRates"]) == 9
    assert not xero.send("GET", "Accounts", headers=headers).json()["Accounts"]


def test_envelope(xero):
    found = xero.get("Currencies")
    assert list(found) == ["Id", "Status", "ProviderName", "DateTimeUTC", "Currencies"]
    assert found["Status"] == "OK"
    assert found["DateTimeUTC"].endswith(")/") and "+" not in found["DateTimeUTC"]
