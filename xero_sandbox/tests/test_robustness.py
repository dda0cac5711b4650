"""Nothing that a client sends brings the sandbox itself down."""

import copy

import pytest

from xero_sandbox.registry import REGISTRY

ODD = [
    None,
    True,
    5,
    1e30,
    "x",
    "\u00e9\u0000<>",
    "2026-13-45",
    "/Date(99999999999999999)/",
    [1],
    [{}],
    {"a": 1},
    {"Sales": "x", "Bills": None},
    [{"AddressType": "STREET", "City": 5, "Country": ["x"]}],
    [{"PhoneType": ["DDI"], "PhoneNumber": 5}],
    [{"Name": 5, "Option": [1], "TrackingCategoryID": {}}],
]


def bodies(invoice, au):
    account = {"AccountID": au.account("090")["AccountID"]}
    return {
        "Contact": ("Contacts", {"Name": "Odd"}),
        "Item": ("Items", {"Code": "ODD"}),
        "Account": ("Accounts", {"Code": "299", "Name": "Odd", "Type": "REVENUE"}),
        "Currency": ("Currencies", {"Code": "SGD"}),
        "TaxRate": (
            "TaxRates",
            {"Name": "Odd", "TaxComponents": [{"Name": "N", "Rate": 5}]},
        ),
        "TrackingCategory": ("TrackingCategories", {"Name": "Odd"}),
        "Invoice": ("Invoices", invoice()),
        "Payment": (
            "Payments",
            {"Invoice": {"InvoiceNumber": "PAY-ME"}, "Account": account, "Amount": 1},
        ),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "Contact",
        "Item",
        "Account",
        "Currency",
        "TaxRate",
        "TrackingCategory",
        "Invoice",
        "Payment",
        "LineItem",
    ],
)
def test_odd_values(sandbox, xero, invoice, au, kind):
    xero.put("Invoices", invoice(InvoiceNumber="PAY-ME"))
    sandbox.settings(app_minute_limit=1_000_000)
    path, body = bodies(invoice, au)["Invoice" if kind == "LineItem" else kind]
    for name in sorted(REGISTRY.fields[kind]):
        for value in ODD:
            odd = copy.deepcopy(body)
            target = odd["LineItems"][0] if kind == "LineItem" else odd
            target[name] = value
            _never_500(sandbox, xero, "PUT", path, odd)
    assert sandbox.requests()


def _never_500(sandbox, xero, method, path, body):
    answer = xero.send(method, path, body)
    trouble = sandbox.requests()[-1].warnings
    assert answer.status_code in (200, 400, 404), (body, trouble)


@pytest.mark.parametrize("path", ["Contacts", "Invoices", "Payments", "Items"])
def test_odd_queries(sandbox, xero, invoice, path):
    number = xero.put("Invoices", invoice())["Invoices"][0]["InvoiceNumber"]
    sandbox.act("pay", invoice=number, amount=1)
    wheres = ["Guid", 'Guid("x"', "DateTime()", "DateTime(x,1,1)", "DateTime.Parse()"]
    wheres += ["Date>", "Contact.Name.X.Y==1", 'Date>"x"', "Contact==1", "!", ".", '"']
    wheres += ["Total==Total", "1==1", "Name.Contains()", "Name.Contains(1)", "Date>5"]
    wheres += ["Date.Value>DateTime(2020,1,1)", "Date.HasValue", "Contact.Name.Value=1"]
    for where in wheres:
        answer = xero.send("GET", path, where=where)
        trouble = sandbox.requests()[-1].warnings
        assert answer.status_code in (200, 400), (where, trouble)
    for query in (
        {"page": "x"},
        {"page": "-1"},
        {"page": "1", "pageSize": "0"},
        {"order": ",,"},
        {"order": "Contact.Name.X"},
        {"IDs": ",,"},
        {"searchTerm": "*"},
        {"order": "Contact"},
    ):
        answer = xero.send("GET", path, **query)
        assert answer.status_code in (200, 400), query
