"""Tickets of a help desk that the connector does not depend on."""

from odoo.addons.xero_connector.tests.push_common import XeroPushCommon


class TestTickets(XeroPushCommon):
    """OCA's help desk has no link from a worklog to its ticket in Odoo 19: whoever
    bills tickets has a field of their own for it."""

    def setUp(self):
        super().setUp()
        self.admin_env = self.env(su=True)
        self.addCleanup(self.registry.reset_changes)
        self.field = self.admin_env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("account.analytic.line"),
                "name": "x_ticket_id",
                "field_description": "Ticket",
                "ttype": "many2one",
                "relation": "helpdesk.ticket",
                "on_delete": "set null",
            }
        )

    def ticket(self, name, **values):
        """A ticket of the help desk."""
        Ticket = self.admin_env["helpdesk.ticket"]
        return Ticket.create({"name": name, "description": name, **values})

    def test_g2_a_field_for_the_ticket_can_be_added_to_worklogs(self):
        ticket = self.ticket("Printer on fire")
        line = self.admin_env["account.analytic.line"].create(
            {
                "name": "Fire put out",
                "unit_amount": 1,
                "employee_id": self.admin_env["hr.employee"].create({"name": "A"}).id,
                "project_id": self.admin_env["project.project"]
                .create({"name": "Support"})
                .id,
                "x_ticket_id": ticket.id,
            }
        )
        self.admin_env.invalidate_all()
        found = line.search([("x_ticket_id.name", "=", "Printer on fire")])
        self.assertEqual(found, line)

    def test_g2_a_new_profile_knows_the_field_of_the_ticket(self):
        profile = self.admin_env["xero.billing.profile"].default_get(
            ["ticket_field_id"]
        )
        self.assertEqual(profile["ticket_field_id"], self.field.id)
