from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import float_compare

BILLABLE = [
    ("to_bill", "To bill"),
    ("covered", "Covered"),
    ("not_billable", "Not billable"),
]
STATES = [
    ("internal", "Internal"),
    ("excluded", "Not billed"),
    ("waiting", "Waiting"),
    ("review", "To review"),
    ("failed", "In the way"),
    ("held", "Held"),
    ("ready", "To bill"),
    ("draft", "In a draft"),
    ("billed", "Billed"),
]
# What billing looks at, and what is left when it is done
OPEN = ("waiting", "review", "failed", "ready")
LEFT = (*OPEN, "held")
# Who sees prices; what colleagues and customers on the portal do not
APPROVERS = "hr_timesheet.group_hr_timesheet_approver"
STAFF = "base.group_user"
# What only somebody who reviews worklogs may say
REVIEW = frozenset(
    {
        "xero_approved_at",
        "xero_approved_by",
        "xero_charge",
        "xero_held",
        "xero_held_reason",
        "xero_hours",
        "xero_hours_edited",
        "xero_hours_reason",
    }
)
# What was looked at when a worklog was approved
REVIEWED = frozenset(
    {
        "date",
        "employee_id",
        "name",
        "partner_id",
        "project_id",
        "task_id",
        "unit_amount",
        "xero_billable",
        "xero_extra_charge",
        "xero_type_id",
    }
)


class AccountAnalyticLine(models.Model):
    """A worklog: a timesheet that may become part of an invoice.

    What people say of it is here. Who is billed, at which rate, and whether something
    is in the way is judged in ``account_analytic_line_judge.py``. ``unit_amount`` is
    the time that was worked and is never touched; ``amount`` is Odoo's, minus the
    cost, and never a price.
    """

    _inherit = "account.analytic.line"

    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        domain=[("xero_worklog_type", "=", True)],
        index="btree_not_null",
        help="Empty: the type of the task, the project, the customer, the employee, or "
        "the default of the billing profile.",
    )
    xero_billable = fields.Selection(
        BILLABLE,
        "Billable Work",
        help="Empty: as the worklog type, the project or the customer says, else to "
        "bill.",
    )
    xero_hours = fields.Float(
        "Hours to Bill",
        digits=(16, 2),
        compute="_compute_xero_hours",
        store=True,
        readonly=False,
        copy=False,
        help="The time, rounded as the billing profile says; a reviewer may change it.",
    )
    xero_hours_edited = fields.Boolean("Hours Changed by Reviewer", copy=False)
    xero_hours_reason = fields.Char("Why Other Hours", copy=False, groups=STAFF)
    xero_charge = fields.Float(
        "Charge per Hour",
        digits="Product Price",
        copy=False,
        groups=APPROVERS,
        help="Where the billing profile takes rates from Odoo; in the company's "
        "currency. Empty: the customer's pricelist.",
    )
    xero_extra_charge = fields.Monetary(
        "Extra Charge",
        copy=False,
        groups=STAFF,
        help="Billed beside the time where the billing profile says so; in the "
        "company's currency.",
    )
    xero_held = fields.Boolean("Held", copy=False)
    xero_held_reason = fields.Char("Why Held", copy=False, groups=STAFF)
    xero_approved_by = fields.Many2one("res.users", "Approved By", copy=False)
    xero_approved_at = fields.Datetime("Approved On", copy=False)
    xero_corrects_id = fields.Many2one(
        "account.analytic.line",
        "Corrects",
        copy=False,
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    xero_worklog_line_ids = fields.One2many(
        "xero.worklog.line",
        "timesheet_id",
        "On Invoices",
        readonly=True,
        groups=APPROVERS,
    )

    # === WRITE === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # forms send what is empty as well
            self._xero_check_reviewer({name for name in vals if vals[name]})
        return super().create([self._xero_with_edited(vals) for vals in vals_list])

    def write(self, vals):
        """Hours that a reviewer changes stay; other work than what was approved is
        reviewed again."""
        self._xero_check_reviewer(vals)
        if "xero_hours" in vals and "xero_hours_edited" not in vals:
            same = all(
                not float_compare(line.xero_hours, vals["xero_hours"] or 0, 2)
                for line in self
            )
            # the same again is nobody's decision
            vals = {
                name: vals[name] for name in vals if name != "xero_hours" or not same
            }
        vals = self._xero_with_edited(vals)
        if "unit_amount" in vals and "xero_hours" not in vals:
            self._xero_forget_hours(vals["unit_amount"])
        work = REVIEWED.union(self._xero_ticket_candidates())
        if vals.keys() & work and not self._xero_reviews():
            self.filtered("xero_approved_at").sudo()._xero_approve(False)
        if vals.keys() & (work | REVIEW):
            self._xero_forget_note()
        result = super().write(vals)
        if vals.keys() & (work | REVIEW) and not self.env.su and self._xero_reviews():
            # whoever may approve it has seen what they changed
            approved = self.filtered("xero_approved_at")
            self.env.add_to_compute(self._fields["xero_approved_as"], approved)
        return result

    @api.constrains("xero_hours", "xero_hours_edited", "xero_hours_reason")
    def _check_xero_hours_reason(self):
        for line in self.sudo():
            if line.xero_hours_edited and not (line.xero_hours_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%(worklog)s of %(date)s: say why other hours are billed than "
                        "were worked. Enter the reason first, or both at once.",
                        worklog=line.name,
                        date=line.date,
                    )
                )

    @api.model
    def _xero_with_edited(self, vals):
        """Hours that somebody enters are theirs from then on."""
        return {"xero_hours_edited": True, **vals} if "xero_hours" in vals else vals

    def _xero_forget_hours(self, unit_amount):
        """The hours that a reviewer entered were for another time."""
        edited = self.filtered(
            lambda line: line.xero_hours_edited and line.unit_amount != unit_amount
        )
        if edited:
            edited.sudo().write(
                {"xero_hours_edited": False, "xero_hours_reason": False}
            )

    @api.model
    def _xero_reviews(self):
        """Whether the user may review worklogs."""
        return self.env.su or self.env.user.has_group(APPROVERS)

    @api.model
    def _xero_check_reviewer(self, names):
        """Refuse what only somebody who reviews may say, taking it back included.

        :param names: of the fields that are written
        """
        said = REVIEW.intersection(names)
        if said and not self._xero_reviews():
            raise AccessError(
                self.env._(
                    "%(fields)s of a worklog can be changed by those who see all "
                    "timesheets only. Ask one of them.",
                    fields=", ".join(
                        sorted(
                            self._fields[n]._description_string(self.env) for n in said
                        )
                    ),
                )
            )
