from odoo.tests import tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkBilled(XeroSaleCommon):
    """After billing, the order shows nothing left to invoice."""

    def test_g8_nothing_is_left_on_the_order(self):
        lines = self.worklog(2) | self.worklog(1.5)
        self.assertOrder(3.5, 0)
        self.assertEqual(self.order.invoice_status, "to invoice")
        move = self.bill()
        self.assertEqual(move.invoice_line_ids.sale_line_ids, self.order_line)
        self.assertEqual(lines.timesheet_invoice_id, move)
        self.assertEqual(self.order.invoice_ids, move)
        self.assertOrder(3.5, 3.5)
        move.action_post()
        self.assertOrder(3.5, 3.5)
        self.assertEqual(self.order_line.qty_invoiced_posted, 3.5)
        self.assertNothingLeft()
        self.push(move)
        self.assertEqual(move.xero_state, "synced")

    def test_g8_hours_written_down_are_not_left_to_invoice(self):
        line = self.worklog(3)
        line.write({"xero_hours": 2, "xero_hours_reason": "Learning"})
        self.assertOrder(2, 0)
        move = self.bill()
        move.action_post()
        self.assertEqual(move.invoice_line_ids.quantity, 2)
        self.assertOrder(2, 2)
        self.assertEqual(line.unit_amount, 3)
        self.assertNothingLeft()

    def test_g8_hours_rounded_up_are_not_taken_back(self):
        self.profile.round_minutes = "30"
        self.worklog(3.1)
        move = self.bill()
        move.action_post()
        self.assertOrder(3.5, 3.5)
        self.assertNothingLeft()

    def test_g8_another_price_leaves_nothing(self):
        self.profile.rate_source = "odoo"
        self.order_line.discount = 5
        self.worklog(2, xero_charge=120.0)
        self.worklog(2)
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 240.0 + 380.0)
        move.action_post()
        self.assertNothingLeft()

    def test_g5_covered_work_is_not_delivered_on_the_order(self):
        self.profile.include = "all"
        self.worklog(2)
        covered = self.worklog(3, xero_billable="covered")
        self.assertOrder(2, 0)
        move = self.bill()
        self.assertEqual(covered.xero_move_id, move)
        self.assertEqual(covered.timesheet_invoice_id, move)
        self.assertEqual(len(move.invoice_line_ids), 2)
        self.assertEqual(len(move.invoice_line_ids.filtered("sale_line_ids")), 1)
        move.action_post()
        self.assertOrder(2, 2)
        self.assertNothingLeft()

    def test_g6_an_extra_charge_is_no_quantity_of_the_order(self):
        self.profile.bill_extra = True
        self.worklog(2, xero_extra_charge=45.0)
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 345.0)
        move.action_post()
        self.assertOrder(2, 2)
        self.assertNothingLeft()

    def test_g15_order_lines_do_not_share_a_line_in_any_grouping(self):
        other = self.make_order(self.sold_product(name="Support"))
        lines = self.worklog(1) | self.sold(2, other.order_line)
        lines |= self.sold(4)
        for group_by in ("type", "summary", "line", "project"):
            self.profile.group_by = group_by
            move = self.bill()
            self.assertEqual(len(move.invoice_line_ids), 3, group_by)
            self.assertEqual(move.amount_untaxed, 7 * 150, group_by)
            self.assertOrder(1, 1)
            self.assertOrder(2, 2, other.order_line)
            self.assertEqual(lines[2].timesheet_invoice_id, move.browse())
            move.unlink()
            self.assertOrder(1, 0)
            self.assertOrder(2, 0, other.order_line)
            self.assertFalse(lines.timesheet_invoice_id)
            lines._xero_judge()

    def test_g19_late_work_joins_the_draft_of_its_order(self):
        first = self.worklog(1)
        move = self.bill()
        second = self.worklog(2)
        self.assertOrder(3, 1)
        self.assertEqual(self.bill(), move)
        self.assertEqual((first | second).timesheet_invoice_id, move)
        self.assertOrder(3, 3)

    def test_g7_a_correction_goes_through_its_order(self):
        line = self.worklog(3)
        move = self.bill()
        move.action_post()
        correction = line._xero_make_correction(-1, "Half of it was ours")
        self.assertEqual(correction.so_line, self.order_line)
        self.assertTrue(correction.xero_by_order)
        self.assertOrder(2, 3)
        self.worklog(2)
        self.assertEqual(self.bill().amount_untaxed, 150.0)
        self.assertOrder(4, 4)
        self.bill()
        self.assertOrder(4, 4)

    def test_g17_a_line_that_a_person_removed_is_open_on_the_order(self):
        line, other = self.worklog(1), self.worklog(2)
        move = self.bill()
        tied = line.xero_worklog_line_ids.move_line_id
        move.write({"invoice_line_ids": [(2, tied.id)]})
        self.assertEqual(line.xero_billing_state, "held")
        self.assertFalse(line.timesheet_invoice_id)
        self.assertEqual(other.timesheet_invoice_id, move)
        self.assertOrder(3, 2)
