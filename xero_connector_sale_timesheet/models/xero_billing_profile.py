from odoo import api, fields, models
from odoo.fields import Command


class XeroBillingProfile(models.Model):
    _inherit = "xero.billing.profile"

    sales_work = fields.Selection(
        [
            ("odoo", "Billed by Sales: Create Invoice on the order"),
            ("order", "Billed like other work, through its order"),
        ],
        "Work of Sales Orders",
        required=True,
        default="odoo",
        help="Time that an order sells by the hour. Through its order: with its "
        "customer, currency and taxes; its delivered and invoiced quantities follow "
        "the hours to bill. Work of orders with a fixed price is never billed by the "
        "hour.",
    )

    @api.model
    def _judged_fields(self):
        # EXTENDS 'xero_connector'
        return super()._judged_fields() | {"sales_work"}

    def _line_values(self, move, planned, sequence):
        """Lines of an order are its invoice lines."""
        # EXTENDS 'xero_connector'
        values = super()._line_values(move, planned, sequence)
        if planned.kind != "billed" or not planned.apart:
            return values
        sold = self.env["sale.order.line"].browse(planned.apart)
        return {
            **values,
            "sale_line_ids": [Command.set(sold.ids)],
            "tax_ids": [Command.set(sold.tax_ids.ids)],
            "xero_by_hours": True,
        }
