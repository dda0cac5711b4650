from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .billed_common import XeroBilledCommon

CHANGES = {
    "unit_amount": 5,
    "name": "Something else",
    "date": "2026-02-02",
    "xero_hours": 0.25,
    "xero_charge": 10,
    "xero_extra_charge": 10,
    "xero_billable": "covered",
}


@tagged("post_install", "-at_install")
class TestWorklogsLock(XeroBilledCommon):
    """What was billed stays as it was billed."""

    def setUp(self):
        super().setUp()
        self.line = self.worklog(2)

    def test_g17_billed_time_is_locked_for_everybody(self):
        self.billed(self.line)
        own = new_test_user(
            self.env,
            login="technician",
            groups="hr_timesheet.group_hr_timesheet_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        other = self.env["hr.employee"].create(
            {"name": "Tom Reyes", "company_id": self.company.id}
        )
        self.employee.user_id = own
        colleague = self.worklog_type("Travel", "TRAVEL", 90.0)
        changes = {
            **CHANGES,
            "employee_id": other.id,
            "xero_type_id": colleague.id,
            "task_id": self.task.copy().id,
        }
        for name, value in changes.items():
            for line in (self.line, self.line.sudo()):
                with self.subTest(name), self.refused("cannot be changed any more"):
                    line.write({name: value})
        with self.refused("cannot be changed any more"):
            self.line.with_user(own).write({"unit_amount": 5})
        self.assertTrue(self.line.with_user(own).readonly_timesheet)

    def test_g17_a_draft_locks_as_well(self):
        self.billed(self.line, post=False)
        with self.refused("cannot be changed any more"):
            self.line.unit_amount = 5

    def test_g17_writing_the_same_again_is_no_change(self):
        self.billed(self.line)
        self.line.write(
            {
                "unit_amount": 2,
                "name": self.line.name,
                "date": fields.Date.to_string(self.line.date),
                "employee_id": self.employee.id,
                "xero_type_id": False,
            }
        )
        self.assertEqual(self.line.unit_amount, 2)

    def test_g17_billed_time_is_not_deleted(self):
        move = self.billed(self.line)
        for line in (self.line, self.line.sudo()):
            with self.refused("cannot be deleted"):
                line.unlink()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self.task.unlink()
        move.button_cancel()
        with self.refused("cannot be deleted"):
            self.line.unlink()

    def test_g17_what_was_on_a_draft_only_can_be_deleted(self):
        self.billed(self.line, post=False).unlink()
        self.line.unlink()
        self.assertFalse(self.line.exists())
        another = self.worklog()
        draft = self.billed(another, post=False)
        draft.button_cancel()
        another.unlink()
        self.assertFalse(another.exists())
        self.assertFalse(draft.xero_worklog_line_ids)

    def test_g17_after_release_it_can_be_changed(self):
        move = self.billed(self.line)
        move.button_cancel()
        reason = {"xero_hours_reason": "Three quarters were ours"}
        self.line.write({**CHANGES, **reason, "unit_amount": 3})
        self.assertEqual(self.line.unit_amount, 3)
        self.assertEqual(self.line.xero_hours, 0.25)

    def test_g17_a_task_that_moves_takes_no_billed_time_along(self):
        free = self.worklog(1)
        move = self.billed(self.line)
        other = self.make_project(self.customer("Quay Physio"), "Other")
        self.task.project_id = other
        self.env.flush_all()
        self.assertEqual(free.project_id, other)
        self.assertEqual(self.line.project_id, self.project)
        self.assertEqual(self.line.xero_customer_id, self.partner)
        self.assertState(self.line, "billed")
        move.button_cancel()
        self.assertEqual(self.line.project_id, other, "as any other work")

    def test_g17_a_customer_entered_by_hand_outlives_the_invoice(self):
        self.line.partner_id = other = self.customer("Quay Physio")
        self.billed(self.line).button_cancel()
        self.assertEqual(self.line.xero_customer_id, other)

    def test_g17_another_customer_of_the_project_is_not_billed_for_it(self):
        free = self.worklog(1)
        move = self.billed(self.line)
        other = self.customer("Quay Physio")
        self.project.partner_id = self.task.partner_id = other
        self.env.flush_all()
        self.assertEqual(free.xero_customer_id, other)
        for name in ("partner_id", "xero_customer_id"):
            self.assertEqual(self.line[name], self.partner, name)
        move.button_cancel()
        self.assertEqual(self.line.xero_customer_id, other, "as any other work")

    def test_g17_rates_and_rounding_of_today_change_nothing(self):
        self.billed(self.line)
        before = self.line.read(["xero_hours", "xero_rate", "xero_amount"])
        self.profile.write({"round_minutes": "30", "minimum_minutes": 240})
        self.set_price("CONSULT", 999.0)
        self.read("items")
        self.task.xero_type_id = self.worklog_type("Travel", "TRAVEL", 90.0)
        self.partner.xero_billable = "covered"
        self.line._xero_judge()
        self.env.flush_all()
        self.assertEqual(
            self.line.read(["xero_hours", "xero_rate", "xero_amount"]), before
        )
        self.assertEqual(self.line.xero_billed_type_id, self.type)

    def test_g17_billed_time_is_not_split(self):
        self.billed(self.line)
        plan = self.project.account_id.plan_id
        accounts = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        halves = {str(account.id): 50 for account in accounts}
        with self.refused("cannot be changed any more"):
            self.line.analytic_distribution = halves

    def test_g17_nobody_writes_what_follows_from_other_things(self):
        other = self.worklog(1)
        self.billed(self.line)
        values = {
            "xero_amount": 1,
            "xero_billing_state": "ready",
            "xero_corrects_id": other.id,
            "xero_customer_id": False,
            "xero_move_id": False,
            "xero_rate": 1,
            "xero_reason": "No",
        }
        for name, value in values.items():
            for line in (self.line, other):
                with self.subTest(name), self.assertRaises(AccessError):
                    line.write({name: value})
        with self.assertRaises(AccessError):
            self.worklog(1, xero_customer_id=self.partner.id)
        copied = other.copy()
        self.assertFalse(copied.xero_corrects_id)

    def test_g17_what_is_on_an_invoice_says_its_row(self):
        self.billed(self.line)
        # as another program writes it
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_analytic_line SET xero_move_id = NULL WHERE id = %s",
            self.line.ids,
        )
        self.env.invalidate_all()
        with self.refused("cannot be changed any more"):
            self.line.unit_amount = 5
        self.assertTrue(self.line._is_readonly())

    def test_g17_nobody_unties_a_worklog_by_hand(self):
        move = self.billed(self.line)
        rows = move.xero_worklog_line_ids
        for user in (self.env.user, self.user_none, self.manager_xero):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                rows.with_user(user).write({"released": True})
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                rows.with_user(user).unlink()

    def test_g18_the_database_takes_no_worklog_twice(self):
        move = self.billed(self.line)
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.tie(move.invoice_line_ids, self.line)
        self.assertIn("xero_worklog_line_live_unique", str(caught.exception))
        rows = self.env["xero.worklog.line"]
        words = rows._sql_error_to_message(caught.exception)
        self.assertIn("A worklog can be on one invoice only", words)
