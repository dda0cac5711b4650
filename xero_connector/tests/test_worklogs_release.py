from odoo import Command, fields
from odoo.tests import Form, tagged

from .billed_common import XeroBilledCommon


@tagged("post_install", "-at_install")
class TestWorklogsRelease(XeroBilledCommon):
    """What becomes of worklogs when something happens to their invoice."""

    def setUp(self):
        super().setUp()
        self.one, self.two = self.worklog(1), self.worklog(2, name="Patched")

    # === CANCELLED, DELETED === #

    def test_g18_a_cancelled_invoice_releases_its_worklogs(self):
        move = self.billed(self.one, self.two)
        self.assertState(self.one | self.two, "billed")
        move.button_cancel()
        self.assertState(self.one | self.two, "ready")
        rows = move.xero_worklog_line_ids
        self.assertEqual(len(rows), 2, "what was billed is remembered")
        self.assertTrue(all(rows.mapped("released")))
        self.assertIn(self.env.user.name, rows[0].released_reason)
        again = self.billed(self.one, self.two)
        self.assertEqual(self.one.xero_move_id, again)

    def test_g18_a_deleted_draft_releases_its_worklogs(self):
        move = self.billed(self.one | self.two, post=False)
        rows = move.xero_worklog_line_ids
        self.assertState(self.one | self.two, "draft")
        name = move.display_name
        move.unlink()
        self.assertState(self.one | self.two, "ready")
        self.assertFalse(self.one.xero_held, "nobody took it off a draft")
        self.assertFalse(rows.move_id)
        self.assertIn(name, rows[0].released_reason)

    def test_g18_a_bookkeeper_without_timesheets_can_cancel(self):
        move = self.billed(self.one, post=False)
        move.with_user(self.user_none).button_cancel()
        self.assertState(self.one, "ready")

    def test_g17_reset_to_draft_keeps_worklogs_tied(self):
        move = self.billed(self.one)
        move.button_draft()
        self.assertState(self.one, "draft")
        self.assertTrue(self.one.exists())
        move.action_post()
        self.assertState(self.one, "billed")

    def test_g18_a_cancelled_invoice_takes_its_worklogs_back(self):
        move = self.billed(self.one, self.two)
        move.button_cancel()
        move.button_draft()
        self.assertState(self.one | self.two, "draft")
        self.assertEqual(self.one.xero_move_id, move)
        self.assertFalse(move.xero_worklog_line_ids[0].released_by_id)

    def test_g18_a_cancelled_invoice_comes_back_without_an_organisation(self):
        move = self.billed(self.one, self.two)
        move.button_cancel()
        self.organisation.sudo().active = False
        move.button_draft()
        self.assertEqual(move.state, "draft")
        self.assertEqual((self.one | self.two).xero_move_id, move)

    def test_g18_no_reset_where_worklogs_are_billed_elsewhere(self):
        move = self.billed(self.one, self.two)
        move.button_cancel()
        other = self.billed(self.two)
        with self.refused("Patched.*" + other.name):
            move.button_draft()
        self.assertEqual(move.state, "cancel")
        other.button_cancel()
        move.button_draft()
        self.assertState(self.one | self.two, "draft")

    def test_g18_no_reset_where_the_work_is_another_now(self):
        move = self.billed(self.one, self.two)
        move.button_cancel()
        self.one.unit_amount = 3
        with self.refused("3.00 h now, 1.00 h"):
            move.button_draft()
        self.one.unit_amount = 1
        self.two.xero_billable = "not_billable"
        with self.refused("not billable now"):
            move.button_draft()
        self.two.xero_billable = False
        other = self.customer("Quay Physio")
        self.task.partner_id = other
        with self.refused("work for Quay Physio now"):
            move.button_draft()

    # === LINES === #

    def test_g17_a_line_that_a_person_deletes_is_held(self):
        move = self.billed(self.one, self.two, post=False)
        with Form(move) as form:
            form.invoice_line_ids.remove(0)
        self.assertEqual(len(move.invoice_line_ids), 1)
        self.assertState(self.one, "held")
        self.assertIn("Removed from", self.one.xero_reason)
        self.assertIn(self.env.user.name, self.one.xero_reason)
        self.assertState(self.two, "draft")
        self.one.action_xero_release()
        self.assertState(self.one, "ready")

    def test_g17_a_bookkeeper_without_timesheets_can_delete_a_line(self):
        move = self.billed(self.one, self.two, post=False)
        move.invoice_line_ids[0].with_user(self.user_none).unlink()
        self.assertState(self.one, "held")

    def test_g17_a_deleted_line_does_not_come_back(self):
        move = self.billed(self.one, self.two)
        move.button_draft()
        move.invoice_line_ids[0].unlink()
        move.button_cancel()
        self.assertState(self.one, "held")
        self.assertState(self.two, "ready")
        move.button_draft()
        self.assertState(self.one, "held")
        self.assertState(self.two, "draft")

    def test_g17_time_without_its_extra_charge_stays_billed(self):
        move = self.billed(self.one, self.two, post=False)
        extra = move.invoice_line_ids[1]
        extra.xero_worklog_line_ids.sudo().unlink()
        self.tie(extra, self.one, "extra")
        extra.unlink()
        self.assertState(self.one, "draft")
        move.button_cancel()
        self.assertState(self.one, "held")

    def test_g18_billing_itself_writes_its_lines_again(self):
        move = self.billed(self.one, post=False)
        rows = move.xero_worklog_line_ids
        move.invoice_line_ids.with_context(xero_billing_run=True).unlink()
        self.assertFalse(rows.released)
        self.assertState(self.one, "draft")

    def test_g18_worklogs_go_where_their_line_goes(self):
        move = self.billed(self.one, self.two, post=False)
        other = self.billed(self.worklog(4, name="More"), post=False)
        move.invoice_line_ids[0].move_id = other
        self.assertEqual(self.one.xero_move_id, other)
        move.unlink()
        self.assertState(self.one, "draft")

    # === COPIES === #

    def test_g18_a_copy_is_tied_to_nothing(self):
        move = self.billed(self.one)
        copy = move.copy()
        self.assertFalse(copy.xero_worklog_line_ids)
        self.assertFalse(copy.invoice_line_ids.xero_worklog_line_ids)
        self.assertFalse(copy.xero_billing_profile_id)
        copy.unlink()
        self.assertState(self.one, "billed")
        copied = self.one.copy()
        self.assertState(copied, "ready")

    # === CREDIT NOTES === #

    def test_g18_a_credit_note_releases_none(self):
        move = self.billed(self.one)
        self.credit(move)
        self.assertEqual(move.payment_state, "reversed")
        self.assertState(self.one, "billed")

    def test_g18_a_credit_note_releases_when_told_to_and_posted(self):
        move = self.billed(self.one, self.two)
        credit = self.credit(move, post=False, xero_rebill=True)
        self.assertState(self.one | self.two, "billed")
        credit.action_post()
        self.assertState(self.one | self.two, "ready")
        row = move.xero_worklog_line_ids[0]
        self.assertIn(credit.name, row.released_reason)

    def test_g18_a_credit_note_posted_in_code_releases_too(self):
        move = self.billed(self.one)
        credit = move._reverse_moves([{"xero_rebill": True}], cancel=True)
        self.assertEqual(credit.state, "posted")
        self.assertState(self.one, "ready")

    def test_g18_only_what_is_credited_in_full_is_billed_again(self):
        move = self.billed(self.one, self.two)
        credit = self.credit(move, post=False, xero_rebill=True)
        half = credit.invoice_line_ids.filtered(lambda line: line.quantity == 2)
        half.quantity = 1
        credit.action_post()
        self.assertState(self.one, "ready")
        self.assertState(self.two, "billed")
        said = " ".join(credit.message_ids.mapped("body"))
        self.assertIn("1 worklogs stay billed", said)

    def test_g18_a_credit_note_that_is_taken_back_takes_them_back(self):
        move = self.billed(self.one)
        credit = self.credit(move, xero_rebill=True)
        credit.button_draft()
        self.assertState(self.one, "billed")
        credit.action_post()
        other = self.billed(self.one)
        with self.refused(other.name):
            credit.button_draft()
        with self.refused(other.name):
            credit.button_cancel()
        other.button_cancel()
        credit.button_cancel()
        self.assertEqual(self.one.xero_move_id, move)

    def test_g18_the_invoice_made_instead_takes_the_worklogs_over(self):
        move = self.billed(self.one, self.two)
        wizard = self.reversal(move, xero_rebill=True)
        wizard.modify_moves()
        instead = wizard.new_move_ids
        self.assertEqual(instead.move_type, "out_invoice")
        self.assertState(self.one | self.two, "draft")
        self.assertEqual((self.one | self.two).xero_move_id, instead)
        self.assertEqual(instead.xero_billing_profile_id, self.profile)
        rows = instead.xero_worklog_line_ids
        self.assertEqual(sum(rows.mapped("hours")), 3)
        self.assertEqual(rows.move_line_id, instead.invoice_line_ids)
        with self.refused("Patched"):
            move.reversal_move_ids.button_draft()
        instead.unlink()
        self.assertState(self.one | self.two, "ready")
        move.reversal_move_ids.button_draft()
        self.assertEqual((self.one | self.two).xero_move_id, move)

    def test_g18_an_invoice_that_is_not_credited_yet_keeps_its_worklogs(self):
        move = self.billed(self.one)
        wizard = self.reversal(move, date="2099-01-01")
        wizard.modify_moves()
        self.assertEqual(move.reversal_move_ids.state, "draft")
        self.assertEqual(self.one.xero_move_id, move)
        self.assertFalse(wizard.new_move_ids.xero_worklog_line_ids)

    def test_g18_the_wizard_asks_where_there_are_worklogs(self):
        move = self.billed(self.one)
        self.assertTrue(self.reversal(move).xero_has_worklogs)
        self.assertFalse(self.reversal(move).xero_rebill)
        plain = self.invoice(self.partner)
        self.assertFalse(self.reversal(plain).xero_has_worklogs)

    def test_g17_lines_that_are_replaced_are_held(self):
        move = self.billed(self.one, post=False)
        move.with_user(self.user_none).write(
            {"invoice_line_ids": [Command.clear(), Command.create({"name": "New"})]}
        )
        self.assertState(self.one, "held")

    # === WITH BILLING ITSELF === #

    def bill(self):
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        return self.organisation._bill_worklogs(confirmed=True)

    def test_g18_what_was_released_is_billed_again_once(self):
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 450)
        move.action_post()
        self.credit(move)
        self.assertFalse(self.bill(), "a credit note alone releases none")
        other = self.billed(self.worklog(1, name="Other"))
        other.button_cancel()
        again = self.bill()
        self.assertEqual(again.amount_untaxed, 150)

    def test_g19_a_line_taken_off_a_draft_is_not_added_again(self):
        move = self.bill()
        line = self.one.xero_worklog_line_ids.move_line_id
        with Form(move) as form:
            form.invoice_line_ids.remove(list(move.invoice_line_ids).index(line))
        self.assertFalse(self.bill())
        self.assertState(self.one, "held")
        self.one.action_xero_release()
        again = self.bill()
        self.assertNotEqual(again, move, "somebody touched the draft")
        self.assertEqual(again.amount_untaxed, 150)

    def test_g19_a_draft_that_billing_writes_again_holds_nothing(self):
        move = self.bill()
        three = self.worklog(1, name="Third")
        self.assertEqual(self.bill(), move)
        self.assertState(self.one | self.two | three, "draft")
        self.assertFalse(any(move.xero_worklog_line_ids.mapped("released")))
        self.assertFalse(move.xero_worklog_notice)
