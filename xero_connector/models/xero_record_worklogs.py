from odoo import models
from odoo.fields import Domain

from .account_analytic_line import LEFT

# Whose records decide about worklogs, and how worklogs name them
DECIDE = {
    "Contacts": ("res.partner", "xero_customer_id.commercial_partner_id"),
    "Items": ("product.product", "xero_billed_type_id"),
}


class XeroRecord(models.Model):
    """What was changed in Xero of a customer or a worklog type (its price, that it was
    archived or deleted) is seen on the open worklogs at once."""

    _inherit = "xero.record"

    def _apply_safely(self):
        # EXTENDS 'xero_connector'
        result = super()._apply_safely()
        self._judge_worklogs()
        return result

    def _judge_worklogs(self):
        """Judge open worklogs of what these records, all of one kind, stand for."""
        model, path = DECIDE.get(self[:1].resource, (None, None))
        links = self.link_ids.filtered(
            lambda link: link.res_model == model and link.state in ("linked", "merged")
        )
        if not links:
            return
        domain = Domain(path, "in", links.mapped("res_id"))
        domain &= Domain("xero_billing_state", "in", LEFT)
        domain &= Domain("company_id", "child_of", self.organisation_id.company_id.ids)
        self.env["account.analytic.line"].sudo().search(domain)._xero_judge()
