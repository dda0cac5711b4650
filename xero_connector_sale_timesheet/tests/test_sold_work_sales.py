from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkSales(XeroSaleCommon):
    """Create Invoice on an order leaves what we bill to us, and bills all else."""

    def wizard(self, orders=None, **values):
        wizards = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=(orders or self.order).ids
        )
        return wizards.create(values)

    def mixed_order(self):
        """Hours in a section of their own, and a fixed price in another."""
        fixed = self.sold_product("ordered_prepaid", name="Set-up", list_price=300)
        return self.make_order(
            order_line=[
                Command.create({"display_type": "line_section", "name": "By the hour"}),
                Command.create({"display_type": "line_note", "name": "As it comes"}),
                Command.create({"product_id": self.order_line.product_id.id}),
                Command.create({"display_type": "line_note", "name": "And goes"}),
                Command.create({"display_type": "line_section", "name": "Fixed"}),
                Command.create({"product_id": fixed.id, "product_uom_qty": 1}),
                Command.create({"display_type": "line_note", "name": "At once"}),
            ]
        )

    def test_g18_what_nobody_approved_the_sales_flow_does_not_bill(self):
        self.profile.needs_approval = True
        line = self.worklog(2)
        self.assertEqual(line.xero_billing_state, "review")
        self.assertOrder(2, 0)
        self.assertSalesLeavesIt()
        with self.assertRaisesRegex(UserError, self.profile.name):
            self.wizard().create_invoices()
        self.assertFalse(self.order.invoice_ids)
        line.action_xero_approve()
        self.assertSalesLeavesIt()
        move = self.bill()
        self.assertEqual(move.amount_untaxed, 300.0)
        self.assertEqual(line.timesheet_invoice_id, move)
        self.assertNothingLeft()

    def test_g18_where_sales_bills_it_nothing_is_said_and_all_is_billed(self):
        self.profile.sales_work = "odoo"
        wizard = self.wizard()
        self.assertFalse(wizard.xero_notice)
        with self.assertRaisesRegex(UserError, "No items are available"):
            wizard.create_invoices()
        self.worklog(2)
        self.wizard().create_invoices()
        self.assertEqual(self.order.invoice_ids.amount_untaxed, 400.0)

    def test_g18_a_company_without_xero_bills_as_ever(self):
        self.organisation.active = False
        self.worklog(2)
        self.assertEqual(self.order._create_invoices().amount_untaxed, 400.0)

    def test_g18_a_customer_whose_profile_leaves_it_to_sales(self):
        other = self.profile.copy({"name": "As sold", "sales_work": "odoo"})
        self.worklog(2)
        self.partner.xero_billing_profile_id = other
        self.assertEqual(self.order._create_invoices().amount_untaxed, 400.0)

    def test_g18_whose_profile_counts_is_looked_up_when_sales_bills(self):
        """The order's customer is not the project's, on whom the worklog hangs."""
        self.profile.sales_work = "odoo"
        other = self.profile.copy({"name": "Reviewed", "sales_work": "order"})
        sister = self.customer("Sister")
        order = self.make_order(self.sold_product(name="S"), partner_id=sister.id)
        line = self.sold(2, order.order_line)
        self.assertFalse(line.xero_by_order)
        sister.xero_billing_profile_id = other
        self.assertSalesLeavesIt(order)

    def test_g18_the_rest_of_the_order_is_billed_by_sales(self):
        order = self.mixed_order()
        [by_hours, fixed] = order.order_line.filtered("product_id")
        self.sold(2, by_hours)
        wizard = self.wizard(order)
        self.assertIn(order.name, wizard.xero_notice)
        self.assertFalse(wizard.invoicing_timesheet_enabled)
        wizard.create_invoices()
        theirs = order.invoice_ids
        names = theirs.invoice_line_ids.sorted("sequence").mapped("name")
        self.assertEqual(names, ["Fixed", fixed.name, "At once"])
        self.assertEqual(theirs.amount_untaxed, 300.0)
        ours = self.bill()
        self.assertEqual(ours.amount_untaxed, 300.0)
        self.assertEqual(order.invoice_ids, ours | theirs)
        (ours | theirs).action_post()
        self.assertNothingLeft(by_hours)

    def test_g18_many_orders_at_once(self):
        """Orders with nothing else are passed over, the others invoiced."""
        self.worklog(2)
        order = self.mixed_order()
        self.wizard(self.order | order).create_invoices()
        self.assertFalse(self.order.invoice_ids)
        self.assertEqual(order.invoice_ids.amount_untaxed, 300.0)

    def test_g18_work_from_before_the_profile_is_left_to_sales(self):
        day = self.worklog(1).date
        self.profile.from_date = day
        old = self.worklog(4, date=day - timedelta(days=10))
        older = self.worklog(8, date=day - timedelta(days=20))
        self.assertEqual(set((old | older).mapped("xero_by_order")), {False})
        self.assertOrder(13, 0)
        wizard = self.wizard()
        self.assertTrue(wizard.invoicing_timesheet_enabled)
        wizard.date_start_invoice_timesheet = day - timedelta(days=15)
        wizard.create_invoices()
        theirs = self.order.invoice_ids
        self.assertEqual(theirs.invoice_line_ids.quantity, 4)
        self.assertEqual(theirs.timesheet_ids, old)
        self.assertOrder(13, 4)
        rest = self.order._create_invoices()
        self.assertEqual(rest.invoice_line_ids.quantity, 8)
        self.assertEqual(rest.timesheet_ids, older)
        self.assertSalesLeavesIt()
        ours = self.bill()
        self.assertEqual(ours.invoice_line_ids.quantity, 1)
        self.assertOrder(13, 13)
        self.assertNothingLeft()

    def test_g18_old_work_on_a_credit_note_of_sales_is_billed_once(self):
        """More was paid up front than is left to invoice at the end."""
        wizard = self.wizard(advance_payment_method="fixed", fixed_amount=2000)
        wizard.create_invoices()
        self.order.invoice_ids.action_post()
        day = self.worklog(1).date
        self.profile.from_date = day
        old = self.worklog(2, date=day - timedelta(days=10))
        self.bill().action_post()
        credit = self.order._create_invoices(final=True)
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual(old.timesheet_invoice_id, credit)
        self.assertOrder(3, 3)
        late = self.worklog(4)
        self.assertSalesLeavesIt()
        self.profile.from_date = "2026-01-01"
        self.assertEqual(old.xero_billing_state, "excluded")
        self.bill()
        self.assertFalse(old.xero_move_id)
        self.assertTrue(late.xero_move_id)
        self.assertOrder(7, 7)

    def test_g18_sales_does_not_give_back_what_pays_for_open_work(self):
        order = self.mixed_order()
        [by_hours, fixed] = order.order_line.filtered("product_id")
        self.wizard(
            order, advance_payment_method="fixed", fixed_amount=400
        ).create_invoices()
        order.invoice_ids.action_post()
        self.sold(1, by_hours)
        theirs = order._create_invoices(final=True)
        self.assertEqual(theirs.amount_total, 330)
        named = theirs.invoice_line_ids.filtered("product_id").sale_line_ids
        self.assertEqual(named, fixed)
        self.assertFalse(theirs.invoice_line_ids.filtered("is_downpayment"))
        ours = self.bill()
        self.assertEqual(ours.amount_total, 0)

    def test_g7_a_correction_of_ours_is_not_credited_by_sales(self):
        line = self.worklog(3)
        self.bill().action_post()
        line._xero_make_correction(-1, "Half of it was ours")
        self.assertOrder(2, 3)
        self.assertSalesLeavesIt()

    def test_g18_what_was_paid_online_is_not_billed_by_its_quantity(self):
        """The invoice that Odoo makes by itself of a paid order."""
        order = self.order.with_context(raise_if_nothing_to_invoice=False)
        order._force_lines_to_invoice_policy_order()
        self.assertEqual(self.order_line.qty_to_invoice, 10)
        self.assertFalse(order._create_invoices(final=True))

    def test_g18_the_wizard_says_who_bills_it(self):
        self.worklog(1)
        wizards = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=self.order.ids
        )
        with Form(wizards) as form:
            self.assertIn(self.order.name, form.xero_notice)
            self.assertIn(self.profile.name, form.xero_notice)

    def test_g18_nobody_hands_a_worklog_to_sales_by_writing_it(self):
        self.profile.needs_approval = True
        line = self.worklog(2)
        worker = new_test_user(
            self.env, "worker", groups="hr_timesheet.group_timesheet_manager"
        )
        with self.assertRaisesRegex(AccessError, "follows from the order"):
            line.with_user(worker).xero_by_order = False
        copied = line.with_user(worker).copy()
        self.assertTrue(copied.xero_by_order)
        self.assertSalesLeavesIt()

    def test_g18_who_sells_may_ask_without_rights_on_worklogs(self):
        self.worklog(2)
        order = self.mixed_order()
        seller = self.user_none
        seller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        orders = (self.order | order).with_user(seller)
        orders.invalidate_recordset()
        self.assertIn(self.order.name, self.wizard(orders).xero_notice)
        orders._create_invoices()
        self.assertEqual(order.invoice_ids.amount_untaxed, 300.0)
        self.assertFalse(self.order.invoice_ids)
