from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..tools.xero_dialect import amount
from .account_payment_apply import amount_of

# How far two books may be apart on the day of one payment
SAME_DAYS = timedelta(days=7)


class AccountPayment(models.Model):
    """Recognising a payment that was registered on both sides: never booked twice.

    The unit is the invoice and what settles it (an entry of Odoo): one payment of
    Odoo over three invoices is three of Xero.
    """

    _inherit = "account.payment"

    @api.model
    def _xero_same(self, organisation, record, move):
        """What settles the invoice in Odoo by the same amount, within a week, and is
        no other payment of Xero yet; of several the nearest.

        :return: ``account.payment``, or ``account.move`` of another entry; or ``None``
        """
        found = [
            (abs(day - record.date), settling.id, settling)
            for settling, settled, day in self._xero_settling(move)
            if settled == amount_of(record)
            and abs(day - record.date) <= SAME_DAYS
            and not self._xero_is_taken(organisation, settling, record)
        ]
        return min(found)[-1] if found else None

    @api.model
    def _xero_settling(self, move):
        """What settles an invoice, but for credit notes and exchange differences:
        ``(account.payment or account.move, amount, date)``.

        The amount is the sum of its partial reconciles in the invoice's currency: an
        invoice with instalments has several.
        """
        amounts = defaultdict(Decimal)
        for partial in move.line_ids.matched_credit_ids:
            entry = partial.credit_move_id.move_id
            if entry.move_type == "entry" and not entry.exchange_diff_partial_ids:
                amounts[entry] += amount(str(partial.debit_amount_currency))
        for entry, settled in amounts.items():
            settling = entry.origin_payment_id or entry
            yield settling, settled, settling.date
        for payment in self._xero_entryless(move):
            if payment.currency_id == move.currency_id:
                yield payment, amount(str(payment.amount)), payment.date

    @api.model
    def _xero_entryless(self, move):
        """Payments of an invoice that wait for the bank's line: in Odoo's Enterprise
        edition, or with OCA's reconciliation, they have no entry yet."""
        return move.matched_payment_ids.filtered(
            lambda payment: (
                not payment.move_id and payment.state in ("in_process", "paid")
            )
        )

    @api.model
    def _xero_without_entry(self, organisation, record, move):
        """Of these the ones that are no payment of Xero yet: one may be what Xero has,
        of another amount because it pays several invoices, say."""
        return self._xero_entryless(move).filtered(
            lambda payment: not self._xero_is_taken(organisation, payment, record)
        )

    @api.model
    def _xero_is_taken(self, organisation, settling, record):
        """Whether it stands for another payment of this invoice already."""
        links = self.env["xero.link"].search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", settling._name),
                ("res_id", "=", settling.id),
                ("record_id.resource", "=", record.resource),
                ("record_id.live", "=", True),
                ("record_id.document_xero_id", "=", record.document_xero_id),
            ],
            limit=1,
        )
        return bool(links)

    @api.model
    def _xero_loose(self, record, move):
        """Payments of this customer with the same amount that settle nothing yet."""
        found = self.search(
            [
                ("company_id", "=", move.company_id.id),
                ("partner_id", "child_of", move.commercial_partner_id.ids),
                ("payment_type", "=", "inbound"),
                ("state", "in", ("in_process", "paid")),
                ("is_reconciled", "=", False),
                ("currency_id", "=", move.currency_id.id),
                ("amount", "=", record.amount_total),
                ("date", ">=", record.date - SAME_DAYS),
                ("date", "<=", record.date + SAME_DAYS),
            ]
        )
        return found.filtered(lambda payment: not payment._xero_all_links())

    @api.model
    def _xero_recognise(self, organisation, record, payment):
        """It is a payment that somebody registered in Odoo: both are linked."""
        dead = self.env["xero.link"].search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", payment._name),
                ("res_id", "=", payment.id),
                ("record_id.live", "=", False),
                ("record_id.document_xero_id", "=", record.document_xero_id),
            ]
        )
        # edited in Xero: the old one was deleted there, this one took its place
        self.env["xero.queue"]._clear_apply(organisation, dead.record_id)
        dead.unlink()
        reason = self.env._("same amount")
        self._xero_link_to(organisation, record, payment, reason=reason)
