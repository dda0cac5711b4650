from odoo import api, models

from ..tools.xero_dialect import amount
from .product_product_books import PRICES
from .xero_sync_mixin import XeroGroup

# Xero's field lengths (documentation of items)
NAME_LENGTH = 50
TEXT_LENGTH = 4000
# Prices, accounts and taxes: in which part of an item they are, and under which name
DETAILS = {
    "sales_price": ("SalesDetails", "UnitPrice"),
    "sales_account": ("SalesDetails", "AccountCode"),
    "sales_tax": ("SalesDetails", "TaxType"),
    "purchase_price": ("PurchaseDetails", "UnitPrice"),
    "purchase_account": ("PurchaseDetails", "AccountCode"),
    "purchase_tax": ("PurchaseDetails", "TaxType"),
}
# What the template has, and one variant therefore cannot take over
OF_TEMPLATE = frozenset(
    {
        "name",
        "text",
        "purchase_text",
        "use",
        "sales_price",
        "sales_account",
        "sales_tax",
        "purchase_account",
        "purchase_tax",
    }
)
# Tracked items have accounts for their stock instead
TRACKED_OTHERWISE = frozenset({"purchase_account"})


class ProductProduct(models.Model):
    """A product in Xero's spelling, and an item in Odoo's.

    Xero's names have 50 characters: a longer one is cut, and stands in full in the
    description. Prices go without tax, in the currency of Xero's books; those that
    Odoo has in another one stay here.
    """

    _inherit = "product.product"

    _xero_identity = ("code", "name", "use")

    @api.model
    def _xero_groups(self):
        # EXTENDS 'xero_connector'
        sales, purchase = ("SalesDetails",), ("PurchaseDetails",)
        return [
            XeroGroup("code", self.env._("Code"), ("Code",)),
            XeroGroup("name", self.env._("Name"), ("Name",)),
            XeroGroup("text", self.env._("Sales description"), ("Description",)),
            XeroGroup(
                "purchase_text",
                self.env._("Purchase description"),
                ("PurchaseDescription",),
            ),
            XeroGroup("use", self.env._("Sold, purchased"), ("IsSold", "IsPurchased")),
            XeroGroup("sales_price", self.env._("Sales price"), sales, guarded=True),
            XeroGroup("sales_account", self.env._("Income account"), sales),
            XeroGroup("sales_tax", self.env._("Sales tax"), sales),
            XeroGroup("purchase_price", self.env._("Cost"), purchase, guarded=True),
            XeroGroup("purchase_account", self.env._("Expense account"), purchase),
            XeroGroup("purchase_tax", self.env._("Purchase tax"), purchase),
        ]

    # === OURS === #

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        product = self.with_company(organisation.company_id)
        name = product._xero_name()
        payload = {
            "Code": _words(product.default_code),
            "Name": name[:NAME_LENGTH].strip(),
            "Description": product._xero_description(name)[:TEXT_LENGTH],
            "PurchaseDescription": _text(product.description_purchase)[:TEXT_LENGTH],
            "IsSold": product.sale_ok,
            "IsPurchased": product.purchase_ok,
            "SalesDetails": product._xero_sales_details(organisation),
            "PurchaseDetails": product._xero_purchase_details(organisation),
        }
        # Xero keeps no text for what is not sold or purchased
        if not product.sale_ok:
            payload["Description"] = None
        if not product.purchase_ok:
            payload["PurchaseDescription"] = None
        return payload

    def _xero_name(self):
        """The product's name with the values of its variant, in full."""
        return _words(self.with_context(display_default_code=False).display_name)

    def _xero_description(self, name):
        """What stands on lines in Xero; a name that is too long for its field leads."""
        text = _text(self.description_sale)
        if len(name) > NAME_LENGTH:
            return f"{name}\n{text}".strip()
        return text or name

    def _xero_sales_details(self, organisation):
        if not self.sale_ok:
            return None
        account = self._get_product_accounts()["income"]
        linked = self._xero_account_code(organisation, account)
        taxes = self._xero_taxes("sale")
        rate = self._xero_tax_type(organisation, taxes)
        details = {
            "UnitPrice": _price(taxes, self.lst_price),
            "AccountCode": linked or self._xero_default_account(organisation).code,
            "TaxType": rate,
            "_unknown": {
                "sales_account": _unknown(account, linked),
                "sales_tax": _unknown(taxes, rate),
            },
        }
        if self._xero_priced_elsewhere(organisation):
            details["UnitPrice"] = None
            details["_unknown"]["sales_price"] = _unknown(self.currency_id)
        return details

    def _xero_purchase_details(self, organisation):
        if not self.purchase_ok:
            return None
        account = self._get_product_accounts()["expense"]
        linked = self._xero_account_code(organisation, account)
        taxes = self._xero_taxes("purchase")
        rate = self._xero_tax_type(organisation, taxes)
        return {
            "UnitPrice": _price(taxes, self.standard_price),
            "AccountCode": linked,
            "TaxType": rate,
            "_unknown": {
                "purchase_account": _unknown(account, linked),
                "purchase_tax": _unknown(taxes, rate),
            },
        }

    # === BOTH SIDES === #

    @api.model
    def _xero_canonical(self, organisation, payload):
        """Values of an item. Where Xero has no counterpart for our account, tax or
        currency its value begins with a question mark."""
        # EXTENDS 'xero_connector'
        name = _words(payload.get("Name"))
        text = _text(payload.get("Description"))
        use = {"sold": "IsSold", "purchased": "IsPurchased"}
        values = {
            "code": _words(payload.get("Code")),
            "name": name,
            # a description that says no more than the name is none
            "text": "" if text == name else text,
            "purchase_text": _text(payload.get("PurchaseDescription")),
            "use": [word for word, key in use.items() if payload.get(key)],
        }
        for group, (part, key) in DETAILS.items():
            details = payload.get(part) or {}
            value = details.get(key)
            values[group] = _plain(value) if key == "UnitPrice" else _words(value)
            if unknown := details.get("_unknown", {}).get(group):
                values[group] = unknown
        return values

    def _xero_rules(self, organisation, link):
        """One variant changes nothing of the template; stock has other accounts; a
        price is no price in another currency."""
        # EXTENDS 'xero_connector'
        rules = dict(super()._xero_rules(organisation, link))
        if self._xero_priced_elsewhere(organisation) and "sales_price" in rules:
            rules["sales_price"] = rules["sales_price"]._replace(
                to_odoo=False, to_xero=False
            )
        if self.product_template_variant_value_ids:
            for name in OF_TEMPLATE & rules.keys():
                rules[name] = rules[name]._replace(to_odoo=False)
        if link.record_id.kind == "TRACKED":
            for name in TRACKED_OTHERWISE & rules.keys():
                rules[name] = rules[name]._replace(to_odoo=False, to_xero=False)
        return rules

    def _xero_verdicts(self, organisation, link, payload):
        """What Xero has no word for is not sent; what stands for nothing here is not
        taken over."""
        # EXTENDS 'xero_connector'
        self._xero_rebase(organisation, link, payload)
        result = super()._xero_verdicts(organisation, link, payload)
        verdicts, ours, theirs = result
        for name, verdict in verdicts.items():
            if _is_unknown(ours[name]) and verdict in ("send", "conflict"):
                verdicts[name] = "apart"
            elif verdict == "take" and self._xero_lacks(organisation, theirs, name):
                verdicts[name] = "unmapped"
        return result

    def _xero_rebase(self, organisation, link, payload):
        """That our account or tax was mapped is no change of the product."""
        ours = self._xero_canonical(organisation, payload)
        known = {
            name: (ours[name], base[1])
            for name, base in (link.agreed or {}).items()
            if _is_unknown(base[0])
            and ours.get(name) != base[0]
            and ours.get(name) == self._xero_known(organisation, name, base[0])
        }
        if known:
            link._settle_groups(known)

    def _xero_element(self, payload, seen, groups):
        """Prices, account and tax travel together: those that did not change as they
        are there. A description that is the name follows it."""
        # EXTENDS 'xero_connector'
        simple = groups - DETAILS.keys()
        element = super()._xero_element(payload, seen, simple)
        if "name" in groups and _is_name(payload) and _is_name(seen):
            element["Description"] = payload["Description"]
        if "use" in groups:
            # what is sold again begins anew: Xero had emptied it
            fresh = {"Description": "IsSold", "PurchaseDescription": "IsPurchased"}
            element.update({k: payload[k] for k in fresh if not seen.get(fresh[k])})
            empty = {part for part, _key in DETAILS.values() if not seen.get(part)}
            groups = groups | {
                g for g, (part, _key) in DETAILS.items() if part in empty
            }
        for group in groups & DETAILS.keys():
            part, key = DETAILS[group]
            if value := (payload.get(part) or {}).get(key):
                there = _writable(seen.get(part) or {})
                element.setdefault(part, there)[key] = value
        return self._xero_strip(element)

    def _xero_without(self, payload, groups):
        """Of prices, account and tax only those that are meant."""
        # EXTENDS 'xero_connector'
        rest = super()._xero_without(payload, groups - DETAILS.keys())
        for group in groups & DETAILS.keys():
            part, key = DETAILS[group]
            details = {k: v for k, v in (rest.get(part) or {}).items() if k != key}
            rest[part] = details if any(k[0] != "_" for k in details) else None
        return rest

    # === THEIRS === #

    def _xero_values(self, organisation, payload, groups):
        # EXTENDS 'xero_connector'
        theirs = self._xero_canonical(organisation, payload)
        name = self._xero_name()
        if len(name) > NAME_LENGTH:
            theirs["text"] = theirs["text"].removeprefix(name).strip()
        values = {
            column: theirs[group]
            for group, column in (
                ("code", "default_code"),
                ("name", "name"),
                ("text", "description_sale"),
                ("purchase_text", "description_purchase"),
            )
            if group in groups
        }
        if "use" in groups:
            values["sale_ok"] = "sold" in theirs["use"]
            values["purchase_ok"] = "purchased" in theirs["use"]
        return {**values, **self._xero_book_values(organisation, theirs, groups)}

    def _xero_take(self, organisation, payload, groups):
        """Taxes first: whether a price includes them is theirs to say."""
        # EXTENDS 'xero_connector'
        prices = groups & PRICES.keys()
        if prices and groups - prices:
            super()._xero_take(organisation, payload, groups - prices)
            groups = prices
        return super()._xero_take(organisation, payload, groups)


def _words(value):
    """A text in one line, without blanks around or doubled.

    :raises TypeError: where Xero sent something else
    """
    if not isinstance(value or "", str):
        raise TypeError(f"not a text: {type(value).__name__}")
    return " ".join((value or "").split())


def _text(value):
    """A text of lines, without blanks at their ends."""
    if not isinstance(value or "", str):
        raise TypeError(f"not a text: {type(value).__name__}")
    return "\n".join(line.rstrip() for line in (value or "").splitlines()).strip()


def _plain(value):
    """A price as text, comparable; nothing is blank."""
    price = round(amount(value), 4)
    return format(price.normalize(), "f") if price else ""


def _price(taxes, price):
    """A price without the taxes that it includes, as Xero takes it.

    :param taxes: ``account.tax`` of the product
    """
    included = taxes.flatten_taxes_hierarchy().filtered("price_include")
    if included:
        exact = included.with_context(round_base=False)
        price = exact.compute_all(price)["total_excluded"]
    return round(amount(str(price)), 4) or None


def _unknown(ours, code=None):
    """How a value of ours that Xero has no word for is compared; empty if it has."""
    if not ours or code:
        return ""
    return "?" + ",".join(str(key) for key in sorted(ours.ids))


def _is_unknown(value):
    return isinstance(value, str) and value.startswith("?")


def _writable(details):
    """What of Xero's details may be sent back unchanged."""
    names = ("UnitPrice", "AccountCode", "COGSAccountCode", "TaxType")
    values = {name: details[name] for name in names if details.get(name)}
    if "UnitPrice" in values:
        values["UnitPrice"] = amount(values["UnitPrice"])
    return values


def _is_name(payload):
    return _text(payload.get("Description")) == _words(payload.get("Name"))
