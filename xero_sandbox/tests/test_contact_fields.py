"""The fields of a contact: read, kept by a partial update, checked, read only."""

import pytest

BOTH = {
    "Bills": {"Day": 15, "Type": "OFCURRENTMONTH"},
    "Sales": {"Day": 60, "Type": "DAYSAFTERBILLDATE"},
}
FULL = {
    "FirstName": "Sue",
    "LastName": "Johnson",
    "CompanyNumber": "004 085 616",
    "TaxNumber": "51824753556",
    "AccountNumber": "A-1",
    "BankAccountDetails": "062-000 1234",
    "DefaultCurrency": "USD",
    "AccountsReceivableTaxType": "OUTPUT",
    "AccountsPayableTaxType": "INPUT",
    "SalesDefaultAccountCode": "200",
    "PurchasesDefaultAccountCode": "429",
    "SalesDefaultLineAmountType": "INCLUSIVE",
    "PurchasesDefaultLineAmountType": "NONE",
    "XeroNetworkKey": "KEY",
    "PaymentTerms": BOTH,
    "SalesTrackingCategories": [
        {"TrackingCategoryName": "Region", "TrackingOptionName": "North"}
    ],
    "BatchPayments": {
        "BankAccountNumber": "0620001",
        "BankAccountName": "Sue",
        "Details": "rent",
        "Code": "",
        "Reference": "",
    },
    "ContactPersons": [
        {
            "FirstName": "P",
            "LastName": "Q",
            "EmailAddress": "p@example.com",
            "IncludeInEmails": True,
        }
    ],
}


def one(xero, contact, **query):
    return xero.get(f"Contacts/{contact}", **query)["Contacts"][0]


def test_all_that_can_be_written(xero, contact):
    made = xero.post("Contacts", {"ContactID": contact, **FULL})["Contacts"][0]
    page = xero.get("Contacts", IDs=contact, page=1)["Contacts"][0]
    for found in (made, one(xero, contact), page):
        assert {name: found[name] for name in FULL} == FULL


def test_what_is_not_sent_keeps_its_value(xero, contact):
    xero.post("Contacts", {"ContactID": contact, **FULL})
    xero.post(f"Contacts/{contact}", {"TaxNumber": "1", "DefaultCurrency": None})
    found = one(xero, contact)
    assert {name: found[name] for name in FULL} == {**FULL, "TaxNumber": "1"}


def test_an_empty_text_clears(xero, contact):
    xero.post("Contacts", {"ContactID": contact, **FULL})
    texts = ("FirstName", "TaxNumber", "AccountNumber", "BankAccountDetails")
    xero.post(f"Contacts/{contact}", dict.fromkeys(texts, ""))
    found = one(xero, contact)
    assert not set(texts) & set(found)
    assert found["LastName"] == "Johnson"


def test_persons_that_are_sent_are_all(xero, contact):
    xero.post("Contacts", {"ContactID": contact, **FULL})
    xero.post(f"Contacts/{contact}", {"ContactPersons": [{"FirstName": "R"}]})
    names = [person["FirstName"] for person in one(xero, contact)["ContactPersons"]]
    assert names == ["R"]
    xero.post(f"Contacts/{contact}", {"ContactPersons": []})
    assert one(xero, contact)["ContactPersons"] == []


def test_a_side_of_the_terms_that_is_not_sent(sandbox, xero, contact):
    xero.post("Contacts", {"ContactID": contact, "PaymentTerms": BOTH})
    new = {"Sales": {"Day": 7, "Type": "DAYSAFTERBILLDATE"}}
    xero.post(f"Contacts/{contact}", {"PaymentTerms": new})
    assert one(xero, contact)["PaymentTerms"] == new
    sandbox.settings(switches={"payment_terms_replaced": False})
    xero.post(f"Contacts/{contact}", {"PaymentTerms": {"Bills": BOTH["Bills"]}})
    assert one(xero, contact)["PaymentTerms"] == {**new, "Bills": BOTH["Bills"]}


def terms(day, kind, side="Sales"):
    return {"PaymentTerms": {side: {"Day": day, "Type": kind}}}


@pytest.mark.parametrize(
    "values, message",
    [
        (terms(0, "OFCURRENTMONTH"), "Due Date for Sales Invoices must be between 1"),
        (terms(32, "OFFOLLOWINGMONTH", "Bills"), "Due Date for Bills must be between"),
        (terms(None, "DAYSAFTERBILLDATE"), "Both Day and Type must be supplied"),
        ({"PaymentTerms": {"Bills": {"Day": 3}}}, "Both Day and Type must be supplied"),
        (terms(-1, "DAYSAFTERBILLDATE"), "is negative"),
        (terms("soon", "DAYSAFTERBILLDATE"), "is not a number"),
        ({"SalesDefaultLineAmountType": "SOMETIMES"}, "SOMETIMES is not valid"),
        ({"PurchasesDefaultAccountCode": "999"}, "'999' is not a valid code"),
        ({"AccountsPayableTaxType": "X"}, "'X' does not exist"),
        ({"TaxNumberType": "X"}, "X is not valid"),
        ({"EmailAddress": "jürgen@example.com"}, "Email address must be valid."),
        ({"ContactPersons": [{"EmailAddress": "p"}]}, "Email address must be valid."),
        ({"ContactPersons": [{"FirstName": "x" * 256}]}, "FirstName is too long"),
        ({"BatchPayments": {"Reference": "x" * 13}}, "Reference is too long"),
        (
            {"SalesTrackingCategories": [{"TrackingCategoryName": "Region"}]},
            "'Region' with option '' does not exist",
        ),
        ({"SalesTrackingCategories": [{}] * 3}, "at most two"),
        ({"CompanyNumber": "x" * 51}, "CompanyNumber is too long"),
    ],
)
def test_checks(xero, au, contact, values, message):
    before = au.contacts[contact]
    messages = xero.refused("POST", "Contacts", {"ContactID": contact, **values})
    assert any(message in text for text in messages), messages
    assert au.contacts[contact] is before


def test_long_terms(sandbox, xero, contact):
    xero.post(f"Contacts/{contact}", terms(60, "DAYSAFTERBILLDATE"))
    assert one(xero, contact)["PaymentTerms"]["Sales"]["Day"] == 60
    sandbox.settings(switches={"payment_terms_within_31_days": True})
    body = terms(60, "DAYSAFTERBILLDATE")
    assert "between 0 and 31" in xero.refused("POST", f"Contacts/{contact}", body)[0]


def test_read_only_fields(sandbox, xero, contact):
    """Xero shows them; only a user in Xero writes them."""
    sandbox.act("edit_contact", contact=contact, Website="http://a.example", Discount=5)
    body = {"Website": "http://b.example", "Discount": 7, "IsCustomer": True}
    xero.post(f"Contacts/{contact}", body)
    found = one(xero, contact)
    assert (found["Website"], found["Discount"]) == ("http://a.example", 5)
    assert not found["IsCustomer"]
    notes = sandbox.requests()[-2].warnings
    assert "read-only field Website in Contact" in notes
    listed = xero.get("Contacts", IDs=contact)["Contacts"][0]
    assert "Website" not in listed


def test_an_archived_contact_cannot_be_restored_over_the_api(sandbox, xero, contact):
    sandbox.act("archive_contact", contact=contact)
    body = {"ContactID": contact, "ContactStatus": "ACTIVE"}
    assert "archived contact" in xero.refused("POST", "Contacts", body)[0]
    sandbox.act("restore_contact", contact=contact)
    assert one(xero, contact)["ContactStatus"] == "ACTIVE"
