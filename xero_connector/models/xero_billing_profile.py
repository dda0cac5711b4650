from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

SOURCES = ("ticket", "task", "project")
# What decides which worklogs are billed, and at which rate
JUDGED = frozenset(
    {
        "active",
        "bill_extra",
        "closed_only",
        "from_date",
        "include",
        "minimum_amount",
        "needs_approval",
        "project_domain",
        "project_work",
        "rate_source",
        "task_domain",
        "task_work",
        "ticket_work",
    }
)
# What a condition that was stored may raise: a field that it names can be gone
UNREADABLE = (AttributeError, KeyError, SyntaxError, TypeError, ValueError)
LINE_TEMPLATE = "{date} {employee}, {task}: {description}"


class XeroBillingProfile(models.Model):
    """How worklogs become invoices.

    Every organisation has one as its default; a customer may have another one. What
    is asked here has a harmless answer until somebody gives another: approved work
    only, beginning with the day on which the profile was made, as drafts.
    """

    _name = "xero.billing.profile"
    _description = "Billing Profile"
    _order = "organisation_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    is_default = fields.Boolean("Default", compute="_compute_is_default")

    # === WHICH WORKLOGS === #

    project_work = fields.Boolean(
        "Work on Projects", default=True, help="Timesheets of a project without a task."
    )
    task_work = fields.Boolean("Work on Tasks", default=True)
    ticket_work = fields.Boolean("Work on Tickets", default=True)
    ticket_source_ids = fields.One2many(
        "xero.ticket.source", "profile_id", "Which Tickets", copy=True
    )
    tickets_found = fields.Char("Tickets", compute="_compute_tickets_found")
    has_tickets = fields.Boolean(compute="_compute_tickets_found")
    project_domain = fields.Char("Projects Only Where", default="[]")
    task_domain = fields.Char("Tasks Only Where", default="[]")
    closed_only = fields.Boolean(
        "Closed Work Only", help="Tasks and tickets wait until they are closed."
    )
    include = fields.Selection(
        [
            ("billable", "Work to bill only"),
            ("all", "All work: what is not billed is listed at no charge"),
        ],
        "On the Invoice",
        required=True,
        default="billable",
    )
    from_date = fields.Date(
        "Work From",
        compute="_compute_from_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Older work is left alone. A new profile begins where the default of its "
        "organisation begins.",
    )
    needs_approval = fields.Boolean(
        "Approved Work Only",
        default=True,
        help="Nothing is billed before somebody has reviewed it.",
    )
    default_type_id = fields.Many2one(
        "product.product",
        "Type Where None Is Said",
        domain=[("xero_worklog_type", "=", True)],
        check_company=True,
    )

    # === RATE AND TIME === #

    rate_source = fields.Selection(
        [
            ("xero", "Xero's price of the worklog type"),
            ("odoo", "Odoo's: charge on the worklog, else the customer's pricelist"),
        ],
        "Rate",
        required=True,
        default="xero",
    )
    round_minutes = fields.Selection(
        [
            ("0", "Not rounded"),
            ("6", "Up to 6 minutes"),
            ("15", "Up to 15 minutes"),
            ("30", "Up to 30 minutes"),
        ],
        "Rounding",
        required=True,
        default="0",
        help="Each worklog by itself.",
    )
    minimum_minutes = fields.Integer("Minimum Time in Minutes")
    bill_extra = fields.Boolean(
        "Bill Extra Charges", help="What was entered as extra charge goes along."
    )

    # === INVOICES === #

    period = fields.Selection(
        [("week", "Week"), ("month", "Month")], required=True, default="month"
    )
    group_by = fields.Selection(
        [
            ("line", "One line for each worklog"),
            ("task", "Task"),
            ("project", "Project"),
            ("ticket", "Ticket"),
            ("type", "Worklog type"),
            ("employee", "Employee"),
            ("summary", "One line for all"),
        ],
        "Invoice Lines",
        required=True,
        default="line",
    )
    line_template = fields.Char("Text of a Line", required=True, default=LINE_TEMPLATE)
    annex = fields.Boolean(
        "Annex with Every Worklog",
        default=True,
        help="Where lines are bundled: a table of the single worklogs on the PDF and "
        "at the invoice in Xero.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    minimum_amount = fields.Monetary(
        "Smallest Invoice",
        help="Before tax, in the company's currency. What comes to less waits for the "
        "next invoice of this customer. 0: any amount is billed.",
    )
    after = fields.Selection(
        [
            ("draft", "Stay drafts until somebody posts them"),
            ("post", "Are posted and go to Xero"),
        ],
        "New Invoices",
        required=True,
        default="draft",
    )

    _minimum = models.Constraint(
        "CHECK(minimum_minutes >= 0)", "The minimum time cannot be negative."
    )
    _minimum_amount = models.Constraint(
        "CHECK(minimum_amount >= 0)", "The smallest invoice cannot be negative."
    )

    @api.depends("organisation_id")
    def _compute_from_date(self):
        """A customer who gets a profile of their own has work that is not billed."""
        for profile in self.filtered(lambda profile: not profile._origin):
            default = profile.organisation_id.billing_profile_id
            profile.from_date = (
                default.from_date if default else fields.Date.context_today(profile)
            )

    @api.depends("organisation_id.billing_profile_id")
    def _compute_is_default(self):
        for profile in self:
            default = profile.organisation_id.billing_profile_id
            profile.is_default = bool(default) and profile._origin == default

    @api.constrains("project_domain", "task_domain")
    def _check_domains(self):
        Line = self.env["account.analytic.line"]
        for profile in self:
            for text in (profile.project_domain, profile.task_domain):
                try:
                    profile._condition(text).validate(Line)
                except UNREADABLE as error:
                    raise ValidationError(profile._unreadable_words(text)) from error

    def _unreadable_words(self, text):
        return self.env._(
            "%(name)s: the condition %(domain)s cannot be read. Choose it again.",
            name=self.name,
            domain=text,
        )

    def write(self, vals):
        """What another answer changes is seen at once on the open worklogs."""
        if not vals.get("active", True):
            self._check_default_stays()
        result = super().write(vals)
        if vals.keys() & self._judged_fields():
            self._judge_again()
        return result

    def unlink(self):
        """Its work is billed by the default from now on."""
        lines = self._open_lines()
        result = super().unlink()
        lines._xero_judge_again()
        return result

    def _judge_again(self):
        self._open_lines()._xero_judge_again()

    def _open_lines(self):
        """Worklogs on no invoice that these profiles bill, or would bill if they were
        not archived; those that are too old for them stay as they are. Sudoed."""
        lines = self.env["account.analytic.line"].sudo()
        for profile in self:
            lines |= lines._xero_open_of(profile, profile._customers())
        return lines

    def _customers(self):
        """Customers who have this profile as their own; sudoed."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners.with_company(self.company_id).search(
            [("xero_billing_profile_id", "=", self.id)]
        )

    @api.model
    def _judged_fields(self):
        """What decides which worklogs are billed, and at which rate; a hook."""
        return JUDGED

    # === CONDITIONS === #

    @api.model
    def _condition(self, text):
        """A condition as it was stored.

        :return: ``Domain``
        :raises: ``UNREADABLE``
        """
        return Domain(literal_eval(text or "[]"))

    @api.model
    def _meets(self, record, text):
        """Whether a record meets a condition.

        :raises: ``UNREADABLE``
        """
        if (text or "[]") == "[]":
            return True
        return bool(record.filtered_domain(self._condition(text)))

    def _is_narrowed(self):
        """Whether conditions decide what is billed: nobody is told when what they rest
        on changes."""
        conditions = [self.project_domain, self.task_domain]
        conditions += self.ticket_source_ids.mapped("domain")
        return any((text or "[]") != "[]" for text in conditions)

    # === TICKETS === #

    @api.depends("ticket_source_ids.field_id", "ticket_source_ids.sequence")
    def _compute_tickets_found(self):
        """Which fields of a timesheet say that it was work on a ticket."""
        Fields = self.env["ir.model.fields"].sudo()
        Line = self.env["account.analytic.line"]
        self.has_tickets = bool(Line._xero_ticket_candidates())
        for profile in self:
            found = [
                Fields._get("account.analytic.line", name)
                for name in profile._ticket_fields()
            ]
            profile.tickets_found = ", ".join(
                f"{field.field_description} ({field.relation})" for field in found
            )

    def _ticket_fields(self):
        """Names of the fields of a timesheet that point to tickets, in the order in
        which they count; as of now, whatever help desk was installed since."""
        Line = self.env["account.analytic.line"]
        chosen = self.ticket_source_ids.sorted("sequence").mapped("name")
        known = [name for name in chosen if name in Line._fields]
        return list(dict.fromkeys([*known, *Line._xero_ticket_fields()]))

    def _ticket_source(self, name):
        return self.ticket_source_ids.filtered(lambda source: source.name == name)

    def _wants_ticket(self, name, ticket):
        """Whether work on a ticket is billed.

        :param str name: of the field that points to it
        :raises: ``UNREADABLE``
        """
        source = self._ticket_source(name)
        return not source or (source.billed and self._meets(ticket, source.domain))

    def _closed_where(self, name):
        """When tickets of a field are closed; empty: as they or their stage say."""
        return self._ticket_source(name).closed_domain

    def _is_too_little(self, total, currency):
        """Whether an invoice is too small to be made: its worklogs wait.

        :param total: sum before tax
        :param currency: ``res.currency`` of the total
        """
        self.ensure_one()
        own, company = self.currency_id, self.company_id
        if not self.minimum_amount:
            return False
        today = fields.Date.context_today(self)
        converted = currency._convert(float(total), own, company, today)
        return own.compare_amounts(converted, self.minimum_amount) < 0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_default(self):
        self._check_default_stays()

    def _check_default_stays(self):
        for profile in self:
            if profile.is_default and profile.organisation_id.active:
                raise ValidationError(
                    self.env._(
                        "%s is the default of its organisation. Choose another default "
                        "first.",
                        profile.name,
                    )
                )
