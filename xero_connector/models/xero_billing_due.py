from datetime import date

from odoo import fields, models
from odoo.fields import Domain

from ..tools.xero_billing_time import period_end

OPEN = ("waiting", "review", "failed", "ready")


class XeroOrganisation(models.Model):
    """Which worklogs are due, put together as invoices take them."""

    _inherit = "xero.organisation"

    def _due_groups(self, upto=None, worklogs=None, lock=False):
        """What is ready and old enough, each of one company, customer, currency and
        whatever else makes an invoice.

        :param bool lock: they are billed in this transaction: what another one has in
            its hands is left to it, and so is the customer of it, who gets one invoice
        :return: ([(profile, last day, worklogs)], worklogs of others); only the former
            where not locked
        """
        due = self._open_worklogs(upto, worklogs)
        mine = due.try_lock_for_update(allow_referencing=True) if lock else due
        taken = due - mine
        groups = self._judged_groups(mine, upto, taken.xero_customer_id)
        return (groups, taken) if lock else groups

    def _judged_groups(self, due, upto, busy):
        """Judge open worklogs, and put those that are ready together.

        :param busy: customers of whom another transaction bills something now
        :return: [(profile, last day, worklogs)], by the customers' names
        """
        due._xero_judge()
        today = self._billing_day()
        groups = {}
        ready = due.filtered(lambda line: line.xero_billing_state == "ready")
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

    def _open_worklogs(self, upto=None, worklogs=None):
        """Worklogs of this organisation that are on no invoice; sudoed."""
        profiles = self.env["xero.billing.profile"].sudo()
        profiles = profiles.search([("organisation_id", "=", self.id)])
        begin = min(
            (profile.from_date or date.min for profile in profiles), default=date.min
        )
        never_judged = Domain("xero_billing_state", "=", False) & Domain(
            "project_id", "!=", False
        )
        open_ones = Domain("xero_billing_state", "in", OPEN) & Domain(
            "xero_profile_id", "in", profiles.ids
        )
        domain = (never_judged | open_ones) & Domain(
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
