from odoo.tests import new_test_user, tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkBothWays(XeroSaleCommon):
    """Odoo's sales flow and billing from worklogs never bill the same."""

    def test_g18_what_is_in_our_draft_the_sales_flow_does_not_take(self):
        line = self.worklog(2)
        ours = self.bill()
        self.assertSalesLeavesIt()
        late = self.worklog(1)
        self.assertSalesLeavesIt()
        self.assertEqual(late.xero_billing_state, "ready", late.xero_reason)
        self.assertEqual(self.bill(), ours)
        self.assertEqual((line | late).timesheet_invoice_id, ours)
        self.assertOrder(3, 3)
        self.assertNothingLeft()

    def test_g18_what_the_sales_flow_took_we_do_not_take(self):
        self.profile.sales_work = "odoo"
        line = self.worklog(3)
        line.write({"xero_hours": 2, "xero_hours_reason": "Learning"})
        theirs = self.order._create_invoices()
        self.assertEqual(theirs.invoice_line_ids.quantity, 3)
        self.profile.sales_work = "order"
        self.assertEqual(line.timesheet_invoice_id, theirs)
        self.assertEqual(line.xero_billing_state, "excluded")
        self.assertIn(self.order.name, line.xero_reason)
        self.assertFalse(self.bill())
        self.assertOrder(3, 3)
        self.assertNothingLeft()
        theirs.action_post()
        # what an answer in the profile changes, changes nothing that was billed
        self.profile.write({"round_minutes": "30", "minimum_minutes": 240})
        line.xero_hours = 1
        line._xero_judge()
        self.assertOrder(3, 3)
        self.assertNothingLeft()

    def test_g18_what_was_worked_and_billed_before_stays_so(self):
        self.profile.write({"sales_work": "odoo", "round_minutes": "30"})
        self.worklog(1.2)
        self.order._create_invoices().action_post()
        self.profile.sales_work = "order"
        self.assertOrder(1.2, 1.2)
        self.assertNothingLeft()

    def test_g18_a_cancelled_invoice_of_ours_is_free_for_either(self):
        line = self.worklog(2)
        ours = self.bill()
        ours.button_cancel()
        self.assertFalse(line.timesheet_invoice_id)
        self.assertOrder(2, 0)
        again = self.bill()
        self.assertEqual(line.timesheet_invoice_id, again)
        self.assertNothingLeft()
        again.button_cancel()
        self.profile.sales_work = "odoo"
        theirs = self.order._create_invoices()
        self.assertEqual(line.timesheet_invoice_id, theirs)
        self.assertFalse(self.bill())
        self.assertOrder(2, 2)
        self.assertNothingLeft()

    def test_g18_a_cancelled_invoice_of_theirs_is_free_for_us(self):
        line, theirs = self.billed_by_sales(2)
        theirs.button_cancel()
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        ours = self.bill()
        self.assertEqual(line.timesheet_invoice_id, ours)
        self.assertOrder(2, 2)
        self.assertNothingLeft()

    def test_g18_a_deleted_invoice_of_theirs_is_free_for_us(self):
        line, theirs = self.billed_by_sales(2)
        theirs.unlink()
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        self.assertTrue(self.bill())
        self.assertNothingLeft()

    def test_g18_a_credit_note_frees_nothing_unless_told_to(self):
        for group_by in ("line", "summary"):
            self.profile.group_by = group_by
            line = self.worklog(2)
            ours = self.bill()
            ours.action_post()
            self.credit(ours)
            self.assertEqual(ours.payment_state, "reversed")
            self.assertEqual(line.timesheet_invoice_id, ours, group_by)
            self.assertEqual(line.xero_billing_state, "billed")
            self.assertNothingLeft()
            self.assertFalse(self.bill())

    def test_g18_a_credit_note_told_to_frees_for_either(self):
        line = self.worklog(2)
        ours = self.bill()
        ours.action_post()
        self.credit(ours, xero_rebill=True)
        self.assertFalse(line.timesheet_invoice_id)
        self.assertOrder(2, 0)
        again = self.bill()
        again.action_post()
        self.assertOrder(2, 2)
        self.assertNothingLeft()
        self.credit(again, xero_rebill=True)
        self.profile.sales_work = "odoo"
        theirs = self.order._create_invoices()
        self.assertEqual(theirs.invoice_line_ids.quantity, 2)
        self.assertEqual(line.timesheet_invoice_id, theirs)
        self.assertFalse(self.bill())
        self.assertNothingLeft()

    def test_g18_a_reversal_posted_by_code_frees_what_its_wizard_frees(self):
        line = self.worklog(2)
        ours = self.bill()
        ours.action_post()
        ours._reverse_moves([{"xero_rebill": True}], cancel=True)
        self.assertFalse(line.timesheet_invoice_id)
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        self.assertOrder(2, 0)
        kept = self.bill()
        kept.action_post()
        kept._reverse_moves(cancel=True)
        self.assertEqual(line.timesheet_invoice_id, kept)
        self.assertNothingLeft()

    def test_g18_reversed_and_made_anew_is_billed_once(self):
        line = self.worklog(2)
        ours = self.bill()
        ours.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=ours.ids)
            .create({"journal_id": ours.journal_id.id})
        )
        wizard.modify_moves()
        anew = line.xero_move_id
        self.assertNotEqual(anew, ours)
        self.assertEqual(line.timesheet_invoice_id, anew)
        self.assertOrder(2, 2)
        self.assertNothingLeft()
        anew.action_post()
        self.assertNothingLeft()

    def test_g18_a_period_of_sales_takes_nothing_that_we_billed(self):
        self.worklog(2)
        ours = self.bill()
        ours.action_post()
        self.credit(ours)
        self.profile.sales_work = "odoo"
        late = self.worklog(1)
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=self.order.ids, active_model="sale.order")
            .create(
                {
                    "advance_payment_method": "delivered",
                    "date_start_invoice_timesheet": "2026-01-01",
                }
            )
        )
        self.assertTrue(wizard.invoicing_timesheet_enabled)
        wizard.create_invoices()
        theirs = late.timesheet_invoice_id
        self.assertEqual(theirs.invoice_line_ids.quantity, 1)

    def test_g18_a_profile_that_leaves_it_to_sales_later_leaves_what_was_billed(self):
        self.profile.round_minutes = "30"
        self.worklog(1.2)
        ours = self.bill()
        ours.action_post()
        self.profile.sales_work = "odoo"
        self.assertOrder(1.5, 1.5)
        self.assertNothingLeft()
        self.worklog(1.2)
        self.assertOrder(2.7, 1.5)

    def test_g18_each_does_it_with_no_more_rights_than_before(self):
        seller = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        worker = new_test_user(
            self.env, "worker", groups="hr_timesheet.group_hr_timesheet_user"
        )
        self.employee.user_id = worker
        self.project.privacy_visibility = "employees"
        Line = self.env["account.analytic.line"].with_user(worker)
        line = Line.create(
            {
                "name": "Logged",
                "project_id": self.project.id,
                "task_id": self.task.id,
                "unit_amount": 1,
            }
        )
        line.unit_amount = 2
        self.assertEqual(line.sudo().so_line, self.order_line)
        self.assertOrder(2, 0)
        ours = self.bill()
        ours.with_user(self.user_none).button_cancel()
        self.assertOrder(2, 0)
        order = self.order.with_user(seller)
        order.invalidate_recordset()
        self.assertEqual(order.order_line.qty_to_invoice, 2)
        self.assertSalesLeavesIt(order)
        self.profile.sales_work = "odoo"
        theirs = order._create_invoices()
        self.assertEqual(line.sudo().timesheet_invoice_id.id, theirs.id)
        self.assertFalse(self.bill())
        self.assertNothingLeft()
