from odoo.tests import tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkCounted(XeroSaleCommon):
    """What an order counts as invoiced, whatever becomes of the invoice's lines."""

    def reversal(self, move, **values):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, **values})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def test_g8_two_lines_of_an_order_on_one_invoice(self):
        order = self.make_order(
            self.sold_product(name="Junior"), self.sold_product(name="Senior")
        )
        junior, senior = order.order_line
        for group_by in ("line", "task", "summary"):
            self.profile.group_by = group_by
            lines = self.sold(1, junior) | self.sold(2, junior) | self.sold(4, senior)
            move = self.bill()
            by_line = move.invoice_line_ids.grouped("sale_line_ids")
            self.assertEqual(set(by_line), {junior, senior}, group_by)
            self.assertOrder(3, 3, junior)
            self.assertOrder(4, 4, senior)
            move.action_post()
            for line in (junior, senior):
                self.assertNothingLeft(line)
            self.assertEqual(set(lines.timesheet_invoice_id), set(move))
            # the next round begins with nothing
            self.credit(move, xero_rebill=True)
            self.assertOrder(3, 0, junior)
            self.assertOrder(4, 0, senior)
            lines.write({"xero_billable": "not_billable"})
            self.assertOrder(0, 0, junior)

    def test_g8_an_invoice_that_is_credited_in_part(self):
        """Hours that were credited are given, not billed again, unless told so."""
        for group_by in ("line", "summary"):
            self.profile.group_by = group_by
            order = self.make_order(self.sold_product())
            hours = order.order_line
            first, second = self.sold(2, hours), self.sold(3, hours)
            move = self.bill()
            move.action_post()
            credit = self.reversal(move)
            # an hour's price of whatever there is
            credit.invoice_line_ids[1:].unlink()
            credit.invoice_line_ids.write({"quantity": 1, "price_unit": 150})
            credit.action_post()
            self.assertEqual(credit.amount_untaxed, 150)
            self.assertOrder(5, 5, hours)
            self.assertEqual(hours.qty_invoiced_posted, 5)
            self.assertEqual((first | second).timesheet_invoice_id, move)
            self.assertNothingLeft(hours)
            self.assertFalse(self.bill())

    def test_g8_a_credited_line_is_open_and_the_others_are_not(self):
        first, second = self.worklog(2), self.worklog(3)
        move = self.bill()
        move.action_post()
        credit = self.reversal(move, xero_rebill=True)
        kept = second.xero_worklog_line_ids.move_line_id
        credit.invoice_line_ids.filtered(
            lambda line: line.xero_origin_line_id == kept
        ).unlink()
        credit.action_post()
        self.assertFalse(first.timesheet_invoice_id)
        self.assertEqual(second.timesheet_invoice_id, move)
        self.assertOrder(5, 3)
        again = self.bill()
        self.assertEqual(again.invoice_line_ids.quantity, 2)
        self.assertOrder(5, 5)
        again.action_post()
        self.assertNothingLeft()

    def test_g8_an_order_in_another_currency_than_the_customers(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": usd.id, "rate": 0.5, "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": usd.id}
        )
        order = self.make_order(
            self.sold_product(name="Abroad"), pricelist_id=pricelist.id
        )
        abroad, here = self.sold(2, order.order_line), self.worklog(1)
        self.assertEqual((abroad.xero_rate, here.xero_rate), (75, 150))
        moves = self.bill()
        self.assertEqual(len(moves), 2)
        self.assertEqual(abroad.xero_move_id.currency_id, usd)
        self.assertEqual(abroad.xero_move_id.amount_untaxed, 150)
        self.assertEqual(here.xero_move_id.amount_untaxed, 150)
        self.assertNotEqual(here.xero_move_id.currency_id, usd)
        self.assertOrder(2, 2, order.order_line)
        self.assertOrder(1, 1)
        moves.action_post()
        for line in (order.order_line, self.order_line):
            self.assertNothingLeft(line)

    # === FIXED PRICES === #

    def test_g8_a_project_at_a_fixed_price_is_not_billed_by_the_hour(self):
        """Whoever sold it, and whatever its tasks say."""
        for policy in ("delivered_milestones", "delivered_manual", "ordered_prepaid"):
            order = self.make_order(self.sold_product(policy, name=policy))
            project = self.make_project(
                self.partner, policy, sale_line_id=order.order_line.id
            )
            task = self.env["project.task"].create(
                {"name": "Go live", "project_id": project.id}
            )
            loose = self.env["project.task"].create(
                {"name": "Go live again", "project_id": project.id}
            )
            loose.sale_line_id = False
            own = self.worklog(1, project=project, task=False)
            of_task, of_loose = self.worklog(2, task=task), self.worklog(4, task=loose)
            self.assertEqual((own | of_task).so_line, order.order_line)
            self.assertFalse(of_loose.so_line)
            for line in own | of_task | of_loose:
                self.assertEqual(line.xero_billing_state, "excluded", policy)
                self.assertTrue(line.xero_reason)
            self.assertFalse(self.bill())
            self.assertFalse(order.invoice_ids)
            # somebody who says so bills it
            of_loose.xero_billable = "to_bill"
            self.assertEqual(of_loose.xero_billing_state, "ready", of_loose.xero_reason)
            of_loose.xero_billable = False
            project.sale_line_id = self.order_line
            self.assertEqual(of_loose.xero_billing_state, "ready", of_loose.xero_reason)
            (own | of_task | of_loose).xero_held = True
