"""The demo's verdict: it must notice whatever does not agree."""

import re
from datetime import date

import pytest
from demonstration import comparison, month, scenario, worklog_table
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


def compared(*records, expected="open", **row):
    state = {"contacts": CONTACTS, "invoices": list(records)}
    return comparison.compare([{**ROW, **row}], state, {0: expected})[0]


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


def test_the_month_meets_what_it_promises():
    story = list(month.worklogs())
    outside = [worklog for worklog in story if worklog.customer is not None]
    assert len(outside) == 400
    assert {worklog.customer for worklog in outside} == set(range(12))
    assert {worklog.source[0] for worklog in outside} == {
        "order",
        "project",
        "task",
        "ticket",
    }
    assert {w.mark for w in outside} == {
        "",
        *month.OFTEN.values(),
        *month.SELDOM.values(),
    }
    assert {month.fate_of(worklog) for worklog in story} == {
        "invoiced",
        "listed",
        *worklog_table.WORDS,
    }
    assert all(worklog.minutes % 3 == 0 for worklog in story)
    assert all(worklog.reviewed_hours * 60 % 3 == 0 for worklog in story)


@pytest.mark.parametrize("today", ["2026-03-01", "2026-01-15", "2028-03-31"])
def test_the_month_is_the_one_before_today(today):
    today = date.fromisoformat(today)
    begin = month.first_day(today)
    for worklog in month.worklogs():
        day = worklog.day(today)
        if worklog.mark == "too old":
            assert day < begin
        elif worklog.mark == "this month":
            assert day == today
        else:
            assert begin <= day < today.replace(day=1)


WORKLOG = {
    "id": 1,
    "unit_amount": 1.25,
    "xero_hours": 1.25,
    "xero_hours_edited": False,
    "xero_billing_state": "billed",
    "xero_reason": False,
}
STORY = [month.Worklog(0, 0, ("order", 0), 0, 75)]
NAME = month.CUSTOMERS[0].name
INVOICE = {**ROW, "id": 5, "state": "posted", "partner_id": [7, NAME]}
ON_INVOICE = {
    "timesheet_id": [1, ""],
    "move_id": [5, ""],
    "kind": "billed",
    "hours": 1.25,
    "amount": 100.1,
}
IN_XERO = {**RECORD, "LineItems": [{"ItemCode": "CONSULT", "Quantity": "1.25"}]}


class Month:
    """What the comparison asks of the worklogs."""

    def __init__(self, worklog=(), move=(), lines=(ON_INVOICE,), **sums):
        self.story = STORY
        self._rows = [{**WORKLOG, **dict(worklog)}, {**WORKLOG, "id": 2, **CORRECTED}]
        self._moves = [{**INVOICE, **dict(move)}]
        self._lines = list(lines)
        self._invoiced = sums.get("invoiced", 1.25)

    def rows(self):
        return self._rows

    def on_invoices(self):
        return self._lines

    def invoices(self):
        return self._moves

    def invoiced_by_order(self):
        return {0: self._invoiced}


# the correction is not billed here
CORRECTED = {"unit_amount": 0, "xero_hours": 0, "xero_billing_state": "ready"}


def compared_month(record=IN_XERO, **changed):
    contacts = [{"ContactID": "c-1", "Name": NAME}]
    state = {"contacts": contacts, "invoices": [record]}
    return worklog_table.Comparison(Month(**changed), state)


def test_an_equal_month_agrees():
    assert list(compared_month().problems()) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"record": {**IN_XERO, "SubTotal": "100.11"}}, "the amounts differ"),
        ({"record": {**IN_XERO, "LineItems": []}}, "1:15 hours in Odoo, 0:00 in Xero"),
        ({"worklog": {"xero_billing_state": "held"}}, "is held, not invoiced"),
        ({"worklog": {"xero_hours": 1.2}}, "1:12 hours to bill, 1:15 on"),
        ({"move": {"amount_untaxed": 100.11}}, "time or money is missing"),
        ({"invoiced": 1.0}, "has 1:00 hours invoiced, not 1:15"),
        ({"lines": [{**ON_INVOICE, "amount": 100.0}]}, "100.10, its worklogs 100.00"),
        ({"lines": [ON_INVOICE, ON_INVOICE]}, "is on 2 invoices"),
        ({"lines": []}, "is on 0 invoices"),
        (
            {"move": {"xero_state": "failed", "xero_message": "No"}},
            "INV/2026/00001: No",
        ),
    ],
)
def test_a_difference_in_the_month_is_noticed(changed, words):
    assert any(words in problem for problem in compared_month(**changed).problems())


def test_time_is_told_apart_to_the_minute():
    one = worklog_table.Sum("AUD")
    edited = {**WORKLOG, "xero_hours": 0.6, "xero_hours_edited": True}
    rounded = {**WORKLOG, "unit_amount": 0.45, "xero_hours": 0.5}
    one.add_worklog(edited, "billed")
    one.add_worklog(rounded, "billed")
    one.add_worklog(WORKLOG, "covered")
    one.add_worklog({**WORKLOG, "xero_billing_state": "excluded"}, None)
    one.add_worklog({**WORKLOG, "xero_billing_state": "review"}, None)
    assert one.columns()[:7] == ["5", "5:27", "1:06", "0:39", "0:03", "2:30", "1:15"]
    assert one.agrees()


def test_the_month_has_straight_columns_and_says_what_was_left_out():
    reason = {"xero_billing_state": "held", "xero_reason": "Held by Ann"}
    lines = list(compared_month(worklog=reason, lines=[]).table())
    numbers = lines[1 : lines.index("")]
    assert len({len(line.rpartition("  ")[0]) for line in numbers[1:]}) == 1
    assert any("1 lines    1:15  Held: Held by Ann" in line for line in lines)
