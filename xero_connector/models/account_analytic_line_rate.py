from odoo import models


class AccountAnalyticLine(models.Model):
    """What kind of work a worklog is, whether it is billed, and at which rate."""

    _inherit = "account.analytic.line"

    def _xero_type_of(self, party):
        """The type as which a worklog is billed: its own, else that of the task, the
        project, the customer, the employee, the job, else the profile's.

        :param party: ``res.partner`` for whom the work was done
        :return: ``product.product``, empty where nobody says anything
        """
        self.ensure_one()
        employee = self.employee_id.sudo()
        return (
            self.xero_type_id
            or self.task_id.xero_type_id
            or self.project_id.xero_type_id
            or self._xero_customer_says(party, "xero_type_id")
            or employee.xero_type_id
            or employee.job_id.xero_type_id
            or self.xero_profile_id.default_type_id
        )

    def _xero_billable_of(self, kind, party):
        """``to_bill``, ``covered`` or ``not_billable``.

        :param kind: ``product.product``
        :param party: ``res.partner`` for whom the work was done
        """
        self.ensure_one()
        return (
            self.xero_billable
            or kind.xero_billable
            or self.project_id.xero_billable
            or self._xero_customer_says(party, "xero_billable")
            or self._xero_billable_default()
        )

    def _xero_customer_says(self, party, name):
        """What the customer's form says of the work for them."""
        books = self.xero_profile_id.company_id
        return party._xero_billing_says(name, self.company_id, books)

    def _xero_billable_default(self):
        """What a worklog is of which nobody says anything; a hook."""
        return "to_bill"

    def _xero_currency_of(self, party):
        """In which currency a customer is billed."""
        pricelist = party.commercial_partner_id.property_product_pricelist
        return pricelist.currency_id or self.company_id.currency_id

    def _xero_rate_of(self, books, kind, party, currency):
        """The price of an hour, by the customer's billing profile.

        :param books: ``Books``
        :param kind: ``product.product``, the type of the worklog
        :param party: ``res.partner``, the customer
        :param currency: ``res.currency`` in which the customer is billed
        :return: float in that currency, 0 where there is no price
        """
        self.ensure_one()
        company = self.company_id
        if self.xero_profile_id.rate_source == "odoo":
            return self._xero_odoo_rate(books, kind, party, currency)
        organisation = books.organisation(company)
        price = books.xero_price(organisation, kind) or 0.0
        return books.convert(price, company, organisation.base_currency_id, currency)

    def _xero_odoo_rate(self, books, kind, party, currency):
        """The charge on the worklog, else the customer's price of the type."""
        if self.xero_charge:
            own = self.company_id.currency_id
            return books.convert(self.xero_charge, self.company_id, own, currency)
        pricelist = party.commercial_partner_id.property_product_pricelist
        return books.odoo_price(pricelist, kind.with_env(self.env), currency)
