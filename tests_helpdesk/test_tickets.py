"""Tickets of a help desk that the connector does not depend on."""

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.xero_connector.tests.worklog_common import XeroWorklogCommon


class TestTickets(XeroWorklogCommon):
    """OCA's help desk has no link from a worklog to its ticket in Odoo 19: whoever
    bills tickets has a field of their own for it."""

    def setUp(self):
        super().setUp()
        self.admin_env = self.env(su=True)
        self.addCleanup(self.registry.reset_changes)
        self.field = self.add_field("x_ticket_id", "Ticket", "helpdesk.ticket")

    def add_field(self, name, label, relation, model="account.analytic.line"):
        """A field that an administrator adds while Odoo runs."""
        return self.admin_env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id(model),
                "name": name,
                "field_description": label,
                "ttype": "many2one",
                "relation": relation,
                "on_delete": "set null",
            }
        )

    def add_model(self, name, label):
        """A model of another help desk, with a customer and a state of its own."""
        model = self.admin_env["ir.model"].create({"name": label, "model": name})
        self.add_field("x_partner_id", "Customer", "res.partner", name)
        self.admin_env["ir.model.fields"].create(
            {
                "model_id": model.id,
                "name": "x_done",
                "field_description": "Done",
                "ttype": "boolean",
            }
        )
        return model

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

    def test_g2_a_profile_finds_the_ticket_whatever_was_installed_since(self):
        self.assertEqual(self.profile._ticket_fields(), ["x_ticket_id"])
        self.assertIn("Ticket (helpdesk.ticket)", self.profile.tickets_found)

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
        self.profile.write(profile)

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

    def test_g2_a_ticket_that_gets_its_customer_later_is_billed(self):
        self.bill_tickets()
        ticket = self.ticket("Printer on fire")
        line = self.on_ticket(ticket)
        self.assertEqual(line.xero_billing_state, "internal")
        ticket.partner_id = self.partner
        self.assertEqual(line.xero_billing_state, "ready")
        self.sync()
        self.assertEqual(line.xero_move_id.partner_id, self.partner)

    def test_g2_what_no_dependency_told_the_schedule_finds(self):
        self.bill_tickets()
        ticket = self.ticket("Printer on fire")
        line = self.on_ticket(ticket)
        # as another program writes it
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET partner_id = %s WHERE id = %s",
            [self.partner.id, ticket.id],
        )
        self.env.invalidate_all()
        self.assertEqual(line.xero_billing_state, "internal")
        self.sync()
        self.assertTrue(line.xero_move_id)

    def test_g3_tickets_that_meet_the_condition_later_are_billed(self):
        self.bill_tickets()
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        line = self.on_ticket(ticket)
        self.source(domain="[('priority', '=', '3')]")
        self.assertEqual(line.xero_billing_state, "excluded")
        ticket.priority = "3"
        self.sync()
        self.assertTrue(line.xero_move_id)

    def test_g3_tickets_of_one_kind_can_be_left_out(self):
        self.bill_tickets()
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        line = self.on_ticket(ticket)
        source = self.source(billed=False)
        self.assertEqual(line.xero_billing_state, "excluded")
        source.unlink()
        self.assertEqual(line.xero_billing_state, "ready")

    def test_g3_a_condition_that_names_a_field_which_is_gone_is_told(self):
        self.bill_tickets()
        gone = self.add_field("x_site_id", "Site", "res.partner", "helpdesk.ticket")
        self.source(domain="[('x_site_id', '=', False)]")
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        line = self.on_ticket(ticket)
        self.assertEqual(line.xero_billing_state, "ready")
        gone.unlink()
        later = self.on_ticket(ticket)
        self.assertEqual(later.xero_billing_state, "failed")
        self.assertIn("cannot be read", later.xero_reason)

    def source(self, field=None, **values):
        """What the profile says of tickets of a field."""
        field = field or self.field
        return self.admin_env["xero.ticket.source"].create(
            {"profile_id": self.profile.id, "field_id": field.id, **values}
        )

    def sync(self):
        """Let the scheduled action run, as at night."""
        self.organisation.write({"worklogs_sync": True, "billing_confirmed": True})
        with self.other_cursors():
            cron = self.env.ref("xero_connector.ir_cron_sync_worklogs")
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    # === OTHER HELP DESKS === #

    def test_g2_requests_problems_and_changes_of_any_help_desk(self):
        """Models that exist only while Odoo runs; the first field that is set wins."""
        self.bill_tickets(closed_only=True)
        model = self.add_model("x_problem", "Problem")
        field = self.add_field("x_problem_id", "Problem", "x_problem")
        names = ["x_problem_id", "x_ticket_id"]
        self.assertEqual(self.profile._ticket_fields(), names, "by the model's name")
        self.source(field, closed_domain="[('x_done', '=', True)]", sequence=1)
        problem = self.admin_env[model.model].create({"x_name": "Slow disks"})
        line = self.worklog(project=self.desk, x_problem_id=problem.id)
        self.assertEqual(line.xero_billing_state, "internal")
        problem.x_partner_id = self.partner
        self.assertEqual(line._xero_ticket(), problem.with_env(line.env))
        self.assertEqual(line.xero_billing_state, "waiting")
        problem.x_done = True
        self.sync()
        self.assertEqual(line.xero_move_id.partner_id, self.partner)
        other = self.ticket("Printer on fire", partner_id=self.customer("Quay").id)
        both = self.worklog(
            project=self.desk, x_problem_id=problem.id, x_ticket_id=other.id
        )
        self.assertEqual(both._xero_ticket_field(), "x_problem_id")
        self.profile.ticket_source_ids.sequence = 20
        self.source(sequence=10)
        both.invalidate_recordset()
        self.assertEqual(both._xero_ticket_field(), "x_ticket_id")

    def test_g2_only_what_may_be_a_ticket_is_offered(self):
        names = self.env["account.analytic.line"]._xero_ticket_candidates()
        self.assertEqual(names, ("x_ticket_id",))
        wrong = self.env["ir.model.fields"]._get("account.analytic.line", "task_id")
        with self.assertRaisesRegex(UserError, "does not point to tickets"):
            self.source(wrong)

    def test_g15_tickets_of_two_kinds_are_no_group(self):
        self.bill_tickets(group_by="ticket")
        self.add_model("x_problem", "Problem")
        self.source(self.add_field("x_problem_id", "Problem", "x_problem"))
        ticket = self.ticket("Printer on fire", partner_id=self.partner.id)
        values = {"x_name": "Slow disks", "x_partner_id": self.partner.id}
        problem = self.admin_env["x_problem"].create(values)
        self.env.cr.execute(
            "UPDATE x_problem SET id = %s WHERE id = %s", [ticket.id, problem.id]
        )
        self.env.invalidate_all()
        problem = problem.browse(ticket.id)
        lines = self.on_ticket(ticket)
        lines |= self.worklog(project=self.desk, x_problem_id=problem.id)
        move = self.organisation._bill_worklogs(confirmed=True)
        self.assertEqual(len(move.invoice_line_ids), 2)

    def test_g17_the_ticket_of_billed_work_stays(self):
        self.bill_tickets()
        line = self.on_ticket(self.ticket("One", partner_id=self.partner.id))
        self.organisation._bill_worklogs(confirmed=True)
        other = self.ticket("Two", partner_id=self.partner.id)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            line.x_ticket_id = other
