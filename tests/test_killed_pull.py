"""kill -9 while 5,000 contacts are read: in the end as if nothing had happened."""

import os

import pytest
from workers import until
from world import World

CONTACTS = 5000
KNOWN = 500

# What a reader of both books could notice; ids and moments differ between databases.
SEEN = (
    "SELECT xero_id, name, number, email, tax_number, status, live, map_state, fresh,"
    " payload::text AS payload FROM xero_record WHERE resource = 'Contacts' ORDER BY 1"
)
LINKED = (
    "SELECT l.res_name, l.state, l.reason, l.score, l.agreed::text AS agreed,"
    " r.xero_id, s.xero_id AS suggested FROM xero_link l"
    " LEFT JOIN xero_record r ON r.id = l.record_id"
    " LEFT JOIN xero_record s ON s.id = l.suggestion_id"
    " WHERE l.res_model = 'res.partner' ORDER BY l.res_name, r.xero_id"
)
PARTNERS = (
    "SELECT name, email, phone, vat, ref, active, is_company FROM res_partner"
    " ORDER BY name, email, id"
)


@pytest.fixture
def crowd(prepared, world):
    """Give two equal worlds before 5,000 contacts that Xero has and Odoo never read."""
    world.sandbox.clock(advance=900)
    world.sandbox.act("create_contacts", contacts=contacts(), over=600)
    world.user.books("know_some", names=names(), count=KNOWN)
    with World(prepared, f"process_other_{os.getpid()}") as other:
        other.user.books("know_some", names=names(), count=KNOWN)
        yield world, other


def names():
    return [f"Crowd {number:04} Pty Ltd" for number in range(CONTACTS)]


def contacts():
    return [
        {
            "Name": name,
            "EmailAddress": f"office@crowd{number:04}.example",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"02 5550 {number:04}"}],
        }
        for number, name in enumerate(names())
    ]


def test_p11_killed_while_contacts_are_read_ends_like_an_undisturbed_run(crowd):
    disturbed, calm = crowd
    calm.due("contacts")
    calm.read_everything(calm.worker())

    disturbed.due("contacts")
    first = len(disturbed.calls("GET", "Contacts"))

    # in the middle of the pages, again while what was seen is applied
    victim = disturbed.worker()
    victim.begin("scheduler")
    until(
        lambda: len(disturbed.calls("GET", "Contacts")) - first >= 3,
        "the third page to be asked for",
    )
    victim.kill()
    assert len(disturbed.sql(SEEN)) < CONTACTS, "killed too late to be a test"
    victim = disturbed.worker()
    disturbed.trigger()
    victim.begin("scheduler")
    until(lambda: applied(disturbed), "some of them to be applied")
    victim.kill()
    assert disturbed.unread(), "killed too late to be a test"

    disturbed.trigger()
    disturbed.read_everything(disturbed.worker())
    for query in (SEEN, LINKED, PARTNERS):
        ours, theirs = disturbed.sql(query), calm.sql(query)
        assert len(ours) == len(theirs)
        assert [row for row in zip(ours, theirs, strict=True) if row[0] != row[1]] == []
    assert len(disturbed.sql(SEEN)) >= CONTACTS
    assert not [row for row in disturbed.rows() if row["state"] == "failed"]


def applied(world):
    """Whether some, and not all, of the crowd were compared with Odoo."""
    [row] = world.sql(
        "SELECT count(*) AS n FROM xero_record WHERE name LIKE 'Crowd%%' AND NOT fresh"
    )
    return 0 < row["n"] < CONTACTS
