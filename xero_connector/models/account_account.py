from odoo import api, models
from odoo.fields import Domain

from .xero_mixin import XeroMatch, XeroStreamType

# Odoo's groups of accounts and Xero's classes
CLASSES = {
    "asset": "ASSET",
    "equity": "EQUITY",
    "expense": "EXPENSE",
    "income": "REVENUE",
    "liability": "LIABILITY",
}


class AccountAccount(models.Model):
    """Accounts are matched by code *and* kind; others by hand, or by the defaults."""

    _name = "account.account"
    _inherit = ["account.account", "xero.mixin"]

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType("accounts", self.env._("Accounts"), "Accounts", sequence=11)
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["AccountID"],
            # bank accounts may have none
            "code": payload.get("Code"),
            "name": payload.get("Name"),
            "kind": payload.get("Type"),
            "status": payload.get("Status"),
        }

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_ids", "parent_of", organisation.company_id.ids) & Domain(
            "internal_group", "in", ("income", "expense")
        )

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        self.env["xero.link"]._offer(
            organisation,
            self.with_company(organisation.company_id).search(
                self._xero_domain(organisation)
            ),
        )
        organisation._propose_default_accounts()
        return result

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        accounts = self.search(
            [
                ("company_ids", "parent_of", organisation.company_id.ids),
                ("code", "in", [code for code in seen.mapped("code") if code]),
            ]
        )
        by_code = {account.code: account for account in accounts}
        reason = self.env._("same code and kind")
        matches = {}
        for record in seen:
            account = by_code.get(record.code)
            kind = (record.payload or {}).get("Class")
            if account and CLASSES.get(account.internal_group) == kind:
                matches[record.id] = XeroMatch(account, reason, sure=True)
        return matches
