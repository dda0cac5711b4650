from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_mixin import XeroMatch, XeroStreamType


class AccountAnalyticAccount(models.Model):
    """Analytic accounts of a plan that is linked to a tracking category are matched
    with its options by name.

    Options are known by their ids: one that is renamed in Xero stays linked, one that
    is archived is no longer sent. None is created in Xero by itself; how a person has
    one created is in ``account_analytic_account_create.py``.
    """

    _name = "account.analytic.account"
    _inherit = ["account.analytic.account", "xero.push.mixin"]

    _xero_creates = True
    _xero_shares = True
    # several accounts may stand for one option
    _xero_exclusive = False

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "tracking_options",
                self.env._("Tracking Options"),
                "TrackingOptions",
                sequence=14,
                part_of="tracking",
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["TrackingOptionID"],
            # so that it reads "Region North" wherever it is chosen
            "code": payload["Category"],
            "name": payload.get("Name"),
            "status": payload.get("Status"),
            "parent_xero_id": payload["TrackingCategoryID"],
        }

    def _xero_choice_domain(self, organisation, seen):
        """Accounts of the plan that stands for the option's category."""
        # EXTENDS 'xero_connector'
        plan = self._xero_plan_of(organisation, seen.parent_xero_id)
        domain = super()._xero_choice_domain(organisation, seen)
        return domain & Domain("root_plan_id", "=", plan.id)

    # === SEE === #

    @api.model
    def _xero_see_options(self, organisation, category):
        """Take the options out of a category.

        :param category: ``xero.record`` of TrackingCategories
        :return: ``xero.record`` of its options
        """
        Record = self.env["xero.record"]
        options = category.payload.get("Options") or []
        above = {"Category": category.name, "TrackingCategoryID": category.xero_id}
        seen, problems = Record._see(
            organisation,
            "TrackingOptions",
            [
                {**option, **above} if isinstance(option, dict) else option
                for option in options
            ],
        )
        for element, reason in problems:
            self.env["xero.queue"]._report_pull(
                organisation, "TrackingOptions", element, reason
            )
        whole = [("parent_xero_id", "=", category.xero_id)]
        Record._miss(organisation, "TrackingOptions", seen, problems, whole)
        return seen

    @api.model
    def _xero_plan_of(self, organisation, category_id):
        """The plan that is linked to a tracking category; may be empty."""
        category = self.env["xero.record"]._lookup(
            organisation, "TrackingCategories", [("xero_id", "=", category_id)]
        )
        link = category.link_ids.filtered(
            lambda link: link.res_model == "account.analytic.plan"
        )
        return self.env["account.analytic.plan"].browse(link[:1].res_id).exists()

    # === MATCH === #

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        for category_id in set(seen.mapped("parent_xero_id")):
            plan = self._xero_plan_of(organisation, category_id)
            if plan:
                accounts = self.search(
                    self._xero_domain(organisation)
                    & Domain("root_plan_id", "=", plan.id)
                )
                self.env["xero.link"]._offer(organisation, accounts)
        self._xero_compare_links(organisation)
        self._xero_count_use(organisation)
        return result

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        reason = self.env._("same name in the linked plan")
        matches = {}
        for category_id, records in seen.grouped("parent_xero_id").items():
            plan = self._xero_plan_of(organisation, category_id)
            accounts = self.search(
                self._xero_domain(organisation) & Domain("root_plan_id", "=", plan.id)
            ).grouped(lambda account: account.name.casefold())
            for record in records:
                found = accounts.get((record.name or "").casefold(), self.browse())
                if len(found) == 1:
                    matches[record.id] = XeroMatch(found, reason, sure=True)
        return matches

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        plan = self._xero_plan_of(organisation, seen.parent_xero_id)
        if not plan:
            raise UserError(
                self.env._(
                    "Map the tracking category %(category)s to an analytic plan first.",
                    category=seen.code,
                )
            )
        if self._xero_match(organisation, seen):
            raise UserError(
                self.env._(
                    "%(plan)s has an analytic account named %(name)s already. Map it.",
                    plan=plan.name,
                    name=seen.name,
                )
            )
        return self.create(
            {
                "name": seen.name,
                "plan_id": plan.id,
                "company_id": organisation.company_id.id,
            }
        )

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        if link.record_id.live:
            return ""
        return self.env._(
            "%(option)s was removed in Xero: lines go without it. Restore it there, or "
            "map %(name)s to another option.",
            option=link.record_id.display_name,
            name=link.res_name,
        )
