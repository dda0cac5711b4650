"""Lists: If-Modified-Since, where, order, paging."""

from decimal import Decimal
from functools import partial

from .dates import parse_since
from .envelope import envelope
from .errors import api_exception
from .plants import Planted, keep, looked_up, place
from .registry import REGISTRY
from .where import Where, comparable, order_keys

PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000


def walk(record, path):
    """The value of a dotted name in a stored record."""
    value = record
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        found = value.get(name)
        if found is None and name not in value:
            lower = name.lower()
            found = next((v for k, v in value.items() if k.lower() == lower), None)
        value = found
    return value


def changed_since(call, records):
    """Xero: "created or modified since"; whether inclusive is a switch."""
    since = parse_since(call.header("If-Modified-Since"))
    if since is None:
        return records
    unit = 1000 if call.switch("if_modified_since_granularity") == "second" else 1
    since //= unit
    if call.switch("if_modified_since_inclusive"):
        return [record for record in records if record["_ms"] // unit >= since]
    return [record for record in records if record["_ms"] // unit > since]


def select(call, store, records, names, resolve=walk, since=True):
    """Filter and sort records of a store as the request says."""
    if since:
        records = changed_since(call, records)

    def look_up(record, name):
        return looked_up(resolve, record, name)

    text = call.param("where")
    if text:
        where = Where(text, names)
        records = keep(records, lambda r: where.matches(partial(look_up, r)))
    # Xero: the default order is by UpdatedDateUTC, then by id.
    records = sorted(records, key=lambda record: place(record, store.id_field))
    order = call.param("order")
    if order:
        for name, descending in reversed(order_keys(order, names)):
            records.sort(
                key=lambda record, name=name: _sortable(look_up(record, name)),
                reverse=descending,
            )
    return records


def _sortable(value):
    value = comparable(value)
    if value is None:
        return (0, 0, "")
    if isinstance(value, bool | int | Decimal):
        return (1, value, "")
    return (2, 0, value)


def page_of(call, records, forced=False):
    """The asked page and its pagination block; (records, None) when not paged."""
    if not call.param("page") and not call.param("pageSize") and not forced:
        return records, None
    page = _whole(call, "page", 1)
    size = min(_whole(call, "pageSize", PAGE_SIZE), MAX_PAGE_SIZE)
    count = len(records)
    block = {
        "page": page,
        "pageSize": size,
        "pageCount": -(-count // size),
        "itemCount": count,
    }
    return records[(page - 1) * size : page * size], block


def _whole(call, name, default):
    text = call.param(name)
    if not text:
        return default
    if not text.isdigit() or int(text) < 1:
        raise api_exception(
            16, "QueryParseException", f"{name} must be a positive number"
        )
    return int(text)


def answer_list(call, plural, records, render, pagination=None):
    elements = [
        record.element if isinstance(record, Planted) else render(call, record)
        for record in records
    ]
    return envelope(call, plural, elements, pagination)


def csv(call, name):
    """A parameter that lists values between commas, or None."""
    text = call.param(name)
    if not text:
        return None
    return {part.strip().lower() for part in text.split(",") if part.strip()}


def simple_list(call, plural, store, render, kind, records=None, since=False):
    """A list that is not paged: filter, sort, render.

    Most settings do not know If-Modified-Since; accounts do.
    """
    records = store.listed() if records is None else records
    names = REGISTRY.fields[kind]
    chosen = select(call, store, records, names, since=since)
    return answer_list(call, plural, chosen, render)
