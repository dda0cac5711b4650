"""Organisation, accounts, tax rates, currencies, themes, tracking, items."""

import pytest
from xero_python.accounting import TrackingOption

from xero_sandbox.errors import Refused

MISSING = "3f1d0c77-0000-4000-8000-000000000000"


def test_both_organisations(sdk, sandbox):
    for key, currency, country in (("AU", "AUD", "AU"), ("GB", "GBP", "GB")):
        tenant = sandbox.organisation(key).tenant_id
        found = sdk.get_organisations(tenant).organisations[0]
        assert str(found.base_currency.value) == currency
        assert str(found.country_code.value) == country
        assert found._class == "PREMIUM" and found.edition == "BUSINESS"
        assert found.short_code.startswith("!") and found.timezone
        assert found.period_lock_date is None
        assert not found.is_demo_company


def test_actions(sandbox, sdk, au):
    found = sdk.get_organisation_actions(au.tenant_id).actions
    status = {action.name: action.status for action in found}
    assert status["CreateApprovedInvoice"] == "ALLOWED"
    sandbox.act("forbid", actions=["CreateApprovedInvoice"])
    found = sdk.get_organisation_actions(au.tenant_id).actions
    status = {action.name: action.status for action in found}
    assert status["CreateApprovedInvoice"] == "NOT-ALLOWED"
    assert status["CreateDraftInvoice"] == "ALLOWED"


@pytest.mark.parametrize("key", ["AU", "GB"])
def test_charts_fit_together(sandbox, key):
    organisation = sandbox.organisation(key)
    accounts = organisation.accounts.values()
    system = {account.get("SystemAccount") for account in accounts}
    assert {"DEBTORS", "CREDITORS", "ROUNDING", "GST"} <= system
    assert sum(account["Type"] == "BANK" for account in accounts) >= 2
    codes = [account["Code"] for account in accounts]
    assert len(set(codes)) == len(codes)
    for account in accounts:
        assert organisation.tax_rate(account["TaxType"]), account
    for item in organisation.items.values():
        details = item["SalesDetails"]
        assert organisation.account(details["AccountCode"])
        assert organisation.tax_rate(details["TaxType"])
    assert len(organisation.currencies) >= 3
    assert organisation.contacts and organisation.branding_themes


def test_tax_types(sandbox):
    au, gb = sandbox.organisation("AU"), sandbox.organisation("GB")
    assert set(au.tax_rates) == set(
        "OUTPUT INPUT EXEMPTOUTPUT EXEMPTEXPENSES EXEMPTEXPORT CAPEXINPUT INPUTTAXED "
        "BASEXCLUDED GSTONIMPORTS".split()
    )
    assert {"OUTPUT2", "INPUT2", "RROUTPUT", "RRINPUT", "NONE", "ECZROUTPUT"} <= set(
        gb.tax_rates
    )


def test_accounts(sdk, xero, au):
    found = sdk.get_accounts(au.tenant_id, where='Type=="BANK"').accounts
    assert [a.code for a in found] == ["090", "091"]
    new = {"Code": "201", "Name": "Sales abroad", "TaxType": "OUTPUT"} | _TYPE
    made = sdk.create_account(au.tenant_id, new).accounts[0]
    assert str(made._class).endswith("REVENUE") and made.status == "ACTIVE"
    messages = xero.refused("PUT", "Accounts", {"Code": "201", "Name": "sales"} | _TYPE)
    assert messages == ["Please enter a unique Code.", "Please enter a unique Name."]
    xero.post(f"Accounts/{made.account_id}", {"Status": "ARCHIVED"})
    assert au.account("201")["Status"] == "ARCHIVED"
    one = xero.get(f"Accounts/{made.account_id}")["Accounts"][0]
    assert one["Name"] == "Sales abroad"
    assert xero.send("GET", f"Accounts/{MISSING}").status_code == 404


_TYPE = {"Type": "REVENUE"}


@pytest.mark.parametrize(
    "values, message",
    [
        ({"Code": "201", "Name": "X", "Type": "MAGIC"}, "type is not valid"),
        ({"Name": "X", "Type": "REVENUE"}, "Please enter a code."),
        ({"Code": "201", "Type": "REVENUE"}, "Please enter a name."),
        ({"Code": "x" * 11, "Name": "X", "Type": "REVENUE"}, "Code is too long"),
        ({"Code": "201", "Name": "x" * 151, "Type": "REVENUE"}, "Name is too long"),
        (
            {"Code": "201", "Name": "X", "Type": "REVENUE", "TaxType": "X"},
            "does not exist",
        ),
    ],
)
def test_account_checks(xero, values, message):
    messages = xero.refused("PUT", "Accounts", values)
    assert any(message in text for text in messages), messages


def test_system_account_stays(xero, au):
    ident = au.account("610")["AccountID"]
    messages = xero.refused("POST", f"Accounts/{ident}", {"Status": "ARCHIVED"})
    assert "system account" in messages[0]


def test_bank_account_needs_no_code(xero):
    found = xero.put("Accounts", {"Name": "Till", "Type": "BANK"})["Accounts"][0]
    assert found["CurrencyCode"] == "AUD" and "Code" not in found


def test_tax_rates(sdk, xero, au):
    found = sdk.get_tax_rates(au.tenant_id).tax_rates
    assert len(found) == 9
    rate = sdk.get_tax_rate_by_tax_type(au.tenant_id, "OUTPUT").tax_rates[0]
    assert (rate.name, rate.effective_rate) == ("GST on Income", 10.0)
    assert rate.can_apply_to_revenue and not rate.can_apply_to_expenses
    parts = [{"Name": "Levy", "Rate": "7.5"}]
    body = {"TaxRates": [{"Name": "Levy", "TaxComponents": parts}]}
    made = xero.put("TaxRates", body)["TaxRates"][0]
    assert (made["TaxType"], made["EffectiveRate"]) == ("TAX001", 7.5)
    assert "unique" in xero.refused("PUT", "TaxRates", body)[0]
    xero.post("TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})
    assert au.tax_rates["TAX001"]["Status"] == "DELETED"
    for values in ({}, {"Name": "X"}, {"Name": "X", "TaxComponents": [{"Rate": "y"}]}):
        assert xero.refused("PUT", "TaxRates", values)
    assert xero.send("GET", "TaxRates/NOTHING").status_code == 404


def test_a_user_changes_a_rate(sandbox, xero, invoice):
    made = xero.put("Invoices", invoice())["Invoices"][0]
    sandbox.act("edit_tax_rate", tax_type="OUTPUT", rate="12.5", Name="Dearer")
    rate = xero.get("TaxRates/OUTPUT")["TaxRates"][0]
    assert (rate["Name"], rate["EffectiveRate"]) == ("Dearer", 12.5)
    assert rate["DisplayTaxRate"] == rate["TaxComponents"][0]["Rate"] == 12.5
    assert xero.put("Invoices", invoice())["Invoices"][0]["TotalTax"] == 25.0
    old = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
    assert old["TotalTax"] == 20.0
    sandbox.act("edit_tax_rate", tax_type="INPUT", Status="DELETED")
    assert xero.get("TaxRates/INPUT")["TaxRates"][0]["Status"] == "DELETED"
    with pytest.raises(Refused):
        sandbox.act("edit_tax_rate", tax_type="NONE", rate=1)


def test_a_user_changes_an_account(sandbox, xero, au):
    ident = au.account("260")["AccountID"]
    sandbox.act("edit_account", account="260", Code="265", Name="Sundry income")
    found = xero.get(f"Accounts/{ident}")["Accounts"][0]
    assert (found["Code"], found["Name"]) == ("265", "Sundry income")
    sandbox.act("archive_account", account="265")
    assert au.account("265")["Status"] == "ARCHIVED"
    sandbox.act("restore_account", account="265")
    assert au.account("265")["Status"] == "ACTIVE"
    for values in ({"Code": "200"}, {"Name": "Sales"}, {"Type": "MAGIC"}):
        with pytest.raises(Refused):
            sandbox.act("edit_account", account="265", **values)
    with pytest.raises(Refused, match="No account 999"):
        sandbox.act("edit_account", account="999", Name="x")


def test_a_deleted_item_leaves_lines_as_they_are(sandbox, xero, invoice):
    lines = [{"ItemCode": "SUPPORT", "Quantity": 1}]
    made = xero.put("Invoices", invoice(LineItems=lines))["Invoices"][0]
    sandbox.act("delete_item", item="SUPPORT")
    found = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]["LineItems"][0]
    assert found["ItemCode"] == "SUPPORT" and "Item" not in found
    messages = xero.refused("PUT", "Invoices", invoice(LineItems=lines))
    assert "Item code 'SUPPORT' is not valid" in messages


def test_currencies(sdk, xero, au):
    codes = {c.code.value for c in sdk.get_currencies(au.tenant_id).currencies}
    assert codes == {"AUD", "USD", "NZD", "EUR"}
    sdk.create_currency(au.tenant_id, {"Code": "SGD"})
    assert "SGD" in au.currencies
    assert xero.refused("PUT", "Currencies", {"Code": "XXX"})


def test_branding_themes(sdk, xero, au):
    themes = sdk.get_branding_themes(au.tenant_id).branding_themes
    assert [t.name for t in themes] == ["Standard", "Consulting"]
    ident = themes[1].branding_theme_id
    one = xero.get(f"BrandingThemes/{ident}")["BrandingThemes"][0]
    assert one["SortOrder"] == 2
    assert xero.send("GET", f"BrandingThemes/{MISSING}").status_code == 404


def test_tracking(sandbox, sdk, xero, au, gb):
    found = sdk.get_tracking_categories(au.tenant_id).tracking_categories
    assert [o.name for o in found[0].options] == ["North", "South", "West Coast"]
    assert not sdk.get_tracking_categories(gb.tenant_id).tracking_categories
    ident = found[0].tracking_category_id
    option = TrackingOption(name="East")
    made = sdk.create_tracking_options(au.tenant_id, ident, option).options
    assert made[0].name == "East"
    path = f"TrackingCategories/{ident}/Options"
    assert "unique" in xero.refused("PUT", path, {"Name": "east"})[0]
    assert xero.refused("PUT", path, {"Name": "x" * 101})
    sandbox.act("archive_tracking_option", category="Region", option="North")
    shown = xero.get(f"TrackingCategories/{ident}")["TrackingCategories"][0]
    assert "North" not in [o["Name"] for o in shown["Options"]]
    sandbox.act("create_tracking_category", name="Team", options=["Red"])
    messages = xero.refused("PUT", "TrackingCategories", {"Name": "Third"})
    assert "at most two" in messages[0]
    body = {"Status": "ARCHIVED"}
    xero.post(f"TrackingCategories/{ident}", body)
    names = [c["Name"] for c in xero.get("TrackingCategories")["TrackingCategories"]]
    assert names == ["Team"]
    found = xero.get("TrackingCategories", includeArchived="true")
    assert len(found["TrackingCategories"]) == 2
    assert xero.send("GET", f"TrackingCategories/{MISSING}").status_code == 404


def test_items(sandbox, sdk, xero, au):
    found = sdk.get_items(au.tenant_id, unitdp=4).items
    prices = {i.code: str(i.sales_details.unit_price) for i in found}
    assert prices["ONSITE"] == "95.525"
    shown = {i["Code"]: i for i in xero.get("Items")["Items"]}
    assert shown["ONSITE"]["SalesDetails"]["UnitPrice"] == 95.53
    assert shown["ONSITE"]["UpdatedDateUTC"].endswith("+0000)/")
    body = {"Items": [{"Code": "NEW", "Name": "New"}]}
    made = xero.put("Items", body)["Items"][0]
    assert made["IsSold"] and not made["IsTrackedAsInventory"]
    assert "+" not in made["UpdatedDateUTC"]  # only in the answer to a write
    assert xero.refused("PUT", "Items", {"Code": "new"}) == [
        "Price List Item with Code 'new' already exists"
    ]
    same = xero.post("Items", {"Code": "new", "Description": "Text"})["Items"][0]
    assert (same["ItemID"], same["Name"]) == (made["ItemID"], "New")
    ident = made["ItemID"]
    assert xero.get("Items/NEW")["Items"][0]["Description"] == "Text"
    unsold = xero.post(f"Items/{ident}", {"IsSold": False})["Items"][0]
    assert "Description" not in unsold and unsold["SalesDetails"] == {}
    assert sdk.delete_item(au.tenant_id, ident) is None
    assert xero.send("GET", f"Items/{ident}").status_code == 404
    assert xero.send("POST", "Items", {"ItemID": MISSING}).status_code == 404
    sandbox.act("edit_item", item="SUPPORT", Code="HELP", Name="Help")
    assert xero.get("Items/HELP")["Items"][0]["Name"] == "Help"
    sandbox.act("delete_item", item="EXPORT")
    assert "EXPORT" not in [i["Code"] for i in xero.get("Items")["Items"]]


@pytest.mark.parametrize(
    "values, message",
    [
        ({}, "Item code must be specified."),
        ({"Code": "x" * 31}, "Code is too long"),
        ({"Code": "x", "Name": "x" * 51}, "Name is too long"),
        ({"Code": "x", "Description": "x" * 4001}, "Description is too long"),
        ({"Code": "x", "SalesDetails": {"AccountCode": "999"}}, "Account code '999'"),
        ({"Code": "x", "SalesDetails": {"TaxType": "X"}}, "TaxType code 'X'"),
        ({"Code": "x", "SalesDetails": {"UnitPrice": "much"}}, "UnitPrice"),
        ({"Code": "x", "InventoryAssetAccountCode": "200"}, "inventory account"),
    ],
)
def test_item_checks(xero, values, message):
    messages = xero.refused("PUT", "Items", {"Items": [values]})
    assert any(message in text for text in messages), messages


def test_tracked_item(xero):
    details = {"COGSAccountCode": "310", "UnitPrice": 3}
    body = {
        "Code": "BOX",
        "InventoryAssetAccountCode": "630",
        "PurchaseDetails": details,
    }
    made = xero.put("Items", body)["Items"][0]
    assert made["IsTrackedAsInventory"] and made["QuantityOnHand"] == 0.0


def test_too_many_items(xero):
    body = {"Items": [{"Code": f"I{number}"} for number in range(501)]}
    assert xero.send("PUT", "Items", body).status_code == 400
