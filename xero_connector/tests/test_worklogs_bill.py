from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsBill(XeroBillCommon):
    """Worklogs become draft invoices."""

    def test_g9_one_invoice_per_customer(self):
        other = self.customer("Quay Physio")
        lines = self.worklog(1.5) | self.worklog(2, name="Patched")
        lines |= self.worklog(1, project=self.make_project(other))
        moves = self.bill()
        self.assertEqual(set(moves.partner_id), {self.partner, other})
        move = lines[0].xero_move_id
        self.assertEqual(move.amount_untaxed, 525.0)
        self.assertEqual(move.state, "draft")
        self.assertEqual(len(move.invoice_line_ids), 2)
        self.assertEqual(move.invoice_line_ids.product_id, self.type)
        self.assertEqual(move.invoice_line_ids.tax_ids, self.tax_sale)
        self.assertIn("Checked the backups", move.invoice_line_ids[0].name)
        self.assertEqual(set(lines.mapped("xero_billing_state")), {"draft"})
        move.action_post()
        self.assertEqual(lines[0].xero_billing_state, "billed")

    def test_g9_dated_the_last_day_of_the_period(self):
        with freeze_time("2026-11-20"):
            self.worklog(date="2026-10-05")
            self.worklog(date="2026-11-02")
            move = self.bill()
            self.assertEqual(move.invoice_date, date(2026, 10, 31))
            self.assertEqual(move.amount_untaxed, 150.0, "November is not over")

    def test_g9_a_month_is_over_where_the_books_are(self):
        self.assertEqual(self.organisation._zone_name(), "Australia/Sydney")
        with freeze_time("2026-11-30 20:00"):
            line = self.worklog(date="2026-11-02")
            self.sync()
            self.assertEqual(line.xero_move_id.xero_period_end, date(2026, 11, 30))

    def test_g9_a_locked_period_is_billed_today(self):
        with freeze_time("2026-11-20"):
            self.worklog(date="2026-10-05")
            self.company.fiscalyear_lock_date = "2026-10-31"
            self.assertEqual(self.bill().invoice_date, date(2026, 11, 20))

    def test_g18_what_is_on_an_invoice_is_billed_no_more(self):
        line = self.worklog()
        move = self.bill()
        self.assertFalse(self.bill())
        self.assertEqual(line.xero_move_id, move)
        self.assertEqual(len(line.xero_worklog_line_ids), 1)

    def test_g19_new_worklogs_join_an_untouched_draft(self):
        first = self.worklog(1)
        move = self.bill()
        second = self.worklog(2)
        self.assertEqual(self.bill(), move)
        self.assertEqual(first.xero_move_id | second.xero_move_id, move)
        self.assertEqual(move.amount_untaxed, 450.0)
        self.assertEqual(len(move.invoice_line_ids), 2)
        move.invoice_line_ids[0].name = "Said better by hand"
        third = self.worklog(3)
        self.assertEqual(third.xero_move_id, move.browse())
        other = self.bill()
        self.assertNotEqual(other, move)
        self.assertEqual(third.xero_move_id, other)
        self.assertEqual(move.amount_untaxed, 450.0)

    def test_g15_one_line_for_each_group(self):
        other_task = self.env["project.task"].create(
            {"name": "Printer", "project_id": self.project.id}
        )
        lines = self.worklog(1) | self.worklog(1.25) | self.worklog(2, task=other_task)
        expected = {
            "line": [1, 1.25, 2],
            "task": [2, 2.25],
            "project": [4.25],
            "type": [4.25],
            "employee": [4.25],
            "ticket": [2, 2.25],
            "summary": [1],
        }
        for group_by, quantities in expected.items():
            self.profile.group_by = group_by
            move = self.bill()
            self.assertEqual(
                sorted(move.invoice_line_ids.mapped("quantity")), quantities, group_by
            )
            self.assertEqual(move.amount_untaxed, 637.5, group_by)
            self.assertEqual(sum(move.xero_worklog_line_ids.mapped("hours")), 4.25)
            self.assertEqual(sum(move.xero_worklog_line_ids.mapped("amount")), 637.5)
            self.assertEqual(move.amount_tax, 63.75, group_by)
            move.button_cancel()
            move.xero_worklog_line_ids._release("test")
            lines._xero_judge()

    def test_g16_the_line_says_what_the_template_asks_for(self):
        self.profile.line_template = "{employee}: {description} ({hours} h)"
        self.worklog(1.5)
        name = self.bill().invoice_line_ids.name
        self.assertEqual(name, "Ines Okafor: Checked the backups (1.50 h)")

    def test_g7_a_correction_nets_and_a_negative_invoice_waits(self):
        minus = self.worklog(-1, name="Not ours after all")
        self.assertFalse(self.bill())
        self.assertEqual(minus.xero_billing_state, "waiting")
        self.assertIn("-150", minus.xero_reason)
        self.worklog(3)
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 300.0)
        self.assertEqual(minus.xero_move_id, move)

    def test_h29_bundled_above_the_smallest_amount_and_kept_out(self):
        """Too little waits, what is enough is one line, and none of it goes to Xero."""
        self.profile.write({"minimum_amount": 200, "group_by": "summary"})
        first = self.worklog(1)
        self.assertFalse(self.bill())
        self.assertStands(first, "waiting", "200")
        lines = first | self.worklog(2, name="Moved the server")
        move = self.bill()
        self.assertEqual(move.xero_worklog_line_ids.timesheet_id, lines)
        self.assertEqual(len(move.invoice_line_ids), 1)
        self.assertEqual(move.amount_untaxed, 450.0)
        move.xero_excluded = True
        move.action_post()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "excluded")
        self.assertFalse(self.in_xero(move))

    def test_d13_a_worklog_type_becomes_an_item_with_its_invoice(self):
        """Nobody creates the item that work is billed as."""
        stream = self.env["xero.stream"]._of_kind(self.organisation, "items")
        stream.direction = "both"
        self.profile.rate_source = "odoo"
        own = self.worklog_type("Installation", "INSTALL", 90.0, linked=False)
        self.worklog(2, xero_type_id=own.id)
        move = self.bill()
        move.action_post()
        self.push(move)
        self.run_cron(self.organisation)
        there = self.in_xero(move)
        self.assertTrue(there, move.xero_message)
        self.assertEqual(there["LineItems"][0]["ItemCode"], "INSTALL")
        items = self.sandbox.organisation("AU").items.values()
        [item] = [item for item in items if item["Code"] == "INSTALL"]
        self.assertEqual(item["Name"], "Installation")
        self.assertFalse(item["IsTrackedAsInventory"])
        self.assertEqual(own.xero_state, "synced")

    def test_h29_too_little_waits_for_more(self):
        self.profile.minimum_amount = 200
        line = self.worklog(1)
        self.assertFalse(self.bill())
        self.assertEqual(line.xero_billing_state, "waiting")
        self.assertIn("200", line.xero_reason)
        self.worklog(1)
        self.assertEqual(self.bill().amount_untaxed, 300.0)

    def test_g6_extra_charges_are_lines_of_their_own(self):
        self.profile.bill_extra = True
        self.worklog(1, xero_extra_charge=45.5)
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 195.5)
        extra = move.invoice_line_ids.filtered(lambda line: not line.product_id)
        self.assertEqual(extra.price_unit, 45.5)
        self.assertEqual(extra.tax_ids, self.tax_sale)
        self.assertEqual(
            set(move.xero_worklog_line_ids.mapped("kind")), {"billed", "extra"}
        )

    def test_g5_all_work_lists_what_is_not_billed_at_no_charge(self):
        self.profile.include = "all"
        self.worklog(1)
        covered = self.worklog(2, xero_billable="covered")
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 150.0)
        self.assertEqual(covered.xero_move_id, move)
        free = covered.xero_worklog_line_ids
        self.assertEqual((free.kind, free.amount, free.hours), ("covered", 0, 2))

    def test_g9_revenue_goes_where_the_time_went(self):
        second = self.make_project(self.partner, "Second")
        for project in (self.project, second):
            if not project.account_id:
                project._create_analytic_account()
        self.profile.group_by = "type"
        self.worklog(1)
        self.worklog(3, project=second)
        self.assertEqual(
            self.bill().invoice_line_ids.analytic_distribution,
            {str(self.project.account_id.id): 25, str(second.account_id.id): 75},
        )

    def test_g9_no_cent_of_the_revenue_is_left_out(self):
        self.profile.group_by = "summary"
        for name in ("Network", "Phones", "Printers"):
            self.worklog(1, project=self.make_project(self.partner, name), task=False)
        move = self.bill()
        percents = move.invoice_line_ids.analytic_distribution.values()
        self.assertEqual(sorted(percents), [33.33, 33.33, 33.34])
        move.action_post()
        earned = move.line_ids.analytic_line_ids.mapped("amount")
        self.assertEqual(round(sum(earned), 2), 450.0)

    def test_g7_work_taken_back_is_settled_without_a_trace_on_the_line(self):
        second = self.make_project(self.partner, "Second")
        for project in (self.project, second):
            if not project.account_id:
                project._create_analytic_account()
        self.profile.group_by = "project"
        taken_back = self.worklog(2, project=second, date="2026-09-01")
        taken_back |= self.worklog(-2, project=second, date="2026-09-02")
        kept = self.worklog(1, date="2026-09-20")
        move = self.bill()
        line = move.invoice_line_ids
        self.assertEqual(
            line.analytic_distribution, {str(self.project.account_id.id): 100}
        )
        self.assertNotIn("09/01", line.name)
        self.assertEqual((taken_back | kept).xero_move_id, move)
        self.assertEqual(set(taken_back.mapped("xero_billing_state")), {"draft"})

    def test_g9_work_taken_back_earns_its_project_nothing(self):
        second = self.make_project(self.partner, "Second")
        for project in (self.project, second):
            if not project.account_id:
                project._create_analytic_account()
        self.profile.group_by = "type"
        self.worklog(5)
        self.worklog(3, project=second)
        self.worklog(-3, project=second)
        self.assertEqual(
            self.bill().invoice_line_ids.analytic_distribution,
            {str(self.project.account_id.id): 100},
        )

    def test_f4_types_are_read_before_worklogs(self):
        self.organisation.worklog_types_synced_at = False
        self.worklog()
        with self.assertRaisesRegex(UserError, "were never read"):
            self.bill()
        self.sync()
        self.assertIn("were never read", self.organisation.worklogs_result)

    def test_g1_the_scheduled_action_bills_and_says_so(self):
        line = self.worklog()
        self.sync()
        self.assertTrue(line.xero_move_id)
        self.assertIn("1 invoices with 1 worklogs", self.organisation.worklogs_result)

    def test_g1_a_first_run_over_old_work_is_asked(self):
        line = self.worklog(date="2026-02-03")
        self.sync()
        self.assertFalse(line.xero_move_id)
        self.assertIn("first time", self.organisation.billing_question)
        self.assertTrue(self.organisation.activity_ids)
        self.organisation.action_bill_anyway()
        self.sync()
        self.assertTrue(line.xero_move_id)
        self.assertFalse(self.organisation.billing_question)

    def test_g1_more_than_fifty_invoices_are_asked(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(51)]
        )
        for partner in partners:
            self.worklog(project=self.make_project(partner))
        self.sync()
        self.assertIn("51 invoices", self.organisation.billing_question)
        self.assertFalse(self.env["xero.worklog.line"].search_count([]))

    def test_g13_one_that_cannot_be_billed_takes_no_other_down(self):
        bad, good = self.worklog(), self.worklog()
        bad.xero_type_id = self.worklog_type("Free", "FREE", 0.0)
        self.sync()
        self.assertTrue(good.xero_move_id)
        self.assertFalse(bad.xero_move_id)
        self.assertEqual(bad.xero_billing_state, "failed")

    def test_g9_posted_and_sent_where_the_profile_says_so(self):
        self.profile.after = "post"
        line = self.worklog()
        self.sync()
        self.assertEqual(line.xero_move_id.state, "posted")
        self.assertEqual(line.xero_billing_state, "billed")
        self.push(line.xero_move_id)
        self.assertEqual(line.xero_move_id.xero_state, "synced")
        there = self.in_xero(line.xero_move_id)
        self.assertEqual(there["LineItems"][0]["ItemCode"], "CONSULT")
        self.assertEqual(float(there["SubTotal"]), 150.0)
