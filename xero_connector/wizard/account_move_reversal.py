from odoo import api, fields, models


class AccountMoveReversal(models.TransientModel):
    """A credit note is asked whether the hours of its invoice are billed again."""

    _inherit = "account.move.reversal"

    xero_rebill = fields.Boolean(
        "Bill These Hours Again",
        help="Once the credit note is posted, the worklogs of the lines that it takes "
        "back in full can be billed again. Otherwise they stay with the invoice. With "
        "Reverse and Create Invoice they go over to the new invoice.",
    )
    xero_has_worklogs = fields.Boolean(compute="_compute_xero_has_worklogs")

    @api.depends("move_ids")
    def _compute_xero_has_worklogs(self):
        for wizard in self:
            rows = wizard.move_ids._origin.sudo().xero_worklog_line_ids
            wizard.xero_has_worklogs = bool(rows._live())

    def _prepare_default_reversal(self, move):
        # EXTENDS 'account'
        values = super()._prepare_default_reversal(move)
        again = self.xero_rebill and not self.env.context.get("xero_modify")
        return {**values, "xero_rebill": again}

    def reverse_moves(self, is_modify=False):
        """The invoice that is made instead takes the worklogs over."""
        # EXTENDS 'account'
        self = self.with_context(xero_modify=is_modify)  # noqa: PLW0642
        action = super().reverse_moves(is_modify)
        if is_modify:
            self.new_move_ids._xero_take_over()
        return action
