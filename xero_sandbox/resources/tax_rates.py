"""TaxRates."""

from decimal import Decimal

from ..envelope import envelope, public, write_batch
from ..errors import Check, Refused, not_found
from ..listing import simple_list
from ..money import decimal
from ..plants import keep
from ..registry import act, endpoint, fields, store

APPLIES = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
CLASS_FIELD = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}

store("tax_rates", "TaxType")
fields(
    "TaxRate",
    "Name TaxType TaxComponents Status ReportTaxType CanApplyToAssets "
    "CanApplyToEquity CanApplyToExpenses CanApplyToLiabilities CanApplyToRevenue "
    "DisplayTaxRate EffectiveRate",
    plural="TaxRates",
    lists={"TaxComponents": "TaxComponent"},
    flags=" ".join(CLASS_FIELD.values()),
    numbers="DisplayTaxRate EffectiveRate",
)
fields(
    "TaxComponent",
    "Name Rate IsCompound IsNonRecoverable",
    flags="IsCompound IsNonRecoverable",
    numbers="Rate",
)


def render(call, record):
    return public(record)


def applies(rate, account):
    """Whether Xero lets this rate stand with an account of that class."""
    return rate[CLASS_FIELD[account["Class"]]]


@endpoint("GET", "TaxRates", "settings", query=("where", "order", "TaxType"))
def get_tax_rates(call):
    rates = call.organisation.tax_rates
    wanted = call.param("TaxType")
    records = rates.listed()
    if wanted:
        records = keep(records, lambda r: r["TaxType"] == wanted, odd=False)
    return simple_list(call, "TaxRates", rates, render, "TaxRate", records)


@endpoint("GET", "TaxRates/{tax_type}", "settings")
def get_tax_rate(call, tax_type):
    found = call.organisation.tax_rates.get(tax_type.upper())
    if not found:
        raise not_found()
    return envelope(call, "TaxRates", [render(call, found)])


@endpoint("PUT", "TaxRates", "settings", query=("summarizeErrors",))
@endpoint("POST", "TaxRates", "settings", query=("summarizeErrors",))
def write_tax_rates(call):
    return write_batch(call, "TaxRates", apply, render, "TaxType", flag=None)


def apply(call, element):
    """Create a rate, or change the one of that TaxType."""
    organisation, check = call.organisation, Check()
    rates = organisation.tax_rates
    old = rates.get(element.get("TaxType") or "")
    record = dict(old or {"Status": "ACTIVE", "ReportTaxType": "OUTPUT"})
    for name in ("Name", "Status", "ReportTaxType"):
        if element.get(name):
            record[name] = element[name]
    if "TaxComponents" in element or not old:
        record["TaxComponents"] = _components(element.get("TaxComponents"), check)
    check.require(record.get("Name"), "Please enter a name for the tax rate.")
    name = (record.get("Name") or "").casefold()
    for other in rates.values():
        if other["Name"].casefold() == name and other is not old:
            check.add("The tax rate name must be unique.")
    check.done()
    if not old:
        number = 1
        while f"TAX{number:03d}" in rates:
            number += 1
        record["TaxType"] = f"TAX{number:03d}"
        sales = record["ReportTaxType"] == "OUTPUT"
        for part in APPLIES:
            record[f"CanApplyTo{part}"] = True
        record["CanApplyToExpenses" if sales else "CanApplyToRevenue"] = False
    record["DisplayTaxRate"] = sum(
        (part["Rate"] for part in record["TaxComponents"]), Decimal(0)
    )
    record["EffectiveRate"] = record["DisplayTaxRate"]
    record["_ms"] = call.ms
    return rates.save(record)


def _components(given, check):
    parts = []
    for part in given or ():
        try:
            rate = decimal(part.get("Rate"))
        except ValueError:
            check.add("A tax component needs a rate.")
            continue
        parts.append(
            {
                "Name": part.get("Name") or "Tax",
                "Rate": rate,
                "IsCompound": bool(part.get("IsCompound")),
                "IsNonRecoverable": bool(part.get("IsNonRecoverable")),
            }
        )
    check.require(parts, "A tax rate needs at least one component.")
    return parts


# What a user does in Xero


@act("create_tax_rate")
def create_tax_rate(call, **values):
    return public(apply(call, values))


@act("edit_tax_rate")
def edit_tax_rate(call, tax_type, rate=None, **values):
    """Another name, status or components; ``rate`` is the percentage of a single one.

    A real user can do that to the rates of their own only.
    """
    found = call.organisation.tax_rates.get(tax_type)
    if not found:
        raise Refused([f"No tax rate {tax_type}"])
    if rate is not None:
        values["TaxComponents"] = [{**found["TaxComponents"][0], "Rate": rate}]
    return public(apply(call, {**values, "TaxType": tax_type}))
