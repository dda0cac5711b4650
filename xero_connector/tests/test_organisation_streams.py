from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form

from .push_common import XeroPushCommon


class TestOrganisationStreams(XeroPushCommon):
    """Direction, schedule, Sync now and reading anew (M1, O2, O3, O4, B14)."""

    def stream(self, kind):
        return self.env["xero.stream"]._of_kind(self.organisation, kind)

    def reads(self, resource):
        """Calls that read a list of the sandbox."""
        return len(self.calls("GET", resource))

    def local(self, moment):
        """A moment as the organisation's clock shows it."""
        zone = self.organisation._zone_name()
        return fields.Datetime.context_timestamp(
            self.organisation.with_context(tz=zone), moment
        )

    # === DIRECTION === #

    def test_m1_one_switch_sets_all_that_can_be_sent(self):
        organisation = self.organisation.with_user(self.manager_xero)
        sending = organisation.stream_ids.filtered("pushes")
        reading = organisation.stream_ids - sending
        self.assertGreater(len(sending), 1)
        self.assertEqual(organisation.direction, "mixed")
        for button, direction in (
            (organisation.action_both_ways, "both"),
            (organisation.action_from_xero_only, "pull"),
            (organisation.action_to_xero_only, "push"),
        ):
            button()
            self.assertEqual(set(sending.mapped("direction")), {direction})
            self.assertEqual(set(reading.mapped("direction")), {"pull"})
            self.assertEqual(organisation.direction, direction)
        notes = str(self.organisation.message_ids.mapped("body"))
        self.assertIn("To Xero only", notes)
        self.assertIn(self.manager_xero.name, notes)
        self.stream("items").direction = "both"
        self.assertEqual(organisation.direction, "mixed")

    def test_m1_only_an_administrator_turns_it(self):
        with self.assertRaises(AccessError):
            self.organisation.with_user(self.user_xero).action_both_ways()
        with self.assertRaises(AccessError):
            self.stream("items").with_user(self.user_xero).action_reset_cursor()
        with self.assertRaises(AccessError):
            self.stream("items").sudo(False).with_user(self.user_xero).enabled = False

    def test_m1_to_xero_only_still_knows_what_xero_has(self):
        """Status comes back, and who is there already is not created once more."""
        self.organisation.action_to_xero_only()
        move, _there = self.sent_there()
        self.sandbox.act("pay", invoice=move.name)
        self.read("invoices")
        self.assertEqual(move.xero_status, "PAID")
        partner = self.env["res.partner"].create({"name": "Quiet Harbour Spa"})
        self.sandbox.act(
            "create_contact", Name="Quiet Harbour Spa", EmailAddress="spa@quiet.example"
        )
        self.read("contacts")
        self.assertTrue(partner.xero_id, "paired all the same")
        self.assertFalse(partner.email, "but nothing of Odoo is changed")

    # === SCHEDULE === #

    def test_o2_at_an_hour_of_the_organisation(self):
        """In Sydney, also over the change to daylight saving."""
        stream = self.stream("items")
        self.assertEqual(self.organisation._zone_name(), "Australia/Sydney")
        stream.write({"run_hour": "2", "interval": 1440})
        for now in (
            datetime(2026, 11, 20, 3, 0),
            datetime(2026, 10, 3, 12, 0),
            datetime(2026, 4, 4, 12, 0),
        ):
            following = stream._next_time(now)
            self.assertGreater(following, now)
            self.assertLessEqual(following - now, timedelta(hours=25))
            self.assertIn(self.local(following).hour, (2, 3))
            after = stream._next_time(following)
            self.assertEqual(self.local(after).hour, 2)
            self.assertEqual(
                (self.local(after).date() - self.local(following).date()).days, 1
            )
        stream.interval = 7 * 1440
        week = stream._next_time(datetime(2026, 11, 20, 3, 0))
        self.assertEqual(self.local(week).date(), fields.Date.to_date("2026-11-27"))

    def test_o2_another_schedule_counts_at_once(self):
        stream = self.stream("items").with_user(self.manager_xero)
        stream.run_hour = False
        stream.interval = 60
        self.assertEqual(stream.next_run, stream.last_run + timedelta(minutes=60))
        stream.run_hour = "4"
        self.assertEqual(self.local(stream.next_run).hour, 4)
        self.assertEqual(self.local(stream.next_run).minute, 0)
        self.read("items")
        self.assertEqual(self.local(stream.next_run).hour, 4, "after a run as well")
        self.assertGreater(stream.next_run, fields.Datetime.now())

    def test_o2_a_due_stream_is_not_put_off(self):
        stream = self.stream("items")
        stream.next_run = "2026-01-01 00:00:00"
        stream.run_hour = "4"
        self.assertLess(stream.next_run, fields.Datetime.now())

    def test_o2_settings_are_read_at_night_by_default(self):
        self.assertEqual(self.stream("taxes").run_hour, "2")
        self.assertFalse(self.stream("contacts").run_hour)
        self.assertFalse(self.stream("invoices").run_hour)

    # === BY HAND === #

    def test_o3_b14_sync_now_reads_this_list_only(self):
        before = self.reads("Items"), self.reads("TaxRates")
        notice = self.stream("items").with_user(self.manager_xero).action_sync_now()
        self.assertIn("starts in a moment", notice["params"]["message"])
        self.assertEqual(self.reads("Items"), before[0], "nobody waits for Xero")
        self.run_cron(self.organisation)
        self.assertEqual(self.reads("Items"), before[0] + 1)
        self.assertEqual(self.reads("TaxRates"), before[1])

    def test_b14_the_schedule_refreshes_what_is_due(self):
        self.stream("taxes").next_run = "2026-01-01 00:00:00"
        before = self.reads("TaxRates")
        self.run_cron(self.organisation)
        self.assertEqual(self.reads("TaxRates"), before + 1)

    def test_b3_the_organisation_itself_is_refreshed(self):
        self.sandbox.organisation("AU").profile["Name"] = "Wattle & Quill Group"
        self.read("organisation")
        self.assertEqual(self.organisation.name, "Wattle & Quill Group")

    def test_o3_reset_cursor_reads_all_again(self):
        self.sandbox.clock(advance=300)
        self.sandbox.act("create_contact", Name="Newest")
        self.read("contacts")
        self.sandbox.clock(advance=300)
        self.read("contacts")
        contacts = self.stream("contacts")
        self.assertEqual(contacts.last_count, 1)
        stamps = self.env["xero.record"]._lookup(self.organisation, "Contacts")
        stamps = {record.id: record.write_date for record in stamps}
        contacts.with_user(self.manager_xero).action_reset_cursor()
        self.assertFalse(contacts.cursor)
        self.run_cron(self.organisation)
        self.assertGreater(contacts.last_count, 5)
        known = self.env["xero.record"]._lookup(self.organisation, "Contacts")
        self.assertEqual(
            {record.id: record.write_date for record in known},
            stamps,
            "what has not changed is left alone",
        )

    def test_o3_a_page_that_was_on_its_way_does_not_undo_the_reset(self):
        contacts = self.stream("contacts")
        self.sandbox.clock(advance=300)
        self.sandbox.act("create_contact", Name="Newest")
        self.read("contacts")
        self.sandbox.clock(advance=300)
        self.sandbox.act("create_contact", Name="On The Way")
        Record = type(self.env["xero.organisation"])
        original = Record._note_limits
        pressed = []

        def note(organisation, limits):
            # called right after Xero's answer: the moment somebody presses
            if not pressed:
                pressed.append(True)
                organisation.env["xero.stream"].browse(contacts.id)._read_again()
            return original(organisation, limits)

        self.patch(Record, "_note_limits", note)
        self.read("contacts")
        self.assertGreater(contacts.last_count, 2, "all of it, not only that page")
        self.assertTrue(self.seen("Contacts", name="On The Way"))

    def test_o3_older_documents_are_read_from_the_start(self):
        invoices = self.stream("invoices")
        invoices.cursor = "2026-11-01 00:00:00"
        invoices.from_date = fields.Date.today()
        self.assertTrue(invoices.cursor, "fewer documents need no new reading")
        invoices.from_date = "2020-01-01"
        self.assertFalse(invoices.cursor)
        self.assertLessEqual(invoices.next_run, fields.Datetime.now())

    def test_h5_documents_before_the_from_date_are_held(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        self.stream("invoices").from_date = tomorrow
        move = self.invoice(self.customer())
        self.assertEqual(move.xero_state, "held")
        self.assertIn("from which on they go to Xero", move.xero_message)

    # === SCREEN === #

    def test_o4_the_last_run_and_one_in_progress_are_shown(self):
        contacts = self.stream("contacts").sudo(False).with_user(self.manager_xero)
        with Form(contacts) as form:
            self.assertRegex(form.run_words, r"^\d+ read .*in \d+ s$")
            self.assertTrue(form.last_run)
        self.stream("contacts").write({"running": True, "progress": 300})
        with Form(contacts) as form:
            self.assertEqual(form.run_words, "Reading: 300 so far")
        with Form(self.organisation.with_user(self.manager_xero)) as form:
            self.assertIn("Contacts (300 so far)", form.reading)
