"""Contacts: what is checked, matched, kept and derived."""

import pytest
from xero_python.accounting import Contact, Contacts
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from xero_sandbox.contacts import ARCHIVED, NUMBER_TAKEN, name_taken
from xero_sandbox.errors import ZERO_ID

from .conftest import BANKSIA


def test_created_through_the_sdk(sdk, au):
    found = sdk.create_contacts(
        au.tenant_id,
        Contacts(contacts=[Contact(name="Quokka", email_address="q@quokka.example")]),
        summarize_errors=False,
    )
    contact = found.contacts[0]
    assert contact.contact_id in au.contacts
    assert contact.contact_status == "ACTIVE"
    assert [a.address_type for a in contact.addresses] == ["STREET", "POBOX"]
    assert [p.phone_type for p in contact.phones] == ["DEFAULT", "DDI", "FAX", "MOBILE"]
    assert contact.first_name is None and not contact.is_customer


def test_shapes_differ_between_writing_and_reading(xero):
    """As in real answers: only what was just written shows its blanks."""
    phone = {"PhoneType": "MOBILE", "PhoneNumber": "0400"}
    made = xero.put("Contacts", {"Name": "A", "Phones": [phone]})["Contacts"][0]
    assert made["Addresses"][0] == {
        "AddressType": "STREET",
        "City": "",
        "Region": "",
        "PostalCode": "",
        "Country": "",
    }
    assert made["BankAccountDetails"] == "" and "FirstName" not in made
    for found in (
        xero.get(f"Contacts/{made['ContactID']}")["Contacts"][0],
        xero.get("Contacts", IDs=made["ContactID"])["Contacts"][0],
        xero.get("Contacts", IDs=made["ContactID"], page=1)["Contacts"][0],
    ):
        kinds = [{"AddressType": "POBOX"}, {"AddressType": "STREET"}]
        assert found["Addresses"] == kinds
        kinds = [{"PhoneType": kind} for kind in ("DDI", "DEFAULT", "FAX")]
        assert found["Phones"] == [*kinds, phone]
        assert "BankAccountDetails" not in found and "EmailAddress" not in found
        assert found["HasAttachments"] is False


def test_status_attribute_only_when_not_summarised(xero):
    first = xero.put("Contacts", {"Contacts": [{"Name": "A"}]})["Contacts"][0]
    assert "StatusAttributeString" not in first
    body = {"Contacts": [{"Name": "B"}]}
    second = xero.put("Contacts", body, summarizeErrors="False")["Contacts"][0]
    assert second["StatusAttributeString"] == "OK"


@pytest.mark.parametrize("name", [BANKSIA, BANKSIA.upper()])
def test_put_of_an_existing_name(xero, name):
    body = {"Contacts": [{"Name": name}]}
    assert xero.refused("PUT", "Contacts", body) == [name_taken(name)]


def test_put_refusal_through_the_sdk(sdk, au):
    with pytest.raises(AccountingBadRequestException) as caught:
        sdk.create_contacts(au.tenant_id, {"Contacts": [{"Name": BANKSIA}]})
    assert "already assigned to another contact" in caught.value.reason
    element = caught.value.error_data["Elements"][0]
    assert element["ContactID"] == ZERO_ID
    assert element["HasValidationErrors"] is True


def test_put_of_an_existing_number(xero):
    xero.put("Contacts", {"Contacts": [{"Name": "A", "ContactNumber": "N1"}]})
    body = {"Contacts": [{"Name": "B", "ContactNumber": "N1"}]}
    assert xero.refused("PUT", "Contacts", body) == [NUMBER_TAKEN]


def test_post_matches_by_id_then_number_then_name(xero, au, contact):
    def post(**values):
        return xero.post("Contacts", {"Contacts": [values]})["Contacts"][0]

    assert post(Name=BANKSIA.upper(), ContactNumber="N1")["ContactID"] == contact
    assert post(ContactNumber="N1", Name="Renamed")["ContactID"] == contact
    assert post(ContactID=contact, Name="Again")["ContactID"] == contact
    assert au.contacts[contact]["Name"] == "Again"
    assert post(Name="Renamed")["ContactID"] != contact


def test_post_by_number_in_the_path(xero, contact):
    xero.post(f"Contacts/{contact}", {"ContactNumber": "A/B 1"})
    found = xero.get("Contacts/A%2FB%201")["Contacts"][0]
    assert found["ContactID"] == contact


def test_rename_to_a_taken_name(xero, contact):
    body = {"Contacts": [{"ContactID": contact, "Name": "Copper Kettle Cafes"}]}
    expected = [name_taken("Copper Kettle Cafes")]
    assert xero.refused("POST", "Contacts", body) == expected


def test_what_is_not_sent_is_kept(xero, au, contact):
    address = {"AddressType": "POBOX", "City": "Ararat"}
    phone = {"PhoneType": "MOBILE", "PhoneNumber": "0400"}
    body = {"ContactID": contact, "Addresses": [address], "Phones": [phone]}
    xero.post("Contacts", body)
    record = au.contacts[contact]
    assert record["EmailAddress"] == "accounts@banksiabay.example"
    cities = {a["AddressType"]: a["City"] for a in record["Addresses"]}
    assert cities == {"STREET": "Newcastle", "POBOX": "Ararat"}
    assert len(record["Phones"]) == 4
    xero.post("Contacts", {"ContactID": contact, "EmailAddress": ""})
    assert au.contacts[contact]["EmailAddress"] == ""


def test_persons_are_replaced_and_at_most_five(xero, au, contact):
    def persons(count):
        return [{"FirstName": f"P{i}", "LastName": "L"} for i in range(count)]

    xero.post("Contacts", {"ContactID": contact, "ContactPersons": persons(3)})
    xero.post("Contacts", {"ContactID": contact, "ContactPersons": persons(1)})
    assert len(au.contacts[contact]["ContactPersons"]) == 1
    body = {"ContactID": contact, "ContactPersons": persons(6)}
    assert "at most 5" in xero.refused("POST", "Contacts", body)[0]


@pytest.mark.parametrize(
    "values, message",
    [
        ({"Name": ""}, "must be specified"),
        ({}, "must be specified"),
        ({"Name": "a<b"}, "angle brackets"),
        ({"Name": "a>b"}, "angle brackets"),
        ({"Name": " a"}, "blank"),
        ({"Name": "a  b"}, "blank"),
        ({"Name": "x" * 256}, "Name is too long"),
        ({"Name": "x", "EmailAddress": "nobody"}, "Email address must be valid."),
        ({"Name": "x", "EmailAddress": "a@b"}, "Email address must be valid."),
        ({"Name": "x", "EmailAddress": "a b@c.de"}, "Email address must be valid."),
        ({"Name": "x", "AccountNumber": "x" * 51}, "AccountNumber is too long"),
        ({"Name": "x", "ContactNumber": "x" * 51}, "ContactNumber is too long"),
        ({"Name": "x", "TaxNumber": "x" * 51}, "TaxNumber is too long"),
        ({"Name": "x", "DefaultCurrency": "ZAR"}, "not subscribed to currency ZAR"),
        ({"Name": "x", "AccountsReceivableTaxType": "X"}, "does not exist"),
        ({"Name": "x", "SalesDefaultAccountCode": "999"}, "not a valid code"),
        ({"Name": "x", "ContactStatus": "ASLEEP"}, "is not valid"),
        (
            {"Name": "x", "Addresses": [{"AddressType": "STREET", "Country": "A1"}]},
            "letters only",
        ),
        (
            {
                "Name": "x",
                "Addresses": [{"AddressType": "STREET", "PostalCode": "9" * 51}],
            },
            "PostalCode is too long",
        ),
        ({"Name": "x", "Addresses": [{"AddressType": "MOON"}]}, "AddressType MOON"),
        (
            {
                "Name": "x",
                "Phones": [{"PhoneType": "DDI", "PhoneAreaCode": "1" * 11}],
            },
            "PhoneAreaCode is too long",
        ),
        (
            {"Name": "x", "PaymentTerms": {"Sales": {"Day": 1, "Type": "SOON"}}},
            "payment terms",
        ),
    ],
)
def test_checks(xero, au, values, message):
    before = dict(au.contacts)
    messages = xero.refused("PUT", "Contacts", {"Contacts": [values]})
    assert any(message in text for text in messages), messages
    assert dict(au.contacts) == before


def test_blanks_can_be_cleaned_instead(sandbox, xero, au):
    sandbox.settings(switches={"name_blanks_refused": False})
    xero.put("Contacts", {"Name": " Two  Words "})
    assert au.contacts.find("name", "two words")


def test_archiving(sandbox, xero, au, contact):
    body = {"Contacts": [{"ContactID": contact, "ContactStatus": "ARCHIVED"}]}
    found = xero.post("Contacts", body)["Contacts"][0]
    assert found["ContactStatus"] == "ARCHIVED"
    again = {"Contacts": [{"ContactID": contact, "ContactStatus": "ACTIVE"}]}
    assert xero.refused("POST", "Contacts", again) == [ARCHIVED]
    assert xero.refused("POST", "Contacts", {"Name": BANKSIA}) == [ARCHIVED]
    ids = [c["ContactID"] for c in xero.get("Contacts")["Contacts"]]
    assert contact not in ids
    listed = xero.get("Contacts", includeArchived="true")["Contacts"]
    assert contact in [c["ContactID"] for c in listed]
    assert xero.get(f"Contacts/{contact}")["Contacts"][0]["Name"] == BANKSIA
    # The name is free among the active ones.
    new = xero.put("Contacts", {"Name": BANKSIA})["Contacts"][0]
    assert new["ContactID"] != contact
    with pytest.raises(Exception, match="already assigned"):
        sandbox.act("restore_contact", contact=contact)


def test_roles_follow_from_documents(sandbox, xero, au, invoice):
    body = {"Name": "Fresh", "IsCustomer": True, "IsSupplier": True}
    fresh = xero.put("Contacts", body)["Contacts"][0]
    assert fresh["IsCustomer"] is fresh["IsSupplier"] is False
    stamp = au.contacts[fresh["ContactID"]]["UpdatedDateUTC"]
    sandbox.clock(advance=60)
    xero.put("Invoices", invoice(Contact={"ContactID": fresh["ContactID"]}))
    found = xero.get(f"Contacts/{fresh['ContactID']}")["Contacts"][0]
    assert found["IsCustomer"] and not found["IsSupplier"]
    assert found["UpdatedDateUTC"] == stamp
    due = found["Balances"]["AccountsReceivable"]
    assert due == {"Outstanding": 220.0, "Overdue": 0.0}


def test_overdue_balance(xero, contact, invoice):
    xero.put("Invoices", invoice(Date="2020-01-01", DueDate="2020-01-31"))
    found = xero.get(f"Contacts/{contact}")["Contacts"][0]
    assert found["Balances"]["AccountsReceivable"]["Overdue"] == 220.0


def test_unknown_id_ends_the_whole_request(sdk, xero, au):
    elements = [{"Name": "Good"}, {"ContactID": ZERO_ID, "Name": "Bad"}]
    for query in ({}, {"summarizeErrors": "false"}):
        answer = xero.send("POST", "Contacts", {"Contacts": elements}, **query)
        assert (answer.status_code, answer.content) == (404, b"")
    assert not au.contacts.find("name", "good")
    with pytest.raises(NotFoundException):
        sdk.get_contact(au.tenant_id, ZERO_ID)


def test_merge(sandbox, xero, au, contact, invoice):
    other = au.contacts.first("name", "copper kettle cafes")["ContactID"]
    xero.post("Contacts", {"ContactID": contact, "ContactNumber": "N1"})
    number = xero.put("Invoices", invoice())["Invoices"][0]["InvoiceNumber"]
    sandbox.act("merge_contacts", contact=contact, into=other)
    found = xero.get(f"Contacts/{contact}")["Contacts"][0]
    assert found["MergedToContactID"] == other
    assert found["ContactStatus"] == "ARCHIVED"
    moved = xero.get(f"Invoices/{number}")["Invoices"][0]
    assert moved["Contact"]["ContactID"] == other
    body = {"Name": "Late", "ContactNumber": "N1"}
    assert xero.refused("PUT", "Contacts", body) == [NUMBER_TAKEN]


def test_lists_leave_out_what_pages_hold(xero, contact):
    values = {
        "ContactID": contact,
        "PaymentTerms": {"Sales": {"Day": 10, "Type": "DAYSAFTERBILLMONTH"}},
        "ContactPersons": [{"FirstName": "P"}],
    }
    xero.post("Contacts", values)

    def listed(**query):
        found = xero.get("Contacts", IDs=contact, **query)
        return found["Contacts"][0], "pagination" in found

    body, paged = listed()
    assert not paged and "PaymentTerms" not in body and not body["ContactPersons"]
    body, paged = listed(page=1)
    assert paged and body["PaymentTerms"]["Sales"]["Day"] == 10
    assert body["ContactPersons"][0]["FirstName"] == "P"
    body, paged = listed(summaryOnly="true")
    assert paged and "Addresses" not in body and body["Name"] == BANKSIA


def test_search_where_and_order(xero):
    def names(**query):
        return [c["Name"] for c in xero.get("Contacts", **query)["Contacts"]]

    assert names(searchTerm="INE") == [BANKSIA, "Dry Creek Vineyards"]
    assert names(searchTerm="THEO@") == ["Copper Kettle Cafes"]
    assert names(where='Name=="BANKSIA BAY holdings"') == [BANKSIA]
    email = 'EmailAddress=="Accounts@banksiabay.example"'
    assert names(where=email) == [BANKSIA]
    assert names(order="Name DESC")[0] == "Pelican Office Supplies"
    bad = xero.send("GET", "Contacts", where="Nonsense==1")
    assert (bad.status_code, bad.json()["Type"]) == (400, "QueryParseException")


def test_unknown_fields_and_parameters_are_noted(sandbox, xero):
    xero.put("Contacts", {"Name": "A", "Favourite": "tea"}, unitdp=4)
    notes = sandbox.requests()[-1].warnings
    assert "unknown field Favourite in Contact" in notes
    assert "unknown query parameter unitdp" in notes
