from .life_common import XeroLifeCommon


class TestPushRemoved(XeroLifeCommon):
    """What was sent is cancelled, deleted or voided, here or in Xero (H11, H12, M8)."""

    def test_h12_cancelled_is_voided(self):
        move = self.sent()
        xero_id = move.xero_id
        move.button_cancel()
        self.run_cron(self.organisation)
        there = self.sandbox.organisation("AU").invoices[xero_id]
        self.assertEqual(there["Status"], "VOIDED")
        self.assertEqual(move.xero_badge, "Voided in Xero")
        self.assertNotIn(move.xero_state, ("queued", "failed", "held"))

    def test_h12_cancelled_draft_is_deleted(self):
        self.organisation.invoice_status = "DRAFT"
        move = self.sent()
        move.button_cancel()
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(move)["Status"], "DELETED")

    def take_out(self, move):
        """Say yes to taking it out of Xero."""
        move.with_user(self.user_xero).action_xero_confirm_removal()
        self.run_cron(self.organisation)

    def test_h12_held_where_sent_until_confirmed(self):
        move = self.sent()
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        move.button_cancel()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "held")
        self.assertIn("was sent to the customer", move.xero_message)
        self.assertTrue(move.xero_badge.startswith("Held: "), move.xero_badge)
        self.assertEqual(self.theirs(move)["Status"], "AUTHORISED")
        self.take_out(move)
        self.assertEqual(self.theirs(move)["Status"], "VOIDED")

    def test_h12_held_in_a_closed_period_even_by_button(self):
        move = self.sent(invoice_date="2026-03-02")
        self.sandbox.act("lock", period="2026-03-31")
        self.read("organisation")
        move.button_cancel()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "held")
        self.assertIn("closed period", move.xero_message)
        self.push(move)
        self.assertEqual(move.xero_state, "held")
        self.sandbox.act("lock", period=None)
        self.read("organisation")
        self.take_out(move)
        self.assertEqual(self.theirs(move)["Status"], "VOIDED")

    def test_h12_what_is_paid_or_credited_is_refused_before_any_call(self):
        """Nobody is asked to confirm what Xero would refuse in any case."""
        for act, words, back in (
            ("pay", "are paid there. Remove the payment", "delete_payment"),
            ("credit", "is allocated to it there. Remove the alloc", "remove_credit"),
        ):
            with self.subTest(act):
                move = self.sent()
                done = self.sandbox.act(act, invoice=move.name, amount=40)
                self.read("invoices")
                move.button_cancel()
                before = len(self.calls("POST", "Invoices"))
                self.run_cron(self.organisation)
                self.assertEqual(move.xero_state, "failed")
                self.assertIn(words, move.xero_message)
                self.assertIn("40.00", move.xero_message)
                self.send_now(move)
                move.with_user(self.user_xero).action_xero_retry()
                self.run_cron(self.organisation)
                self.assertEqual(len(self.calls("POST", "Invoices")), before)
                if back == "delete_payment":
                    self.sandbox.act(back, payment=done["PaymentID"])
                else:
                    self.sandbox.act(back, invoice=move.name)
                move.with_user(self.user_xero).action_xero_retry()
                self.run_cron(self.organisation)
                self.assertEqual(self.theirs(move)["Status"], "VOIDED")

    def test_h11_deleted_draft_takes_its_draft_along(self):
        self.organisation.invoice_status = "DRAFT"
        move = self.sent()
        xero_id = move.xero_id
        move.button_draft()
        move.unlink()
        self.run_cron(self.organisation)
        there = self.sandbox.organisation("AU").invoices[xero_id]
        self.assertEqual(there["Status"], "DELETED")

    def issue_again(self, number, price=70):
        """Odoo gives a number again once its draft is deleted (in a new session)."""
        move = self.invoice(self.partner, {"price_unit": price}, post=False)
        move.name = number
        move.action_post()
        return move

    def test_h11_reissued_number_never_meets_the_dead_one(self):
        """Odoo gives the number of a deleted draft again (T12)."""
        self.organisation.invoice_status = "DRAFT"
        first = self.sent({"price_unit": 100})
        xero_id, number = first.xero_id, first.name
        first.button_draft()
        first.unlink()
        second = self.issue_again(number)
        self.push(second)
        invoices = self.sandbox.organisation("AU").invoices
        self.assertEqual(invoices[xero_id]["Status"], "DELETED")
        self.assertEqual(invoices[xero_id]["Total"], 110)
        self.assertNotEqual(second.xero_id, xero_id)
        self.assertEqual(self.theirs(second)["Total"], 77)

    def test_h11_reissued_number_waits_for_a_held_removal(self):
        first = self.sent({"price_unit": 100})
        self.sandbox.act("mark_sent", invoice=first.name)
        self.read("invoices")
        xero_id = first.xero_id
        first.button_draft()
        number = first.name
        first.unlink()
        second = self.issue_again(number)
        self.push(second)
        self.assertEqual(second.xero_state, "blocked", second.xero_message)
        removal = self.env["xero.queue"].search(
            [("xero_id", "=", xero_id), ("state", "=", "held")]
        )
        # Xero keeps the number of a voided invoice, or it does not: then it goes
        self.sandbox.settings(switches={"voided_number_reserved": False})
        removal.with_user(self.user_xero).action_confirm_removal()
        self.run_cron(self.organisation)
        invoices = self.sandbox.organisation("AU").invoices
        self.assertEqual(invoices[xero_id]["Status"], "VOIDED")
        self.assertEqual(self.theirs(second)["Total"], 77)

    def test_h11_reissued_number_is_not_the_dead_one_by_its_looks(self):
        """The same customer, date and amount: still another invoice."""
        self.organisation.invoice_status = "DRAFT"
        first = self.sent({"price_unit": 100})
        xero_id, number = first.xero_id, first.name
        first.button_draft()
        first.unlink()
        second = self.issue_again(number, price=100)
        self.push(second)
        invoices = self.sandbox.organisation("AU").invoices
        self.assertEqual(invoices[xero_id]["Status"], "DELETED")
        self.assertNotEqual(second.xero_id, xero_id)
        self.assertEqual(self.theirs(second)["Status"], "DRAFT")

    def test_m8_voided_in_xero_is_never_created_again(self):
        move = self.sent({"price_unit": 100})
        self.sandbox.act("void", invoice=move.name)
        self.read("invoices")
        self.assertEqual(move.xero_badge, "Voided in Xero")
        self.assertEqual(move.xero_state, "differs")
        self.assertEqual(move.xero_status, "VOIDED")
        self.push(move)
        self.post_again(move, {"price_unit": 150})
        self.assertEqual(len(self.sandbox.organisation("AU").invoices), 1)
        self.assertEqual(move.xero_state, "failed")
        self.assertIn("was voided in Xero", move.xero_message)

    def test_h12_posted_and_cancelled_before_it_went(self):
        move = self.invoice(self.partner)
        move.button_cancel()
        before = len(self.calls("PUT"))
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("PUT")), before)
        self.assertEqual(self.row(move).state, "done")
        self.assertEqual(move.xero_state, "none")

    def test_h11_posted_and_deleted_before_it_went(self):
        move = self.invoice(self.partner)
        move.button_draft()
        move.unlink()
        before = len(self.calls("PUT"))
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("PUT")), before)
