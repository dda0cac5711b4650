from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroChange(models.TransientModel):
    """Asked before a company uses another organisation, or an organisation goes to
    another company. Nothing counts before it is confirmed."""

    _name = "xero.change"
    _description = "Change a Company's Xero Organisation"

    organisation_id = fields.Many2one("xero.organisation", required=True)
    current_company_id = fields.Many2one(related="organisation_id.company_id")
    open_count = fields.Integer(related="organisation_id.open_count")
    choice = fields.Selection(
        [
            ("another", "Connect another Xero organisation to this company"),
            ("move", "Move this Xero organisation to another company"),
        ],
        "What Is to Change",
        required=True,
        default="another",
    )
    company_id = fields.Many2one("res.company", "To the Company")
    problem = fields.Char(compute="_compute_problem")
    understood = fields.Boolean("I have read this")

    @api.depends("choice", "company_id")
    def _compute_problem(self):
        for wizard in self:
            wizard.problem = (
                wizard.choice == "move"
                and wizard.company_id
                and wizard.organisation_id._why_not_in(wizard.company_id)
            ) or False

    def action_confirm(self):
        """Lead to Xero's consent page, or move the organisation.

        :return: the action that goes on
        :raises UserError: something is missing, or cannot be
        """
        self.ensure_one()
        if not self.understood:
            raise UserError(self.env._("Read what happens and tick it first."))
        if self.choice == "another":
            # what is used then is asked once more, when Xero has said its name
            return self.organisation_id.action_connect()
        if not self.company_id:
            raise UserError(self.env._("Choose the company."))
        self.company_id.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise UserError(
                self.env._("You may not work in %s.", self.company_id.sudo().name)
            )
        moved = self.organisation_id._move_to(self.company_id)
        return moved._get_records_action(name=self.env._("Xero Organisations"))
