import logging

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round

from ..tools.xero_billing_time import billed_hours
from .account_analytic_line import APPROVERS, STAFF, STATES
from .account_analytic_line_books import Books
from .account_analytic_line_source import CUSTOMER
from .xero_billing_profile import UNREADABLE

_logger = logging.getLogger(__name__)

LIVE = ("draft", "billed")
# What is empty where nothing is billed
PRICED = (
    "xero_amount",
    "xero_amount_company",
    "xero_billed_as",
    "xero_billed_type_id",
    "xero_currency_id",
    "xero_extra_amount",
    "xero_rate",
    "xero_reason",
)
# Where it may be said that a ticket is closed
TICKET_CLOSED = ("closed", "is_closed", "stage_id.closed", "stage_id.is_closed")


class AccountAnalyticLine(models.Model):
    """Who is billed for a worklog, at which rate, and what is in the way.

    The judgement is stored, so that lists can be searched, grouped and summed. It
    follows what the worklog, its task and its project say; what else it rests on
    (prices, the mapping, archived customers) is looked at again by ``_xero_judge``,
    before a list is shown and before anything is billed. What is on an invoice keeps
    what it was billed as.
    """

    _inherit = "account.analytic.line"

    xero_profile_id = fields.Many2one(
        "xero.billing.profile",
        "Billing Profile",
        compute="_compute_xero_customer",
        store=True,
        index="btree_not_null",
    )
    xero_customer_id = fields.Many2one(
        "res.partner",
        "Customer Billed",
        compute="_compute_xero_customer",
        store=True,
        index="btree_not_null",
    )
    xero_move_id = fields.Many2one(
        "account.move",
        "On Invoice",
        compute="_compute_xero_move",
        store=True,
        index="btree_not_null",
    )
    xero_billing_state = fields.Selection(
        STATES,
        "Billing",
        compute="_compute_xero_billing",
        store=True,
        index="btree_not_null",
    )
    xero_reason = fields.Char(
        "In the Way", compute="_compute_xero_billing", store=True, groups=STAFF
    )
    xero_billed_type_id = fields.Many2one(
        "product.product", "Type Billed", compute="_compute_xero_billing", store=True
    )
    xero_billed_as = fields.Selection(
        selection="_selection_xero_billable",
        string="Charged",
        compute="_compute_xero_billing",
        store=True,
    )
    xero_currency_id = fields.Many2one(
        "res.currency", "Billed In", compute="_compute_xero_billing", store=True
    )
    xero_rate = fields.Float(
        "Rate",
        digits=(16, 6),
        min_display_digits="Product Price",
        aggregator=None,
        compute="_compute_xero_billing",
        store=True,
        groups=APPROVERS,
    )
    xero_extra_amount = fields.Monetary(
        "Extra to Bill",
        currency_field="xero_currency_id",
        compute="_compute_xero_billing",
        store=True,
        groups=APPROVERS,
    )
    xero_amount = fields.Monetary(
        "Amount to Bill",
        currency_field="xero_currency_id",
        compute="_compute_xero_billing",
        store=True,
        groups=APPROVERS,
    )
    xero_amount_company = fields.Monetary(
        "Amount in Company Currency",
        currency_field="currency_id",
        compute="_compute_xero_billing",
        store=True,
        groups=APPROVERS,
    )

    @api.model
    def _selection_xero_billable(self):
        return self._fields["xero_billable"]._description_selection(self.env)

    # === COMPUTE === #

    @api.depends("xero_worklog_line_ids.released", "xero_worklog_line_ids.move_id")
    def _compute_xero_move(self):
        for line in self:
            line.xero_move_id = line.xero_worklog_line_ids._live().move_id[:1]

    @api.depends(
        lambda self: [
            "company_id",
            "partner_id.commercial_partner_id.xero_billing_profile_id",
            "project_id.partner_id",
            "task_id.partner_id",
            "xero_corrects_id",
            "xero_move_id",
            *self._xero_ticket_paths(
                *(
                    f"{name}.commercial_partner_id.xero_billing_profile_id"
                    for name in CUSTOMER
                )
            ),
        ]
    )
    def _compute_xero_customer(self):
        books = Books(self.env)
        for line in self:
            if line.xero_move_id:
                continue
            organisation = books.organisation(line.company_id)
            if not (organisation and line.project_id):
                line.xero_profile_id = line.xero_customer_id = False
                continue
            default = organisation.billing_profile_id
            # the ticket, and so the customer, hangs on the profile of the company
            line.xero_profile_id = default
            party = line._xero_party()
            line.xero_profile_id = organisation._billing_profile_of(
                party, line.company_id
            )
            commercial = party.commercial_partner_id.with_company(line.company_id)
            line.xero_customer_id = line._xero_bill_to(commercial)

    @api.depends(
        "product_uom_id",
        "unit_amount",
        "xero_hours_edited",
        "xero_move_id",
        "xero_profile_id.minimum_minutes",
        "xero_profile_id.round_minutes",
    )
    def _compute_xero_hours(self):
        hour = self.env.ref("uom.product_uom_hour")
        for line in self:
            if line.xero_hours_edited or line.xero_move_id:
                continue
            unit, time = line.product_uom_id, line.unit_amount
            if unit and unit != hour and unit._has_common_reference(hour):
                time = unit._compute_quantity(time, hour, round=False)
            profile = line.xero_profile_id
            line.xero_hours = float(
                billed_hours(
                    float_round(time, precision_digits=6),
                    int(profile.round_minutes or 0),
                    profile.minimum_minutes,
                )
            )

    @api.depends(
        lambda self: [
            "date",
            "employee_id.job_id.xero_type_id.xero_billable",
            "employee_id.xero_type_id.xero_billable",
            "partner_id.commercial_partner_id.xero_billable",
            "partner_id.commercial_partner_id.xero_type_id.xero_billable",
            "project_id.xero_billable",
            "project_id.xero_type_id.xero_billable",
            "task_id.state",
            "task_id.xero_type_id.xero_billable",
            "xero_approved_as",
            "xero_approved_at",
            "xero_billable",
            "xero_billing_note",
            "xero_charge",
            "xero_customer_id",
            "xero_customer_id.commercial_partner_id.active",
            # of a ticket, whose customer the worklog itself does not name
            "xero_customer_id.commercial_partner_id.xero_billable",
            "xero_customer_id.commercial_partner_id.xero_type_id.xero_billable",
            "xero_extra_charge",
            "xero_held",
            "xero_held_reason",
            "xero_hours",
            "xero_move_id.state",
            "xero_noted_state",
            "xero_profile_id.default_type_id.xero_billable",
            "xero_type_id.xero_billable",
            *self._xero_ticket_paths(*TICKET_CLOSED),
        ]
    )
    def _compute_xero_billing(self):
        books = Books(self.env)
        for line in self:
            try:
                values = line._xero_judged(books)
            except psycopg2.Error:
                raise
            except Exception as error:
                # nobody is kept from entering their time by what is billed of it
                _logger.exception("Xero: %s could not be judged", line)
                values = line._xero_misjudged(error)
            for name, value in values.items():
                line[name] = value

    def _xero_misjudged(self, error):
        fields_here = self.pool.field_computed[self._fields["xero_billing_state"]]
        return {
            **dict.fromkeys((field.name for field in fields_here), False),
            "xero_billing_state": "failed",
            "xero_reason": self.env._(
                "It cannot be told how this is billed (%s). The details are in the "
                "server's log.",
                type(error).__name__,
            ),
        }

    # === JUDGE === #

    @api.model
    def _xero_open_of(self, profile, customers):
        """Worklogs on no invoice that a billing profile decides about; those that are
        too old for it stay as they are.

        :param profile: ``xero.billing.profile``
        :param customers: ``res.partner`` who have it as their own
        """
        open_states = [state for state, _name in STATES if state not in LIVE]
        domain = Domain("xero_profile_id", "=", profile.id)
        if customers:
            theirs = Domain(
                "xero_customer_id.commercial_partner_id", "in", customers.ids
            )
            there = Domain("company_id", "child_of", profile.company_id.ids)
            domain |= theirs & there
        domain &= Domain("xero_billing_state", "in", open_states)
        if profile.from_date:
            recent = Domain("date", ">=", profile.from_date)
            domain &= recent | Domain("xero_billing_state", "!=", "excluded")
        return self.search(domain)

    def _xero_judge(self):
        """Look again at what the judgement rests on and no field of a worklog says."""
        open_ones = self.filtered(lambda line: line.xero_billing_state not in LIVE)
        for name in ("xero_customer_id", "xero_billing_state"):
            self.env.add_to_compute(self._fields[name], open_ones)
        open_ones.flush_recordset()

    def _xero_look(self):
        """Judge worklogs that are about to be shown. Where another transaction bills
        or changes some of them at this moment they are shown as they are."""
        try:
            with self.env.cr.savepoint():
                self._xero_judge()
        except psycopg2.OperationalError:
            _logger.info("Xero: worklogs are shown as they were judged last")

    def _xero_judged(self, books):
        """Everything that is judged of a worklog: ``{field: value}``.

        :param books: ``Books``
        """
        self.ensure_one()
        if self.xero_move_id:
            state = "draft" if self.xero_move_id.state == "draft" else "billed"
            return {"xero_billing_state": state, "xero_reason": False}
        nothing = dict.fromkeys(PRICED, False)
        if not (self.project_id and books.organisation(self.company_id)):
            return {**nothing, "xero_billing_state": False}
        # whoever reads it: the same reason is the same text, to be grouped by
        line = self.with_company(self.company_id).with_context(
            lang=books.lang(self.company_id)
        )
        party = line._xero_party()
        if line._xero_is_internal(books, party):
            return {**nothing, "xero_billing_state": "internal"}
        values = {**nothing, **line._xero_priced(books, party)}
        state, reason = line._xero_standing(books, party, values)
        return {**values, "xero_billing_state": state, "xero_reason": reason}

    def _xero_priced(self, books, party):
        """Type, rate and amount, as the worklog would be billed now."""
        kind = self._xero_type_of(party)
        corrected = self._xero_corrected_row()
        currency = corrected.currency_id or self._xero_currency_of(party)
        company = self.company_id
        own = company.currency_id
        rate, extra = 0.0, 0.0
        billed_as = self._xero_billable_of(kind, party)
        convertible = books.can_convert(company, currency)
        if convertible and billed_as == "to_bill":
            if corrected:
                rate = corrected.rate
            elif kind:
                rate = self._xero_rate_of(books, kind, party, currency)
        if convertible and self.xero_profile_id.bill_extra:
            # beside the time, whatever that is
            extra = books.convert(self.xero_extra_charge, company, own, currency)
            extra = currency.round(extra)
        total = currency.round(currency.round(self.xero_hours * rate) + extra)
        return {
            "xero_billed_type_id": kind.id,
            "xero_billed_as": billed_as,
            "xero_currency_id": currency.id,
            "xero_rate": rate,
            "xero_extra_amount": extra,
            "xero_amount": total,
            "xero_amount_company": own.round(
                books.convert(total, company, currency, own)
            ),
        }

    def _xero_standing(self, books, party, values):
        """Where a worklog stands that is on no invoice.

        :param dict values: of ``_xero_priced``
        :return: (state, reason)
        """
        profile = self.xero_profile_id
        if reason := self._xero_left_out(profile):
            return "excluded", reason
        if self.xero_held:
            return "held", self.xero_held_reason
        free = values["xero_billed_as"] != "to_bill"
        if free and not values["xero_extra_amount"] and profile.include != "all":
            return "excluded", self._xero_not_billed_words(values["xero_billed_as"])
        if self._xero_is_unfinished():
            return "waiting", self.env._("Waits until the task or ticket is closed.")
        if reasons := self._xero_obstacles(books, party, values):
            return "failed", " ".join(reasons)
        if (unapproved := self._xero_unapproved(values)) is not None:
            return "review", unapproved
        if self.xero_noted_state:
            return self.xero_noted_state, self.xero_billing_note
        return "ready", False

    def _xero_left_out(self, profile):
        """Why nobody bills this worklog, by the profile; empty where it is billed."""
        if profile.from_date and self.date < profile.from_date:
            return self.env._("Older than %s, when billing begins.", profile.from_date)
        try:
            chosen = self._xero_is_chosen(profile)
        except UNREADABLE:
            return ""  # told among what is in the way
        if not chosen:
            return self.env._("Not chosen by the billing profile %s.", profile.name)
        return ""

    def _xero_is_unfinished(self):
        """Whether it waits until its task or ticket is closed."""
        try:
            return self.xero_profile_id.closed_only and self._xero_is_open()
        except UNREADABLE:
            return False

    @api.model
    def _xero_not_billed_words(self, billed_as):
        if billed_as == "covered":
            return self.env._("Covered: nothing is charged for it.")
        return self.env._("Not billable.")
