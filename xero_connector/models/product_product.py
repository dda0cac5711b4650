from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_dialect import amount, quoted
from ..tools.xero_transfer import XeroObjection
from .xero_mixin import XeroMatch, XeroStreamType
from .xero_sync_mixin import XeroGroup

# Xero's field lengths (documentation of items)
CODE_LENGTH = 30
NAME_LENGTH = 50
TEXT_LENGTH = 4000


class ProductProduct(models.Model):
    """Products are untracked items in Xero. By default they are read and matched by
    code; lines of invoices name an item only where it is linked."""

    _name = "product.product"
    _inherit = ["product.product", "xero.sync.mixin"]

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "items", self.env._("Items"), "Items", sequence=25, pushes=True
            )
        ]

    @api.model
    def _xero_feeders(self):
        # EXTENDS 'xero_connector'
        return frozenset({"default_code", "lst_price", "standard_price"})

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return super()._xero_domain(organisation) & Domain("sale_ok", "=", True)

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["ItemID"],
            "code": payload["Code"],
            "name": payload.get("Name"),
        }

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        products = self.search(
            Domain("company_id", "in", [False, organisation.company_id.id])
            & Domain("default_code", "in", seen.mapped("code"))
        ).grouped("default_code")
        reason = self.env._("same code")
        return {
            record.id: XeroMatch(
                products[record.code][0], reason, sure=len(products[record.code]) == 1
            )
            for record in seen
            if record.code in products
        }

    def _xero_adopt(self, organisation):
        # EXTENDS 'xero_connector'
        seen = self.env["xero.record"]._lookup(
            organisation,
            "Items",
            [("code", "=", self.default_code or ""), ("link_ids", "=", False)],
        )
        match = self._xero_match(organisation, seen).get(seen.id)
        if match and match.sure and match.record == self:
            link = self.env["xero.link"]._get_or_create(organisation, self)
            link.write({"record_id": seen.id, "reason": match.reason})
            return True
        return False

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        code = self.default_code or ""
        if not code:
            return [
                XeroObjection(
                    self.env._(
                        "%s has no internal reference, which is its code in Xero. "
                        "Enter one, then press Retry.",
                        self.display_name,
                    )
                )
            ]
        if len(code) > CODE_LENGTH:
            return [
                XeroObjection(
                    self.env._(
                        "%(name)s: the internal reference has %(count)s characters, "
                        "Xero accepts 30 as item code. Shorten it, then press Retry.",
                        name=self.display_name,
                        count=len(code),
                    )
                )
            ]
        return []

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        text = self.description_sale or self.name
        return {
            "Code": self.default_code,
            "Name": self.name[:NAME_LENGTH],
            "Description": text[:TEXT_LENGTH],
            "IsSold": True,
            "SalesDetails": {"UnitPrice": round(amount(self.lst_price), 4)},
        }

    @api.model
    def _xero_groups(self):
        # EXTENDS 'xero_connector'
        return [
            XeroGroup("code", self.env._("Code"), ("Code",)),
            XeroGroup("name", self.env._("Name"), ("Name",)),
            XeroGroup("text", self.env._("Sales description"), ("Description",)),
            XeroGroup("price", self.env._("Sales price"), ("SalesDetails",)),
        ]

    @api.model
    def _xero_canonical(self, organisation, payload):
        # EXTENDS 'xero_connector'
        price = (payload.get("SalesDetails") or {}).get("UnitPrice")
        return {
            "code": payload.get("Code") or "",
            "name": payload.get("Name") or "",
            "text": payload.get("Description") or "",
            "price": str(round(amount(price or 0), 4).normalize()) if price else "",
        }

    def _xero_values(self, organisation, payload, groups):
        # EXTENDS 'xero_connector'
        theirs = self._xero_canonical(organisation, payload)
        columns = {"code": "default_code", "name": "name", "text": "description_sale"}
        return {
            column: theirs[group]
            for group, column in columns.items()
            if group in groups
        }

    @api.model
    def _xero_id_name(self):
        # EXTENDS 'xero_connector'
        return "ItemID"

    @api.model
    def _xero_id_of(self, element):
        # EXTENDS 'xero_connector'
        return element.get("ItemID")

    @api.model
    def _xero_keys_of(self, element):
        # EXTENDS 'xero_connector'
        return [element.get("Code")]

    @api.model
    def _xero_fetch(self, client, xero_ids):
        # EXTENDS 'xero_connector'
        # items know no list of ids: the whole list is one call
        return client.get("Items")

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        # EXTENDS 'xero_connector'
        return client.get(
            "Items", where=" OR ".join(f"Code=={quoted(k)}" for k in keys)
        )

    def _xero_agrees(self, payload, element):
        # EXTENDS 'xero_connector'
        return (payload.get("Name") or "") == (element.get("Name") or "")
