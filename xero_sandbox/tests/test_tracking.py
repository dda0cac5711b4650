"""Tracking categories and options over the API, and in the lines of documents."""

import pytest

from xero_sandbox.errors import Refused

REGION = "Region"


@pytest.fixture
def category(au):
    return au.tracking_categories.first("name", "region")["TrackingCategoryID"]


@pytest.fixture
def options(au, category):
    def by_name():
        found = au.tracking_categories[category]["Options"]
        return {option["Name"]: option["TrackingOptionID"] for option in found}

    return by_name


def shown(xero, **query):
    return {
        found["Name"]: [option["Name"] for option in found["Options"]]
        for found in xero.get("TrackingCategories", **query)["TrackingCategories"]
    }


def test_options_are_added_renamed_archived(sdk, au, xero, category, options):
    path = f"TrackingCategories/{category}/Options"
    made = xero.put(path, {"Name": "East"})["Options"][0]
    assert {k: v for k, v in made.items() if k != "TrackingOptionID"} == {
        "Name": "East",
        "Status": "ACTIVE",
        "HasValidationErrors": False,
        "IsDeleted": False,
        "IsArchived": False,
        "IsActive": True,
    }
    ident = made["TrackingOptionID"]
    again = xero.post(f"{path}/{ident}", {"Name": "Far East"})["Options"][0]
    assert again["TrackingOptionID"] == ident and options()["Far East"] == ident
    gone = xero.post(f"{path}/{ident}", {"Status": "ARCHIVED"})["Options"][0]
    assert gone["IsArchived"] and not gone["IsActive"]
    assert shown(xero) == {REGION: ["North", "South", "West Coast"]}
    assert "Far East" in shown(xero, includeArchived="true")[REGION]
    # Its name is free again.
    xero.put(path, {"Name": "Far East"})
    back = xero.refused("POST", f"{path}/{ident}", {"Status": "ACTIVE"})
    assert back == ["For each specified tracking option the name must be unique."]
    found = sdk.get_tracking_categories(au.tenant_id).tracking_categories
    assert [option.status for option in found[0].options] == ["ACTIVE"] * 4


@pytest.mark.parametrize(
    "values, message",
    [
        ({"Name": "south"}, "must be unique"),
        ({"Name": "x" * 101}, "Name is too long"),
        ({}, "enter a name"),
        ({"Name": "x", "Status": "ASLEEP"}, "ASLEEP is not valid"),
    ],
)
def test_option_checks(xero, au, category, values, message):
    before = au.tracking_categories[category]
    path = f"TrackingCategories/{category}/Options"
    messages = xero.refused("PUT", path, values)
    assert any(message in text for text in messages), messages
    assert au.tracking_categories[category] is before


def test_unknown_ones(xero, category):
    missing = "3f1d0c77-0000-4000-8000-000000000000"
    for path in (f"{missing}/Options", f"{category}/Options/{missing}"):
        method = "PUT" if path.startswith(missing) else "POST"
        answer = xero.send(method, f"TrackingCategories/{path}", {"Name": "x"})
        assert answer.status_code == 404


def test_a_hundred_options(sandbox, xero, category):
    for number in range(97):
        sandbox.act("create_tracking_option", category=REGION, name=f"O{number}")
    path = f"TrackingCategories/{category}/Options"
    assert "too many options" in xero.refused("PUT", path, {"Name": "One more"})[0]
    sandbox.act("archive_tracking_option", category=REGION, option="O1")
    xero.put(path, {"Name": "One more"})


def test_two_active_and_four_in_all(sandbox, xero, category):
    for name in ("A", "B", "C"):
        ident = sandbox.act("create_tracking_category", name=name)["TrackingCategoryID"]
        with pytest.raises(Refused, match="at most two active"):
            sandbox.act("create_tracking_category", name="Third")
        xero.post(f"TrackingCategories/{ident}", {"Status": "ARCHIVED"})
    messages = xero.refused("PUT", "TrackingCategories", {"Name": "Fifth"})
    assert messages == [
        "There can be at most four tracking categories, archived included."
    ]
    xero.send("DELETE", f"TrackingCategories/{ident}")
    xero.put("TrackingCategories", {"Name": "Fifth"})
    assert set(shown(xero, includeArchived="true")) == {REGION, "A", "B", "Fifth"}


def test_lines_show_the_names_of_today(sandbox, xero, invoice, category, options):
    line = {
        **invoice()["LineItems"][0],
        "Tracking": [{"Name": REGION, "Option": "North"}],
    }
    made = xero.put("Invoices", invoice(LineItems=[line]))["Invoices"][0]
    sandbox.act("rename_tracking_category", category=REGION, name="Area")
    sandbox.act("rename_tracking_option", category="Area", option="North", name="Up")
    sandbox.act("archive_tracking_option", category="Area", option="Up")
    found = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
    part = found["LineItems"][0]["Tracking"][0]
    assert (part["Name"], part["Option"]) == ("Area", "Up")
    assert part["TrackingOptionID"] == options()["Up"]
    sandbox.act("restore_tracking_option", category="Area", option="Up")
    assert "Up" in shown(xero)["Area"]
    sandbox.act("archive_tracking_category", category="Area")
    assert shown(xero) == {}
    sandbox.act("restore_tracking_category", category="Area")
    sandbox.act("archive_tracking_option", category="Area", option="Up")
    # Archived it can be used no more.
    line["Tracking"] = [{"Name": "Area", "Option": "Up"}]
    messages = xero.refused("PUT", "Invoices", invoice(LineItems=[line]))
    assert "does not exist or is archived" in messages[0]


def test_what_is_used_is_not_deleted(sandbox, xero, invoice, category, options):
    line = {
        **invoice()["LineItems"][0],
        "Tracking": [{"Name": REGION, "Option": "North"}],
    }
    xero.put("Invoices", invoice(LineItems=[line]))
    used = f"TrackingCategories/{category}/Options/{options()['North']}"
    unused = f"TrackingCategories/{category}/Options/{options()['South']}"
    for path in (used, f"TrackingCategories/{category}"):
        assert "used in transactions" in xero.refused("DELETE", path, None)[0]
    gone = xero.call("DELETE", unused)["Options"][0]
    assert gone["IsDeleted"] and gone["Status"] == "DELETED"
    assert shown(xero, includeArchived="true") == {REGION: ["North", "West Coast"]}
    sandbox.settings(switches={"used_tracking_deletable": True})
    found = xero.call("DELETE", f"TrackingCategories/{category}")
    assert found["TrackingCategories"][0]["Status"] == "DELETED"
    assert shown(xero, includeArchived="true") == {}


def test_acts_name_what_is_not_there(sandbox):
    for act, details in (
        ("rename_tracking_category", {"category": "None", "name": "x"}),
        ("archive_tracking_category", {"category": "None"}),
        ("archive_tracking_option", {"category": REGION, "option": "None"}),
    ):
        with pytest.raises(Refused, match="None"):
            sandbox.act(act, **details)
