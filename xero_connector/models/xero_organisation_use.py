from odoo import models


class XeroOrganisation(models.Model):
    """Which accounts and taxes are in use: only those are asked about at first."""

    _inherit = "xero.organisation"

    def _companies(self):
        """The company and those of its branches that have no organisation of their
        own; looked up once per transaction of the scheduled action."""
        self.ensure_one()
        Company = self.env["res.company"].sudo()
        memo, key = self.env.context.get("xero_memo", {}), ("companies", self.id)
        if key not in memo:
            below = Company.search([("id", "child_of", self.company_id.ids)])
            own = below.filtered(lambda company: self._of_company(company) == self)
            memo[key] = own.ids
        return Company.browse(memo[key])

    def _books(self):
        """Companies whose customers, products and accounts documents of this
        organisation use: its own ones, and those above that share theirs with it."""
        return self._companies() | self.company_id.sudo().parent_ids

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
