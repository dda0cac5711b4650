from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsProfile(XeroBillCommon):
    """Profiles come and go; work is not lost by it."""

    def setUp(self):
        super().setUp()
        self.weekly = self.profile.copy({"name": "Weekly", "period": "week"})

    def test_g1_work_of_an_archived_profile_is_billed_by_the_default(self):
        self.partner.xero_billing_profile_id = self.weekly
        line = self.worklog()
        self.assertEqual(line.xero_profile_id, self.weekly)
        self.weekly.active = False
        self.assertEqual(line.xero_profile_id, self.profile)
        self.sync()
        self.assertStands(line, "draft")
        other = self.worklog()
        self.assertEqual(other.xero_profile_id, self.profile)
        self.weekly.active = True
        self.assertEqual(other.xero_profile_id, self.weekly)

    def test_g1_work_of_a_deleted_profile_is_billed_by_the_default(self):
        self.partner.xero_billing_profile_id = self.weekly
        line = self.worklog()
        self.weekly.unlink()
        self.assertEqual(line.xero_profile_id, self.profile)
        self.sync()
        self.assertStands(line, "draft")

    def test_g1_the_default_profile_is_not_archived(self):
        with self.assertRaisesRegex(ValidationError, "Choose another default"):
            self.profile.active = False
        with self.assertRaisesRegex(ValidationError, "Choose another default"):
            self.profile.action_archive()
        self.organisation.billing_profile_id = self.weekly
        self.profile.active = False

    def test_g1_another_default_brings_back_what_the_former_left_out(self):
        free = self.worklog(xero_billable="not_billable")
        old = self.worklog(date="2025-12-31")
        for line in free | old:
            self.assertStands(line, "excluded")
        everything = self.profile.copy({"include": "all", "from_date": "2025-12-01"})
        self.organisation.billing_profile_id = everything
        self.assertEqual((free | old).xero_profile_id, everything)
        for line in free | old:
            self.assertStands(line, "ready")

    def test_g1_another_profile_begins_where_the_default_does(self):
        Profile = self.env["xero.billing.profile"]
        own = Profile.create({"name": "Own", "organisation_id": self.organisation.id})
        self.assertEqual(own.from_date, self.profile.from_date)
        line = self.worklog()
        self.partner.xero_billing_profile_id = own
        own.write({"needs_approval": False, "default_type_id": self.type.id})
        line._xero_judge()
        self.assertStands(line, "ready")
        with Form(Profile) as form:
            form.name = "By form"
            form.organisation_id = self.organisation
            self.assertEqual(form.from_date, self.profile.from_date)
            form.from_date = "2026-05-05"
        self.assertEqual(form.record.from_date, fields.Date.to_date("2026-05-05"))
        everything = Profile.create(
            {
                "name": "Everything",
                "organisation_id": self.organisation.id,
                "from_date": False,
            }
        )
        self.assertFalse(everything.from_date)

    def test_g1_the_first_profile_begins_today(self):
        self.assertEqual(
            self.profile.new({"name": "First"}).from_date, fields.Date.today()
        )

    def test_g1_a_branch_bills_as_the_customer_says_in_the_main_company(self):
        branch = self.new_branch()
        self.partner.write(
            {
                "xero_billing_profile_id": self.weekly.id,
                "xero_type_id": self.worklog_type("Remote", "REMOTE", 90.0).id,
            }
        )
        there = self.worklog(
            2,
            project=self.make_project(self.partner, "There", company_id=branch.id),
            employee_id=self.env["hr.employee"]
            .create({"name": "Them", "company_id": branch.id})
            .id,
            company_id=branch.id,
        )
        self.assertEqual(there.company_id, branch)
        self.assertEqual(there.xero_profile_id, self.weekly)
        self.assertEqual(there.xero_billed_type_id, self.partner.xero_type_id)
        self.partner.xero_billable = "covered"
        there._xero_judge()
        self.assertEqual(there.xero_billed_as, "covered")
        self.partner.with_company(branch).xero_billable = "to_bill"
        there._xero_judge()
        self.assertEqual(there.xero_billed_as, "to_bill", "the branch says otherwise")

    def test_g1_employees_duplicate_their_timesheets(self):
        employee = new_test_user(
            self.env,
            login="employee",
            groups="hr_timesheet.group_hr_timesheet_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.employee.user_id = employee
        line = self.worklog(1.5, xero_charge=200.0, xero_billable="to_bill")
        line.write({"xero_hours": 1, "xero_hours_reason": "Half an hour was ours"})
        copied = line.with_user(employee).copy().with_user(self.env.user)
        self.assertEqual(copied.xero_hours, 1.5)
        self.assertFalse(copied.xero_hours_edited)
        self.assertFalse(copied.xero_charge)
        self.assertEqual(copied.xero_billable, "to_bill")
