from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class XeroMixin(models.AbstractModel):
    """Searching records of Odoo by what they are in Xero."""

    _inherit = "xero.mixin"

    def _search_xero_id(self, operator, value):
        return self._xero_search_seen("xero_id", operator, value)

    @api.model
    def _xero_search_seen(self, column, operator, value):
        """Search by what the record in Xero has; what is not there has nothing.

        :param str column: of ``xero.record``
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            # Odoo asks for the contrary, and takes all the others
            return NotImplemented
        organisations = self._xero_searched_organisations()
        name = f"record_id.{column}"
        found = self._xero_linked_domain(organisations, (name, operator, value))
        if operator == "in" and not all(value):
            filled = (name, "not in", (False, ""))
            found |= ~self._xero_linked_domain(organisations, filled)
        return found

    @api.model
    def _xero_linked_domain(self, organisations, *conditions):
        """Records with such a link, as a subquery: there may be a hundred thousand."""
        domain = [
            ("organisation_id", "in", organisations.ids),
            ("res_model", "=", self._name),
            *conditions,
        ]
        links = self.env["xero.link"].sudo()._search(domain)
        res_id = SQL.identifier("xero_link", "res_id")
        return Domain("id", "in", links.subselect(res_id))

    @api.model
    def _xero_searched_organisations(self):
        """Organisations among which a search looks: those of all selected companies
        for documents, that of the current one for what companies share."""
        Organisation = self.env["xero.organisation"]
        field = self._fields.get("company_id")
        if field and field.required:
            found = [Organisation._of_company(own) for own in self.env.companies]
            return Organisation.concat(*found)
        return Organisation._of_shared(self.env.company)
