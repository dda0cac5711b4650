"""TrackingCategories and their options."""

from ..envelope import envelope, public, write_one
from ..errors import Check, Refused, not_found
from ..listing import simple_list
from ..plants import keep
from ..registry import act, endpoint, fields, store
from ..store import folded

MAX_ACTIVE = 2
MAX_OPTIONS = 100
MAX_NAME = 100

store("tracking_categories", "TrackingCategoryID", name=folded("Name"))
fields(
    "TrackingCategory",
    "TrackingCategoryID TrackingOptionID Name Option Status Options",
    plural="TrackingCategories",
    lists={"Options": "TrackingOption"},
)
fields("TrackingOption", "TrackingOptionID Name Status TrackingCategoryID", "Options")


def render(call, record):
    body = public(record)
    if not call.flag("includeArchived"):
        body["Options"] = [o for o in body["Options"] if o["Status"] == "ACTIVE"]
    return body


def _store(call):
    return call.organisation.tracking_categories


@endpoint(
    "GET",
    "TrackingCategories",
    "settings",
    query=("where", "order", "includeArchived"),
)
def get_tracking_categories(call):
    records = _store(call).listed()
    if not call.flag("includeArchived"):
        records = keep(records, lambda r: r["Status"] not in ("ARCHIVED", "DELETED"))
    return simple_list(
        call,
        "TrackingCategories",
        _store(call),
        render,
        "TrackingCategory",
        records,
    )


def _found(call, ident):
    found = _store(call).get(ident.lower())
    if not found:
        raise not_found()
    return found


@endpoint("GET", "TrackingCategories/{ident}", "settings")
def get_tracking_category(call, ident):
    return envelope(call, "TrackingCategories", [render(call, _found(call, ident))])


@endpoint("PUT", "TrackingCategories", "settings")
def put_tracking_category(call):
    return write_one(
        call, "TrackingCategories", apply, render, "TrackingCategoryID", None
    )


@endpoint("POST", "TrackingCategories/{ident}", "settings")
def post_tracking_category(call, ident):
    found = _found(call, ident)

    def change(call, element):
        return apply(call, element, found)

    return write_one(
        call, "TrackingCategories", change, render, "TrackingCategoryID", None
    )


def apply(call, element, old=None):
    """Create, rename or archive a category."""
    check, kept = Check(), _store(call)
    record = dict(old or {"Status": "ACTIVE", "Options": []})
    for name in ("Name", "Status"):
        if element.get(name):
            record[name] = element[name]
    name = record.get("Name") or ""
    check.require(name, "Please enter a name for the tracking category.")
    check.length(record, "Name", MAX_NAME)
    for other in kept.find("name", name.casefold()):
        if other is not old:
            check.add("The tracking category name must be unique.")
    active = [r for r in kept.values() if r["Status"] == "ACTIVE" and r is not old]
    if record["Status"] == "ACTIVE" and len(active) >= MAX_ACTIVE:
        check.add("There can be at most two active tracking categories.")
    check.done()
    record.setdefault("TrackingCategoryID", call.organisation.new_id())
    record["_ms"] = call.ms
    return kept.save(record)


@endpoint("PUT", "TrackingCategories/{ident}/Options", "settings")
def put_tracking_option(call, ident):
    category = _found(call, ident)
    options = []

    def add(call, element):
        options.append(add_option(call, category, element.get("Name") or ""))
        return options[-1]

    write_one(call, "Options", add, lambda call, option: option, "TrackingOptionID")
    return envelope(call, "Options", options)


def add_option(call, category, name):
    check = Check()
    check.require(name, "Please enter a name for the tracking option.")
    check.length({"Name": name}, "Name", MAX_NAME)
    active = [o for o in category["Options"] if o["Status"] == "ACTIVE"]
    if any(o["Name"].casefold() == name.casefold() for o in active):
        check.add("The tracking option name must be unique.")
    check.require(len(active) < MAX_OPTIONS, "There are too many options.")
    check.done()
    option = {
        "TrackingOptionID": call.organisation.new_id(),
        "Name": name,
        "Status": "ACTIVE",
    }
    record = {**category, "Options": [*category["Options"], option], "_ms": call.ms}
    _store(call).save(record)
    return option


def tracking_of(call, given, check):
    """The Tracking of a line: at most two, by names or by ids, existing and active."""
    if not isinstance(given, list):
        return []
    check.require(len(given) <= 2, "A line can have at most two tracking categories.")
    return [found for part in given if (found := _tracking(call, part, check))]


def _tracking(call, part, check):
    part = part if isinstance(part, dict) else {}
    ident = str(part.get("TrackingCategoryID") or "").lower()
    category = _store(call).get(ident) or _store(call).first(
        "name", str(part.get("Name") or "").casefold()
    )
    wanted = (part.get("TrackingOptionID"), str(part.get("Option") or "").casefold())
    if category and category["Status"] == "ACTIVE":
        for option in category["Options"]:
            if option["Status"] != "ACTIVE":
                continue
            if wanted[0] and option["TrackingOptionID"] != wanted[0].lower():
                continue
            if wanted[0] or option["Name"].casefold() == wanted[1]:
                return {
                    "Name": category["Name"],
                    "Option": option["Name"],
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                }
    check.add(
        f"Tracking category '{part.get('Name') or ident}' with option "
        f"'{part.get('Option') or wanted[0]}' does not exist or is archived."
    )
    return None


@act("create_tracking_category")
def create_tracking_category(call, name, options=()):
    record = apply(call, {"Name": name})
    for option in options:
        add_option(call, _store(call)[record["TrackingCategoryID"]], option)
    return public(_store(call)[record["TrackingCategoryID"]])


@act("archive_tracking_option")
def archive_tracking_option(call, category, option):
    found = _store(call).first("name", category.casefold())
    if not found:
        raise Refused([f"No tracking category {category}"])
    options = [
        {**o, "Status": "ARCHIVED"} if o["Name"] == option else o
        for o in found["Options"]
    ]
    return public(_store(call).save({**found, "Options": options, "_ms": call.ms}))
