from odoo import api, fields, models

from .account_analytic_line import BILLABLE


class ProductTemplate(models.Model):
    """Worklog types: services that say what kind of work a worklog is, and whose item
    in Xero it is billed as. What keeps them equal with Xero is in
    ``product_product_worklog.py``."""

    _inherit = "product.template"

    xero_worklog_type = fields.Boolean(
        "Worklog Type",
        compute="_compute_xero_worklog_type",
        store=True,
        readonly=False,
        help="A kind of work that worklogs are billed as. Only services can be.",
    )
    xero_billable = fields.Selection(
        BILLABLE,
        "Billable Work",
        help="Of worklogs of this type that do not say. Empty: as the project or the "
        "customer says, else to bill.",
    )

    @api.depends("type")
    def _compute_xero_worklog_type(self):
        """What is no service any more is no worklog type either."""
        for product in self:
            product.xero_worklog_type = (
                product.type == "service" and product.xero_worklog_type
            )
