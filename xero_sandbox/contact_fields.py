"""The fields of a contact: what each may hold, and what becomes of it."""

import re

EMAIL = re.compile(r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$")
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
    "XeroNetworkKey": 255,
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
PERSON = {"FirstName": 255, "LastName": 255, "EmailAddress": 255}
MAX_PERSONS = 5
BANKING = {
    "BankAccountNumber": 255,
    "BankAccountName": 255,
    "Details": 255,
    "Code": 12,
    "Reference": 12,
}
# The side of the terms, as its validation message names it.
TERMS = {"Bills": "Bills", "Sales": "Sales Invoices"}
IN_A_MONTH = {"OFCURRENTMONTH", "OFFOLLOWINGMONTH"}
TERM_TYPES = {"DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", *IN_A_MONTH}
AMOUNT_TYPES = {"INCLUSIVE", "EXCLUSIVE", "NONE"}
TAX_NUMBER_TYPES = {"SSN", "EIN", "ITIN", "ATIN"}
TRACKINGS = ("SalesTrackingCategories", "PurchasesTrackingCategories")
# What a client may send beside the id.
WRITABLE = {
    *TEXTS,
    *TRACKINGS,
    "Addresses",
    "AccountsPayableTaxType",
    "AccountsReceivableTaxType",
    "BatchPayments",
    "ContactPersons",
    "ContactStatus",
    "DefaultCurrency",
    "PaymentTerms",
    "Phones",
    "PurchasesDefaultAccountCode",
    "PurchasesDefaultLineAmountType",
    "SalesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "TaxNumberType",
}
# What only a user sets, in Xero itself; Xero ignores it in a request.
BY_USERS = ("Website", "Discount", "BrandingTheme")


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


def set_texts(call, element, record, check):
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
    _email(record, check)
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


def _email(holder, check):
    """Xero: umlauts are not supported in it."""
    email = holder.get("EmailAddress")
    if email and not (EMAIL.match(email) and email.isascii()):
        check.add("Email address must be valid.")


def set_parts(element, record, check):
    """Addresses and phones: each kind that is sent takes the place of its old one."""
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


def set_persons(element, record, check):
    """Whoever sends persons sends all of them: the old ones are gone."""
    if "ContactPersons" not in element:
        return
    given = element["ContactPersons"] or ()
    check.require(
        len(given) <= MAX_PERSONS, f"A contact can have at most {MAX_PERSONS} persons."
    )
    record["ContactPersons"] = []
    for person in given:
        kept = {name: person.get(name) or "" for name in PERSON}
        for name, limit in PERSON.items():
            check.length(kept, name, limit)
        _email(kept, check)
        kept["IncludeInEmails"] = bool(person.get("IncludeInEmails"))
        record["ContactPersons"].append(kept)


def set_defaults(call, element, record, check):
    """What the documents of a contact begin with, and its bank details."""
    for name, refusal in _REFERENCES.items():
        value = element.get(name)
        if value and check.require(*refusal(call.organisation, value)):
            record[name] = value
    for name in TRACKINGS:
        if isinstance(element.get(name), list):
            record[name] = _trackings(call.organisation, element[name], check)
    if isinstance(element.get("BatchPayments"), dict):
        given = element["BatchPayments"]
        record["BatchPayments"] = {name: given.get(name) or "" for name in BANKING}
        for name, limit in BANKING.items():
            check.length(record["BatchPayments"], name, limit)
    if isinstance(element.get("PaymentTerms"), dict):
        _terms(call, element["PaymentTerms"], record, check)
    for name in BY_USERS:
        if element.get(name) is None:
            continue
        if call.by_user:
            record[name] = element[name]
        else:
            call.warn(f"read-only field {name} in Contact")


def _tax_type(organisation, value):
    rate = organisation.tax_rate(value)
    known = rate and rate["Status"] == "ACTIVE"
    return known, f"TaxType code '{value}' does not exist."


def _account(organisation, value):
    account = organisation.account(value)
    return (
        account and account["Status"] == "ACTIVE",
        f"Account code '{value}' is not a valid code for this contact.",
    )


def _currency(organisation, value):
    return (
        organisation.subscribed(value),
        f"Users Organisation is not subscribed to currency {value}",
    )


def _among(allowed):
    return lambda organisation, value: (value in allowed, f"{value} is not valid.")


_REFERENCES = {
    "DefaultCurrency": _currency,
    "AccountsReceivableTaxType": _tax_type,
    "AccountsPayableTaxType": _tax_type,
    "SalesDefaultAccountCode": _account,
    "PurchasesDefaultAccountCode": _account,
    "SalesDefaultLineAmountType": _among(AMOUNT_TYPES),
    "PurchasesDefaultLineAmountType": _among(AMOUNT_TYPES),
    "TaxNumberType": _among(TAX_NUMBER_TYPES),
}


def _trackings(organisation, given, check):
    """Categories with their options, by name."""
    check.require(len(given) <= 2, "There are at most two tracking categories.")
    kept = []
    for part in given:
        part = part if isinstance(part, dict) else {}
        name = str(part.get("TrackingCategoryName") or "")
        option = str(part.get("TrackingOptionName") or "")
        category = organisation.tracking_categories.first("name", name.casefold())
        found = category and next(
            (o for o in category["Options"] if o["Name"].lower() == option.lower()),
            None,
        )
        message = f"Tracking category '{name}' with option '{option}' does not exist."
        if check.require(found and found["Status"] == "ACTIVE", message):
            kept.append(
                {
                    "TrackingCategoryName": category["Name"],
                    "TrackingOptionName": found["Name"],
                }
            )
    return kept


def _terms(call, given, record, check):
    """Terms of payment: both parts of a side or none of it."""
    terms = {}
    if not call.switch("payment_terms_replaced"):
        terms.update(record.get("PaymentTerms") or {})
    for side, label in TERMS.items():
        term = given.get(side)
        if not term:
            continue
        day, kind = term.get("Day"), term.get("Type")
        if not check.require(
            day is not None and kind,
            "Both Day and Type must be supplied when adding or updating payment terms",
        ):
            continue
        check.require(kind in TERM_TYPES, f"The payment terms {kind} are not valid.")
        try:
            day = int(day)
        except (TypeError, ValueError):
            check.add(f"Day {day} of the payment terms is not a number.")
            continue
        if kind in IN_A_MONTH:
            check.require(
                1 <= day <= 31,
                f"Due Date for {label} must be between 1 and 31 when set to the "
                "following (or current) month.",
            )
        elif call.switch("payment_terms_within_31_days"):
            check.require(0 <= day <= 31, f"Day {day} is not between 0 and 31.")
        check.require(day >= 0, f"Day {day} of the payment terms is negative.")
        terms[side] = {"Day": day, "Type": kind}
    record["PaymentTerms"] = terms
