from odoo import api, models
from odoo.exceptions import UserError

# What was billed; the text is on the invoice as well
LOCKED = frozenset(
    {
        "company_id",
        "date",
        "employee_id",
        "name",
        "partner_id",
        "product_uom_id",
        "project_id",
        "task_id",
        "unit_amount",
        "xero_billable",
        "xero_charge",
        "xero_extra_charge",
        "xero_hours",
        "xero_hours_edited",
        "xero_type_id",
    }
)


class AccountAnalyticLine(models.Model):
    """What is on an invoice is locked; a change afterwards is a correction."""

    _inherit = "account.analytic.line"

    def _is_readonly(self):
        # EXTENDS 'hr_timesheet'
        return super()._is_readonly() or bool(self.sudo().xero_move_id)

    def _check_can_write(self, values):
        # EXTENDS 'hr_timesheet'
        if locked := values.keys() & LOCKED:
            self._xero_check_unbilled(locked, values)
        return super()._check_can_write(values)

    def _xero_check_unbilled(self, names, values):
        """Refuse changes of what was billed; writing the same again is none."""
        for line in self.sudo().filtered("xero_move_id"):
            changed = [
                name
                for name in names
                if line._fields[name].convert_to_write(line[name], line)
                != (values[name] or line._fields[name].convert_to_write(False, line))
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(worklog)s of %(date)s is on %(invoice)s and cannot be "
                        "changed any more. Press Correct Billed Time on the worklog, "
                        "or cancel the invoice first.",
                        worklog=line.name,
                        date=line.date,
                        invoice=line.xero_move_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_invoice(self):
        for line in self.sudo().filtered("xero_worklog_line_ids"):
            raise UserError(
                self.env._(
                    "%(worklog)s of %(date)s is or was on an invoice and cannot be "
                    "deleted. Mark it as not billable, or correct it.",
                    worklog=line.name,
                    date=line.date,
                )
            )

    # === COMPUTED FIELDS OF CORE: WHAT WAS BILLED STAYS === #

    def _compute_partner_id(self):
        # EXTENDS 'hr_timesheet'
        open_ones = self._xero_unbilled()
        return super(AccountAnalyticLine, open_ones)._compute_partner_id()

    def _compute_project_id(self):
        # EXTENDS 'hr_timesheet'
        open_ones = self._xero_unbilled()
        return super(AccountAnalyticLine, open_ones)._compute_project_id()

    def _xero_unbilled(self):
        return self.filtered(lambda line: not line.sudo().xero_move_id)
