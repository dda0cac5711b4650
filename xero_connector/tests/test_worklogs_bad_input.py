from odoo import fields
from odoo.tests import tagged

from .worklog_common import XeroWorklogCommon


@tagged("post_install", "-at_install")
class TestWorklogsBadInput(XeroWorklogCommon):
    """What cannot be billed is listed with its reason; the others are billed."""

    def setUp(self):
        super().setUp()
        self.organisation.worklog_types_synced_at = fields.Datetime.now()

    def sync(self):
        """Let the scheduled action run, as at night."""
        self.organisation.worklogs_sync = True
        with self.other_cursors():
            cron = self.env.ref("xero_connector.ir_cron_sync_worklogs")
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def work_for(self, name, **values):
        """A worklog for a customer of its own."""
        return self.worklog(project=self.make_project(self.customer(name)), **values)

    def bad_worklogs(self):
        """One worklog for everything that can be wrong with it: {words: worklog}."""
        bad = {
            "enter the employee": self.work_for("Nobody Ltd"),
            "No time was entered": self.work_for("Zero Ltd", unit_amount=0),
            "archived in Odoo": self.work_for("Gone Ltd"),
            "archived in Xero": self.work_for("Gone There Ltd"),
        }
        # as an employee's deletion by SQL, or an import, leaves it
        self.env.cr.execute(
            "UPDATE account_analytic_line SET employee_id = NULL WHERE id = %s",
            bad["enter the employee"].ids,
        )
        self.env.invalidate_all()
        bad["archived in Odoo"].xero_customer_id.active = False
        there = bad["archived in Xero"].xero_customer_id
        self.sandbox.act("archive_contact", contact=there.xero_id)
        self.read("contacts")
        gone = self.worklog_type("Gone", "GONE", 70.0)
        free = self.worklog_type("Free", "FREE", 0.0)
        bad["deleted in Xero"] = self.work_for("Typed Ltd", xero_type_id=gone.id)
        bad["has no price"] = self.work_for("Free Ltd", xero_type_id=free.id)
        self.sandbox.act("delete_item", item="GONE")
        self.read("items")
        bad["no exchange rate for USD"] = self.work_for("Dollar Inc")
        self.bill_in_dollars(bad["no exchange rate for USD"].xero_customer_id)
        return bad

    def bill_in_dollars(self, partner):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids.unlink()
        partner.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "In dollars", "currency_id": dollar.id}
        )

    def test_g13_each_bad_worklog_is_listed_and_the_others_are_billed(self):
        bad = self.bad_worklogs()
        good = self.worklog() | self.work_for("Quay Physio")
        # beside the bad ones of the same customers
        beside = [
            self.worklog(2, project=bad[words].project_id)
            for words in ("enter the employee", "No time was entered", "has no price")
        ]
        moved = self.work_for("Before Ltd")
        after = self.customer("After Ltd")
        moved.project_id.partner_id = after
        self.sync()
        for words, line in bad.items():
            self.assertEqual(line.xero_billing_state, "failed", words)
            self.assertIn(words, line.xero_reason)
            self.assertFalse(line.xero_move_id, words)
        billed = good.concat(*beside) | moved
        self.assertEqual(set(billed.mapped("xero_billing_state")), {"draft"})
        self.assertEqual(moved.xero_move_id.partner_id, after)
        self.assertEqual(moved.xero_move_id.amount_untaxed, 150.0)
        self.assertEqual(len(billed.xero_move_id), 6)
        self.assertIn("7 are to be looked at", self.organisation.worklogs_result)

    def test_g13_an_error_of_one_customer_is_its_own(self):
        """Whatever happens in the accounting of one, and nobody thought of."""
        bad, good = self.worklog(), self.work_for("Quay Physio")
        self.env.cr.execute(
            "ALTER TABLE account_move ADD CONSTRAINT no_such_customer"
            " CHECK (partner_id != %s OR xero_period_end IS NULL)",
            self.partner.ids,
        )
        with self.assertLogs("odoo.addons.xero_connector", "ERROR"):
            self.sync()
        self.assertEqual(bad.xero_billing_state, "failed")
        self.assertIn("CheckViolation", bad.xero_reason)
        self.assertTrue(good.xero_move_id)

    def test_g13_a_project_that_moves_between_work_and_billing(self):
        """Grouped for one customer, billed to another one: as the project says when it
        is billed."""
        lines = self.worklog() | self.worklog(2)
        groups, _taken = self.organisation._due_groups()
        self.task.partner_id = self.project.partner_id = self.customer("After Ltd")
        moves = self.organisation._bill_worklogs(worklogs=groups[0][2])
        self.assertEqual(moves.partner_id, self.task.partner_id)
        self.assertEqual(lines.xero_move_id, moves)
