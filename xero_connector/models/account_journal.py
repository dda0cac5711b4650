from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_bank import sanitize_account_number

from ..tools.xero_names import plain
from .xero_mixin import XeroMatch

LIQUIDITY = ("bank", "cash", "credit")


class AccountJournal(models.Model):
    """Journals of banks stand for bank accounts, which are among Xero's accounts.

    Several journals may stand for one account. What is paid into an account that no
    journal stands for goes to a journal of its own, see ``_xero_for_payments``.
    """

    _name = "account.journal"
    _inherit = ["account.journal", "xero.mixin"]

    _xero_key_names = ("code", "name")

    xero_reconciled_from_statements = fields.Boolean(
        "Reconciled from Statements",
        help="Payments from Xero wait in this journal's outstanding account for their "
        "line on a bank statement. Otherwise they are booked to its bank account, and "
        "nothing waits.",
    )

    # === TYPE === #

    @api.model
    def _xero_shared_resource(self):
        # EXTENDS 'xero_connector'
        return "Accounts"

    @api.model
    def _xero_kind(self):
        # EXTENDS 'xero_connector'
        return self.env._("Bank Accounts")

    @api.model
    def _xero_choices(self):
        # EXTENDS 'xero_connector'
        return Domain("kind", "=", "BANK")

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_id", "in", organisation._companies().ids) & Domain(
            "type", "in", LIQUIDITY
        )

    @api.model
    def _xero_of_organisation(self, organisation):
        """Journals for payments of the company and of those branches that use its
        organisation, without the one that holds what belongs to none."""
        journals = self.search(self._xero_domain(organisation))
        return journals - organisation.payment_journal_id

    # === PAIR === #

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        journals = self.with_company(organisation.company_id)
        self.env["xero.link"]._offer(
            organisation, journals._xero_of_organisation(organisation)
        )
        self._xero_compare_links(organisation)
        return result

    def _xero_match(self, organisation, seen):
        """Same number, or same name; where there is one of each only, a suggestion."""
        # EXTENDS 'xero_connector'
        live = Domain("live", "=", True) & self._xero_choices()
        accounts = self.env["xero.record"]._lookup(organisation, "Accounts", live)
        journals = self._xero_of_organisation(organisation)
        decided = self.env["xero.link"].search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("state", "not in", ("undecided", "suggested")),
            ]
        )
        accounts -= decided.record_id
        journals -= journals.browse(decided.mapped("res_id"))
        rungs = (
            (self.env._("same account number"), True, _number_there, _number_here),
            (self.env._("same name"), True, _name_there, _name_here),
            (self.env._("the only ones in this currency"), False, _there, _here),
        )
        matches = {}
        for reason, sure, theirs, ours in rungs:
            here = journals.grouped(ours)
            for key, found in accounts.grouped(theirs).items():
                own = here.get(key) if key else None
                if own and len(own) == len(found) == 1:
                    matches[found.id] = XeroMatch(own, reason, sure)
                    accounts -= found
                    journals -= own
        return {record.id: matches[record.id] for record in seen & seen.browse(matches)}

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        journal, account = link._record(), link.record_id
        if not journal or not account.live or _there(account) == _here(journal):
            return ""
        return self.env._(
            "%(journal)s is kept in %(here)s, %(account)s in Xero in %(there)s. "
            "Payments are not booked there; map a journal in the same currency.",
            journal=journal.display_name,
            here=_here(journal)[0],
            account=account.display_name,
            there=_there(account)[0],
        )

    def write(self, values):
        """Another currency may end a difference, or bring one."""
        # EXTENDS 'account'
        result = super().write(values)
        if "currency_id" in values:
            links = self.env["xero.link"].sudo()
            links.search(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)]
            )._compare()
        return result

    # === PAYMENTS === #

    @api.model
    def _xero_for_payments(self, organisation, account_xero_id, company):
        """The journal in which a payment from Xero is registered.

        :param str account_xero_id: the bank account in Xero; may be none
        :param company: whose invoice is paid; a branch may use its parent's journal
        :return: the one mapped to that account, else the organisation's own
        """
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("record_id.xero_id", "=", account_xero_id),
                ("state", "=", "linked"),
                ("difference", "in", (False, "")),
            ]
        )
        mapped = self.search(
            [
                ("id", "in", links.mapped("res_id")),
                ("company_id", "parent_of", company.ids),
                ("type", "in", LIQUIDITY),
            ]
        )
        nearest = mapped.filtered(lambda journal: journal.company_id == company)
        return (nearest or mapped)[:1] or organisation._ensure_payment_journal()


# What is compared, each with its currency: (code, value); empty where there is none


def _there(account):
    payload = account.payload or {}
    currency = payload.get("CurrencyCode")
    return (currency or account.company_id.currency_id.name,)


def _here(journal):
    return ((journal.currency_id or journal.company_id.currency_id).name,)


def _number_there(account):
    number = sanitize_account_number((account.payload or {}).get("BankAccountNumber"))
    return number and (*_there(account), number)


def _number_here(journal):
    number = sanitize_account_number(journal.bank_acc_number)
    return number and (*_here(journal), number)


def _name_there(account):
    return (*_there(account), plain(account.name or "").casefold().strip())


def _name_here(journal):
    return (*_here(journal), plain(journal.name or "").casefold().strip())
