"""Contact groups: kept by users in Xero, read over the API."""

import pytest

from xero_sandbox.errors import Refused

from .conftest import BANKSIA

COPPER = "Copper Kettle Cafes"


@pytest.fixture
def group(sandbox):
    values = {"name": "Hospitality", "contacts": [BANKSIA, COPPER]}
    return sandbox.act("create_contact_group", **values)["ContactGroupID"]


def groups(xero, contact, **query):
    found = xero.get(f"Contacts/{contact}", **query)["Contacts"][0]
    return [part["Name"] for part in found["ContactGroups"]]


def test_lists_and_one(sdk, au, xero, group, contact):
    found = sdk.get_contact_groups(au.tenant_id).contact_groups
    assert [(g.name, g.status, g.contacts) for g in found] == [
        ("Hospitality", "ACTIVE", [])
    ]
    one = sdk.get_contact_group(au.tenant_id, group).contact_groups[0]
    assert [c.name for c in one.contacts] == [BANKSIA, COPPER]
    where = xero.get("ContactGroups", where='Name=="hospitality"')["ContactGroups"]
    assert len(where) == 1
    missing = xero.send("GET", "ContactGroups/3f1d0c77-0000-4000-8000-000000000000")
    assert missing.status_code == 404


def test_they_stand_in_the_contact(xero, group, contact):
    shown = xero.get(f"Contacts/{contact}")["Contacts"][0]["ContactGroups"]
    assert shown == [
        {
            "ContactGroupID": group,
            "Name": "Hospitality",
            "Status": "ACTIVE",
            "Contacts": [],
            "HasValidationErrors": False,
        }
    ]
    assert xero.get("Contacts", IDs=contact, page=1)["Contacts"][0]["ContactGroups"]
    # A list that is not paged shows less of a contact.
    assert not xero.get("Contacts", IDs=contact)["Contacts"][0]["ContactGroups"]
    written = xero.post(f"Contacts/{contact}", {"TaxNumber": "1"})["Contacts"][0]
    assert written["ContactGroups"] == shown


def test_sent_groups_are_ignored(xero, group, contact):
    xero.post(f"Contacts/{contact}", {"ContactGroups": []})
    assert groups(xero, contact) == ["Hospitality"]


def test_joining_leaving_renaming_deleting(sandbox, xero, group, contact):
    sandbox.act("create_contact_group", name="Coast")
    sandbox.act("add_to_group", group="coast", contacts=BANKSIA)
    assert groups(xero, contact) == ["Hospitality", "Coast"]
    sandbox.act("rename_group", group="Coast", name="Seaside")
    sandbox.act("remove_from_group", group=group, contacts=[BANKSIA])
    assert groups(xero, contact) == ["Seaside"]
    sandbox.act("delete_group", group="Seaside")
    assert groups(xero, contact) == []
    names = [g["Name"] for g in xero.get("ContactGroups")["ContactGroups"]]
    assert names == ["Hospitality"]
    sandbox.act("create_contact_group", name="Seaside")


def test_membership_moves_the_contact_only_by_the_switch(sandbox, au, group, contact):
    stamp = au.contacts[contact]["_ms"]
    sandbox.clock(advance=60)
    sandbox.act("remove_from_group", group=group, contacts=BANKSIA)
    assert au.contacts[contact]["_ms"] == stamp
    sandbox.settings(switches={"group_membership_moves_contact": True})
    sandbox.act("add_to_group", group=group, contacts=BANKSIA)
    moved = au.contacts[contact]["_ms"]
    assert moved >= stamp + 60_000
    sandbox.clock(advance=60)
    sandbox.act("add_to_group", group=group, contacts=BANKSIA)
    assert au.contacts[contact]["_ms"] == moved  # it was a member already
    sandbox.act("delete_group", group=group)
    assert au.contacts[contact]["_ms"] > moved


@pytest.mark.parametrize(
    "act, details",
    [
        ("create_contact_group", {"name": ""}),
        ("create_contact_group", {"name": "HOSPITALITY"}),
        ("create_contact_group", {"name": "New", "contacts": ["Nobody"]}),
        ("add_to_group", {"group": "None", "contacts": BANKSIA}),
        ("rename_group", {"group": "None", "name": "x"}),
    ],
)
def test_refusals(sandbox, au, group, act, details):
    before = dict(au.contact_groups)
    with pytest.raises(Refused):
        sandbox.act(act, **details)
    assert au.contact_groups == before
