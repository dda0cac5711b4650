from odoo.fields import Command
from odoo.tests import Form

from .payments_common import XeroPaymentsCommon


class TestPaymentsInBatch(XeroPaymentsCommon):
    """One payment in Xero for several invoices; what a credit note closed; branches
    (L2, L6, H14, T19)."""

    def pay_many(self, *parts, read=True, **details):
        """A deposit in Xero; a part is an invoice, or (invoice, amount)."""
        parts = [part if isinstance(part, tuple) else (part, None) for part in parts]
        batch = self.sandbox.act(
            "pay_many",
            invoices=[
                {"invoice": move.name, **({"amount": amount} if amount else {})}
                for move, amount in parts
            ],
            **details,
        )
        if read:
            self.read("payments")
        return batch["BatchPaymentID"]

    def test_l2_a_batch_is_one_payment_over_its_invoices(self):
        moves = self.sent() + self.sent({"price_unit": 200}) + self.sent()
        self.pay_many(*moves, date="2026-11-18", reference="Deposit 9")
        payment = self.booked(moves)
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.amount, 2420)
        self.assertEqual(set(moves.mapped("payment_state")), {"paid"})
        self.assertEqual(payment.reconciled_invoice_ids, moves)
        links = payment._xero_all_links()
        self.assertEqual(len(links), 3)
        self.assertEqual(
            set(links.record_id.mapped("document_xero_id")),
            set(moves.mapped("xero_id")),
        )
        for move in moves:
            self.assertIn(move.name, payment.memo)
        self.env["xero.stream"]._of_kind(self.organisation, "payments").cursor = False
        self.read("payments")
        self.assertEqual(self.booked(moves), payment)

    def test_l2_a_batch_is_not_cut_by_the_work_of_one_transaction(self):
        self.patch(type(self.env["account.payment"]), "_xero_chunk", 2)
        moves = self.sent() + self.sent() + self.sent()
        self.pay_many(*moves)
        payment = self.booked(moves)
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.reconciled_invoice_ids, moves)

    def test_l2_shares_of_a_batch_are_exact(self):
        """What pays in part only is registered by itself."""
        first, second, third = self.sent(), self.sent(), self.sent()
        self.pay_many(first, (second, "123.45"), third)
        self.assertEqual(first.payment_state, "paid")
        self.assertEqual(second.amount_residual, 976.55)
        self.assertEqual(third.payment_state, "paid")
        self.assertEqual(self.booked(first), self.booked(third))
        self.assertEqual(self.booked(second).amount, 123.45)

    def test_l2_a_batch_of_several_customers(self):
        mine = self.sent()
        ours, self.partner = self.partner, self.customer("Quay Physio")
        theirs = self.sent()
        self.pay_many(mine, theirs)
        self.assertEqual(self.booked(mine).partner_id, ours)
        self.assertEqual(self.booked(theirs).partner_id, self.partner)
        for move in (mine, theirs):
            self.assertEqual(move.payment_state, "paid")

    def test_l2_one_in_trouble_takes_the_others_not_along(self):
        first, second, third = self.sent(), self.sent(), self.sent()
        third.button_draft()
        self.register(second, 1100)
        self.pay_many(first, second, third)
        self.assertEqual(first.payment_state, "paid")
        self.assertIn("The same as in Xero", self.booked(second).xero_words)
        self.assertIn(third.name, self.refusal().message)
        third.action_post()
        self.retry(self.refusal())
        self.assertEqual(third.payment_state, "paid")

    def test_l2_one_that_is_not_booked_takes_the_others_not_along(self):
        """What speaks against booking one of a batch is asked of each by itself."""
        first, second = self.sent(), self.sent({"price_unit": 200})
        bank = self.company_data["default_journal_bank"]
        self.env["account.payment"].create(
            {
                "partner_id": self.partner.id,
                "amount": 220,
                "date": second.invoice_date,
                "journal_id": bank.id,
            }
        ).action_post()
        self.pay_many(first, second)
        self.assertEqual(first.payment_state, "paid")
        self.assertIn("settles nothing yet", self.refusal().message)
        self.assertIn(second.name, self.refusal().message)

    def test_l8_a_batch_removed_in_xero(self):
        moves = self.sent() + self.sent()
        batch = self.pay_many(*moves)
        payment = self.booked(moves)
        self.sandbox.act("delete_batch", batch=batch)
        self.read("payments")
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(set(moves.mapped("payment_state")), {"not_paid"})
        self.assertFalse(self.told())

    def test_l8_one_of_a_batch_removed_in_xero(self):
        """The others are registered anew."""
        first, second = self.sent(), self.sent()
        self.pay_many(first, second)
        payment = self.booked(first)
        gone = payment._xero_all_links().record_id.filtered(
            lambda record: record.document_xero_id == first.xero_id
        )
        self.sandbox.act(
            "plant",
            store="Payments",
            instead=gone.xero_id,
            element={
                "Status": "DELETED",
                "UpdatedDateUTC": "/Date(1795000000000+0000)/",
            },
        )
        self.env["xero.stream"]._of_kind(self.organisation, "payments").cursor = False
        self.read("payments")
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(first.payment_state, "not_paid")
        self.assertEqual(second.payment_state, "paid")
        self.assertEqual(self.booked(second).amount, 1100)
        self.assertFalse(self.told())

    def test_h14_what_a_credit_note_closed_is_no_payment(self):
        move = self.sent()
        self.sandbox.act("credit", invoice=move.name, amount=400)
        self.read("invoices")
        self.read("payments")
        self.assertFalse(self.booked(move))
        self.assertEqual(move.amount_residual, 1100)
        self.assertIn("400.00", move.xero_badge)
        self.pay(move)
        self.assertEqual(self.booked(move).amount, 700)
        self.assertEqual(move.payment_state, "partial", "its credit note is not here")

    def test_h14_refund_of_a_credit_note_is_seen_only(self):
        before = self.all_payments()
        self.sandbox.act(
            "plant",
            store="Payments",
            element={
                "PaymentID": "c0ffee00-0000-4000-8000-000000000001",
                "PaymentType": "ARCREDITPAYMENT",
                "Status": "AUTHORISED",
                "Date": "/Date(1794441600000+0000)/",
                "Amount": 10,
                "UpdatedDateUTC": "/Date(1794441600000+0000)/",
                "Invoice": {
                    "Type": "ACCRECCREDIT",
                    "InvoiceID": self.sent().xero_id,
                    "CurrencyCode": "AUD",
                },
            },
        )
        self.read("payments")
        self.assertTrue(self.seen("Payments", kind="ARCREDITPAYMENT"))
        self.assertEqual(self.all_payments(), before)
        self.assertFalse(self.told())

    def test_t19_in_the_company_of_the_invoice(self):
        branch = self.new_branch("Southern Services West")
        data = self.company_data
        self.partner.with_company(branch).property_account_receivable_id = data[
            "default_account_receivable"
        ]
        move = (
            self.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": branch.id,
                    "partner_id": self.partner.id,
                    "invoice_date": "2026-11-10",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Support",
                                "account_id": data["default_account_revenue"].id,
                                "price_unit": 100,
                                "tax_ids": [Command.set(self.tax_sale.ids)],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        self.push(move)
        self.sandbox.act("pay", invoice=move.name)
        self.read("payments")
        self.assertEqual(move.payment_state, "paid")
        payment = self.booked(move)
        self.assertEqual(payment.company_id, branch)
        self.assertEqual(payment.journal_id.company_id, self.company)

    def test_p6_the_form_says_where_it_comes_from(self):
        move = self.sent()
        payment_id = self.pay(move)
        payment = self.booked(move)
        with Form(payment.with_user(self.user_xero)) as form:
            self.assertIn(payment_id, form.xero_words)
        url = payment.with_user(self.user_xero).action_xero_open()["url"]
        self.assertIn(move.xero_id, url)
        other = self.env["account.payment"].create({"partner_id": self.partner.id})
        self.assertFalse(other.xero_words)
        views = self.env["account.payment"].with_user(self.user_none)
        arch = views.get_view(view_type="form")["arch"]
        self.assertNotIn("xero_words", arch)
