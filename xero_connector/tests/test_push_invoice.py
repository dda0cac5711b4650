from decimal import Decimal

from .push_common import XeroPushCommon


class TestPushInvoice(XeroPushCommon):
    def test_h1_posted_invoice_arrives_to_the_cent(self):
        partner = self.customer()
        move = self.invoice(
            partner,
            {"price_unit": 120.0, "quantity": 2.5},
            {"price_unit": 19.99, "discount": 10},
        )
        self.push(move)
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message)
        self.assertEqual(Decimal(str(there["Total"])), Decimal(str(move.amount_total)))
        self.assertEqual(there["Status"], "AUTHORISED")
        self.assertEqual(move.xero_state, "synced")
        self.assertEqual(move.xero_badge, "In Xero")
