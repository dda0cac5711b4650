from odoo import models


class ProductTemplateAttributeValue(models.Model):
    """The surcharge of a variant's value is part of its price."""

    _inherit = "product.template.attribute.value"

    def write(self, values):
        # EXTENDS 'product'
        result = super().write(values)
        if "price_extra" in values:
            self.ptav_product_variant_ids._xero_changed()
        return result


class ProductAttributeValue(models.Model):
    """The name of a value is part of its variants' names."""

    _inherit = "product.attribute.value"

    def write(self, values):
        # EXTENDS 'product'
        result = super().write(values)
        if "name" in values:
            self.pav_attribute_line_ids.product_template_value_ids.filtered(
                lambda value: value.product_attribute_value_id in self
            ).ptav_product_variant_ids._xero_changed()
        return result
