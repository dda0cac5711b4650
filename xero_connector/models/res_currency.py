from odoo import api, models, tools
from odoo.exceptions import UserError

from .xero_mixin import XeroMatch, XeroStreamType


class ResCurrency(models.Model):
    """Currencies are matched by their code; Xero must be subscribed to them.

    One that is not active in Odoo is nobody's yet: Create in Odoo activates it.
    """

    _name = "res.currency"
    _inherit = ["res.currency", "xero.mixin"]

    _xero_creates = True

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "currencies", self.env._("Currencies"), "Currencies", sequence=13
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["Code"],
            "code": payload["Code"],
            "name": payload.get("Description"),
        }

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        self._xero_compare_links(organisation)
        return result

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        currencies = self.search([("name", "in", seen.mapped("code"))])
        by_code = {currency.name: currency for currency in currencies}
        reason = self.env._("same code")
        return {
            record.id: XeroMatch(by_code[record.code], reason, sure=True)
            for record in seen
            if record.code in by_code
        }

    @api.model
    def _xero_create_from(self, organisation, seen):
        """Activate it: Odoo brings all currencies along."""
        # EXTENDS 'xero_connector'
        currency = self.with_context(active_test=False).search(
            [("name", "=", seen.code)], limit=1
        )
        if not currency:
            raise UserError(
                self.env._(
                    "Odoo knows no currency %(code)s. Create it under Accounting ‣ "
                    "Configuration ‣ Currencies, then map it.",
                    code=seen.code,
                )
            )
        currency.active = True
        return currency

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        currency = self.browse(link.res_id)
        if not link.record_id.live:
            return currency._xero_not_subscribed_words()
        if not currency.active:
            return self.env._(
                "%(currency)s is used in Xero, but not active in Odoo. Activate it "
                "under Accounting ‣ Configuration ‣ Currencies.",
                currency=currency.name,
            )
        return ""

    def write(self, values):
        """What was said of an inactive currency ends with its activation."""
        # EXTENDS 'base'
        result = super().write(values)
        if "active" in values:
            links = self.env["xero.link"].sudo()
            links.search(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)]
            )._compare()
        return result

    @api.model
    @tools.ormcache("code", cache="stable")
    def _xero_id_of_code(self, code):
        """The id of a currency, inactive ones too; ``False`` where Odoo has none.

        :param code: as Xero writes it; every document names one
        """
        currencies = self.with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1).id

    def _xero_is_subscribed(self, organisation):
        """Whether documents in this currency are accepted.

        :return: ``True`` too while the currencies were never read
        """
        self.ensure_one()
        if self == organisation.company_id.currency_id:
            return True
        known = self.env["xero.record"]._lookup(organisation, "Currencies")
        return not known or self.name in known.filtered("live").mapped("code")

    def _xero_not_subscribed_words(self):
        self.ensure_one()
        return self.env._(
            "Xero is not subscribed to %(currency)s. Add it in Xero under Settings ‣ "
            "Currencies, then read the currencies again.",
            currency=self.name,
        )
