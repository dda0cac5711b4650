"""Where nothing changed, a sync makes one call per list and writes nothing."""

import pytest

TABLES = (
    "res_partner",
    "product_product",
    "product_template",
    "account_move",
    "account_move_line",
    "account_payment",
    "xero_link",
    "xero_record",
    "xero_queue",
)


@pytest.mark.parametrize("count", [100, 10_000])
def test_o5_nothing_changed_costs_one_call_a_list_and_writes_nothing(world, count):
    names = [f"Quiet {number:05} Pty Ltd" for number in range(count)]
    contacts = [{"Name": name} for name in names]
    world.sandbox.clock(advance=900)
    world.sandbox.act("create_contacts", contacts=contacts, over=600)
    world.user.books("know_some", names=names, count=count)
    worker = world.worker()
    due = sorted(set(lists(world)))
    world.due(*due)
    world.read_everything(worker)
    [linked] = world.sql(
        "SELECT count(*) AS n FROM xero_link WHERE res_model = 'res.partner'"
        " AND state = 'linked' AND res_name LIKE 'Quiet%%'"
    )
    assert linked["n"] == count
    # the cursors pass the last change, so that the overlap holds nothing of it
    world.sandbox.clock(advance=300)
    world.due(*due)
    world.read_everything(worker)

    before, calls = stamps(world), len(world.calls())
    world.due(*due)
    world.read_everything(worker)
    made = [call.path for call in world.calls()[calls:]]
    assert len(made) == len(lists(world)), made
    assert len(set(made)) == len(due), "each list once for each of the organisations"
    assert stamps(world) == before


def lists(world):
    """Kinds of the streams that are read by themselves, of both organisations."""
    rows = world.sql(
        "SELECT kind FROM xero_stream WHERE enabled AND direction != 'push'"
    )
    return [row["kind"] for row in rows]


def stamps(world):
    """How many rows each table has, and when the last of them was written."""
    return {
        table: world.sql(f"SELECT count(*) AS n, max(write_date) AS at FROM {table}")
        for table in TABLES
    }
