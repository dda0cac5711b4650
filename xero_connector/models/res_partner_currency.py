from odoo import api, models

from ..tools.xero_names import squeezed


class ResPartner(models.Model):
    """In which currency a customer is invoiced: that of the pricelist here, the default
    currency of the contact in Xero.

    Only a pricelist that was chosen for this customer says something: the one that
    Odoo falls back on says it of everybody. The organisation's own currency is said by
    saying nothing.
    """

    _inherit = "res.partner"

    def _xero_currency(self, organisation):
        """The currency as Xero is told it, and what it is not told.

        :return: values of a payload; ``_DefaultCurrency`` where Xero is not subscribed
            to it: a contact must not be refused for that
        """
        currency = self.specific_property_product_pricelist.currency_id
        if not currency or currency == organisation.base_currency_id:
            return {"DefaultCurrency": None}
        if currency._xero_is_subscribed(organisation):
            return {"DefaultCurrency": currency.name}
        return {"DefaultCurrency": None, "_DefaultCurrency": currency.name}

    @api.model
    def _xero_canonical_currency(self, organisation, payload):
        code = payload.get("DefaultCurrency") or payload.get("_DefaultCurrency")
        code = squeezed(code).upper()
        return "" if code == organisation.base_currency_id.name else code

    @api.model
    def _xero_has_pricelists(self):
        return self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        )

    @api.model
    def _xero_pricelists(self, organisation, code):
        """Pricelists in a currency; a contact gets one where there is no other.

        :param str code: ISO 4217, as Xero writes it
        """
        if not code or not self._xero_has_pricelists():
            return self.env["product.pricelist"]
        memo, key = self.env.context.get("xero_memo", {}), ("pricelists", code)
        key = (*key, organisation.id)
        if key not in memo:
            own = ("company_id", "in", [False, organisation.company_id.id])
            memo[key] = (
                self.env["product.pricelist"]
                .search([("currency_id.name", "=", code), own])
                .ids
            )
        return self.env["product.pricelist"].browse(memo[key])

    def _xero_currency_note(self, organisation, code):
        """Why a contact's currency was left in Xero; empty where it was not.

        :param str code: comparable, of the contact
        """
        found = self._xero_pricelists(organisation, code)
        if len(found) == 1 or not self._xero_has_pricelists():
            return ""
        if found:
            return self.env._(
                "Xero invoices in %(currency)s. Several pricelists are in it: choose "
                "one under Sales & Purchase.",
                currency=code,
            )
        return self.env._(
            "Xero invoices in %(currency)s, and no pricelist is in it: create one, "
            "then choose it under Sales & Purchase.",
            currency=code,
        )
