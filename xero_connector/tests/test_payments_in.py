from odoo.addons.account.controllers.portal import PortalAccount

from .payments_common import XeroPaymentsCommon


class TestPaymentsIn(XeroPaymentsCommon):
    """A payment made in Xero settles its invoice in Odoo (L2, H14)."""

    def test_l2_paid_in_xero_is_paid_in_odoo(self):
        move = self.sent()
        before = self.env["xero.queue"].search_count([("direction", "=", "push")])
        payment_id = self.pay(move, date="2026-11-12", Reference="Wire 77")
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(move.amount_residual, 0)
        payment = self.booked(move)
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.amount, 1100)
        self.assertEqual(str(payment.date), "2026-11-12")
        self.assertEqual(payment.state, "paid")
        self.assertEqual(payment.partner_id, self.partner)
        self.assertEqual(payment.company_id, move.company_id)
        self.assertIn("Wire 77", payment.memo)
        self.assertEqual(payment.xero_id, payment_id)
        self.assertIn(payment_id, payment.xero_words)
        self.assertIn("From Xero", payment.xero_words)
        self.assertFalse(self.told())
        # what was booked here is neither an edit of the invoice nor sent back
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        rows = self.env["xero.queue"].search_count([("direction", "=", "push")])
        self.assertEqual(rows, before)
        self.assertFalse(self.calls("PUT", "Payments") + self.calls("POST", "Payments"))

    def test_h14_partial_payments_one_after_the_other(self):
        move = self.sent()
        first = self.pay(move, amount="400.10")
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual(move.amount_residual, 699.9)
        self.read("invoices")
        self.assertIn("400.10", move.xero_badge)
        self.pay(move)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(sorted(self.booked(move).mapped("amount")), [400.1, 699.9])
        self.read("invoices")
        self.assertIn("Paid", move.xero_badge)
        self.delete(first)
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual(move.amount_residual, 400.1)

    def overdue(self):
        """What the portal asks the customer for, as its own list finds it."""
        domain = PortalAccount()._get_overdue_invoices_domain(self.partner.id)
        return self.env["account.move"].search(domain)

    def test_h14_who_paid_in_xero_is_no_longer_chased(self):
        """Neither on the portal, nor in what the customer owes in all."""
        due = {"invoice_date": "2026-10-01", "invoice_date_due": "2026-10-15"}
        first, second = self.sent(**due), self.sent(**due)
        self.assertEqual(self.overdue(), first | second)
        self.assertEqual(self.owed(), 2200)
        self.pay(first, read=False)
        self.assertEqual(self.overdue(), first | second, "not read yet")
        self.read("payments")
        self.assertEqual(self.overdue(), second)
        self.assertEqual(self.owed(), 1100)
        values = second._get_invoice_next_payment_values()
        self.assertEqual(values["amount_due"], 1100)
        self.pay(second, amount="400.10")
        self.assertEqual(self.overdue(), second)
        self.assertEqual(self.owed(), 699.9)
        values = second._get_invoice_next_payment_values()
        self.assertEqual((values["amount_paid"], values["amount_due"]), (400.1, 699.9))
        self.assertEqual(values["next_amount_to_pay"], 699.9)
        payment_id = self.pay(second)
        self.assertFalse(self.overdue())
        self.assertEqual(self.owed(), 0)
        self.delete(payment_id)
        self.assertEqual(self.overdue(), second, "chased again")
        self.assertEqual(self.owed(), 699.9)

    def owed(self):
        self.partner.invalidate_recordset(["credit"])
        return self.partner.credit

    def test_l2_into_a_journal_of_its_own_where_none_is_mapped(self):
        first, second = self.sent(), self.sent()
        self.pay(first)
        self.pay(second)
        journal = self.booked(first, second).journal_id
        self.assertEqual(len(journal), 1, "made once")
        self.assertEqual((journal.name, journal.code), ("Xero", "XERO"))
        self.assertEqual(journal.company_id, self.company)
        self.assertEqual(self.organisation.payment_journal_id, journal)

    def test_l2_pulled_twice_is_one_payment_and_writes_nothing(self):
        move = self.sent()
        self.pay(move, amount=400)
        payment = self.booked(move)
        stream = self.env["xero.stream"]._of_kind(self.organisation, "payments")
        self.env.flush_all()
        stamps = [
            record.read(["write_date"])
            for record in (move, payment, payment.move_id, payment._xero_all_links())
        ]
        stream.cursor = False
        self.read("payments")
        stream.cursor = False
        self.read("payments")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.booked(move), payment)
        self.assertEqual(len(payment._xero_all_links()), 1)
        self.assertEqual(
            stamps,
            [
                record.read(["write_date"])
                for record in (
                    move,
                    payment,
                    payment.move_id,
                    payment._xero_all_links(),
                )
            ],
        )

    def test_l2_several_instalments(self):
        terms = self.env.ref("account.account_payment_term_advance_60days")
        move = self.sent(invoice_payment_term_id=terms.id)
        self.pay(move, amount=1000)
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual(move.amount_residual, 100)
        self.assertEqual(len(self.booked(move)), 1)
        self.pay(move)
        self.assertEqual(move.payment_state, "paid")

    def test_l2_not_ours_is_seen_and_not_booked(self):
        """Bills, and invoices that only Xero has."""
        contact = self.partner.xero_id
        line = {"Description": "Rent", "Quantity": 1, "UnitAmount": 50}
        for kind, account in (("ACCPAY", "469"), ("ACCREC", "200")):
            invoice = self.sandbox.act(
                "create_invoice",
                Type=kind,
                Status="AUTHORISED",
                Contact={"ContactID": contact},
                LineItems=[{**line, "AccountCode": account}],
                Date="2026-11-10",
                DueDate="2026-11-20",
            )
            self.sandbox.act("pay", invoice=invoice["InvoiceID"])
        before = self.all_payments()
        self.read("payments")
        self.assertEqual(len(self.seen("Payments")), 2)
        self.assertEqual(self.all_payments(), before)
        self.assertFalse(self.told())
