from odoo import fields

from .push_common import XeroPushCommon


class TestScreens(XeroPushCommon):
    """What the screens say: colour, words, what is still to be decided."""

    def tone(self, move):
        move.invalidate_recordset()
        return move.xero_tone

    def test_green_only_where_both_books_agree(self):
        move = self.invoice(self.customer())
        self.assertEqual(self.tone(move), "info")
        self.push(move)
        self.assertEqual(self.tone(move), "success")
        self.sandbox.act("pay", invoice=move.name, amount=10)
        self.read("invoices")
        self.assertEqual(self.tone(move), "info")
        self.sandbox.act("pay", invoice=move.name)
        self.read("invoices")
        self.read("payments")
        self.assertEqual(self.tone(move), "success")

    def test_voided_there_is_not_green(self):
        move = self.invoice(self.customer())
        self.push(move)
        self.sandbox.act("void", invoice=move.name)
        self.read("invoices")
        self.assertEqual(self.tone(move), "warning")

    def test_draft_there_is_grey(self):
        self.organisation.invoice_status = "DRAFT"
        move = self.invoice(self.customer())
        self.push(move)
        self.assertEqual(self.tone(move), "muted")

    def test_no_green_without_a_connection(self):
        move = self.invoice(self.customer())
        self.push(move)
        self.organisation._note_disconnected("Gone.")
        self.assertEqual(self.tone(move), "danger")

    def test_kept_out_and_setup_are_grey(self):
        move = self.invoice(self.customer())
        self.organisation.stage = "setup"
        self.assertEqual(self.tone(move), "muted")
        move.xero_excluded = True
        self.assertEqual(self.tone(move), "muted")

    def test_log_says_when_it_goes(self):
        row = self.row(self.invoice(self.customer())).sudo()
        self.assertIn("Goes to Xero at", row.words)
        row.write({"state": "held", "message": "Somebody must say yes."})
        self.assertEqual(row.words, "Somebody must say yes.")

    def test_retry_on_the_invoice(self):
        move = self.invoice(self.customer())
        self.row(move).sudo().write({"state": "failed", "message": "Refused."})
        self.assertEqual(self.tone(move), "danger")
        move.with_user(self.user_xero).action_xero_retry()
        self.run_cron(self.organisation)
        self.assertEqual(self.tone(move), "success")

    def test_setup_says_what_is_to_be_decided(self):
        self.assertFalse(self.organisation.todo)
        self.organisation.stage = "setup"
        self.organisation.default_service_account_id = False
        self.assertIn("No income account", self.organisation.todo)

    def test_reading_is_shown_while_it_lasts(self):
        self.assertFalse(self.organisation.reading)
        streams = self.organisation.stream_ids
        streams.next_run = fields.Datetime.add(fields.Datetime.now(), days=1)
        contacts = streams.filtered(lambda stream: stream.kind == "contacts")
        contacts.next_run = fields.Datetime.now()
        self.assertEqual(self.organisation.reading, "Contacts")
        contacts.write({"running": True, "progress": 400})
        self.organisation.action_import_all()
        self.assertRegex(
            self.organisation.reading,
            r"^Contacts \(400 so far\); \d+ lists to go, \w+ next$",
        )
        contacts.write({"running": False, "progress": 0})
        self.run_cron(self.organisation)
        self.organisation.invalidate_recordset()
        self.assertFalse(self.organisation.reading)

    def test_preview_tells_objections_from_what_goes_first(self):
        move = self.invoice(self.customer("Newcomer", known=False))
        preview = self.env["xero.preview"]._for(move)
        self.assertIn("Newcomer", preview.notes)
        self.assertFalse(preview.objections)
        self.assertEqual(preview.line_ids.account_name, "200 Sales")
