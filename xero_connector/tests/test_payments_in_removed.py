from odoo.exceptions import UserError

from .payments_common import XeroPaymentsCommon


class TestPaymentsInRemoved(XeroPaymentsCommon):
    """A payment removed on one side (L8)."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()

    def test_l8_removed_in_xero_is_removed_here(self):
        payment_id = self.pay(self.move)
        payment = self.booked(self.move)
        self.delete(payment_id)
        self.assertEqual(self.move.payment_state, "not_paid")
        self.assertEqual(self.move.amount_residual, 1100)
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(payment.move_id.state, "cancel")
        notes = " ".join(payment.message_ids.mapped("body"))
        self.assertIn("Deleted in Xero", notes)
        self.assertIn("Removed in Xero", payment.xero_words)
        self.assertFalse(self.told())
        stamp = payment.write_date
        self.env["xero.stream"]._of_kind(self.organisation, "payments").cursor = False
        self.read("payments")
        self.assertEqual(payment.write_date, stamp)

    def test_l8_removed_before_it_was_ever_seen(self):
        payment_id = self.pay(self.move, read=False)
        self.delete(payment_id)
        self.assertFalse(self.booked(self.move))
        self.assertFalse(self.told())

    def test_l8_edited_in_xero(self):
        """Another amount: the old one goes, the new one comes."""
        old = self.pay(self.move)
        self.delete(old, read=False)
        new = self.pay(self.move, amount=300)
        payment = self.booked(self.move)
        self.assertEqual(payment.amount, 300)
        self.assertEqual(payment.xero_id, new)
        self.assertEqual(self.move.amount_residual, 800)
        self.assertFalse(self.told())

    def test_l8_what_failed_and_was_deleted_there_is_settled(self):
        self.move.button_draft()
        payment_id = self.pay(self.move)
        self.refusal()
        self.delete(payment_id)
        self.assertFalse(self.told())

    def test_l8_locked_period(self):
        move = self.sent(invoice_date="2026-08-10")
        payment_id = self.pay(move, date="2026-08-20")
        payment = self.booked(move)
        self.company.fiscalyear_lock_date = "2026-08-31"
        self.delete(payment_id)
        self.assertEqual(move.payment_state, "paid")
        row = self.refusal()
        for words in (payment.name, move.name, "locked in Odoo", "Retry"):
            self.assertIn(words, row.message)
        self.company.fiscalyear_lock_date = False
        self.retry(row)
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(move.payment_state, "not_paid")

    def test_l8_cancelled_here_is_not_registered_again(self):
        self.pay(self.move)
        payment = self.booked(self.move)
        payment.with_user(self.user_xero).action_draft()
        payment.with_user(self.user_xero).action_cancel()
        row = self.refusal()
        for words in (payment.name, self.move.name, "Xero still has it", "Retry"):
            self.assertIn(words, row.message)
        self.assertEqual(payment._xero_all_links().state, "ignored")
        self.env["xero.stream"]._of_kind(self.organisation, "payments").cursor = False
        self.read("payments")
        self.assertFalse(self.booked(self.move))
        self.assertIn("Removed here", payment.xero_words)
        self.refusal()

    def test_l8_deleted_here_and_registered_again_by_a_person(self):
        payment_id = self.pay(self.move)
        payment = self.booked(self.move)
        payment.with_user(self.user_xero).action_draft()
        payment.with_user(self.user_xero).unlink()
        self.assertEqual(self.move.payment_state, "not_paid")
        row = self.refusal()
        self.read("payments")
        self.assertFalse(self.booked(self.move))
        self.retry(row)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(self.booked(self.move).xero_id, payment_id)
        self.assertFalse(self.told())

    def lapse(self, payment, how):
        """Somebody undoes a payment without cancelling it."""
        if how == "unreconciled":
            payment.move_id.line_ids.remove_move_reconcile()
        else:
            getattr(payment.with_user(self.user_none), f"action_{how}")()

    def test_l8_undone_here_without_cancelling_is_said(self):
        for how, words in (
            ("draft", "is a draft"),
            ("reject", "is rejected"),
            ("unreconciled", "no longer reconciled"),
        ):
            with self.subTest(how):
                move = self.sent()
                self.pay(move)
                payment = self.booked(move)
                self.read("payments")
                self.assertFalse(self.told())
                self.lapse(payment, how)
                self.read("payments")
                row = self.refusal()
                for part in (payment.name, move.name, words, "press Retry"):
                    self.assertIn(part, row.message)
                self.read("payments")
                self.retry(self.refusal())
                row = self.refusal()
                self.assertIn(words, row.message, "it is so still")
                if payment.state == "rejected":
                    payment.action_draft()
                if payment.state == "draft":
                    payment.action_post()
                lines = (payment.move_id + move).line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                )
                lines.filtered(lambda line: not line.reconciled).reconcile()
                self.assertEqual(move.payment_state, "paid")
                self.read("payments")
                self.assertFalse(self.told(), "both agree again")

    def test_l8_undone_here_and_left_so_by_a_person(self):
        self.pay(self.move)
        self.lapse(self.booked(self.move), "unreconciled")
        self.read("payments")
        self.refusal().with_user(self.user_xero).action_cancel()
        record = self.seen("Payments")
        self.read("payments")
        self.assertFalse(self.told())
        stamp = record.write_date
        self.read("payments")
        self.assertEqual(record.write_date, stamp)

    def test_l8_removed_here_then_there(self):
        payment_id = self.pay(self.move)
        payment = self.booked(self.move)
        payment.action_draft()
        payment.action_cancel()
        self.refusal()
        self.delete(payment_id)
        self.assertFalse(self.told(), "both agree")

    def test_l8_removed_here_by_somebody_without_rights_on_xero(self):
        self.pay(self.move)
        payment = self.booked(self.move).with_user(self.user_none)
        payment.action_draft()
        payment.action_cancel()
        self.refusal()

    def test_l8_a_person_leaves_it_removed(self):
        self.pay(self.move)
        payment = self.booked(self.move)
        payment.action_draft()
        payment.action_cancel()
        self.refusal().with_user(self.user_xero).action_cancel()
        self.read("payments")
        self.assertFalse(self.told())
        self.assertFalse(self.booked(self.move))

    def test_l8_matched_with_a_statement_is_asked_about(self):
        journal = self.company_data["default_journal_bank"]
        journal.xero_reconciled_from_statements = True
        link = self.env["xero.link"].search(
            [("res_model", "=", "account.journal"), ("res_id", "=", journal.id)]
        )
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code="090"))
        payment_id = self.pay(self.move)
        payment = self.booked(self.move)
        outstanding = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.outstanding_account_id
        )
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": 1100, "date": payment.date}
        )
        suspense = line.line_ids.filtered(
            lambda one: one.account_id == journal.suspense_account_id
        )
        suspense.account_id = outstanding.account_id
        (suspense + outstanding).reconcile()
        self.assertEqual(payment.reconciled_statement_line_ids, line)
        self.delete(payment_id)
        self.assertEqual(payment.state, "paid")
        self.assertIn("bank statement", self.refusal().message)

    def test_l8_odoo_refuses_to_cancel(self):
        """A hashed entry, for example: Odoo's own words, the others go on."""
        other = self.sent()
        ids = [self.pay(self.move), self.pay(other)]
        payment = self.booked(self.move)
        Payment = type(payment)
        original = Payment.action_cancel

        def refuse(payments):
            if payments == payment:
                words = "This entry is locked with a hash."
                raise UserError(words)
            return original(payments)

        self.patch(Payment, "action_cancel", refuse)
        for payment_id in ids:
            self.delete(payment_id, read=False)
        self.read("payments")
        self.assertIn("locked with a hash", self.refusal().message)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(other.payment_state, "not_paid")
