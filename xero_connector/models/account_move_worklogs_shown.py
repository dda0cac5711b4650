from odoo import api, fields, models
from odoo.tools import formatLang


class AccountMove(models.Model):
    """From an invoice to its worklogs, and what a person changed of their lines."""

    _inherit = "account.move"

    xero_worklog_count = fields.Integer(
        "Number of Worklogs", compute="_compute_xero_worklogs", compute_sudo=True
    )
    xero_worklog_hours = fields.Float(
        "Hours of Worklogs",
        digits=(16, 2),
        compute="_compute_xero_worklogs",
        compute_sudo=True,
        help="Hours to bill of the worklogs that are on this invoice.",
    )
    xero_worklog_notice = fields.Char(
        compute="_compute_xero_worklog_notice", compute_sudo=True
    )

    @api.depends("xero_worklog_line_ids.hours", "xero_worklog_line_ids.released")
    def _compute_xero_worklogs(self):
        for move in self:
            live = move.xero_worklog_line_ids._live()
            # worklogs that it had are to be found from it as well
            worklogs = (live or move.xero_worklog_line_ids).timesheet_id
            move.xero_worklog_count = len(worklogs)
            move.xero_worklog_hours = sum(live.mapped("hours"))

    @api.depends(
        "invoice_line_ids.amount_currency",
        "invoice_line_ids.quantity",
        "xero_worklog_line_ids.released",
    )
    def _compute_xero_worklog_notice(self):
        """Worklogs keep the hours that they were billed with, whatever a person makes
        of the line; that both differ is said."""
        for move in self:
            move.xero_worklog_notice = move._xero_changed_by_hand()

    def _xero_changed_by_hand(self):
        live = self.xero_worklog_line_ids._live()
        lines = live.move_line_id
        planned = sum(live.mapped("amount"))
        billed = sum(line._xero_billed_amount() for line in lines)
        changed = any(
            line._xero_is_changed(line.xero_worklog_line_ids & live) for line in lines
        )
        hours = sum(live.mapped("hours"))
        quantity = sum(line._xero_billed_hours() for line in lines)
        if not changed and round(hours - quantity, 2) == 0:
            return False
        return self.env._(
            "Lines were changed by hand: worklogs of %(hours)s h and %(planned)s, on "
            "the invoice %(quantity)s h and %(billed)s.",
            hours=formatLang(self.env, hours, digits=2),
            planned=formatLang(self.env, planned, currency_obj=self.currency_id),
            quantity=formatLang(self.env, quantity, digits=2),
            billed=formatLang(self.env, billed, currency_obj=self.currency_id),
        )

    def action_xero_worklogs(self):
        """Show the worklogs of these invoices.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_worklog_line_action"
        )
        released = not self.sudo().xero_worklog_line_ids._live()
        action["domain"] = [("move_id", "in", self.ids)]
        action["context"] = {"search_default_live": not released}
        return action
