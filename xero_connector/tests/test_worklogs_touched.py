from odoo.fields import Command
from odoo.tests import tagged

from .bill_common import XeroBillCommon


@tagged("post_install", "-at_install")
class TestWorklogsTouched(XeroBillCommon):
    """A draft that somebody touched takes no more worklogs."""

    def setUp(self):
        super().setUp()
        self.worklog(1)
        self.worklog(2)
        self.move = self.bill()

    def test_g19_what_nobody_touched_takes_more(self):
        self.env.flush_all()
        self.env.invalidate_all()
        self.worklog(1)
        self.assertEqual(self.bill(), self.move)

    def test_g19_a_rate_of_many_decimals_is_no_touch(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 1 / 1.5381,
            }
        )
        abroad = self.customer("Dollar Inc")
        abroad.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "In dollars", "currency_id": dollar.id}
        )
        project = self.make_project(abroad)
        first = self.worklog(1, project=project)
        self.bill()
        self.env.invalidate_all()
        second = self.worklog(1.1, project=project)
        self.bill()
        self.assertTrue(first.xero_move_id)
        self.assertEqual(first.xero_move_id, second.xero_move_id)

    def test_g19_every_change_of_a_draft_is_a_touch(self):
        term = self.env.ref("account.account_payment_term_30days")
        address = self.env["res.partner"].create(
            {"name": "Site", "type": "delivery", "parent_id": self.partner.id}
        )
        account = self.env["res.partner.bank"].create(
            {"acc_number": "062-000 1234", "partner_id": self.company.partner_id.id}
        )
        first, second = self.move.invoice_line_ids.sorted("sequence")
        days = self.env.ref("uom.product_uom_day")
        tax = self.move.line_ids.filtered(lambda line: line.display_type == "tax")
        changes = {
            "payment term": (self.move, {"invoice_payment_term_id": term.id}),
            "due date": (
                self.move,
                {"invoice_payment_term_id": False, "invoice_date_due": "2026-12-24"},
            ),
            "delivery address": (self.move, {"partner_shipping_id": address.id}),
            "bank account": (self.move, {"partner_bank_id": account.id}),
            "salesperson": (self.move, {"invoice_user_id": self.user_none.id}),
            "unit": (first, {"product_uom_id": days.id}),
            "order": (first, {"sequence": second.sequence + 1}),
            "tax by hand": (
                self.move,
                {
                    "line_ids": [
                        Command.update(
                            tax.id, {"amount_currency": tax.amount_currency - 0.01}
                        )
                    ]
                },
            ),
        }
        for name, (record, values) in changes.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                record.write(values)
                self.env.flush_all()
                self.env.invalidate_all()
                later = self.worklog(1)
                self.bill()
                self.assertTrue(later.xero_move_id)
                self.assertNotEqual(later.xero_move_id, self.move)
                savepoint.rollback()
            self.env.invalidate_all()
