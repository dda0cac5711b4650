from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_dialect import amount
from .xero_mixin import XeroStreamType

DIRECTIONS = ("sale", "purchase")


class AccountTax(models.Model):
    """Taxes are matched with Xero's rates, one by one or as a set.

    A tax is paired by itself only where one candidate exists on each side: rates that
    are equal in percent go to different boxes of the return. Several taxes on a line
    are one rate in Xero: the *set* has a link of its own. "No tax" is a link too, one
    per direction, so that every line says its tax explicitly.
    """

    _name = "account.tax"
    _inherit = ["account.tax", "xero.mixin"]

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType("taxes", self.env._("Tax Rates"), "TaxRates", sequence=12)
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        sides = [
            side
            for side, name in zip(
                DIRECTIONS, ("CanApplyToRevenue", "CanApplyToExpenses"), strict=True
            )
            if payload.get(name)
        ]
        return {
            "xero_id": payload["TaxType"],
            "code": payload["TaxType"],
            "name": payload.get("Name"),
            "kind": " ".join(sides),
            "status": payload.get("Status"),
            "rate": amount(payload.get("EffectiveRate")),
        }

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_id", "parent_of", organisation.company_id.ids) & Domain(
            "type_tax_use", "in", DIRECTIONS
        )

    @api.model
    def _xero_apply(self, organisation, seen):
        """Offer every tax and every "no tax", pair the unmistakable ones."""
        # OVERRIDES 'xero_connector'
        Link = self.env["xero.link"]
        taxes = self.search(self._xero_domain(organisation))
        Link._offer(organisation, taxes)
        for side in DIRECTIONS:
            if not Link._of_key(organisation, self._name, "none", side):
                Link.create(self._xero_none_values(organisation, side))
        taxes._xero_pair_single(organisation)

    def _xero_none_values(self, organisation, side):
        """The row "no tax" of one direction, with a suggestion where there is one."""
        rates = self.env["xero.record"]._lookup(
            organisation, "TaxRates", [("live", "=", True), ("rate", "=", 0)]
        )
        outside = rates.filtered(lambda rate: rate.code in ("NONE", "BASEXCLUDED"))
        labels = {
            "sale": self.env._("No tax, sales"),
            "purchase": self.env._("No tax, purchases"),
        }
        return {
            "organisation_id": organisation.id,
            "resource": "TaxRates",
            "res_model": self._name,
            "res_id": False,
            "res_key": "none",
            "role": side,
            "res_name": labels[side],
            "suggestion_id": outside.id if len(outside) == 1 else False,
            "reason": self.env._("not reported") if len(outside) == 1 else False,
        }

    def _xero_pair_single(self, organisation):
        """Link where one tax and one rate have this direction and percentage."""
        rates = self.env["xero.record"]._lookup(
            organisation, "TaxRates", [("live", "=", True)]
        )
        links = self._xero_links(organisation)
        for side in DIRECTIONS:
            own = self.filtered(lambda tax, side=side: tax.type_tax_use == side)
            theirs = rates.filtered(lambda rate, side=side: side in rate.kind.split())
            for tax in own:
                percent = tax._xero_percent()
                same = own.filtered(lambda t, p=percent: t._xero_percent() == p)
                fitting = theirs.filtered(
                    lambda rate, p=percent: amount(str(rate.rate)) == p
                )
                link = links[tax.id]
                if percent is None or link.state != "undecided":
                    continue
                if len(same) == 1 and len(fitting) == 1:
                    link.write(
                        {
                            "record_id": fitting.id,
                            "reason": self.env._("the only rate of this percentage"),
                        }
                    )

    def _xero_percent(self):
        """Percentage of the tax as Xero's EffectiveRate counts; ``None`` if it has
        none (fixed amounts, formulas)."""
        self.ensure_one()
        if self.amount_type == "group":
            parts = [tax._xero_percent() for tax in self.children_tax_ids]
            return None if None in parts else sum(parts, Decimal(0))
        if self.amount_type != "percent":
            return None
        share = sum(
            self.invoice_repartition_line_ids.filtered(
                lambda line: line.repartition_type == "tax"
            ).mapped("factor")
        )
        return (amount(str(self.amount)) * amount(str(share))).normalize()

    def _xero_link_of_set(self, organisation, side):
        """The link of these taxes together; made empty where there is none.

        :param str side: ``sale`` or ``purchase``
        """
        Link = self.env["xero.link"]
        if not self:
            return Link._of_key(organisation, self._name, "none", side) or (
                Link.sudo().create(self._xero_none_values(organisation, side))
            )
        if len(self) == 1:
            return Link._get_or_create(organisation, self)
        key = ",".join(str(tax_id) for tax_id in sorted(self.ids))
        return Link._of_key(organisation, self._name, key) or Link.sudo().create(
            {
                "organisation_id": organisation.id,
                "resource": "TaxRates",
                "res_model": self._name,
                "res_id": False,
                "res_key": key,
                "res_name": " + ".join(self.sorted("id").mapped("name")),
            }
        )
