from odoo import api, fields, models

from .xero_push_mixin_state import STATES
from .xero_push_mixin_tone import TONES

# What Xero knows of a template's own fields
FEEDERS = frozenset(
    {
        "categ_id",
        "description_purchase",
        "description_sale",
        "list_price",
        "name",
        "property_account_expense_id",
        "property_account_income_id",
        "purchase_ok",
        "sale_ok",
        "supplier_taxes_id",
        "taxes_id",
        "type",
    }
)
# What the form of a template with one variant shows of it
OF_VARIANT = (
    "xero_badge",
    "xero_excluded",
    "xero_list_price",
    "xero_message",
    "xero_proposed_code",
    "xero_standard_price",
    "xero_state",
    "xero_tone",
    "xero_url",
)


class ProductTemplate(models.Model):
    """A template feeds its variants: each of them is an item. With one variant its form
    shows that one's state, with several the list of them."""

    _inherit = "product.template"

    xero_badge = fields.Char("In Xero", compute="_compute_xero_variant")
    xero_state = fields.Selection(STATES, "Xero", compute="_compute_xero_variant")
    xero_tone = fields.Selection(TONES, "Tone", compute="_compute_xero_variant")
    xero_message = fields.Text("Xero Says", compute="_compute_xero_variant")
    xero_url = fields.Char("Link to Xero", compute="_compute_xero_variant")
    xero_excluded = fields.Boolean(
        "Keep out of Xero",
        compute="_compute_xero_variant",
        inverse="_inverse_xero_excluded",
    )
    xero_proposed_code = fields.Char("Proposed Code", compute="_compute_xero_variant")
    xero_list_price = fields.Float(
        "Sales Price in Xero",
        compute="_compute_xero_variant",
        min_display_digits="Product Price",
    )
    xero_standard_price = fields.Float(
        "Cost in Xero",
        compute="_compute_xero_variant",
        min_display_digits="Product Price",
    )

    @api.depends_context("company", "lang", "tz")
    def _compute_xero_variant(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            single = variants if len(variants) == 1 else variants.browse()
            template.update({name: single[name] for name in OF_VARIANT})

    def _inverse_xero_excluded(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            variants.xero_excluded = template.xero_excluded

    def write(self, values):
        """A change of what Xero knows makes the linked variants dirty."""
        # EXTENDS 'product'
        result = super().write(values)
        if values.keys() & FEEDERS:
            self.product_variant_ids._xero_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        """The database takes the variants along, without asking them."""
        self.with_context(active_test=False).product_variant_ids._unlink_xero()

    # === BUTTONS: of all variants === #

    def action_xero_push(self):
        """Send all variants to Xero as soon as a worker is free."""
        return self.product_variant_ids.action_xero_push()

    def action_xero_retry(self):
        """Try again what was refused or is blocked, after its cause was mended."""
        return self.product_variant_ids.action_xero_retry()

    def action_xero_send_now(self):
        """Send what waits in its grace or is held, now."""
        return self.product_variant_ids.action_xero_send_now()

    def action_xero_stop(self):
        """Stop what waits, before it goes."""
        return self.product_variant_ids.action_xero_stop()

    def action_xero_use_code(self):
        """Take the proposed codes as internal references."""
        return self.product_variant_ids.action_xero_use_code()

    def action_xero_take_prices(self):
        """Take Xero's prices over."""
        return self.product_variant_ids.action_xero_take_prices()

    def action_xero_open(self):
        """Open the item in Xero in a new tab."""
        return self.product_variant_id.action_xero_open()

    def action_xero_log(self):
        """Show the transfers of all variants."""
        return self.product_variant_ids.action_xero_log()
