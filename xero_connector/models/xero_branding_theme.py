from odoo import api, models

from .xero_mixin import XeroStreamType


class XeroBrandingTheme(models.AbstractModel):
    """Branding themes: seen only, Odoo has no counterpart."""

    _name = "xero.branding.theme"
    _inherit = "xero.mixin"
    _description = "Xero Branding Theme"

    _xero_maps = False

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "themes", self.env._("Branding Themes"), "BrandingThemes", sequence=15
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {"xero_id": payload["BrandingThemeID"], "name": payload.get("Name")}
