"""Where nothing changed, a sync makes one call per list and writes nothing."""

import pytest

# What a sync notes of itself; every other table of the database stays as it is.
OWN = {
    "ir_cron",
    "ir_cron_progress",
    "ir_cron_trigger",
    "xero_authorization",
    "xero_organisation",
    "xero_stream",
}
# Of these it would be worst, so the test sees to it that there is something in them.
FILLED = (
    "account_account",
    "account_analytic_account",
    "account_analytic_plan",
    "account_journal",
    "account_move",
    "account_move_line",
    "account_tax",
    "product_product",
    "product_template",
    "res_partner",
    "res_partner_category",
    "res_partner_res_partner_category_rel",
    "xero_link",
    "xero_record",
)
GROUPS = {"Quiet North": 3, "Quiet South": 2}
LINKED = {"account.tax", "product.product", "res.partner.category"}


@pytest.mark.parametrize("count", [100, 10_000])
def test_o5_nothing_changed_costs_one_call_a_list_and_writes_nothing(world, count):
    names = [f"Quiet {number:05} Pty Ltd" for number in range(count)]
    contacts = [{"Name": name} for name in names]
    world.sandbox.clock(advance=900)
    world.sandbox.act("create_contacts", contacts=contacts, over=600)
    for place, (group, size) in enumerate(GROUPS.items()):
        of_it = names[place * 10 :][:size]
        world.sandbox.act("create_contact_group", name=group, contacts=of_it)
    world.sandbox.act("create_contact_group", name="Quiet no more")
    world.sandbox.act("delete_group", group="Quiet no more")
    world.sandbox.act("create_item", Code="QUIET", Name="Quiet item")
    world.user.books("know_some", names=names, count=count)
    product = {"name": "Quiet item", "default_code": "QUIET"}
    world.user.call("product.product", [], "create", product)
    worker = world.worker()
    due = sorted(set(lists(world)))
    world.due(*due)
    world.read_everything(worker)
    assert linked(world, "res.partner", "Quiet%") == count
    assert {model for model in LINKED if linked(world, model, "%")} == LINKED
    # the cursors pass the last change, so that the overlap holds nothing of it
    world.sandbox.clock(advance=300)
    world.due(*due)
    world.read_everything(worker)
    assert members(world) == GROUPS

    before, calls = stamps(world), len(world.calls())
    assert all(before[table][0]["n"] for table in FILLED)
    world.due(*due)
    world.read_everything(worker)
    made = [call.path for call in world.calls()[calls:]]
    # who is in a group is told by the group alone: one call for each live one
    asked = [path for path in made if path.startswith("ContactGroups/")]
    assert len(asked) == len(set(asked)) == len(GROUPS), asked
    made = [path for path in made if path not in asked]
    assert len(made) == len(lists(world)), made
    assert len(set(made)) == len(due), "each list once for each of the organisations"
    after = stamps(world)
    assert [name for name in before if before[name] != after[name]] == []


def lists(world):
    """Kinds of the streams that are read by themselves, of both organisations."""
    rows = world.sql(
        "SELECT kind FROM xero_stream WHERE enabled AND direction != 'push'"
    )
    return [row["kind"] for row in rows]


def linked(world, model, name):
    """How many records of a model are linked, of those with such a name."""
    query = (
        "SELECT count(*) AS n FROM xero_link"
        " WHERE res_model = %s AND state = 'linked' AND res_name LIKE %s"
    )
    return world.sql(query, model, name)[0]["n"]


def members(world):
    """How many contacts have each of the tags."""
    rows = world.sql(
        "SELECT c.name->>'en_US' AS name, count(*) AS n FROM res_partner_category c"
        " JOIN res_partner_res_partner_category_rel r ON r.category_id = c.id"
        " GROUP BY 1"
    )
    return {row["name"]: row["n"] for row in rows}


def stamps(world):
    """How many rows each table has, and the youngest transaction that wrote one.

    PostgreSQL notes that on each row, also where no write_date is kept.
    """
    tables = world.sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )
    found = {}
    for table in {row["tablename"] for row in tables} - OWN:
        # that a group is to be asked for is noted on what is remembered of it
        but = "WHERE resource != 'ContactGroups'" if table == "xero_record" else ""
        query = f'SELECT count(*) AS n, max(xmin::text::bigint) AS at FROM "{table}"'
        found[table] = world.sql(f"{query} {but}")
    found["contact groups"] = world.sql(
        "SELECT xero_id, name, status, live, map_state, payload::text AS payload"
        " FROM xero_record WHERE resource = 'ContactGroups' ORDER BY 1"
    )
    return found
