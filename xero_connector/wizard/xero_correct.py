from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroCorrect(models.TransientModel):
    """Other hours for a worklog that is on an invoice: the difference goes on the next
    one, at the rate at which the worklog was billed."""

    _name = "xero.correct"
    _description = "Correct Billed Time"

    timesheet_id = fields.Many2one(
        "account.analytic.line", "Worklog", required=True, readonly=True
    )
    move_id = fields.Many2one(related="timesheet_id.xero_move_id")
    move_name = fields.Char("On Invoice", related="timesheet_id.xero_move_name")
    currency_id = fields.Many2one(related="timesheet_id.xero_currency_id")
    hours_billed = fields.Float("Hours So Far", compute="_compute_hours_billed")
    hours = fields.Float(
        "Hours It Should Be",
        compute="_compute_hours",
        store=True,
        readonly=False,
        required=True,
    )
    difference = fields.Float("On the Next Invoice", compute="_compute_difference")
    amount = fields.Monetary(compute="_compute_difference")
    reason = fields.Char(required=True)

    @api.depends("timesheet_id")
    def _compute_hours_billed(self):
        for wizard in self:
            worklogs = wizard.timesheet_id | wizard.timesheet_id.xero_correction_ids
            wizard.hours_billed = sum(worklogs.mapped("xero_hours"))

    @api.depends("hours_billed")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = wizard.hours_billed

    @api.depends("hours", "hours_billed")
    def _compute_difference(self):
        for wizard in self:
            wizard.difference = round(wizard.hours - wizard.hours_billed, 2)
            wizard.amount = wizard.difference * wizard.timesheet_id.xero_rate

    def action_correct(self):
        """Make the correction.

        :return: action that shows it
        :raises UserError: nothing was billed for good, or nothing changes
        """
        self.ensure_one()
        worklog = self.timesheet_id
        if worklog.xero_billing_state != "billed":
            raise UserError(
                self.env._(
                    "%s is on no posted invoice: change its hours in the list of "
                    "worklogs, after taking it off its draft.",
                    worklog.name,
                )
            )
        if self.hours < 0:
            raise UserError(self.env._("Enter 0 if nothing should have been billed."))
        if not self.difference:
            raise UserError(self.env._("These hours are billed already."))
        correction = worklog._xero_make_correction(self.difference, self.reason)
        return {
            **correction._get_records_action(name=self.env._("Correction")),
            "views": [
                (self.env.ref("xero_connector.xero_worklog_view_form").id, "form")
            ],
        }
