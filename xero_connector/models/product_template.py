from odoo import models


class ProductTemplate(models.Model):
    """A template feeds its variants: its own fields are what Xero knows of them."""

    _inherit = "product.template"

    def write(self, values):
        """A change of name, price or text makes the linked variants dirty."""
        result = super().write(values)
        if values.keys() & {"name", "list_price", "description_sale"}:
            self.product_variant_ids._xero_changed()
        return result
