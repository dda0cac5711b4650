from collections import defaultdict
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ..tools.xero_dialect import amount
from .account_payment import RECEIVED


class AccountPayment(models.Model):
    """What becomes of a payment seen in Xero.

    A payment waits, silently, until its invoice is linked; it is then applied from
    the mirror. What the accountant registered in Odoo is recognised, not booked again.
    What cannot be booked is a visible row that names the invoice, the amounts and the
    remedy.
    """

    _inherit = "account.payment"

    # === WHICH === #

    @api.model
    def _xero_apply(self, organisation, seen):
        """Register, recognise and remove."""
        # OVERRIDES 'xero_connector'
        stream = self.env["xero.stream"]._of_kind(organisation, "payments")
        if not organisation.live_since or not stream._reads():
            return
        apply_each = self.env["xero.queue"]._apply_each
        gone = seen.filtered(lambda record: not record.live)
        booked = gone.filtered(lambda record: any(record.link_ids.mapped("from_xero")))
        # what was deleted frees what took its place
        apply_each(organisation, booked, self._xero_remove)
        whole = seen | self._xero_beside(organisation, seen)
        moves = self._xero_paid_moves(organisation, whole, stream)
        open_ones = whole.filtered(lambda record: record.id in moves).sorted(
            lambda record: (record.date, record.id)
        )
        apply_each(
            organisation,
            self._xero_parts(organisation, open_ones, moves),
            lambda part: self._xero_register(organisation, part, moves),
        )
        apply_each(organisation, gone - booked, self._xero_part_with)
        self._xero_report_removed((seen - gone).link_ids.filtered("ignored"))

    @api.model
    def _xero_beside(self, organisation, seen):
        """The other payments of the same batches that are still to be applied."""
        batches = [batch for batch in seen.mapped("parent_xero_id") if batch]
        return self.env["xero.record"]._lookup(
            organisation,
            "Payments",
            [
                ("parent_xero_id", "in", batches),
                ("fresh", "=", True),
                ("live", "=", True),
            ],
        )

    @api.model
    def _xero_paid_moves(self, organisation, seen, stream):
        """Invoices in Odoo that these payments settle: ``{xero.record id: move}``.

        Left out: what is settled already, what is not for us, and what waits, because
        its invoice stands for none in Odoo (yet).
        """
        since = stream.from_date
        ours = seen.filtered(
            lambda record: (
                record.live
                and record.kind == RECEIVED
                and not record.link_ids
                and amount_of(record) > 0
                and not (since and record.date < since)
            )
        )
        documents = self.env["xero.record"]._lookup(
            organisation,
            "Invoices",
            [("xero_id", "in", [i for i in ours.mapped("document_xero_id") if i])],
        )
        links = documents.link_ids.filtered(
            lambda link: (
                link.res_model == "account.move"
                and not link.role
                and link.state == "linked"
            )
        )
        moves = self.env["account.move"].browse(links.mapped("res_id")).exists()
        by_document = {
            link.record_id.xero_id: moves.browse(link.res_id)
            for link in links
            if link.res_id in moves.ids
        }
        return {
            record.id: by_document[record.document_xero_id]
            for record in ours
            if record.document_xero_id in by_document
        }

    @api.model
    def _xero_waiting_for(self, organisation, documents=None):
        """Payments of linked invoices that were not applied: the invoice was linked
        later, or nothing was registered at that time. What failed, or was stopped,
        waits for a person."""
        # OVERRIDES 'xero_connector'
        Record = self.env["xero.record"]
        stream = self.env["xero.stream"]._of_kind(organisation, "payments")
        if not organisation.live_since or not stream._reads():
            return Record
        waiting = self._xero_waiting_domain(organisation, stream, documents)
        return Record.search(waiting & Domain("fresh", "=", False))

    @api.model
    def _xero_waiting_count(self, organisation):
        """How many payments are going to be registered, or recognised, when the
        organisation goes live."""
        stream = self.env["xero.stream"]._of_kind(organisation, "payments")
        if not stream._reads():
            return 0
        waiting = self._xero_waiting_domain(organisation, stream)
        return self.env["xero.record"].search_count(waiting)

    @api.model
    def _xero_waiting_domain(self, organisation, stream, documents=None):
        Record = self.env["xero.record"]
        known = Domain("organisation_id", "=", organisation.id)
        invoices = known & Domain("resource", "=", "Invoices")
        if documents is None:
            links = self.env["xero.link"]._search(
                known
                & Domain("res_model", "=", "account.move")
                & Domain("role", "=", "")
                & Domain("state", "=", "linked")
            )
            invoices &= Domain("id", "in", links.subselect("record_id"))
        else:
            invoices &= Domain("id", "in", documents.ids)
        told = self.env["xero.queue"]._search(
            known
            & Domain("direction", "=", "pull")
            & Domain("res_model", "=", "xero.record")
            & Domain("state", "not in", ("done", "superseded"))
        )
        paid = Record._search(invoices).subselect("xero_id")
        return (
            known
            & Domain("resource", "=", "Payments")
            & Domain("kind", "=", RECEIVED)
            & Domain("live", "=", True)
            & Domain("link_ids", "=", False)
            & Domain("date", ">=", stream.from_date or date.min)
            & Domain("document_xero_id", "in", paid)
            & Domain("id", "not in", told.subselect("res_id"))
        )

    @api.model
    def _xero_asked_again(self, organisation, seen):
        """What was removed here is registered again where a person wants it so."""
        # EXTENDS 'xero_connector'
        seen.filtered("live").link_ids.filtered("ignored").unlink()
        return super()._xero_asked_again(organisation, seen)

    @api.model
    def _xero_parts(self, organisation, seen, moves):
        """Payments that are booked together: those of one batch that close their
        invoices, and each other one by itself.

        Where a batch pays an invoice in part only its share of one payment could not
        be told from the others', so it is registered by itself.
        """
        together = defaultdict(seen.browse)
        for record in seen:
            move, batch = moves[record.id], record.parent_xero_id
            closes = move.currency_id.compare_amounts(
                move.amount_residual, record.amount_total
            )
            alone = (
                not batch
                or closes
                or self._xero_objection(record, move)
                or self._xero_same(organisation, record, move)
                or self._xero_booking_objection(organisation, record, move)
            )
            key = (
                batch,
                record.date,
                record.currency_id,
                account_of(record),
                move.company_id,
                move.commercial_partner_id,
                self._xero_open_lines(move).account_id,
            )
            together[record.id if alone else key] |= record
        return list(together.values())

    # === TAKE === #

    @api.model
    def _xero_register(self, organisation, part, moves):
        """Recognise or register one payment, or those of a batch.

        :param part: ``xero.record``
        :param dict moves: invoices of these, by the record's id
        :raises UserError: with the reason, and what to press
        """
        new = part.browse()
        for record in part:
            move = moves[record.id]
            if words := self._xero_objection(record, move):
                raise UserError(words)
            if same := self._xero_same(organisation, record, move):
                self._xero_recognise(organisation, record, same)
            elif words := self._xero_booking_objection(organisation, record, move):
                raise UserError(words)
            else:
                new |= record
        if new:
            self._xero_book(organisation, new, moves)

    @api.model
    def _xero_objection(self, record, move):
        """Why a payment cannot be looked at yet; empty where it can."""
        if move.state != "posted":
            return self.env._(
                "%(invoice)s was paid in Xero (%(amount)s on %(day)s) and is not "
                "posted in Odoo. Post it here, then press Retry.",
                **self._xero_named(record, move),
            )
        if record.currency_id != move.currency_id:
            return self.env._(
                "%(invoice)s was paid in Xero (%(amount)s on %(day)s), but is kept in "
                "%(currency)s in Odoo. Correct the invoice, then press Retry.",
                currency=move.currency_id.name,
                **self._xero_named(record, move),
            )
        return ""

    @api.model
    def _xero_booking_objection(self, organisation, record, move):
        """Why a payment that was never seen here is not registered."""
        named = self._xero_named(record, move)
        residual = move.amount_residual
        if move.currency_id.compare_amounts(residual, record.amount_total) < 0:
            return self.env._(
                "%(invoice)s: Xero has a payment of %(amount)s on %(day)s. In Odoo "
                "only %(residual)s is open, and no payment of that amount was found "
                "within a week of that day. Undo or correct what settles the invoice "
                "here, then press Retry.",
                residual=format_amount(self.env, residual, move.currency_id),
                **named,
            )
        if locked := move.company_id._get_violated_lock_dates(
            record.date, False, self.env["account.journal"]
        ):
            return self.env._(
                "%(invoice)s: the payment of %(amount)s on %(day)s lies in a period "
                "that is locked in Odoo: %(lock)s. Unlock it, then press Retry; or "
                "register the payment by hand.",
                lock=move.company_id._format_lock_dates(locked),
                **named,
            )
        asked = self._xero_is_asked(organisation, record)
        waiting = self._xero_without_entry(organisation, record, move)
        if waiting and not asked:
            return self.env._(
                "%(invoice)s: Xero has a payment of %(amount)s on %(day)s. In Odoo "
                "%(payment)s (%(other)s) pays this invoice too, and waits for its line "
                "on a bank statement. If it is the same money, press Stop: the bank's "
                "line settles the invoice. If it is not, press Retry.",
                payment=waiting[0].display_name,
                other=format_amount(
                    self.env, waiting[0].amount, waiting[0].currency_id
                ),
                **named,
            )
        loose = self._xero_loose(record, move)
        if loose and not asked:
            return self.env._(
                "%(invoice)s: Xero has a payment of %(amount)s on %(day)s. %(payment)s "
                "in Odoo has the same amount and settles nothing yet. If it is the "
                "same, reconcile it with the invoice; in any case press Retry.",
                payment=loose[0].display_name,
                **named,
            )
        return ""

    @api.model
    def _xero_named(self, record, move):
        """What every message says of a payment."""
        return {
            "invoice": move.display_name,
            "amount": format_amount(
                self.env, record.amount_total, record.currency_id or move.currency_id
            ),
            "day": format_date(self.env, record.date),
        }

    @api.model
    def _xero_is_asked(self, organisation, record):
        """Whether a person pressed Retry on it just now."""
        row = self.env["xero.queue"]._apply_rows(organisation, record)[:1]
        return row.state == "pending" and row.origin == "button"


def account_of(record):
    return (record.payload.get("Account") or {}).get("AccountID")


def amount_of(record):
    return amount(record.payload.get("Amount"))
