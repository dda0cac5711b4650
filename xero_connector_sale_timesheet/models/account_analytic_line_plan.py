from odoo import models


class AccountAnalyticLine(models.Model):
    """Work of an order on our invoices: on lines of its own, taxed as it was sold."""

    _inherit = "account.analytic.line"

    def _xero_apart(self):
        # EXTENDS 'xero_connector'
        return self.so_line.id if self.xero_by_order else super()._xero_apart()

    def _xero_invoice_values(self):
        """What an order says of its invoice and others may not share; work without an
        order has what Odoo would give to an invoice of its customer."""
        # EXTENDS 'xero_connector'
        values = super()._xero_invoice_values()
        alike = self.grouped(
            lambda line: (
                line.company_id,
                line.xero_customer_id,
                line.xero_currency_id,
                line.so_line.order_id if line.xero_by_order else line.order_id.browse(),
            )
        )
        for key, lines in alike.items():
            own = self._xero_terms(*key)
            for line in lines:
                values[line.id].update(own)
        return values

    def _xero_terms(self, company, customer, currency, order):
        """Fiscal position, delivery address, payment terms and journal of an invoice.

        :param order: ``sale.order``, may be empty
        :return: ``{field of the invoice: id}``
        """
        usual = self.env["account.move"].with_company(company)
        usual = usual.new(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "currency_id": currency.id,
                "partner_id": customer.id,
            }
        )
        values = {
            name: usual[name].id
            for name in (
                "fiscal_position_id",
                "invoice_payment_term_id",
                "journal_id",
                "partner_shipping_id",
            )
        }
        if not order:
            return values
        said = order.with_company(company)._prepare_invoice()
        delivery = order.partner_id.address_get(["delivery"])["delivery"]
        if said["partner_shipping_id"] == delivery:
            # nobody chose another one: it goes with the customer's other work
            del said["partner_shipping_id"]
        return values | {name: said[name] for name in values.keys() & said.keys()}
