from odoo import models


class XeroOrganisation(models.Model):
    """Which accounts and taxes are in use: only those are asked about at first."""

    _inherit = "xero.organisation"

    def _companies(self):
        """The company and those of its branches that have no organisation of their
        own."""
        self.ensure_one()
        below = self.env["res.company"].sudo()
        below = below.search([("id", "child_of", self.company_id.ids)])
        return below.filtered(lambda company: self._of_company(company) == self)

    def _undecided_in_use(self, resource):
        """Links of one kind that wait for a person and that documents need.

        :param str resource: ``TaxRates`` or ``Accounts``
        :return: ``xero.link``, the most used first
        """
        self.ensure_one()
        return self.env["xero.link"].search(
            [
                ("organisation_id", "=", self.id),
                ("resource", "=", resource),
                ("in_use", "=", True),
                ("state", "in", ("undecided", "suggested")),
            ],
            order="use_count desc, id",
        )
