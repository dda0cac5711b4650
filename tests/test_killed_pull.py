"""kill -9 while 5,000 contacts are read: in the end as if nothing had happened."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest
from workers import until
from world import World

CONTACTS = 5000
# Every tenth of them lives, and is created in Odoo where it is not known there: to
# create all of them would take minutes. The others are archived, and only remembered.
LIVING = range(0, CONTACTS, 10)
KNOWN = 250
# Of these each has another moment of change; the others were saved in one second, so
# that reading them goes from page to page.
SPREAD = 1500
PEOPLED = range(0, CONTACTS, 20)
TERMED = range(0, CONTACTS, 30)
SUBURBS = ("Balmain", "Coogee", "Dulwich Hill", "Epping")
GROUPS = ("Crowd North", "Crowd South")

# What a reader of both books could notice; ids and moments differ between databases.
SEEN = (
    "SELECT xero_id, name, number, email, tax_number, status, live, map_state, fresh,"
    " payload::text AS payload FROM xero_record WHERE resource = 'Contacts' ORDER BY 1"
)
LINKED = (
    "SELECT l.res_name, l.state, l.reason, l.score, l.agreed::text AS agreed,"
    " l.from_xero, l.behind, l.difference, l.conflict, r.xero_id,"
    " s.xero_id AS suggested FROM xero_link l"
    " LEFT JOIN xero_record r ON r.id = l.record_id"
    " LEFT JOIN xero_record s ON s.id = l.suggestion_id"
    " WHERE l.res_model = 'res.partner' ORDER BY l.res_name, r.xero_id"
)
# persons stand below their company, and terms by their name
PARTNERS = (
    "SELECT p.name, o.name AS parent, p.type, p.email, p.phone, p.vat, p.ref, p.active,"
    " p.is_company, p.street, p.street2, p.city, p.zip, s.code AS state,"
    " c.code AS country, p.website, p.lang,"
    " (SELECT string_agg(t.name->>'en_US', ',') FROM account_payment_term t"
    " WHERE t.id::text IN"
    " (SELECT value FROM jsonb_each_text(p.property_payment_term_id))) AS term,"
    " (SELECT string_agg(g.name->>'en_US', ',' ORDER BY g.name->>'en_US')"
    " FROM res_partner_category g JOIN res_partner_res_partner_category_rel r"
    " ON r.category_id = g.id WHERE r.partner_id = p.id) AS tags,"
    " (SELECT count(*) FROM mail_message m"
    " WHERE m.model = 'res.partner' AND m.res_id = p.id) AS messages"
    " FROM res_partner p LEFT JOIN res_partner o ON o.id = p.parent_id"
    " LEFT JOIN res_country_state s ON s.id = p.state_id"
    " LEFT JOIN res_country c ON c.id = p.country_id"
    " ORDER BY p.name, o.name, p.email, p.id"
)
TAGS = (
    "SELECT c.name->>'en_US' AS name, count(*) AS n FROM res_partner_category c"
    " GROUP BY 1 ORDER BY 1"
)
TERMS = "SELECT name->>'en_US' AS name FROM account_payment_term ORDER BY 1"
ROWS = (
    "SELECT direction, resource, operation, state, origin, res_model, res_name, message"
    " FROM xero_queue ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
)
STREAM = (
    "SELECT page, running, cursor FROM xero_stream"
    " WHERE kind = 'contacts' AND organisation_id = %s"
)
# The process that has the job's row: Odoo names it so in PostgreSQL.
AT_WORK = (
    "SELECT a.application_name AS name FROM pg_locks l"
    " JOIN pg_stat_activity a USING (pid) WHERE a.datname = %s"
    " AND l.relation = 'ir_cron'::regclass AND l.mode = 'RowShareLock'"
)


@pytest.fixture
def crowd(prepared, world):
    """Give two equal worlds before 5,000 contacts that Xero has and Odoo never read."""
    world.sandbox.clock(advance=900)
    everybody = contacts()
    world.sandbox.act("create_contacts", contacts=everybody[:SPREAD], over=600)
    world.sandbox.act("create_contacts", contacts=everybody[SPREAD:])
    for place, name in enumerate(GROUPS):
        members = living()[place::10]
        world.sandbox.act("create_contact_group", name=name, contacts=members)
    with World(prepared, f"process_other_{os.getpid()}") as other:
        for one in (world, other):
            one.user.books("know_some", names=living(), count=KNOWN)
            one.sql(
                "UPDATE xero_stream SET create_in_odoo = true WHERE kind = 'contacts'"
            )
        yield world, other


def name_of(number):
    return f"Crowd {number:04} Pty Ltd"


def living():
    """Names of the living ones."""
    return [name_of(number) for number in LIVING]


def contacts():
    return [contact(number) for number in range(CONTACTS)]


def contact(number):
    """Each has an address, some have a person, some a term; see also the groups."""
    values = {
        "Name": name_of(number),
        "ContactStatus": "ACTIVE" if number in LIVING else "ARCHIVED",
        "EmailAddress": f"office@crowd{number:04}.example",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"02 5550 {number:04}"}],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": f"{number} Crowd Street",
                "City": SUBURBS[number % len(SUBURBS)],
                "Region": "NSW",
                "PostalCode": f"{2000 + number % 500}",
                "Country": "Australia",
            }
        ],
    }
    if number in PEOPLED:
        email = f"ann@crowd{number:04}.example"
        person = {"FirstName": "Ann", "LastName": f"Of {number}", "EmailAddress": email}
        values["ContactPersons"] = [person]
    if number in TERMED:
        terms = {"Day": 30, "Type": "DAYSAFTERBILLDATE"}
        values["PaymentTerms"] = {"Sales": terms}
    return values


def test_p11_killed_while_contacts_are_read_ends_like_an_undisturbed_run(crowd):
    disturbed, calm = crowd
    disturbed.due("contacts")

    # among the pages of one moment, and later while what was seen is applied
    victim = disturbed.worker()
    victim.begin("scheduler")
    until(lambda: "3" in pages(disturbed), "the third page to be asked for")
    victim.kill()
    # PostgreSQL may still be at what the dead one had asked last
    until(lambda: is_gone(disturbed, victim), "PostgreSQL to notice")
    assert len(disturbed.sql(SEEN)) < CONTACTS, "killed too late to be a test"
    [there] = disturbed.sql(STREAM, disturbed.organisation)
    assert there["running"] and there["page"] >= 3
    before = len(pages(disturbed))

    disturbed.trigger()
    with disturbed.env.server(disturbed.database, workers=2, max_cron_threads=2):
        until(lambda: applied(disturbed), "some of them to be applied")
        # it goes on where it was, and asks for no page twice but the one that was lost
        again = pages(disturbed)[before:]
        assert again[0] == str(there["page"])
        with ThreadPoolExecutor() as pool:
            calm.due("contacts")
            undisturbed = pool.submit(calm.read_everything, calm.worker())
            kill_who_works(disturbed)
            assert disturbed.unread(), "killed too late to be a test"
            # Odoo itself begins another one
            disturbed.trigger()
            disturbed.wake_up()
            until(lambda: not disturbed.unread(), "the rest to be applied")
            undisturbed.result()

    for query in (SEEN, LINKED, PARTNERS, TAGS, TERMS, ROWS):
        ours, theirs = disturbed.sql(query), calm.sql(query)
        assert len(ours) == len(theirs)
        assert [row for row in zip(ours, theirs, strict=True) if row[0] != row[1]] == []
    assert_arrived(disturbed)
    assert disturbed.rows() == [], "what came from Xero goes nowhere"


def assert_arrived(world):
    """Each of them once, with all that belongs to it."""
    crowd = [
        row
        for row in world.sql(PARTNERS)
        if (row["parent"] or row["name"]).startswith("Crowd ")
    ]
    companies = [row for row in crowd if not row["parent"]]
    assert [row["name"] for row in companies] == living()
    assert len(crowd) - len(companies) == len(PEOPLED)
    assert all(row["street"] and row["city"] in SUBURBS for row in companies)
    assert sum(bool(row["term"]) for row in companies) == len(TERMED)
    assert sum(bool(row["tags"]) for row in companies) == len(LIVING) // 5


def pages(world):
    """The pages of contacts that the first organisation was asked for, in order."""
    return [
        parse_qs(call.query)["page"][0]
        for call in world.calls("GET", "Contacts")
        if call.organisation == "AU"
    ]


def applied(world):
    """Whether some, and not all, of the crowd were compared with Odoo."""
    [row] = world.sql(
        "SELECT count(*) AS n FROM xero_record WHERE name LIKE 'Crowd%%' AND NOT fresh"
    )
    return 0 < row["n"] < CONTACTS


def kill_who_works(world):
    """kill -9 of the process of a server that runs the organisation's job."""

    def one_at_work():
        found = {row["name"] for row in world.sql(AT_WORK, world.database)}
        return found if len(found) == 1 else None

    [name] = until(one_at_work, "one process at work")
    os.kill(int(name.removeprefix("odoo-")), signal.SIGKILL)


def is_gone(world, worker):
    """Whether a process that was killed has no transaction any more."""
    query = "SELECT 1 FROM pg_stat_activity WHERE application_name = %s"
    return not world.sql(query, f"odoo-{worker.pid}")
