from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .worklog_common import XeroWorklogCommon


@tagged("post_install", "-at_install")
class TestWorklogsJudge(XeroWorklogCommon):
    """What a worklog is billed as, and what is in the way."""

    def test_g1_a_worklog_is_ready_with_rate_and_amount(self):
        line = self.worklog(1.5)
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        self.assertEqual(line.xero_customer_id, self.partner)
        self.assertEqual(line.xero_billed_type_id, self.type)
        self.assertEqual(line.xero_hours, 1.5)
        self.assertEqual(line.xero_rate, 150.0)
        self.assertEqual(line.xero_amount, 225.0)
        self.assertEqual(line.xero_amount_company, 225.0)

    def test_f5_f6_the_type_comes_from_the_nearest_that_says_one(self):
        names = ("own", "task", "project", "customer", "employee", "job")
        types = {
            name: self.worklog_type(f"Type {name}", f"T-{name}", 10.0) for name in names
        }
        job = self.env["hr.job"].create({"name": "Engineer"})
        self.employee.job_id = job
        line = self.worklog()
        self.assertEqual(line.xero_billed_type_id, self.type, "the profile's")
        for name, record in (
            ("job", job),
            ("employee", self.employee),
            ("customer", self.partner),
            ("project", self.project),
            ("task", self.task),
            ("own", line),
        ):
            record.xero_type_id = types[name]
            line._xero_judge()
            self.assertEqual(line.xero_billed_type_id, types[name], name)

    def test_g5_billable_comes_from_type_project_customer(self):
        line = self.worklog()
        self.partner.xero_billable = "covered"
        self.assertEqual(line.xero_billing_state, "excluded")
        self.assertIn("Covered", line.xero_reason)
        self.assertEqual(line.xero_amount, 0)
        self.project.xero_billable = "not_billable"
        self.assertEqual(line.xero_billed_as, "not_billable")
        self.type.xero_billable = "to_bill"
        self.assertEqual(line.xero_billing_state, "ready")
        line.xero_billable = "not_billable"
        self.assertEqual(line.xero_billing_state, "excluded")

    def test_g8_the_rate_is_xeros_or_odoos(self):
        line = self.worklog(2)
        self.type.list_price = 99.0
        self.set_price("CONSULT", 175.0)
        self.read("items")
        line._xero_judge()
        self.assertEqual(line.xero_amount, 350.0)
        self.profile.rate_source = "odoo"
        self.assertEqual(line.xero_amount, 198.0)
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Key customers",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.type.id,
                            "compute_price": "fixed",
                            "fixed_price": 80.0,
                        },
                    )
                ],
            }
        )
        self.partner.property_product_pricelist = pricelist
        line._xero_judge()
        self.assertEqual(line.xero_amount, 160.0)
        line.xero_charge = 120.0
        self.assertEqual(line.xero_amount, 240.0)

    def test_g8_the_customers_currency(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.filtered(
            lambda rate: rate.company_id in (self.company, self.env["res.company"])
        ).unlink()
        self.partner.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "In dollars", "currency_id": usd.id}
        )
        line = self.worklog(1)
        self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn("exchange rate for USD", line.xero_reason)
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.5,
            }
        )
        line._xero_judge()
        self.assertEqual(line.xero_billing_state, "ready")
        self.assertEqual(line.xero_amount, 75.0)
        self.assertEqual(line.xero_amount_company, 150.0)

    def test_g6_an_extra_charge_goes_along_where_the_profile_says_so(self):
        line = self.worklog(1, xero_extra_charge=30.0)
        self.assertEqual(line.xero_amount, 150.0)
        self.profile.bill_extra = True
        self.assertEqual(line.xero_amount, 180.0)

    def test_g1_time_is_rounded_by_the_profile_and_changed_by_a_reviewer(self):
        line = self.worklog(0.35)
        self.assertEqual(line.xero_hours, 0.35)
        self.profile.round_minutes = "15"
        self.assertEqual(line.xero_hours, 0.5)
        self.profile.minimum_minutes = 60
        self.assertEqual(line.xero_hours, 1.0)
        line.write({"xero_hours": 0.25, "xero_hours_reason": "Half of it was ours"})
        self.profile.minimum_minutes = 0
        self.assertEqual(line.xero_hours, 0.25)
        self.assertEqual(line.unit_amount, 0.35)
        line.unit_amount = 2
        self.assertEqual(line.xero_hours, 2, "what was changed was another time")

    def test_g10_nothing_is_billed_unapproved_unless_the_profile_says_so(self):
        self.profile.needs_approval = True
        line = self.worklog()
        line._xero_judge()
        self.assertEqual(line.xero_billing_state, "review")
        line.action_xero_approve()
        self.assertEqual(line.xero_billing_state, "ready")
        self.assertEqual(line.xero_approved_by, self.env.user)
        line.action_xero_unapprove()
        self.assertEqual(line.xero_billing_state, "review")

    def test_g10_other_work_than_was_approved_is_reviewed_again(self):
        self.profile.needs_approval = True
        technician = new_test_user(
            self.env,
            login="technician",
            groups="hr_timesheet.group_hr_timesheet_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.employee.user_id = technician
        line = self.worklog()
        line.action_xero_approve()
        own = line.with_user(technician)
        with self.assertRaises(AccessError):
            own.xero_hours = 3
        with self.assertRaises(AccessError):
            own.xero_hours = 0
        with self.assertRaises(AccessError):
            own.action_xero_approve()
        line.action_xero_hold()
        with self.assertRaises(AccessError):
            own.action_xero_release()
        self.assertTrue(line.xero_held)
        line.action_xero_release()
        own.unit_amount = 3
        self.assertEqual(line.xero_billing_state, "review")
        self.assertEqual(line.xero_hours, 3)

    def test_g10_held_work_waits_for_a_person(self):
        line = self.worklog()
        line.action_xero_hold()
        self.assertEqual(line.xero_billing_state, "held")
        self.assertIn(self.env.user.name, line.xero_reason)
        line.action_xero_release()
        self.assertEqual(line.xero_billing_state, "ready")

    def test_g4_closed_work_only(self):
        self.profile.closed_only = True
        line = self.worklog()
        self.assertEqual(line.xero_billing_state, "waiting")
        self.task.state = "1_done"
        self.assertEqual(line.xero_billing_state, "ready")
        on_project = self.worklog(project=self.project)
        self.assertEqual(on_project.xero_billing_state, "ready")

    def test_g2_g3_sources_are_chosen(self):
        on_task, on_project = self.worklog(), self.worklog(project=self.project)
        self.profile.project_work = False
        self.assertEqual(on_task.xero_billing_state, "ready")
        self.assertEqual(on_project.xero_billing_state, "excluded")
        self.assertIn(self.profile.name, on_project.xero_reason)
        self.profile.task_domain = "[('task_id.name', '=', 'Another')]"
        self.assertEqual(on_task.xero_billing_state, "excluded")

    def test_g1_internal_work_is_quiet(self):
        nobodys = self.make_project(self.env["res.partner"], "Tidying up")
        ours = self.make_project(self.company.partner_id, "Own server")
        for project in (nobodys, ours, self.company.internal_project_id):
            if not project.account_id:
                project.account_id = self.project.account_id
            line = self.worklog(project=project)
            self.assertEqual(line.xero_billing_state, "internal")
            self.assertFalse(line.xero_reason)

    def test_g13_each_obstacle_is_named(self):
        cases = {}
        cases["employee"] = self.worklog()
        self.env.cr.execute(
            "UPDATE account_analytic_line SET employee_id = NULL WHERE id = %s",
            cases["employee"].ids,
        )
        cases["employee"].invalidate_recordset()
        cases["No time"] = self.worklog(0)
        archived = self.customer("Gone Ltd")
        cases["archived in Odoo"] = self.worklog(project=self.make_project(archived))
        archived.active = False
        there = self.customer("Gone there")
        cases["archived in Xero"] = self.worklog(project=self.make_project(there))
        self.sandbox.act("archive_contact", contact=there.xero_id)
        self.read("contacts")
        unlinked = self.worklog_type("Local", "LOCAL", 50.0, linked=False)
        cases["no item in Xero"] = self.worklog(xero_type_id=unlinked.id)
        free = self.worklog_type("Free", "FREE", 0.0)
        cases["no price"] = self.worklog(xero_type_id=free.id)
        old = self.worklog_type("Old", "OLD", 70.0)
        cases["archived or no worklog type"] = self.worklog(xero_type_id=old.id)
        old.active = False
        gone = self.worklog_type("Gone", "GONE", 70.0)
        cases["deleted in Xero"] = self.worklog(xero_type_id=gone.id)
        self.sandbox.act("delete_item", item="GONE")
        self.read("items")
        self.profile.default_type_id = False
        cases["No worklog type"] = self.worklog()
        for words, line in cases.items():
            line._xero_judge()
            self.assertEqual(line.xero_billing_state, "failed", words)
            self.assertIn(words, line.xero_reason)

    def test_g1_the_customer_is_the_worklogs_own_then_the_tasks(self):
        line = self.worklog()
        other = self.customer("Second Site")
        line.partner_id = other
        self.assertEqual(line.xero_customer_id, other)
        invoice = self.env["res.partner"].create(
            {"name": "Accounts", "type": "invoice", "parent_id": self.partner.id}
        )
        line.partner_id = self.partner
        line._xero_judge()
        self.assertEqual(line.xero_customer_id, invoice)

    def test_g1_another_company_of_the_database_is_a_customer(self):
        stranger = self.env["res.company"].create({"name": "Sister Ltd"})
        line = self.worklog(project=self.make_project(stranger.partner_id))
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        branch = self.new_branch()
        ours = self.worklog(project=self.make_project(branch.partner_id))
        self.assertEqual(ours.xero_billing_state, "internal")

    def test_g13_nobody_is_kept_from_logging_time(self):
        gone = self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("account.analytic.line"),
                "name": "x_site",
                "ttype": "char",
                "field_description": "Site",
            }
        )
        self.addCleanup(self.registry.reset_changes)
        self.profile.task_domain = "[('x_site', '=', False)]"
        self.assertEqual(self.worklog().xero_billing_state, "ready")
        gone.unlink()
        line = self.worklog()
        self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn("A condition of the billing profile", line.xero_reason)
        self.profile.task_domain = "[]"
        self.assertEqual(line.xero_billing_state, "ready")

    def test_g13_a_price_that_cannot_be_read_is_told(self):
        seen = self.type._xero_type_item(self.organisation)
        for price in ("free", "NaN", [1]):
            seen.payload = {**seen.payload, "SalesDetails": {"UnitPrice": price}}
            line = self.worklog()
            self.assertEqual(line.xero_billing_state, "failed")
            self.assertIn("cannot be read", line.xero_reason)
        seen.payload = {**seen.payload, "SalesDetails": "nothing"}
        self.assertEqual(self.worklog().xero_billing_state, "failed")

    def test_g13_an_error_that_nobody_foresaw_is_told(self):
        lines = type(self.env["account.analytic.line"])
        with (
            patch.object(lines, "_xero_is_internal", side_effect=RuntimeError("?")),
            self.assertLogs("odoo.addons.xero_connector", "ERROR"),
        ):
            line = self.worklog()
            self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn("RuntimeError", line.xero_reason)
        line._xero_judge()
        self.assertEqual(line.xero_billing_state, "ready")

    def test_g1_other_hours_have_a_reason_whoever_enters_them(self):
        line = self.worklog(2)
        for reason in ({}, {"xero_hours_reason": " "}):
            with self.assertRaises(UserError) as refused:
                line.write({"xero_hours": 1, **reason})
            self.assertIn("say why", str(refused.exception))
        with self.assertRaises(UserError):
            self.worklog(2, xero_hours=1)
        line.write({"xero_hours": 2})
        self.assertFalse(line.xero_hours_edited, "the same again is no other")
        line.write({"xero_hours_reason": "Goodwill"})
        line.write({"xero_hours": 1})
        self.assertTrue(line.xero_hours_edited)

    def test_g5_work_at_no_charge_needs_no_price(self):
        self.profile.include = "all"
        local = self.worklog_type("Local", "LOCAL", 0.0, linked=False)
        line = self.worklog(xero_type_id=local.id, xero_billable="not_billable")
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)

    def test_g1_work_before_the_from_date_is_left_alone(self):
        line = self.worklog(date="2025-12-31")
        self.assertEqual(line.xero_billing_state, "excluded")

    def test_g1_work_whose_date_is_put_right_is_billed(self):
        line = self.worklog(date="2025-12-31")
        line.date = "2026-01-02"
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)

    def test_g5_work_is_billed_once_its_type_is(self):
        free = self.worklog_type("Free", "FREE", 80.0)
        paid = self.worklog_type("Paid", "PAID", 90.0)
        job = self.employee.job_id = self.env["hr.job"].create({"name": "Engineer"})
        for holder in (self.partner, self.employee, job):
            free.xero_billable = "not_billable"
            holder.xero_type_id = free
            line = self.worklog()
            self.assertEqual(line.xero_billing_state, "excluded")
            free.xero_billable = "to_bill"
            self.assertEqual(line.xero_billing_state, "ready", holder._name)
            free.xero_billable = "not_billable"
            holder.xero_type_id = paid
            self.assertEqual(line.xero_billed_type_id, paid, holder._name)
            self.assertEqual(line.xero_billing_state, "ready", holder._name)
            holder.xero_type_id = False

    def test_g1_without_an_organisation_nothing_is_judged(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids += other
        project = self.env["project.project"].create(
            {"name": "There", "company_id": other.id, "allow_timesheets": True}
        )
        employee = self.env["hr.employee"].create(
            {"name": "Them", "company_id": other.id}
        )
        line = (
            self.env["account.analytic.line"]
            .with_company(other)
            .with_context(allowed_company_ids=[other.id])
            .create(
                {
                    "name": "There",
                    "project_id": project.id,
                    "employee_id": employee.id,
                    "unit_amount": 1,
                    "date": fields.Date.today(),
                }
            )
        )
        self.assertFalse(line.xero_billing_state)

    def test_g3_a_condition_that_cannot_be_read_is_refused(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.profile.task_domain = "[('no_such_field', '=', 1)]"
