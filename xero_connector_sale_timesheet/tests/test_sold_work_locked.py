from odoo.exceptions import UserError
from odoo.tests import tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkLocked(XeroSaleCommon):
    """Two locks, ours and that of the sales flow: each holds beside the other."""

    def both_orders(self):
        """Run with the classes of the two addons in either order, as the loading of
        modules could leave them."""
        model = type(self.env["account.analytic.line"])
        bases = model.__bases__
        self.addCleanup(setattr, model, "__bases__", bases)
        yield "as loaded"

        def at(base):
            return base.__module__.split(".")[2:3]

        ours = [base for base in bases if at(base) == ["xero_connector"]]
        theirs = [base for base in bases if at(base) == ["sale_timesheet"]]
        self.assertTrue(ours and theirs)
        first, second = (
            (theirs, ours)
            if bases.index(ours[0]) < bases.index(theirs[0])
            else (ours, theirs)
        )
        rest = [base for base in bases if base not in (*ours, *theirs)]
        glue = [base for base in rest if at(base) == ["xero_connector_sale_timesheet"]]
        others = [base for base in rest if base not in glue]
        model.__bases__ = (*glue, *first, *second, *others)
        yield "the other way round"

    def test_g18_what_we_billed_is_locked(self):
        line = self.worklog(2)
        other = self.make_order(self.sold_product(name="Support"))
        ours = self.bill()
        for order in self.both_orders():
            with self.subTest(order):
                self.assertTrue(line._is_readonly())
                self.assertFalse(line._is_not_billed())
                for values in (
                    {"unit_amount": 5},
                    {"so_line": other.order_line.id},
                    {"so_line": False},
                    {"date": "2026-01-05"},
                    {"xero_hours": 5},
                ):
                    with self.assertRaises(UserError):
                        line.write(values)
                self.task.sale_line_id = other.order_line
                self.assertEqual(line.so_line, self.order_line)
                self.task.sale_line_id = self.order_line
                line.timesheet_invoice_id = False
                self.assertEqual(line.timesheet_invoice_id, ours)

    def test_g18_what_sales_billed_is_locked(self):
        line, theirs = self.billed_by_sales(2)
        other = self.make_order(self.sold_product(name="Support"))
        for order in self.both_orders():
            with self.subTest(order):
                self.assertTrue(line._is_readonly())
                for values in (
                    {"unit_amount": 5},
                    {"so_line": other.order_line.id},
                    {"date": "2026-01-05"},
                ):
                    with self.assertRaises(UserError):
                        line.write(values)
                self.task.sale_line_id = other.order_line
                self.assertEqual(line.so_line, self.order_line)
                self.task.sale_line_id = self.order_line
        theirs.button_cancel()
        line.write({"xero_hours": 1, "xero_hours_reason": "Half of it was ours"})
        self.assertOrder(1, 0)

    def test_g18_the_customer_of_billed_work_stays(self):
        theirs, _invoice = self.billed_by_sales(1)
        ours = self.worklog(2)
        self.bill()
        self.assertTrue(ours.xero_move_id)
        self.assertFalse(theirs.xero_move_id)
        self.assertTrue(theirs.timesheet_invoice_id)
        moved = self.customer("Quay Physio")
        for order in self.both_orders():
            with self.subTest(order):
                self.project.partner_id = moved
                self.task.partner_id = moved
                self.env.flush_all()
                self.assertEqual((ours | theirs).partner_id, self.partner)
                self.project.partner_id = self.partner
                self.task.partner_id = self.partner

    def test_g18_work_without_an_order_gets_none_after_billing(self):
        line = self.worklog(1, task=False, project=self.project)
        self.assertFalse(line.so_line)
        self.bill()
        self.project.sale_line_id = self.order_line
        self.assertFalse(line.so_line)
        with self.assertRaises(UserError):
            line.so_line = self.order_line

    def test_g18_what_is_set_free_catches_up(self):
        line = self.worklog(2)
        other = self.make_order(self.sold_product(name="Support"))
        ours = self.bill()
        for order in self.both_orders():
            with self.subTest(order):
                self.task.sale_line_id = other.order_line
                self.env.flush_all()
                self.assertEqual(line.so_line, self.order_line)
                ours.button_cancel()
                self.assertEqual(line.so_line, other.order_line)
                self.assertOrder(0, 0)
                self.assertOrder(2, 0, other.order_line)
                line.so_line = self.task.sale_line_id = self.order_line
                ours = self.bill()
