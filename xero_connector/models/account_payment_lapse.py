from odoo import api, models
from odoo.tools import SQL


class AccountPayment(models.Model):
    """A payment that was registered from Xero, and that somebody undid in Odoo without
    cancelling it: reset to draft, rejected, or no longer reconciled with its invoice.

    Xero still counts it as paid, so it is said, at every reading and once per payment,
    until both agree again.
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
        result = super()._xero_apply(organisation, seen)
        for record in self._xero_lapsed(organisation, seen):
            self.env["xero.queue"]._report_apply(
                organisation, record, self._xero_lapsed_words(record)
            )
        return result

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
                  JOIN account_payment payment ON payment.id = link.res_id
                  JOIN xero_record document
                    ON document.organisation_id = link.organisation_id
                   AND document.resource = 'Invoices'
                   AND document.xero_id = record.document_xero_id
                  JOIN xero_link invoice
                    ON invoice.record_id = document.id
                   AND invoice.res_model = 'account.move'
                   AND invoice.role = ''
                 WHERE link.organisation_id = %(organisation)s
                   AND link.res_model = 'account.payment'
                   AND link.from_xero
                   AND link.ignored IS NOT TRUE
                   AND record.live
                   AND payment.state != 'canceled'
                   AND (
                       payment.state IN ('draft', 'rejected')
                       OR NOT EXISTS (
                           SELECT 1
                             FROM account_move_line paid
                             JOIN account_partial_reconcile partial
                               ON partial.debit_move_id = paid.id
                             JOIN account_move_line received
                               ON received.id = partial.credit_move_id
                            WHERE paid.move_id = invoice.res_id
                              AND received.move_id = payment.move_id
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
        payment = record.link_ids.filtered("from_xero")[:1]._record()
        states = {
            "draft": self.env._("is a draft"),
            "rejected": self.env._("is rejected"),
        }
        return self.env._(
            "%(payment)s came from Xero, where it pays %(invoice)s. In Odoo it "
            "%(state)s, so the invoice is not settled by it. Have it settle the "
            "invoice again, then press Retry. If the money did not come, cancel it "
            "here and delete it in Xero.",
            payment=payment.display_name,
            invoice=record.number,
            state=states.get(payment.state)
            or self.env._("is no longer reconciled with the invoice"),
        )
