"""Rules of contacts, for the endpoint, for documents and for a user's acts."""

from .contact_fields import (
    WRITABLE,
    empty,
    set_defaults,
    set_parts,
    set_persons,
    set_texts,
)
from .errors import Check, Refused, not_found
from .money import ZERO

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
NUMBER_TAKEN = (
    "Another contact has this contact number. Please enter a different contact number."
)


def name_taken(name):
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def active_by_name(organisation, name):
    for found in organisation.contacts.find("name", name.strip().casefold()):
        if found["ContactStatus"] == "ACTIVE":
            return found
    return None


def by_number(organisation, number):
    return organisation.contacts.first("number", str(number).casefold())


def chosen(call, contact):
    """A contact by id, number or name; the active one first."""
    organisation = call.organisation
    found = organisation.contacts.get(contact.lower())
    found = found or by_number(organisation, contact)
    found = found or active_by_name(organisation, contact)
    found = found or organisation.contacts.first("name", contact.casefold())
    if not found:
        raise Refused([f"No contact {contact}"])
    return found


def match(call, element, creating):
    """The contact that an element speaks of, or None for a new one.

    Xero: POST matches by ContactID, then ContactNumber or Name; PUT only creates.
    An unknown id ends the whole request.
    """
    organisation = call.organisation
    ident = element.get("ContactID")
    if ident:
        found = organisation.contacts.get(str(ident).lower())
        if not found:
            raise not_found()
        if creating:
            raise Refused([name_taken(found["Name"])], ContactID=found["ContactID"])
        return found
    number, name = element.get("ContactNumber"), str(element.get("Name") or "")
    by_its_number = by_number(organisation, number) if number else None
    by_its_name = active_by_name(organisation, name) if name.strip() else None
    if creating:
        if by_its_name:
            raise Refused([name_taken(name)])
        if by_its_number:
            raise Refused([NUMBER_TAKEN])
        return None
    if by_its_number or by_its_name:
        return by_its_number or by_its_name
    if name and organisation.contacts.find("name", name.strip().casefold()):
        raise Refused([ARCHIVED])  # only archived ones bear the name
    return None


def apply(call, element, old=None, keep_persons=True, unchecked=False):
    """Create a contact, or change what the element names of an old one.

    ``unchecked`` keeps it whatever there is against it.
    """
    organisation, check = call.organisation, Check()
    known = {"ContactID": old["ContactID"]} if old else {}
    if old and old["ContactStatus"] == "ARCHIVED" and not call.by_user:
        raise Refused([ARCHIVED], **known)
    record = dict(old or empty())
    if not keep_persons:
        record["ContactPersons"] = []
    set_texts(call, element, record, check)
    set_parts(element, record, check)
    set_persons(element, record, check)
    set_defaults(call, element, record, check)
    _status(element, record, check)
    _unique(organisation, record, old, check)
    if unchecked:
        record["Name"] = element.get("Name") or ""
    else:
        check.done(**known)
    record.setdefault("ContactID", organisation.new_id())
    return organisation.contacts.save(organisation.touched(record, call.ms))


def _status(element, record, check):
    status = element.get("ContactStatus")
    if status is None:
        return
    if check.require(
        status in ("ACTIVE", "ARCHIVED", "GDPRREQUEST"),
        f"ContactStatus {status} is not valid.",
    ):
        record["ContactStatus"] = status


def _unique(organisation, record, old, check):
    """Names are unique among active contacts, numbers among all."""
    name = record.get("Name") or ""
    if record["ContactStatus"] == "ACTIVE" and name:
        other = active_by_name(organisation, name)
        if other and other is not old:
            check.add(name_taken(name))
    number = record.get("ContactNumber")
    if number:
        other = by_number(organisation, number)
        if other and other is not old:
            check.add(NUMBER_TAKEN)


def for_document(call, given, check):
    """The contact of a document: by id, number or name; a new name is created.

    Xero: other fields sent with it change the contact, and drop its persons.
    """
    organisation = call.organisation
    if not isinstance(given, dict) or not given:
        check.add("A Contact must be specified for this type of transaction")
        return None
    ident = str(given.get("ContactID") or "").lower()
    if ident and ident not in organisation.contacts:
        if call.switch("unknown_contact_is_404"):
            raise not_found()
        check.add("The Contact could not be found.")
        return None
    try:
        found = match(call, given, creating=False)
        if found and found["ContactStatus"] == "ARCHIVED":
            raise Refused([ARCHIVED])
        if found and not _differs(given, found):
            return found
        return apply(call, given, found, keep_persons=not found)
    except Refused as refusal:
        for message in refusal.messages:
            check.add(message)
        return None


def _differs(given, found):
    return any(
        value not in (None, [], found.get(name))
        for name, value in given.items()
        if name in WRITABLE
    )


def mark_role(organisation, contact_id, role):
    """IsCustomer and IsSupplier follow from documents; no change of its date."""
    contact = organisation.contacts[contact_id]
    if not contact[role]:
        organisation.contacts.save({**contact, role: True})


def balances(organisation, contact_id, today_ms):
    """Outstanding and overdue, by side."""
    sides = {"ACCREC": [ZERO, ZERO], "ACCPAY": [ZERO, ZERO]}
    for invoice in organisation.invoices.find("contact", contact_id):
        if invoice["Status"] == "AUTHORISED":
            side = sides[invoice["Type"]]
            side[0] += invoice["AmountDue"]
            if invoice["_due_ms"] is not None and invoice["_due_ms"] < today_ms:
                side[1] += invoice["AmountDue"]
    for note in organisation.credit_notes.find("contact", contact_id):
        if note["Status"] == "AUTHORISED":
            sides[note["Type"].removesuffix("CREDIT")][0] -= note["RemainingCredit"]
    return {
        name: {"Outstanding": sides[kind][0], "Overdue": sides[kind][1]}
        for name, kind in (
            ("AccountsReceivable", "ACCREC"),
            ("AccountsPayable", "ACCPAY"),
        )
    }
