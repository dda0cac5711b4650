from odoo.tests import tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsExtra(XeroBillCommon):
    """Extra charges: judged and billed beside the time."""

    def setUp(self):
        super().setUp()
        self.profile.bill_extra = True

    def test_g6_an_extra_on_time_that_costs_nothing_is_billed(self):
        for billable in ("covered", "not_billable"):
            with self.subTest(billable):
                line = self.worklog(
                    2, xero_billable=billable, xero_extra_charge=30, name=billable
                )
                self.assertStands(line, "ready")
                self.assertEqual(line.xero_amount, 30)
                move = self.bill()
                self.assertEqual(line.xero_move_id, move)
                self.assertEqual(move.amount_untaxed, 30)
                self.assertEqual(len(move.invoice_line_ids), 1)
                self.assertFalse(move.xero_worklog_notice)
                kinds = set(move.xero_worklog_line_ids.mapped("kind"))
                listed = {"not_billable": "listed"}.get(billable, billable)
                self.assertEqual(kinds, {"extra", listed})
                move.action_post()
                move.button_draft()
                self.assertStands(line, "draft")
                move.button_cancel()
                self.assertStands(line, "ready")
                move.button_draft()
                self.assertStands(line, "draft")

    def test_g6_with_all_work_the_time_is_listed_beside_it(self):
        self.profile.include = "all"
        self.worklog(2, xero_billable="covered", xero_extra_charge=30)
        move = self.bill()
        self.assertEqual(sorted(move.invoice_line_ids.mapped("quantity")), [1, 2])
        self.assertEqual(move.amount_untaxed, 30)

    def test_g6_an_extra_without_time_needs_no_price(self):
        free = self.worklog_type("Free", "FREE", 0.0)
        line = self.worklog(0, xero_type_id=free.id, xero_extra_charge=30)
        self.assertStands(line, "ready")
        self.assertEqual(self.bill().amount_untaxed, 30)

    def test_g6_without_extras_such_time_is_not_billed(self):
        self.profile.bill_extra = False
        line = self.worklog(2, xero_billable="covered", xero_extra_charge=30)
        self.assertStands(line, "excluded", "Covered")

    def test_g6_no_extra_is_left_without_a_line(self):
        first = self.worklog(1, xero_extra_charge=30)
        move = self.bill()
        self.profile.bill_extra = False
        self.worklog(2)
        self.assertEqual(self.bill(), move)
        live = move.xero_worklog_line_ids._live()
        self.assertTrue(all(row.move_line_id for row in live))
        extra = live.filtered(lambda row: row.kind == "extra")
        self.assertEqual(extra.timesheet_id, first, "it stays as it was billed")
        self.assertEqual(move.amount_untaxed, 480)
        self.assertEqual(sum(live.mapped("amount")), 480)

    def test_g6_extras_are_bundled_under_a_name_that_customers_know(self):
        self.profile.write({"group_by": "summary", "name": "Standard, do not touch"})
        self.worklog(1, xero_extra_charge=30)
        names = self.bill().invoice_line_ids.mapped("name")
        self.assertIn("Extra charges", names)
