"""The demo's verdict: it must notice whatever does not agree."""

import re

import pytest
from demonstration import comparison, scenario
from demonstration.browser import Page
from demonstration.scenario import COMPANIES, invoices_of

ROW = {
    "name": "INV/2026/00001",
    "ref": "PO 1",
    "partner_id": [7, "Dovecote Print Works"],
    "currency_id": [2, "GBP"],
    "invoice_date": "2026-11-20",
    "invoice_date_due": "2026-12-20",
    "amount_untaxed": 100.1,
    "amount_tax": 20.02,
    "amount_total": 120.12,
    "xero_id": "i-1",
    "xero_state": "synced",
    "xero_badge": "In Xero",
    "xero_message": False,
}
RECORD = {
    "InvoiceID": "i-1",
    "InvoiceNumber": "INV/2026/00001",
    "Reference": "PO 1",
    "Contact": {"ContactID": "c-1"},
    "CurrencyCode": "GBP",
    "Date": "/Date(1795132800000+0000)/",
    "DueDate": "/Date(1797724800000+0000)/",
    "SubTotal": "100.10",
    "TotalTax": "20.02",
    "Total": "120.12",
    "Status": "AUTHORISED",
}
CONTACTS = [{"ContactID": "c-1", "Name": "Dovecote Print Works"}]


class Book:
    """What the comparison asks of one company."""

    def __init__(self, **row):
        self.row = {**ROW, **row}

    def read(self):
        return [self.row]


def compared(*records, expected="open", **row):
    state = {"contacts": CONTACTS, "invoices": list(records)}
    return comparison.compare(Book(**row), state, {0: expected})[0]


def test_equal_books_agree():
    assert compared(RECORD).differences() == []
    paid = {**RECORD, "Status": "PAID"}
    invoice = compared(paid, expected="paid", xero_badge="Paid 20 Nov")
    assert invoice.differences() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Total": "120.13"}, "amounts"),
        ({"TotalTax": "20.03"}, "amounts"),
        ({"CurrencyCode": "EUR"}, "currency"),
        ({"DueDate": RECORD["Date"]}, "due date"),
        ({"Reference": ""}, "reference"),
        ({"InvoiceID": "i-2"}, "id"),
        ({"Status": "DRAFT"}, "DRAFT in Xero"),
    ],
)
def test_a_difference_in_xero_is_noticed(changed, words):
    (difference,) = compared({**RECORD, **changed}).differences()
    assert words in difference


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            {"xero_state": "failed", "xero_message": "No such account"},
            "No such account",
        ),
        ({"xero_badge": "Differs from Xero"}, "the badge says"),
        ({"partner_id": [8, "Somebody else"]}, "customer"),
    ],
)
def test_a_difference_in_odoo_is_noticed(row, words):
    (difference,) = compared(RECORD, **row).differences()
    assert words in difference


def test_missing_twice_and_foreign_invoices_are_noticed():
    assert compared().differences() == ["0 times in Xero"]
    assert compared(RECORD, RECORD).differences() == ["2 times in Xero"]
    foreign = {**RECORD, "InvoiceNumber": "X-1"}
    state = {"contacts": CONTACTS * 2, "invoices": [RECORD, foreign]}
    assert comparison.strangers([compared(RECORD)], state, ()) == ["X-1"]
    assert not comparison.strangers([compared(RECORD)], state, ["X-1"])
    assert comparison.doubles(state) == ["dovecote print works"]


def test_the_table_has_a_line_per_invoice_in_straight_columns():
    lines = list(comparison.table([compared(RECORD), compared()]))
    assert len(lines) == 3
    assert len({line.index("|") for line in lines}) == 1
    assert "yes" in lines[1] and re.search(r"NO +0 times in Xero", lines[2])


def test_the_story_meets_what_it_promises():
    number, rates, currencies, patterns = 0, set(), set(), set()
    for company in COMPANIES:
        found = list(invoices_of(company))
        number += len(found)
        assert max(*scenario.PAID, *scenario.PART_PAID, scenario.VOIDED) < len(found)
        for customer, lines, _term, _reference in found:
            currencies.add((company["currency"], customer[2]))
            for line in lines:
                rates.add((company["xero"], line.get("tax")))
                patterns |= line.keys()
                assert line.get("tax", "none") in {
                    *company["taxes"],
                    "included",
                    "none",
                }
    assert number >= 120
    assert len(currencies) >= 4
    assert {"section", "note", "discount", "quantity"} <= patterns
    for company in COMPANIES:
        words = {word for key, word in rates if key == company["xero"]}
        assert len(words - {None, "none", "included"}) >= 3


def test_a_form_is_filled_in_as_a_browser_does():
    text = """<form action="/go"><input type="hidden" name="token" value="t">
    <input type="radio" name="user" value="a" checked><input type="radio" name="user"
    value="b"><input type="checkbox" name="org" value="1"><input type="checkbox"
    name="org" value="2"><select name="company"><option value="">None</option><option
    value="5" selected>Five</option></select></form>"""
    form = Page("http://x/", 200, text).form()
    assert form.action == "/go"
    assert form.choices["org"] == [("1", ""), ("2", "")]
    sent = form.submit_with(org=["1", "2"])
    assert sorted(sent) == [
        ("company", "5"),
        ("org", "1"),
        ("org", "2"),
        ("token", "t"),
        ("user", "a"),
    ]
