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

    def test_p7_what_came_through_late_is_ours(self):
        """Xero refuses the number because our own lost call had taken it."""
        partner = self.customer()
        move = self.invoice(partner, {"price_unit": 55.5})
        self.sandbox.fault(what="500_after", method="PUT", path="Invoices")
        self.push(move)
        row = self.row(move)
        self.assertEqual(row.state, "sending")
        # the look-up came before Xero's own commit: the row goes again
        row.sudo().write({"state": "pending", "key": False, "next_try": "2026-01-01"})
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced", row.message)
        numbers = [
            invoice["InvoiceNumber"]
            for invoice in self.sandbox.organisation("AU").invoices.values()
        ]
        self.assertEqual(numbers.count(move.name), 1)

    def test_h32_number_of_another_app_stays_its_own(self):
        """Taken between our last reading and the call: refused, looked up, told."""
        partner = self.customer()
        move = self.invoice(partner)
        foreign = self.sandbox.act(
            "create_invoice",
            organisation="AU",
            InvoiceNumber=move.name,
            Contact={"ContactID": partner.xero_id},
            LineItems=[{"Description": "Theirs", "Quantity": 1, "UnitAmount": "9"}],
        )
        self.push(move)
        row = self.row(move)
        self.assertEqual(row.state, "failed")
        self.assertIn(move.name, row.message)
        self.assertIn("another number", row.message)
        there = self.sandbox.organisation("AU").invoices[foreign["InvoiceID"]]
        self.assertEqual(there["LineItems"][0]["Description"], "Theirs")

    def test_h15_mailed_here_is_sent_there(self):
        move = self.invoice(self.customer())
        self.push(move)
        self.assertFalse(self.in_xero(move)["SentToContact"])
        move.is_move_sent = True
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move)["SentToContact"])
        self.assertEqual(move.xero_badge, "In Xero, sent")
