from odoo import fields, models

from .account_analytic_line import BILLABLE


class ResPartner(models.Model):
    """How the work for a customer is billed; each company decides for itself."""

    _inherit = "res.partner"

    xero_billing_profile_id = fields.Many2one(
        "xero.billing.profile",
        "Billing Profile",
        company_dependent=True,
        help="Empty: the default of the organisation.",
    )
    xero_type_id = fields.Many2one(
        "product.product",
        "Worklog Type",
        company_dependent=True,
        domain=[("xero_worklog_type", "=", True)],
        help="Of worklogs that do not say, nor do their task and project.",
    )
    xero_billable = fields.Selection(
        BILLABLE,
        "Billable Work",
        company_dependent=True,
        help="Of worklogs that do not say, nor do their type and project.",
    )

    def _xero_billing_says(self, name, company, books):
        """What the customer's form says of billing: in the company that did the work,
        else in the one that keeps the books.

        :param str name: one of the fields above
        :param company: ``res.company``, may be a branch
        :param books: ``res.company`` of the organisation
        """
        own = self.commercial_partner_id
        return own.with_company(company)[name] or own.with_company(books)[name]

    def _commercial_fields(self):
        # EXTENDS 'base'
        own = ["xero_billing_profile_id", "xero_type_id", "xero_billable"]
        return super()._commercial_fields() + own
