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
        """Odoo's sales flow takes what is open and not billed from worklogs."""
        # EXTENDS 'sale_timesheet'
        domain = super()._timesheet_domain_get_invoiced_lines(sale_line_delivery)
        for name in ("xero_move_id", "xero_by_order"):
            domain = Domain(domain) & Domain(name, "=", False)
        return list(domain)
