from odoo import fields, models

from .account_analytic_line import BILLABLE


class ProjectProject(models.Model):
    """What kind of work the worklogs of a project are, where they do not say."""

    _inherit = "project.project"

    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        domain=[("xero_worklog_type", "=", True)],
    )
    xero_billable = fields.Selection(
        BILLABLE,
        "Billable Work",
        help="Of worklogs that do not say, nor does their type. Empty: as the customer "
        "says, else to bill.",
    )
