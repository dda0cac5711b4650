from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account.models.account_move import AccountMove

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsNoted(XeroBillCommon):
    """What billing finds out of worklogs that were ready reaches people."""

    def test_g13_what_billing_found_is_still_there_when_the_list_opens(self):
        self.profile.minimum_amount = 200
        line = self.worklog(1)
        self.sync()
        self.assertStands(line, "waiting", "200")
        self.review()
        self.assertStands(line, "waiting", "200")
        self.sync()
        self.assertStands(line, "waiting", "200")
        self.worklog(1)
        self.sync()
        self.assertStands(line, "draft")
        line.xero_move_id.button_cancel()
        self.assertStands(line, "ready")

    def test_g13_the_dialog_tells_why_nothing_was_billed_and_keeps_it(self):
        self.profile.minimum_amount = 200
        line = self.worklog(1)
        wizard = self.dialog()
        self.assertEqual(wizard.invoice_count, 1)
        notice = wizard.action_bill()
        self.assertEqual(notice["tag"], "display_notification")
        self.assertIn("200", notice["params"]["message"])
        self.review()
        self.assertStands(line, "waiting", "200")
        again = self.dialog()
        self.assertIn("200", again.line_ids.note)

    def test_g13_with_nothing_ready_the_dialog_says_where_to_look(self):
        self.profile.needs_approval = True
        self.worklog(1)
        notice = self.dialog().action_bill()
        self.assertIn("Worklogs to Review", notice["params"]["message"])

    def test_g13_what_failed_stays_failed_until_it_is_tried_again(self):
        line, other = self.worklog(1), self.customer("Quay Physio")
        good = self.worklog(1, project=self.make_project(other))
        profiles = type(self.profile)
        create_draft = profiles._create_draft

        no_journal = UserError(self.env._("No journal could be found."))

        def refuse(profile, worklogs, upto):
            if worklogs == line:
                raise no_journal
            return create_draft(profile, worklogs, upto)

        with patch.object(profiles, "_create_draft", refuse):
            answer = self.dialog().action_bill()
        self.assertIn("No journal", answer["params"]["message"])
        self.assertEqual(answer["params"]["next"]["res_id"], good.xero_move_id.id)
        self.review()
        self.assertStands(line, "failed", "No journal")
        self.sync()
        self.assertStands(line, "draft")

    def test_g13_a_change_of_the_worklog_or_its_profile_clears_it(self):
        self.profile.minimum_amount = 200
        line = self.worklog(1)
        self.bill()
        self.assertStands(line, "waiting", "200")
        line.unit_amount = 1.1
        self.assertStands(line, "ready")
        self.bill()
        self.profile.minimum_amount = 0
        self.assertStands(line, "ready")

    def test_g13_held_work_is_held_whatever_billing_found(self):
        self.profile.minimum_amount = 200
        line = self.worklog(1)
        self.bill()
        line.action_xero_hold()
        self.assertStands(line, "held", "Held by")
        line.action_xero_release()
        self.assertStands(line, "ready")
        copied = line.copy()
        self.assertFalse(copied.xero_noted_state)

    # === ONE STOPS NOBODY ELSE === #

    def test_g13_an_invoice_that_cannot_be_posted_stops_no_other(self):
        self.profile.after = "post"
        other = self.customer("Quay Physio")
        lines = self.worklog(1)
        lines |= self.worklog(1, project=self.make_project(other))
        post = AccountMove._post

        def broken(moves, soft=True):
            if self.partner in moves.partner_id:
                raise ValueError("a number nobody foresaw")
            return post(moves, soft)

        with (
            patch.object(AccountMove, "_post", broken),
            self.assertLogs("odoo.addons.xero_connector", "ERROR"),
        ):
            self.sync()
        moves = lines.xero_move_id
        self.assertEqual(len(moves), 2)
        stuck = moves.filtered(lambda move: move.partner_id == self.partner)
        self.assertEqual(stuck.state, "draft")
        self.assertIn("ValueError", stuck.message_ids[0].body)
        self.assertEqual((moves - stuck).state, "posted")

    def test_g13_what_only_the_commit_finds_stops_no_other(self):
        other = self.customer("Quay Physio")
        bad = self.worklog(1)
        good = self.worklog(1, project=self.make_project(other))
        organisations = type(self.organisation)
        due_groups = organisations._due_groups

        def broken(organisation, upto=None, worklogs=None):
            if worklogs == bad:
                raise ValueError("a value nobody foresaw")
            return due_groups(organisation, upto, worklogs)

        with (
            patch.object(organisations, "_due_groups", broken),
            self.assertLogs("odoo.addons.xero_connector", "ERROR"),
        ):
            self.sync()
        self.assertTrue(good.xero_move_id)
        self.assertStands(bad, "failed", "ValueError")
