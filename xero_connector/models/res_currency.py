from odoo import api, models

from .xero_mixin import XeroMatch, XeroStreamType


class ResCurrency(models.Model):
    """Currencies are matched by their code; Xero must be subscribed to them."""

    _name = "res.currency"
    _inherit = ["res.currency", "xero.mixin"]

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

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        currencies = self.with_context(active_test=False).search(
            [("name", "in", seen.mapped("code"))]
        )
        by_code = {currency.name: currency for currency in currencies}
        reason = self.env._("same code")
        return {
            record.id: XeroMatch(by_code[record.code], reason, sure=True)
            for record in seen
            if record.code in by_code
        }

    def _xero_is_subscribed(self, organisation):
        """Whether documents in this currency are accepted.

        :return: ``True`` too while the currencies were never read
        """
        self.ensure_one()
        if self == organisation.company_id.currency_id:
            return True
        known = self.env["xero.record"]._lookup(organisation, "Currencies")
        return not known or self.name in known.mapped("code")
