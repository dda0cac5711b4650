from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.account_analytic_line import LEFT
from ..tools.xero_billing_time import PERIODS, period_end

# What the action can be called on, and which field of the wizard says so
LIMITS = {
    "account.analytic.line": "worklog_ids",
    "project.project": "project_ids",
    "res.partner": "partner_ids",
}
# Reasons that a notice has room for
REASONS = 3


class XeroBillWork(models.TransientModel):
    """Bill work up to ...: of everybody, a customer, a project, a selection.

    What would be billed is shown first: invoices, worklogs, hours, money, customer by
    customer; and how much is left out. Everything is judged when the wizard opens and
    when it bills; in between it only counts.
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
    selected = fields.Char("Worklogs Only", compute="_compute_selected")
    invoice_count = fields.Integer("Invoices", compute="_compute_counts", store=True)
    worklog_count = fields.Integer("Worklogs", compute="_compute_counts", store=True)
    hours = fields.Float("Hours to Bill", compute="_compute_counts", store=True)
    amount = fields.Monetary(compute="_compute_counts", store=True)
    left_count = fields.Integer("Left Out", compute="_compute_counts", store=True)
    question = fields.Char(compute="_compute_counts", store=True)
    line_ids = fields.One2many(
        "xero.bill.work.line", "wizard_id", compute="_compute_counts", store=True
    )

    @api.model
    def default_get(self, names):
        """The organisation of the records that the action was called on; they limit
        what is billed. Its open worklogs are judged as everything stands now."""
        values = super().default_get(names)
        model, ids = (self.env.context.get(n) for n in ("active_model", "active_ids"))
        company = self.env.company
        if (name := LIMITS.get(model)) and ids:
            values[name] = [Command.set(ids)]
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
        if "organisation_id" in names:
            organisation._open_worklogs(also=self._own_companies())._xero_look()
        return values

    @api.depends("organisation_id", "partner_ids", "project_ids", "worklog_ids")
    def _compute_upto(self):
        """The last period that is over, as those are billed whom it is about. A day
        that somebody entered stays."""
        today = fields.Date.context_today(self)
        proposed = {period_end(today, period) for period in PERIODS}
        for wizard in self:
            if not wizard.upto or wizard.upto in proposed:
                wizard.upto = period_end(today, wizard._period())

    def _period(self):
        """The period of those who are billed; where they differ that of the default."""
        organisation = self.organisation_id.sudo()
        company = organisation.company_id
        default = organisation.billing_profile_id
        profiles = self.worklog_ids.sudo().xero_profile_id
        for partner in self.partner_ids | self.project_ids.partner_id:
            profiles |= organisation._billing_profile_of(partner, company)
        periods = set(profiles.mapped("period"))
        return periods.pop() if len(periods) == 1 else default.period or "month"

    @api.depends("worklog_ids")
    def _compute_selected(self):
        for wizard in self:
            count = len(wizard.worklog_ids)
            words = self.env._("%s selected worklogs", count)
            wizard.selected = words if count else False

    @api.depends("upto", "partner_ids", "project_ids", "worklog_ids", "organisation_id")
    def _compute_counts(self):
        for wizard in self:
            organisation = wizard.organisation_id.sudo()
            chosen = wizard._chosen()
            groups = organisation._grouped(chosen, wizard.upto)
            ready = chosen.browse().concat(*(group[2] for group in groups))
            wizard.invoice_count = len(groups)
            wizard.worklog_count = len(ready)
            wizard.hours = sum(ready.mapped("xero_hours"))
            wizard.amount = sum(ready.mapped("xero_amount_company"))
            wizard.left_count = len(wizard._left(chosen, ready))
            wizard.question = organisation._billing_doubts(
                groups, self.env._("Make Invoices Anyway")
            )
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(wizard._line_values(worklogs))
                    for _profile, _upto, worklogs in groups
                ),
            ]

    def _line_values(self, worklogs):
        """What one invoice would have."""
        return {
            "partner_id": worklogs.xero_customer_id.id,
            "worklog_count": len(worklogs),
            "hours": sum(worklogs.mapped("xero_hours")),
            "amount": sum(worklogs.mapped("xero_amount")),
            "currency_id": worklogs.xero_currency_id.id,
            "note": worklogs._xero_billing_notes(),
        }

    # === WHICH WORKLOGS === #

    def _own_companies(self):
        """Work of companies that the user does not see is not theirs to bill."""
        return Domain("company_id", "in", self.env.companies.ids)

    def _chosen(self):
        """Worklogs that the wizard is about and that are on no invoice; sudoed."""
        self.ensure_one()
        also = self._own_companies()
        if self.worklog_ids:
            also &= Domain("id", "in", self.worklog_ids.ids)
        if self.project_ids:
            also &= Domain("project_id", "in", self.project_ids.ids)
        if customers := self.partner_ids.commercial_partner_id:
            also &= Domain(
                "xero_customer_id.commercial_partner_id", "in", customers.ids
            )
        organisation = self.organisation_id.sudo()
        return organisation._open_worklogs(self.upto, states=LEFT, also=also)

    def _left(self, chosen, ready):
        """Those of the chosen ones that are not billed, and that wait for somebody."""
        return (chosen - ready).filtered(lambda line: line.xero_billing_state in LEFT)

    def action_left(self):
        """Show what is left out, and why.

        :return: action
        """
        self.ensure_one()
        chosen = self._chosen()
        groups = self.organisation_id.sudo()._grouped(chosen, self.upto)
        ready = chosen.browse().concat(*(group[2] for group in groups))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "xero_connector.xero_worklog_action_review"
            ),
            "name": self.env._("Left Out"),
            "domain": [("id", "in", self._left(chosen, ready).ids)],
            "context": {},
        }

    # === BILL === #

    def action_bill(self):
        """Make the invoices, and show them.

        :return: the invoices as an action, or a notice that says why there are none
        :raises UserError: where it should be asked first, or somebody else bills now
        """
        return self._bill(confirmed=False)

    def action_bill_anyway(self):
        """The same, where it was asked first.

        :return: as of ``action_bill``
        :raises UserError: where somebody else bills now
        """
        return self._bill(confirmed=True)

    def _bill(self, confirmed):
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise UserError(
                self.env._("Only those who make invoices can bill work. Ask one.")
            )
        chosen = self._chosen()
        moves = self.organisation_id.sudo()._bill_worklogs(self.upto, chosen, confirmed)
        reasons = chosen - moves.xero_worklog_line_ids.timesheet_id
        reasons = reasons._xero_billing_notes(REASONS)
        if not moves:
            # a notice, not an error: what was found out of the worklogs is kept
            return self._notice(
                self.env._(
                    "No invoice was made. %s",
                    reasons
                    or self.env._(
                        "No worklog is ready: look under Worklogs to Review at what is "
                        "in the way."
                    ),
                ),
                {"type": "ir.actions.act_window_close"},
            )
        action = self._invoices_action(moves)
        if not reasons:
            return action
        return self._notice(
            self.env._("Some worklogs are on no invoice. %s", reasons), action
        )

    def _notice(self, words, then):
        notice = self.organisation_id._notice(words, "warning")
        notice["params"].update(sticky=True, next=then)
        return notice

    def _invoices_action(self, moves):
        """Customer invoices as Accounting shows them, these only."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action = {
            **action,
            "name": self.env._("Invoices of Worklogs"),
            "domain": [("id", "in", moves.ids)],
            "context": {"default_move_type": "out_invoice"},
        }
        if len(moves) == 1:
            form = self.env.ref("account.view_move_form").id
            action.update(views=[(form, "form")], res_id=moves.id)
        return action


class XeroBillWorkLine(models.TransientModel):
    """One of the invoices that would be made."""

    _name = "xero.bill.work.line"
    _description = "Invoice of Work"

    wizard_id = fields.Many2one("xero.bill.work", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    worklog_count = fields.Integer("Worklogs", readonly=True)
    hours = fields.Float("Hours to Bill", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    note = fields.Char("The Last Time", readonly=True)
