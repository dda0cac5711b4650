"""Items: products and services, found by their code."""

from ..dates import moment_ms
from ..envelope import envelope, public, write_batch, write_one
from ..errors import Check, Refused, api_exception, not_found
from ..listing import simple_list
from ..money import ZERO, decimal, round2, round4
from ..registry import act, endpoint, fields, store
from ..store import folded

MAX_ITEMS = 500
DETAILS = ("SalesDetails", "PurchaseDetails")
WRITE_QUERY = ("summarizeErrors", "unitdp")

store("items", "ItemID", code=folded("Code"))
fields(
    "Item",
    "Code InventoryAssetAccountCode Name IsSold IsPurchased Description "
    "PurchaseDescription PurchaseDetails SalesDetails IsTrackedAsInventory "
    "TotalCostPool QuantityOnHand UpdatedDateUTC ItemID StatusAttributeString "
    "ValidationErrors",
    plural="Items",
    lists={"ValidationErrors": None},
    objects={"PurchaseDetails": "Purchase", "SalesDetails": "Purchase"},
    flags="IsSold IsPurchased IsTrackedAsInventory",
    numbers="TotalCostPool QuantityOnHand",
)
fields("Purchase", "UnitPrice AccountCode COGSAccountCode TaxType", numbers="UnitPrice")


def render(call, record):
    body = public(record)
    for name in DETAILS:
        details = body.get(name)
        if details and "UnitPrice" in details and call.unitdp != 4:
            body[name] = {**details, "UnitPrice": round2(details["UnitPrice"])}
    return body


def render_written(call, record):
    """The answer to PUT and POST gives the date without its zone."""
    body = render(call, record)
    body["UpdatedDateUTC"] = moment_ms(record["_ms"], "")
    body["ValidationErrors"] = []
    return body


@endpoint("GET", "Items", "items", query=("where", "order", "unitdp"))
def get_items(call):
    items = call.organisation.items
    return simple_list(call, "Items", items, render, "Item", since=True)


def _found(call, ident):
    items = call.organisation.items
    found = items.get(ident.lower()) or items.first("code", ident.casefold())
    if not found:
        raise not_found()
    return found


@endpoint("GET", "Items/{ident}", "items", query=("unitdp",))
def get_item(call, ident):
    return envelope(call, "Items", [render(call, _found(call, ident))])


@endpoint("PUT", "Items", "items", query=WRITE_QUERY)
def put_items(call):
    def create(call, element):
        code = str(element.get("Code") or "")
        if code and call.organisation.items.find("code", code.casefold()):
            raise Refused([f"Price List Item with Code '{code}' already exists"])
        return apply(call, element)

    return _batch(call, create)


@endpoint("POST", "Items", "items", query=WRITE_QUERY)
def post_items(call):
    def upsert(call, element):
        items, ident = call.organisation.items, element.get("ItemID")
        if ident:
            old = items.get(str(ident).lower())
            if not old:
                raise not_found()
            return apply(call, element, old)
        code = str(element.get("Code") or "")
        return apply(call, element, items.first("code", code.casefold()))

    return _batch(call, upsert)


def _batch(call, write):
    if len(call.elements("Items")) > MAX_ITEMS:
        raise api_exception(
            10,
            "ValidationException",
            f"At most {MAX_ITEMS} items can be sent at once.",
        )
    return write_batch(call, "Items", write, render_written, "ItemID", flag=None)


@endpoint("POST", "Items/{ident}", "items", query=WRITE_QUERY)
def post_item(call, ident):
    found = _found(call, ident)

    def change(call, element):
        return apply(call, element, found)

    return write_one(call, "Items", change, render_written, "ItemID", flag=None)


@endpoint("DELETE", "Items/{ident}", "items")
def delete_item(call, ident):
    call.organisation.items.remove(_found(call, ident)["ItemID"])
    return None


def apply(call, element, old=None):
    """Create or change an item."""
    organisation, check = call.organisation, Check()
    record = dict(old or {"IsTrackedAsInventory": False})
    for name, limit in (
        ("Code", 30),
        ("Name", 50),
        ("Description", 4000),
        ("PurchaseDescription", 4000),
    ):
        check.length(element, name, limit)
        if element.get(name) is not None:
            record[name] = str(element[name])
    code = record.get("Code") or ""
    check.require(code, "Item code must be specified.")
    for other in organisation.items.find("code", code.casefold()):
        if other is not old:
            check.add(f"Price List Item with Code '{code}' already exists")
    for name in DETAILS:
        if isinstance(element.get(name), dict):
            given = {**record.get(name, {}), **element[name]}
            record[name] = _details(call, given, check)
        record.setdefault(name, {})
    for flag, detail in zip(("IsSold", "IsPurchased"), DETAILS, strict=True):
        if isinstance(element.get(flag), bool):
            record[flag] = element[flag]
        record.setdefault(flag, True)
        if not record[flag]:
            # Xero: what is not sold has no sales details.
            record[detail] = {}
            text = "Description" if flag == "IsSold" else "PurchaseDescription"
            record.pop(text, None)
    _tracked(call, element, record, check)
    check.done(**({"ItemID": old["ItemID"]} if old else {}))
    record.setdefault("Name", "")
    record.setdefault("ItemID", organisation.new_id())
    return organisation.items.save(organisation.touched(record, call.ms))


def _details(call, given, check):
    organisation, details = call.organisation, {}
    price = given.get("UnitPrice")
    if price not in (None, ""):
        try:
            price = decimal(price)
            details["UnitPrice"] = round4(price) if call.unitdp == 4 else round2(price)
        except ValueError:
            check.add("UnitPrice is not a valid number.")
    for name in ("AccountCode", "COGSAccountCode"):
        code = given.get(name)
        if code:
            account = organisation.account(code)
            if not account or account["Status"] != "ACTIVE":
                check.add(f"Account code '{code}' is not a valid code for this item.")
            details[name] = str(code)
    tax_type = given.get("TaxType")
    if tax_type:
        rate = organisation.tax_rate(tax_type)
        if not rate or rate["Status"] != "ACTIVE":
            check.add(f"The TaxType code '{tax_type}' does not exist.")
        details["TaxType"] = tax_type
    return details


def _tracked(call, element, record, check):
    """An item with an inventory account keeps stock."""
    code = element.get("InventoryAssetAccountCode")
    if not code:
        return
    account = call.organisation.account(code)
    if not account or account["Type"] != "INVENTORY":
        check.add(f"Account code '{code}' is not an inventory account.")
    if not record["PurchaseDetails"].get("COGSAccountCode"):
        check.add("A tracked item needs a COGSAccountCode.")
    record["InventoryAssetAccountCode"] = code
    record["IsTrackedAsInventory"] = True
    record.setdefault("TotalCostPool", ZERO)
    record.setdefault("QuantityOnHand", ZERO)


# What a user does in Xero


def _chosen(call, item):
    items = call.organisation.items
    found = items.get(item.lower()) or items.first("code", item.casefold())
    if not found:
        raise Refused([f"No item {item}"])
    return found


@act("create_item", many=("create_items", "items"))
def create_item(call, **values):
    return public(apply(call, values))


@act("edit_item")
def edit_item(call, item, **values):
    return public(apply(call, values, _chosen(call, item)))


@act("delete_item")
def delete_item_by_hand(call, item):
    """An item is never archived: it is deleted, and documents keep their lines."""
    found = _chosen(call, item)
    call.organisation.items.remove(found["ItemID"])
    return public(found)
