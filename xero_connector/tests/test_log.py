from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError

from ..models.account_move_check import AccountMove as AccountMoveCheck
from ..models.account_move_payload import AccountMove
from .push_common import XeroPushCommon


class TestLog(XeroPushCommon):
    """The queue as a log: what was sent, by whom, for how long it is kept."""

    def test_p12_the_log_masks_personal_numbers(self):
        partner = self.customer(
            "Quay Physio", known=False, vat="83 914 571 673", phone="+61 2 5550 1234"
        )
        move = self.invoice(partner)
        self.push(move)
        row = self.row(partner)
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual(row.request["TaxNumber"], "***")
        self.assertEqual(row.request["Phones"][0]["PhoneNumber"], "***")
        self.assertNotIn("5550", row.answer_text)
        sent = next(
            contact
            for contact in self.sandbox.organisation("AU").contacts.values()
            if contact["Name"] == "Quay Physio"
        )
        self.assertEqual(sent["TaxNumber"], partner.vat, "masked in the log only")

    def test_p12_the_log_is_kept_for_a_time(self):
        partner = self.customer()
        done, failed = self.invoice(partner), self.invoice(partner)
        self.push(done)
        self.row(failed).sudo().state = "failed"
        self.env.flush_all()
        old = fields.Datetime.now() - timedelta(days=91)
        self.env.cr.execute("UPDATE xero_queue SET create_date = %s", [old])
        self.env.invalidate_all()
        self.env["xero.queue"].sudo()._gc_done()
        self.assertFalse(self.row(done))
        self.assertTrue(self.row(failed), "what needs somebody stays")

    def test_p4_a_row_leads_to_its_record_and_outlives_it(self):
        move = self.invoice(self.customer())
        self.push(move)
        row = self.row(move)
        action = row.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), (move._name, move.id))
        partner = self.customer("Gone Tomorrow", known=False)
        partner.action_xero_push()
        row = self.row(partner)
        partner.unlink()
        self.assertEqual(row.res_name, "Gone Tomorrow")
        self.assertEqual(row.state, "canceled")
        with self.assertRaisesRegex(UserError, "no longer exists"):
            row.action_open_record()

    def test_p4_a_record_stands_in_the_log_once(self):
        partner = self.customer("Quay Physio", known=False)
        partner.action_xero_push()
        self.row(partner).action_send_now()
        older, newest = self.env["xero.queue"].search(
            [("res_id", "=", partner.id), ("res_model", "=", "res.partner")], order="id"
        )
        self.assertEqual((older | newest).mapped("state"), ["pending", "pending"])
        self.assertTrue(older.overtaken)
        self.assertFalse(newest.overtaken)
        shown = [("res_id", "=", partner.id), ("overtaken", "=", False)]
        self.assertEqual(self.env["xero.queue"].search(shown), newest)
        shown = [("res_id", "=", partner.id), ("overtaken", "=", True)]
        self.assertEqual(self.env["xero.queue"].search(shown), older)
        others = self.organisation.waiting_count - 1
        newest.action_cancel()
        self.assertEqual(
            (older | newest).mapped("state"),
            ["canceled", "canceled"],
            "who stops a record means all of it",
        )
        self.organisation.invalidate_recordset()
        self.assertEqual(self.organisation.waiting_count, others)

    def test_v3_the_log_is_for_users_of_the_connector(self):
        move = self.invoice(self.customer())
        row = self.row(move)
        with self.assertRaises(AccessError):
            row.with_user(self.user_none).read(["state"])
        self.assertEqual(row.with_user(self.user_xero).state, "pending")
        with self.assertRaises(AccessError):
            row.with_user(self.manager_xero).write({"state": "done"})
        with self.assertRaises(UserError):
            row.sudo().with_user(self.user_none).sudo(False).action_cancel()

    def test_p5_an_offline_xero_is_tried_again_later_and_later(self):
        move = self.invoice(self.customer())
        self.sandbox.fault(what="drop_before", method="PUT", path="Invoices", times=9)
        self.push(move)
        row = self.row(move)
        self.assertEqual(row.state, "sending", "it may have come through")
        self.assertIn("checked", move.xero_badge)
        distances = []
        for _attempt in range(3):
            row.sudo().sending_until = fields.Datetime.now()
            self.run_cron(self.organisation)
            row.invalidate_recordset()
            if row.state == "retry":
                distances.append(row.next_try - fields.Datetime.now())
                row.sudo().next_try = fields.Datetime.now()
                self.run_cron(self.organisation)
                row.invalidate_recordset()
        self.assertEqual(sorted(distances), distances)
        self.assertGreaterEqual(row.attempts, 2)

    def test_p5_a_conflict_while_preparing_is_not_the_records_fault(self):
        """Another transaction came between: PostgreSQL wants the claim repeated."""
        move = self.invoice(self.customer())
        prepare = AccountMove._xero_prepare
        calls = []

        def conflicting_once(record, organisation):
            calls.append(record)
            if len(calls) == 1:
                raise SerializationFailure("could not serialize access")
            return prepare(record, organisation)

        with patch.object(AccountMove, "_xero_prepare", conflicting_once):
            self.push(move)
        self.assertEqual(move.xero_state, "synced", self.row(move).message)

    def test_p2_an_odd_answer_is_one_records_trouble(self):
        """What Xero says of one invoice cannot be read: the other one arrives, and
        Retry finds the first there instead of sending it again."""
        partner = self.customer()
        odd, fine = self.invoice(partner), self.invoice(partner)
        compare = AccountMoveCheck._xero_compare

        def stumbling(record, organisation, payload, element):
            if record == odd:
                raise ValueError("not an amount: 'n/a'")
            return compare(record, organisation, payload, element)

        with (
            patch.object(AccountMoveCheck, "_xero_compare", stumbling),
            self.assertLogs("odoo.addons.xero_connector", "ERROR"),
        ):
            self.push(odd | fine)
        self.assertEqual(fine.xero_state, "synced")
        self.assertEqual(self.row(odd).state, "failed")
        self.assertIn("Look at it in Xero", self.row(odd).message)
        self.row(odd).with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(odd.xero_state, "synced", self.row(odd).message)
        numbers = [
            record["InvoiceNumber"]
            for record in self.sandbox.organisation("AU").invoices.values()
        ]
        self.assertEqual(numbers.count(odd.name), 1)

    def test_p10_what_is_tried_in_vain_is_parked_and_told(self):
        move = self.invoice(self.customer())
        self.sandbox.fault(what="drop_before", method="PUT", path="Invoices", times=99)
        self.push(move)
        row = self.row(move).sudo()
        row.write({"attempts": 9, "sending_until": fields.Datetime.now()})
        self.run_cron(self.organisation)
        row.invalidate_recordset()
        self.assertEqual(row.state, "failed")
        self.assertIn("in vain", row.message)
        told = self.organisation.activity_ids.filtered(
            lambda activity: move.name in (activity.summary or "")
        )
        self.assertIn(self.manager_xero, told.user_id)
        self.sandbox.faults.reset()
        row.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced")
