from odoo.exceptions import UserError
from odoo.fields import Command

from .life_common import XeroLifeCommon


class TestLogAsks(XeroLifeCommon):
    """What a transfer asks has its own answer: Send Now is none to "take it out of
    Xero?", nor to "is it there already?" (inv. 16)."""

    def held_removal(self):
        """A mailed invoice that was cancelled here."""
        move = self.sent()
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        move.button_cancel()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "held")
        return move

    def rows_of(self, *moves):
        return (
            self.env["xero.queue"]
            .concat(*map(self.row, moves))
            .with_user(self.user_xero)
        )

    def words(self, notice):
        return notice["params"]["message"]

    def test_h12_send_now_voids_nothing(self):
        """The whole Log is selected, and Send Now pressed: the others go."""
        move, other = self.held_removal(), self.invoice(self.partner)
        self.organisation.grace_minutes = 10
        rows = self.rows_of(move, other)
        self.assertEqual(rows.mapped("asks"), ["removal", False])
        notice = rows.action_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(move)["Status"], "AUTHORISED")
        self.assertEqual(move.xero_state, "held")
        self.assertTrue(self.in_xero(other))
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertIn("1 left alone", self.words(notice))
        self.assertIn(f"{move.name}: Take it out of Xero?", self.words(notice))

    def test_h12_only_its_own_button_voids(self):
        move = self.held_removal()
        self.assertEqual(move.xero_asks, "removal")
        self.assertIn("Press Void in Xero", move.xero_message)
        move.with_user(self.user_xero).action_xero_confirm_removal()
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(move)["Status"], "VOIDED")

    def test_h12_send_now_in_the_grace_confirms_nothing(self):
        """What only waits was never asked about: mailed meanwhile, it is held."""
        move = self.sent()
        self.organisation.grace_minutes = 10
        move.button_cancel()
        self.assertEqual(self.row(move).state, "pending")
        self.sandbox.act("mark_sent", invoice=move.name)
        self.read("invoices")
        move.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(move)["Status"], "AUTHORISED")
        self.assertEqual(self.row(move).state, "held")
        self.assertEqual(self.row(move).asks, "removal")

    def test_h12_nothing_to_void_is_said(self):
        row = self.rows_of(self.invoice(self.partner))
        with self.assertRaisesRegex(UserError, "None of these waits to be voided"):
            row.action_confirm_removal()

    def test_p9_a_blocked_one_leads_to_what_is_to_be_mapped(self):
        tax = self.tax_sale.copy({"name": "GST new"})
        move = self.invoice(self.partner, {"tax_ids": [Command.set(tax.ids)]})
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "blocked", move.xero_message)
        self.assertEqual(move.xero_asks, "mapping")
        action = move.with_user(self.manager_xero).action_xero_answer()
        links = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(links, self.link_of(tax))
        links.with_user(self.manager_xero).action_link(self.seen_rate("OUTPUT"))
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    def link_of(self, tax):
        return self.env["xero.link"]._of_records(self.organisation, tax)[tax.id]

    def seen_rate(self, tax_type):
        return self.seen("TaxRates", xero_id=tax_type)

    def test_p6_pressing_says_why_it_waits_all_the_same(self):
        row = self.rows_of(self.invoice(self.partner))
        self.assertEqual(row.action_send_now()["params"]["type"], "info")
        self.organisation.action_pause()
        notice = row.action_send_now()
        self.assertEqual(notice["params"]["type"], "warning")
        self.assertIn("paused", self.words(notice))

    def test_m7_push_of_what_differs_says_that_nothing_goes(self):
        """Changed in Xero only: there is nothing to send, and it is no success."""
        move = self.sent({"price_unit": 100})
        self.edit_line_there(move, UnitAmount=200)
        self.read("invoices")
        self.assertEqual(move.xero_state, "differs")
        preview = self.env["xero.preview"]._for(move)
        self.assertFalse(preview.sends)
        self.assertIn("nothing goes", preview.operation)
        self.push(move)
        row = self.row(move)
        self.assertEqual(row.state, "done")
        self.assertIn("Total: 110.00 in Odoo, 220.00 in Xero", row.message)
        self.assertIn("Correct it in Xero", row.message)
        self.assertEqual(row._toast(row)["type"], "warning")

    def test_h33_the_preview_of_what_is_there_and_unchanged_sends_nothing(self):
        move = self.sent()
        preview = self.env["xero.preview"]._for(move)
        self.assertFalse(preview.sends)
        self.assertIn("as it is here", preview.operation)
        move.ref = "PO 7"
        preview = self.env["xero.preview"]._for(move)
        self.assertTrue(preview.sends)
        self.assertIn("Will be updated", preview.operation)

    def test_h33_what_will_stop_it_is_said_while_it_waits(self):
        self.organisation.grace_minutes = 10
        tax = self.tax_sale.copy({"name": "GST new"})
        move = self.invoice(self.partner, {"tax_ids": [Command.set(tax.ids)]})
        self.assertEqual(move.xero_state, "queued")
        self.assertIn("GST new", move.with_user(self.user_none).xero_forecast)
        self.assertFalse(self.invoice(self.partner).xero_forecast)
        newcomer = self.customer("Newcomer", known=False)
        self.assertFalse(self.invoice(newcomer).xero_forecast, "goes first by itself")

    def test_h33_the_preview_of_a_voided_one_says_so(self):
        move = self.sent()
        self.sandbox.act("void", invoice=move.name)
        self.read("invoices")
        preview = self.env["xero.preview"]._for(move)
        self.assertIn("voided in Xero", preview.objections)
        self.assertFalse(preview.sends)
