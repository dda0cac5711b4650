from .push_common import XeroPushCommon


class TestPullStatus(XeroPushCommon):
    """What happened to an invoice in Xero shows in Odoo (H14, H15, M2, M7)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.partner = self.customer()
        self.move = self.invoice(self.partner, {"price_unit": 1100})
        self.push(self.move)
        self.assertEqual(self.move.xero_badge, "In Xero")

    def act(self, what, **details):
        """Something is done in Xero, and read."""
        self.sandbox.act(what, invoice=self.move.name, **details)
        self.read("invoices")

    def assert_badge(self, *words):
        badge = self.move.xero_badge.replace("\N{NO-BREAK SPACE}", " ")
        for word in words:
            self.assertIn(word, badge)

    def test_h14_part_paid_paid_and_unpaid_again(self):
        self.act("pay", amount=400)
        self.assertEqual(self.move.xero_amount_paid, 400)
        self.assertEqual(self.move.xero_amount_due, 810)
        self.assert_badge("400.00", "of", "1,210.00", "paid")
        self.act("pay", date="2026-11-12")
        self.assertEqual(self.move.xero_status, "PAID")
        self.assertEqual(self.move.xero_status_words, "Paid")
        seen = self.seen("Invoices", xero_id=self.move.xero_id)
        self.assertEqual(seen.kind_words, "Customer invoice")
        self.assertEqual(self.move.xero_amount_due, 0)
        self.assert_badge("Paid ")
        found = self.env["account.move"].search([("xero_status", "=", "PAID")])
        self.assertEqual(found, self.move)
        self.act("delete_payment")
        self.act("delete_payment")
        self.assertEqual(self.move.xero_status, "AUTHORISED")
        self.assertEqual(self.move.xero_badge, "In Xero")

    def test_h14_status_only_the_books_stay(self):
        """Payments come by themselves only; the document's own state stays."""
        before = self.move.read(["state", "payment_state", "write_date"])
        self.act("pay")
        self.assertEqual(
            self.move.read(["state", "payment_state", "write_date"]), before
        )

    def test_h14_closed_by_a_credit_note(self):
        organisation = self.sandbox.organisation("AU")
        there = organisation.invoices[self.move.xero_id]
        credited = {
            **there,
            "Status": "PAID",
            "AmountCredited": there["Total"],
            "AmountDue": there["Total"] - there["Total"],
        }
        organisation.invoices.save(organisation.touched(credited))
        self.read("invoices")
        self.assertEqual(self.move.xero_amount_credited, 1210)
        # credit notes are not taken over: it is said that it is open here
        self.assert_badge("Closed by credit note;", "1,210.00 open here")

    def test_h15_sent_in_xero(self):
        self.act("mark_sent")
        self.assertTrue(self.move.xero_sent_to_contact)
        self.assertEqual(self.move.xero_badge, "In Xero, sent")

    def test_h6_draft_approved_in_xero(self):
        self.organisation.invoice_status = "DRAFT"
        move = self.invoice(self.partner)
        self.push(move)
        self.assertEqual(move.xero_badge, "In Xero, draft")
        self.sandbox.act("approve", invoice=move.name)
        self.read("invoices")
        self.assertEqual(move.xero_status, "AUTHORISED")
        self.assertEqual(move.xero_badge, "In Xero")

    def test_m8_voided_and_deleted_in_xero(self):
        self.act("void")
        self.assertEqual(self.move.xero_badge, "Voided in Xero")
        self.assertEqual(self.move.xero_amount_due, 0)
        self.organisation.invoice_status = "DRAFT"
        draft = self.invoice(self.partner)
        self.push(draft)
        self.sandbox.act("delete", invoice=draft.name)
        self.read("invoices")
        self.assertEqual(draft.xero_badge, "Deleted in Xero")
        found = self.env["account.move"].search(
            [("xero_status", "in", ("VOIDED", "DELETED"))]
        )
        self.assertEqual(found, self.move | draft)

    def test_m7_search_by_status_knows_its_opposite(self):
        self.act("void")
        Move = self.env["account.move"].with_context(active_test=False)
        other = self.invoice(self.partner)
        found = Move.search([("xero_status", "!=", "VOIDED")])
        self.assertIn(other, found)
        self.assertNotIn(self.move, found)

    def test_t18_states_are_never_stored(self):
        fields = self.env["account.move"]._fields
        for name in (
            "xero_state",
            "xero_badge",
            "xero_status",
            "xero_message",
            "xero_id",
        ):
            self.assertFalse(fields[name].store, name)

    def test_m2_status_comes_with_the_schedule(self):
        """Nobody presses anything: the stream is due, the job reads."""
        self.sandbox.act("pay", invoice=self.move.name)
        stream = self.env["xero.stream"]._of_kind(self.organisation, "invoices")
        self.assertLessEqual(stream.interval, 30)
        self.run_cron(self.organisation)
        self.assertEqual(self.move.xero_status, "AUTHORISED")
        stream.next_run = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertEqual(self.move.xero_status, "PAID")

    def test_a18_no_stale_green_once_disconnected(self):
        waiting = self.invoice(self.partner)
        self.sandbox.act("disconnect")
        self.run_cron(self.organisation)
        for move in (self.move, waiting):
            self.assertIn("Xero disconnected since", move.xero_badge)
        self.assertFalse(self.in_xero(waiting))

    def test_p8_budget_spent(self):
        move = self.invoice(self.partner)
        self.sandbox.fault("429_day", retry_after=7200)
        self.push(move)
        self.assertFalse(self.in_xero(move))
        self.assertIn("Waiting until", move.xero_badge)
        self.assertIn("Xero's limit", move.xero_badge)
        self.assertEqual(move.xero_state, "queued")
        self.organisation.not_before = False
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    def test_p6_every_other_badge(self):
        queued = self.invoice(self.partner)
        self.assertEqual(queued.xero_badge, "Waiting for Xero")
        draft = self.invoice(self.partner, post=False)
        self.assertFalse(draft.xero_badge)
        self.move.button_draft()
        self.env.invalidate_all()
        self.assertEqual(self.move.xero_badge, "Changed here, not in Xero")
        bill = self.env["account.move"].create({"move_type": "in_invoice"})
        self.assertFalse(bill.xero_badge)
