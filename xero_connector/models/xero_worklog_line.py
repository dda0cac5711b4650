from odoo import fields, models


class XeroWorklogLine(models.Model):
    """A worklog on an invoice: how much of it, at which rate.

    A worklog is on one live invoice at most, which the database itself sees to. A
    cancelled or deleted invoice *releases* its worklogs: the row stays, as the memory
    of what happened, and the worklog can be billed again.
    """

    _name = "xero.worklog.line"
    _description = "Worklog on an Invoice"
    _order = "date, timesheet_id, id"
    _rec_name = "timesheet_id"

    timesheet_id = fields.Many2one(
        "account.analytic.line",
        "Worklog",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        related="timesheet_id.company_id", store=True, index=True
    )
    date = fields.Date(related="timesheet_id.date", store=True)
    # for bookkeepers, who may not read timesheets
    name = fields.Char(related="timesheet_id.name", string="Text")
    employee_id = fields.Many2one(related="timesheet_id.employee_id")
    project_id = fields.Many2one(related="timesheet_id.project_id")
    task_id = fields.Many2one(related="timesheet_id.task_id")
    kind = fields.Selection(
        [
            ("billed", "Billed"),
            ("covered", "Covered, at no charge"),
            ("listed", "Not billable, listed at no charge"),
            ("extra", "Extra charge"),
        ],
        required=True,
        readonly=True,
        default="billed",
    )
    hours = fields.Float("Hours Billed", digits=(16, 2), readonly=True)
    rate = fields.Float(
        digits=(16, 6), min_display_digits="Product Price", readonly=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    overtaken = fields.Boolean(
        readonly=True,
        help="Its task or project has another customer since, or is another one.",
    )
    released = fields.Boolean(readonly=True)
    released_reason = fields.Char("Why Released", readonly=True)
    released_by_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        help="The cancelled invoice or posted credit note; it takes the worklog back "
        "when it is reset to draft.",
    )

    _live_unique = models.UniqueIndex(
        "(timesheet_id) WHERE kind != 'extra' AND released IS NOT TRUE",
        "A worklog can be on one invoice only.",
    )
    _live_extra_unique = models.UniqueIndex(
        "(timesheet_id) WHERE kind = 'extra' AND released IS NOT TRUE",
        "An extra charge can be on one invoice only.",
    )
