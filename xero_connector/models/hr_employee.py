from odoo import fields, models


class HrEmployee(models.Model):
    """What kind of work the worklogs of an employee are, where they do not say."""

    _inherit = "hr.employee"

    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        domain=[("xero_worklog_type", "=", True)],
        groups="hr.group_hr_user",
    )
