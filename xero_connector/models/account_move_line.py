from odoo import models

from ..tools.xero_dialect import amount, cents
from ..tools.xero_transfer import XeroObjection
from .account_move_check import TAX_TOLERANCE

FEEDERS = frozenset(
    {
        "name",
        "quantity",
        "price_unit",
        "discount",
        "tax_ids",
        "account_id",
        "product_id",
        "display_type",
        "sequence",
    }
)


class AccountMoveLine(models.Model):
    """Lines feed their invoice: some of them may change while it is posted."""

    _inherit = "account.move.line"

    def write(self, values):
        # EXTENDS 'account'
        result = super().write(values)
        if values.keys() & FEEDERS:
            self.move_id._xero_changed()
        return result

    def _xero_account(self, organisation):
        """The account in Xero: the account's own, else the default for services or
        goods; rounding goes to Xero's own rounding account."""
        account = self.account_id
        own = account._xero_links(organisation).get(account.id, self.env["xero.link"])
        if own.record_id:
            return own.record_id
        if self.display_type == "rounding":
            accounts = self.env["xero.record"]._lookup(organisation, "Accounts")
            return accounts.filtered(
                lambda record: record.payload.get("SystemAccount") == "ROUNDING"
            )[:1]
        if self.product_id.type == "consu":
            return organisation.default_goods_account_id
        return organisation.default_service_account_id

    def _xero_tax_link(self, organisation):
        """The link of this line's taxes together, or of "no tax"."""
        return self.tax_ids._xero_link_of_set(organisation, "sale")

    def _xero_check(self, organisation):
        """Account and tax must be mapped; both are released by the mapping itself."""
        blocker = self.env["xero.queue"]._blocker
        account = self._xero_account(organisation)
        if not account:
            yield XeroObjection(
                self.env._(
                    "Account %(account)s has no account in Xero. Map it under Xero ‣ "
                    "Mapping, or choose a default income account on the organisation.",
                    account=self.account_id.display_name,
                ),
                "blocked",
                blocker("account.account", self.account_id.id),
            )
        elif not account.live:
            yield XeroObjection(
                self.env._(
                    "Account %(account)s is archived in Xero. Restore it there or map "
                    "another one; then press Retry.",
                    account=account.display_name,
                )
            )
        if self.display_type != "product":
            return
        link = self._xero_tax_link(organisation)
        if not link.record_id:
            yield XeroObjection(
                self.env._(
                    "%(tax)s has no tax rate in Xero. Map it under Xero ‣ Mapping.",
                    tax=link.res_name,
                ),
                "blocked",
                blocker("account.tax", link.res_key),
            )

    def _xero_check_tax(self, organisation, net, tax, inclusive):
        """Xero must come to the same tax, but for rounding."""
        rate = self._xero_tax_link(organisation).record_id
        if not rate:
            return
        percent = amount(str(rate.rate))
        if inclusive:
            expected = cents((net + tax) * percent / (100 + percent))
        else:
            expected = cents(net * percent / 100)
        if abs(expected - tax) > TAX_TOLERANCE:
            yield XeroObjection(
                self.env._(
                    "%(line)s: Odoo has %(tax)s tax, %(rate)s in Xero (%(percent)g %%) "
                    "makes %(expected)s. Map the tax to a rate of the same percentage, "
                    "then press Retry.",
                    line=self.name or self.product_id.display_name,
                    tax=tax,
                    rate=rate.name,
                    percent=rate.rate,
                    expected=expected,
                )
            )
