from odoo import api, models
from odoo.fields import Command

from ..tools.down_payment import NOTHING


class SaleOrderLine(models.Model):
    """What was paid up front is deducted from our invoices, in parts where the work
    comes to less.

    Odoo deducts a down payment as a whole, with a quantity of -1, and so can come below
    nothing. Ours is a quantity of -1 at the price of a part. What is left is told by
    money, net and tax by tax, so that the parts come to the whole to the cent; and the
    order counts as invoiced what share of the money was deducted.
    """

    _inherit = "sale.order.line"

    # === WHAT IS LEFT === #

    def _xero_ahead(self):
        """Those that stand for a down payment."""
        return self.filtered(lambda line: line.is_downpayment and not line.display_type)

    def _xero_left_ahead(self):
        """What of a down payment no invoice has deducted yet.

        What was charged counts once it is posted, what is deducted in a draft too.

        :return: ``tools.down_payment.Money`` in the currency of the order
        """
        self.ensure_one()
        left = NOTHING
        for line in self._xero_invoiced_ahead():
            if line.parent_state == "posted" or not line._xero_gives():
                left = left.plus(line._xero_money(), -line.move_id.direction_sign)
        return left

    def _xero_invoiced_ahead(self):
        """Invoice lines that charge, deduct or give back a down payment."""
        return self.sudo().invoice_lines.filtered(
            lambda line: (
                line.parent_state != "cancel" and line.currency_id == self.currency_id
            )
        )

    def _xero_cover(self, ahead):
        """Whether what Sales invoices of these comes to what is left of down payments.

        :param ahead: lines of the same order
        """
        whole = sum(
            line.tax_ids.compute_all(
                line.price_unit * (1 - line.discount / 100),
                currency=line.currency_id,
                quantity=line._prepare_invoice_line()["quantity"],
                product=line.product_id,
                partner=line.order_id.partner_shipping_id,
            )["total_included"]
            for line in self
        )
        left = sum(line._xero_left_ahead().total for line in ahead)
        return ahead.currency_id.compare_amounts(whole, float(left)) >= 0

    # === DEDUCT === #

    def _xero_deduct(self, part, **values):
        """Values of an invoice line that deducts what was paid up front.

        :param part: ``tools.down_payment.Money``
        :param values: of the line, besides
        :return: dict
        """
        charged = self._xero_invoiced_ahead().filtered(lambda line: line._xero_gives())
        taxes = charged[:1].tax_ids
        included = [
            part.taxes[tax.id].amount
            for tax in taxes.flatten_taxes_hierarchy()
            if tax.price_include and tax.id in part.taxes
        ]
        price = float(part.net + sum(included))
        return self._prepare_invoice_line(
            **values,
            quantity=-1.0,
            price_unit=price,
            tax_ids=[Command.set(taxes.ids)],
            extra_tax_data={
                "computation_key": f"down_payment,{self.order_id.id}",
                "manual_total_excluded_currency": -float(part.net),
                "manual_tax_amounts": {
                    str(key): {
                        "tax_amount_currency": -float(tax.amount),
                        "base_amount_currency": -float(tax.base),
                    }
                    for key, tax in part.taxes.items()
                },
                "currency_id": self.currency_id.id,
                "price_unit": price,
                "discount": 0.0,
                "quantity": -1.0,
            },
            xero_by_hours=True,
        )

    def _prepare_invoice_line(self, **optional_values):
        """Sales deducts what we left of a down payment."""
        # EXTENDS 'sale'
        ours = optional_values.get("xero_by_hours")
        if (
            not ours
            and optional_values.get("quantity") == -1.0
            and any(self._xero_ahead().invoice_lines.mapped("xero_by_hours"))
        ):
            names = ("quantity", "extra_tax_data")
            rest = {k: v for k, v in optional_values.items() if k not in names}
            return self._xero_deduct(self._xero_left_ahead(), **rest)
        return super()._prepare_invoice_line(**optional_values)

    # === INVOICED === #

    @api.depends("invoice_lines.price_subtotal", "invoice_lines.xero_by_hours")
    def _compute_qty_invoiced(self):
        # EXTENDS 'sale'
        return super()._compute_qty_invoiced()

    @api.depends("invoice_lines.price_subtotal", "invoice_lines.xero_by_hours")
    def _compute_qty_invoiced_posted(self):
        # EXTENDS 'sale'
        return super()._compute_qty_invoiced_posted()

    def _xero_invoiced_otherwise(self, states):
        """Of a down payment: the share of its money, not the pieces."""
        if not self._xero_ahead():
            return super()._xero_invoiced_otherwise(states)
        lines = self._get_invoice_lines().filtered(
            lambda line: line.parent_state in states
        )
        ours = lines.filtered("xero_by_hours")
        charged = (lines - ours).filtered(lambda line: line.price_subtotal > 0)

        def total(of, name):
            return sum(-line.move_id.direction_sign * line[name] for line in of)

        whole = total(charged, "price_subtotal")
        if not ours or whole <= 0:
            return 0.0
        return total(ours, "price_subtotal") / whole - total(ours, "quantity")

    def _get_downpayment_line_price_unit(self, invoices):
        """What we deduct is no price of a down payment."""
        # EXTENDS 'sale'
        ours = self.invoice_lines.filtered("xero_by_hours").move_id
        return super()._get_downpayment_line_price_unit({*invoices, *ours})
