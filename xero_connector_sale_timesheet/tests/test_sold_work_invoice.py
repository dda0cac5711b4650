from odoo.fields import Command
from odoo.tests import tagged

from .sale_common import XeroSaleCommon


@tagged("post_install", "-at_install")
class TestSoldWorkInvoice(XeroSaleCommon):
    """Our invoice of an order says what an invoice of Sales would."""

    def terms(self, name, days):
        return self.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [Command.create({"value_amount": 100, "nb_days": days})],
            }
        )

    def test_g8_terms_reference_address_and_seller_of_the_order(self):
        seller = self.user_none
        team = self.env["crm.team"].create({"name": "Projects"})
        address = self.partner.copy(
            {
                "name": "Warehouse",
                "type": "delivery",
                "parent_id": self.customer("X").id,
            }
        )
        terms = self.terms("14 days", 14)
        self.order.write(
            {
                "payment_term_id": terms.id,
                "client_order_ref": "PO 4711",
                "partner_shipping_id": address.id,
                "user_id": seller.id,
                "team_id": team.id,
                "note": "As agreed",
            }
        )
        self.worklog(1)
        move = self.bill()
        said = self.order._prepare_invoice()
        names = (
            "invoice_payment_term_id",
            "invoice_user_id",
            "partner_shipping_id",
            "team_id",
        )
        self.assertEqual([move[name].id for name in names], [said[n] for n in names])
        self.assertEqual(move.ref, "PO 4711")
        self.assertIn("As agreed", move.narration)
        self.assertEqual(
            move.invoice_date_due,
            move.invoice_date + (move.invoice_date_due - move.date),
        )
        self.assertFalse(move._xero_touched())
        late = self.worklog(2)
        self.assertEqual(self.bill(), move)
        self.assertEqual(late.xero_move_id, move)

    def test_g8_what_another_order_says_otherwise_makes_another_invoice(self):
        journal = self.company_data["default_journal_sale"].copy({"code": "PRJ"})
        other = self.customer("Elsewhere")
        orders = self.env["sale.order"]
        for values in (
            {"payment_term_id": self.terms("60 days", 60).id},
            {"partner_shipping_id": other.id},
            {"journal_id": journal.id},
            {},
        ):
            order = self.make_order(self.sold_product(name="Other"), **values)
            self.sold(1, order.order_line)
            orders |= order
        here = self.worklog(1)
        outside = self.sold(1)
        moves = self.bill()
        self.assertEqual(len(moves), 4)
        self.assertEqual(here.xero_move_id, outside.xero_move_id)
        self.assertEqual(here.xero_move_id, orders[3].invoice_ids)
        self.assertEqual(orders[0].invoice_ids.invoice_payment_term_id.name, "60 days")
        self.assertEqual(orders[1].invoice_ids.partner_shipping_id, other)
        self.assertEqual(orders[2].invoice_ids.journal_id, journal)
        # late work finds its draft again
        for order in orders:
            self.sold(1, order.order_line)
        self.assertEqual(self.bill(), moves)

    def test_g8_references_of_several_orders_are_joined(self):
        self.order.client_order_ref = "PO 1"
        other = self.make_order(self.sold_product(name="Other"))
        self.worklog(1)
        move = self.bill()
        self.assertEqual(move.ref, "PO 1")
        self.sold(1, other.order_line)
        self.assertEqual(self.bill(), move)
        self.assertEqual(move.ref, f"PO 1, {other.name}")
        self.assertEqual(move.invoice_user_id, self.order.user_id)

    def test_g8_work_without_an_order_is_taxed_where_it_is_delivered(self):
        """As without Sales, whose addon says what makes an invoice of its own."""
        country = self.env.ref("base.nz")
        self.partner.country_id = self.env.ref("base.au")
        position = self.env["account.fiscal.position"].create(
            {"name": "Over there", "auto_apply": True, "country_id": country.id}
        )
        self.customer("Branch").write(
            {"type": "delivery", "parent_id": self.partner.id, "country_id": country.id}
        )
        self.sold(1)
        move = self.bill()
        usual = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.partner.id}
        )
        self.assertEqual(usual.fiscal_position_id, position)
        self.assertEqual(move.fiscal_position_id, position)
        self.assertEqual(move.partner_shipping_id, usual.partner_shipping_id)
