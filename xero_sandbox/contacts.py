"""Rules of contacts, for the endpoint, for documents and for a user's acts."""

import re

from .errors import Check, Refused, not_found
from .money import ZERO

EMAIL = re.compile(r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$")
ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
NUMBER_TAKEN = (
    "Another contact has this contact number. Please enter a different contact number."
)
TEXTS = {
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "AccountNumber": 50,
    "ContactNumber": 50,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "BankAccountDetails": 255,
    "Website": 255,
}
ADDRESS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
PHONE = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
PHONE_TYPES = ("DEFAULT", "DDI", "FAX", "MOBILE")
ADDRESS_TYPES = ("STREET", "POBOX")
TERMS = {
    "DAYSAFTERBILLDATE",
    "DAYSAFTERBILLMONTH",
    "OFCURRENTMONTH",
    "OFFOLLOWINGMONTH",
}
OTHER = (
    "DefaultCurrency",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "PaymentTerms",
    "XeroNetworkKey",
    "TrackingCategoryName",
    "TrackingCategoryOption",
    "Discount",
)
# What a client may send beside the id; the rest of a contact is read only.
WRITABLE = {*TEXTS, *OTHER, "ContactStatus", "Addresses", "Phones", "ContactPersons"}


def name_taken(name):
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def empty():
    """What every contact has: two addresses and four phones among it."""
    return {
        "ContactStatus": "ACTIVE",
        "Addresses": [_address(kind, {}) for kind in ADDRESS_TYPES],
        "Phones": [_phone(kind, {}) for kind in PHONE_TYPES],
        "ContactGroups": [],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": False,
        "HasAttachments": False,
    }


def _address(kind, given):
    record = {"AddressType": kind, "City": "", "Region": "", "PostalCode": ""}
    record["Country"] = ""
    record.update({name: given[name] for name in ADDRESS if given.get(name)})
    return record


def _phone(kind, given):
    return {"PhoneType": kind, **{name: given.get(name) or "" for name in PHONE}}


def active_by_name(organisation, name):
    for found in organisation.contacts.find("name", name.strip().casefold()):
        if found["ContactStatus"] == "ACTIVE":
            return found
    return None


def by_number(organisation, number):
    return organisation.contacts.first("number", str(number).casefold())


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
    _texts(call, element, record, check)
    _parts(element, record, check)
    if "ContactPersons" in element:
        record["ContactPersons"] = _persons(element["ContactPersons"], check)
    elif not keep_persons:
        record["ContactPersons"] = []
    for name in OTHER:
        if element.get(name) is not None:
            record[name] = element[name]
    _references(organisation, element, check)
    _status(element, record, check)
    _unique(organisation, record, old, check)
    if unchecked:
        record["Name"] = element.get("Name") or ""
    else:
        check.done(**known)
    record.setdefault("ContactID", organisation.new_id())
    return organisation.contacts.save(organisation.touched(record, call.ms))


def _texts(call, element, record, check):
    for name, limit in TEXTS.items():
        value = element.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            value = str(value)
        check.length({name: value}, name, limit)
        record[name] = value.strip()
    if element.get("Name") is not None:
        record["Name"] = _name(call, str(element["Name"]), check)
    check.require(record.get("Name"), "The contact name must be specified.")
    email = record.get("EmailAddress")
    if email and not EMAIL.match(email):
        check.add("Email address must be valid.")
    for name in ("ContactNumber", "AccountNumber", "CompanyNumber", "TaxNumber"):
        if record.get(name) == "":
            del record[name]


def _name(call, name, check):
    if "<" in name or ">" in name:
        check.add("The contact name cannot contain angle brackets.")
    cleaned = " ".join(name.split())
    if cleaned != name and call.switch("name_blanks_refused"):
        check.add("The contact name cannot begin or end with or double a blank.")
    return cleaned


def _parts(element, record, check):
    for field, kind_field, kinds, limits, build in (
        ("Addresses", "AddressType", ADDRESS_TYPES, ADDRESS, _address),
        ("Phones", "PhoneType", (*PHONE_TYPES, "OFFICE"), PHONE, _phone),
    ):
        given = element.get(field)
        if not isinstance(given, list):
            continue
        parts = {part[kind_field]: part for part in record[field]}
        for part in given:
            kind = part.get(kind_field) if isinstance(part, dict) else None
            if not check.require(kind in kinds, f"{kind_field} {kind} is not valid."):
                continue
            for name, limit in limits.items():
                check.length(part, name, limit)
            parts[kind] = build(kind, part)
        record[field] = list(parts.values())
    for address in record["Addresses"]:
        country = address["Country"]
        if country and not re.fullmatch(r"[A-Za-z ]+", country):
            check.add("Country can hold letters only.")


def _persons(given, check):
    check.require(len(given or ()) <= 5, "A contact can have at most 5 persons.")
    persons = []
    for person in given or ():
        email = person.get("EmailAddress") or ""
        if email and not EMAIL.match(email):
            check.add("Email address must be valid.")
        persons.append(
            {
                "FirstName": person.get("FirstName") or "",
                "LastName": person.get("LastName") or "",
                "EmailAddress": email,
                "IncludeInEmails": bool(person.get("IncludeInEmails")),
            }
        )
    return persons


def _references(organisation, element, check):
    currency = element.get("DefaultCurrency")
    if currency and not organisation.subscribed(currency):
        check.add(f"Users Organisation is not subscribed to currency {currency}")
    for name in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        tax_type = element.get(name)
        if tax_type and not organisation.tax_rate(tax_type):
            check.add(f"TaxType code '{tax_type}' does not exist.")
    for name in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        code = element.get(name)
        if code and not organisation.account(code):
            check.add(f"Account code '{code}' is not a valid code for this contact.")
    terms = element.get("PaymentTerms") or {}
    for term in terms.values() if isinstance(terms, dict) else ():
        check.require(
            not term or term.get("Type") in TERMS, "The payment terms are not valid."
        )


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
    return {
        name: {"Outstanding": sides[kind][0], "Overdue": sides[kind][1]}
        for name, kind in (
            ("AccountsReceivable", "ACCREC"),
            ("AccountsPayable", "ACCPAY"),
        )
    }
