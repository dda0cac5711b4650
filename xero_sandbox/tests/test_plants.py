"""Elements of odd shapes among the good ones, as a client may meet them one day."""

import pytest

from xero_sandbox.errors import Refused

from .conftest import BANKSIA

MISSING = "3f1d0c77-0000-4000-8000-000000000000"
NULLS = {
    "ContactID": MISSING,
    "Name": "Nulls",
    "ContactStatus": "SOMETHINGNEW",
    "Addresses": None,
    "Phones": None,
    "ContactGroups": None,
    "EmailAddress": None,
}
ODD = [
    NULLS,
    {"Name": "No id"},
    {"ContactID": MISSING, "Name": ["a", "list"], "Addresses": "a text"},
    {"ContactID": 17, "Name": {"deep": 1}, "UpdatedDateUTC": "yesterday"},
    {},
    "a bare string",
    None,
    42,
    ["a", "list"],
]


def contacts(xero, **query):
    return xero.get("Contacts", **query)["Contacts"]


@pytest.mark.parametrize("element", ODD)
def test_it_stands_among_the_good_ones(sandbox, xero, au, element):
    good = [contact["Name"] for contact in contacts(xero)]
    sandbox.act("plant", store="contacts", element=element, behind=BANKSIA)
    for query in ({}, {"page": 1}, {"page": 1, "order": "Name", "pageSize": 1000}):
        found = contacts(xero, **query)
        assert element in found and len(found) == len(good) + 1
        assert set(good) == {c["Name"] for c in found if c != element}
    assert contacts(xero)[1] == element
    answer = xero.get("Contacts", page=2, pageSize=1)
    assert answer["Contacts"] == [element]
    assert answer["pagination"]["itemCount"] == len(good) + 1
    assert len(au.contacts) == len(good)


@pytest.mark.parametrize("element", ODD)
def test_a_look_up_by_a_key_does_not_meet_it(sandbox, xero, contact, element):
    sandbox.act("plant", store="contacts", element=element)
    names = [c["Name"] for c in contacts(xero, IDs=contact)]
    assert names == [BANKSIA]
    names = [c["Name"] for c in contacts(xero, searchTerm="banksia")]
    assert names == [BANKSIA]


def test_it_changed_when_it_was_planted(sandbox, xero):
    sandbox.clock(set="2027-01-01T10:00:00", freeze=True)
    sandbox.act("plant", store="contacts", element=NULLS)

    def since(moment):
        headers = {"If-Modified-Since": moment}
        return xero.send("GET", "Contacts", headers=headers).json()["Contacts"]

    xero.headers["Authorization"] = f"Bearer {sandbox.grant()['access_token']}"
    assert since("2027-01-01T09:59:00") == [NULLS]
    assert since("2027-01-01T10:01:00") == []


def test_it_is_read_by_its_id(sandbox, xero):
    sandbox.act("plant", store="Contacts", element=NULLS)
    assert xero.get(f"Contacts/{MISSING}")["Contacts"] == [NULLS]
    assert xero.send("GET", f"Contacts/{MISSING[:-1]}1").status_code == 404


def test_fields_over_those_of_a_record(sandbox, xero, contact, au):
    odd = {"Addresses": None, "Phones": None, "ContactStatus": "SOMETHINGNEW"}
    plant = sandbox.act("plant", store="contacts", element=odd, instead=BANKSIA)
    for found in (
        xero.get(f"Contacts/{contact}")["Contacts"],
        [c for c in contacts(xero, page=1) if c["ContactID"] == contact],
    ):
        assert found[0]["Name"] == BANKSIA
        assert {name: found[0][name] for name in odd} == odd
    assert au.contacts[contact]["ContactStatus"] == "ACTIVE"
    assert sandbox.act("unplant", planted=plant["planted"]) == {"unplanted": 1}
    assert xero.get(f"Contacts/{contact}")["Contacts"][0]["Addresses"]


@pytest.mark.parametrize(
    "store, path, element",
    [
        ("items", "Items", {"Code": None, "SalesDetails": []}),
        ("accounts", "Accounts", "a bare string"),
        ("accounts", "Accounts", {"Type": "NEWTYPE", "AccountID": MISSING}),
        ("tax_rates", "TaxRates", {"Name": None, "EffectiveRate": "ten"}),
        ("tracking_categories", "TrackingCategories", {"Options": None, "Status": "X"}),
        ("currencies", "Currencies", None),
        ("branding_themes", "BrandingThemes", {"SortOrder": "first"}),
        ("payments", "Payments", {"Status": "ODD", "Invoice": None}),
    ],
)
def test_every_list(sandbox, xero, store, path, element):
    before = xero.get(path)[path]
    sandbox.act("plant", store=store, element=element)
    found = xero.get(path)[path]
    assert found[-1] == element or element in found
    assert len(found) == len(before) + 1
    xero.get(path, page=1)


def test_filters_see_what_it_has(sandbox, xero, invoice):
    xero.put("Invoices", invoice(InvoiceNumber="GOOD"))
    odd = {"Type": "ACCREC", "Status": "NEWSTATUS", "LineItems": None, "Contact": None}
    sandbox.act("plant", store="invoices", element=odd)
    sandbox.act("plant", store="invoices", element="a bare string")

    def found(**query):
        return [
            "good" if isinstance(part, dict) and "InvoiceID" in part else part
            for part in xero.get("Invoices", page=1, **query)["Invoices"]
        ]

    everything = ["good", odd, "a bare string"]
    assert found() == everything
    assert found(where='Type=="ACCREC"') == everything
    assert found(where='Type=="ACCPAY"') == ["a bare string"]
    assert found(where='Contact.Name=="Nobody"') == ["a bare string"]
    assert found(Statuses="AUTHORISED,PAID") == ["good", "a bare string"]
    assert found(InvoiceNumbers="GOOD") == ["good"]


def test_unplant(sandbox, xero):
    before = contacts(xero)
    for element in ODD:
        sandbox.act("plant", store="contacts", element=element)
    sandbox.act("plant", store="items", element="x")
    assert len(sandbox.state()["organisations"]["AU"]["planted"]) == len(ODD) + 1
    assert sandbox.act("unplant", store="contacts") == {"unplanted": len(ODD)}
    assert contacts(xero) == before
    assert sandbox.act("unplant") == {"unplanted": 1}


def test_reset_forgets_it(sandbox, au):
    sandbox.act("plant", store="contacts", element=None)
    sandbox.act("plant", store="contacts", element={"Name": 1}, instead=BANKSIA)
    sandbox.reset()
    assert not au.contacts.planted and not au.contacts.distorted


@pytest.mark.parametrize(
    "details",
    [
        {"store": "ghosts", "element": {}},
        {"store": "contacts", "element": {}, "behind": "Nobody"},
        {"store": "contacts", "element": {}, "instead": "Nobody"},
        {"store": "contacts", "element": "x", "instead": BANKSIA},
    ],
)
def test_what_cannot_be_planted(sandbox, details):
    with pytest.raises(Refused):
        sandbox.act("plant", **details)
