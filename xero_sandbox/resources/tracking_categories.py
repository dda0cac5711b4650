"""TrackingCategories and their options."""

from ..envelope import envelope, public, validation_exception, write_one
from ..errors import Check, Refused, not_found
from ..listing import simple_list
from ..plants import keep
from ..registry import act, endpoint, fields, store
from ..store import folded

MAX_ACTIVE = 2
MAX_CATEGORIES = 4  # the archived ones too
MAX_OPTIONS = 100
MAX_NAME = 100
STATUSES = ("ACTIVE", "ARCHIVED", "DELETED")

store("tracking_categories", "TrackingCategoryID", name=folded("Name"))
fields(
    "TrackingCategory",
    "TrackingCategoryID TrackingOptionID Name Option Status Options",
    plural="TrackingCategories",
    lists={"Options": "TrackingOption"},
)
fields("TrackingOption", "TrackingOptionID Name Status TrackingCategoryID", "Options")


def render(call, record):
    shown = {"ACTIVE", "ARCHIVED"} if call.flag("includeArchived") else {"ACTIVE"}
    options = [option for option in record["Options"] if option["Status"] in shown]
    return {
        **public(record),
        "Options": [render_option(call, option) for option in options],
    }


def render_option(call, option):
    return {
        **option,
        "HasValidationErrors": False,
        "IsDeleted": option["Status"] == "DELETED",
        "IsArchived": option["Status"] == "ARCHIVED",
        "IsActive": option["Status"] == "ACTIVE",
    }


def _store(call):
    return call.organisation.tracking_categories


@endpoint(
    "GET",
    "TrackingCategories",
    "settings",
    query=("where", "order", "includeArchived"),
)
def get_tracking_categories(call):
    hidden = {"DELETED"} if call.flag("includeArchived") else {"DELETED", "ARCHIVED"}
    records = keep(_store(call).listed(), lambda r: r["Status"] not in hidden)
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
        if other is not old and other["Status"] != "DELETED":
            check.add("The tracking category name must be unique.")
    check.require(
        record["Status"] in STATUSES, f"Status {record['Status']} is not valid."
    )
    others = [r for r in kept.values() if r["Status"] != "DELETED" and r is not old]
    active = [r for r in others if r["Status"] == "ACTIVE"]
    if record["Status"] == "ACTIVE" and len(active) >= MAX_ACTIVE:
        check.add("There can be at most two active tracking categories.")
    if record["Status"] != "DELETED" and len(others) >= MAX_CATEGORIES:
        check.add("There can be at most four tracking categories, archived included.")
    check.done()
    record.setdefault("TrackingCategoryID", call.organisation.new_id())
    record["_ms"] = call.ms
    return kept.save(record)


@endpoint("DELETE", "TrackingCategories/{ident}", "settings")
def delete_tracking_category(call, ident):
    found = _found(call, ident)
    _refuse_used(call, found)
    gone = _store(call).save({**found, "Status": "DELETED", "_ms": call.ms})
    return envelope(call, "TrackingCategories", [render(call, gone)])


@endpoint("PUT", "TrackingCategories/{ident}/Options", "settings")
def put_tracking_option(call, ident):
    return _write_option(call, ident)


@endpoint("POST", "TrackingCategories/{ident}/Options/{option}", "settings")
def post_tracking_option(call, ident, option):
    return _write_option(call, ident, _option(call, ident, option))


def _write_option(call, ident, old=None):
    def write(call, element):
        return set_option(call, _found(call, ident), element, old)

    return write_one(call, "Options", write, render_option, "TrackingOptionID", None)


@endpoint("DELETE", "TrackingCategories/{ident}/Options/{option}", "settings")
def delete_tracking_option(call, ident, option):
    category, old = _found(call, ident), _option(call, ident, option)
    _refuse_used(call, category, old)
    gone = set_option(call, category, {"Status": "DELETED"}, old)
    return envelope(call, "Options", [render_option(call, gone)])


def _option(call, ident, option):
    for found in _found(call, ident)["Options"]:
        if found["TrackingOptionID"] == option.lower():
            return found
    raise not_found()


def set_option(call, category, element, old=None):
    """Add an option to a category, or rename, archive or restore the old one."""
    check = Check()
    option = dict(old or {"TrackingOptionID": call.organisation.new_id()})
    option["Name"] = element.get("Name") or option.get("Name") or ""
    option["Status"] = element.get("Status") or option.get("Status") or "ACTIVE"
    check.require(option["Name"], "Please enter a name for the tracking option.")
    check.length(option, "Name", MAX_NAME)
    check.require(
        option["Status"] in STATUSES, f"Status {option['Status']} is not valid."
    )
    active = [o for o in category["Options"] if o["Status"] == "ACTIVE" and o != old]
    if option["Status"] == "ACTIVE":
        names = {o["Name"].casefold() for o in active}
        check.require(
            option["Name"].casefold() not in names,
            "For each specified tracking option the name must be unique.",
        )
        check.require(len(active) < MAX_OPTIONS, "There are too many options.")
    check.done()
    options = [option if o == old else o for o in category["Options"]]
    if not old:
        options.append(option)
    _store(call).save({**category, "Options": options, "_ms": call.ms})
    return option


def _refuse_used(call, category, option=None):
    """What a document uses can be archived, not deleted."""
    if call.switch("used_tracking_deletable"):
        return
    field = "TrackingOptionID" if option else "TrackingCategoryID"
    for records in call.organisation.stores.values():
        for record in records.values():
            for line in record.get("LineItems", ()):
                for part in line["Tracking"]:
                    if part[field] == (option or category)[field]:
                        raise _in_use(option or category, field)


def _in_use(record, field):
    message = f"{record['Name']} is used in transactions and cannot be deleted."
    element = {field: record[field], "ValidationErrors": [{"Message": message}]}
    return validation_exception([element])


def tracking_of(call, given, check):
    """The Tracking of a line: at most two, by names or by ids, existing and active."""
    if not isinstance(given, list):
        return []
    check.require(len(given) <= 2, "A line can have at most two tracking categories.")
    return [found for part in given if (found := _tracking(call, part, check))]


def _tracking(call, part, check):
    part = part if isinstance(part, dict) else {}
    ident = str(part.get("TrackingCategoryID") or "").lower()
    category = _store(call).get(ident)
    for found in _store(call).find("name", str(part.get("Name") or "").casefold()):
        if not category and found["Status"] == "ACTIVE":
            category = found
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


def shown(organisation, tracking):
    """The Tracking of a line, with the names of today."""
    category = organisation.tracking_categories[tracking["TrackingCategoryID"]]
    names = {o["TrackingOptionID"]: o["Name"] for o in category["Options"]}
    option = names[tracking["TrackingOptionID"]]
    return {**tracking, "Name": category["Name"], "Option": option}


# What a user does in Xero


def _chosen(call, category):
    ident = category.lower()
    for found in [_store(call).get(ident), *_store(call).find("name", ident)]:
        if found and found["Status"] != "DELETED":
            return found
    raise Refused([f"No tracking category {category}"])


def _changed(call, category, option, values):
    """The category after one of its options, by id or name, became another."""
    found = _chosen(call, category)
    for old in found["Options"]:
        if option.lower() in (old["TrackingOptionID"], old["Name"].lower()):
            set_option(call, found, values, old)
            return public(_store(call)[found["TrackingCategoryID"]])
    raise Refused([f"No option {option} in {category}"])


@act("create_tracking_category")
def create_tracking_category(call, name, options=()):
    record = apply(call, {"Name": name})
    for option in options:
        create_tracking_option(call, record["TrackingCategoryID"], option)
    return public(_store(call)[record["TrackingCategoryID"]])


@act("rename_tracking_category")
def rename_tracking_category(call, category, name):
    return public(apply(call, {"Name": name}, _chosen(call, category)))


@act("archive_tracking_category")
def archive_tracking_category(call, category):
    return public(apply(call, {"Status": "ARCHIVED"}, _chosen(call, category)))


@act("restore_tracking_category")
def restore_tracking_category(call, category):
    return public(apply(call, {"Status": "ACTIVE"}, _chosen(call, category)))


@act("create_tracking_option")
def create_tracking_option(call, category, name):
    found = _chosen(call, category)
    set_option(call, found, {"Name": name})
    return public(_store(call)[found["TrackingCategoryID"]])


@act("rename_tracking_option")
def rename_tracking_option(call, category, option, name):
    return _changed(call, category, option, {"Name": name})


@act("archive_tracking_option")
def archive_tracking_option(call, category, option):
    return _changed(call, category, option, {"Status": "ARCHIVED"})


@act("restore_tracking_option")
def restore_tracking_option(call, category, option):
    return _changed(call, category, option, {"Status": "ACTIVE"})


@act("delete_tracking_option")
def remove_tracking_option(call, category, option):
    return _changed(call, category, option, {"Status": "DELETED"})
