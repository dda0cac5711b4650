"""Tickets of a help desk that the connector does not depend on."""

from odoo import fields

from odoo.addons.xero_connector.tests.worklog_common import XeroWorklogCommon


class TestTickets(XeroWorklogCommon):
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

    def on_ticket(self, ticket, hours=1.0, **values):
        """A worklog of a ticket, on the project that all tickets share."""
        return self.worklog(hours, project=self.desk, x_ticket_id=ticket.id, **values)

    def bill_tickets(self, **profile):
        """Have a desk, and a profile that knows it."""
        # sales are here too: a project says that its work is billed at all
        self.desk = self.make_project(
            self.env["res.partner"], "Help desk", allow_billable=True
        )
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        self.profile.write({"ticket_field_id": self.field.id, **profile})

    def test_g2_work_on_tickets_is_billed_to_their_customers(self):
        self.bill_tickets(group_by="ticket")
        other = self.customer("Quay Physio")
        printer = self.ticket("Printer on fire", partner_id=self.partner.id)
        mail = self.ticket("No mail", partner_id=other.id)
        lines = self.on_ticket(printer, 1.5) | self.on_ticket(printer, 0.5)
        lines |= self.on_ticket(mail)
        self.assertEqual(
            lines.mapped("xero_billing_state"),
            ["ready"] * 3,
            lines.mapped("xero_reason"),
        )
        moves = self.organisation._bill_worklogs(confirmed=True)
        self.assertEqual(moves.partner_id, self.partner | other)
        move = lines[0].xero_move_id
        self.assertEqual(move.amount_untaxed, 300.0)
        self.assertEqual(move.invoice_line_ids.quantity, 2)
        self.assertIn(printer.number, move.invoice_line_ids.name)

    def test_g4_work_on_an_open_ticket_waits_until_it_is_closed(self):
        self.bill_tickets(closed_only=True)
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        line = self.on_ticket(ticket)
        self.assertEqual(line.xero_billing_state, "waiting")
        stages = self.admin_env["helpdesk.ticket.stage"].search([("closed", "=", True)])
        ticket.stage_id = stages[0]
        move = self.organisation._bill_worklogs(confirmed=True)
        self.assertEqual(line.xero_move_id, move)

    def test_g3_tickets_can_be_left_out(self):
        self.bill_tickets(ticket_work=False)
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        self.assertEqual(self.on_ticket(ticket).xero_billing_state, "excluded")

    def test_g2_a_ticket_that_is_entered_later_says_who_is_billed(self):
        self.bill_tickets()
        line = self.worklog(project=self.desk)
        self.assertEqual(line.xero_billing_state, "internal")
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        line.x_ticket_id = ticket
        self.assertEqual(line.xero_billing_state, "ready")
        self.assertEqual(line.xero_customer_id, self.partner)
