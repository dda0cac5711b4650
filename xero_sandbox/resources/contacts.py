"""Contacts."""

from functools import partial

from .. import contact_fields
from .. import contact_shapes as shapes
from .. import contacts as rules
from ..dates import ms_of
from ..envelope import envelope, public, write_batch, write_one
from ..errors import Refused, not_found
from ..listing import answer_list, csv, page_of, select
from ..plants import keep
from ..registry import REGISTRY, act, endpoint, fields, store
from ..store import folded
from .contact_groups import groups_of

store("contacts", "ContactID", name=folded("Name"), number=folded("ContactNumber"))
fields(
    "Contact",
    "ContactID MergedToContactID ContactNumber AccountNumber ContactStatus Name "
    "FirstName LastName CompanyNumber EmailAddress ContactPersons "
    "BankAccountDetails TaxNumber TaxNumberType AccountsReceivableTaxType "
    "AccountsPayableTaxType Addresses Phones IsSupplier IsCustomer "
    "SalesDefaultLineAmountType PurchasesDefaultLineAmountType DefaultCurrency "
    "XeroNetworkKey SalesDefaultAccountCode PurchasesDefaultAccountCode "
    "SalesTrackingCategories PurchasesTrackingCategories TrackingCategoryName "
    "TrackingCategoryOption PaymentTerms UpdatedDateUTC ContactGroups Website "
    "BrandingTheme BatchPayments Discount Balances Attachments HasAttachments "
    "ValidationErrors HasValidationErrors StatusAttributeString",
    plural="Contacts",
    lists={
        "ContactPersons": "ContactPerson",
        "Addresses": "Address",
        "Phones": "Phone",
        "SalesTrackingCategories": "SalesTrackingCategory",
        "PurchasesTrackingCategories": "SalesTrackingCategory",
        "ContactGroups": None,
        "Attachments": None,
        "ValidationErrors": None,
    },
    objects={
        "PaymentTerms": "PaymentTerm",
        "BrandingTheme": None,
        "BatchPayments": "BatchPaymentDetails",
        "Balances": None,
    },
    flags="IsSupplier IsCustomer HasAttachments HasValidationErrors",
    numbers="Discount",
)
fields("Address", " ".join(["AddressType", *contact_fields.ADDRESS]))
fields("Phone", " ".join(["PhoneType", *contact_fields.PHONE]))
fields("BatchPaymentDetails", " ".join(contact_fields.BANKING))
fields("SalesTrackingCategory", "TrackingCategoryName TrackingOptionName")
fields(
    "ContactPerson",
    "FirstName LastName EmailAddress IncludeInEmails",
    flags="IncludeInEmails",
)
fields("PaymentTerm", "Bills Sales", objects={"Bills": "Bill", "Sales": "Bill"})
fields("Bill", "Day Type", numbers="Day")
# Xero leaves these out of lists that are not paged.
NOT_IN_LISTS = {
    "BatchPayments",
    "BrandingTheme",
    "MergedToContactID",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "SalesTrackingCategories",
    "PurchasesTrackingCategories",
    "PaymentTerms",
    "Discount",
    "Website",
    "XeroNetworkKey",
}
SUMMARY = {
    "ContactID",
    "ContactNumber",
    "AccountNumber",
    "ContactStatus",
    "Name",
    "FirstName",
    "LastName",
    "EmailAddress",
    "CompanyNumber",
    "TaxNumber",
    "DefaultCurrency",
    "IsSupplier",
    "IsCustomer",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "UpdatedDateUTC",
}
SEARCHED = (
    "Name",
    "FirstName",
    "LastName",
    "ContactNumber",
    "CompanyNumber",
    "EmailAddress",
)


def render_paged(call, record):
    body = shapes.read(record, groups_of(call, record))
    if body["IsCustomer"] or body["IsSupplier"]:
        today_ms = ms_of(call.organisation.today())
        body["Balances"] = rules.balances(
            call.organisation, record["ContactID"], today_ms
        )
    return body


def render_single(call, record):
    return {**render_paged(call, record), "Attachments": []}


def render_brief(call, record):
    body = shapes.read(record)
    body = {name: value for name, value in body.items() if name not in NOT_IN_LISTS}
    body["ContactPersons"] = []
    return body


def render_summary(call, record):
    return {name: value for name, value in record.items() if name in SUMMARY}


@endpoint(
    "GET",
    "Contacts",
    "contacts",
    query=(
        "where",
        "order",
        "IDs",
        "page",
        "pageSize",
        "includeArchived",
        "summaryOnly",
        "searchTerm",
    ),
)
def get_contacts(call):
    contacts = call.organisation.contacts
    records = contacts.listed()
    ids = csv(call, "IDs")
    if ids is not None:
        records = keep(records, lambda r: r["ContactID"] in ids, odd=False)
    if not call.flag("includeArchived"):
        records = keep(records, lambda r: r["ContactStatus"] != "ARCHIVED")
    term = (call.param("searchTerm") or "").casefold()
    if term:
        records = keep(records, partial(_mentions, term), odd=False)
    records = select(call, contacts, records, REGISTRY.fields["Contact"])
    summary = call.flag("summaryOnly")
    records, pagination = page_of(call, records, forced=summary)
    shape = render_paged if pagination else render_brief
    if summary:
        shape = render_summary
    return answer_list(call, "Contacts", records, shape, pagination)


def _mentions(term, record):
    return any(term in (record.get(name) or "").casefold() for name in SEARCHED)


def _found(call, ident):
    organisation = call.organisation
    found = organisation.contacts.get(ident.lower())
    found = found or rules.by_number(organisation, ident)
    if not found:
        raise not_found()
    return found


@endpoint("GET", "Contacts/{ident}", "contacts", query=("includeArchived",))
def get_contact(call, ident):
    return envelope(call, "Contacts", [render_single(call, _found(call, ident))])


@endpoint("PUT", "Contacts", "contacts", query=("summarizeErrors",))
def put_contacts(call):
    def create(call, element):
        return rules.apply(call, element, rules.match(call, element, True))

    return write_batch(call, "Contacts", create, _fresh, "ContactID")


@endpoint("POST", "Contacts", "contacts", query=("summarizeErrors",))
def post_contacts(call):
    def upsert(call, element):
        return rules.apply(call, element, rules.match(call, element, False))

    return write_batch(call, "Contacts", upsert, _fresh, "ContactID")


@endpoint("POST", "Contacts/{ident}", "contacts", query=("summarizeErrors",))
def post_contact(call, ident):
    found = _found(call, ident)

    def change(call, element):
        return rules.apply(call, element, found)

    return write_one(call, "Contacts", change, _fresh, "ContactID")


def _fresh(call, record):
    """A later element of the same batch may have changed it again."""
    now = call.organisation.contacts[record["ContactID"]]
    return shapes.written(now, groups_of(call, now))


# What a user does in Xero


@act("create_contact", many=("create_contacts", "contacts"))
def create_contact(call, unchecked=False, **values):
    """``unchecked``: as it came into Xero's books before Xero checked such things."""
    if unchecked:
        return public(rules.apply(call, values, unchecked=True))
    return public(rules.apply(call, values, rules.match(call, values, True)))


@act("edit_contact")
def edit_contact(call, contact, **values):
    return public(rules.apply(call, values, rules.chosen(call, contact)))


@act("archive_contact")
def archive_contact(call, contact):
    values = {"ContactStatus": "ARCHIVED"}
    return public(rules.apply(call, values, rules.chosen(call, contact)))


@act("restore_contact")
def restore_contact(call, contact):
    values = {"ContactStatus": "ACTIVE"}
    return public(rules.apply(call, values, rules.chosen(call, contact)))


@act("merge_contacts")
def merge_contacts(call, contact, into):
    """The first is archived and points to the second, which gets its documents."""
    organisation = call.organisation
    lost, kept = rules.chosen(call, contact), rules.chosen(call, into)
    if lost is kept:
        raise Refused(["A contact cannot be merged into itself"])
    for records in organisation.stores.values():
        for record in records.find_if_any("contact", lost["ContactID"]):
            moved = {**record, "Contact": {"ContactID": kept["ContactID"]}}
            records.save(organisation.touched(moved, call.ms))
            sale = record.get("Type", "").startswith("ACCREC")
            role = "IsCustomer" if sale else "IsSupplier"
            rules.mark_role(organisation, kept["ContactID"], role)
    merged = {
        **lost,
        "ContactStatus": "ARCHIVED",
        "MergedToContactID": kept["ContactID"],
    }
    return public(organisation.contacts.save(organisation.touched(merged, call.ms)))
