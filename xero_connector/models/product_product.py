from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_dialect import amount, quoted
from .xero_mixin import XeroStreamType


class ProductProduct(models.Model):
    """Products are untracked items in Xero, each variant one of its own. By default
    they are read and matched; lines of invoices name an item only where there is one.

    What travels is in ``product_product_payload.py``, which item is which product in
    ``product_product_match.py``, codes and what Xero would refuse in
    ``product_product_code.py``, the item of an invoice line in
    ``product_product_line.py``.
    """

    _name = "product.product"
    _inherit = ["product.product", "xero.sync.mixin"]

    _xero_creates = True
    _xero_shares = True
    _xero_key_names = ("default_code", "barcode", "name")

    xero_list_price = fields.Float(
        "Sales Price in Xero",
        compute="_compute_xero_prices",
        compute_sudo=True,
        min_display_digits="Product Price",
        help="As it is in Xero, without tax. It becomes the sales price here only "
        "where Xero wins.",
    )
    xero_standard_price = fields.Float(
        "Cost in Xero",
        compute="_compute_xero_prices",
        compute_sudo=True,
        min_display_digits="Product Price",
    )

    @api.depends_context("company")
    def _compute_xero_prices(self):
        links = self._xero_links()
        for product in self:
            seen = links.get(product.id, self.env["xero.link"]).record_id
            product.xero_list_price = self._xero_price_of(seen)
            product.xero_standard_price = self._xero_price_of(seen, "PurchaseDetails")

    @api.model
    def _xero_price_of(self, seen, part="SalesDetails"):
        """A price as an item in Xero has it, without tax; 0 where it has none.

        :param seen: ``xero.record``, may be empty
        :param str part: of the item
        """
        details = (seen.payload or {}).get(part) or {}
        return amount(details.get("UnitPrice"))

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
        """What variants have of their own; the rest is the template's."""
        # EXTENDS 'xero_connector'
        return frozenset({"active", "default_code", "lst_price", "standard_price"})

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        used = Domain("sale_ok", "=", True) | Domain("purchase_ok", "=", True)
        return super()._xero_domain(organisation) & used & Domain("type", "!=", "combo")

    # === SEE === #

    @api.model
    def _xero_count_use(self, organisation):
        """Only where items are kept: else lines go without them."""
        # EXTENDS 'xero_connector'
        stream = self.env["xero.stream"]._of_kind(organisation, "items")
        if not stream.enabled:
            return
        Line = self.env["account.move.line"]
        used = Line._read_group(
            Line._xero_used_domain(organisation) & Domain("product_id", "!=", False),
            ["product_id"],
            ["move_id:count_distinct"],
        )
        self.env["xero.link"]._offer_used(organisation, self._name, dict(used))

    @api.model
    def _xero_offered(self, organisation):
        # EXTENDS 'xero_connector'
        if not self.env["xero.stream"]._of_kind(organisation, "items").enabled:
            return self.browse()
        return self.search(self._xero_domain(organisation))

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        if not payload["Code"]:
            raise ValueError("an item without a code")
        # what cannot be compared later is told now
        theirs = self._xero_canonical(organisation, payload)
        return {
            "xero_id": payload["ItemID"],
            "code": theirs["code"],
            "name": theirs["name"],
            "kind": "TRACKED" if payload.get("IsTrackedAsInventory") else "UNTRACKED",
            "sold": "sold" in theirs["use"],
        }

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        self._xero_follow_codes(organisation, seen)
        return super()._xero_apply(organisation, seen)

    def _xero_merge(self, organisation, link):
        """An item that is gone in Xero changes nothing any more."""
        # EXTENDS 'xero_connector'
        if not link.record_id.live:
            return None
        result = super()._xero_merge(organisation, link)
        self._xero_report_unmapped(organisation, link)
        return result

    def _xero_badge_of_seen(self, seen):
        # EXTENDS 'xero_connector'
        if not seen.live:
            return self.env._("Deleted in Xero")
        if not self.active:
            return self.env._("Archived here, still in Xero")
        return super()._xero_badge_of_seen(seen)

    # === SEND === #

    def _xero_changed(self):
        """Of archived products nothing is sent."""
        # EXTENDS 'xero_connector'
        active = self.filtered("active")
        return super(ProductProduct, active)._xero_changed()

    def _xero_operation(self, organisation, link):
        # EXTENDS 'xero_connector'
        words = ""
        if link.excluded:
            words = self.env._("Kept out of Xero.")
        elif link.record_id and not link.record_id.live:
            words = self.env._(
                "%s was deleted in Xero. It is never created again by itself: unlink "
                "it under Xero ‣ Mapping, then push it; or link another item.",
                self.display_name,
            )
        elif not self.active:
            words = self.env._(
                "%s is archived: nothing of it is sent, and its item stays as it is.",
                self.display_name,
            )
        return (None, words) if words else super()._xero_operation(organisation, link)

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
