from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.xero_dialect import amount, cents
from .account_payment_apply import account_of, amount_of


class AccountPayment(models.Model):
    """Booking a payment from Xero, and undoing it."""

    _inherit = "account.payment"

    # === REGISTER === #

    @api.model
    def _xero_book(self, organisation, part, moves):
        """Register one payment and reconcile it with its invoices.

        :param part: ``xero.record``; several only where they close their invoices
        :param dict moves: the invoices, by the record's id
        :raises UserError: where it cannot be booked, or does not settle what it should
        """
        invoices = self.env["account.move"].concat(*(moves[one.id] for one in part))
        before = sum(invoices.mapped("amount_residual"))
        company = invoices.company_id
        lines = self._xero_open_lines(invoices)
        journal = (
            self.env["account.journal"]
            .with_company(company)
            ._xero_for_payments(organisation, account_of(part[0]), company)
        )
        payment = (
            self.with_company(company)
            .with_context(
                skip_invoice_sync=True,
                skip_sale_auto_invoice_send=True,
                mail_create_nosubscribe=True,
            )
            .create(self._xero_values(part, invoices, lines, journal))
        )
        if not journal.xero_reconciled_from_statements:
            # booked to the bank account itself, it waits for no statement
            payment.outstanding_account_id = journal.default_account_id
        elif not payment.outstanding_account_id:
            # the journal names none: an entry is needed in Odoo's Enterprise edition
            # too, or the invoice stays open
            payment.outstanding_account_id = payment._get_outstanding_account(
                payment.payment_type
            )
        payment._generate_journal_entry(
            force_balance=self._xero_balance(organisation, part, invoices)
        )
        payment.action_post()
        entry = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == lines[:1].account_id
        )
        (entry + lines).reconcile()
        total = sum(part.mapped("amount_total"))
        after = sum(invoices.mapped("amount_residual"))
        if invoices.currency_id.compare_amounts(before - after, total):
            raise UserError(
                self.env._(
                    "%(invoice)s: the payment of %(amount)s on %(day)s could not be "
                    "reconciled with it. Register it by hand, then press Retry.",
                    **self._xero_named(part[0], invoices[0]),
                )
            )
        for record in part:
            reason = self.env._("registered from Xero")
            self._xero_link_to(
                organisation, record, payment, from_xero=True, reason=reason
            )
        payment._message_log(body=payment._xero_words_of(payment._xero_all_links()))

    @api.model
    def _xero_open_lines(self, invoices):
        """What is still to be settled of invoices; an instalment is a line."""
        return invoices.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )

    @api.model
    def _xero_values(self, part, invoices, lines, journal):
        """Values of the payment."""
        first = part[0]
        method = journal._get_available_payment_method_lines("inbound")[:1]
        if not method or not journal.default_account_id:
            raise UserError(
                self.env._(
                    "%(invoice)s: journal %(journal)s has no incoming payment method "
                    "or no bank account. Complete it, then press Retry.",
                    invoice=invoices[0].display_name,
                    journal=journal.display_name,
                )
            )
        references = dict.fromkeys(filter(None, part.mapped("name")))
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoices.commercial_partner_id.id,
            "company_id": invoices.company_id.id,
            "journal_id": journal.id,
            "payment_method_line_id": method.id,
            "destination_account_id": lines[:1].account_id.id,
            "currency_id": invoices.currency_id.id,
            "amount": float(sum(map(amount_of, part), Decimal(0))),
            "date": first.date,
            "memo": " ".join([*invoices.mapped("name"), *references]),
            "invoice_ids": [Command.set(invoices.ids)],
        }

    @api.model
    def _xero_balance(self, organisation, part, invoices):
        """What payments are worth in the company's currency, where it is another one.

        :return: ``None`` where Odoo is to convert
        """
        base = invoices.company_id.currency_id
        if invoices.currency_id == base or organisation.base_currency_id != base:
            return None
        worth = [self._xero_worth(organisation, record) for record in part]
        return float(sum(worth, Decimal(0))) if all(worth) else None

    @api.model
    def _xero_worth(self, organisation, record):
        """What a payment is worth in the organisation's own currency, by Xero.

        :return: ``Decimal``; ``None`` where Xero does not say it: Odoo converts then
        """
        base = organisation.base_currency_id
        bank = self.env["xero.record"]._lookup(
            organisation, "Accounts", [("xero_id", "=", account_of(record))]
        )
        currency = (bank.payload or {}).get("CurrencyCode")
        received = amount(record.payload.get("BankAmount"))
        if received and currency == base.name:
            return received
        rate = amount(record.payload.get("CurrencyRate"))
        unit = Decimal(str(base.rounding))
        return cents(amount_of(record) / rate, unit) if rate > 0 else None

    # === UNDO === #

    @api.model
    def _xero_remove(self, record):
        """A payment that was registered from Xero and deleted there is cancelled.

        What the same payment stood for as well (a batch) and is still there is
        registered anew.

        :raises UserError: where Odoo cannot let go of it
        """
        link = record.link_ids.filtered("from_xero")
        payment = link._record()
        if not payment or payment.state == "canceled":
            return
        named = {"payment": payment.display_name, "invoice": record.number}
        if payment.reconciled_statement_line_ids:
            raise UserError(
                self.env._(
                    "%(payment)s of %(invoice)s was deleted in Xero, but is matched "
                    "with a bank statement here. Undo the matching, then press Retry.",
                    **named,
                )
            )
        locked = payment.company_id._get_violated_lock_dates(
            payment.date, False, payment.journal_id
        )
        if locked:
            raise UserError(
                self.env._(
                    "%(payment)s of %(invoice)s was deleted in Xero, but lies in a "
                    "period that is locked in Odoo: %(lock)s. Unlock it, then press "
                    "Retry.",
                    lock=payment.company_id._format_lock_dates(locked),
                    **named,
                )
            )
        left = payment._xero_all_links().filtered(lambda other: other.record_id.live)
        # the others of a batch are registered anew at once
        left.record_id.fresh = True
        left.unlink()
        payment.action_cancel()
        words = self.env._("Deleted in Xero, so cancelled here.")
        payment._message_log(body=words)

    @api.model
    def _xero_part_with(self, record):
        """A payment that somebody registered in Odoo, and that is deleted in Xero, is
        for a person: the money may have come.

        :raises UserError: while it still settles the invoice
        """
        invoices = self.env["xero.record"]._lookup(
            record.organisation_id,
            "Invoices",
            [("xero_id", "=", record.document_xero_id)],
        )
        paid = self.env["account.move"].browse(invoices.link_ids.mapped("res_id"))
        for link in record.link_ids:
            settling = link._record()
            if settling in [found for found, *_rest in self._xero_settling(paid)]:
                raise UserError(
                    self.env._(
                        "%(payment)s of %(invoice)s was registered in Odoo, and is "
                        "deleted in Xero. Cancel it here if the money did not come, or "
                        "enter it in Xero again; then press Retry.",
                        payment=settling.display_name,
                        invoice=record.number,
                    )
                )
