from odoo.tests import tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkPaidAhead(XeroSaleCommon):
    """What was paid up front is deducted from our invoices, once and to the cent."""

    def setUp(self):
        super().setUp()
        self.profile.rate_source = "odoo"

    def pay_ahead(self, amount, order=None, post=True):
        """A down payment with taxes, by the wizard of Sales.

        :return: its invoice
        """
        order = order or self.order
        wizards = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids
        )
        before = order.invoice_ids
        wizards.create(
            {"advance_payment_method": "fixed", "fixed_amount": amount}
        ).create_invoices()
        move = order.invoice_ids - before
        if post:
            move.action_post()
        return move

    def deducted(self, move):
        """The lines of an invoice that deduct."""
        return move.invoice_line_ids.filtered("is_downpayment")

    def ahead(self, order=None):
        return (order or self.order).order_line._xero_ahead()

    def left(self, order=None):
        return float(sum(line._xero_left_ahead().total for line in self.ahead(order)))

    def assertTotals(self, move, untaxed, tax):
        self.assertEqual((move.amount_untaxed, move.amount_tax), (untaxed, tax))

    def test_g8_is_deducted_from_our_invoice(self):
        paid = self.pay_ahead(110)
        self.assertTotals(paid, 100, 10)
        self.worklog(2)
        move = self.bill()
        self.assertTotals(move, 300, 30)
        [line] = self.deducted(move)
        self.assertEqual((line.quantity, line.price_unit), (-1, 100))
        self.assertEqual(line.account_id, paid.invoice_line_ids.account_id)
        self.assertEqual(line.sale_line_ids, self.ahead())
        self.assertEqual(self.ahead().qty_to_invoice, 0)
        self.assertEqual(
            move.invoice_line_ids.mapped("display_type")[-2:],
            ["line_section", "product"],
        )
        self.assertFalse(move._xero_touched())
        move.action_post()
        self.assertNothingLeft()
        self.assertNothingLeft(self.ahead())
        self.assertEqual(self.order.invoice_status, "no")
        self.push(move)
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    def test_g8_no_more_than_the_invoice_comes_to(self):
        self.pay_ahead(1000)
        self.worklog(2)
        first = self.bill()
        self.assertTotals(first, 0, 0)
        self.assertEqual(self.left(), 560)
        self.assertEqual(self.ahead().qty_invoiced, 0.56)
        first.action_post()
        self.assertEqual(self.left(), 560)
        # nothing to pay, but work to book and a down payment that is used up
        self.push(first)
        self.assertEqual(first.xero_state, "synced", first.xero_message)
        self.worklog(3)
        second = self.bill()
        self.assertNotEqual(first, second)
        self.assertEqual(second.amount_total, 100)
        self.assertEqual(self.left(), 0)
        second.action_post()
        self.assertNothingLeft()
        self.assertNothingLeft(self.ahead())

    def test_g8_the_draft_is_made_again_with_it(self):
        self.pay_ahead(1000)
        self.worklog(1)
        move = self.bill()
        self.assertEqual(self.left(), 780)
        for hours, left in ((1, 560), (3, 0)):
            self.worklog(hours)
            self.assertEqual(self.bill(), move)
            self.assertEqual(self.left(), left)
            self.assertEqual(len(self.deducted(move)), 1)
        self.assertEqual(move.amount_total, 100)
        # a person's hand is seen as on any other line
        self.deducted(move).price_unit = 5
        self.assertTrue(move._xero_touched())
        self.worklog(1)
        self.assertNotEqual(self.bill(), move)

    def test_g8_the_smallest_invoice_is_of_what_was_worked(self):
        """Not of what is left to pay."""
        self.profile.minimum_amount = 100
        self.pay_ahead(1000)
        small = self.worklog(0.25)
        self.assertFalse(self.bill())
        self.assertEqual(small.xero_billing_state, "waiting", small.xero_reason)
        self.worklog(2)
        move = self.bill()
        self.assertEqual(small.xero_move_id, move)
        self.assertEqual(len(self.deducted(move)), 1)
        self.assertEqual(self.left(), 1000 - 495)

    def test_g8_a_draft_of_a_down_payment_is_no_money_yet(self):
        paid = self.pay_ahead(110, post=False)
        self.worklog(1)
        move = self.bill()
        self.assertEqual(move.amount_total, 220)
        paid.action_post()
        self.worklog(1)
        self.assertEqual(self.bill(), move)
        self.assertEqual(move.amount_total, 330)

    def test_g8_cents_of_odd_amounts_and_several_taxes(self):
        other = self.tax_sale.copy({"name": "Levy 7.7%", "amount": 7.7})
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            first, second = self.sold_product(), self.sold_product(name="Second")
            second.taxes_id = other
            order = self.make_order(first, second)
            one, two = order.order_line
            one.price_unit, two.price_unit = 66.67, 33.35
            paid = self.pay_ahead(333.33, order)
            self.assertEqual(paid.amount_total, 333.33)
            self.assertEqual(len(self.ahead(order)), 2)
            moves = self.env["account.move"]
            for hours in (0.37, 1.13, 0.73, 4.19, 2.0):
                self.sold(hours, one)
                self.sold(hours / 2, two)
                move = self.bill()
                self.assertGreaterEqual(move.amount_total, 0)
                move.action_post()
                moves |= move
            self.assertEqual(len(moves), 5)
            lines = self.deducted(moves) | paid.invoice_line_ids
            self.assertEqual(self.left(order), 0)
            for name in ("price_subtotal", "price_total", "amount_currency"):
                for line in self.ahead(order):
                    own = lines.filtered(
                        lambda own, line=line: own.sale_line_ids == line
                    )
                    self.assertEqual(round(sum(own.mapped(name)), 6), 0, name)
            # the books say the same, tax by tax
            both = moves | paid
            work = both.invoice_line_ids.filtered("product_id")
            self.assertEqual(
                round(sum(both.mapped("amount_untaxed")), 2),
                round(sum(-line.balance for line in work), 2),
            )
            self.assertEqual(set(moves[:2].mapped("amount_total")), {0.0})
            for line in order.order_line:
                if not line.display_type:
                    self.assertNothingLeft(line)

    def test_g8_a_tax_in_the_price(self):
        included = self.tax_sale.copy(
            {"name": "10% in it", "price_include_override": "tax_included"}
        )
        product = self.sold_product(name="Gross", list_price=100)
        product.taxes_id = included
        order = self.make_order(product)
        self.pay_ahead(250, order)
        line = order.order_line.filtered("product_id")
        self.sold(1.5, line)
        first = self.bill()
        self.assertTotals(first, 0, 0)
        self.assertEqual(self.left(order), 100)
        first.action_post()
        self.sold(1.5, line)
        second = self.bill()
        self.assertEqual(second.amount_total, 50)
        second.action_post()
        self.assertNothingLeft(line)

    def test_g8_of_an_order_its_own_work_only(self):
        other = self.make_order(self.sold_product(name="Other"))
        self.pay_ahead(1000)
        self.worklog(1)
        self.sold(2, other.order_line)
        self.sold(3)
        move = self.bill()
        self.assertEqual(len(self.deducted(move)), 1)
        self.assertEqual(self.left(), 780)
        self.assertTotals(move, 850, 85)

    def test_g8_two_down_payments_of_an_order(self):
        self.pay_ahead(110)
        self.pay_ahead(220)
        self.worklog(1)
        move = self.bill()
        self.assertEqual(len(self.deducted(move)), 2)
        self.assertEqual(move.amount_total, 0)
        self.assertEqual(self.left(), 110)

    def test_g8_in_the_currency_of_the_order(self):
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
        hours = order.order_line
        hours.price_unit = 100
        self.pay_ahead(500, order)
        self.sold(2, hours)
        move = self.bill()
        self.assertEqual(move.currency_id, usd)
        self.assertEqual(move.amount_total, 0)
        self.assertEqual(self.left(order), 280)
        move.action_post()
        self.assertEqual((hours.qty_to_invoice, hours.amount_to_invoice), (0, 0))

    # === GIVEN BACK === #

    def test_g8_a_cancelled_or_deleted_invoice_gives_it_back(self):
        self.pay_ahead(1000)
        self.worklog(2)
        self.bill().unlink()
        self.assertEqual(self.left(), 1000)
        self.assertEqual(self.ahead().qty_to_invoice, -1)
        move = self.bill()
        move.button_cancel()
        self.assertEqual(self.left(), 1000)
        self.assertEqual(self.ahead().qty_to_invoice, -1)
        move.button_draft()
        self.assertEqual(self.left(), 560)

    def test_g8_what_is_deducted_elsewhere_is_not_taken_back(self):
        self.pay_ahead(220)
        line = self.worklog(1)
        move = self.bill()
        move.button_cancel()
        line.xero_held = True
        self.worklog(2)
        other = self.bill()
        self.assertEqual(self.left(), 0)
        line.xero_held = False
        with self.refused("is deducted on another invoice"):
            move.button_draft()
        other.unlink()
        move.button_draft()
        self.assertEqual(self.left(), 0)

    def test_g8_a_credit_note_gives_it_back(self):
        for again in (False, True):
            order = self.make_order(self.sold_product())
            hours = order.order_line
            self.pay_ahead(1000, order)
            self.sold(2, hours)
            move = self.bill()
            move.action_post()
            self.assertEqual(self.left(order), 560)
            credit = self.credit(move, xero_rebill=again)
            self.assertEqual(credit.amount_total, 0)
            self.assertEqual(self.left(order), 1000)
            self.assertEqual(self.ahead(order).qty_to_invoice, -1)
            self.sold(1, hours)
            later = self.bill()
            self.assertEqual(later.amount_total, 0)
            self.assertEqual(self.left(order), 340 if again else 780)
            later.action_post()

    def test_g8_a_credit_note_that_is_undone_takes_it_again(self):
        self.pay_ahead(220)
        self.worklog(1)
        move = self.bill()
        move.action_post()
        credit = self.credit(move)
        self.assertEqual(self.left(), 220)
        credit.button_draft()
        self.assertEqual(self.left(), 0)
        credit.action_post()
        self.worklog(2)
        self.bill()
        self.assertEqual(self.left(), 0)
        with self.refused("is deducted on another invoice"):
            credit.button_draft()

    def test_g8_a_down_payment_that_was_credited_is_not_deducted(self):
        paid = self.pay_ahead(220)
        self.worklog(2)
        move = self.bill()
        self.assertEqual(move.amount_total, 220)
        self.credit(paid)
        with self.refused("was credited by now"):
            move.action_post()
        self.deducted(move).unlink()
        move.action_post()
        self.assertEqual(move.amount_total, 440)

    # === SALES === #

    def test_g8_sales_deducts_what_we_left(self):
        fixed = self.sold_product("ordered_prepaid", name="Set-up", list_price=300)
        order = self.make_order(self.order_line.product_id, fixed)
        hours, _set_up, *_ = order.order_line
        self.pay_ahead(450, order)
        self.sold(1, hours)
        ours = self.bill()
        self.assertEqual(ours.amount_total, 0)
        theirs = order._create_invoices(final=True)
        self.assertEqual(theirs.move_type, "out_invoice")
        self.assertEqual(theirs.amount_total, 3300 - 230)
        self.assertEqual(self.left(order), 0)
        (ours | theirs).action_post()
        for line in order.order_line:
            if not line.display_type:
                self.assertNothingLeft(line)

    def test_g8_sales_credits_no_down_payment_of_work_that_waits(self):
        self.pay_ahead(450)
        self.worklog(1)
        self.assertSalesLeavesIt()
        self.bill().action_post()
        # at the end what is too much goes back, as ever
        credit = self.order._create_invoices(final=True)
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual(credit.amount_total, 230)
        self.assertEqual(self.left(), 0)
