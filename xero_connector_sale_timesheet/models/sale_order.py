from odoo import models


class SaleOrder(models.Model):
    """*Create Invoice* on an order leaves alone what is billed from its worklogs.

    Where the billing profile says so, time that an order sells by the hour goes on
    invoices through review and approval only. What the profile leaves out, as older
    work, Sales bills as ever; and everything else of the order.
    """

    _inherit = "sale.order"

    def _xero_profile(self):
        """By which profile work of this order is billed.

        :return: ``xero.billing.profile``, sudoed; empty without an organisation
        """
        self.ensure_one()
        company = self.company_id
        organisation_sudo = self.env["xero.organisation"]._of_company(company)
        if not organisation_sudo:
            return organisation_sudo.billing_profile_id
        return organisation_sudo._billing_profile_of(self.sudo().partner_id, company)

    def _get_invoiceable_lines(self, final=False):
        # EXTENDS 'sale'
        lines = super()._get_invoiceable_lines(final)
        priced = lines.filtered(lambda line: not line.display_type)
        kept = priced - priced._xero_ours().filtered(
            lambda line: not line._xero_is_left_to_sales(final)
        )
        ahead = kept._xero_ahead()
        covered = not ahead or (kept - ahead)._xero_cover(ahead)
        if not covered and self._xero_has_open_work():
            # it is deducted from that work, when that is billed
            kept -= ahead
        if kept == priced:
            return lines
        headings = kept.parent_id | kept.parent_id.parent_id

        def stays(line):
            note = line.display_type == "line_note"
            return line in kept | headings or (note and line.parent_id <= headings)

        return lines.filtered(stays)

    def _xero_has_open_work(self):
        """Whether there are hours to bill that no invoice has and that we bill."""
        lines_sudo = self.sudo().order_line._xero_ours()
        return any(
            worklog.xero_by_order and worklog.xero_billed_as == "to_bill"
            for worklog in lines_sudo.timesheet_ids
            if not worklog.xero_move_id
        )

    def _nothing_to_invoice_error_message(self):
        # EXTENDS 'sale'
        return self._xero_billed_elsewhere_words() or (
            super()._nothing_to_invoice_error_message()
        )

    def _xero_billed_elsewhere_words(self):
        """Who bills the time of these orders; empty where Sales does."""
        ours = self.order_line._xero_ours().order_id
        if not ours:
            return ""
        profiles = self.env["xero.billing.profile"].sudo()
        for order in ours:
            profiles |= order._xero_profile()
        return self.env._(
            "The time of %(orders)s is billed from worklogs: the billing profile "
            "%(profiles)s says so. Once it is approved under Xero, Worklogs, it goes "
            "on the customer's next invoice. Nothing of it is invoiced here.",
            orders=", ".join(ours.mapped("name")),
            profiles=", ".join(profiles.mapped("name")),
        )

    def _create_invoices(self, grouped=False, final=False, date=None):
        # EXTENDS 'sale_timesheet'
        # which worklogs are ours may have changed without their knowing
        self.sudo().order_line._xero_ours().timesheet_ids._xero_judge()
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        moves._xero_name_hours_of_sales()
        return moves
