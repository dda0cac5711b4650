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

    def _commercial_fields(self):
        # EXTENDS 'base'
        own = ["xero_billing_profile_id", "xero_type_id", "xero_billable"]
        return super()._commercial_fields() + own

    def _xero_profile_in(self, organisation):
        """By which profile work for a customer is billed.

        :param self: a commercial partner, in the company that bills
        :param organisation: ``xero.organisation``, may be empty
        :return: ``xero.billing.profile``; empty where there is no organisation
        """
        own = self.xero_billing_profile_id
        mine = own and own.organisation_id == organisation
        return own if mine else organisation.billing_profile_id
