from lxml import etree

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .worklog_common import XeroWorklogCommon


@tagged("post_install", "-at_install")
class TestWorklogsScreens(XeroWorklogCommon):
    """Settings of billing on their forms."""

    def test_g16_the_text_of_a_line_is_shown_with_a_real_worklog(self):
        self.worklog(1.5, name="Moved the server")
        with Form(self.profile) as form:
            form.line_template = "{task}: {description}, {hours} h"
            self.assertEqual(form.line_preview, "Server move: Moved the server, 1.50 h")
            form.group_by = "project"
            self.assertIn("Support, Consulting", form.line_preview)
            form.group_by = "summary"
            self.assertIn("Work", form.line_preview)

    def test_g16_the_preview_opens_for_whom_the_task_is_private(self):
        user = new_test_user(
            self.env,
            "previews",
            "xero_connector.group_xero_manager,hr_timesheet.group_timesheet_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.project.privacy_visibility = "followers"
        self.worklog(1.5, name="Moved the server")
        self.env.flush_all()
        for group_by in ("line", "task"):
            self.profile.group_by = group_by
            self.env.invalidate_all()
            profile = self.profile.with_user(user)
            self.assertIn("Server move", profile.line_preview)

    def test_g16_without_worklogs_the_preview_says_so(self):
        self.assertIn("no worklog", self.profile.line_preview)

    def test_g16_an_unknown_placeholder_is_named(self):
        with self.assertRaisesRegex(ValidationError, "{who}.*Choose from .*{employee}"):
            self.profile.line_template = "{who}: {description}"
        new = self.profile.new({"line_template": "{who}", "name": "New"})
        self.assertIn("{who}", new.line_preview)

    def test_g10_default_profile_of_an_organisation_stays(self):
        other = self.profile.copy({"name": "Weekly"})
        self.assertTrue(self.profile.is_default)
        self.organisation.billing_profile_id = other
        self.assertEqual((self.profile | other).mapped("is_default"), [False, True])

    def test_f6_defaults_are_chosen_on_their_forms(self):
        own = self.worklog_type("Installation", "INSTALL", 90.0)
        job = self.env["hr.job"].create({"name": "Engineer"})
        line = self.worklog()
        forms = [
            (job, None),
            (self.employee, None),
            (self.partner, None),
            (self.project, None),
            (self.task, None),
            (line, "xero_connector.xero_worklog_view_form"),
        ]
        for record, view in forms:
            with self.subTest(record._name):
                with Form(record, view=view) as form:
                    form.xero_type_id = own
                self.assertEqual(record.xero_type_id, own)
        self.assertEqual(line.xero_billed_type_id, own)

    def test_f6_plain_users_are_not_bothered(self):
        plain = new_test_user(
            self.env,
            login="plain",
            groups="base.group_user,project.group_project_user,"
            "base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for record in (self.partner, self.project, self.task):
            view = record.with_user(plain).get_view(view_type="form")
            self.assertNotIn("xero_type_id", view["arch"], record._name)

    def test_g1_an_invoice_shows_its_hours(self):
        """Odoo hides the quantity of invoices where Sales is not installed."""
        arch = self.env["account.move"].get_view(view_type="form")["arch"]
        [quantity] = etree.fromstring(arch).xpath(
            "//field[@name='invoice_line_ids']/list/field[@name='quantity']"
        )
        self.assertEqual(quantity.get("optional"), "show")

    def test_f6_portal_users_read_their_timesheets(self):
        access = "hr_timesheet.access_account_analytic_line_portal_user"
        self.env.ref(access).active = True
        portal = new_test_user(self.env, login="portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.partner
        self.project.privacy_visibility = "portal"
        self.project.message_subscribe(portal.partner_id.ids)
        line = self.worklog(date=fields.Date.today(), xero_held_reason="Ours alone")
        Line = self.env["account.analytic.line"].with_user(portal)
        own = Line.search([("id", "=", line.id)])
        self.assertEqual(own, line)
        for view in (
            "hr_timesheet.hr_timesheet_line_portal_tree",
            "hr_timesheet.timesheet_view_form_portal_user",
        ):
            arch = Line.get_view(self.env.ref(view).id)["arch"]
            self.assertNotIn("xero_", arch)
        names = {name for name in Line.fields_get() if name.startswith("xero_")}
        row = own.read(["unit_amount", *names])[0]
        self.assertEqual(row["unit_amount"], 1.0)
        self.assertFalse({"xero_rate", "xero_held_reason", "xero_reason"} & row.keys())
