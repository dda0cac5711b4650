from odoo.exceptions import UserError

from .push_common import XeroPushCommon


class TestOrganisationSwitches(XeroPushCommon):
    """What an administrator switches off stays off, and says so (M1, M4, T1)."""

    def stream(self, kind):
        return self.env["xero.stream"]._of_kind(self.organisation, kind)

    def writes(self):
        """Requests that wrote something in Xero."""
        return [
            call
            for call in self.calls()
            if call.method in ("PUT", "POST") and "connect" not in call.path
        ]

    # === READ ONLY === #

    def test_m4_read_only_never_writes(self):
        waiting = self.invoice(self.customer())
        self.row(waiting).sudo().next_try = "2026-01-01 00:00:00"
        self.organisation.with_user(self.manager_xero).read_only = True
        self.assertEqual(waiting.xero_badge, "Waiting: the organisation is read only")
        notice = waiting.with_user(self.user_xero).action_xero_push()
        fresh = self.invoice(self.customer("Second Customer"))
        self.assertFalse(self.row(fresh), "posting while read only queues nothing")
        self.assertEqual(fresh.xero_badge, "Not sent: read only")
        self.assertEqual(fresh.xero_tone, "muted")
        notice = fresh.with_user(self.user_xero).action_xero_push()
        self.assertIn("read only", notice["params"]["message"])
        self.assertEqual(notice["params"]["type"], "warning")
        self.env.invalidate_all()
        self.assertEqual(fresh.xero_badge, "Waiting: the organisation is read only")
        self.assertIn("read only", self.env["xero.preview"]._for(fresh).operation)
        reads = len(self.calls("GET"))
        self.read("contacts")
        self.assertGreater(len(self.calls("GET")), reads, "it is still read")
        self.assertFalse(self.writes())
        self.assertEqual(self.row(waiting).state, "pending")

    def test_m4_what_was_asked_for_goes_when_it_ends(self):
        self.organisation.read_only = True
        move = self.invoice(self.customer())
        self.push(move)
        self.assertFalse(self.in_xero(move))
        self.organisation.read_only = False
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    def test_m4_read_only_outlasts_go_live_and_is_said_there(self):
        self.organisation.write({"stage": "setup", "read_only": True})
        wizard = self.env["xero.go.live"].create(
            {"organisation_id": self.organisation.id}
        )
        self.assertIn("read only", wizard.missing)
        wizard.action_confirm()
        move = self.invoice(self.customer())
        self.push(move)
        self.assertFalse(self.writes())

    def test_m4_the_switch_is_noted(self):
        # the transaction that made it tracks nothing
        self.env.cr.flush()
        tracking = self.organisation.with_context(
            tracking_disable=False, mail_notrack=False
        )
        tracking.with_user(self.manager_xero).read_only = True
        self.env.cr.flush()
        self.env.invalidate_all()
        tracked = self.organisation.message_ids.tracking_value_ids.field_id
        self.assertIn("read_only", tracked.mapped("name"))

    def test_m4_a_lost_answer_is_looked_up_while_read_only(self):
        """Looking is no writing: what was sent before is not left in the dark."""
        move = self.invoice(self.customer())
        self.sandbox.fault("drop_after", method="PUT", path="Invoices")
        self.push(move)
        self.assertEqual(self.row(move).state, "sending")
        self.organisation.read_only = True
        self.row(move).sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "done")
        self.assertEqual(len(self.writes()), 1)

    # === ONE WAY, FROM XERO === #

    def test_m1_from_xero_only_a_button_says_so(self):
        move = self.invoice(self.customer(), post=False)
        self.stream("invoices").direction = "pull"
        move.action_post()
        self.assertFalse(self.row(move))
        with self.assertRaisesRegex(UserError, "Invoices come from Xero only"):
            move.with_user(self.user_xero).action_xero_push()
        self.assertFalse(self.row(move))
        preview = self.env["xero.preview"]._for(move)
        self.assertIn("Invoices come from Xero only", preview.operation)

    def test_m1_what_waited_is_held_when_the_direction_turns(self):
        move = self.invoice(self.customer())
        self.stream("invoices").direction = "pull"
        row = self.row(move)
        row.with_user(self.user_xero).action_send_now()
        self.run_cron(self.organisation)
        row = self.row(move)
        self.assertEqual(row.state, "held")
        self.assertIn("come from Xero only", row.message)
        self.assertIn("Held: Invoices come from Xero only", move.xero_badge)
        self.assertFalse(self.writes())
        # saying yes to it again changes nothing
        row.with_user(self.user_xero).action_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "held")
        # nor does turning the direction alone: somebody presses
        self.stream("invoices").direction = "both"
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "held")
        self.row(move).with_user(self.user_xero).action_send_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))

    def test_m1_create_in_xero_on_the_mapping_says_so(self):
        partner = self.customer("Unknown There", known=False)
        self.stream("contacts").direction = "pull"
        link = self.env["xero.link"]._get_or_create(self.organisation, partner)
        with self.assertRaisesRegex(UserError, "Contacts come from Xero only"):
            link.with_user(self.manager_xero).action_create()

    def test_h17_held_back_documents_go_when_contacts_go_both_ways(self):
        self.stream("contacts").direction = "pull"
        move = self.invoice(self.customer("Unknown There", known=False))
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        self.assertIn("not matched", move.xero_message)
        self.stream("contacts").direction = "both"
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move), self.row(move).message)

    # === EACH STREAM BY ITSELF === #

    def test_t1_a_stream_that_is_off_sends_nothing_and_says_so(self):
        move = self.invoice(self.customer())
        self.row(move).sudo().next_try = "2026-01-01 00:00:00"
        invoices = self.stream("invoices").with_user(self.manager_xero)
        invoices.enabled = False
        self.run_cron(self.organisation)
        self.assertEqual(self.row(move).state, "pending")
        self.assertEqual(move.xero_badge, "Waiting: Invoices is switched off")
        notice = move.with_user(self.user_xero).action_xero_push()
        self.assertFalse(self.writes())
        other = self.invoice(self.customer("Second Customer"))
        self.assertFalse(self.row(other), "a rule of a stream that is off is off")
        notice = other.with_user(self.user_xero).action_xero_push()
        self.assertIn("Invoices is switched off", notice["params"]["message"])
        preview = self.env["xero.preview"]._for(move)
        self.assertIn("Invoices is switched off", preview.operation)
        invoices.enabled = True
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))
        self.assertTrue(self.in_xero(other))

    def test_t1_another_stream_goes_on(self):
        self.stream("items").enabled = False
        move = self.invoice(self.customer())
        self.push(move)
        self.assertTrue(self.in_xero(move))
        reads = len(self.calls("GET", "Items"))
        self.organisation.action_import_all()
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("GET", "Items")), reads)
        with self.assertRaisesRegex(UserError, "Switch it on first"):
            self.stream("items").action_sync_now()

    def test_t1_an_idle_switch_costs_no_run(self):
        """A row that waits for a switch does not keep the job spinning."""
        move = self.invoice(self.customer())
        self.row(move).sudo().next_try = "2026-01-01 00:00:00"
        self.stream("invoices").enabled = False
        self.assertFalse(self.env["xero.queue"]._next_due(self.organisation))

    def test_m1_nothing_is_written_before_the_first_reading(self):
        """What Xero has would be created there a second time."""
        contacts = self.stream("contacts")
        contacts.write({"last_run": False, "next_run": "2026-01-01 00:00:00"})
        move = self.invoice(self.customer(known=False))
        self.row(move).sudo().next_try = "2026-01-01 00:00:00"
        self.assertEqual(move.xero_badge, "Waiting: Xero is being read first")
        self.run_cron(self.organisation)
        calls = [c for c in self.calls() if "Contacts" in c.path]
        self.assertEqual(calls[0].method, "GET")
        self.assertTrue(self.in_xero(move), self.row(move).message)
