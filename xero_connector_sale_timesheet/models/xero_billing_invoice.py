from decimal import Decimal

from odoo import models
from odoo.fields import Command

from odoo.addons.xero_connector.tools.xero_dialect import cents

# What an order gives to its invoice, and others say here: billing itself, what makes an
# invoice of its own, all orders of an invoice together
OTHERWISE = frozenset(
    {
        "company_id",
        "currency_id",
        "fiscal_position_id",
        "invoice_line_ids",
        "invoice_origin",
        "invoice_payment_term_id",
        "journal_id",
        "move_type",
        "partner_id",
        "partner_shipping_id",
        "payment_reference",
        "ref",
        "transaction_ids",
    }
)


class XeroBillingProfile(models.Model):
    """Invoices of sold work: lines of their orders, what these say of an invoice, and
    what was paid up front."""

    _inherit = "xero.billing.profile"

    # === LINES === #

    def _line_values(self, move, planned, sequence):
        """Lines of an order are its invoice lines."""
        # EXTENDS 'xero_connector'
        values = super()._line_values(move, planned, sequence)
        if planned.kind != "billed" or not planned.apart:
            return values
        sold = self._sold(planned)
        return {
            **values,
            # an order's price goes with the order's taxes
            "price_unit": float(planned.price),
            "sale_line_ids": [Command.set(sold.ids)],
            "tax_ids": [Command.set(sold.tax_ids.ids)],
            "xero_by_hours": True,
        }

    def _sold(self, planned):
        """The order line of a planned line; may be empty."""
        return self.env["sale.order.line"].browse(planned.apart or ())

    def _complete_draft(self, move, pairs):
        # EXTENDS 'xero_connector'
        lines = {}
        for line, planned in pairs:
            order = self._sold(planned).order_id
            lines[order] = lines.get(order, line.browse()) | line
        if orders := self.env["sale.order"].union(*lines):
            self._take_from_orders(move, orders)
            self._deduct_down_payments(move, lines)
        return super()._complete_draft(move, pairs)

    # === WHAT THE ORDERS SAY === #

    def _take_from_orders(self, move, orders):
        """Have on the invoice what Sales would take from its orders: references of all,
        the rest of the first."""
        taken = [
            order.with_company(order.company_id)._prepare_invoice() for order in orders
        ]
        values = {}
        if not move.ref:
            values = {key: taken[0][key] for key in taken[0].keys() - OTHERWISE}
        payments = {each["payment_reference"] for each in taken}
        transactions = orders.sudo().transaction_ids.browse(
            ident
            for each in taken
            for command in each["transaction_ids"]
            for ident in command[2]
        )
        move.write(
            {
                **values,
                "ref": ", ".join(dict.fromkeys(each["ref"] for each in taken))[:2000],
                "payment_reference": len(payments) == 1 and payments.pop(),
                "transaction_ids": [Command.set(transactions.ids)],
            }
        )

    # === WHAT WAS PAID UP FRONT === #

    def _deduct_down_payments(self, move, lines):
        """Deduct what was paid up front of orders, each from its own work, and never
        more than the invoice comes to.

        :param lines: ``{sale.order: account.move.line}``, work without an order too
        """
        unit = Decimal(1).scaleb(-move.currency_id.decimal_places)
        rest = cents(move.amount_total, unit)
        shares = {
            order: cents(sum(own.mapped("price_total")), unit)
            for order, own in lines.items()
        }
        # where taxes are rounded over the invoice it is not the sum of its lines
        largest = max(shares, key=shares.get)
        shares[largest] += rest - sum(shares.values())
        values = []
        for order, own in lines.items():
            for line in order.order_line._xero_ahead().sorted(
                # what was paid with the same taxes comes first
                lambda line, own=own: not line.tax_ids <= own.tax_ids
            ):
                left = line._xero_left_ahead()
                amount = min(left.total, shares[order], rest)
                if amount > 0:
                    values.append(line._xero_deduct(left.part(amount, unit)))
                    shares[order] -= amount
                    rest -= amount
        if values:
            [first, *_others] = filter(None, lines)
            heading = first._prepare_down_payment_section_line()
            self._add_to_draft(move, [heading, *values])

    def _add_to_draft(self, move, values):
        last = max(move.invoice_line_ids.mapped("sequence"))
        move.write(
            {
                "invoice_line_ids": [
                    Command.create({**each, "sequence": last + number})
                    for number, each in enumerate(values, start=1)
                ]
            }
        )
