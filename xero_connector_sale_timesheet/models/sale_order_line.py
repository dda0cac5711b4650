from odoo import api, models
from odoo.fields import Domain


class SaleOrderLine(models.Model):
    """What an order says of time that we bill.

    Delivered is what is to be billed of it: the hours as rounded and as reviewed; work
    that is covered or not billable is not delivered on the order. Invoiced are the
    hours of the worklogs on our invoices, whatever the lines look like (one line for
    all has a quantity of 1) and whatever is credited without billing it again.
    So both are equal when everything is billed, and what Odoo derives from
    them, quantities and amounts, is nothing.
    """

    _inherit = "sale.order.line"

    # === DELIVERED === #

    @api.depends(
        "timesheet_ids.xero_billed_as",
        "timesheet_ids.xero_by_order",
        "timesheet_ids.xero_hours",
    )
    def _compute_qty_delivered(self):
        # EXTENDS 'sale_timesheet'
        return super()._compute_qty_delivered()

    def _get_delivered_quantity_by_analytic(self, additional_domain):
        # EXTENDS 'sale'
        domain = Domain(additional_domain)
        result = super()._get_delivered_quantity_by_analytic(
            domain & Domain("xero_by_order", "=", False)
        )
        sums = self.env["account.analytic.line"]._read_group(
            domain
            & Domain("so_line", "in", self.ids)
            & Domain("xero_by_order", "=", True)
            & Domain("xero_billed_as", "=", "to_bill"),
            ["so_line"],
            ["xero_hours:sum"],
        )
        for line, hours in sums:
            result[line.id] += line._xero_quantity(hours)
        return result

    def _xero_quantity(self, hours):
        """Hours in the unit of the order line."""
        hour = self.env.ref("uom.product_uom_hour")
        return hour._compute_quantity(
            hours, self.product_uom_id, rounding_method="HALF-UP"
        )

    # === INVOICED === #

    @api.depends(
        "timesheet_ids.xero_worklog_line_ids.hours",
        "timesheet_ids.xero_worklog_line_ids.released",
    )
    def _compute_qty_invoiced(self):
        # EXTENDS 'sale'
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        # EXTENDS 'sale'
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            quantities[line] += line._xero_invoiced_otherwise(("draft", "posted"))
        return quantities

    @api.depends(
        "timesheet_ids.xero_worklog_line_ids.hours",
        "timesheet_ids.xero_worklog_line_ids.released",
    )
    def _compute_qty_invoiced_posted(self):
        # EXTENDS 'sale'
        result = super()._compute_qty_invoiced_posted()
        for line in self:
            line.qty_invoiced_posted += line._xero_invoiced_otherwise(("posted",))
        return result

    def _xero_invoiced_otherwise(self, states):
        """How much more is invoiced than the quantities of our invoice lines say.

        :param states: of the invoices that count
        :return: float, in the unit of the order line
        """
        self.ensure_one()
        ours = self._get_invoice_lines().filtered(
            lambda line: line.xero_by_hours and line.parent_state in states
        )
        rows = self.sudo().timesheet_ids.xero_worklog_line_ids.filtered(
            lambda row: (
                row.kind == "billed"
                and not row.released
                and row.move_id.state in states
            )
        )
        if self.env.context.get("accrual_entry_date"):
            rows = rows.filtered(lambda row: row.move_id in ours.move_id)
        counted = sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id)
            * -line.move_id.direction_sign
            for line in ours
        )
        return self._xero_quantity(sum(rows.mapped("hours"))) - counted

    # === WHO BILLS IT === #

    def _xero_ours(self):
        """Those whose time is billed from worklogs, by the billing profile."""
        timed = self.filtered(
            lambda line: line.product_id and line.product_id._is_delivered_timesheet()
        )
        ours = timed.order_id.filtered(
            lambda order: order._xero_profile().sales_work == "order"
        )
        return timed.filtered(lambda line: line.order_id in ours)

    def _xero_quantity_of_sales(self):
        """How much of a line that we bill is left to Sales: open worklogs that the
        profile leaves out, of the period that the wizard asked for.

        :return: float, in the unit of the line
        """
        self.ensure_one()
        lines_sudo = self.sudo()

        def hours(domain):
            return lines_sudo._get_delivered_quantity_by_analytic(domain)[self.id]

        found = hours(self._xero_domain_of_sales())
        ours = hours([("xero_by_order", "=", True), ("xero_move_id", "=", False)])
        # what Sales counts and did not name is not billed again
        left = self.qty_delivered - self.qty_invoiced - ours
        return min(found, left, key=abs) if found * left > 0 else 0.0

    def _xero_domain_of_sales(self):
        """Worklogs that Sales bills with a line that we bill."""
        lines = self.env["account.move.line"]
        domain = Domain(lines._timesheet_domain_get_invoiced_lines(self))
        for operator, name in ((">=", "start"), ("<=", "end")):
            if day := self.env.context.get(f"timesheet_{name}_date"):
                domain &= Domain("date", operator, day)
        return domain

    def _xero_is_left_to_sales(self, final):
        """Whether Sales invoices some of a line that we bill.

        :param bool final: what was billed too much is taken back as well
        """
        quantity = self._xero_quantity_of_sales()
        return quantity > 0 or (final and quantity < 0)

    def _prepare_invoice_line(self, **optional_values):
        # EXTENDS 'sale'
        if "quantity" not in optional_values and self._xero_ours():
            optional_values["quantity"] = self._xero_quantity_of_sales()
        return super()._prepare_invoice_line(**optional_values)

    # === LEFT TO INVOICE === #

    @api.depends("qty_invoiced_posted")
    def _compute_untaxed_amount_to_invoice(self):
        """What is left is a quantity: the order's price is not that of every hour."""
        # EXTENDS 'sale'
        result = super()._compute_untaxed_amount_to_invoice()
        for line in (self - self._xero_ahead()).filtered(
            lambda line: any(line.invoice_lines.mapped("xero_by_hours"))
        ):
            left = line.qty_delivered - line.qty_invoiced_posted
            price = line.price_unit * (1 - line.discount / 100)
            totals = line.tax_ids.compute_all(
                price,
                currency=line.currency_id,
                quantity=left,
                product=line.product_id,
                partner=line.order_id.partner_shipping_id,
            )
            line.untaxed_amount_to_invoice = totals["total_excluded"]
        return result

    def _recompute_qty_to_invoice(self, start_date, end_date):
        """Work on an invoice of ours is not open, credited or not; of lines that we
        bill the period is counted when they are invoiced."""
        # EXTENDS 'sale_timesheet'
        self.flush_recordset()
        open_only = (self - self._xero_ours()).with_context(xero_open_only=True)
        return super(SaleOrderLine, open_only)._recompute_qty_to_invoice(
            start_date, end_date
        )

    def _timesheet_compute_delivered_quantity_domain(self):
        # EXTENDS 'sale_timesheet'
        domain = super()._timesheet_compute_delivered_quantity_domain()
        if self.env.context.get("xero_open_only"):
            domain = [*domain, ("xero_move_id", "=", False)]
        return domain
