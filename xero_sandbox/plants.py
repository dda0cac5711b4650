"""Odd elements in answers: what Xero might send one day, or sends of old books.

Planted among the records of a store an element of any shape is shown as it is, in
lists and under its id; planted instead of a record it changes how that one is shown.
"""

import re

from .errors import Answer, Refused
from .registry import act

# What a look at an odd element may end in.
TROUBLES = (Answer, AttributeError, KeyError, TypeError)


class Planted(dict):
    """Stands in lists like a record; ``element`` is what is shown of it."""

    def __init__(self, element, ms, behind):
        super().__init__(element if isinstance(element, dict) else {})
        self["_ms"] = ms
        self.element = element
        self.bare = not isinstance(element, dict)
        self.behind = behind


def keep(records, test, odd=True):
    """The records that pass the test.

    ``odd`` says whether an element stays of which that cannot be told: it does in
    what a client reads through, and not in what it looks up by a key.
    """
    return [record for record in records if _passes(record, test, odd)]


def _passes(record, test, odd):
    if not isinstance(record, Planted):
        return test(record)
    try:
        return odd if record.bare else test(record)
    except TROUBLES:
        return odd


def looked_up(resolve, record, name):
    """A value of a record; None where an odd element is too odd for that."""
    if not isinstance(record, Planted):
        return resolve(record, name)
    try:
        return resolve(record, name)
    except TROUBLES:
        return None


def place(record, id_field):
    """Where a record stands in a list: by its moment of change, then by its id."""
    if isinstance(record, Planted):
        return (record["_ms"], record.behind, 1)
    return (record["_ms"], record[id_field], 0)


def _store(organisation, plural):
    """The store that shows its records under this key, as TaxRates."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plural).lower()
    return organisation.stores.get(name)


def distorted(call, plural, elements):
    """The elements of a read answer, with what was planted instead of them."""
    records = _store(call.organisation, plural)
    if records is None or not records.distorted or call.request.method != "GET":
        return elements
    by_id = dict(records.distorted.values())
    return [
        {**body, **by_id.get(body.get(records.id_field), {})}
        if isinstance(body, dict)
        else body
        for body in elements
    ]


def by_its_id(call, endpoint, arguments):
    """The planted element that was asked for by its id: (plural, element) or None."""
    if endpoint.method != "GET" or len(endpoint.segments) != 2 or not arguments:
        return None
    plural, (ident,) = endpoint.segments[0], arguments.values()
    records = _store(call.organisation, plural)
    for plant_ in records.planted.values() if records is not None else ():
        if str(plant_.get(records.id_field)).lower() == ident.lower():
            return plural, plant_.element
    return None


# What only whoever runs the sandbox can do


def _named(call, name):
    records = call.organisation.stores.get(name) or _store(call.organisation, name)
    if records is None:
        names = ", ".join(sorted(call.organisation.stores))
        raise Refused([f"No store {name}; there are: {names}"])
    return records


@act("plant")
def plant(call, store, element, behind=None, instead=None):
    """Show an element of any shape in the lists of a store.

    ``behind`` gives it its place and moment behind a record (by id, name, number or
    code), otherwise it changed now. ``instead`` shows the fields of the element over
    those of a record. ``unplant`` takes what this gives.
    """
    records = _named(call, store)
    number = call.organisation.next_plant
    call.organisation.next_plant = number + 1
    if instead is not None:
        if not isinstance(element, dict):
            raise Refused(["Instead of a record only fields of it can be shown"])
        ident = _chosen(records, instead)[records.id_field]
        records.distorted[number] = (ident, element)
    elif behind is not None:
        record = _chosen(records, behind)
        place_ = (record["_ms"], record[records.id_field])
        records.planted[number] = Planted(element, *place_)
    else:
        records.planted[number] = Planted(element, call.ms, "~")
    return {"store": store, "planted": number}


@act("unplant")
def unplant(call, store=None, planted=None):
    """Take one planted element away, or all (of a store)."""
    stores = [_named(call, store)] if store else call.organisation.stores.values()
    gone = 0
    for records in stores:
        for plants in (records.planted, records.distorted):
            for number in list(plants) if planted is None else [planted]:
                gone += plants.pop(number, None) is not None
    return {"unplanted": gone}


def _chosen(records, ident):
    found = records.get(ident) or records.get(ident.lower())
    for lookup in records.lookups:
        found = found or records.first(lookup, ident.casefold())
    if not found:
        raise Refused([f"No record {ident}"])
    return found
