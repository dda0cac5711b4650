from odoo import api, models
from odoo.exceptions import AccessError


class AccountAnalyticLine(models.Model):
    """One lock of two: billed by us is billed for Odoo's sales flow, and the other way
    round.

    For worklogs of an order that are on an invoice of ours ``timesheet_invoice_id``
    names it, whatever anybody writes: Odoo's own flow looks there, and empties it in
    more cases than those that set a worklog free.
    """

    _inherit = "account.analytic.line"

    def _is_not_billed(self):
        # EXTENDS 'sale_timesheet'
        return super()._is_not_billed() and not self.sudo().xero_move_id

    def _check_can_write(self, values):
        # EXTENDS 'xero_connector', 'sale_timesheet'
        if "so_line" in values:
            self._xero_check_unbilled({"so_line"}, values)
        return super()._check_can_write(values)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._xero_check_by_order(vals)
        return super().create(vals_list)

    @api.model
    def _xero_check_by_order(self, vals):
        """Who bills a worklog nobody says on the worklog itself."""
        if "xero_by_order" in vals and not self.env.su:
            raise AccessError(
                self.env._(
                    "Whether Sales bills a worklog or its order counts the hours to "
                    "bill follows from the order and the billing profile. Change it "
                    "there."
                )
            )

    def write(self, vals):
        # EXTENDS 'xero_connector', 'sale_timesheet'
        self._xero_check_by_order(vals)
        if "timesheet_invoice_id" not in vals:
            return super().write(vals)
        named = vals["timesheet_invoice_id"]
        bound = self.filtered(
            lambda line: line.sudo()._xero_order_invoice().id not in (False, named)
        )
        rest = {key: vals[key] for key in vals if key != "timesheet_invoice_id"}
        if rest and bound:
            super(AccountAnalyticLine, bound).write(rest)
        return super(AccountAnalyticLine, self - bound).write(vals)

    def _xero_order_invoice(self):
        """Our live invoice of work of an order; may be empty."""
        self.ensure_one()
        return self.xero_move_id if self.xero_by_order else self.xero_move_id.browse()

    def _xero_name_invoice(self):
        """Say to Odoo's sales flow which of these are on an invoice of ours."""
        sold = self.filtered("so_line")
        for ours, lines in sold.grouped(lambda li: li._xero_order_invoice()).items():
            if not ours:
                # what the sales flow billed it keeps
                lines = lines.filtered(
                    lambda line: (
                        line.timesheet_invoice_id in line.xero_worklog_line_ids.move_id
                    )
                )
            lines.write({"timesheet_invoice_id": ours.id})

    # === COMPUTED FIELDS OF CORE: WHAT WAS BILLED STAYS, AND CATCHES UP === #

    def _compute_partner_id(self):
        # EXTENDS 'xero_connector', 'sale_timesheet': the latter hides what is billed
        return super(AccountAnalyticLine, self._xero_unbilled())._compute_partner_id()

    def _compute_project_id(self):
        # EXTENDS 'xero_connector', 'sale_timesheet'
        return super(AccountAnalyticLine, self._xero_unbilled())._compute_project_id()

    def _compute_so_line(self):
        # EXTENDS 'sale_timesheet'
        return super(AccountAnalyticLine, self._xero_unbilled())._compute_so_line()

    def _xero_catch_up(self):
        # EXTENDS 'xero_connector'
        self.env.add_to_compute(self._fields["so_line"], self)
        return super()._xero_catch_up()
