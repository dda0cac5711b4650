from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_billing_time import period_end
from .account_analytic_line import OPEN


class XeroOrganisation(models.Model):
    """Which worklogs are due, put together as invoices take them."""

    _inherit = "xero.organisation"

    def _due_groups(self, upto=None, worklogs=None):
        """What is ready and old enough, locked to be billed in this transaction: what
        another one has in its hands is left to it, and so is the customer of it, who
        gets one invoice.

        :return: (groups as of ``_grouped``, worklogs of others)
        """
        due = self._open_worklogs(upto, worklogs)
        mine = due.try_lock_for_update(allow_referencing=True)
        taken = due - mine
        mine._xero_judge()
        return self._grouped(mine, upto, taken.xero_customer_id), taken

    def _grouped(self, due, upto, busy=()):
        """Put worklogs that are ready together: each group is of one company, customer,
        currency and whatever else makes an invoice.

        :param due: judged ``account.analytic.line``
        :param busy: customers of whom another transaction bills something now
        :return: [(profile, last day, worklogs)], by the customers' names
        """
        today = self._billing_day()
        groups = {}
        ready = due.filtered(lambda line: line._xero_is_due())
        apart = ready._xero_invoice_values()
        for line in ready:
            profile = line.xero_profile_id
            if profile.organisation_id != self:
                continue  # a branch with an organisation of its own
            last = upto or period_end(today, profile.period)
            if line.date > last or line.xero_customer_id in busy:
                continue
            key = (
                profile,
                last,
                line.company_id,
                line.xero_customer_id,
                line.xero_currency_id,
                tuple(sorted(apart[line.id].items())),
            )
            groups.setdefault(key, []).append(line.id)
        ordered = sorted(groups, key=lambda key: (key[3].display_name, key[3].id))
        return [(key[0], key[1], due.browse(groups[key])) for key in ordered]

    def _billing_day(self):
        """The day that it is where the books are kept: the schedule has no zone."""
        return fields.Date.context_today(self.with_context(tz=self._zone_name()))

    def _open_worklogs(self, upto=None, worklogs=None, states=OPEN, also=Domain.TRUE):
        """Worklogs of this organisation that are on no invoice; sudoed.

        :param worklogs: only these
        :param states: in which of these states they are, or in none yet
        :param also: ``Domain``, what else is wanted
        """
        profiles = self.env["xero.billing.profile"].sudo()
        profiles = profiles.with_context(active_test=False).search(
            [("organisation_id", "=", self.id)]
        )
        begin = min(
            (profile.from_date or date.min for profile in profiles), default=date.min
        )
        never_judged = Domain("xero_billing_state", "=", False) & Domain(
            "project_id", "!=", False
        )
        open_ones = Domain("xero_billing_state", "in", states) & Domain(
            "xero_profile_id", "in", profiles.ids
        )
        domain = (never_judged | open_ones | self._may_change(profiles)) & also
        domain &= Domain(
            [
                ("company_id", "in", self._companies().ids),
                ("date", ">=", begin),
                ("date", "<=", upto or self._billing_day()),
            ]
        )
        if worklogs is not None:
            domain &= Domain("id", "in", worklogs.ids)
        found = (
            self.env["account.analytic.line"].sudo().search(domain, order="date, id")
        )
        return found.with_context(
            tz=self._zone_name(), allowed_company_ids=found.company_id.ids
        )

    @api.model
    def _may_change(self, profiles):
        """Work that is not billed by something of which no dependency tells everything:
        by a condition, or since its ticket has no customer.

        :param profiles: ``xero.billing.profile``
        :return: ``Domain``
        """
        names = self.env["account.analytic.line"]._xero_ticket_candidates()
        narrowed = profiles.filtered(lambda profile: profile._is_narrowed())
        state = "xero_billing_state"
        left_out = Domain(state, "=", "excluded")
        left_out &= Domain("xero_profile_id", "in", narrowed.ids)
        on_tickets = Domain.OR(Domain(name, "!=", False) for name in names)
        on_tickets &= Domain("xero_profile_id", "in", profiles.ids)
        return left_out | Domain(state, "=", "internal") & on_tickets
