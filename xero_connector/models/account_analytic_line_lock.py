from odoo import api, models
from odoo.exceptions import AccessError, UserError

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

# What follows from all that: nobody writes it
FOLLOWS = frozenset(
    {
        "xero_amount",
        "xero_amount_company",
        "xero_approved_as",
        "xero_billed_as",
        "xero_billed_type_id",
        "xero_billing_note",
        "xero_billing_state",
        "xero_corrects_id",
        "xero_currency_id",
        "xero_customer_id",
        "xero_extra_amount",
        "xero_move_id",
        "xero_noted_state",
        "xero_profile_id",
        "xero_rate",
        "xero_reason",
    }
)


class AccountAnalyticLine(models.Model):
    """What is on an invoice is locked; a change afterwards is a correction.

    Live rows of ``xero.worklog.line`` say what is on an invoice.
    """

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._xero_check_follows({name for name in vals if vals[name]})
        return super().create(vals_list)

    def write(self, vals):
        self._xero_check_follows(vals)
        return super().write(vals)

    @api.model
    def _xero_check_follows(self, names):
        """Refuse what would untie a worklog from its invoice, or bill it otherwise than
        everything else says."""
        if not self.env.su and (follows := FOLLOWS.intersection(names)):
            raise AccessError(
                self.env._(
                    "%s of a worklog cannot be written: it follows from the worklog, "
                    "its invoice and the billing profile.",
                    ", ".join(
                        sorted(
                            self._fields[n]._description_string(self.env)
                            for n in follows
                        )
                    ),
                )
            )

    def _xero_is_bound(self):
        """Whether a worklog is on an invoice."""
        self.ensure_one()
        return bool(self.sudo().xero_worklog_line_ids._live())

    def _is_readonly(self):
        # EXTENDS 'hr_timesheet'
        return super()._is_readonly() or self._xero_is_bound()

    def _check_can_write(self, values):
        # EXTENDS 'hr_timesheet'
        if locked := values.keys() & LOCKED.union(self._xero_ticket_candidates()):
            self._xero_check_unbilled(locked, values)
        return super()._check_can_write(values)

    def _xero_check_unbilled(self, names, values):
        """Refuse changes of what was billed; writing the same again is none."""
        for line in self.sudo().filtered(lambda line: line._xero_is_bound()):
            changed = [
                name
                for name in names
                if line._xero_cached(name, line[name])
                != line._xero_cached(name, values[name])
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(worklog)s of %(date)s is on %(invoice)s and cannot be "
                        "changed any more. Press Correct Billed Time on the worklog, "
                        "or cancel the invoice first.",
                        worklog=line.name,
                        date=line.date,
                        invoice=line.xero_worklog_line_ids._live()
                        .move_id[:1]
                        .display_name,
                    )
                )

    def _xero_cached(self, name, value):
        """A value as the field keeps it, whoever wrote it in which way."""
        return self._fields[name].convert_to_cache(value, self, validate=False) or None

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_invoice(self):
        """What was billed once is remembered; what was on a draft only may go."""
        rows = self.sudo().xero_worklog_line_ids
        kept = rows.filtered(lambda row: not row.released or row.move_id.posted_before)
        for line in kept.timesheet_id:
            raise UserError(
                self.env._(
                    "%(worklog)s of %(date)s is or was on an invoice and cannot be "
                    "deleted. Mark it as not billable, or correct it.",
                    worklog=line.name,
                    date=line.date,
                )
            )
        rows.unlink()

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
        """Those on no invoice; the others catch up when they are set free."""
        billed = self.filtered(lambda line: line._xero_is_bound())
        billed.sudo().xero_worklog_line_ids._live().write({"overtaken": True})
        return self - billed

    def _xero_catch_up(self):
        """Project and customer are what they would be had it not been billed."""
        for name in ("project_id", "partner_id"):
            self.env.add_to_compute(self._fields[name], self)
