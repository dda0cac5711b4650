from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """Work that was sold on a sales order.

    Time that an order sells by the hour is billed by us with the order's customer,
    currency and price, or left to Odoo's sales flow, as the billing profile says. Time
    of an order with a fixed price is never billed by the hour.
    """

    _inherit = "account.analytic.line"

    xero_by_order = fields.Boolean(
        "Order Counts Hours to Bill",
        compute="_compute_xero_billing",
        store=True,
        help="The sales order counts what is to be billed of this worklog as "
        "delivered, not what was worked.",
    )

    # === COMPUTE === #

    @api.depends("so_line.order_id.partner_id", "so_line.order_id.partner_invoice_id")
    def _compute_xero_customer(self):
        # EXTENDS 'xero_connector'
        return super()._compute_xero_customer()

    @api.depends(
        "project_id.allow_billable",
        "project_id.sale_line_id.product_id.service_type",
        "so_line.discount",
        "so_line.order_id.state",
        "so_line.price_unit",
        "so_line.product_id.invoice_policy",
        "so_line.product_id.service_type",
        "timesheet_invoice_id.payment_state",
        "timesheet_invoice_id.state",
        "xero_profile_id.sales_work",
    )
    def _compute_xero_billing(self):
        # EXTENDS 'xero_connector'
        return super()._compute_xero_billing()

    # === THE ORDER === #

    def _xero_order_line(self):
        """The order line that sells this time by the hour; may be empty."""
        self.ensure_one()
        line = self.so_line
        sold = line and line.product_id._is_delivered_timesheet()
        return line if sold else line.browse()

    def _xero_sales_invoice(self):
        """The invoice on which Odoo's sales flow billed this time; may be empty."""
        self.ensure_one()
        invoice = self.timesheet_invoice_id
        ours = self.xero_worklog_line_ids.move_id
        # core lets these be billed again as well
        free = self._is_not_billed() or invoice.payment_state == "reversed"
        return invoice.browse() if free or invoice in ours else invoice

    # === JUDGE === #

    def _xero_judged(self, books):
        # EXTENDS 'xero_connector'
        values = super()._xero_judged(books)
        if self.xero_move_id:
            return values
        if values["xero_billing_state"] and self._xero_sales_invoice():
            # it stays what it was billed as
            names = ("xero_billing_state", "xero_reason")
            return {name: values[name] for name in names}
        by_order = (
            values["xero_billing_state"] not in (False, "internal")
            and self.xero_profile_id.sales_work == "order"
            and self._xero_order_line()
            and not self._xero_left_out(self.xero_profile_id)
        )
        return {**values, "xero_by_order": bool(by_order)}

    def _xero_left_out(self, profile):
        # EXTENDS 'xero_connector'
        return super()._xero_left_out(profile) or self._xero_left_to_sales(profile)

    def _xero_left_to_sales(self, profile):
        """Why work of an order is not billed by us; empty where it is."""
        order = self.so_line.order_id
        if invoice := self._xero_sales_invoice():
            return self.env._(
                "Billed by the sales order %(order)s, on %(invoice)s.",
                order=order.name,
                invoice=invoice.display_name,
            )
        if not order:
            return ""
        if not self._xero_order_line():
            return self.env._(
                "Part of the sales order %(order)s, which bills %(product)s at a fixed "
                "price, not by the hour.",
                order=order.name,
                product=self.so_line.product_id.display_name,
            )
        if profile.sales_work != "order":
            return self.env._(
                "Left to the sales order %(order)s: create its invoice there. The "
                "billing profile %(profile)s says so.",
                order=order.name,
                profile=profile.name,
            )
        return ""

    def _xero_obstacles(self, books, party, values):
        # EXTENDS 'xero_connector'
        return [
            *super()._xero_obstacles(books, party, values),
            *self._xero_order_obstacles(),
        ]

    def _xero_order_obstacles(self):
        order = self._xero_order_line().order_id
        if order and order.state != "sale":
            yield self.env._(
                "%s is no confirmed sales order: confirm it, or choose another sales "
                "order item on the worklog.",
                order.name,
            )

    def _xero_party_obstacles(self, books, party):
        # EXTENDS 'xero_connector'
        yield from super()._xero_party_obstacles(books, party)
        payer = self.xero_customer_id
        if payer.commercial_partner_id != party.commercial_partner_id:
            yield from super()._xero_party_obstacles(books, payer)

    # === WHO, WHAT, AT WHICH RATE === #

    def _xero_party(self):
        # EXTENDS 'xero_connector'
        return self.so_line.order_id.partner_id or super()._xero_party()

    def _xero_bill_to(self, customer):
        # EXTENDS 'xero_connector'
        order = self.so_line.order_id
        return order.partner_invoice_id or super()._xero_bill_to(customer)

    def _xero_currency_of(self, party):
        # EXTENDS 'xero_connector'
        return self.so_line.currency_id or super()._xero_currency_of(party)

    def _xero_type_of(self, party):
        """What was sold, where that is a worklog type and the worklog has none."""
        # EXTENDS 'xero_connector'
        sold = self._xero_order_line().product_id.filtered("xero_worklog_type")
        return self.xero_type_id or sold or super()._xero_type_of(party)

    def _xero_billable_default(self):
        """Work on a project that bills nobody is not billable, nor is work without an
        order item on a project that was sold at a fixed price."""
        # EXTENDS 'xero_connector'
        whole = not self.so_line and self.project_id.sudo().sale_line_id
        fixed = whole and not whole.product_id._is_delivered_timesheet()
        if fixed or not self.project_id.allow_billable:
            return "not_billable"
        return super()._xero_billable_default()

    def _xero_odoo_rate(self, books, kind, party, currency):
        """The charge on the worklog, else the order's price less its discount."""
        # EXTENDS 'xero_connector'
        line = self._xero_order_line()
        if self.xero_charge or not line:
            return super()._xero_odoo_rate(books, kind, party, currency)
        hour = self.env.ref("uom.product_uom_hour")
        price = line.price_unit * (1 - line.discount / 100)
        return line.product_uom_id._compute_price(price, hour)

    # === REVIEW === #

    def _xero_approved(self, values):
        """Another order item is another price, and may be another payer."""
        # EXTENDS 'xero_connector'
        return {**super()._xero_approved(values), "order": self.so_line.id}

    # === CORRECTIONS === #

    def _xero_make_correction(self, hours, reason):
        """A correction stays with the order that it was billed through."""
        # EXTENDS 'xero_connector'
        correction = super()._xero_make_correction(hours, reason)
        correction.is_so_line_edited = bool(self.so_line)
        return correction
