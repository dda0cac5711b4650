from odoo import api, models
from odoo.tools import SQL


class AccountPayment(models.Model):
    """A payment that both sides have, and that somebody undid in Odoo without
    cancelling it: reset to draft, rejected, or no longer reconciled with its invoice.
    It came from Xero, or was recognised as a payment or as the line of a bank
    statement.

    Xero still counts it as paid, so it is said, at every reading and once per payment,
    until both agree again. Where something else settles the invoice by the same amount
    by now, that is the payment.
    """

    _inherit = "account.payment"

    @api.model
    def _xero_waiting_for(self, organisation, documents=None):
        """Also what settles its invoice no more, to say so; not what was told."""
        # EXTENDS 'xero_connector'
        waiting = super()._xero_waiting_for(organisation, documents)
        if documents is not None:
            return waiting
        lapsed = self._xero_lapsed(organisation)
        told = self.env["xero.queue"]._apply_rows(
            organisation, lapsed, ("failed", "pending", "canceled")
        )
        return waiting | (lapsed - lapsed.browse(told.mapped("res_id")))

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        for record in self._xero_lapsed(organisation, seen):
            if self._xero_settled_otherwise(organisation, record):
                # looked for again among what settles the invoice
                record.link_ids.unlink()
        result = super()._xero_apply(organisation, seen)
        for record in self._xero_lapsed(organisation, seen):
            self.env["xero.queue"]._report_apply(
                organisation, record, self._xero_lapsed_words(record)
            )
        return result

    @api.model
    def _xero_settled_otherwise(self, organisation, record):
        """Whether something else took the place of a payment that was recognised."""
        if any(record.link_ids.mapped("from_xero")):
            return False
        documents = self.env["xero.record"]._lookup(
            organisation, "Invoices", [("xero_id", "=", record.document_xero_id)]
        )
        links = documents.link_ids.filtered(lambda link: link.res_model != self._name)
        moves = self.env["account.move"].browse(links.mapped("res_id"))
        return bool(self._xero_same(organisation, record, moves))

    @api.model
    def _xero_asked_again(self, organisation, seen):
        """The line of a bank statement that was matched with something else is not that
        payment: it is registered by itself where a person wants it so."""
        # EXTENDS 'xero_connector'
        lapsed = self._xero_lapsed(organisation, seen)
        lapsed.link_ids.filtered(lambda link: link.res_model != self._name).unlink()
        return super()._xero_asked_again(organisation, seen)

    @api.model
    def _xero_lapsed(self, organisation, seen=None):
        """Payments in Xero of which the one in Odoo settles the invoice no more.

        One query, over all of them: they are looked at with every reading.

        :param seen: ``xero.record`` to look among; all if not said
        :return: ``xero.record``
        """
        stream = self.env["xero.stream"]._of_kind(organisation, "payments")
        if not organisation.live_since or not stream._reads():
            return self.env["xero.record"]
        for model in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "xero.link",
            "xero.record",
        ):
            self.env[model].flush_model()
        among = SQL()
        if seen is not None:
            among = SQL("AND record.id = ANY(%s)", seen.ids)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT record.id
                  FROM xero_link link
                  JOIN xero_record record ON record.id = link.record_id
                  LEFT JOIN account_payment payment
                    ON payment.id = link.res_id
                   AND link.res_model = 'account.payment'
                  LEFT JOIN account_move entry
                    ON entry.id = CASE link.res_model
                                  WHEN 'account.move' THEN link.res_id
                                  ELSE payment.move_id END
                  JOIN xero_record document
                    ON document.organisation_id = link.organisation_id
                   AND document.resource = 'Invoices'
                   AND document.xero_id = record.document_xero_id
                  JOIN xero_link invoice
                    ON invoice.record_id = document.id
                   AND invoice.res_model = 'account.move'
                   AND invoice.role = ''
                 WHERE link.organisation_id = %(organisation)s
                   AND record.resource = 'Payments'
                   AND link.ignored IS NOT TRUE
                   AND record.live
                   AND (link.res_model = 'account.move' OR payment.state != 'canceled')
                   AND (
                       payment.state IN ('draft', 'rejected')
                       -- what waits for the bank's line has no entry yet
                       OR (entry.id IS NOT NULL OR link.from_xero)
                       AND NOT EXISTS (
                           SELECT 1
                             FROM account_move_line paid
                             JOIN account_partial_reconcile partial
                               ON partial.debit_move_id = paid.id
                             JOIN account_move_line received
                               ON received.id = partial.credit_move_id
                            WHERE paid.move_id = invoice.res_id
                              AND received.move_id = entry.id
                       )
                   )
                   %(among)s
                """,
                organisation=organisation.id,
                among=among,
            )
        )
        return self.env["xero.record"].browse(row_id for (row_id,) in rows)

    @api.model
    def _xero_lapsed_words(self, record):
        link = record.link_ids[:1]
        settling = link._record()
        if settling._name != self._name:
            return self.env._(
                "%(entry)s is the payment that Xero has of %(invoice)s. In Odoo it is "
                "no longer reconciled with the invoice. Reconcile the two again, or "
                "what settles the invoice instead; then press Retry: where nothing "
                "does, the payment of Xero is registered.",
                entry=settling.display_name,
                invoice=record.number,
            )
        states = {
            "draft": self.env._("is a draft"),
            "rejected": self.env._("is rejected"),
        }
        named = {
            "payment": settling.display_name,
            "invoice": record.number,
            "state": states.get(settling.state)
            or self.env._("is no longer reconciled with the invoice"),
        }
        if link.from_xero:
            return self.env._(
                "%(payment)s came from Xero, where it pays %(invoice)s. In Odoo it "
                "%(state)s, so the invoice is not settled by it. Have it settle the "
                "invoice again, then press Retry. If the money did not come, cancel it "
                "here and delete it in Xero.",
                **named,
            )
        return self.env._(
            "%(payment)s is the same as in Xero, where it pays %(invoice)s. In Odoo it "
            "%(state)s, so the invoice is not settled by it. Have it settle the "
            "invoice again, then press Retry. If the money did not come, cancel it "
            "here and delete it in Xero.",
            **named,
        )
