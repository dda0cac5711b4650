from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.xero_connector.tools.xero_dialect import cents

from ..tools.down_payment import Money, Tax


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # copied with the line: a credit note of it is no quantity of the order either
    xero_by_hours = fields.Boolean(
        "Worklogs Say What Is Billed",
        help="The sales order counts the hours of its worklogs as invoiced, or the "
        "share of its down payment, not the quantity of this line.",
    )

    @api.model
    def _timesheet_domain_get_invoiced_lines(self, sale_line_delivery):
        """Odoo's sales flow takes what is open and not billed from worklogs."""
        # EXTENDS 'sale_timesheet'
        domain = super()._timesheet_domain_get_invoiced_lines(sale_line_delivery)
        for name in ("xero_move_id", "xero_by_order"):
            domain = Domain(domain) & Domain(name, "=", False)
        return list(domain)

    # === PAID UP FRONT === #

    def _xero_gives(self):
        """Whether a line of a down payment is the customer's money: charged, or given
        back by a credit note of what was deducted."""
        return -self.move_id.direction_sign * self.price_subtotal > 0

    def _xero_money(self):
        """The line's amounts, as its document says them: ``tools.down_payment.Money``
        with the taxes' ids."""
        self.ensure_one()
        unit = Decimal(1).scaleb(-self.currency_id.decimal_places)
        taxes = self.env["account.tax"]
        base_line = self.move_id._prepare_product_base_line_for_taxes_computation(self)
        taxes._add_tax_details_in_base_line(base_line, self.company_id)
        taxes._round_base_lines_tax_details([base_line], self.company_id)
        money = Money(cents(self.price_subtotal, unit), {})
        for data in base_line["tax_details"]["taxes_data"]:
            tax = Tax(
                cents(data["tax_amount_currency"], unit),
                cents(data["base_amount_currency"], unit),
            )
            money = money.plus(Money(Decimal(0), {data["tax"].id: tax}))
        return money
