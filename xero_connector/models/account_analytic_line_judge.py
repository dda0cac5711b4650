from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round

from ..tools.xero_billing_time import billed_hours
from .account_analytic_line import APPROVERS, STAFF, STATES
from .account_analytic_line_books import Books

LIVE = ("draft", "billed")


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
    xero_noted_state = fields.Selection(
        [("waiting", "Waiting"), ("failed", "In the way")],
        "Found by Billing",
        copy=False,
        readonly=True,
    )
    xero_billing_note = fields.Char(
        "What Billing Found", copy=False, readonly=True, groups=STAFF
    )
    xero_billed_type_id = fields.Many2one(
        "product.product", "Billed As", compute="_compute_xero_billing", store=True
    )
    xero_billed_as = fields.Selection(
        selection="_selection_xero_billable",
        string="Billable As",
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
        "company_id",
        "partner_id.commercial_partner_id.xero_billing_profile_id",
        "project_id.partner_id",
        "task_id.partner_id",
        "xero_move_id",
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
        "employee_id.job_id",
        "employee_id.xero_type_id",
        "partner_id.commercial_partner_id.xero_billable",
        "partner_id.commercial_partner_id.xero_type_id",
        "project_id.xero_billable",
        "project_id.xero_type_id.xero_billable",
        "task_id.state",
        "task_id.xero_type_id.xero_billable",
        "xero_approved_at",
        "xero_billable",
        "xero_billing_note",
        "xero_charge",
        "xero_customer_id",
        "xero_extra_charge",
        "xero_held",
        "xero_held_reason",
        "xero_hours",
        "xero_move_id.state",
        "xero_noted_state",
        "xero_profile_id.default_type_id.xero_billable",
        "xero_type_id.xero_billable",
    )
    def _compute_xero_billing(self):
        books = Books(self.env)
        for line in self:
            for name, value in line._xero_judged(books).items():
                line[name] = value

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

    def _xero_judge_again(self):
        """Look at worklogs as if billing had never done so."""
        lines = self.exists()
        lines._xero_forget_note()
        lines._xero_judge()

    def _xero_judge(self):
        """Look again at what the judgement rests on and no field of a worklog says."""
        open_ones = self.filtered(lambda line: line.xero_billing_state not in LIVE)
        for name in ("xero_customer_id", "xero_billing_state"):
            self.env.add_to_compute(self._fields[name], open_ones)
        open_ones.flush_recordset()

    def _xero_stand(self, state, reason):
        """What billing found out of worklogs that were ready: no judgement of a single
        one could know. It stands until the worklog or its profile is changed, or until
        billing looks again.

        :param str state: ``waiting`` or ``failed``
        :param str reason: for people, with the remedy
        """
        self.sudo().write({"xero_noted_state": state, "xero_billing_note": reason})

    def _xero_forget_note(self):
        """What billing found out is to be found out again."""
        self.sudo().filtered("xero_noted_state").write(
            {"xero_noted_state": False, "xero_billing_note": False}
        )

    def _xero_billing_notes(self, limit=None):
        """What billing found out of these worklogs, each reason once.

        :param int limit: how many reasons there is room for
        :return: text, empty where it found nothing
        """
        noted = self.sudo().filtered("xero_noted_state")
        reasons = list(dict.fromkeys(noted.mapped("xero_billing_note")))
        return " ".join(reasons[:limit])

    def _xero_is_due(self):
        """Whether billing takes it: it is ready, or waits for nothing but what billing
        found out the last time."""
        self.ensure_one()
        noted = self.xero_noted_state, self.xero_billing_note
        return self.xero_billing_state == "ready" or (
            bool(self.xero_noted_state)
            and (self.xero_billing_state, self.xero_reason) == noted
        )

    def _xero_judged(self, books):
        """Everything that is judged of a worklog: ``{field: value}``.

        :param books: ``Books``
        """
        self.ensure_one()
        if self.xero_move_id:
            state = "draft" if self.xero_move_id.state == "draft" else "billed"
            return {"xero_billing_state": state, "xero_reason": False}
        nothing = dict.fromkeys(
            (
                "xero_billed_type_id",
                "xero_billed_as",
                "xero_currency_id",
                "xero_rate",
                "xero_amount",
                "xero_amount_company",
                "xero_reason",
            ),
            False,
        )
        if not (self.project_id and books.organisation(self.company_id)):
            return {**nothing, "xero_billing_state": False}
        line = self.with_company(self.company_id)
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
        if billed_as == "to_bill" and books.can_convert(company, currency):
            if corrected:
                rate = corrected.rate
            elif kind:
                rate = self._xero_rate_of(books, kind, party, currency)
            if self.xero_profile_id.bill_extra:
                extra = books.convert(self.xero_extra_charge, company, own, currency)
        total = currency.round(self.xero_hours * rate + extra)
        return {
            "xero_billed_type_id": kind.id,
            "xero_billed_as": billed_as,
            "xero_currency_id": currency.id,
            "xero_rate": rate,
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
        listed = values["xero_billed_as"] != "to_bill"
        if listed and profile.include != "all":
            return "excluded", self._xero_not_billed_words(values["xero_billed_as"])
        if profile.closed_only and self._xero_is_open():
            return "waiting", self.env._("Waits until the task or ticket is closed.")
        if reasons := self._xero_obstacles(books, party, values):
            return "failed", " ".join(reasons)
        if profile.needs_approval and not self.xero_approved_at:
            return "review", False
        if self.xero_noted_state:
            return self.xero_noted_state, self.xero_billing_note
        return "ready", False

    def _xero_left_out(self, profile):
        """Why nobody bills this worklog, by the profile; empty where it is billed."""
        if profile.from_date and self.date < profile.from_date:
            return self.env._("Older than %s, when billing begins.", profile.from_date)
        source = self._xero_source()
        if not profile[f"{source}_work"] or not self.filtered_domain(
            profile._source_domain(source)
        ):
            return self.env._("Not chosen by the billing profile %s.", profile.name)
        return ""

    @api.model
    def _xero_not_billed_words(self, billed_as):
        if billed_as == "covered":
            return self.env._("Covered: nothing is charged for it.")
        return self.env._("Not billable.")
