"""The where and order parameters."""

from decimal import Decimal

import pytest

from xero_sandbox.errors import Answer
from xero_sandbox.listing import walk
from xero_sandbox.where import Where, order_keys

NAMES = "Name Status Total Date Contact Sent Number UpdatedDateUTC Due".split()
RECORD = {
    "Name": "Café Zoë",
    "Status": "AUTHORISED",
    "Total": Decimal("120.50"),
    "Date": "/Date(1577836800000+0000)/",  # 1 January 2020
    "Contact": {"Name": 'The "Old" Mill', "ContactID": "ABCD-1", "Empty": None},
    "Sent": True,
    "Number": "INV-1",
    "Due": None,
}


def matches(text):
    return Where(text, NAMES).matches(lambda name: walk(RECORD, name))


@pytest.mark.parametrize(
    "text",
    [
        'Status=="AUTHORISED"',
        'Status="authorised"',
        'status == "Authorised"',
        'Name=="cafe zoe"',
        "Total>120",
        "Total >= 120.5 AND Total<=120.50",
        "Total == 120.5",
        "Total!=120",
        "Total > -5",
        "Date>=DateTime(2020,1,1)",
        "Date==DateTime(2020, 01, 01)",
        "Date < DateTime(2020,1,1,0,0,1)",
        'Date >= DateTime.Parse("2020-01-01")',
        'Contact.ContactID==Guid("abcd-1")',
        'Contact.ContactID == guid("ABCD-1")',
        'Contact.Name=="The \\"Old\\" Mill"',
        'Contact.Name.Contains("OLD")',
        'Name.StartsWith("caf")',
        'Name.EndsWith("ZOE")',
        'Name.ToLower().Contains("zo")',
        'Name.ToUpper()=="CAFE ZOE"',
        'Name!=null AND Name.Contains("zo")',
        "Due==null",
        "Contact.Empty == null",
        "Sent==true",
        "Sent",
        "Sent && Total>1",
        "!(Total>200)",
        "NOT Total>200",
        "Total>200 OR Sent",
        "Total>200 || (Total>100 && Sent==true)",
        'Status=="DRAFT" OR Status=="AUTHORISED" AND Total>100',
        '(Status=="DRAFT" OR Status=="AUTHORISED") AND Total>100',
    ],
)
def test_true(text):
    assert matches(text)


@pytest.mark.parametrize(
    "text",
    [
        'Status=="DRAFT"',
        "Total>120.5",
        'Name.Contains("x")',
        'Due.Contains("x")',
        "Due>DateTime(2020,1,1)",
        "Date>DateTime(2020,1,1)",
        '(Status=="AUTHORISED" OR Total>100) AND Sent==false',
        'Contact.ContactID!=Guid("abcd-1")',
        "Name==null",
    ],
)
def test_false(text):
    assert not matches(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nonsense==1",
        "Total>",
        "Total>1 AND",
        '(Status=="DRAFT"',
        "Status==DRAFT",
        'Name.Explode("x")',
        "Total ? 1",
        'Total>"x"',
        "Date==DateTime(2020,13,1)",
        "Total>1 Total>2",
        "Contact.==1",
    ],
)
def test_errors(text):
    with pytest.raises(Answer) as caught:
        matches(text)
    assert caught.value.status == 400
    assert caught.value.body["Type"] == "QueryParseException"


def test_order():
    assert order_keys("Date DESC, contact.Name", NAMES) == [
        ("Date", True),
        ("Contact.Name", False),
    ]
    for text in ("Nonsense", "Date UPWARDS", "Date DESC x", ""):
        with pytest.raises(Answer):
            order_keys(text, NAMES)
