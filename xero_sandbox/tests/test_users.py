"""Users, reminders, and Xero's Demo Company."""

import pytest
import requests

from xero_sandbox import Sandbox
from xero_sandbox.errors import Refused

from .conftest import Http

OLIVE = "olive@wattle-quill.example"


def names(xero, **query):
    return [user["FirstName"] for user in xero.get("Users", **query)["Users"]]


def test_users(sandbox, sdk, xero, au):
    found = sdk.get_users(au.tenant_id).users
    assert [(u.first_name, u.last_name, u.is_subscriber) for u in found] == [
        ("Olive", "Marlow", True),
        ("Hamish", "Dale", False),
    ]
    assert found[0].organisation_role == "FINANCIALADVISER"
    assert found[0].user_id == sandbox.users[0]["id"]
    assert names(xero, where=f'EmailAddress=="{OLIVE}"') == ["Olive"]
    made = sandbox.act("add_user", email="a@b.example", first_name="A", last_name="B")
    sandbox.act("edit_user", user="a@b.example", OrganisationRole="READONLY")
    one = xero.get(f"Users/{made['UserID']}")["Users"][0]
    assert one["OrganisationRole"] == "READONLY"
    sandbox.act("remove_user", user=OLIVE)
    assert names(xero) == ["Hamish", "A"]
    assert xero.send("GET", f"Users/{sandbox.users[0]['id']}").status_code == 404
    headers = {"If-Modified-Since": "2099-01-01T00:00:00"}
    assert xero.send("GET", "Users", headers=headers).json()["Users"] == []
    for details in ({"user": OLIVE}, {"user": "a@b.example", "OrganisationRole": "X"}):
        with pytest.raises(Refused):
            sandbox.act("edit_user", **details)


def test_reminders(sandbox, sdk, au):
    def enabled():
        found = sdk.get_invoice_reminders(au.tenant_id).invoice_reminders
        return [reminder.enabled for reminder in found]

    assert enabled() == [False]
    sandbox.act("invoice_reminders", enabled=True)
    assert enabled() == [True]


@pytest.fixture
def demo(sandbox):
    sandbox.act("open_demo_company")
    return sandbox.organisation("DEMO")


def ids(organisation):
    return {
        key
        for name, records in organisation.stores.items()
        for key in records
        if name not in ("currencies", "tax_rates", "users")
    }


def test_a_demo_company(sandbox, demo, au):
    token = sandbox.grant(organisations=["DEMO", "AU"])
    xero = Http(sandbox, token, demo.tenant_id)
    found = xero.get("Organisation")["Organisations"][0]
    assert found["IsDemoCompany"] and found["Name"] == "Demo Company (AU)"
    accounts = [a["Name"] for a in xero.get("Accounts")["Accounts"]]
    assert accounts == [record["Name"] for record in au.accounts.values()]
    assert not ids(demo) & ids(au)
    headers = {"Authorization": xero.headers["Authorization"]}
    answer = requests.get(f"{sandbox.url}/connections", headers=headers, timeout=20)
    assert [c["tenantName"] for c in answer.json()].count(demo.name) == 1
    sandbox.act("create_contact", organisation="DEMO", Name="Rehearsed")
    assert not au.contacts.find("name", "rehearsed")


def test_it_is_reset_every_month(sandbox, demo):
    xero = Http(sandbox, sandbox.grant(organisations=["DEMO"]), demo.tenant_id)
    sandbox.act("create_contact", organisation="DEMO", Name="Rehearsed")
    before = ids(demo)
    old = xero.get("Organisation")["Organisations"][0]["OrganisationID"]
    sandbox.act("reset_demo_company", organisation="DEMO")
    new = xero.get("Organisation")["Organisations"][0]["OrganisationID"]
    assert new != old
    assert not before & ids(demo) and not demo.contacts.find("name", "rehearsed")
    sandbox.settings(switches={"demo_reset_keeps_connection": False})
    sandbox.act("reset_demo_company", organisation="DEMO")
    assert xero.send("GET", "Organisation").status_code == 403
    with pytest.raises(Refused):
        sandbox.act("reset_demo_company", organisation="AU")


def test_it_is_gone_with_a_reset(sandbox, demo):
    sandbox.reset()
    with pytest.raises(KeyError):
        sandbox.organisation("DEMO")
    lasting = Sandbox(demo_company=True)
    lasting.act("reset_demo_company", organisation="DEMO")
    lasting.reset()
    first = ids(lasting.organisation("DEMO"))
    assert first == ids(Sandbox(demo_company=True).organisation("DEMO"))
