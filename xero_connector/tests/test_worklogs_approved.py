from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsApproved(XeroBillCommon):
    """An approval is of what was seen: another customer or price is seen again."""

    def setUp(self):
        super().setUp()
        self.profile.needs_approval = True
        self.line = self.worklog(2)
        self.line.action_xero_approve()
        self.assertStands(self.line, "ready")

    def assertAgain(self):
        """Somebody looks again, and then it is billed."""
        self.assertStands(self.line, "review", "look at it again")
        self.assertFalse(self.bill())
        self.line.action_xero_approve()
        self.assertStands(self.line, "ready")

    def test_g10_another_customer_of_the_project(self):
        self.project.partner_id = self.customer("Quay Physio")
        self.task.partner_id = self.project.partner_id
        self.assertAgain()

    def test_g10_another_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        self.partner.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "In dollars", "currency_id": dollar.id}
        )
        self.line._xero_judge()
        self.assertAgain()

    def test_g10_another_type_of_the_task(self):
        self.task.xero_type_id = self.worklog_type("Remote", "REMOTE", 90.0)
        self.assertAgain()

    def test_g10_other_rounding_is_other_hours(self):
        self.line.unit_amount = 1.9
        self.line.action_xero_approve()
        self.profile.round_minutes = "30"
        self.assertEqual(self.line.xero_hours, 2)
        self.assertAgain()

    def test_g10_other_rates(self):
        self.profile.rate_source = "odoo"
        self.assertAgain()

    def test_g10_the_same_again_is_approved(self):
        partner = self.project.partner_id
        for other in (self.customer("Quay Physio"), partner):
            self.project.partner_id = self.task.partner_id = other
        self.assertStands(self.line, "ready")

    def test_g10_the_price_is_that_of_the_day_on_which_it_is_billed(self):
        self.set_price("CONSULT", 175.0)
        self.read("items")
        self.line._xero_judge()
        self.assertStands(self.line, "ready")
        self.assertEqual(self.line.xero_amount, 350.0)

    def test_g10_what_a_reviewer_changes_is_seen_by_them(self):
        self.line.write({"xero_hours": 1, "xero_hours_reason": "An hour was ours"})
        self.assertStands(self.line, "ready")
        self.line.partner_id = self.customer("Quay Physio")
        self.assertStands(self.line, "ready")

    def test_g10_an_employee_moves_approved_work(self):
        employee = new_test_user(
            self.env,
            login="employee",
            groups="hr_timesheet.group_hr_timesheet_user,project.group_project_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.employee.user_id = employee
        with self.assertRaises(AccessError):
            self.line.with_user(employee).xero_approved_as = "anything"
        self.line.with_user(employee).task_id = self.task.copy().id
        self.assertStands(self.line, "review")
        self.assertFalse(self.line.xero_approved_at)
