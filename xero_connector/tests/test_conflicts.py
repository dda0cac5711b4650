from odoo.exceptions import UserError

from .push_common import XeroPushCommon


class TestConflicts(XeroPushCommon):
    """Both sides changed since they last agreed (M5, M6)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.contacts = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        self.partner = self.customer(phone="02 5550 0001")
        # a new one's blanks in Xero are filled
        self.run_cron(self.organisation)
        self.read_later("contacts")
        self.link = self.partner._xero_links(self.organisation)[self.partner.id]

    def read_later(self, kind):
        self.sandbox.clock(advance=300)
        self.read(kind)

    def in_xero_now(self):
        there = self.in_xero_by_id(self.partner, "contacts")
        numbers = {p["PhoneType"]: p["PhoneNumber"] for p in there["Phones"]}
        return numbers["DEFAULT"]

    def change_both(self, here="02 5550 0002", there="02 5550 0003"):
        self.change_both_while_paused(here, there)
        self.organisation.action_resume()
        self.run_cron(self.organisation)

    def change_both_while_paused(self, here="02 5550 0002", there="02 5550 0003"):
        self.organisation.action_pause()
        self.partner.phone = here
        phones = [{"PhoneType": "DEFAULT", "PhoneNumber": there}]
        self.sandbox.act("edit_contact", contact=self.partner.name, Phones=phones)
        self.read_later("contacts")

    def test_m5_what_waits_does_not_hide_the_conflict(self):
        self.change_both_while_paused()
        self.assertEqual(
            self.partner._xero_open_rows()[self.partner.id].state, "pending"
        )
        self.assertEqual(self.partner.xero_state, "conflict")
        self.assertIn("Conflict", self.partner.xero_badge)

    def test_m5_different_changes_wait_for_a_person(self):
        self.change_both()
        self.assertEqual(self.partner.xero_state, "conflict")
        self.assertIn("Conflict", self.partner.xero_badge)
        self.assertEqual(self.partner.phone, "02 5550 0002")
        self.assertEqual(self.in_xero_now(), "02 5550 0003")
        action = self.partner.with_user(self.user_xero).action_xero_conflict()
        link = self.env["xero.link"].with_user(self.user_xero).browse(action["res_id"])
        self.assertIn("02 5550 0002", link.conflict_table)
        self.assertIn("02 5550 0003", link.conflict_table)
        found = self.env["res.partner"].search([("xero_state", "=", "conflict")])
        self.assertEqual(found, self.partner)

    def test_m5_take_theirs(self):
        self.change_both()
        self.user_xero.group_ids += self.env.ref("base.group_partner_manager")
        self.link.with_user(self.user_xero).action_take_theirs()
        self.assertEqual(self.partner.phone, "02 5550 0003")
        self.assertEqual(self.partner.xero_state, "synced")
        self.run_cron(self.organisation)
        self.assertEqual(self.in_xero_now(), "02 5550 0003")

    def test_m5_send_ours(self):
        self.change_both()
        self.user_xero.group_ids += self.env.ref("base.group_partner_manager")
        self.link.with_user(self.user_xero).action_send_ours()
        self.run_cron(self.organisation)
        self.assertEqual(self.in_xero_now(), "02 5550 0002")
        self.assertEqual(self.partner.xero_state, "synced")

    def test_m5_the_winner_of_the_stream_is_not_asked(self):
        self.contacts.winner = "xero"
        self.change_both()
        self.assertEqual(self.partner.phone, "02 5550 0003")
        self.contacts.winner = "odoo"
        self.change_both("02 5550 0004", "02 5550 0005")
        self.assertEqual(self.in_xero_now(), "02 5550 0004")
        self.assertFalse(self.link.conflict)

    def test_m5_the_same_change_on_both_sides_is_nothing(self):
        self.change_both("02 5550 0009", "02 5550 0009")
        self.assertEqual(self.partner.xero_state, "synced")
        self.assertFalse(self.link.conflict)

    def test_m6_an_echo_writes_and_queues_nothing(self):
        self.partner.phone = "02 5550 0010"
        self.run_cron(self.organisation)
        self.assertEqual(self.in_xero_now(), "02 5550 0010")
        rows = self.env["xero.queue"].search_count([])
        stamps = [record.write_date for record in (self.partner, self.link)]
        self.read_later("contacts")
        self.assertEqual(self.env["xero.queue"].search_count([]), rows)
        self.assertEqual(
            [record.write_date for record in (self.partner, self.link)], stamps
        )

    def test_m5_only_users_of_the_connector_decide(self):
        self.change_both()
        with self.assertRaises(UserError):
            self.link.sudo(False).with_user(self.user_none).action_send_ours()

    def test_m5_a_value_taken_from_xero_and_changed_on_both_sides_is_a_conflict(self):
        phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "03 5550 0040"}]
        self.sandbox.act("create_contact", Name="Crossed Wires", Phones=phones)
        partner = self.env["res.partner"].create({"name": "Crossed Wires"})
        self.read_later("contacts")
        self.assertEqual(partner.phone, "03 5550 0040")
        self.organisation.grace_minutes = 10
        phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "1300 000 001"}]
        self.sandbox.act("edit_contact", contact="Crossed Wires", Phones=phones)
        partner.phone = "1300 000 002"
        self.read_later("contacts")
        link = partner._xero_links(self.organisation)[partner.id]
        self.assertEqual(link.conflict, "phone")
        self.assertEqual(partner.xero_state, "conflict")
