from lxml import etree

from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .payments_common import XeroPaymentsCommon


class TestPaidThere(XeroPaymentsCommon):
    """Paid in Xero and open here is never a plain "Paid" (H14)."""

    def badge(self, move):
        move.invalidate_recordset()
        return move.xero_badge.replace("\N{NO-BREAK SPACE}", " ")

    def test_h14_until_the_payment_is_read_both_are_said(self):
        move = self.sent()
        self.pay(move, read=False)
        self.read("invoices")
        self.assertIn("Paid ", self.badge(move))
        self.assertIn("1,100.00 open here", self.badge(move))
        self.assertEqual(move.xero_tone, "info")
        self.read("payments")
        self.assertNotIn("open here", self.badge(move))
        self.assertEqual(move.xero_tone, "success")

    def test_h14_in_part_as_well(self):
        move = self.sent()
        self.pay(move, 400, read=False)
        self.read("invoices")
        self.assertIn(
            "400.00 of $ 1,100.00 paid; $ 1,100.00 open here", self.badge(move)
        )
        self.read("payments")
        self.assertNotIn("open here", self.badge(move))
        self.assertEqual(move.xero_tone, "info")

    def test_h14_a_payment_that_cannot_be_booked_is_told_on_its_invoice(self):
        move = self.sent()
        self.company.fiscalyear_lock_date = "2026-08-31"
        with mute_logger("odoo.addons.xero_connector.models.xero_queue_apply"):
            self.pay(move, date="2026-08-15")
        self.read("invoices")
        row = self.refusal()
        self.assertIn("open here", self.badge(move))
        self.assertEqual(move.xero_tone, "warning")
        self.assertEqual(move.xero_message, row.message)
        self.assertTrue(move.xero_payment_failed)
        self.assertIn(move, self.to_look_at())
        self.company.fiscalyear_lock_date = False
        move.with_user(self.user_xero).action_xero_retry()
        self.run_cron(self.organisation)
        self.assertEqual(move.payment_state, self.paid_state(move))
        self.assertFalse(move.xero_payment_failed)
        self.assertNotIn(move, self.to_look_at())
        self.assertFalse(move.xero_message)
        self.assertEqual(move.xero_tone, "success")

    def to_look_at(self):
        """The invoices under the filter Xero: Attention."""
        view = self.env.ref("xero_connector.account_move_view_search")
        node = etree.fromstring(view.arch).find(".//filter[@name='xero_attention']")
        domain = safe_eval(node.get("domain"))
        seen, clerk = (
            self.env["account.move"].with_user(user).search(domain)
            for user in (self.user_xero, self.user_none)
        )
        self.assertEqual(seen.ids, clerk.ids)
        return seen

    def paid_state(self, move):
        return move._get_invoice_in_payment_state() if move.amount_residual else "paid"

    def test_h14_paid_here_and_open_there_is_no_news(self):
        move = self.sent()
        self.register(move, 1100)
        self.assertEqual(self.badge(move), "In Xero")
        self.assertEqual(move.xero_tone, "success")
