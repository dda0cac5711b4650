from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from .account_analytic_line import LEFT, STAFF


class AccountAnalyticLine(models.Model):
    """What the lists of worklogs show, and what they lead to."""

    _inherit = "account.analytic.line"

    xero_subject = fields.Char(
        "Task or Ticket", compute="_compute_xero_subject", compute_sudo=True
    )
    xero_customer_name = fields.Char(
        "For", related="xero_customer_id.display_name", groups=STAFF
    )
    # Of the invoice, for those too who may not open it
    xero_move_name = fields.Char(
        "Billed On", related="xero_move_id.display_name", groups=STAFF
    )
    xero_move_badge = fields.Char(
        "Invoice in Xero", related="xero_move_id.xero_badge", groups=STAFF
    )
    xero_move_tone = fields.Selection(
        string="Tone of Invoice", related="xero_move_id.xero_tone", groups=STAFF
    )
    xero_move_payment = fields.Selection(
        string="Payment of Invoice", related="xero_move_id.payment_state", groups=STAFF
    )

    # whether a rate of its own means anything where this worklog is billed
    xero_rate_source = fields.Selection(
        related="xero_profile_id.rate_source", groups=STAFF
    )

    @api.depends("task_id", "xero_profile_id")
    def _compute_xero_subject(self):
        for line in self:
            ticket, task, _project = line._xero_sources()
            line.xero_subject = (ticket or task).display_name

    @api.onchange("xero_hours")
    def _onchange_xero_hours(self):
        """A reason is asked for as soon as the hours are others."""
        self.xero_hours_edited = self.xero_hours != self._origin.xero_hours or (
            self._origin.xero_hours_edited
        )

    # === LISTS === #

    @api.model
    def action_xero_review(self):
        """What waits for somebody who reviews, as everything stands now.

        :return: action
        """
        return self._xero_open_list("xero_connector.xero_worklog_action_review")

    @api.model
    def action_xero_unbilled(self):
        """Hours and money that are on no invoice yet.

        :return: action
        """
        return self._xero_open_list("xero_connector.xero_worklog_action_unbilled")

    @api.model
    def _xero_open_list(self, xmlid):
        """Open a list of worklogs; what its user sees of them is judged first."""
        companies = self.env.companies
        own = Domain("company_id", "in", companies.ids)
        organisations = self.env["xero.organisation"]
        organisations = organisations.union(*map(organisations._of_company, companies))
        for organisation in organisations:
            lines = organisation._open_worklogs(date.max, states=LEFT, also=own)
            lines._xero_look()
        return self.env["ir.actions.act_window"]._for_xml_id(xmlid)

    # === OTHER RECORDS === #

    def action_xero_invoice(self):
        """Open the invoice that a worklog is on.

        :return: action
        """
        return self.xero_move_id._get_records_action(name=self.env._("Invoice"))
