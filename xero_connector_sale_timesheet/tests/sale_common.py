"""Work that was sold on sales orders."""

from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.xero_connector.tests.worklog_common import XeroWorklogCommon


class XeroSaleCommon(XeroWorklogCommon):
    """A confirmed order that sells the customer's project by the hour, at 200.00, and a
    profile that bills such work through its order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")

    def setUp(self):
        super().setUp()
        self.organisation.worklog_types_synced_at = fields.Datetime.now()
        self.profile.sales_work = "order"
        self.order = self.make_order(self.sold_product())
        self.order_line = self.order.order_line
        self.task.sale_line_id = self.order_line

    def make_project(self, partner, name="Support", **values):
        return super().make_project(partner, name, **{"allow_billable": True, **values})

    def sold_product(self, policy="delivered_timesheet", **values):
        """What an order sells: no worklog type, unless said."""
        product = self.env["product.product"].create(
            {
                "name": "Engineer",
                "type": "service",
                "list_price": 200.0,
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "taxes_id": [Command.set(self.tax_sale.ids)],
                **values,
            }
        )
        template = product.product_tmpl_id
        general = template._get_service_to_general(policy)
        template.invoice_policy, template.service_type = general
        self.assertEqual(template.service_policy, policy)
        return product

    def make_order(self, *products, confirm=True, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 10})
                    for product in products
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def sold(self, hours, order_line=None, **values):
        """Work whose order line somebody chose; none: not sold."""
        chosen = {"so_line": order_line and order_line.id, "is_so_line_edited": True}
        return self.worklog(hours, **chosen, **values)

    def bill(self):
        return self.organisation._bill_worklogs(fields.Date.today(), confirmed=True)

    def billed_by_sales(self, hours):
        """Work that Sales billed before the profile left it to us.

        :return: (worklog, draft)
        """
        self.profile.sales_work = "odoo"
        line = self.worklog(hours)
        move = self.order._create_invoices()
        self.assertEqual(line.timesheet_invoice_id, move)
        self.profile.sales_work = "order"
        return line, move

    def credit(self, move, post=True, **values):
        """A credit note for all of an invoice, by the wizard."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, **values})
        )
        wizard.refund_moves()
        if post:
            wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    @contextmanager
    def refused(self, words):
        """What a person is refused leaves nothing behind."""
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()

    def assertOrder(self, delivered, invoiced, line=None):
        """The order counts so many hours, and offers the rest to be invoiced."""
        line = line or self.order_line
        left = round(line.qty_to_invoice, 6)
        found = line.qty_delivered, line.qty_invoiced, left
        self.assertEqual(found, (delivered, invoiced, round(delivered - invoiced, 6)))

    def assertSalesLeavesIt(self, order=None):
        """Create Invoice finds nothing, and says who bills it."""
        order = order or self.order
        words = f"time of {order.name} is billed from worklogs"
        for final in (False, True):
            with self.assertRaisesRegex(UserError, words):
                order._create_invoices(final=final)

    def assertNothingLeft(self, line=None):
        """Nothing is left to invoice, in hours and in money; Sales bills nothing."""
        line = line or self.order_line
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(line.qty_to_invoice, 0)
        if "draft" not in line.invoice_lines.mapped("parent_state"):
            # money of a draft counts as to be invoiced, in Odoo's own flow too
            left = line.amount_to_invoice, line.untaxed_amount_to_invoice
            self.assertEqual(left, (0, 0))
        self.assertIn(line.invoice_status, ("no", "invoiced"))
        self.assertNotEqual(line.order_id.invoice_status, "to invoice")
        quiet = line.order_id.with_context(raise_if_nothing_to_invoice=False)
        self.assertFalse(quiet._create_invoices(final=True))
