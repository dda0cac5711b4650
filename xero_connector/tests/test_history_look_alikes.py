from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from .history_common import XeroHistoryCommon


class TestHistoryLookAlikes(XeroHistoryCommon):
    """What only looks like the same invoice is for a person to judge (S8)."""

    def other(self, move, **values):
        """The same customer and total in Xero, under another number."""
        return self.typed(move, number=f"INV-{move.id}", **values)

    def link(self, pairs):
        return pairs.with_user(self.user_xero).action_link()

    def keep_apart(self, pairs):
        return pairs.with_user(self.user_xero).action_keep_apart()

    # === WHAT IS SHOWN === #

    def test_s8_seven_days_apart_is_shown_eight_is_not(self):
        near = self.invoice(self.partner, {"price_unit": 70})
        far = self.invoice(self.partner, {"price_unit": 80})
        earlier = self.invoice(self.partner, {"price_unit": 90})
        week = timedelta(days=7)
        there = self.other(near, date=near.invoice_date + week)
        self.other(far, date=far.invoice_date + week + timedelta(days=1))
        before = self.other(earlier, date=earlier.invoice_date - week)
        self.read("invoices")
        self.assert_look_alike(near, there, "same customer, total", "number", "date")
        self.assert_look_alike(earlier, before)
        self.assertEqual(self.organisation._look_alike_count(), 2)
        self.assertFalse(self.pairs(("move_id", "=", far.id)))

    def test_s8_other_customer_total_or_currency_is_not_shown(self):
        self.customer("Copper & Sons")
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.sandbox.act("subscribe_currency", code="EUR")
        move = self.invoice(self.partner, {"price_unit": 100})
        self.other(move, contact="Copper & Sons")
        self.typed(move, number="INV-B", price=100.01)
        self.typed(move, number="INV-C", CurrencyCode="EUR", CurrencyRate=0.6)
        self.read("invoices")
        self.assertFalse(self.pairs())

    def test_s8_two_equal_ones_are_both_shown_and_none_guessed(self):
        move = self.invoice(self.partner)
        first = self.typed(move, number="INV-1")
        second = self.typed(move, number="INV-2")
        self.read("invoices")
        self.assert_look_alike(move, first)
        self.assert_look_alike(move, second)
        action = move.with_user(self.user_xero).action_xero_link()
        self.assertEqual(action["res_model"], "xero.look.alike")
        with self.assertRaisesRegex(UserError, "2 of the chosen rows"):
            self.link(self.pairs())
        self.link(self.pairs(("record_id", "=", self.record(second).id)))
        self.assert_paired(move, second)
        self.assertFalse(self.pairs(), "the other one looks like nobody any more")

    def test_s8_two_of_ours_and_two_of_theirs(self):
        moves = self.invoice(self.partner) | self.invoice(self.partner)
        theirs = [self.typed(moves[0], number=number) for number in ("A", "B")]
        self.read("invoices")
        self.assertEqual(self.organisation._look_alike_count(), 4)
        both = self.pairs(("move_id", "=", moves[0].id)) | self.pairs(
            ("record_id", "=", self.record(theirs[0]).id)
        )
        with self.assertRaises(UserError):
            self.link(both)
        self.link(
            self.pairs(
                ("move_id", "=", moves[0].id),
                ("record_id", "=", self.record(theirs[1]).id),
            )
        )
        self.assert_look_alike(moves[1], theirs[0])
        self.assertEqual(self.organisation._look_alike_count(), 1)
        self.link(self.pairs())
        self.assert_paired(moves[1], theirs[0])

    def test_s8_who_has_its_own_number_looks_like_nobody_else(self):
        """A monthly bill: two months of one total within a week, both in both."""
        first, second = self.invoice(self.partner), self.invoice(self.partner)
        there = [self.typed(first), self.typed(second)]
        self.read("invoices")
        self.assert_paired(first, there[0])
        self.assert_paired(second, there[1])
        third = self.invoice(self.partner)
        changed = self.typed(third, price=99)
        self.typed(third, number="INV-9")
        self.read("invoices")
        self.assert_look_alike(third, changed, "same number")
        self.assertEqual(self.organisation._look_alike_count(), 1)

    def test_s8_number_edited_in_xero_before_they_met(self):
        move = self.invoice(self.partner)
        there = self.typed(move)
        self.sandbox.act("edit_invoice", invoice=move.name, InvoiceNumber="EDITED-1")
        self.read("invoices")
        self.assert_look_alike(move, there, "EDITED-1", move.name)

    def test_s8_number_edited_in_xero_afterwards_moves_nothing(self):
        move = self.invoice(self.partner)
        there = self.typed(move)
        self.read("invoices")
        self.sandbox.clock(advance=120)
        self.sandbox.act("edit_invoice", invoice=move.name, InvoiceNumber="EDITED-2")
        self.read("invoices")
        self.assert_paired(move, there)
        self.assertEqual(move.xero_number, "EDITED-2")

    def test_s8_forgotten_when_they_look_alike_no_more(self):
        move = self.invoice(self.partner)
        self.other(move)
        gone = self.invoice(self.partner, {"price_unit": 55})
        voided = self.other(gone)
        self.read("invoices")
        self.assertEqual(self.organisation._look_alike_count(), 2)
        self.sandbox.clock(advance=120)
        self.sandbox.act("void", invoice=voided["InvoiceNumber"])
        self.read("invoices")
        self.assertEqual(self.pairs().move_id, move)
        move.button_draft()
        self.assertFalse(self.pairs(), "a draft asks nothing")
        move.invoice_line_ids.price_unit = 101
        move.action_post()
        self.read("invoices")
        self.assertFalse(self.env["xero.look.alike"].search([]))

    # === DECIDE === #

    def test_s8_linked_by_hand_nothing_is_sent_and_the_number_stays(self):
        move = self.invoice(self.partner)
        there = self.other(move)
        self.read("invoices")
        self.live()
        self.link(self.pairs())
        self.assert_paired(move, there)
        self.assertEqual(move.xero_state, "synced")
        self.assertEqual(move.xero_badge, "In Xero")
        self.assertIn("chosen by", self.link_of(move).reason)
        self.push(move)
        self.assertEqual(self.row(move).state, "done")
        self.assertFalse(self.writes())
        self.assertEqual(move.xero_number, there["InvoiceNumber"])

    def test_s8_link_by_hand_of_another_one(self):
        """Neither the sure one nor a look-alike: a person knows better."""
        move = self.invoice(self.partner)
        alike = self.other(move)
        third = self.typed(move, number="INV-77", price=300)
        self.read("invoices")
        self.assert_look_alike(move, alike)
        link = self.env["xero.link"]._get_or_create(self.organisation, move)
        link.with_user(self.manager_xero).action_link(self.record(third))
        self.assert_paired(move, third)
        self.assertFalse(self.pairs())
        self.assertEqual(move.xero_state, "differs")
        self.assertIn("Total: 110.00 in Odoo, 330.00 in Xero", move.xero_message)
        self.read("invoices")
        self.assert_paired(move, third)

    def test_s8_keep_apart_is_never_asked_again(self):
        move = self.invoice(self.partner)
        there = self.other(move)
        self.read("invoices")
        self.keep_apart(self.pairs())
        self.assert_apart(move, there)
        self.sandbox.clock(advance=120)
        self.sandbox.act("mark_sent", invoice=there["InvoiceNumber"])
        for _time in range(2):
            self.read("invoices")
        stream = self.env["xero.stream"]._of_kind(self.organisation, "invoices")
        stream.cursor = False
        self.read("invoices")
        self.assert_apart(move, there)
        self.assertEqual(self.organisation._look_alike_count(), 0)
        self.live()
        self.push(move)
        self.assertNotEqual(move.xero_id, there["InvoiceID"])
        self.assertEqual(len(self.calls("PUT", "Invoices")), 1)

    def test_s8_kept_apart_can_be_linked_after_all(self):
        move = self.invoice(self.partner)
        there = self.other(move)
        self.read("invoices")
        pair = self.pairs()
        self.keep_apart(pair)
        self.link(pair)
        self.assert_paired(move, there)
        self.assertFalse(pair.exists())

    def test_s8_what_is_taken_meanwhile_is_refused(self):
        moves = self.invoice(self.partner) | self.invoice(self.partner)
        self.other(moves[0])
        self.read("invoices")
        first, second = self.pairs()
        link = (
            self.env["xero.link"]
            .sudo()
            ._get_or_create(self.organisation, first.move_id)
        )
        self.cr.execute(
            "UPDATE xero_link SET record_id = %s WHERE id = %s",
            [first.record_id.id, link.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is linked with"):
            self.link(second)

    def test_s8_only_people_with_xero_rights_decide(self):
        move = self.invoice(self.partner)
        self.other(move)
        self.read("invoices")
        pair = self.pairs()
        for action in ("action_link", "action_keep_apart"):
            with self.assertRaises(AccessError):
                getattr(pair.with_user(self.user_none), action)()
        for action in ("action_xero_link", "action_xero_keep_apart"):
            with self.assertRaises(AccessError):
                getattr(move.with_user(self.user_none), action)()
        self.assertEqual(move.with_user(self.user_none).xero_look_alike_count, 1)

    # === ABOUT TO BE SENT === #

    def held(self):
        """One that looks like another in Xero, and is about to be sent."""
        self.live()
        move = self.invoice(self.partner)
        there = self.other(move, date=move.invoice_date - timedelta(days=2))
        self.read("invoices")
        self.run_due()
        self.assertEqual(move.xero_state, "held", move.xero_message)
        for word in (there["InvoiceNumber"], "same customer, total", "Link", "Apart"):
            self.assertIn(word, move.xero_message)
        self.assertIn(there["InvoiceNumber"], move.xero_badge)
        self.assertFalse(self.writes())
        return move, there

    def test_s8_about_to_be_sent_is_held_and_linked(self):
        move, there = self.held()
        move.with_user(self.user_xero).action_xero_link()
        self.assert_paired(move, there)
        self.assertEqual(move.xero_state, "synced")
        self.assertEqual(self.row(move).state, "done")
        self.run_cron(self.organisation)
        self.assertFalse(self.writes())

    def test_s8_about_to_be_sent_is_held_and_kept_apart(self):
        move, there = self.held()
        move.with_user(self.user_xero).action_xero_keep_apart()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        self.assertNotEqual(move.xero_id, there["InvoiceID"])
        self.assertEqual(len(self.sandbox.organisation("AU").invoices), 2)

    def test_s8_send_now_is_no_answer(self):
        """Nor is the button that sends: the question is whether it is there."""
        move, _there = self.held()
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "held")
        self.push(move)
        self.assertEqual(move.xero_state, "held")
        self.assertFalse(self.writes())

    def test_s8_its_customer_is_not_created_before_the_answer(self):
        self.sandbox.act("create_contact", Name="Dunes & Co Pty Ltd")
        self.live()
        partner = self.env["res.partner"].create({"name": "Dunes & Co"})
        move = self.invoice(partner)
        self.other(move, contact="Dunes & Co Pty Ltd")
        self.read("contacts")
        self.read("invoices")
        self.run_due()
        self.assertEqual(move.xero_state, "held", move.xero_message)
        self.assertFalse(self.calls("PUT", "Contacts"))

    def test_s8_keep_apart_confirms_nothing_else(self):
        """What is held for another reason too stays held for that."""
        move, _there = self.held()
        self.organisation.live_since = "2099-01-01 00:00:00"
        move.with_user(self.user_xero).action_xero_keep_apart()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "held")
        self.assertIn("before Go live", move.xero_message)
        self.assertFalse(self.writes())

    def test_s8_same_number_and_customer_is_asked_not_refused(self):
        self.live()
        move = self.invoice(self.partner, {"price_unit": 100})
        there = self.typed(move, price=120)
        self.read("invoices")
        self.run_due()
        self.assertEqual(move.xero_state, "held", move.xero_message)
        self.assertIn("132.00", move.xero_message)
        move.with_user(self.user_xero).action_xero_keep_apart()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "failed")
        self.assertIn("is used in Xero already", move.xero_message)
        self.assertFalse(self.writes())
        self.assertEqual(
            self.sandbox.organisation("AU").invoices[there["InvoiceID"]]["Total"], 132
        )

    def test_s8_preview_says_it_too(self):
        move, there = self.held()
        preview = self.env["xero.preview"].with_user(self.user_xero)._for(move)
        self.assertIn(there["InvoiceNumber"], preview.objections)

    def test_s8_being_sent_can_not_be_linked(self):
        self.live()
        move = self.invoice(self.partner)
        self.other(move)
        self.organisation.stage = "setup"
        self.read("invoices")
        self.live()
        pair = self.pairs()
        self.row(move).sudo().state = "sending"
        with self.assertRaisesRegex(UserError, "at this moment"):
            self.link(pair)

    # === SCREEN === #

    def test_s8_count_and_list_of_the_organisation(self):
        move = self.invoice(self.partner)
        self.other(move)
        self.read("invoices")
        self.assertIn("1 invoice", self.organisation.todo)
        action = self.organisation.with_user(
            self.manager_xero
        ).action_view_look_alikes()
        pairs = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(pairs.move_id, move)
        view = (
            self.env["xero.look.alike"]
            .with_user(self.user_xero)
            .get_views([(False, "list"), (False, "search")])
        )
        names = view["models"]["xero.look.alike"]["fields"]
        row = pairs.with_user(self.user_xero).read(list(names))[0]
        self.assertEqual(row["xero_total"], 110)
        self.assertEqual(row["partner_id"][0], self.partner.id)
