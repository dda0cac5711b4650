from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .worklog_common import XeroWorklogCommon


@tagged("post_install", "-at_install")
class TestWorklogsCorrect(XeroWorklogCommon):
    """Billed time that turns out to be other time."""

    def setUp(self):
        super().setUp()
        self.worklogs = self.worklog(2) | self.worklog(3)
        self.move = self.bill()
        self.move.action_post()
        self.line = self.worklogs[0]

    def bill(self):
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        today = fields.Date.today()
        moves = self.organisation._bill_worklogs(today, confirmed=True)
        self.assertEqual(len(moves), 1)
        return moves

    def correct(self, line, hours, reason="Half of it was ours"):
        action = line.action_xero_correct()
        wizard = Form(self.env["xero.correct"].with_context(**action["context"]))
        wizard.hours = hours
        wizard.reason = reason
        return self.env["account.analytic.line"].browse(
            wizard.save().action_correct()["res_id"]
        )

    def test_g7_the_difference_goes_on_the_next_invoice(self):
        correction = self.correct(self.line, 1.5)
        self.assertEqual(correction.xero_corrects_id, self.line)
        self.assertEqual((correction.unit_amount, correction.xero_hours), (-0.5, -0.5))
        self.assertIn("Half of it was ours", correction.name)
        self.assertEqual(correction.xero_customer_id, self.partner)
        self.assertEqual(correction.xero_approved_by, self.env.user)
        self.assertEqual(correction.xero_billing_state, "ready", correction.xero_reason)
        self.assertEqual(self.line.xero_hours, 2, "what was billed stays")
        self.worklog(4)
        self.assertEqual(self.bill().amount_untaxed, 3.5 * 150)

    def test_g7_at_the_rate_that_was_billed(self):
        self.set_price("CONSULT", 175.0)
        self.read("items")
        correction = self.correct(self.line, 3)
        correction._xero_judge()
        self.assertEqual((correction.xero_rate, correction.xero_amount), (150, 150))
        self.assertEqual(self.worklog(1).xero_rate, 175)

    def test_g7_a_second_correction_counts_the_first(self):
        first = self.correct(self.line, 1.5)
        second = self.correct(self.line, 2)
        self.assertEqual((first.xero_hours, second.xero_hours), (-0.5, 0.5))
        with self.assertRaisesRegex(UserError, "billed already"):
            self.correct(self.line, 2)

    def test_g7_also_of_somebody_who_left(self):
        self.employee.active = False
        correction = self.correct(self.line, 0)
        self.assertEqual(correction.employee_id, self.employee)
        self.assertEqual(correction.xero_hours, -2)

    def test_g7_for_the_customer_that_was_billed(self):
        self.project.partner_id = self.customer("Another Ltd")
        self.task.partner_id = self.project.partner_id
        correction = self.correct(self.line, 1)
        self.assertEqual(correction.xero_customer_id, self.partner)

    def test_g7_for_whom_had_the_invoice_whatever_becomes_of_task_and_project(self):
        correction = self.correct(self.line, 1)
        other = self.customer("Another Ltd")
        self.task.partner_id = self.project.partner_id = other
        self.task.project_id = self.make_project(self.env["res.partner"], "Ours")
        self.env.flush_all()
        correction._xero_judge()
        self.assertEqual(correction.xero_customer_id, self.partner)
        self.assertEqual(correction.xero_billing_state, "ready", correction.xero_reason)

    def test_g7_what_cost_nothing_is_not_given_back(self):
        self.profile.write({"include": "all", "bill_extra": True})
        covered = self.worklog(2, xero_billable="covered")
        extra = self.worklog(2, xero_billable="not_billable", xero_extra_charge=40)
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 40)
        move.action_post()
        corrections = self.correct(covered, 1) | self.correct(extra, 1)
        kinds = corrections.mapped("xero_billed_as")
        self.assertEqual(kinds, ["covered", "not_billable"])
        self.assertEqual(corrections.mapped("xero_amount"), [0, 0])
        self.worklog(1)
        self.assertEqual(self.bill().amount_untaxed, 150)

    def test_g7_only_what_is_billed_and_by_managers(self):
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            self.correct(self.worklog(1), 2)
        approver = new_test_user(
            self.env,
            login="approver",
            groups="base.group_user,hr_timesheet.group_hr_timesheet_approver",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.env["xero.correct"].with_user(approver).create(
                {"timesheet_id": self.line.id, "hours": 1, "reason": "No"}
            )
