from datetime import datetime, timedelta, timezone

from freezegun import freeze_time

from odoo.exceptions import UserError

from .push_common import XeroPushCommon


def next_mark():
    """Two minutes after a five-minute mark, soon: the access token lives on."""
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0, tzinfo=None)
    return now + timedelta(minutes=(2 - now.minute) % 5 or 5)


class TestPushRules(XeroPushCommon):
    """What goes by itself, when, and what is held (H3-H5, H16, H17, M1, P6)."""

    def setUp(self):
        super().setUp()
        self.moment = next_mark()

    def at(self, minutes=0):
        """Time stands still, so many minutes after the moment of the test."""
        return freeze_time(self.moment + timedelta(minutes=minutes))

    def writes(self):
        return [call for call in self.calls() if call.method in ("PUT", "POST")]

    def assert_nothing_goes(self):
        before = len(self.writes())
        self.run_cron(self.organisation)
        self.assertEqual(self.writes()[before:], [])

    # === GRACE === #

    def test_h4_rule_goes_after_the_grace_at_a_common_mark(self):
        partner = self.customer()
        with self.at():
            first = self.invoice(partner)
        with self.at(2):
            second = self.invoice(partner)
            due = (self.moment + timedelta(minutes=13)).strftime("%H:%M")
            badge = first.with_context(tz="UTC").xero_badge
            self.assertEqual(badge, f"Goes to Xero at {due}")
            self.assertEqual(self.row(second).next_try, self.row(first).next_try)
        with self.at(12):
            self.assert_nothing_goes()
        with self.at(13):
            before = len(self.writes())
            self.run_cron(self.organisation)
        (call,) = self.writes()[before:]
        self.assertEqual(len(call.body["Invoices"]), 2)
        self.assertEqual(first.xero_state, "synced")

    def test_h4_stop_in_the_grace(self):
        move = self.invoice(self.customer())
        move.with_user(self.user_xero).action_xero_stop()
        row = self.row(move)
        self.assertEqual(row.state, "canceled")
        self.assertIn(self.user_xero.name, row.message)
        with self.at(14):
            self.assert_nothing_goes()
        self.assertEqual(move.xero_badge, "Not in Xero")

    def test_h4_send_now_in_the_grace(self):
        move = self.invoice(self.customer())
        self.assert_nothing_goes()
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))
        states = (
            self.env["xero.queue"].search([("res_id", "=", move.id)]).mapped("state")
        )
        self.assertEqual(sorted(states), ["done", "superseded"])

    def test_h4_switched_off(self):
        self.env["xero.stream"]._of_kind(
            self.organisation, "invoices"
        ).direction = "pull"
        move = self.invoice(self.customer())
        self.assertFalse(self.row(move))
        self.assertEqual(move.xero_badge, "Not in Xero")

    # === HELD === #

    def test_h5_more_than_fifty_at_once(self):
        partner = self.customer()
        moves = self.env["account.move"].concat(
            *[self.invoice(partner, post=False) for _number in range(51)]
        )
        moves.action_post()
        self.assertEqual(set(moves.mapped("xero_state")), {"held"})
        self.assertIn("51 documents at once", moves[0].xero_message)
        with self.at(14):
            self.assert_nothing_goes()
        rows = self.env["xero.queue"].search([("res_id", "in", moves.ids)])
        rows.with_user(self.user_xero).action_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(set(moves.mapped("xero_state")), {"synced"})

    def test_h5_fifty_at_once_go(self):
        partner = self.customer()
        moves = self.env["account.move"].concat(
            *[self.invoice(partner, post=False) for _number in range(50)]
        )
        moves.action_post()
        self.assertEqual(set(moves.mapped("xero_state")), {"queued"})

    def test_h5_dated_before_go_live(self):
        move = self.invoice(self.customer(), invoice_date="2025-12-31")
        self.assertEqual(move.xero_state, "held")
        self.assertIn("dated before Go live (01/01/2026)", move.xero_message)
        with self.at(14):
            self.assert_nothing_goes()
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    def test_h5_posted_before_go_live_never_goes_by_itself(self):
        self.organisation.stage = "setup"
        old = self.invoice(self.customer())
        self.organisation._go_live()
        old.button_draft()
        old.action_post()
        self.assertFalse(self.row(old))

    # === STAGES === #

    def test_m4_nothing_goes_in_setup(self):
        self.organisation.write({"stage": "setup", "live_since": False})
        by_rule, by_button = (
            self.invoice(self.customer()),
            self.invoice(self.customer("Second")),
        )
        self.assertFalse(self.row(by_rule))
        self.assertEqual(by_rule.xero_badge, "Not sent: setup")
        notice = by_button.with_user(self.user_xero).action_xero_push()
        self.assertIn("before Go live", notice["params"]["message"])
        self.assert_nothing_goes()
        self.assertEqual(by_button.xero_badge, "Not sent: setup")
        self.organisation._go_live()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(by_button))
        self.assertFalse(self.in_xero(by_rule))

    def test_m4_nothing_goes_while_paused(self):
        self.organisation.action_pause()
        move = self.invoice(self.customer())
        with self.at(14):
            self.assert_nothing_goes()
            self.assertIn("paused", move.xero_badge)
            self.organisation.action_resume()
            self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    # === KEPT OUT === #

    def test_h29_kept_out(self):
        move = self.invoice(self.customer())
        move.xero_excluded = True
        self.assertEqual(move.xero_state, "excluded")
        self.assertEqual(move.xero_badge, "Kept out of Xero")
        before = len(self.writes())
        self.push(move)
        self.assertEqual(self.writes()[before:], [])
        move.xero_excluded = False
        self.push(move)
        self.assertTrue(self.in_xero(move))

    # === PEOPLE === #

    def test_h3_second_presser_is_told(self):
        move = self.invoice(self.customer())
        move.with_user(self.user_xero).action_xero_push()
        notice = move.with_user(self.manager_xero).action_xero_push()
        self.assertIn("Already waiting since", notice["params"]["message"])
        self.assertIn(self.user_xero.name, notice["params"]["message"])
        before = len(self.writes())
        self.run_cron(self.organisation)
        self.assertEqual(len(self.writes()), before + 1)

    def test_m9_posted_by_someone_without_xero_rights(self):
        move = self.invoice(self.customer(), post=False)
        move.with_user(self.user_none).action_post()
        self.assertEqual(self.row(move).user_id, self.user_none)
        with self.at(14):
            self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))
        self.assertEqual(move.with_user(self.user_none).xero_badge, "In Xero")
        move.with_user(self.user_none).button_cancel()
        with self.at(15):
            self.run_cron(self.organisation)
        self.assertEqual(self.in_xero_by_id(move)["Status"], "VOIDED")

    def test_m9_posted_by_code(self):
        move = self.invoice(self.customer(), post=False)
        move.with_user(self.user_none)._post()
        self.assertEqual(self.row(move).origin, "rule")
        with self.at(14):
            self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    def test_v3_the_button_needs_xero_rights(self):
        move = self.invoice(self.customer())
        with self.assertRaises(UserError):
            move.with_user(self.user_none).action_xero_push()
        rows = self.row(move).with_user(self.user_none)
        for press in (rows.action_send_now, rows.action_cancel, rows.action_retry):
            with self.assertRaises(UserError):
                press()

    def test_h3_only_posted_customer_invoices(self):
        draft = self.invoice(self.customer(), post=False)
        with self.assertRaises(UserError):
            draft.with_user(self.user_xero).action_xero_push()
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertFalse(entry.xero_badge)
        with self.assertRaises(UserError):
            entry.with_user(self.user_xero).action_xero_push()

    def test_h33_preview_shows_all_without_a_call(self):
        tax = self.tax_sale.copy({"name": "GST new"})
        move = self.invoice(
            self.customer(), {"price_unit": 100, "tax_ids": [(6, 0, tax.ids)]}
        )
        before = len(self.calls())
        action = move.with_user(self.user_xero).action_xero_preview()
        preview = self.env["xero.preview"].browse(action["res_id"])
        self.assertEqual(preview.number, move.name)
        self.assertEqual(preview.amount_total, 110)
        self.assertIn("GST new", preview.objections)
        self.assertIn("200", preview.line_ids.account)
        self.assertEqual(len(self.calls()), before)
