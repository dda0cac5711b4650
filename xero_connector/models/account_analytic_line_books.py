from functools import cached_property

from odoo import fields


class Books:
    """What many worklogs are judged by, looked up once for all of them.

    It lives as long as one computation: nothing in it can be out of date.
    """

    def __init__(self, env):
        self.env = env
        self._organisations = {}
        self._seen = {}
        self._convertible = {}

    @cached_property
    def own_partners(self):
        """Partners of our own companies: work for them is internal."""
        return self.env["res.company"].sudo().search([]).partner_id

    @cached_property
    def today(self):
        """The day on which prices and rates are looked up."""
        return fields.Date.context_today(self.env.user)

    def organisation(self, company):
        """The organisation in whose books a company bills; sudoed, may be empty."""
        if company not in self._organisations:
            found = self.env["xero.organisation"]._of_company(company)
            self._organisations[company] = found
        return self._organisations[company]

    def seen(self, organisation, record):
        """The record in Xero that an Odoo record is linked to; may be empty."""
        key = organisation.id, record._name, record.id
        if key not in self._seen:
            link = record._xero_links(organisation).get(
                record.id, self.env["xero.link"]
            )
            self._seen[key] = link.record_id
        return self._seen[key]

    def can_convert(self, company, currency):
        """Whether there is an exchange rate between a currency and a company's own.

        Odoo itself takes 1 where there is none.
        """
        root = company.root_id
        if currency == root.currency_id:
            return True
        key = root.id, currency.id
        if key not in self._convertible:
            self._convertible[key] = bool(
                self.env["res.currency.rate"]
                .sudo()
                .search_count(
                    [
                        ("currency_id", "=", currency.id),
                        ("company_id", "in", (False, root.id)),
                    ],
                    limit=1,
                )
            )
        return self._convertible[key]

    def convert(self, price, company, source, target):
        """A price in another currency, as of today; not rounded.

        :param source: ``res.currency`` of the price; empty: the company's
        """
        source = source or company.currency_id
        if source == target or not price:
            return price
        return source._convert(price, target, company, self.today, round=False)
