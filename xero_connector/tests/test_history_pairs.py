from datetime import timedelta
from decimal import Decimal

from .history_common import XeroHistoryCommon


class TestHistoryPairs(XeroHistoryCommon):
    """Which invoices of both books are the same one by themselves (S8, T12)."""

    # === SURE === #

    def test_s8_same_number_total_date_and_customer_is_linked(self):
        move = self.invoice(self.partner, {"price_unit": 100})
        there = self.typed(move)
        self.read("invoices")
        self.assert_paired(move, there)
        link = self.link_of(move)
        self.assertEqual(link.reason, "same number, total, date and customer")
        self.assertEqual(move.xero_state, "synced")
        self.assertEqual(move.xero_badge, "In Xero")
        self.assertFalse(link.difference)
        self.assertEqual(self.organisation._look_alike_count(), 0)

    def test_s8_number_without_case_and_blanks(self):
        move = self.invoice(self.partner, name="Inv 2026/77")
        there = self.typed(move, number=" iNV2026 /77")
        self.read("invoices")
        self.assert_paired(move, there)

    def test_s8_posted_after_it_was_read(self):
        number = self.invoice(self.partner).name
        later = f"{number[:-1]}{int(number[-1]) + 1}"
        there = self.typed(number=later)
        self.read("invoices")
        self.assertFalse(self.record(there).link_ids)
        move = self.invoice(self.partner, {"price_unit": 100})
        self.assertEqual(move.name, later)
        self.read("invoices")
        self.assert_paired(move, there)

    def test_s8_posted_later_is_linked_instead_of_sent(self):
        """Live, and the other one was read first: found when its turn comes."""
        first = self.invoice(self.partner, {"price_unit": 500})
        later = f"{first.name[:-1]}{int(first.name[-1]) + 1}"
        there = self.typed(number=later)
        self.read("invoices")
        self.live()
        move = self.invoice(self.partner, {"price_unit": 100})
        self.run_due()
        self.assert_paired(move, there)
        self.assertEqual(self.row(move).state, "done")
        self.assertFalse(self.writes())

    def test_s8_dated_before_go_live_and_there_needs_no_yes(self):
        """What would be held for its date is linked if it is there beyond doubt."""
        self.live()
        self.organisation.live_since = "2099-01-01 00:00:00"
        move = self.invoice(self.partner)
        self.assertEqual(move.xero_state, "held")
        there = self.typed(move)
        self.read("invoices")
        self.assert_paired(move, there)
        self.assertEqual(move.xero_state, "synced")
        self.assertEqual(self.row(move).state, "done")

    def test_s8_customer_whose_contact_is_not_linked_by_its_name(self):
        self.sandbox.act("create_contact", Name="Dunes & Co Pty Ltd")
        partner = self.env["res.partner"].create({"name": "DUNES & Co"})
        move = self.invoice(partner)
        there = self.typed(move, contact="Dunes & Co Pty Ltd")
        self.read("contacts")
        self.assertFalse(partner.xero_id)
        self.read("invoices")
        self.assert_paired(move, there)

    def test_s8_invoice_of_a_child_is_its_commercial_partner_s(self):
        child = self.env["res.partner"].create(
            {"name": "Reception", "parent_id": self.partner.id}
        )
        move = self.invoice(child)
        there = self.typed(move)
        self.read("invoices")
        self.assert_paired(move, there)

    def test_s8_paid_in_xero_shows_at_once(self):
        paid, partly = self.invoice(self.partner), self.invoice(self.partner)
        for move in (paid, partly):
            self.typed(move)
        self.sandbox.act("pay", invoice=paid.name, date="2026-11-12")
        self.sandbox.act("pay", invoice=partly.name, amount=40)
        self.read("invoices")
        self.assertEqual(paid.xero_status, "PAID")
        self.assertIn("Paid 12 Nov", paid.xero_badge)
        self.assertIn("40.00", partly.xero_badge)
        self.assertEqual(partly.xero_amount_due, 70)

    def test_s8_where_xero_numbers_ours_leads_the_reference(self):
        self.organisation.number_source = "xero"
        move = self.invoice(self.partner, ref="PO 5")
        there = self.typed(move, number="INV-1", Reference=f"{move.name} PO 5")
        other = self.invoice(self.partner, {"price_unit": 70})
        self.typed(other, number="INV-2", Reference=f"About {other.name}")
        self.read("invoices")
        self.assert_paired(move, there)
        self.assertFalse(other.xero_id)
        self.assertEqual(self.pairs().move_id, other)

    def test_s8_payment_in_xero_comes_once_they_are_linked(self):
        """It was read before Odoo had the invoice that it settles."""
        number = self.invoice(self.partner, {"price_unit": 500}).name
        later = f"{number[:-1]}{int(number[-1]) + 1}"
        self.typed(number=later)
        self.sandbox.act("pay", invoice=later)
        self.read_all()
        move = self.invoice(self.partner, {"price_unit": 100})
        self.read("invoices")
        self.assertTrue(move.xero_id)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertIn("Paid", move.xero_badge)

    def test_s8_other_tax_in_xero_is_linked_and_said(self):
        """The same total; net and tax are not: the two differ."""
        move = self.invoice(self.partner, {"price_unit": 100})
        line = {
            "Description": "No tax there",
            "UnitAmount": 110,
            "AccountCode": "260",
            "TaxType": "EXEMPTOUTPUT",
        }
        there = self.typed(move, lines=[line])
        self.read("invoices")
        self.assert_paired(move, there)
        self.assertEqual(move.xero_state, "differs")
        self.assertIn("Tax: 10.00 in Odoo, 0.00 in Xero", move.xero_message)

    # === NOT SURE === #

    def test_s8_voided_and_deleted_are_never_paired(self):
        moves = [self.invoice(self.partner), self.invoice(self.partner)]
        self.typed(moves[0])
        self.typed(moves[1], Status="DRAFT")
        self.sandbox.act("void", invoice=moves[0].name)
        self.sandbox.act("delete", invoice=moves[1].name)
        self.read("invoices")
        for move in moves:
            self.assertFalse(move.xero_id)
        self.assertFalse(self.pairs())

    def test_s8_drafts_bills_and_credit_notes_are_left_alone(self):
        draft = self.invoice(self.partner, post=False, name="X/1")
        bill = self.invoice(self.partner, move_type="in_invoice", name="X/2")
        refund = self.invoice(self.partner, move_type="out_refund", name="X/3")
        for move in (draft, bill, refund):
            self.typed(move, date=draft.invoice_date)
        self.read("invoices")
        self.assertFalse((draft | bill | refund).filtered("xero_id"))
        self.assertFalse(self.pairs())

    def test_s8_total_off_by_a_cent_is_shown(self):
        move = self.invoice(self.partner, {"price_unit": 100})
        there = self.typed(move, price=Decimal("100.01"))
        self.read("invoices")
        pair = self.assert_look_alike(move, there, "same number, customer, date")
        self.assertIn("110.00", pair.reason)
        self.assertIn("110.01", pair.reason)
        self.assertEqual(self.organisation._look_alike_count(), 1)

    def test_s8_total_in_another_currency_is_shown(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.sandbox.act("subscribe_currency", code="EUR")
        move = self.invoice(self.partner, {"price_unit": 100})
        there = self.typed(move, CurrencyCode="EUR", CurrencyRate=Decimal("0.6"))
        self.read("invoices")
        self.assert_look_alike(move, there, "same number, customer, date", "€")
        both = self.invoice(self.partner, currency_id=euro.id)
        self.typed(both, CurrencyCode="EUR", CurrencyRate=Decimal("0.6"))
        self.read("invoices")
        self.assertTrue(both.xero_id)

    def test_s8_other_date_under_the_same_number_is_shown(self):
        move = self.invoice(self.partner)
        day = move.invoice_date - timedelta(days=40)
        there = self.typed(move, date=day)
        self.read("invoices")
        self.assert_look_alike(move, there, "same number, customer, total", "date")

    def test_s8_other_customer_under_the_same_number_is_shown(self):
        """The contact stands for somebody else, whatever it is called."""
        self.customer("Harbour Dental East")
        move = self.invoice(self.partner)
        there = self.typed(move, contact="Harbour Dental East")
        self.read("invoices")
        self.assert_look_alike(
            move,
            there,
            "same number, total, date",
            "customer Harbour Dental here, Harbour Dental East in Xero",
        )

    def test_s8_kept_out_and_ignored_are_never_paired(self):
        out, ignored = self.invoice(self.partner), self.invoice(self.partner)
        out.xero_excluded = True
        link = self.env["xero.link"]._get_or_create(self.organisation, ignored)
        link.action_ignore()
        for move in (out, ignored):
            self.typed(move)
        self.read("invoices")
        self.assertFalse((out | ignored).filtered("xero_id"))
        self.assertFalse(self.pairs())

    def test_s8_unlinked_by_hand_stays_unlinked(self):
        move = self.invoice(self.partner)
        there = self.typed(move)
        self.read("invoices")
        self.link_of(move).with_user(self.manager_xero).action_unlink_record()
        self.sandbox.clock(advance=120)
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        self.assert_apart(move, there)
        self.assertEqual(move.xero_state, "none")

    # === NUMBERS IN USE AGAIN === #

    def test_t12_number_of_a_deleted_one_is_not_its_own(self):
        """The dead one is about to leave Xero: the new one is not it by its looks,
        neither when it is read nor when it is sent."""
        self.live()
        first = self.invoice(self.partner)
        self.push(first)
        self.sandbox.act("mark_sent", invoice=first.name)
        self.read("invoices")
        number, xero_id = first.name, first.xero_id
        first.button_draft()
        first.unlink()
        second = self.invoice(self.partner, post=False)
        second.name = number
        second.action_post()
        for _time in range(2):
            self.read("invoices")
            self.assertFalse(second.xero_id)
            self.assertFalse(self.pairs())
        self.push(second)
        self.assertEqual(second.xero_state, "blocked", second.xero_message)
        removal = self.env["xero.queue"].search([("xero_id", "=", xero_id)], limit=1)
        self.assertEqual((removal.operation, removal.state), ("remove", "held"))

    def test_t12_number_of_ours_that_was_read_before_its_answer(self):
        """Being sent at this moment: its key decides, not its looks."""
        self.live()
        move = self.invoice(self.partner)
        self.sandbox.fault("drop_after", method="PUT", path="Invoices")
        self.push(move)
        self.assertEqual(self.row(move).state, "sending")
        self.read("invoices")
        self.assertFalse(self.link_of(move).record_id)
        other = self.invoice(self.partner)
        self.push(other)
        self.assertTrue(other.xero_id, "the other number is no look-alike of it")
        self.row(move).sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertTrue(move.xero_id)
        self.assertEqual(len(self.calls("PUT", "Invoices")), 2)
