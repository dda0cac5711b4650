from odoo import api, models

from .xero_mixin import XeroStreamType


class XeroUser(models.AbstractModel):
    """Who may work in the organisation in Xero: seen only, and only if wanted."""

    _name = "xero.user"
    _inherit = "xero.mixin"
    _description = "Xero User"

    _xero_maps = False

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "users", self.env._("Users"), "Users", sequence=16, enabled=False
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        names = (payload.get("FirstName"), payload.get("LastName"))
        return {
            "xero_id": payload["UserID"],
            "name": " ".join(filter(None, names)) or payload.get("EmailAddress"),
            "email": payload.get("EmailAddress"),
            "kind": payload.get("OrganisationRole"),
        }
