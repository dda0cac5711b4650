from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.xero_billing_time import period_end


class XeroBillWork(models.TransientModel):
    """Bill work up to ...: of everybody, a customer, a project, a selection.

    What would be billed is shown first: invoices, worklogs, hours, money; and how much
    is left out.
    """

    _name = "xero.bill.work"
    _description = "Bill Work"

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="organisation_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    upto = fields.Date(
        "Work up to",
        required=True,
        compute="_compute_upto",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_ids = fields.Many2many("res.partner", string="Customers Only")
    project_ids = fields.Many2many("project.project", string="Projects Only")
    worklog_ids = fields.Many2many(
        "account.analytic.line", string="These Worklogs Only"
    )
    invoice_count = fields.Integer("Invoices", compute="_compute_counts")
    worklog_count = fields.Integer("Worklogs", compute="_compute_counts")
    hours = fields.Float("Hours to Bill", compute="_compute_counts")
    amount = fields.Monetary(compute="_compute_counts")
    left_count = fields.Integer("Left Out", compute="_compute_counts")
    question = fields.Char(compute="_compute_counts")
    confirmed = fields.Boolean("Yes, bill them")

    @api.model
    def default_get(self, names):
        """The organisation of the records that the action was called on; they limit
        what is billed."""
        values = super().default_get(names)
        model, ids = (self.env.context.get(n) for n in ("active_model", "active_ids"))
        fields_of = {
            "account.analytic.line": "worklog_ids",
            "project.project": "project_ids",
            "res.partner": "partner_ids",
        }
        company = self.env.company
        if (name := fields_of.get(model)) and ids:
            values[name] = [fields.Command.set(ids)]
            records = self.env[model].browse(ids)
            company = (
                "company_id" in records._fields and records.company_id[:1] or company
            )
        organisation = self.env["xero.organisation"]._of_company(company)
        if not organisation:
            raise UserError(
                self.env._(
                    "%s is not connected to Xero. An administrator connects it under "
                    "Settings ‣ Xero.",
                    company.name,
                )
            )
        values["organisation_id"] = organisation.id
        return values

    @api.depends("organisation_id")
    def _compute_upto(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            period = wizard.organisation_id.billing_profile_id.period or "month"
            wizard.upto = period_end(today, period)

    @api.depends("upto", "partner_ids", "project_ids", "worklog_ids", "organisation_id")
    def _compute_counts(self):
        for wizard in self:
            chosen = wizard._chosen()
            organisation = wizard.organisation_id.sudo()
            groups = organisation._due_groups(wizard.upto, chosen)
            ready = chosen.browse().concat(*(group[2] for group in groups))
            wizard.invoice_count = len(groups)
            wizard.worklog_count = len(ready)
            wizard.hours = sum(ready.mapped("xero_hours"))
            wizard.amount = sum(ready.mapped("xero_amount_company"))
            wizard.left_count = len(chosen - ready)
            wizard.question = organisation._billing_doubts(groups)

    def _chosen(self):
        """Worklogs that the wizard is about and that are on no invoice."""
        self.ensure_one()
        chosen = self.organisation_id.sudo()._open_worklogs(self.upto)
        if self.worklog_ids:
            chosen &= self.worklog_ids._origin
        if self.project_ids:
            chosen = chosen.filtered(
                lambda line: line.project_id in self.project_ids._origin
            )
        if customers := self.partner_ids._origin.commercial_partner_id:
            chosen = chosen.filtered(
                lambda line: line.xero_customer_id.commercial_partner_id in customers
            )
        return chosen

    def action_bill(self):
        """Make the invoices, and show them.

        :raises UserError: where nothing is to bill, or nobody confirmed that it is much
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise UserError(
                self.env._("Only those who make invoices can bill work. Ask one.")
            )
        moves = self.organisation_id.sudo()._bill_worklogs(
            self.upto, self._chosen(), self.confirmed
        )
        if not moves:
            raise UserError(
                self.env._(
                    "No invoice was made: no worklog is ready. Look under Xero ‣ "
                    "Worklogs ‣ Worklogs to Review at what is in the way."
                )
            )
        action = {
            "name": self.env._("Invoices of Worklogs"),
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
        }
        if len(moves) == 1:
            action.update(view_mode="form", res_id=moves.id)
        return action
