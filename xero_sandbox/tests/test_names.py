"""Every field name that the sandbox gives is one of Xero's.

Held against the models of xero-python, always; and against Xero's OpenAPI
description where one lies at XERO_OPENAPI (a folder) or ../shared/xero beside the
checkout.
"""

import os
import re
from pathlib import Path

from xero_python.accounting import models

from xero_sandbox.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
# Given by Xero in real answers or the description's examples, and named in neither.
BESIDE = {
    "Invoice": {"DateString", "DueDateString", "InvoicePaymentServices"},
    "LineItem": {"ValidationErrors"},
    "LineItemTracking": {"Options"},
    "TrackingOption": {"HasValidationErrors", "IsDeleted", "IsArchived", "IsActive"},
    "CreditNote": {"DateString", "ID", "InvoiceAddresses", "Attachments"},
    "ContactGroup": {"HasValidationErrors"},
}
# Where the models type a nested part too loosely to follow it.
NESTED = {("LineItem", "Item"): "Item"}
ENVELOPE = {"Id", "Status", "ProviderName", "DateTimeUTC", "pagination"}
LISTS = {
    "Organisations": "Organisation",
    "Actions": "Action",
    "Accounts": "Account",
    "TaxRates": "TaxRate",
    "Currencies": "Currency",
    "BrandingThemes": "BrandingTheme",
    "TrackingCategories": "TrackingCategory",
    "Options": "TrackingOption",
    "Users": "User",
    "InvoiceReminders": "InvoiceReminder",
    "Contacts": "Contact",
    "ContactGroups": "ContactGroup",
    "Items": "Item",
    "Invoices": "Invoice",
    "Payments": "Payment",
    "BatchPayments": "BatchPayment",
    "CreditNotes": "CreditNote",
    "OnlineInvoices": "OnlineInvoice",
}


def description():
    """Names by schema out of the OpenAPI description, or nothing.

    Read by its indentation, so that no YAML library is needed.
    """
    folder = os.environ.get("XERO_OPENAPI") or ROOT.parent / "shared" / "xero"
    path = Path(folder) / "xero_accounting.yaml"
    if not path.exists():
        return {}
    found, kind, inside = {}, None, False
    text = path.read_text().partition("\n  schemas:\n")[2]
    for line in text.splitlines():
        match = re.match(r"^( +)(\w+):", line)
        depth = len(match[1]) if match else 0
        if depth == 4:
            kind, inside = match[2], False
            found[kind] = set()
        elif depth == 6:
            inside = match[2] == "properties"
        elif depth == 8 and inside:
            found[kind].add(match[2])
    return found


def model_of(name):
    return getattr(models, name, None)


def part_type(text):
    """The model inside a type of the SDK: list[LineItem] gives LineItem."""
    return text[5:-1] if text.startswith("list[") else text


class Names:
    """Collects the names that are not Xero's."""

    def __init__(self, described):
        self.described = described
        self.wrong = set()
        self.seen = set()

    def walk(self, kind, value):
        if isinstance(value, list):
            for part in value:
                self.walk(kind, part)
            return
        model = model_of(kind)
        if not isinstance(value, dict) or model is None:
            return
        types = {
            json_name: part_type(model.openapi_types[name])
            for name, json_name in model.attribute_map.items()
        }
        allowed = set(types) | BESIDE.get(kind, set())
        if kind in self.described:
            # What only the newer SDK knows is not given by the sandbox.
            allowed &= self.described[kind] | BESIDE.get(kind, set())
        for name, part in value.items():
            self.seen.add((kind, name))
            if name not in allowed:
                self.wrong.add((kind, name))
            self.walk(NESTED.get((kind, name)) or types.get(name, ""), part)


def everything(sandbox, xero, xero_gb, invoice, contact):
    """Answers of every endpoint, with every field filled that can be."""
    xero.post(
        "Contacts",
        {
            "ContactID": contact,
            "ContactNumber": "N1",
            "CompanyNumber": "C1",
            "DefaultCurrency": "AUD",
            "AccountsReceivableTaxType": "OUTPUT",
            "SalesDefaultAccountCode": "200",
            "PaymentTerms": {"Sales": {"Day": 10, "Type": "OFCURRENTMONTH"}},
            "ContactPersons": [{"FirstName": "A", "EmailAddress": "a@b.example"}],
        },
    )
    website = "https://banksia.example"
    sandbox.act("edit_contact", contact=contact, Website=website, Discount=5)
    sandbox.act("create_contact_group", name="Group", contacts=contact)
    yield xero.get(f"Contacts/{contact}")
    tracking = [{"Name": "Region", "Option": "North"}]
    lines = [
        {"ItemCode": "SUPPORT", "Quantity": 2, "DiscountRate": 5, "Tracking": tracking},
        {"ItemCode": "ONSITE", "Quantity": 2, "DiscountAmount": 5},
        {"Description": "Only text"},
    ]
    values = {"LineItems": lines, "Url": "https://a.example", "CurrencyCode": "USD"}
    values |= {"PlannedPaymentDate": "2026-12-01", "ExpectedPaymentDate": "2026-12-01"}
    body = {"Invoices": [invoice(**values), invoice(Status="PAID", **values)]}
    yield xero.put("Invoices", body, summarizeErrors="false", unitdp=4)
    made = sandbox.act("create_invoice", **invoice())
    sandbox.act("pay", invoice=made["InvoiceNumber"], Reference="R")
    for _ in range(2):
        sandbox.act("create_invoice", **invoice())
    records = sandbox.organisation("AU").invoices.values()
    numbers = [record["InvoiceNumber"] for record in records]
    sandbox.act("credit", invoice=numbers[-1], amount=20, date="2026-11-15")
    due = [{"invoice": number} for number in numbers[-2:]]
    sandbox.act("pay_many", invoices=due, reference="R")
    note = sandbox.act("create_credit_note", **invoice(Type="ACCRECCREDIT"))
    sandbox.act("refund", credit_note=note["CreditNoteNumber"], amount=1)
    yield xero.get(f"CreditNotes/{note['CreditNoteID']}")
    sandbox.act("lock", period="2020-01-01", year="2019-12-31")
    yield xero.get(f"Invoices/{made['InvoiceID']}")
    yield xero.get(f"Invoices/{made['InvoiceID']}/OnlineInvoice")
    body = {"Contacts": [{"Name": "New"}, {"Name": ""}]}
    yield xero.put("Contacts", body, summarizeErrors="false")
    body = {"Payments": [{"Amount": 1}]}
    yield xero.put("Payments", body, summarizeErrors="false")
    body = {"Items": [{"Code": "N", "InventoryAssetAccountCode": "630"}]}
    body["Items"][0]["PurchaseDetails"] = {"COGSAccountCode": "310", "UnitPrice": 1}
    yield xero.put("Items", body, summarizeErrors="false")
    refused = xero.send("PUT", "Contacts", {"Name": "New"}).json()
    yield {"Contacts": refused["Elements"]}
    for path in (*LISTS, "Organisation/Actions", "InvoiceReminders/Settings"):
        if path in ("Actions", "OnlineInvoices", "Options", "InvoiceReminders"):
            continue
        for http in (xero, xero_gb):
            yield http.get(path)
            yield http.get(path, page=1)
            yield http.get(path, summaryOnly="true")


def test_names_are_those_of_xero(sandbox, xero, xero_gb, invoice, contact):
    names = Names(description())
    for answer in everything(sandbox, xero, xero_gb, invoice, contact):
        for name, value in answer.items():
            if name in ENVELOPE:
                continue
            assert name in LISTS, name
            names.walk(LISTS[name], value)
        if "pagination" in answer:
            names.walk("Pagination", answer["pagination"])
    assert not names.wrong
    assert len(names.seen) > 150  # it did look
    for expected in (
        ("Contact", "Balances"),
        ("LineItemTracking", "TrackingOptionID"),
        ("Phone", "PhoneCountryCode"),
        ("Purchase", "COGSAccountCode"),
        ("TaxComponent", "IsCompound"),
        ("Organisation", "PeriodLockDate"),
        ("Payment", "BankAmount"),
        ("Payment", "BatchPaymentID"),
        ("BatchPayment", "TotalAmount"),
        ("CreditNote", "AppliedAmount"),
        ("Allocation", "AllocationID"),
        ("Invoice", "PlannedPaymentDate"),
        ("Item", "TotalCostPool"),
        ("TrackingOption", "IsActive"),
        ("ContactGroup", "Status"),
        ("Contact", "Website"),
        ("Pagination", "itemCount"),
        ("ValidationError", "Message"),
    ):
        assert expected in names.seen, expected


def test_a_wrong_name_would_be_found():
    names = Names(description())
    names.walk("Invoice", {"LineItems": [{"Descriptn": "x"}], "Number": 1})
    assert names.wrong == {("LineItem", "Descriptn"), ("Invoice", "Number")}


def test_names_that_are_taken_are_those_of_xero():
    """The fields that do not raise a note in the request log."""
    for kind, known in REGISTRY.fields.items():
        allowed = set(model_of(kind).attribute_map.values()) | {"ValidationErrors"}
        allowed |= BESIDE.get(kind, set())
        allowed |= {f"{name}String" for name in allowed if name.endswith("UTC")}
        assert known <= allowed, (kind, known - allowed)


def test_answers_can_be_read_by_the_sdk(sdk, xero, xero_gb, sandbox, invoice, contact):
    """The models refuse unknown enumerations, nulls and wrong kinds of dates."""
    # They refuse Xero's own example of a batch payment too.
    sandbox.settings(switches={"batch_in_payment_as_texts": False})
    list(everything(sandbox, xero, xero_gb, invoice, contact))
    for key in ("AU", "GB"):
        tenant = sandbox.organisation(key).tenant_id
        assert sdk.get_accounts(tenant).accounts[0].updated_date_utc
        assert sdk.get_contacts(tenant, page=1).contacts[0].updated_date_utc
        assert sdk.get_contacts(tenant).contacts
        assert sdk.get_items(tenant).items
        assert sdk.get_tax_rates(tenant).tax_rates
        assert sdk.get_invoices(tenant, page=1).pagination
        assert sdk.get_invoices(tenant, summary_only=True).pagination
        assert sdk.get_payments(tenant).payments is not None
        assert sdk.get_credit_notes(tenant, page=1).pagination
        assert sdk.get_batch_payments(tenant).batch_payments is not None
        assert sdk.get_contact_groups(tenant).contact_groups is not None
        assert sdk.get_organisations(tenant).organisations
