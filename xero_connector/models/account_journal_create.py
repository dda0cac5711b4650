from odoo import api, models
from odoo.exceptions import UserError

# Types of Xero's bank accounts that are no bank journals
TYPES = {"CREDITCARD": "credit"}


class AccountJournal(models.Model):
    """Journals of Odoo made out of Xero's bank accounts: in the same currency, with the
    number of the account at the bank."""

    _inherit = "account.journal"

    _xero_creates = True

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        company = organisation.company_id
        model = self.with_company(company)
        currency = model._xero_journal_currency(seen)
        self._xero_check_creates(organisation, seen)
        payload = seen.payload or {}
        values = {
            "name": seen.name,
            "type": TYPES.get(payload.get("BankAccountType"), "bank"),
            "company_id": company.id,
            "currency_id": currency != company.currency_id and currency.id,
            "bank_acc_number": payload.get("BankAccountNumber"),
        }
        if account := model._xero_own_account(seen, currency):
            values["default_account_id"] = account.id
        # its code, and else its account, are given by Odoo's own numbering
        return model.create(values)

    @api.model
    def _xero_check_creates(self, organisation, seen):
        """Say no where Odoo has the journal already, by its number or name."""
        model = self.with_company(organisation.company_id)
        match = model._xero_match(organisation, seen).get(seen.id)
        if match and match.sure:
            raise UserError(
                self.env._(
                    "Odoo has the journal %(journal)s with the %(reason)s. Map "
                    "%(account)s to it.",
                    journal=match.record.display_name,
                    reason=match.reason,
                    account=seen.display_name,
                )
            )

    @api.model
    def _xero_journal_currency(self, seen):
        """The currency in which the account is kept.

        :raises UserError: where it is not used in Odoo
        """
        code = (seen.payload or {}).get("CurrencyCode")
        if not code:
            return seen.company_id.currency_id
        currency = self.env["res.currency"].search([("name", "=", code)])
        if not currency:
            raise UserError(
                self.env._(
                    "%(account)s is kept in %(currency)s, which is not active in Odoo. "
                    "Press Create for it among the currencies, or activate it under "
                    "Accounting ‣ Configuration ‣ Currencies; then create the journal.",
                    account=seen.display_name,
                    currency=code,
                )
            )
        return currency

    @api.model
    def _xero_own_account(self, seen, currency):
        """The account of Odoo that stands for the same bank account, where no journal
        is kept on it yet."""
        links = seen.link_ids.filtered(lambda link: link.res_model == "account.account")
        accounts = self.env["account.account"].browse(links.mapped("res_id")).exists()
        used = self.search([("default_account_id", "in", accounts.ids)])
        free = (accounts - used.default_account_id).filtered(
            lambda account: (
                account.account_type == "asset_cash"
                and account.currency_id in (currency, account.currency_id.browse())
            )
        )
        return free[:1]
