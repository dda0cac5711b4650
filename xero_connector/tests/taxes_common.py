"""Taxes of both books."""

from .refused_common import XeroRefusedCommon


class XeroTaxesCommon(XeroRefusedCommon):
    """Taxes of Odoo beside the rates of Xero."""

    def link_of(self, tax):
        return tax._xero_links(self.organisation)[tax.id]

    def rate(self, tax_type):
        return self.seen("TaxRates", xero_id=tax_type)

    def change_rate(self, tax_type, **values):
        """Xero's rate is changed there, and read."""
        self.sandbox.act("edit_tax_rate", tax_type=tax_type, **values)
        self.read("taxes")
