"""Money on lines: rounding, tax, discounts, defaults, references."""

import pytest


def made(xero, invoice, lines, unitdp=None, **values):
    query = {"unitdp": unitdp} if unitdp else {}
    body = invoice(LineItems=lines, **values)
    return xero.put("Invoices", body, **query)["Invoices"][0]


def line(**values):
    body = {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
    }
    body.update(values)
    return {name: value for name, value in body.items() if value is not None}


def sums(found):
    return [found[name] for name in ("SubTotal", "TotalTax", "Total")]


def test_defaults_come_from_the_account(xero, invoice, au):
    found = made(xero, invoice, [line(Quantity=2, UnitAmount=10.5)])
    part = found["LineItems"][0]
    assert part["TaxType"] == "OUTPUT"
    assert (part["LineAmount"], part["TaxAmount"]) == (21.0, 2.1)
    assert part["AccountID"] == au.account("200")["AccountID"]
    assert part["Tracking"] == []
    assert sums(found) == [21.0, 2.1, 23.1]
    assert found["AmountDue"] == 23.1
    assert found["CurrencyRate"] == 1.0


def test_tax_is_rounded_per_line_and_then_summed(xero, invoice):
    lines = [line(UnitAmount=price) for price in (25.05, 25.15, 25.25)]
    found = made(xero, invoice, lines)
    # 2.505, 2.515, 2.525: each half goes up
    assert [part["TaxAmount"] for part in found["LineItems"]] == [2.51, 2.52, 2.53]
    assert found["TotalTax"] == 7.56


def test_halves_go_up_in_prices_too(xero, invoice):
    found = made(xero, invoice, [line(UnitAmount=2.165)])
    assert found["LineItems"][0]["UnitAmount"] == 2.17


def test_unit_price_has_two_decimals_unless_asked(xero, invoice):
    body = [line(Quantity=10, UnitAmount=1.0051)]
    rounded = made(xero, invoice, body)["LineItems"][0]
    assert (rounded["UnitAmount"], rounded["LineAmount"]) == (1.01, 10.1)
    exact = made(xero, invoice, body, unitdp=4)
    part = exact["LineItems"][0]
    assert (part["UnitAmount"], part["LineAmount"]) == (1.0051, 10.05)
    path = f"Invoices/{exact['InvoiceID']}"
    read = xero.get(path)["Invoices"][0]["LineItems"][0]
    assert (read["UnitAmount"], read["LineAmount"]) == (1.01, 10.05)
    read = xero.get(path, unitdp=4)["Invoices"][0]["LineItems"][0]
    assert read["UnitAmount"] == 1.0051


def test_a_status_change_without_unitdp_keeps_the_price(xero, invoice):
    body = [line(Quantity=10, UnitAmount=1.0051)]
    found = made(xero, invoice, body, unitdp=4, Status="DRAFT")
    change = {"InvoiceID": found["InvoiceID"], "Status": "AUTHORISED"}
    changed = xero.post("Invoices", change)["Invoices"][0]
    assert changed["Total"] == found["Total"]
    read = xero.get(f"Invoices/{found['InvoiceID']}", unitdp=4)["Invoices"][0]
    assert read["LineItems"][0]["UnitAmount"] == 1.0051


@pytest.mark.parametrize(
    "amount, tax", [(550, 50.0), (541.25, 49.2), (0.05, 0.0), (0.06, 0.01)]
)
def test_inclusive(xero, invoice, amount, tax):
    found = made(xero, invoice, [line(UnitAmount=amount)], LineAmountTypes="Inclusive")
    assert sums(found) == [round(amount - tax, 2), tax, amount]


def test_no_tax(xero, invoice):
    lines = [line(TaxType="OUTPUT", TaxAmount=10)]
    found = made(xero, invoice, lines, LineAmountTypes="NoTax")
    assert sums(found) == [100.0, 0.0, 100.0]
    assert found["LineItems"][0]["TaxType"] == "NONE"
    back = {"InvoiceID": found["InvoiceID"], "LineAmountTypes": "Exclusive"}
    assert sums(xero.post("Invoices", back)["Invoices"][0]) == [100.0, 10.0, 110.0]


def test_types_can_change_from_exclusive_to_inclusive(xero, invoice):
    found = made(xero, invoice, [line(UnitAmount=110)])
    change = {"InvoiceID": found["InvoiceID"], "LineAmountTypes": "Inclusive"}
    changed = xero.post("Invoices", change)["Invoices"][0]
    assert sums(changed) == [100.0, 10.0, 110.0]


def test_british_rates(xero_gb, gb):
    contact = next(iter(gb.contacts))
    rates = {
        "OUTPUT2": 20.0,
        "RROUTPUT": 5.0,
        "ZERORATEDOUTPUT": 0.0,
        "EXEMPTOUTPUT": 0.0,
        "ECZROUTPUT": 0.0,
        "NONE": 0.0,
    }
    body = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "LineItems": [line(TaxType=tax_type) for tax_type in rates],
    }
    found = xero_gb.put("Invoices", body)["Invoices"][0]
    assert [p["TaxAmount"] for p in found["LineItems"]] == list(rates.values())


@pytest.mark.parametrize("sent", [10.02, 9.98, 10.0])
def test_tax_can_be_overridden_within_the_bound(xero, invoice, sent):
    found = made(xero, invoice, [line(TaxAmount=sent)])
    assert found["TotalTax"] == sent


def test_tax_override_beyond_the_bound(sandbox, xero, invoice):
    body = invoice(LineItems=[line(TaxAmount=10.03)])
    assert "tax amount 10.03" in xero.refused("PUT", "Invoices", body)[0]
    sandbox.settings(switches={"tax_override_bound": "1"})
    assert xero.put("Invoices", body)["Invoices"][0]["TotalTax"] == 10.03


def test_discount_rate_and_amount(xero, invoice):
    lines = [
        line(Quantity=3, UnitAmount=33.33, DiscountRate=12.5),
        line(DiscountAmount=15),
    ]
    found = made(xero, invoice, lines)
    assert [part["LineAmount"] for part in found["LineItems"]] == [87.49, 85.0]
    assert found["TotalDiscount"] == 27.5
    assert found["IsDiscounted"] is True


def test_no_discounts_on_bills(xero, invoice):
    body = invoice(Type="ACCPAY", LineItems=[line(AccountCode="400", DiscountRate=5)])
    assert "Discounts are not allowed" in xero.refused("PUT", "Invoices", body)[0]


def test_line_amount_must_fit(xero, invoice):
    body = invoice(LineItems=[line(Quantity=2, UnitAmount=20, LineAmount=40.01)])
    assert xero.refused("PUT", "Invoices", body) == [
        "The line total 40.01 does not match the expected line total 40.00"
    ]
    found = made(xero, invoice, [line(Quantity=4, UnitAmount=None, LineAmount=10)])
    assert found["LineItems"][0]["UnitAmount"] == 2.5


def test_text_only_line(xero, invoice):
    found = made(xero, invoice, [line(), {"Description": "Thank you"}])
    part = found["LineItems"][1]
    assert part["LineAmount"] == 0.0
    assert "Quantity" not in part and "AccountCode" not in part


def test_item_fills_in_what_is_missing(xero, invoice):
    found = made(xero, invoice, [{"ItemCode": "export", "Quantity": 2}])
    part = found["LineItems"][0]
    assert part["ItemCode"] == "EXPORT"
    assert part["Description"] == "Remote work"
    assert (part["UnitAmount"], part["AccountCode"]) == (150.0, "200")
    assert (part["TaxType"], part["TaxAmount"]) == ("EXEMPTEXPORT", 0.0)
    own = {"ItemCode": "EXPORT", "Description": "Mine", "UnitAmount": 1}
    part = made(xero, invoice, [own])["LineItems"][0]
    assert (part["Description"], part["UnitAmount"]) == ("Mine", 1.0)


def test_deleted_item_is_refused(sandbox, xero, invoice):
    sandbox.act("delete_item", item="EXPORT")
    body = invoice(LineItems=[{"ItemCode": "EXPORT", "Quantity": 2}])
    assert "Item code 'EXPORT' is not valid" in xero.refused("PUT", "Invoices", body)


def test_account_by_id(xero, invoice, au):
    ident = au.account("260")["AccountID"]
    found = made(xero, invoice, [line(AccountCode=None, AccountID=ident)])
    assert found["LineItems"][0]["AccountCode"] == "260"


def test_archived_account_is_refused(sandbox, xero, invoice):
    sandbox.act("archive_account", account="260")
    body = invoice(LineItems=[line(AccountCode="260")])
    assert xero.refused("PUT", "Invoices", body) == [
        "Account code '260' is not a valid code for this document."
    ]


@pytest.mark.parametrize(
    "values, message",
    [
        ({"AccountCode": "999"}, "Account code '999' is not a valid code"),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code"),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code"),
        ({"AccountCode": None}, "Account code must be specified"),
        ({"Description": None}, "Description must be specified"),
        ({"Description": "x" * 4001}, "Description is too long"),
        ({"TaxType": "NONSENSE"}, "The TaxType code 'NONSENSE' does not exist"),
        (
            {"TaxType": "INPUT"},
            "The TaxType code 'INPUT' cannot be used with account code '200'.",
        ),
        ({"ItemCode": "NONSENSE"}, "Item code 'NONSENSE' is not valid"),
        ({"Quantity": "many"}, "Quantity is not a valid number."),
        ({"Quantity": True}, "Quantity is not a valid number."),
        ({"Quantity": 1e14}, "Quantity is too long"),
        ({"UnitAmount": 1e10}, "The line amount is too large."),
        ({"UnitAmount": "NaN"}, "UnitAmount is not a valid number."),
        ({"DiscountRate": 101}, "DiscountRate must be from 0 to 100."),
        ({"LineItemID": "11111111-2222-3333-4444-555555555555"}, "does not belong"),
        ({"Tracking": [{"Name": "Region", "Option": "Moon"}]}, "does not exist"),
        ({"Tracking": [{"Name": "X"}, {"Name": "Y"}, {"Name": "Z"}]}, "at most two"),
    ],
)
def test_checks(xero, invoice, values, message):
    messages = xero.refused("PUT", "Invoices", invoice(LineItems=[line(**values)]))
    assert any(message in text for text in messages), messages


def test_all_reasons_are_told_at_once(xero, invoice):
    body = invoice(LineItems=[line(AccountCode="999", TaxType="X", Quantity="x")])
    assert len(xero.refused("PUT", "Invoices", body)) == 3


def test_numbers_as_text_are_taken(xero, invoice):
    found = made(xero, invoice, [line(Quantity="2.5", UnitAmount="10.00")])
    assert found["SubTotal"] == 25.0


def test_tracking_by_name_or_id(xero, invoice, au):
    category = next(iter(au.tracking_categories.values()))
    option = category["Options"][1]
    by_id = {
        "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": option["TrackingOptionID"],
    }
    by_name = {"Name": "region", "Option": "south"}
    found = made(xero, invoice, [line(Tracking=[by_id]), line(Tracking=[by_name])])
    expected = {**by_id, "Name": "Region", "Option": "South"}
    assert [part["Tracking"] for part in found["LineItems"]] == [[expected]] * 2


def test_sent_totals_are_ignored(xero, invoice):
    found = xero.put("Invoices", invoice(Total=1, SubTotal=1, TotalTax=1))
    assert found["Invoices"][0]["Total"] == 220.0
