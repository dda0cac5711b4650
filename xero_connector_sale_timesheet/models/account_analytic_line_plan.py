from odoo import models


class AccountAnalyticLine(models.Model):
    """Work of an order on our invoices: on lines of its own, taxed as it was sold."""

    _inherit = "account.analytic.line"

    def _xero_apart(self):
        # EXTENDS 'xero_connector'
        return self.so_line.id if self.xero_by_order else super()._xero_apart()

    def _xero_invoice_values(self):
        """The fiscal position of the order, else the customer's."""
        # EXTENDS 'xero_connector'
        values = super()._xero_invoice_values()
        usual = {}
        for line in self:
            order = (
                line.so_line.order_id if line.xero_by_order else line.order_id.browse()
            )
            position = order.fiscal_position_id
            if not position:
                key = line.company_id, line.xero_customer_id
                if key not in usual:
                    positions = position.with_company(line.company_id)
                    usual[key] = positions._get_fiscal_position(line.xero_customer_id)
                position = usual[key]
            values[line.id]["fiscal_position_id"] = position.id
        return values
