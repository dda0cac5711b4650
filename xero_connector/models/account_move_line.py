from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare

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
        "analytic_distribution",
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

    @api.model
    def _xero_used_domain(self, organisation):
        """Lines of the posted invoices and bills of the last twelve months."""
        types = self.env["account.move"].get_invoice_types()
        return Domain(
            [
                ("company_id", "in", organisation._companies().ids),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("date", ">=", fields.Date.today() - relativedelta(years=1)),
                ("move_id.move_type", "in", types),
            ]
        )

    def _xero_account(self, organisation):
        """The account in Xero: the account's own, else the default for services or
        goods; rounding goes to Xero's own rounding account."""
        own = self._xero_account_link(organisation)
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

    def _xero_account_link(self, organisation):
        """The link of this line's own account; may be empty."""
        account = self.account_id
        return account._xero_links(organisation).get(account.id, self.env["xero.link"])

    def _xero_tax_link(self, organisation):
        """The link of this line's taxes together, or of "no tax"."""
        return self.tax_ids._xero_link_of_set(organisation, "sale")

    def _xero_check(self, organisation):
        """Account and tax must be mapped; both are released by the mapping itself."""
        yield from self._xero_check_account(organisation)
        if self.display_type != "product":
            return
        link = self._xero_tax_link(organisation)
        blocker = self.env["xero.queue"]._blocker("account.tax", link.res_key)
        if not link.record_id:
            yield XeroObjection(
                self.env._(
                    "%(tax)s has no tax rate in Xero. Map it under Xero ‣ Mapping.",
                    tax=link.res_name,
                ),
                "blocked",
                blocker,
            )
        elif link.difference:
            yield XeroObjection(link.difference, "blocked", blocker)
        else:
            yield from self._xero_check_together(organisation, link.record_id, blocker)

    def _xero_check_account(self, organisation):
        account = self._xero_account(organisation)
        own = self._xero_account_link(organisation)
        blocker = self.env["xero.queue"]._blocker("account.account", self.account_id.id)
        if not account:
            yield XeroObjection(
                self.env._(
                    "Account %(account)s has no account in Xero. Map it under Xero ‣ "
                    "Mapping, or choose a default income account on the organisation.",
                    account=self.account_id.display_name,
                ),
                "blocked",
                blocker,
            )
        elif own.difference:
            yield XeroObjection(own.difference, "blocked", blocker)
        elif not account.live:
            yield XeroObjection(
                self.env._(
                    "Account %(account)s is archived in Xero. Restore it there or map "
                    "another one; then press Retry.",
                    account=account.display_name,
                )
            )

    def _xero_check_together(self, organisation, rate, tax_blocker):
        """Xero lets a rate stand with accounts of some classes only."""
        account = self._xero_account(organisation)
        if not account or self.env["account.tax"]._xero_applies(rate, account):
            return
        yield XeroObjection(
            self.env._(
                "Xero does not take %(rate)s together with account %(account)s. Map "
                "the tax or the account to another one under Xero ‣ Mapping.",
                rate=rate.name,
                account=account.display_name,
            ),
            "blocked",
            tax_blocker
            + self.env["xero.queue"]._blocker("account.account", self.account_id.id),
        )

    def _xero_check_tax(self, organisation, net, tax, inclusive):
        """Xero must come to the same tax, but for rounding."""
        link = self._xero_tax_link(organisation)
        rate = link.record_id
        if not rate or link.difference:
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

    # === TRACKING === #

    def _xero_tracking(self, organisation):
        """What Xero can express of the analytic distribution.

        Xero knows one option of a category for a whole line: an account of a linked
        plan that has all of it. Whatever else there is stays out, and is told.

        :return: ``(Tracking of the line, words for what is left out)``
        """
        shares = {}
        for key, percent in (self.analytic_distribution or {}).items():
            for account_id in key.split(","):
                shares[int(account_id)] = shares.get(int(account_id), 0) + percent
        accounts = self.env["account.analytic.account"].browse(shares)
        options = accounts._xero_links(organisation)
        # what is linked exists; of the others some may have been deleted
        unknown = accounts.filtered(lambda account: account.id not in options)
        accounts = accounts - unknown + unknown.exists()
        plans = accounts.root_plan_id._xero_links(organisation)
        tracking, words = [], []
        for plan, own in accounts.grouped("root_plan_id").items():
            category = plan.id in plans and plans[plan.id].record_id
            if not category:
                continue
            whole = len(own) == 1 and not float_compare(shares[own.id], 100, 2)
            option = whole and own.id in options and options[own.id].record_id
            if (
                option
                and option.live
                and category.live
                and option.parent_xero_id == category.xero_id
            ):
                tracking.append(
                    {
                        "TrackingCategoryID": category.xero_id,
                        "TrackingOptionID": option.xero_id,
                    }
                )
            else:
                words.append(self._xero_left_out_words(category, own, whole))
        return tracking, words

    def _xero_left_out_words(self, category, accounts, whole):
        if whole:
            reason = self.env._(
                "Xero has no option for it. Map it under Xero ‣ Mapping."
            )
        else:
            reason = self.env._("Xero knows one option for a whole line.")
        return self.env._(
            "%(line)s goes without %(category)s (%(names)s): %(reason)s",
            line=self.name or self.product_id.display_name,
            category=category.name,
            names=", ".join(accounts.mapped("name")),
            reason=reason,
        )
