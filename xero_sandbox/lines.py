"""Lines of documents: what they cost and which tax falls on them.

Xero: a line is rounded to cents, the tax of each line too (halves up), then both are
summed. The unit price has two decimals unless the request says unitdp=4.
"""

from decimal import Decimal

from .money import ZERO, decimal, round2, round4
from .registry import fields
from .resources.tax_rates import applies
from .resources.tracking_categories import shown, tracking_of

MAX_AMOUNT = Decimal("9999999999.99")
MAX_DESCRIPTION = 4000
MAX_QUANTITY = 13
HUNDRED = Decimal(100)
fields(
    "LineItem",
    "LineItemID Description Quantity UnitAmount ItemCode AccountCode AccountID "
    "TaxType TaxAmount Item LineAmount Tracking DiscountRate DiscountAmount "
    "ValidationErrors",
    lists={"Tracking": "LineItemTracking", "ValidationErrors": None},
    objects={"Item": None},
    numbers="Quantity UnitAmount TaxAmount LineAmount DiscountRate DiscountAmount",
)
fields(
    "LineItemTracking",
    "TrackingCategoryID TrackingOptionID Name Option Options",
    lists={"Options": None},
)


class LineRules:
    """What a kind of document asks of its lines."""

    def __init__(self, sale, discounts, approved, types):
        self.sale = sale
        self.discounts = discounts
        self.approved = approved  # awaiting approval or approved: must be complete
        self.types = types  # Exclusive, Inclusive or NoTax


def build_lines(call, given, old_lines, rules, check):
    """The lines of a document as they are to be stored.

    Xero: a line with the LineItemID of an old one changes it, one without is new,
    and an old one that is not sent is deleted.
    """
    old = {line["LineItemID"]: line for line in old_lines}
    lines = []
    for part in given:
        if not isinstance(part, dict):
            check.add("A line item is not valid.")
            continue
        ident = str(part.get("LineItemID") or "").lower()
        base = old.pop(ident, None)
        if ident and base is None and ident.strip("0-"):
            check.add(f"The LineItemID {ident} does not belong to this document.")
        lines.append(build_line(call, part, base, rules, check))
    return lines


def build_line(call, part, base, rules, check):
    """One line out of what was sent, over the old line where there is one."""
    merged = dict(base or {})
    merged.update({k: v for k, v in part.items() if v is not None})
    if base and part.keys() & {"UnitAmount", "Quantity", "DiscountRate"}:
        if "LineAmount" not in part:
            merged.pop("LineAmount", None)
        if "TaxAmount" not in part:
            merged.pop("TaxAmount", None)
    if base and "TaxType" in part and "TaxAmount" not in part:
        merged.pop("TaxAmount", None)
    if base and "AccountCode" in part and "AccountID" not in part:
        merged.pop("AccountID", None)
    line = {"LineItemID": base["LineItemID"] if base else call.organisation.new_id()}
    item = _item(call, merged, rules, check)
    _text(merged, line, item, rules, check)
    account = _account(call, merged, line, item, rules, check)
    dp4 = call.unitdp == 4 or (base is not None and "UnitAmount" not in part)
    _amounts(dp4, merged, line, item, rules, check)
    _tax(call, merged, line, item, account, rules, check)
    line["Tracking"] = tracking_of(call, merged.get("Tracking"), check)
    return line


def _item(call, merged, rules, check):
    code = merged.get("ItemCode")
    if not code:
        return {}
    found = call.organisation.items.first("code", str(code).casefold())
    if not found:
        check.add(f"Item code '{code}' is not valid")
        return {}
    details = found.get("SalesDetails" if rules.sale else "PurchaseDetails") or {}
    text = "Description" if rules.sale else "PurchaseDescription"
    return {**details, "Code": found["Code"], "Text": found.get(text)}


def _text(merged, line, item, rules, check):
    text = merged.get("Description") or item.get("Text")
    if text:
        text = str(text)
        line["Description"] = text
        if len(text) > MAX_DESCRIPTION:
            check.add(f"Description is too long: at most {MAX_DESCRIPTION} characters.")
    elif rules.approved:
        check.add("Description must be specified for each line item.")
    if item:
        line["ItemCode"] = item["Code"]


def _account(call, merged, line, item, rules, check):
    """The account of a line: given, or the item's. It must exist and be active."""
    code, ident = merged.get("AccountCode"), merged.get("AccountID")
    if not code and not ident:
        code = item.get("AccountCode")
    if not code and not ident:
        if rules.approved and _has_amount(merged, item):
            check.add("Account code must be specified for each line item.")
        return None
    organisation = call.organisation
    account = organisation.account(code) or organisation.account(account_id=ident)
    reserved = account and (
        account["Type"] == "BANK"
        or account.get("SystemAccount") in ("DEBTORS", "CREDITORS")
    )
    if not account or account["Status"] != "ACTIVE" or reserved:
        check.add(
            f"Account code '{code or ident}' is not a valid code for this document."
        )
        return None
    if account.get("Code"):
        line["AccountCode"] = account["Code"]
    line["AccountID"] = account["AccountID"]
    return account


def _has_amount(merged, item):
    names = ("Quantity", "UnitAmount", "LineAmount")
    return bool(item) or any(merged.get(name) is not None for name in names)


def _number(merged, name, check):
    value = merged.get(name)
    if value in (None, ""):
        return None
    try:
        return decimal(value)
    except ValueError:
        check.add(f"{name} is not a valid number.")
        return None


def _amounts(dp4, merged, line, item, rules, check):
    """Quantity, price, discount and line amount; a line of text only has none."""
    quantity = _number(merged, "Quantity", check)
    price = _number(merged, "UnitAmount", check)
    total = _number(merged, "LineAmount", check)
    if price is None and total is None and item.get("UnitPrice") is not None:
        price = item["UnitPrice"]
    if quantity is None and price is None and total is None:
        line["LineAmount"] = ZERO
        return
    if quantity is None:
        quantity = Decimal(1)
    quantity = round4(quantity)
    if len(f"{abs(quantity):f}".rstrip("0").rstrip(".")) > MAX_QUANTITY:
        check.add(f"Quantity is too long: at most {MAX_QUANTITY} characters.")
    if price is None:
        price = total / quantity if total is not None and quantity else ZERO
    price = round4(price) if dp4 else round2(price)
    line["Quantity"], line["UnitAmount"] = quantity, price
    gross = quantity * price
    net = _discounted(merged, line, gross, rules, check)
    amount = round2(net)
    if total is not None and round2(total) != amount:
        check.add(
            f"The line total {round2(total)} does not match the expected line total "
            f"{amount}"
        )
    if abs(amount) > MAX_AMOUNT:
        check.add("The line amount is too large.")
    line["LineAmount"] = amount


def _discounted(merged, line, gross, rules, check):
    rate = _number(merged, "DiscountRate", check)
    fixed = _number(merged, "DiscountAmount", check)
    if not rate and not fixed:
        return gross
    if not rules.discounts:
        check.add("Discounts are not allowed on this type of document.")
        return gross
    if rate:
        check.require(0 <= rate <= HUNDRED, "DiscountRate must be from 0 to 100.")
        line["DiscountRate"] = rate
        return gross * (1 - rate / HUNDRED)
    line["DiscountAmount"] = round2(fixed)
    return gross - line["DiscountAmount"]


def _tax(call, merged, line, item, account, rules, check):
    """The rate and the tax of a line; a sent TaxAmount counts within a bound."""
    if rules.types == "NoTax":
        line["TaxType"], line["TaxAmount"] = "NONE", ZERO
        return
    tax_type = merged.get("TaxType") or item.get("TaxType")
    tax_type = tax_type or (account or {}).get("TaxType")
    if not tax_type:
        line["TaxAmount"] = ZERO  # no account either, which is said elsewhere
        return
    line["TaxType"], line["TaxAmount"] = tax_type, ZERO
    rate = call.organisation.tax_rate(tax_type)
    if not rate or rate["Status"] != "ACTIVE":
        check.add(
            f"The TaxType code '{tax_type}' does not exist or cannot be used for this "
            "type of transaction."
        )
        return
    if account and not applies(rate, account):
        check.add(
            f"The TaxType code '{tax_type}' cannot be used with account code "
            f"'{account.get('Code')}'."
        )
    computed = tax_of(line["LineAmount"], rate["EffectiveRate"], rules.types)
    line["TaxAmount"] = computed
    given = _number(merged, "TaxAmount", check)
    if given is None or round2(given) == computed:
        return
    bound = Decimal(str(call.switch("tax_override_bound")))
    if abs(round2(given) - computed) > bound:
        check.add(
            f"The tax amount {round2(given)} of a line differs from {computed} by more "
            "than can be overridden."
        )
        return
    line["TaxAmount"] = round2(given)


def tax_of(amount, percent, types):
    """Tax on a line amount, on top of it or inside it."""
    percent = Decimal(percent)
    if types == "Inclusive":
        return round2(amount * percent / (HUNDRED + percent))
    return round2(amount * percent / HUNDRED)


def totals(lines, types):
    """SubTotal, TotalTax, Total and TotalDiscount of the lines."""
    amount = sum((line["LineAmount"] for line in lines), ZERO)
    tax = sum((line["TaxAmount"] for line in lines), ZERO)
    inclusive = types == "Inclusive"
    result = {
        "SubTotal": amount - tax if inclusive else amount,
        "TotalTax": tax,
        "Total": amount if inclusive else amount + tax,
    }
    discount = sum((_discount(line) for line in lines), ZERO)
    if discount:
        result["TotalDiscount"] = discount
    return result


def _discount(line):
    if not line.get("DiscountRate") and not line.get("DiscountAmount"):
        return ZERO
    return round2(line["Quantity"] * line["UnitAmount"]) - line["LineAmount"]


def render_lines(call, lines):
    """Prices to as many decimals as the request asks for."""
    rendered = []
    for line in lines:
        body = dict(line)
        if "UnitAmount" in body and call.unitdp != 4:
            body["UnitAmount"] = round2(body["UnitAmount"])
        body["Tracking"] = [shown(call.organisation, t) for t in line["Tracking"]]
        if "ItemCode" in line:
            found = call.organisation.items.first("code", line["ItemCode"].casefold())
            if found:
                body["Item"] = {
                    "ItemID": found["ItemID"],
                    "Name": found.get("Name", ""),
                    "Code": found["Code"],
                }
        rendered.append(body)
    return rendered
