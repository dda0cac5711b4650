from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroReset(models.TransientModel):
    """Asked before an organisation is reset: what is forgotten, and what stays."""

    _name = "xero.reset"
    _description = "Reset a Xero Organisation"

    organisation_id = fields.Many2one("xero.organisation", required=True)
    link_count = fields.Integer("Links", compute="_compute_counts")
    record_count = fields.Integer("Records of Xero", compute="_compute_counts")
    open_count = fields.Integer(related="organisation_id.open_count")
    understood = fields.Boolean("I want all of this to be forgotten")

    @api.depends("organisation_id")
    def _compute_counts(self):
        for wizard in self:
            own = [("organisation_id", "=", wizard.organisation_id.id)]
            wizard.link_count = self.env["xero.link"].search_count(own)
            wizard.record_count = self.env["xero.record"].search_count(own)

    def action_confirm(self):
        """Reset the organisation.

        :raises UserError: where the tick is missing, or something is being sent
        """
        self.ensure_one()
        if not self.understood:
            raise UserError(self.env._("Tick that you want this, then press Reset."))
        self.organisation_id._reset()
        return {"type": "ir.actions.act_window_close"}
