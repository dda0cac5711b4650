"""Users of the organisation, and whether it sends reminders: read only."""

from ..envelope import envelope, public
from ..errors import Refused, not_found
from ..listing import simple_list
from ..registry import act, endpoint, fields, store
from ..store import folded

ROLES = {
    "READONLY",
    "INVOICEONLY",
    "STANDARD",
    "FINANCIALADVISER",
    "MANAGEDCLIENT",
    "CASHBOOKCLIENT",
    "UNKNOWN",
    "REMOVED",
}

store("users", "UserID", email=folded("EmailAddress"))
fields(
    "User",
    "UserID EmailAddress FirstName LastName UpdatedDateUTC IsSubscriber "
    "OrganisationRole",
)


def render(call, record):
    return public(record)


@endpoint("GET", "Users", "settings", query=("where", "order"))
def get_users(call):
    users = call.organisation.users
    return simple_list(call, "Users", users, render, "User", since=True)


@endpoint("GET", "Users/{ident}", "settings")
def get_user(call, ident):
    found = call.organisation.users.get(ident.lower())
    if not found:
        raise not_found()
    return envelope(call, "Users", [render(call, found)])


@endpoint("GET", "InvoiceReminders/Settings", "settings")
def get_invoice_reminders(call):
    enabled = call.organisation.profile.get("_reminders", False)
    return envelope(call, "InvoiceReminders", [{"Enabled": enabled}])


# What a user does in Xero


def _save(call, record):
    if record["OrganisationRole"] not in ROLES:
        raise Refused([f"No role {record['OrganisationRole']}"])
    organisation = call.organisation
    return public(organisation.users.save(organisation.touched(record, call.ms)))


def _chosen(call, user):
    """By id or e-mail address."""
    users = call.organisation.users
    found = users.get(user.lower()) or users.first("email", user.casefold())
    if not found:
        raise Refused([f"No user {user}"])
    return found


@act("add_user")
def add_user(call, email, first_name, last_name, role="STANDARD"):
    record = {
        "UserID": call.organisation.new_id(),
        "EmailAddress": email,
        "FirstName": first_name,
        "LastName": last_name,
        "IsSubscriber": False,
        "OrganisationRole": role,
    }
    return _save(call, record)


@act("edit_user")
def edit_user(call, user, **values):
    return _save(call, {**_chosen(call, user), **values})


@act("remove_user")
def remove_user(call, user):
    """Xero shows them no more; their consents are left as they are."""
    found = _chosen(call, user)
    call.organisation.users.remove(found["UserID"])
    return public(found)


@act("invoice_reminders")
def invoice_reminders(call, enabled):
    """Whether Xero itself reminds customers of what is due."""
    call.organisation.profile = {**call.organisation.profile, "_reminders": enabled}
    return {"Enabled": enabled}
