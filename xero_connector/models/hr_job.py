from odoo import fields, models


class HrJob(models.Model):
    """What kind of work the worklogs of a job are, where they do not say."""

    _inherit = "hr.job"

    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        domain=[("xero_worklog_type", "=", True)],
    )
