from odoo import api, models

from .xero_mixin import XeroMatch, XeroStreamType


class AccountAnalyticPlan(models.Model):
    """Tracking categories are matched with analytic plans by their name."""

    _name = "account.analytic.plan"
    _inherit = ["account.analytic.plan", "xero.mixin"]

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "tracking",
                self.env._("Tracking Categories"),
                "TrackingCategories",
                sequence=14,
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["TrackingCategoryID"],
            "name": payload.get("Name"),
            "status": payload.get("Status"),
        }

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        plans = {plan.name.casefold(): plan for plan in self.search([])}
        reason = self.env._("same name")
        return {
            record.id: XeroMatch(plans[record.name.casefold()], reason, sure=True)
            for record in seen
            if (record.name or "").casefold() in plans
        }
