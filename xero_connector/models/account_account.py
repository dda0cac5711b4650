from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.xero_dialect import truth
from .xero_mixin import XeroMatch, XeroStreamType

# Odoo's groups of accounts and Xero's classes
CLASSES = {
    "asset": "ASSET",
    "equity": "EQUITY",
    "expense": "EXPENSE",
    "income": "REVENUE",
    "liability": "LIABILITY",
}
# Xero's types of accounts in Odoo; what is not here goes by its class
TYPES = {
    "CURRENT": "asset_current",
    "CURRLIAB": "liability_current",
    "DEPRECIATN": "expense_depreciation",
    "DIRECTCOSTS": "expense_direct_cost",
    "EQUITY": "equity",
    "EXPENSE": "expense",
    "FIXED": "asset_fixed",
    "INVENTORY": "asset_current",
    "LIABILITY": "liability_current",
    "NONCURRENT": "asset_non_current",
    "OTHERINCOME": "income_other",
    "OVERHEADS": "expense",
    "PREPAYMENT": "asset_prepayments",
    "REVENUE": "income",
    "SALES": "income",
    "TERMLIAB": "liability_non_current",
}
TYPE_OF_CLASS = {
    "ASSET": "asset_current",
    "EQUITY": "equity",
    "EXPENSE": "expense",
    "LIABILITY": "liability_current",
    "REVENUE": "income",
}
SYSTEM_TYPES = {"DEBTORS": "asset_receivable", "CREDITORS": "liability_payable"}


class AccountAccount(models.Model):
    """Accounts are matched by code *and* kind; others by hand, or by the defaults."""

    _name = "account.account"
    _inherit = ["account.account", "xero.mixin"]

    _xero_creates = True
    _xero_key_names = ("code", "name")

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
            "takes_payments": payload.get("Type") == "BANK"
            or truth(payload.get("EnablePaymentsToAccount")),
        }

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_ids", "in", organisation._books().ids) & Domain(
            "internal_group", "in", ("income", "expense")
        )

    @api.model
    def _xero_details(self, seen):
        # EXTENDS 'xero_connector'
        kinds = dict(self._fields["account_type"]._description_selection(self.env))
        return kinds.get(TYPES.get(seen.kind)) or (seen.kind or "").capitalize()

    def _xero_choice_domain(self, organisation, seen):
        """Accounts of any kind, where the row says which."""
        # OVERRIDES 'xero_connector'
        group = TYPES.get(seen.kind, "").split("_")[0]
        return Domain("company_ids", "in", organisation._books().ids) & (
            Domain("internal_group", "=", group) if group else Domain.TRUE
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
        self._xero_compare_links(organisation)
        self._xero_count_use(organisation)
        return result

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        if link.record_id.live:
            return ""
        return self.env._(
            "Account %(account)s is archived in Xero. Restore it there, or map "
            "%(name)s to another one under Xero ‣ Mapping.",
            account=link.record_id.display_name,
            name=link.res_name,
        )

    @api.model
    def _xero_count_use(self, organisation):
        # EXTENDS 'xero_connector'
        Line = self.env["account.move.line"]
        used = Line._read_group(
            Line._xero_used_domain(organisation),
            ["account_id"],
            ["move_id:count_distinct"],
        )
        self.env["xero.link"]._offer_used(organisation, self._name, dict(used))

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        accounts = self.search(
            [
                ("company_ids", "in", organisation._books().ids),
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

    # === CREATE === #

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        company = organisation.company_id
        kind = self._xero_type_of(seen)
        self._xero_check_creates(company, seen, kind)
        return self.with_company(company).create(
            {
                "code": seen.code,
                "name": seen.name,
                "account_type": kind,
                "company_ids": [Command.set(company.ids)],
            }
        )

    @api.model
    def _xero_type_of(self, seen):
        """Odoo's type for an account of Xero; empty where there is none."""
        payload = seen.payload or {}
        return (
            SYSTEM_TYPES.get(payload.get("SystemAccount"))
            or TYPES.get(seen.kind)
            or TYPE_OF_CLASS.get(payload.get("Class"))
        )

    @api.model
    def _xero_check_creates(self, company, seen, kind):
        """Say why an account cannot be made out of Xero's, and what to do."""
        if not seen.code or not kind:
            raise UserError(
                self.env._(
                    "%(account)s has no code or no known type in Xero. Complete it "
                    "there and read the accounts again, or map it by hand.",
                    account=seen.display_name,
                )
            )
        taken = (
            self.with_company(company)
            .with_context(active_test=False)
            .search(
                [
                    ("company_ids", "parent_of", company.ids),
                    ("code", "=", seen.code),
                ],
                limit=1,
            )
        )
        if taken:
            kinds = dict(self.fields_get(["account_type"])["account_type"]["selection"])
            raise UserError(
                self.env._(
                    "Code %(code)s is used in Odoo for %(other)s (%(kind)s). Map "
                    "%(account)s to it, or change one of the two codes.",
                    code=seen.code,
                    other=taken.name,
                    kind=kinds[taken.account_type],
                    account=seen.display_name,
                )
            )
