from odoo import api, models

from .xero_mixin import XeroStreamType


class ResCompany(models.Model):
    """A company stands for the organisation itself: plan, lock dates, base currency."""

    _name = "res.company"
    _inherit = ["res.company", "xero.mixin"]

    _xero_maps = False

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "organisation",
                self.env._("Organisation"),
                "Organisations",
                sequence=10,
                interval=720,
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {"xero_id": payload["OrganisationID"], "name": payload.get("Name")}

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        for record in seen:
            organisation._update_from_xero(record.payload)
