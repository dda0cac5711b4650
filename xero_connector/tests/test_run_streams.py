from datetime import timedelta

from odoo import fields

from .contacts_common import XeroContactsCommon


class TestRunStreams(XeroContactsCommon):
    """One list's trouble is no other's (P1, P8, T1)."""

    def test_p8_a_page_that_always_fails_keeps_no_other_list_from_being_read(self):
        self.sandbox.fault("503", method="GET", path="Contacts", times=100)
        self.stream.action_sync_now()
        self.run_cron(self.organisation)
        self.assertTrue(self.stream.running, "it goes on where it was")
        self.assertGreater(self.stream.next_run, fields.Datetime.now())
        # two minutes later
        self.organisation.not_before = False
        items = self.env["xero.stream"]._of_kind(self.organisation, "items")
        items.next_run = fields.Datetime.now()
        before = len(self.calls("GET", "Items"))
        self.run_cron(self.organisation)
        self.assertEqual(len(self.calls("GET", "Items")) - before, 1)
        self.assertFalse(self.organisation.not_before)
        # and it goes on as soon as it may
        self.sandbox.faults.reset()
        self.new_there("After the Trouble")
        self.stream.next_run = fields.Datetime.now() - timedelta(minutes=1)
        self.run_cron(self.organisation)
        self.assertFalse(self.stream.running)
        self.assertTrue(self.record("After the Trouble"))

    def test_t1_switched_off_while_it_reads(self):
        """What was seen before is applied, and it begins anew once it is on."""
        self.new_there("Old Friends")
        self.read("contacts")
        self.stream.write({"running": True, "page": 3})
        self.stream.enabled = False
        self.assertFalse(self.stream.running)
        seen = self.record("Old Friends").sudo()
        seen.fresh = True
        self.run_cron(self.organisation)
        self.assertFalse(seen.fresh)
        self.stream.enabled = True
        self.new_there("New Friends")
        self.read("contacts")
        self.assertTrue(self.record("New Friends"))
