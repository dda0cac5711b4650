from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_mixin import XeroMatch, XeroStreamType


class AccountAnalyticPlan(models.Model):
    """Tracking categories are matched with analytic plans by their name.

    Their options come inside them: they are taken out here and matched with the
    accounts of the plan (``account_analytic_account.py``), without a call of their own.
    """

    _name = "account.analytic.plan"
    _inherit = ["account.analytic.plan", "xero.mixin"]

    _xero_creates = True
    _xero_carries = True

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
    def _xero_pull_parameters(self, stream):
        # EXTENDS 'xero_connector'
        return {"include_archived": True}

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        if not isinstance(payload.get("Options") or [], list):
            raise ValueError("a list of options was expected")
        return {
            "xero_id": payload["TrackingCategoryID"],
            "name": payload.get("Name"),
            "status": payload.get("Status"),
        }

    def _xero_domain(self, organisation):
        """Lines are distributed by plan at the top; those below are parts of them."""
        # OVERRIDES 'xero_connector'
        return Domain("parent_id", "=", False)

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        accounts = self.env["account.analytic.account"]
        for record in seen:
            accounts._xero_apply(
                organisation, accounts._xero_see_options(organisation, record)
            )
        self._xero_compare_links(organisation)
        return result

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        plans = self.search(self._xero_domain(organisation))
        by_name = plans.grouped(lambda plan: plan.name.casefold())
        reason = self.env._("same name")
        matches = {}
        for record in seen:
            found = by_name.get((record.name or "").casefold(), self.browse())
            if len(found) == 1:
                matches[record.id] = XeroMatch(found, reason, sure=True)
        return matches

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        if self._xero_match(organisation, seen):
            raise UserError(
                self.env._(
                    "Odoo has an analytic plan named %(name)s already. Map it.",
                    name=seen.name,
                )
            )
        return self.create({"name": seen.name})

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        if link.record_id.live:
            return ""
        return self.env._(
            "Tracking category %(name)s was removed in Xero: lines go without it.",
            name=link.record_id.name,
        )
