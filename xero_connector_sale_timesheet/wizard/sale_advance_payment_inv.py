from odoo import api, fields, models


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    xero_notice = fields.Char(compute="_compute_xero_notice")

    @api.depends("sale_order_ids")
    def _compute_xero_notice(self):
        """Say who bills the time of these orders, where Sales does not."""
        for wizard in self:
            orders = wizard.sale_order_ids._origin
            wizard.xero_notice = orders._xero_billed_elsewhere_words()

    @api.depends("sale_order_ids")
    def _compute_invoicing_timesheet_enabled(self):
        """No period is asked for where Sales bills no time."""
        # EXTENDS 'sale_timesheet'
        result = super()._compute_invoicing_timesheet_enabled()
        for wizard in self.filtered("invoicing_timesheet_enabled"):
            lines = wizard.sale_order_ids.order_line._origin.filtered(
                lambda line: line.invoice_status == "to invoice"
            )
            ours = lines._xero_ours()
            theirs = (lines - ours).product_id.filtered(
                lambda product: product._is_delivered_timesheet()
            )
            wizard.invoicing_timesheet_enabled = theirs or any(
                line._xero_quantity_of_sales() for line in ours
            )
        return result
