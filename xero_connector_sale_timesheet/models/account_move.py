from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Invoices of ours that deduct what was paid up front; hours on those of Sales."""

    _inherit = "account.move"

    def _xero_name_hours_of_sales(self):
        """Hours are billed as well on what Sales made a credit note of, because more
        was paid up front than they come to: there Odoo names none."""
        for line in self.invoice_line_ids:
            sold = line.sale_line_ids._xero_ours()
            if sold and line.quantity < 0 and line.move_id.move_type == "out_refund":
                worklogs_sudo = self.env["account.analytic.line"].sudo()
                worklogs_sudo.search(sold._xero_domain_of_sales()).write(
                    {"timesheet_invoice_id": line.move_id.id}
                )

    def _xero_ahead(self):
        """Lines of sales orders whose down payments are deducted here, or given back
        by a credit note of that; sudoed."""
        ours = self.sudo().invoice_line_ids.filtered("xero_by_hours")
        return ours.sale_line_ids._xero_ahead()

    def _post(self, soft=True):
        # EXTENDS 'xero_connector'
        self._xero_check_ahead()
        return super()._post(soft)

    def _xero_take_worklogs_back(self, state):
        """It deducts its down payments again, or credits them no more."""
        # EXTENDS 'xero_connector'
        result = super()._xero_take_worklogs_back(state)
        self._xero_check_ahead()
        return result

    def _xero_check_ahead(self):
        """What was paid up front is deducted once.

        :raises UserError: where it is deducted elsewhere, or credited, by now
        """
        for line in self._xero_ahead():
            if line._xero_left_ahead().total < 0:
                raise UserError(
                    self.env._(
                        "%(line)s of %(order)s is deducted on another invoice or was "
                        "credited by now, so it cannot be deducted on %(invoice)s as "
                        "well. Cancel the other document, or delete the line here.",
                        line=line.name,
                        order=line.order_id.name,
                        invoice=", ".join(self.mapped("display_name")),
                    )
                )

    def _xero_comes_to_nothing(self):
        """What is paid up front comes to nothing here, and is booked all the same."""
        # EXTENDS 'xero_connector'
        return super()._xero_comes_to_nothing() and not self._xero_ahead()
