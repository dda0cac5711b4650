from odoo import api, fields, models


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
