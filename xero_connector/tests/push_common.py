"""Live Australian books: everything read and mapped, ready to send."""

from decimal import Decimal
from unittest.mock import patch

import odoo.modules.module
from odoo import fields
from odoo.fields import Command

from .common import XeroCommon


class XeroPushCommon(XeroCommon):
    """An organisation that is live, with taxes and accounts mapped by hand as an
    administrator would, and one customer that is in Xero already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.user.group_ids += cls.env.ref("xero_connector.group_xero_manager")
        cls.organisation = cls.connect()
        cls.tax_sale = cls.env["account.chart.template"].ref("au_tax_sale_10")
        # as a test does it, once for all tests of the class
        cls().go_live()

    def go_live(self):
        """Read, map, and go live."""
        # only a test may open cursors within its transaction
        with patch.object(odoo.modules.module, "current_test", self):
            self.read_all()
        self.map_basics()
        self.organisation.invoice_status = "AUTHORISED"
        self.organisation._go_live()
        self.organisation.live_since = "2026-01-01 00:00:00"

    def read_all(self):
        """Read every list, as Read All from Xero does."""
        self.organisation.action_import_all()
        self.run_cron(self.organisation)

    def map_basics(self):
        """Map the sales tax and "no tax", choose the income accounts."""
        self.link_tax(self.tax_sale, "OUTPUT")
        self.link_tax(self.env["account.tax"], "EXEMPTEXPORT")
        sales = self.seen("Accounts", code="200")
        self.organisation.write(
            {
                "default_service_account_id": sales.id,
                "default_goods_account_id": sales.id,
            }
        )

    def link_tax(self, taxes, tax_type):
        """Map taxes (several: as a set) to one rate of Xero."""
        link = taxes._xero_link_of_set(self.organisation, "sale")
        link.with_user(self.manager_xero).action_link(
            self.seen("TaxRates", xero_id=tax_type)
        )
        return link

    def seen(self, resource, **columns):
        """The record of the mirror with these columns."""
        return self.env["xero.record"]._lookup(
            self.organisation,
            resource,
            [(name, "=", value) for name, value in columns.items()],
        )

    def new_branch(self, name="Branch"):
        """A branch of the company, and those who work here work there too."""
        branch = self.env["res.company"].create(
            {
                "name": name,
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
            }
        )
        self.env.user.company_ids += branch
        self.user_xero.sudo().company_ids += branch
        return branch

    def customer(self, name="Harbour Dental", known=True, **values):
        """A customer; a known one is in Xero and linked."""
        partner = self.env["res.partner"].create({"name": name, **values})
        if known:
            self.sandbox.act("create_contact", organisation="AU", Name=name)
            self.read("contacts")
            link = partner._xero_links(self.organisation)[partner.id]
            self.assertTrue(link.record_id, f"{name} should be paired by its name")
        return partner

    # pylint: disable-next=method-required-super
    def read(self, kind):
        """Read one stream now."""
        stream = self.env["xero.stream"]._of_kind(self.organisation, kind)
        stream.action_sync_now()
        self.run_cron(self.organisation)

    def invoice(self, partner, *lines, post=True, **values):
        """A customer invoice; a line is a dict of its values."""
        lines = lines or ({"price_unit": 100.0},)
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Support",
                            "quantity": 1,
                            "tax_ids": [Command.set(self.tax_sale.ids)],
                            **line,
                        }
                    )
                    for line in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def push(self, moves):
        """Press the button, let the scheduled action run."""
        moves.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)

    def row(self, record):
        """The newest transfer of a record."""
        return self.env["xero.queue"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)],
            order="id desc",
            limit=1,
        )

    def in_xero(self, move):
        """The invoice in the sandbox, found by its number."""
        return next(
            (
                record
                for record in self.sandbox.organisation("AU").invoices.values()
                if record["InvoiceNumber"] == move.name
            ),
            None,
        )

    def in_xero_by_id(self, record, store="invoices"):
        """The record in the sandbox that this one is linked to."""
        records = getattr(self.sandbox.organisation("AU"), store)
        return records[record.xero_id]

    def sent_there(self, *lines, **values):
        """Post and send one invoice; return (it, what is in Xero)."""
        partner = values.pop("partner", None) or self.customer()
        move = self.invoice(partner, *lines, **values)
        self.push(move)
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message)
        self.assertEqual(Decimal(str(there["Total"])), Decimal(str(move.amount_total)))
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        return move, there
