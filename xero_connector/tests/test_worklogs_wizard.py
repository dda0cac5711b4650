from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsWizard(XeroBillCommon):
    """The dialog *Bill Work up to ...*."""

    def test_g9_the_dialog_shows_what_it_bills(self):
        line = self.worklog(1.5)
        self.worklog(1).action_xero_hold()
        wizard = self.dialog(self.partner)
        self.assertEqual(wizard.invoice_count, 1)
        self.assertEqual(wizard.worklog_count, 1)
        self.assertEqual(wizard.amount, 225.0)
        row = wizard.line_ids
        self.assertEqual((row.partner_id, row.worklog_count), (self.partner, 1))
        self.assertEqual((row.hours, row.amount), (1.5, 225.0))
        action = wizard.action_bill()
        self.assertEqual(action["res_id"], line.xero_move_id.id)
        self.assertEqual(action["domain"], [("id", "in", line.xero_move_id.ids)])
        accounting = self.env.ref("account.action_move_out_invoice_type")
        self.assertEqual(action["id"], accounting.id)

    def test_g9_what_is_left_out_is_counted_and_shown(self):
        self.worklog(1)
        left = self.worklog(1, name="Held")
        left.action_xero_hold()
        left |= self.worklog(0, name="No time")
        self.worklog(1, xero_billable="not_billable")
        wizard = self.dialog()
        self.assertEqual((wizard.worklog_count, wizard.left_count), (1, 2))
        action = wizard.action_left()
        Line = self.env["account.analytic.line"]
        self.assertEqual(Line.search(action["domain"]), left)

    def test_g9_a_selection_is_counted_not_listed(self):
        lines = self.worklog(1) | self.worklog(1)
        self.worklog(1)
        wizard = self.dialog(lines)
        self.assertEqual(wizard.selected, "2 selected worklogs")
        self.assertEqual(wizard.worklog_count, 2)
        self.assertFalse(self.dialog().selected)

    def test_g9_other_limits_show_other_invoices(self):
        other = self.customer("Quay Physio")
        self.worklog(1)
        self.worklog(2, project=self.make_project(other))
        form = Form(self.env["xero.bill.work"])
        self.assertEqual(form.invoice_count, 2)
        form.partner_ids.add(other)
        self.assertEqual((form.invoice_count, form.hours), (1, 2))
        wizard = form.save()
        self.assertEqual(wizard.line_ids.partner_id, other)

    def test_g1_what_is_asked_first_has_one_button(self):
        line = self.worklog(date="2026-02-03")
        wizard = self.dialog(upto="2026-10-31")
        self.assertIn("press Make Invoices Anyway", wizard.question)
        with self.assertRaisesRegex(UserError, "first time"):
            wizard.action_bill()
        wizard.action_bill_anyway()
        self.assertTrue(line.xero_move_id)

    def test_g9_work_of_companies_that_one_does_not_see_is_left_alone(self):
        branch = self.new_branch()
        project = self.make_project(self.partner, "There", company_id=branch.id)
        employee = self.env["hr.employee"].create(
            {"name": "Them", "company_id": branch.id}
        )
        there = self.worklog(
            2, project=project, employee_id=employee.id, company_id=branch.id
        )
        here = self.worklog(1)
        self.assertStands(there, "ready")
        user = new_test_user(
            self.env,
            login="clerk",
            groups="base.group_user,xero_connector.group_xero_user,"
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        wizard = self.env["xero.bill.work"].with_user(user)
        wizard = wizard.with_context(allowed_company_ids=self.company.ids).create({})
        self.assertEqual((wizard.worklog_count, wizard.hours), (1, 1))
        wizard.action_bill()
        self.assertTrue(here.xero_move_id)
        self.assertFalse(there.xero_move_id)
        both = self.env["xero.bill.work"].with_context(
            allowed_company_ids=(self.company | branch).ids
        )
        both.create({}).action_bill()
        self.assertTrue(there.xero_move_id)

    def test_g9_the_proposed_day_is_that_of_the_customers_profile(self):
        weekly = self.profile.copy({"name": "Weekly", "period": "week"})
        other = self.customer("Quay Physio")
        other.xero_billing_profile_id = weekly
        with freeze_time("2026-11-20"):
            self.assertEqual(self.dialog(self.partner).upto, date(2026, 10, 31))
            self.assertEqual(self.dialog(other).upto, date(2026, 11, 15))
            project = self.make_project(other)
            self.assertEqual(self.dialog(project).upto, date(2026, 11, 15))
            line = self.worklog(1, project=project, date="2026-11-10")
            self.assertEqual(self.dialog(line).upto, date(2026, 11, 15))
            both = self.dialog(self.partner | other)
            self.assertEqual(both.upto, date(2026, 10, 31))
            form = Form(self.env["xero.bill.work"])
            form.partner_ids.add(other)
            self.assertEqual(form.upto, date(2026, 11, 15))
            form.upto = date(2026, 11, 12)
            form.partner_ids.add(self.partner)
            self.assertEqual(form.upto, date(2026, 11, 12), "what was entered stays")
