from odoo import fields, models


class AccountMove(models.Model):
    """An invoice of worklogs."""

    _inherit = "account.move"

    xero_worklog_line_ids = fields.One2many(
        "xero.worklog.line", "move_id", "Worklogs", readonly=True
    )
    xero_billing_profile_id = fields.Many2one(
        "xero.billing.profile", "Billing Profile", copy=False, readonly=True
    )
    xero_period_end = fields.Date("Work up to", copy=False, readonly=True)
    xero_left = fields.Char(
        copy=False,
        help="What the draft looked like when billing left it: what a person touched "
        "takes no more worklogs.",
    )
