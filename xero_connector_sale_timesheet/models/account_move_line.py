from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # copied with the line: a credit note of it is no quantity of the order either
    xero_by_hours = fields.Boolean(
        "Worklogs Say What Is Billed",
        help="The sales order counts the hours of its worklogs as invoiced, not the "
        "quantity of this line.",
    )

    @api.model
    def _timesheet_domain_get_invoiced_lines(self, sale_line_delivery):
        """Odoo's sales flow takes what is open, and what its order counts."""
        # EXTENDS 'sale_timesheet'
        domain = Domain(
            super()._timesheet_domain_get_invoiced_lines(sale_line_delivery)
        )
        counted = Domain("xero_by_order", "=", False) | Domain(
            "xero_billed_as", "=", "to_bill"
        )
        return list(domain & Domain("xero_move_id", "=", False) & counted)
