from odoo import models


class AccountAnalyticLine(models.Model):
    """What is in the way of billing a worklog: every reason, each with its remedy."""

    _inherit = "account.analytic.line"

    def _xero_obstacles(self, books, party, values):
        """Every reason why a worklog cannot be billed, each with its remedy.

        :return: list of texts
        """
        kind = self.env["product.product"].browse(values["xero_billed_type_id"])
        return [
            *filter(None, [self._xero_condition_fault()]),
            *self._xero_time_obstacles(),
            *self._xero_party_obstacles(books, party),
            *self._xero_type_obstacles(books, kind, values),
            *self._xero_rate_obstacles(books, kind, values),
        ]

    def _xero_time_obstacles(self):
        if not self.employee_id:
            yield self.env._("Nobody is named who did the work: enter the employee.")
        extra = self.xero_profile_id.bill_extra and self.xero_extra_charge
        if not self.xero_hours and not extra and not self.xero_hours_edited:
            yield self.env._("No time was entered: enter it, or delete the worklog.")

    def _xero_party_obstacles(self, books, party):
        customer = party.commercial_partner_id
        if not customer.active:
            yield self.env._(
                "%s is archived in Odoo: restore the customer, or enter another one.",
                customer.display_name,
            )
        seen = books.seen(books.organisation(self.company_id), customer)
        if seen and not seen.live:
            yield customer._xero_archived_words(seen)

    def _xero_type_obstacles(self, books, kind, values):
        if not kind:
            yield self.env._(
                "No worklog type: choose one here, on the task, the project or the "
                "customer, or a default in the billing profile."
            )
            return
        if not (kind.active and kind.xero_worklog_type):
            yield self.env._(
                "%s is archived or no worklog type any more: choose another type.",
                kind.display_name,
            )
        seen = books.seen(books.organisation(self.company_id), kind)
        if seen and not seen.live:
            yield self.env._(
                "%s was deleted in Xero: choose another type, or link another item.",
                kind.display_name,
            )
        elif not seen and self._xero_priced_there(values):
            yield self.env._(
                "%s is no item in Xero, so it has no price there: create or link it "
                "under Worklog Types.",
                kind.display_name,
            )

    def _xero_costs(self, values):
        """Whether its time is charged at all."""
        return values["xero_billed_as"] == "to_bill" and bool(self.xero_hours)

    def _xero_priced_there(self, values):
        """Whether the price of its time is looked up in Xero."""
        corrects = bool(self.xero_corrects_id)
        from_xero = self.xero_profile_id.rate_source == "xero"
        return from_xero and self._xero_costs(values) and not corrects

    def _xero_rate_obstacles(self, books, kind, values):
        currency = self.env["res.currency"].browse(values["xero_currency_id"])
        if not books.can_convert(self.company_id, currency):
            yield self.env._(
                "There is no exchange rate for %s, the currency of the customer's "
                "pricelist: enter one under Currencies, or choose another pricelist.",
                currency.name,
            )
            return
        organisation = books.organisation(self.company_id)
        from_xero = self._xero_priced_there(values)
        if not kind or (from_xero and not books.seen(organisation, kind)):
            return  # told already, and the price comes with the item
        if from_xero and books.xero_price(organisation, kind) is None:
            yield self.env._(
                "The price of %s in Xero cannot be read: enter it again there.",
                kind.display_name,
            )
        elif self._xero_costs(values) and not values["xero_rate"]:
            yield self.env._(
                "%s has no price: enter one, or mark the work as not billable.",
                kind.display_name,
            )
