from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command

from .life_common import XeroLifeCommon


class TestPushLife(XeroLifeCommon):
    """What was sent is changed, here and in Xero (H8, H9, M5-M7)."""

    # === CHANGED HERE === #

    def test_h9_posted_again_updates_the_same_invoice(self):
        move = self.sent({"price_unit": 100}, ref="PO 1")
        xero_id = move.xero_id
        self.post_again(move, {"price_unit": 150})
        self.assertEqual(move.xero_id, xero_id)
        self.assertEqual(self.theirs(move)["Total"], 165)
        (element,) = self.last_update()
        self.assertEqual(set(element), {"InvoiceID", "LineItems"})
        self.assertEqual(len(self.sandbox.organisation("AU").invoices), 1)
        self.assertEqual(move.xero_state, "synced")

    def test_h9_only_what_changed_travels(self):
        move = self.sent({"price_unit": 100}, ref="PO 1")
        self.post_again(move, ref="PO 2")
        (element,) = self.last_update()
        self.assertEqual(element, {"InvoiceID": move.xero_id, "Reference": "PO 2"})

    def test_h9_lines_keep_their_ids(self):
        move = self.sent({"price_unit": 100}, {"price_unit": 50, "name": "Second"})
        ids = [line["LineItemID"] for line in self.theirs(move)["LineItems"]]
        self.post_again(move, {"name": "First, changed"})
        lines = self.theirs(move)["LineItems"]
        self.assertEqual([line["LineItemID"] for line in lines], ids)
        self.assertEqual(lines[0]["Description"], "First, changed")

    def test_h9_a_line_is_added_and_one_removed(self):
        move = self.sent({"price_unit": 100}, {"price_unit": 50, "name": "Second"})
        kept = self.theirs(move)["LineItems"][1]["LineItemID"]
        move.button_draft()
        move.invoice_line_ids = [
            Command.delete(move.invoice_line_ids[0].id),
            Command.create(
                {
                    "name": "Third",
                    "price_unit": 30,
                    "tax_ids": [Command.set(self.tax_sale.ids)],
                }
            ),
        ]
        move.action_post()
        self.run_cron(self.organisation)
        there = self.theirs(move)
        self.assertEqual(there["Total"], Decimal(str(move.amount_total)))
        texts = [line["Description"] for line in there["LineItems"]]
        self.assertEqual(texts, ["Second", "Third"])
        self.assertEqual(there["LineItems"][0]["LineItemID"], kept)

    def test_h9_text_changed_while_posted(self):
        """Odoo lets one edit the text of a posted line: it goes too."""
        move = self.sent({"price_unit": 100})
        move.invoice_line_ids.name = "Better words"
        self.run_cron(self.organisation)
        line = self.theirs(move)["LineItems"][0]
        self.assertEqual(line["Description"], "Better words")

    def test_m6_equal_is_done_without_a_call(self):
        move = self.sent({"price_unit": 100})
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        before = len(self.calls())
        self.post_again(move)
        row = self.row(move)
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual({c.method for c in self.calls()[before:]}, {"GET"})
        self.assertEqual(move.xero_state, "synced")

    def test_m6_pressed_twice_one_call(self):
        move = self.sent()
        before = len(self.calls("PUT")) + len(self.calls("POST"))
        self.push(move)
        self.assertEqual(len(self.calls("PUT")) + len(self.calls("POST")), before)

    def test_m6_an_echo_writes_nothing(self):
        move = self.sent()
        link = move._xero_links()[move.id]
        seen = link.record_id
        self.cr.execute("UPDATE xero_record SET write_date = '2026-01-01'")
        self.cr.execute("UPDATE xero_link SET write_date = '2026-01-01'")
        self.env.invalidate_all()
        rows = self.env["xero.queue"].search_count([])
        move_date = move.write_date
        for _time in range(2):
            self.read("invoices")
        self.env.invalidate_all()
        self.assertEqual(str(seen.write_date), "2026-01-01 00:00:00")
        self.assertEqual(str(link.write_date), "2026-01-01 00:00:00")
        self.assertEqual(self.env["xero.queue"].search_count([]), rows)
        self.assertEqual(move.write_date, move_date)

    # === CHANGED THERE === #

    def test_m5_what_a_person_changed_in_xero_stays(self):
        move = self.sent({"price_unit": 100})
        category = self.sandbox.organisation("AU").tracking_categories
        tracking = next(iter(category.values()))
        self.edit_line_there(
            move,
            AccountCode="260",
            Description="Their words",
            Tracking=[{"Name": tracking["Name"], "Option": "North"}],
        )
        self.sandbox.act("edit_invoice", invoice=move.name, Reference="Their ref")
        self.post_again(move, {"price_unit": 120})
        there = self.theirs(move)
        line = there["LineItems"][0]
        self.assertEqual(there["Total"], 132)
        self.assertEqual(line["AccountCode"], "260")
        self.assertEqual(line["Description"], "Their words")
        self.assertEqual(line["Tracking"][0]["Option"], "North")
        self.assertEqual(there["Reference"], "Their ref")

    def test_m5_a_line_added_in_xero_stays(self):
        move = self.sent({"price_unit": 100})
        lines = self.theirs(move)["LineItems"]
        self.sandbox.act(
            "edit_invoice",
            invoice=move.name,
            LineItems=[
                {"LineItemID": lines[0]["LineItemID"]},
                {
                    "Description": "Freight",
                    "UnitAmount": 9,
                    "AccountCode": "425",
                    "TaxType": "BASEXCLUDED",
                },
            ],
        )
        self.read("invoices")
        self.assertEqual(move.xero_state, "differs")
        self.assertEqual(move.xero_badge, "Differs from Xero")
        self.post_again(move, {"name": "Support, March"})
        texts = [line["Description"] for line in self.theirs(move)["LineItems"]]
        self.assertEqual(texts, ["Support, March", "Freight"])
        self.assertEqual(move.xero_state, "differs")
        self.assertIn("119.00", move.xero_message)

    def test_m7_a_difference_shows_and_ends(self):
        move = self.sent({"price_unit": 100})
        self.edit_line_there(move, UnitAmount=90)
        self.read("invoices")
        self.assertEqual(move.xero_state, "differs")
        self.assertIn("110.00", move.xero_message)
        self.assertIn("99.00", move.xero_message)
        self.assertIn(
            move, self.env["account.move"].search([("xero_state", "=", "differs")])
        )
        self.edit_line_there(move, UnitAmount=100)
        self.read("invoices")
        self.assertEqual(move.xero_state, "synced")

    # === SENT, PAID === #

    def test_h9_change_of_a_sent_one_is_held_until_confirmed(self):
        move = self.sent({"price_unit": 100})
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        self.post_again(move, {"price_unit": 150})
        self.assertEqual(move.xero_state, "held", move.xero_message)
        self.assertEqual(self.theirs(move)["Total"], 110)
        self.send_now(move)
        self.assertEqual(self.theirs(move)["Total"], 165)

    def test_h8_change_of_a_paid_one_is_refused_with_a_remedy(self):
        move = self.sent({"price_unit": 100})
        self.sandbox.act("pay", invoice=move.name, amount=40)
        self.read("invoices")
        before = len(self.calls("POST"))
        self.post_again(move, {"price_unit": 150})
        self.assertEqual(move.xero_state, "failed")
        self.assertIn("credit note", move.xero_message)
        self.assertEqual(len(self.calls("POST")), before)

    def test_h8_paid_since_it_was_read_is_refused_too(self):
        """The invoice is read before it is changed."""
        move = self.sent({"price_unit": 100})
        self.sandbox.act("pay", invoice=move.name, amount=40)
        self.organisation.stream_ids.next_run = False
        before = len(self.calls("POST"))
        self.post_again(move, {"price_unit": 150})
        self.assertEqual(move.xero_state, "failed")
        self.assertIn("has a payment in Xero", move.xero_message)
        self.assertEqual(len(self.calls("POST")), before)

    def test_h8_reference_of_a_paid_one_can_change(self):
        move = self.sent({"price_unit": 100}, ref="PO 1")
        self.sandbox.act("pay", invoice=move.name, amount=40)
        self.read("invoices")
        self.post_again(move, ref="PO 2")
        self.assertEqual(move.xero_state, "held")
        self.send_now(move)
        self.assertEqual(self.theirs(move)["Reference"], "PO 2")
        self.assertEqual(self.theirs(move)["AmountPaid"], 40)

    # === BEFORE IT WENT === #

    def test_h9_changed_twice_before_it_went_is_one_call(self):
        move = self.sent({"price_unit": 100})
        for price in (150, 170):
            move.button_draft()
            move.invoice_line_ids.price_unit = price
            move.action_post()
        before = len(self.calls("POST"))
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("POST")), before + 1)
        self.assertEqual(self.theirs(move)["Total"], 187)

    def test_h9_changed_and_changed_back_is_nothing(self):
        move = self.sent({"price_unit": 100})
        for price in (150, 100):
            move.button_draft()
            move.invoice_line_ids.price_unit = price
            move.action_post()
        before = len(self.calls("POST"))
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("POST")), before)
        self.assertEqual(move.xero_state, "synced")

    def test_h8_lock_after_sending_is_a_choice(self):
        move = self.sent()
        self.organisation.lock_after_sending = True
        with self.assertRaises(UserError):
            move.button_draft()
        self.organisation.lock_after_sending = False
        move.button_draft()
        self.assertEqual(move.xero_badge, "Changed here, not in Xero")

    def test_h9_stopped_change_is_not_shown_as_equal(self):
        self.organisation.grace_minutes = 10
        move = self.sent({"price_unit": 100})
        self.post_again(move, {"price_unit": 150})
        move.with_user(self.user_xero).action_xero_stop()
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(move)["Total"], 110)
        self.assertEqual(move.xero_badge, "Changed here, not in Xero")
        self.assertNotEqual(move.xero_state, "synced")
