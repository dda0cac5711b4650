"""Contact groups: read over the API, kept by users in Xero itself."""

from .. import contact_shapes as shapes
from .. import contacts as contact_rules
from ..envelope import envelope
from ..errors import Check, Refused, not_found
from ..listing import simple_list
from ..plants import keep
from ..registry import act, endpoint, fields, store
from ..store import folded

store("contact_groups", "ContactGroupID", name=folded("Name"))
fields(
    "ContactGroup",
    "Name Status ContactGroupID Contacts",
    plural="ContactGroups",
    lists={"Contacts": "Contact"},
)


def render(call, record):
    """Who is in it is told only where one group is asked for."""
    return {
        "ContactGroupID": record["ContactGroupID"],
        "Name": record["Name"],
        "Status": record["Status"],
        "Contacts": [],
        "HasValidationErrors": False,
    }


def groups_of(call, contact):
    """The groups of a contact, as its answer shows them."""
    return [
        render(call, group)
        for group in call.organisation.contact_groups.values()
        if group["Status"] == "ACTIVE" and contact["ContactID"] in group["_members"]
    ]


@endpoint("GET", "ContactGroups", "contacts", query=("where", "order"))
def get_contact_groups(call):
    groups = call.organisation.contact_groups
    records = keep(groups.listed(), lambda r: r["Status"] != "DELETED")
    return simple_list(call, "ContactGroups", groups, render, "ContactGroup", records)


@endpoint("GET", "ContactGroups/{ident}", "contacts")
def get_contact_group(call, ident):
    organisation = call.organisation
    found = organisation.contact_groups.get(ident.lower())
    if not found:
        raise not_found()
    members = [organisation.contacts[key] for key in found["_members"]]
    body = {**render(call, found), "Contacts": [shapes.stub(c) for c in members]}
    return envelope(call, "ContactGroups", [body])


# What a user does in Xero


def _chosen(call, group):
    groups = call.organisation.contact_groups
    found = groups.get(group.lower())
    for candidate in groups.find("name", group.casefold()):
        if not found and candidate["Status"] == "ACTIVE":
            found = candidate
    if not found:
        raise Refused([f"No contact group {group}"])
    return found


def _save(call, record):
    record["_ms"] = call.ms
    return render(call, call.organisation.contact_groups.save(record))


def _named(call, record, name):
    check, groups = Check(), call.organisation.contact_groups
    check.require(name, "Please enter a name for the contact group.")
    for other in groups.find("name", name.casefold()):
        same = other["ContactGroupID"] == record.get("ContactGroupID")
        if other["Status"] == "ACTIVE" and not same:
            check.add("The contact group name must be unique.")
    check.done()
    return {**record, "Name": name}


def _members(call, contacts):
    """Contacts by id, number or name; one or a list."""
    contacts = [contacts] if isinstance(contacts, str) else contacts
    return [contact_rules.chosen(call, contact)["ContactID"] for contact in contacts]


def _moved(call, idents):
    if call.switch("group_membership_moves_contact"):
        contacts = call.organisation.contacts
        for ident in idents:
            record = dict(contacts[ident])
            contacts.save(call.organisation.touched(record, call.ms))


@act("create_contact_group")
def create_contact_group(call, name, contacts=()):
    record = {
        "ContactGroupID": call.organisation.new_id(),
        "Status": "ACTIVE",
        "_members": {},
    }
    _save(call, _named(call, record, name))
    return add_to_group(call, record["ContactGroupID"], contacts)


@act("add_to_group")
def add_to_group(call, group, contacts):
    found, new = _chosen(call, group), _members(call, contacts)
    members = {**found["_members"], **dict.fromkeys(new)}
    _moved(call, [ident for ident in new if ident not in found["_members"]])
    return _save(call, {**found, "_members": members})


@act("remove_from_group")
def remove_from_group(call, group, contacts):
    found, gone = _chosen(call, group), _members(call, contacts)
    members = {key: None for key in found["_members"] if key not in gone}
    _moved(call, [ident for ident in gone if ident in found["_members"]])
    return _save(call, {**found, "_members": members})


@act("rename_group")
def rename_group(call, group, name):
    return _save(call, _named(call, _chosen(call, group), name))


@act("delete_group")
def delete_group(call, group):
    """It stays, as DELETED; its contacts stay as they are."""
    found = _chosen(call, group)
    _moved(call, found["_members"])
    return _save(call, {**found, "Status": "DELETED"})
