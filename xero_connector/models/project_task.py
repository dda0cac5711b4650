from odoo import fields, models


class ProjectTask(models.Model):
    """What kind of work the worklogs of a task are, where they do not say."""

    _inherit = "project.task"

    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        domain=[("xero_worklog_type", "=", True)],
    )
