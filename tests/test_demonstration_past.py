"""The demo's verdict on what was in both books before: it must see every double."""

from types import SimpleNamespace

import pytest
from demonstration import past, verdict
from demonstration.takeover import Takeover

PARTIES = past.parties()
SEEN = past.promised()


def partners():
    """What Odoo has in the end: two thirds, and of the rest what was created."""
    names = [partner["name"] for partner in past.partners()]
    names += [contact["Name"] for contact in past.contacts()[past.IN_BOTH :]]
    return rows(names[: past.IN_BOTH + past.CREATED])


def rows(names):
    return [{"id": number, "name": name} for number, name in enumerate(names, 1)]


def records(states):
    return [{"id": number, "map_state": s} for number, s in enumerate(states, 1)]


def test_a_past_that_is_there_once_has_no_doubles():
    assert len(partners()) == 260
    assert list(verdict.doubles(partners(), PARTIES)) == []
    products = [{**row, "default_code": False} for row in rows(["Backup", "Cabling"])]
    assert list(verdict.doubles(products, past.things())) == []


@pytest.mark.parametrize(
    "name",
    [
        past.contacts()[0]["Name"],
        past.NAMES[0].upper(),
        f"{past.NAMES[7]} Pty. Limited",
        f"Bakery, {past.PLACES[0]}",
        # beside the misspelt partner, the contact that it is
        past.contacts()[8]["Name"],
        past.contacts()[past.IN_BOTH]["Name"],
    ],
)
def test_a_partner_that_is_there_twice_is_noticed(name):
    both = [*partners(), {"id": 9000, "name": name}]
    [double] = verdict.doubles(both, PARTIES)
    assert f"{name} (9000)" in double and double.count("(") == 2


def test_who_was_made_from_xero_is_looked_at_though_no_company_owns_them():
    """Also who is archived; another company may have its own."""
    rows = {
        "res.partner": [
            {"id": 1, "name": "Dromana Motors", "company_id": 5},
            {"id": 2, "name": "Dromana Motors Pty Ltd", "company_id": False},
            {"id": 3, "name": "Dromana Motors", "company_id": 6},
        ],
        "product.product": [
            {"id": 4, "name": "Old", "default_code": "OLD-001", "company_id": 5},
            {"id": 5, "name": past.items()[1]["Name"], "company_id": False},
        ],
    }

    def find(model, domain, fields, context):
        assert context == {"active_test": False}
        allowed = dict((name, value) for name, _operator, value in domain)
        return [
            one for one in rows[model] if one["company_id"] in allowed["company_id"]
        ]

    book = SimpleNamespace(company=5, odoo=SimpleNamespace(find=find))
    found = list(Takeover(book, None)._doubles())
    assert found == [
        "twice in Odoo: Dromana Motors (1), Dromana Motors Pty Ltd (2)",
        f"twice in Odoo: {past.items()[1]['Name']} (5), Old (4)",
    ]


def test_a_double_that_the_past_does_not_know_is_noticed():
    [double] = verdict.doubles(rows(["Société Été", "SOCIETE ETE Ltd"]), PARTIES)
    assert double == "twice in Odoo: SOCIETE ETE Ltd (2), Société Été (1)"


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Something else", "default_code": "old-003"},
        {"name": "Helpdesk, SMALL", "default_code": False},
    ],
)
def test_a_product_that_is_there_twice_is_noticed(other):
    item = past.items()[3]
    first = {"id": 1, "name": item["Name"], "default_code": item["Code"]}
    [double] = verdict.doubles([first, {"id": 2, **other}], past.things())
    assert other["name"] in double


def test_two_links_of_one_record_are_noticed():
    link = {"res_model": "res.partner", "res_id": 1, "res_name": "Here"}
    link["record_id"] = [5, "There"]
    product = {**link, "res_model": "product.product"}
    assert list(verdict.crossed([link, product])) == []
    other = {**link, "res_id": 2}
    assert list(verdict.crossed([link, other])) == ["one in Xero, 2 links: There"]
    other = {**link, "record_id": [6, "Elsewhere"]}
    assert list(verdict.crossed([link, other])) == ["one in Odoo, 2 links: Here"]


def test_what_became_of_the_past_is_counted():
    states = ["linked"] * 4 + ["ignored", "undecided", False]
    found = verdict.became(records(states), suggested=[2], created=[3, 4])
    assert found == {
        "mapped": 1,
        "suggested": 1,
        "created": 2,
        "ignored": 1,
        "undecided": 1,
        "gone": 1,
    }


def test_the_promise_covers_the_whole_past():
    assert sum(SEEN["Contacts"].values()) == past.CONTACTS
    assert sum(SEEN["Items"].values()) == past.ITEMS
    assert sum(SEEN["Invoices"].values()) == past.INVOICES_IN_BOTH
    assert SEEN["Contacts"]["suggested"] == 40
    assert list(verdict.differences(SEEN, SEEN)) == []


@pytest.mark.parametrize(
    ("kind", "changed", "words"),
    [
        ("Contacts", {"created": 61, "ignored": 39}, "Contacts: 61 created, not 60"),
        ("Contacts", {"suggested": 39}, "Contacts: 39 suggested, not 40"),
        ("Items", {"undecided": 1}, "Items: 1 undecided, not 0"),
        ("Invoices", {"kept apart": 1}, "Invoices: 1 kept apart, not 2"),
    ],
)
def test_a_wrong_count_is_noticed(kind, changed, words):
    found = {**SEEN, kind: {**SEEN[kind], **changed}}
    assert words in list(verdict.differences(SEEN, found))
    assert f"{kind}: 0" in list(verdict.differences(SEEN, {**SEEN, kind: {}}))[0]
