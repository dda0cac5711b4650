from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .account_tax import DIRECTIONS, USABLE


class AccountTax(models.Model):
    """Taxes of Odoo made out of Xero's rates: one for each direction of the rate."""

    _inherit = "account.tax"

    _xero_creates = True

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        sides = [side for side in DIRECTIONS if side in (seen.kind or "").split()]
        if not sides or not seen.filtered_domain(USABLE):
            raise UserError(
                self.env._(
                    "%(rate)s can be used neither on sales nor on purchases in Xero. "
                    "Ignore it.",
                    rate=seen.name,
                )
            )
        linked = self.browse(
            seen.link_ids.filtered(lambda link: link.res_model == self._name).mapped(
                "res_id"
            )
        ).exists()
        missing = [s for s in sides if s not in linked.mapped("type_tax_use")]
        if not missing:
            raise UserError(
                self.env._(
                    "%(rate)s stands for %(taxes)s already.",
                    rate=seen.name,
                    taxes=", ".join(linked.mapped("name")),
                )
            )
        company = organisation.company_id
        model = self.with_company(company)
        # Odoo's taxes have one direction: a rate for both makes two taxes
        first, *others = [
            model._xero_create_side(organisation, seen, side) for side in missing
        ]
        for tax in others:
            link = self.env["xero.link"]._get_or_create(organisation, tax)
            link.write(
                {
                    "record_id": seen.id,
                    "from_xero": True,
                    "reason": self.env._("created from Xero"),
                }
            )
        return first

    def _xero_create_side(self, organisation, seen, side):
        """One tax for one direction of a rate.

        Its amounts are booked where those of the company's other taxes of that
        direction are; tags of a tax return are left to the accountant.
        """
        company = organisation.company_id
        taken = self._xero_siblings(company, side).filtered(
            lambda tax: tax.name == seen.name
        )
        if taken:
            raise UserError(
                self.env._(
                    "Odoo has a tax named %(name)s for this side already. Map it, or "
                    "rename one of the two.",
                    name=seen.name,
                )
            )
        model = self._xero_model_tax(company, side, seen.rate)
        if not model:
            raise UserError(
                self.env._(
                    "No tax of %(company)s tells on which account %(rate)s is booked "
                    "on %(side)s. Create the tax under Accounting ‣ Configuration ‣ "
                    "Taxes, then map it.",
                    company=company.name,
                    rate=seen.name,
                    side={
                        "sale": self.env._("sales"),
                        "purchase": self.env._("purchases"),
                    }[side],
                )
            )
        tax = self.create(
            {
                "name": seen.name,
                "description": self.env._("%s in Xero", seen.code),
                "invoice_label": seen.name,
                "type_tax_use": side,
                "amount_type": "percent",
                "amount": seen.rate,
                "company_id": company.id,
                "country_id": model.country_id.id,
                "tax_group_id": model.tax_group_id.id,
            }
        )
        for lines in ("invoice_repartition_line_ids", "refund_repartition_line_ids"):
            tax[lines].filtered(_is_tax).account_id = (
                model[lines].filtered(_is_tax).account_id[:1]
            )
        return tax

    def _xero_siblings(self, company, side):
        """Taxes of that direction, the company's default one first."""
        default = (
            company.account_sale_tax_id
            if side == "sale"
            else company.account_purchase_tax_id
        )
        taxes = self.search(
            Domain(self._check_company_domain(company))
            & Domain("type_tax_use", "=", side)
        )
        return (default & taxes) | taxes

    def _xero_model_tax(self, company, side, percent):
        """The tax of which accounts and group are taken over; one of the same
        percentage if there is one. Nothing is booked of a rate of zero."""
        siblings = self._xero_siblings(company, side)
        booked = siblings.filtered(
            lambda tax: (
                tax.amount_type == "percent"
                and tax.invoice_repartition_line_ids.filtered(_is_tax).account_id
                and not tax.has_negative_factor
            )
        )
        same = booked.filtered(lambda tax: tax.amount == percent)
        return (same or booked or ([] if percent else siblings))[:1]


def _is_tax(line):
    return line.repartition_type == "tax"
