from ast import literal_eval
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .worklog_common import XeroWorklogCommon

PRICES = ("xero_charge", "xero_rate", "xero_amount", "xero_amount_company")


@tagged("post_install", "-at_install")
class TestWorklogsLists(XeroWorklogCommon):
    """The lists of worklogs: for who reviews, for who looks something up."""

    def setUp(self):
        super().setUp()
        self.profile.needs_approval = True
        self.Line = self.env["account.analytic.line"]
        self.list = self.env.ref("xero_connector.xero_worklog_view_list_review")

    def person(self, login, group):
        return new_test_user(
            self.env,
            login=login,
            groups=f"base.group_user,{group}",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_g10_the_list_shows_prices_and_obstacles_as_of_now(self):
        line, unlinked = self.worklog(2), self.worklog(1)
        unlinked.xero_type_id = self.worklog_type("Local", "LOCAL", 50.0, linked=False)
        self.profile.rate_source = "odoo"
        self.assertEqual(line.xero_amount, 300.0)
        self.assertEqual(unlinked.xero_billing_state, "review")
        self.type.list_price = 175.0
        unlinked.xero_type_id.active = False
        self.assertEqual(line.xero_amount, 300.0, "nobody looked again")
        action = self.Line.action_xero_review()
        self.assertEqual(self.listed(action, "review"), line)
        self.assertEqual(self.listed(action, "failed"), unlinked)
        self.assertEqual(line.xero_amount, 350.0)
        self.assertIn("archived or no worklog type", unlinked.xero_reason)

    def test_f2_what_changes_in_xero_is_seen_by_itself(self):
        line, gone = self.worklog(2), self.customer("Gone Ltd")
        theirs = self.worklog(project=self.make_project(gone))
        self.set_price("CONSULT", 175.0)
        self.read("items")
        self.assertEqual(line.xero_amount, 350.0)
        self.sandbox.act("archive_contact", contact=gone.xero_id)
        self.read("contacts")
        self.assertEqual(theirs.xero_billing_state, "failed")
        self.assertIn("archived in Xero", theirs.xero_reason)
        self.sandbox.act("delete_item", item="CONSULT")
        self.read("items")
        self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn("deleted in Xero", line.xero_reason)

    def test_g13_a_customer_who_is_archived_in_odoo_is_seen_by_itself(self):
        archived = self.customer("Gone Ltd")
        line = self.worklog(project=self.make_project(archived))
        archived.active = False
        self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn("archived in Odoo", line.xero_reason)
        archived.active = True
        self.assertEqual(line.xero_billing_state, "review")

    def test_g10_approve_hold_and_release_a_selection(self):
        lines = self.worklog() | self.worklog() | self.worklog()
        action = self.Line.action_xero_review()
        lines[0].action_xero_hold()
        lines.action_xero_approve()
        self.assertEqual(lines.mapped("xero_billing_state"), ["held", "ready", "ready"])
        self.assertEqual(self.listed(action, "review", "held", "failed"), lines[0])
        lines.action_xero_release()
        self.assertEqual(self.listed(action, "review"), lines[0])

    def test_g10_what_becomes_of_a_selection_is_told(self):
        lines = self.worklog() | self.worklog() | self.worklog() | self.worklog(0)
        lines[2].action_xero_hold()
        notice = lines.action_xero_approve()
        self.assertEqual(
            notice["params"]["message"],
            "2 approved. Left alone: 1 held, 1 in the way.",
        )
        self.assertEqual(
            notice["params"]["next"]["type"], "ir.actions.act_window_close"
        )
        notice = lines.action_xero_approve()
        self.assertEqual(
            notice["params"]["message"],
            "0 approved. Left alone: 2 to bill, 1 held, 1 in the way.",
        )
        self.assertEqual(notice["params"]["type"], "warning")
        notice = lines.action_xero_unapprove()
        self.assertIn("2 to be reviewed again.", notice["params"]["message"])
        notice = lines[:3].action_xero_hold()
        self.assertIn("2 held. Left alone: 1 held", notice["params"]["message"])
        notice = lines[:2].action_xero_release()
        self.assertEqual(notice["params"]["message"], "2 released.")

    def test_g10_what_is_billed_stays_and_the_remedy_is_told(self):
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        lines = self.worklog() | self.worklog()
        lines[0].action_xero_approve()
        self.organisation._bill_worklogs(confirmed=True)
        notice = lines.action_xero_approve()
        self.assertEqual(
            notice["params"]["message"], "1 approved. Left alone: 1 in a draft."
        )
        billed = lines[0]
        for method in (
            billed.action_xero_approve,
            billed.action_xero_unapprove,
            billed.action_xero_hold,
        ):
            with self.assertRaisesRegex(UserError, "Correct Billed Time"):
                method()

    def test_g10_other_hours_ask_for_a_reason(self):
        line = self.worklog(2)
        with Form(line, view=self.list) as row:
            row.xero_hours = 1.5
            self.assertTrue(row.xero_hours_edited)
            with self.assertRaisesRegex(AssertionError, "xero_hours_reason"):
                row.save()
            row.xero_hours_reason = "Half an hour was ours"
        self.assertEqual((line.unit_amount, line.xero_hours), (2, 1.5))
        self.assertEqual(line.xero_amount, 225.0)

    def test_g10_approvers_see_prices_and_employees_do_not(self):
        approver = self.person("approver", "hr_timesheet.group_hr_timesheet_approver")
        employee = self.person("employee", "hr_timesheet.group_hr_timesheet_user")
        self.employee.user_id = employee
        line = self.worklog()
        seen = line.with_user(approver).read(PRICES)[0]
        self.assertEqual(seen["xero_rate"], 150.0)
        for name in PRICES:
            with self.assertRaises(AccessError):
                line.with_user(employee).read([name])
            with self.assertRaises(AccessError):
                self.Line.with_user(employee).search([(name, ">", 1)])
        with self.assertRaises(AccessError):
            line.with_user(employee).xero_charge = 1

    def test_g10_employees_enter_their_timesheets_as_ever(self):
        employee = self.person("employee", "hr_timesheet.group_hr_timesheet_user")
        self.employee.user_id = employee
        Line = self.Line.with_user(employee).with_context(is_timesheet=1)
        with Form(Line, view="hr_timesheet.hr_timesheet_line_form") as form:
            form.project_id = self.project.with_user(employee)
            form.task_id = self.task.with_user(employee)
            form.name = "Moved the server"
            form.unit_amount = 1.5
            form.date = fields.Date.today()
        line = form.record.with_user(self.env.user)
        self.assertEqual(line.xero_amount, 225.0)
        self.assertEqual(line.xero_billing_state, "review")
        with Form(
            line.with_user(employee), view="hr_timesheet.hr_timesheet_line_tree"
        ) as row:
            row.unit_amount = 2
        self.assertEqual(line.xero_hours, 2)
        self.assertEqual(line.with_user(employee).read()[0]["xero_hours"], 2)

    def test_g11_unbilled_work_by_customer_and_age(self):
        today = fields.Date.today()
        ages = {
            age: self.worklog(hours, date=fields.Date.subtract(today, days=days))
            for age, days, hours in (("0", 30, 1), ("1", 31, 2), ("2", 90, 3))
        }
        ages["3"] = self.worklog(4, date=fields.Date.subtract(today, days=91))
        action = self.Line.action_xero_unbilled()
        rows = self.Line.formatted_read_group(
            literal_eval(action["domain"]),
            ["xero_customer_id", "xero_age"],
            ["xero_hours:sum", "xero_amount_company:sum"],
        )
        self.assertEqual(
            [
                (row["xero_age"], row["xero_hours:sum"], row["xero_amount_company:sum"])
                for row in rows
            ],
            [("0", 1, 150), ("1", 2, 300), ("2", 3, 450), ("3", 4, 600)],
        )
        for age, line in ages.items():
            self.assertEqual(line.xero_age, age)
            self.assertEqual(self.Line.search([("xero_age", "=", age)]) & line, line)
        self.assertFalse(self.Line.search([("xero_age", "=", "3")]) - ages["3"])

    def test_g12_the_list_is_downloaded_readable(self):
        line = self.worklog(1.5, name="Checked, cleaned").with_user(
            self.person(
                "approver",
                "hr_timesheet.group_hr_timesheet_approver,base.group_allow_export",
            )
        )
        template = self.env.ref("xero_connector.xero_worklog_export")
        names = template.export_fields.mapped("name")
        (rows,) = line.export_data(names).values()
        row = dict(zip(names, rows[0], strict=True))
        self.assertEqual(row["xero_customer_id"], self.partner.display_name)
        self.assertEqual(row["xero_subject"], self.task.display_name)
        self.assertEqual(row["name"], "Checked, cleaned")
        self.assertEqual((row["unit_amount"], row["xero_hours"]), (1.5, 1.5))
        self.assertEqual(row["xero_amount"], 225.0)
        self.assertEqual(row["xero_currency_id"], self.company.currency_id.name)
        self.assertEqual(row["xero_billing_state"], "To review")

    def test_g13_what_is_in_the_way_can_be_grouped(self):
        self.profile.default_type_id = False
        lines = self.worklog() | self.worklog()
        action = self.Line.action_xero_review()
        self.assertEqual(self.listed(action, "failed"), lines)
        groups = self.Line.formatted_read_group(
            literal_eval(action["domain"]), ["xero_reason"], ["__count"]
        )
        self.assertEqual([group["__count"] for group in groups], [2])
        self.assertIn("No worklog type", groups[0]["xero_reason"])

    def test_g13_many_worklogs_are_judged_in_few_queries(self):
        for rates in ("xero", "odoo"):
            self.profile.rate_source = rates
            for _ in range(5):
                self.worklog()
            self.Line.action_xero_review()
            few = self.count_queries()
            for _ in range(40):
                self.worklog()
            self.assertLessEqual(self.count_queries(), few + 5, rates)

    def test_g13_what_is_not_billed_is_not_judged_for_every_list(self):
        self.worklog()
        for _ in range(3):
            self.worklog(xero_billable="not_billable")
        self.env.flush_all()
        lines = type(self.Line)
        judged = lines._xero_judged
        with patch.object(lines, "_xero_judged", autospec=True) as spy:
            spy.side_effect = judged
            self.Line.action_xero_review()
            self.assertEqual(spy.call_count, 1)
            self.profile.task_domain = "[('task_id.name', '=', 'Another')]"
            spy.reset_mock()
            self.Line.action_xero_review()
            self.assertEqual(spy.call_count, 4, "a condition may be met by now")

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.Line.action_xero_review()
        return self.env.cr.sql_log_count - before
