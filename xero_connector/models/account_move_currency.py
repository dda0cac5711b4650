from odoo import models
from odoo.tools import float_round

# Decimals of a rate in Xero, and how far rounding to them may move an amount
DIGITS, NEGLIGIBLE = 6, 1e-5


class AccountMove(models.Model):
    """Rates of invoices that go to Xero have as many decimals as Xero keeps.

    Both books then come to the same amount in the company's currency, to the cent; so
    do payments that Xero converts by that rate. Invoices and their credit notes alike,
    as one settles the other. Where the rate is so small that six decimals would make
    another one of it, Odoo's stays.
    """

    _inherit = "account.move"

    def _get_expected_currency_rate_at(self, date):
        # EXTENDS 'account'
        rate = super()._get_expected_currency_rate_at(date)
        return _as_xero_keeps(rate) if self._xero_shares_rate() else rate

    def _post(self, soft=True):
        """A rate with more decimals is of a draft of before, or was typed."""
        # EXTENDS 'account'
        for move in self:
            rate = move.invoice_currency_rate
            if move.state == "draft" and move._xero_shares_rate():
                kept = _as_xero_keeps(rate)
                if kept != rate:
                    move.invoice_currency_rate = kept
        return super()._post(soft)

    def _xero_shares_rate(self):
        """Whether Xero keeps as well what it is worth in the company's currency."""
        if self.currency_id == self.company_currency_id or not self.is_sale_document():
            return False
        organisation = self.env["xero.organisation"]._of_company(self.company_id)
        if not organisation or organisation._rules_rest():
            return False
        invoices = self.env["xero.stream"]._of_kind(organisation, "invoices")
        return invoices._sends()


def _as_xero_keeps(rate):
    rounded = float_round(rate, precision_digits=DIGITS)
    return rounded if abs(rounded - rate) <= rate * NEGLIGIBLE else rate
