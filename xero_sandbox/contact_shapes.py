"""The shapes in which Xero shows a contact; they differ from call to call.

Seen in real answers: what was just written shows every part of its addresses and
phones, blanks too; what is read leaves out all that is empty, and orders the parts by
name; inside a document a contact is a stub in lists and whole elsewhere.
"""

from .envelope import public

PARTS = (("Addresses", "AddressType"), ("Phones", "PhoneType"))
BLANK = (
    "FirstName",
    "LastName",
    "EmailAddress",
    "BankAccountDetails",
    "TaxNumber",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
)


def written(contact, groups=()):
    """The answer to PUT and POST."""
    body = {
        "BankAccountDetails": "",
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        **public(contact),
        "ContactGroups": list(groups),
        "HasValidationErrors": False,
    }
    del body["HasAttachments"]
    return body


def read(contact, groups=()):
    """The answer to GET: nothing that is empty but the lists."""
    body = {name: value for name, value in public(contact).items() if value != ""}
    for field, kind in PARTS:
        parts = sorted(contact[field], key=lambda part, kind=kind: part[kind])
        body[field] = [
            {name: value for name, value in part.items() if value} for part in parts
        ]
    body["ContactGroups"] = list(groups)
    body["HasValidationErrors"] = False
    return body


def whole(contact):
    """Inside one document that is read."""
    return {**dict.fromkeys(BLANK, ""), **written(contact)}


def stub(contact):
    """Inside the documents of a list."""
    return {
        "ContactID": contact["ContactID"],
        "Name": contact["Name"],
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }
