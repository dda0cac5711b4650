from odoo import models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """The item in Xero under which a line of an invoice goes.

    The organisation says which: the product's own one, or that of its category; one
    generic item for all lines; or none. Under a shared item the line's text says which
    product it is.
    """

    _inherit = "product.product"

    def _xero_item(self, organisation):
        """The item of lines with this product (or with none): ``xero.record``, may be
        empty. One that is gone in Xero is none."""
        if organisation.item_lines == "none":
            return self.env["xero.record"]
        if organisation.item_lines == "generic":
            return organisation.generic_item_id.filtered("live")
        shared = self.categ_id._xero_item(organisation)
        return shared or self._xero_own_item(organisation).filtered("live")

    def _xero_own_item(self, organisation):
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        return link.record_id

    def _xero_without_item(self, organisation):
        """Those whose lines go under no item, neither an own one nor a category's."""
        links = self._xero_links(organisation)
        own = {ident for ident, link in links.items() if link.record_id.live}
        shared = self.categ_id.filtered(
            lambda category: category._xero_item(organisation)
        )
        return self.filtered(
            lambda product: product.id not in own and product.categ_id not in shared
        )

    def _xero_item_code(self, organisation):
        """Code of that item; empty where the line goes with account and text."""
        return self._xero_item(organisation).code or ""

    def _xero_line_text(self, organisation, text):
        """Text of a line; under a shared item it says the product and its variant,
        unless it does so already.

        :param str text: as it stands on the line
        """
        text = text or self.display_name or "-"
        item = self._xero_item(organisation)
        if not self or not item or item == self._xero_own_item(organisation):
            return text
        values = self.product_template_attribute_value_ids.mapped("name")
        said = " ".join(text.split()).casefold()
        parts = [" ".join(part.split()).casefold() for part in (self.name, *values)]
        if all(part in said for part in parts):
            return text
        return f"{self._xero_name()}\n{text}"

    def _xero_blocker(self):
        """Also that its category stands for an item lets its lines go."""
        # EXTENDS 'xero_connector'
        blocker = self.env["xero.queue"]._blocker
        path = (self.categ_id.parent_path or "").split("/")
        categories = [blocker(self.categ_id._name, key) for key in path if key]
        return "".join([super()._xero_blocker(), *categories])

    def _xero_needed(self, organisation):
        """Those of which Xero should have an item before their invoice goes."""
        if organisation.item_lines != "own":
            return self.browse()
        links = self._xero_links(organisation)

        def needed(product):
            link = links.get(product.id, self.env["xero.link"])
            return (
                product.active
                and not link.excluded
                and not link.ignored
                and not product.categ_id._xero_item(organisation)
            )

        sold = self._xero_domain(organisation) & Domain("sale_ok", "=", True)
        return self.filtered_domain(sold).filtered(needed)
