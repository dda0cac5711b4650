from datetime import timedelta

from .payments_common import XeroPaymentsCommon


class TestPaymentsInWait(XeroPaymentsCommon):
    """When a payment is not registered, or not yet, and what is said then (L2, L7)."""

    def stream(self):
        return self.env["xero.stream"]._of_kind(self.organisation, "payments")

    def link_of(self, move):
        return move._xero_links(self.organisation)[move.id]

    def test_l2_nothing_is_registered_before_go_live(self):
        move = self.sent()
        self.organisation.write({"stage": "setup", "live_since": False})
        payment_id = self.pay(move)
        self.assertTrue(self.seen("Payments", xero_id=payment_id), "it is seen")
        self.assertEqual(move.payment_state, "not_paid")
        self.assertIn("Go live", self.stream().last_result)
        self.assertFalse(self.told())
        wizard = (
            self.env["xero.go.live"]
            .with_user(self.manager_xero)
            .create({"organisation_id": self.organisation.id})
        )
        self.assertIn("1 payments", wizard.comes)
        wizard.action_confirm()
        self.read("payments")
        self.assertEqual(move.payment_state, "paid")
        self.assertNotIn("Go live", self.stream().last_result)
        wizard = wizard.create({"organisation_id": self.organisation.id})
        self.assertFalse(wizard.comes, "an empty list is not shown")

    def test_l2_paused_still_registers(self):
        """What is paused is writing to Xero."""
        move = self.sent()
        self.organisation.action_pause()
        self.pay(move)
        self.assertEqual(move.payment_state, "paid")

    def test_l2_waits_for_its_invoice_and_needs_no_new_call(self):
        move = self.sent()
        link = self.link_of(move)
        record = link.record_id
        link.with_user(self.manager_xero).action_unlink_record()
        self.pay(move)
        self.assertEqual(move.payment_state, "not_paid")
        self.assertFalse(self.told(), "most invoices in Xero are not in Odoo")
        calls = len(self.calls(path="Payments"))
        link.with_user(self.manager_xero).action_link(record)
        self.run_cron(self.organisation)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(len(self.calls(path="Payments")), calls)

    def test_l7_switched_off(self):
        move = self.sent()
        self.stream().enabled = False
        self.sandbox.act("pay", invoice=move.name)
        self.stream().next_run = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertFalse(self.calls("GET", "Payments")[1:], "only the first reading")
        self.assertEqual(move.payment_state, "not_paid")
        self.stream().enabled = True
        self.read("payments")
        self.assertEqual(move.payment_state, "paid")

    def test_l7_switched_off_after_it_was_seen(self):
        move = self.sent()
        link = self.link_of(move)
        record = link.record_id
        link.with_user(self.manager_xero).action_unlink_record()
        self.pay(move)
        self.stream().direction = "push"
        link.with_user(self.manager_xero).action_link(record)
        self.run_cron(self.organisation)
        self.assertEqual(move.payment_state, "not_paid")
        self.stream().direction = "pull"
        self.read("payments")
        self.assertEqual(move.payment_state, "paid")

    def test_l2_older_than_the_stream(self):
        move = self.sent()
        self.stream().from_date = move.invoice_date
        self.pay(move, date=str(move.invoice_date - timedelta(days=1)), amount=100)
        self.assertFalse(self.booked(move))
        self.assertFalse(self.told())
        self.pay(move, date=str(move.invoice_date), amount=200)
        self.assertEqual(self.booked(move).amount, 200)

    def test_l2_draft_in_odoo(self):
        move = self.sent()
        move.button_draft()
        self.pay(move)
        row = self.refusal()
        self.assertIn(move.name, row.message)
        self.assertIn("not posted", row.message)
        self.retry(row)
        self.assertFalse(self.booked(move))
        move.action_post()
        self.retry(self.refusal())
        self.assertEqual(move.payment_state, "paid")
        self.assertFalse(self.told())

    def test_l2_cancelled_in_odoo(self):
        move = self.sent()
        move.button_cancel()
        self.pay(move)
        self.assertIn("not posted", self.refusal().message)
        self.assertFalse(self.booked(move))

    def test_l2_locked_period(self):
        move = self.sent(invoice_date="2026-08-10")
        self.company.fiscalyear_lock_date = "2026-08-31"
        other = self.sent()
        self.pay(move, date="2026-08-20", read=False)
        self.pay(other)
        self.assertEqual(other.payment_state, "paid", "the others are registered")
        row = self.refusal()
        self.assertIn(move.name, row.message)
        self.assertIn("locked in Odoo", row.message)
        self.assertIn("Retry", row.message)
        self.assertEqual(move.payment_state, "not_paid")
        self.company.fiscalyear_lock_date = False
        self.retry(row)
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(str(self.booked(move).date), "2026-08-20")
        self.assertFalse(self.told())

    def test_l2_unlocked_and_registered_by_itself(self):
        move = self.sent(invoice_date="2026-08-10")
        self.company.fiscalyear_lock_date = "2026-08-31"
        self.pay(move, date="2026-08-20")
        self.refusal()
        self.company.fiscalyear_lock_date = False
        self.read("payments")
        self.assertEqual(move.payment_state, "paid")
        self.assertFalse(self.told())

    def test_l6_less_is_open_than_was_paid(self):
        move = self.sent()
        # a credit that only Odoo knows
        refund = move._reverse_moves([{"invoice_date": move.invoice_date}])
        refund.invoice_line_ids.price_unit = 900
        refund.action_post()
        lines = (move + refund).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self.assertEqual(move.amount_residual, 110)
        self.pay(move)
        row = self.refusal()
        for words in (move.name, "1,100.00", "110.00", "Retry"):
            self.assertIn(words, row.message.replace("\N{NO-BREAK SPACE}", " "))
        self.assertFalse(self.booked(move))
        stamp = row.write_date
        self.stream().cursor = False
        self.read("payments")
        self.assertEqual(self.refusal(), row)
        self.assertEqual(row.write_date, stamp, "told once")

    def test_l2_another_currency(self):
        move = self.sent()
        seen = self.link_of(move).record_id
        self.sandbox.act(
            "plant",
            store="Payments",
            element={
                "PaymentID": "c0ffee00-0000-4000-8000-000000000001",
                "PaymentType": "ACCRECPAYMENT",
                "Status": "AUTHORISED",
                "Date": "/Date(1794441600000+0000)/",
                "Amount": 10,
                "UpdatedDateUTC": "/Date(1794441600000+0000)/",
                "Invoice": {
                    "InvoiceID": seen.xero_id,
                    "InvoiceNumber": move.name,
                    "CurrencyCode": "USD",
                },
            },
        )
        self.read("payments")
        self.assertIn("kept in AUD", self.refusal().message)

    def test_w5_one_odd_payment_takes_nothing_down(self):
        """Nulls, lists and words where records are expected."""
        move = self.sent()
        self.stream().from_date = False
        ids = [f"c0ffee00-0000-4000-8000-00000000000{number}" for number in range(5)]
        common = {
            "PaymentType": "ACCRECPAYMENT",
            "Status": "AUTHORISED",
            "Invoice": {"InvoiceID": move.xero_id, "CurrencyCode": "AUD"},
            "Date": "/Date(1794441600000+0000)/",
            "Amount": 10,
        }
        for payment_id, odd in zip(
            ids,
            (
                {"Invoice": None},
                {"Amount": "much"},
                {"Date": None},
                {"Account": None, "Status": "NEWSTATUS", "PaymentType": "NEWTYPE"},
                {"Invoice": ["a list"]},
            ),
            strict=True,
        ):
            element = {**common, "PaymentID": payment_id, **odd}
            self.sandbox.act("plant", store="Payments", element=element)
        self.sandbox.act("plant", store="Payments", element="no payment at all")
        self.pay(move, amount=400)
        self.assertEqual(self.booked(move).mapped("amount"), [400])
        told = self.told()
        self.assertEqual(
            set(told.mapped("res_name")),
            {*ids[1:3], ids[4], "Payments: 'no payment at all'"},
        )
        for row in told:
            self.assertIn("unknown shape", row.message)
        self.read("payments")
        self.assertEqual(self.told(), told, "told once")
