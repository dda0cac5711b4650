from collections import Counter
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.sql_db import Cursor

from ..tools.xero_likeness import XeroLikeness, graded
from ..tools.xero_names import compatible_pairs
from .history_common import XeroHistoryCommon


class TestHistoryScale(XeroHistoryCommon):
    """Many invoices cost hardly more queries than few (S8)."""

    def posted(self, count):
        """Invoices of one total each, posted in one go."""
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Support",
                                "price_unit": 100 + number,
                                "tax_ids": [Command.set(self.tax_sale.ids)],
                            }
                        )
                    ],
                }
                for number in range(count)
            ]
        )
        moves.action_post()
        return moves

    def mirrored(self, moves, number=lambda move: move.name):
        """What a page from Xero left in the mirror."""
        contact = self.seen("Contacts", name=self.partner.name)
        return (
            self.env["xero.record"]
            .sudo()
            .create(
                [
                    {
                        "organisation_id": self.organisation.id,
                        "resource": "Invoices",
                        "xero_id": f"id-{move.id}",
                        "kind": "ACCREC",
                        "status": "AUTHORISED",
                        "live": True,
                        "number": number(move),
                        "contact_xero_id": contact.xero_id,
                        "contact_name": contact.name,
                        "date": str(move.invoice_date),
                        "currency_id": move.currency_id.id,
                        "amount_net": move.amount_untaxed,
                        "amount_tax": move.amount_tax,
                        "amount_total": move.amount_total,
                        "payload": {
                            "SubTotal": str(move.amount_untaxed),
                            "TotalTax": str(move.amount_tax),
                            "Total": str(move.amount_total),
                        },
                    }
                    for move in moves
                ]
            )
        )

    def queries(self, moves, number=lambda move: move.name):
        """How many queries it takes to take over a page of these."""
        seen = self.mirrored(moves, number)
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env["account.move"].sudo()
        count = Counter()
        execute = Cursor.execute

        def counted(cursor, query, *args, **kwargs):
            count[str(query)[:80]] += 1
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            model._xero_apply(self.organisation.sudo(), seen.sudo())
            self.env.flush_all()
        return count

    def test_s8_queries_do_not_grow_with_the_invoices(self):
        few = self.queries(self.posted(10))
        moves = self.posted(300)
        many = self.queries(moves)
        self.assertEqual(len(moves.filtered("xero_id")), 300)
        self.assertLess(many.total(), 60, many.most_common(5))
        self.assertLessEqual(many.total(), few.total() + 12, many.most_common(5))

    def test_s8_look_alikes_in_numbers_too(self):
        moves = self.posted(300)
        many = self.queries(moves, lambda move: f"OTHER-{move.id}")
        self.assertEqual(self.organisation._look_alike_count(), 300)
        self.assertLess(many.total(), 40, many.most_common(5))

    def test_s8_nothing_new_writes_nothing(self):
        moves = self.posted(20)
        seen = self.mirrored(moves[:10]) | self.mirrored(
            moves[10:], lambda move: f"OTHER-{move.id}"
        )
        model = self.env["account.move"].sudo()
        organisation = self.organisation.sudo()
        model._xero_apply(organisation, seen.sudo())
        self.env.flush_all()
        tables = ("xero_link", "xero_look_alike", "account_move", "xero_record")
        for table in tables:
            self.cr.execute(f"UPDATE {table} SET write_date = '2026-01-01'")
        self.env.invalidate_all()
        model._xero_apply(organisation, seen.sudo())
        self.env.flush_all()
        for table in tables:
            self.cr.execute(
                f"SELECT COUNT(*) FROM {table} WHERE write_date > '2026-01-01'"
            )
            self.assertEqual(self.cr.fetchone(), (0,), table)

    # === THE RULES BY THEMSELVES === #

    def test_s8_one_counterpart_on_each_side_or_none(self):
        same = {"number": True, "contact": True, "total": True, "date": True}
        one = XeroLikeness(1, 10, **same)
        two, three = XeroLikeness(2, 20, **same), XeroLikeness(3, 20, **same)
        looks = XeroLikeness(1, 30, False, True, True, True)
        alone = XeroLikeness(4, 30, False, True, True, False)
        sure, alike = graded([one, two, three, looks, alone])
        self.assertEqual(sure, [one])
        self.assertEqual(alike, [two, three, alone])
        self.assertEqual(graded([one], busy={1}), ([], []))

    def test_s8_names_are_compared_by_their_words(self):
        ours = {1: "Harbour Dental", 2: "Étoile", 3: "", 4: "—", 5: "Pty Ltd"}
        theirs = {
            "a": "HARBOUR DENTAL Pty Ltd",
            "b": "Etoile",
            "c": "",
            "d": "Harbour Freight",
            "e": "Dental",
        }
        self.assertEqual(
            compatible_pairs(ours, theirs),
            {(1, "a"), (1, "e"), (2, "b"), (5, "a")},
        )
