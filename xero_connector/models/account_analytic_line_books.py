from functools import cached_property

from odoo import fields

from ..tools.xero_dialect import amount


class Books:
    """What many worklogs are judged by, looked up once for all of them.

    It lives as long as one computation: nothing in it can be out of date.
    """

    def __init__(self, env):
        self.env = env
        self._organisations = {}
        self._own = {}
        self._seen = {}
        self._prices = {}
        self._listed = {}
        self._convertible = {}

    @cached_property
    def companies(self):
        return self.env["res.company"].sudo().search([])

    def own_partners(self, company):
        """Partners of companies that keep the same books as this one: work for them is
        internal. Other companies of this database are customers like others."""
        organisation = self.organisation(company)
        if organisation not in self._own:
            self._own[organisation] = self.companies.filtered(
                lambda other: self.organisation(other) == organisation
            ).partner_id
        return self._own[organisation]

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

    def lang(self, company):
        """The language of the company that keeps the books."""
        keeper = self.organisation(company).company_id
        return keeper.partner_id.lang or self.env.lang

    def seen(self, organisation, record):
        """The record in Xero that an Odoo record is linked to; may be empty."""
        key = organisation.id, record._name, record.id
        if key not in self._seen:
            link = record._xero_links(organisation).get(
                record.id, self.env["xero.link"]
            )
            self._seen[key] = link.record_id
        return self._seen[key]

    def xero_price(self, organisation, kind):
        """The price of a worklog type in Xero; 0 where there is none, ``None`` where it
        cannot be read."""
        key = organisation.id, kind.id
        if key not in self._prices:
            try:
                payload = self.seen(organisation, kind).payload or {}
                price = amount((payload.get("SalesDetails") or {}).get("UnitPrice"))
                self._prices[key] = float(price) if price.is_finite() else None
            except (AttributeError, ValueError):
                self._prices[key] = None
        return self._prices[key]

    @cached_property
    def hour(self):
        return self.env.ref("uom.product_uom_hour")

    def odoo_price(self, pricelist, kind, currency):
        """The price of an hour by a pricelist, as of today.

        :param kind: ``product.product`` in the company that did the work
        :return: float in ``currency``
        """
        key = pricelist.id, kind.id, currency.id, kind.env.company.id
        if key not in self._listed:
            hourly = kind.uom_id._has_common_reference(self.hour)
            self._listed[key] = pricelist._get_product_price(
                kind,
                1.0,
                currency=currency,
                uom=self.hour if hourly else kind.uom_id,
                date=self.today,
            )
        return self._listed[key]

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
