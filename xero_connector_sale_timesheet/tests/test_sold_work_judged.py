from odoo.fields import Command
from odoo.tests import Form, tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkJudged(XeroSaleCommon):
    """Whether work of an order is billed by us, to whom, and at which rate."""

    def test_g8_left_to_the_sales_flow_unless_the_profile_says_otherwise(self):
        profile = self.env["xero.billing.profile"].create(
            {"name": "New", "organisation_id": self.organisation.id}
        )
        self.assertEqual(profile.sales_work, "odoo")
        line = self.worklog(2)
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        self.profile.sales_work = "odoo"
        self.assertEqual(line.xero_billing_state, "excluded")
        self.assertIn(self.order.name, line.xero_reason)
        self.assertFalse(self.bill())
        invoice = self.order._create_invoices()
        self.assertEqual(invoice.amount_untaxed, 400.0)
        self.assertIn("Billed by the sales order", line.xero_reason)

    def test_g8_the_sales_flow_bills_what_was_worked_where_it_is_left_to_it(self):
        self.profile.write({"sales_work": "odoo", "round_minutes": "30"})
        self.worklog(1.2)
        self.assertOrder(1.2, 0)
        self.profile.sales_work = "order"
        self.assertOrder(1.5, 0)

    def test_g8_the_profile_asks_on_its_form(self):
        with Form(self.profile) as form:
            form.sales_work = "odoo"
        self.assertEqual(self.profile.sales_work, "odoo")

    def test_g8_fixed_prices_are_never_billed_by_the_hour(self):
        line = self.worklog(2)
        policies = (
            "ordered_prepaid",
            "delivered_milestones",
            "delivered_manual",
        )
        for policy in policies:
            for sales_work in ("order", "odoo"):
                self.profile.sales_work = sales_work
                product = self.sold_product(policy, name=f"Fixed {policy}")
                order = self.make_order(product)
                line.so_line = order.order_line
                self.assertEqual(line.xero_billing_state, "excluded", policy)
                self.assertIn("fixed price", line.xero_reason)
                self.assertIn(order.name, line.xero_reason)
                self.assertFalse(line.xero_by_order)
                self.assertFalse(self.bill())

    def test_g5_a_project_that_bills_nobody_is_not_billable(self):
        project = self.make_project(self.partner, "Inside", allow_billable=False)
        line = self.worklog(1, project=project)
        line.partner_id = self.partner
        self.assertEqual(line.xero_billed_as, "not_billable")
        self.assertEqual(line.xero_billing_state, "excluded")
        line.xero_billable = "to_bill"
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)

    def test_g8_an_order_must_be_confirmed(self):
        line = self.worklog(1)
        self.order._action_cancel()
        self.assertEqual(line.xero_billing_state, "failed")
        self.assertIn(self.order.name, line.xero_reason)
        self.assertFalse(self.bill())

    def test_g11_the_order_says_the_price_and_the_discount(self):
        self.profile.rate_source = "odoo"
        line = self.worklog(2)
        self.assertEqual(line.xero_rate, 200.0)
        self.order_line.discount = 10
        self.assertEqual((line.xero_rate, line.xero_amount), (180.0, 360.0))
        line.xero_charge = 95
        self.assertEqual(line.xero_rate, 95.0)
        self.profile.rate_source = "xero"
        self.assertEqual(line.xero_rate, 150.0, "Xero's price of the type")

    def test_g11_a_day_has_eight_hours(self):
        self.profile.rate_source = "odoo"
        day = self.env.ref("uom.product_uom_day")
        product = self.sold_product(name="Day of work", uom_id=day.id, list_price=1600)
        order = self.make_order(product)
        line = self.sold(4, order.order_line)
        self.assertEqual(line.xero_rate, 200.0)
        move = self.bill()
        self.assertEqual(move.invoice_line_ids.quantity, 4)
        self.assertOrder(0.5, 0.5, order.order_line)
        move.action_post()
        self.assertNothingLeft(order.order_line)

    def test_g11_the_employee_mapping_chooses_the_order_line(self):
        self.profile.rate_source = "odoo"
        senior = self.make_order(self.sold_product(name="Senior", list_price=280.0))
        self.project.write(
            {
                "sale_line_id": self.order_line.id,
                "sale_line_employee_ids": [
                    Command.create(
                        {
                            "employee_id": self.employee.id,
                            "sale_line_id": senior.order_line.id,
                        }
                    )
                ],
            }
        )
        line = self.worklog(1)
        self.assertEqual(line.so_line, senior.order_line)
        self.assertEqual(line.xero_rate, 280.0)
        self.bill()
        self.assertOrder(1, 1, senior.order_line)

    def test_g4_what_was_sold_is_the_type_where_it_is_one(self):
        line = self.worklog(1)
        self.assertEqual(line.xero_billed_type_id, self.type)
        sold = self.worklog_type("Engineering", "ENGINEER", 170.0)
        template = sold.product_tmpl_id
        template.write({"invoice_policy": "delivery", "service_type": "timesheet"})
        line.so_line = self.make_order(sold).order_line
        self.assertEqual(line.xero_billed_type_id, sold)
        line.xero_type_id = self.type
        self.assertEqual(line.xero_billed_type_id, self.type)

    def test_g8_the_order_says_who_is_billed_in_which_currency(self):
        payer = self.customer("Holding")
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": usd.id, "rate": 0.5, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": usd.id}
        )
        self.profile.rate_source = "odoo"
        order = self.make_order(
            self.sold_product(name="Abroad"),
            pricelist_id=pricelist.id,
            partner_invoice_id=payer.id,
        )
        order.order_line.price_unit = 120.0
        line = self.sold(2, order.order_line)
        self.assertEqual(line.xero_customer_id, payer)
        self.assertEqual((line.xero_currency_id, line.xero_amount), (usd, 240.0))
        move = self.bill()
        self.assertEqual((move.partner_id, move.currency_id), (payer, usd))
        self.assertEqual(move.amount_untaxed, 240.0)
        move.action_post()
        self.assertNothingLeft(order.order_line)
        payer.active = False
        late = self.sold(1, order.order_line)
        self.assertEqual(late.xero_billing_state, "failed")
        self.assertIn("Holding", late.xero_reason)

    def test_g8_work_under_other_taxes_is_another_invoice(self):
        free = self.env["account.tax"].create(
            {"name": "Export 0%", "amount": 0, "type_tax_use": "sale"}
        )
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        order = self.make_order(
            self.sold_product(name="Abroad"), fiscal_position_id=position.id
        )
        order.order_line.tax_ids = free
        away = self.sold(1, order.order_line)
        here = self.worklog(1)
        outside = self.sold(1)
        moves = self.bill()
        self.assertEqual(len(moves), 2)
        self.assertEqual(away.xero_move_id.fiscal_position_id, position)
        self.assertEqual(away.xero_move_id.invoice_line_ids.tax_ids, free)
        self.assertEqual(here.xero_move_id, outside.xero_move_id)
        again = self.sold(1, order.order_line)
        self.assertEqual(self.bill(), away.xero_move_id)
        self.assertEqual(again.xero_move_id, away.xero_move_id)

    def test_g10_another_order_item_is_reviewed_again(self):
        self.profile.needs_approval = True
        line = self.worklog(2)
        line.action_xero_approve()
        self.assertEqual(line.xero_billing_state, "ready", line.xero_reason)
        other = self.make_order(self.sold_product(name="Support", list_price=90.0))
        self.task.sale_line_id = other.order_line
        self.assertEqual(line.so_line, other.order_line)
        self.assertEqual(line.xero_billing_state, "review")
        line.action_xero_approve()
        self.assertEqual(line.xero_billing_state, "ready")
