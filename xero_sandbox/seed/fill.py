"""Fill an organisation from the plain tables of its country."""

from decimal import Decimal

from ..contact_fields import empty
from ..dates import moment_ms
from ..money import decimal
from ..registry import seed
from ..resources.accounts import CLASS_OF
from ..resources.currencies import NAMES
from . import au, demo, gb
from .people import USERS

TABLES = {"AU": au, "GB": gb, "DEMO": demo}
MONTH = 30 * 86_400_000
LETTERS = {
    "A": "CanApplyToAssets",
    "Q": "CanApplyToEquity",
    "E": "CanApplyToExpenses",
    "L": "CanApplyToLiabilities",
    "R": "CanApplyToRevenue",
}


class Stamps:
    """The seeded records are a month old and a second apart."""

    def __init__(self, organisation):
        self._organisation = organisation
        self._ms = organisation.created_ms - MONTH

    def __call__(self, record):
        self._ms += 1000
        return self._organisation.touched(record, self._ms)


@seed
def fill(organisation):
    table, stamp = TABLES[organisation.key], Stamps(organisation)
    for code in table.CURRENCIES:
        record = {"Code": code, "Description": NAMES[code], "_ms": 0}
        organisation.currencies.save(record)
    for row in table.TAX_RATES:
        organisation.tax_rates.save(_tax_rate(*row))
    for row in table.ACCOUNTS:
        organisation.accounts.save(stamp(_account(organisation, *row)))
    for number, name in enumerate(table.THEMES, 1):
        organisation.branding_themes.save(_theme(organisation, number, name))
    for name, options in table.TRACKING.items():
        organisation.tracking_categories.save(_category(organisation, name, options))
    for values in table.CONTACTS:
        organisation.contacts.save(stamp(_contact(organisation, values)))
    for values in table.ITEMS:
        organisation.items.save(stamp(_item(organisation, values)))
    for number, user in enumerate(USERS):
        organisation.users.save(stamp(_user(user, number == 0)))


def _tax_rate(tax_type, name, rate, report, applies, status="ACTIVE"):
    rate = Decimal(rate)
    record = {"Name": name, "TaxType": tax_type, "ReportTaxType": report}
    for letter, field in LETTERS.items():
        record[field] = letter in applies
    record["DisplayTaxRate"] = record["EffectiveRate"] = rate
    record["Status"] = status
    component = {"Name": "GST" if "GST" in name else "VAT", "Rate": rate}
    component |= {"IsCompound": False, "IsNonRecoverable": False}
    record["TaxComponents"] = [component]
    record["_ms"] = 0
    return record


def _account(organisation, code, name, kind, tax_type, more):
    record = {
        "AccountID": organisation.seed_id("account", code),
        "Code": code,
        "Name": name,
        "Status": "ACTIVE",
        "Type": kind,
        "TaxType": tax_type,
        "Class": CLASS_OF[kind],
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "ReportingCode": "",
        "HasAttachments": False,
        "AddToWatchlist": False,
    }
    if kind == "BANK":
        record["BankAccountType"] = "BANK"
        record["CurrencyCode"] = organisation.currency
    else:
        record["Description"] = ""
    return {**record, **more}


def _theme(organisation, number, name):
    return {
        "BrandingThemeID": organisation.seed_id("theme", name),
        "Name": name,
        "LogoUrl": "",
        "Type": "INVOICE",
        "SortOrder": number,
        "CreatedDateUTC": moment_ms(organisation.created_ms - MONTH),
        "_ms": number,
    }


def _category(organisation, name, options):
    return {
        "Name": name,
        "Status": "ACTIVE",
        "TrackingCategoryID": organisation.seed_id("tracking", name),
        "Options": [
            {
                "TrackingOptionID": organisation.seed_id("tracking", name, option),
                "Name": option,
                "Status": "ACTIVE",
            }
            for option in options
        ],
        "_ms": 0,
    }


def _contact(organisation, values):
    record = {**empty(), "ContactID": organisation.seed_id("contact", values["Name"])}
    record.update({k: v for k, v in values.items() if k not in ("City", "Street")})
    if "City" in values:
        for address in record["Addresses"]:
            if address["AddressType"] == "STREET":
                address["AddressLine1"] = values["Street"]
                address["City"] = values["City"]
    return record


def _user(user, subscriber):
    first, _blank, last = user["name"].partition(" ")
    return {
        "UserID": user["id"],
        "EmailAddress": user["email"],
        "FirstName": first,
        "LastName": last,
        "IsSubscriber": subscriber,
        "OrganisationRole": "FINANCIALADVISER" if subscriber else "STANDARD",
    }


def _item(organisation, values):
    code, name, price, account, tax_type, text = values
    return {
        "ItemID": organisation.seed_id("item", code),
        "Code": code,
        "Name": name,
        "Description": text,
        "PurchaseDetails": {},
        "SalesDetails": {
            "UnitPrice": decimal(price),
            "AccountCode": account,
            "TaxType": tax_type,
        },
        "IsTrackedAsInventory": False,
        "IsSold": True,
        "IsPurchased": False,
    }
