from datetime import timedelta

from odoo import fields

from .push_common import XeroPushCommon


class XeroHistoryCommon(XeroPushCommon):
    """Invoices that both books have already, before Go live unless said."""

    def setUp(self):
        super().setUp()
        self.organisation.stage = "setup"
        self.partner = self.customer()

    def typed(self, like=None, number=None, **values):
        """An invoice that somebody typed in Xero.

        :param like: an invoice in Odoo: the same customer, total, date
        :return: the invoice as the sandbox has it
        """
        price = like.amount_untaxed if like else 100
        lines = [
            {
                "Description": "Typed there",
                "UnitAmount": values.pop("price", price),
                "AccountCode": "260",
                "TaxType": "OUTPUT",
            }
        ]
        date = values.pop("date", like.invoice_date if like else fields.Date.today())
        return self.sandbox.act(
            "create_invoice",
            Contact=values.pop("contact", self.partner.name),
            InvoiceNumber=number or like.name,
            Date=str(date),
            DueDate=str(date + timedelta(days=14)),
            LineItems=values.pop("lines", lines),
            **{"Status": "AUTHORISED", **values},
        )

    def record(self, there):
        return self.seen("Invoices", xero_id=there["InvoiceID"])

    def link_of(self, move):
        return move._xero_links(self.organisation).get(move.id, self.env["xero.link"])

    def pairs(self, *domain):
        """Look-alikes that wait to be decided."""
        return self.env["xero.look.alike"].search(
            [*self.organisation._look_alike_domain(), *domain]
        )

    def live(self):
        self.organisation.stage = "live"

    def run_due(self):
        """The grace is over: what waits is sent, without reading before."""
        self.organisation.stream_ids.next_run = False
        waiting = [("state", "=", "pending")]
        self.env["xero.queue"].sudo().search(waiting).next_try = fields.Datetime.now()
        self.run_cron(self.organisation)

    def assert_paired(self, move, there):
        self.env.invalidate_all()
        self.assertEqual(
            move.xero_id, there["InvoiceID"], self.pairs().mapped("reason")
        )
        self.assertFalse(self.pairs(("move_id", "=", move.id)))

    def assert_apart(self, move, there):
        """Neither linked nor asked about."""
        self.assertFalse(move.xero_id)
        self.assertFalse(self.record(there).link_ids)
        self.assertFalse(self.pairs())

    def assert_look_alike(self, move, there, *words):
        self.assertFalse(move.xero_id)
        pair = self.pairs(
            ("move_id", "=", move.id), ("record_id", "=", self.record(there).id)
        )
        self.assertEqual(len(pair), 1)
        for word in words:
            self.assertIn(word, pair.reason)
        return pair

    def writes(self):
        """What was written to invoices in Xero."""
        return self.calls("PUT", "Invoices") + self.calls("POST", "Invoices")
