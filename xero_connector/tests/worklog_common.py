"""Work that was done for customers: projects, tasks, types, employees."""

from ast import literal_eval

from lxml import etree

from odoo import fields

from .push_common import XeroPushCommon


class XeroWorklogCommon(XeroPushCommon):
    """A live organisation with a worklog type that is an item in Xero at 150.00, a
    customer with a project and a task, and a profile that asks for no approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in (
            "hr.group_hr_manager",
            "hr_timesheet.group_timesheet_manager",
            "project.group_project_manager",
        ):
            cls.env.user.group_ids += cls.env.ref(name)
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Ines Okafor", "company_id": cls.company.id}
        )

    def setUp(self):
        super().setUp()
        self.profile = self.organisation.billing_profile_id
        self.profile.write({"from_date": "2026-01-01", "needs_approval": False})
        self.type = self.worklog_type("Consulting", "CONSULT", 150.0)
        self.profile.default_type_id = self.type
        self.partner = self.customer()
        self.project = self.make_project(self.partner)
        self.task = self.env["project.task"].create(
            {"name": "Server move", "project_id": self.project.id}
        )

    def worklog_type(self, name, code, price, linked=True):
        """A service that worklogs are billed as; a linked one is an item in Xero."""
        product = self.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "type": "service",
                "list_price": price,
                "xero_worklog_type": True,
                "taxes_id": [(6, 0, self.tax_sale.ids)],
            }
        )
        if linked:
            there = self.sandbox.organisation("AU").items
            if code not in {item["Code"] for item in there.values()}:
                self.sandbox.act("create_item", Code=code, Name=name)
            self.set_price(code, price)
            self.read("items")
            link = product._xero_links(self.organisation)[product.id]
            self.assertTrue(link.record_id, f"{name} should be paired by its code")
        return product

    def set_price(self, code, price):
        """What an item costs in Xero."""
        self.sandbox.act(
            "edit_item",
            item=code,
            SalesDetails={"UnitPrice": price, "AccountCode": "200"},
        )

    def make_project(self, partner, name="Support", **values):
        return self.env["project.project"].create(
            {
                "name": name,
                "partner_id": partner.id,
                "allow_timesheets": True,
                "company_id": self.company.id,
                **values,
            }
        )

    def worklog(self, hours=1.0, task=None, project=None, **values):
        """One timesheet line, dated in the month before this one."""
        task = self.task if task is None and project is None else task
        project = project or task.project_id
        return self.env["account.analytic.line"].create(
            {
                "name": "Checked the backups",
                "project_id": project.id,
                "task_id": task and task.id,
                "employee_id": self.employee.id,
                "unit_amount": hours,
                "date": fields.Date.subtract(
                    fields.Date.start_of(fields.Date.today(), "month"), days=5
                ),
                **values,
            }
        )

    def filter_of(self, action, name):
        """A filter of the search that an action opens."""
        view_id = action["search_view_id"][0]
        arch = self.env["account.analytic.line"].get_view(view_id, "search")["arch"]
        return etree.fromstring(arch).find(f".//filter[@name='{name}']")

    def listed(self, action, *filters):
        """Worklogs in the list that an action opens, with filters of its search."""
        domain = fields.Domain(literal_eval(action["domain"]))
        chosen = [
            fields.Domain(literal_eval(self.filter_of(action, name).get("domain")))
            for name in filters
        ]
        return self.env["account.analytic.line"].search(
            domain & fields.Domain.OR(chosen) if chosen else domain
        )
