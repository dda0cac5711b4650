from unittest.mock import patch

from ..models import xero_stream_read
from ..tools import xero_client
from .push_common import XeroPushCommon


class TestPullCursor(XeroPushCommon):
    """Lists are read whole, changed records only, odd ones visibly (O5, W5)."""

    def setUp(self):
        super().setUp()
        self.contacts = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        # several pages of few records
        self.patch(xero_stream_read, "PAGE_SIZE", 100)

    def seen_contacts(self):
        return self.env["xero.record"]._lookup(self.organisation, "Contacts")

    def store(self, contact_id, **values):
        """Put something odd into Xero that no rule of it would let through."""
        organisation = self.sandbox.organisation("AU")
        record = {**organisation.contacts[contact_id], **values}
        organisation.contacts.save(organisation.touched(record))

    def test_o5_many_records_of_one_second_all_arrive(self):
        self.sandbox.clock(freeze=True)
        names = {f"Crowd {number:03d}" for number in range(250)}
        for name in sorted(names):
            self.sandbox.act("create_contact", Name=name)
        self.sandbox.clock(freeze=False)
        before = len(self.calls("GET", "Contacts"))
        self.read("contacts")
        self.assertLessEqual(names, set(self.seen_contacts().mapped("name")))
        self.assertLessEqual(len(self.calls("GET", "Contacts")) - before, 6)
        self.assertFalse(self.contacts.running)
        self.assertIn("read", self.contacts.last_result)

    def test_o5_only_what_changed_is_read_again(self):
        self.sandbox.clock(advance=300)
        changed = self.sandbox.act(
            "edit_contact", contact="Copper Kettle Cafes", EmailAddress="new@ck.example"
        )
        self.read("contacts")
        self.sandbox.clock(advance=300)
        before = len(self.calls("GET", "Contacts"))
        self.read("contacts")
        self.read("contacts")
        calls = self.calls("GET", "Contacts")[before:]
        answered = [
            contact["ContactID"]
            for call in calls
            for contact in call.answer["Contacts"]
        ]
        self.assertLessEqual(set(answered), {changed["ContactID"]})
        self.assertEqual(
            self.seen("Contacts", xero_id=changed["ContactID"]).email, "new@ck.example"
        )

    def test_o5_what_changes_while_it_is_read_is_not_lost(self):
        """A record that moves to the end while page one is applied still arrives."""
        for number in range(150):
            self.sandbox.act("create_contact", Name=f"Row {number:03d}")
        self.sandbox.clock(advance=120)
        self.contacts.action_sync_now()
        act, sandbox = self.sandbox.act, self.sandbox
        Record = type(self.env["xero.record"])
        original = Record._see
        pages = []

        def see(records, organisation, resource, elements):
            pages.append(len(elements))
            if len(pages) == 1:
                sandbox.clock(advance=120)
                act("edit_contact", contact="Row 050", EmailAddress="moved@row.example")
            return original(records, organisation, resource, elements)

        self.patch(Record, "_see", see)
        self.run_cron(self.organisation)
        self.assertGreater(len(pages), 1)
        names = set(self.seen_contacts().mapped("name"))
        self.assertLessEqual({f"Row {number:03d}" for number in range(150)}, names)
        self.assertEqual(
            self.seen("Contacts", name="Row 050").email, "moved@row.example"
        )

    def test_p2_an_element_of_unknown_shape_becomes_a_row(self):
        odd = self.sandbox.act("create_contact", Name="Odd One")
        fine = self.sandbox.act("create_contact", Name="Fine One")
        self.store(odd["ContactID"], TaxNumber={"odd": True})
        self.read("contacts")
        self.assertTrue(self.seen("Contacts", xero_id=fine["ContactID"]))
        self.assertFalse(self.seen("Contacts", xero_id=odd["ContactID"]))
        rows = self.env["xero.queue"].search(
            [("direction", "=", "pull"), ("state", "=", "failed")]
        )
        self.assertEqual(rows.mapped("res_name"), ["Odd One"])
        self.assertIn("Retry", rows.message)
        # it is not told again at every reading
        self.read("contacts")
        rows = self.env["xero.queue"].search(
            [("direction", "=", "pull"), ("state", "=", "failed")]
        )
        self.assertEqual(len(rows), 1)
        self.store(odd["ContactID"], TaxNumber="12")
        rows.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertTrue(self.seen("Contacts", xero_id=odd["ContactID"]))
        self.assertNotEqual(rows.state, "failed")

    def test_p2_an_element_that_is_no_record_becomes_a_row(self):
        """The sandbox cannot send one: it is put into its answer on the way."""
        read = xero_client.loads

        def with_a_stranger(text):
            body = read(text)
            if "Contacts" in body:
                body["Contacts"].insert(0, "a stranger")
            return body

        self.sandbox.act("create_contact", Name="After the Stranger")
        with patch.object(xero_client, "loads", with_a_stranger):
            self.read("contacts")
        self.assertTrue(self.seen("Contacts", name="After the Stranger"))
        row = self.env["xero.queue"].search(
            [("direction", "=", "pull"), ("state", "=", "failed")]
        )
        self.assertEqual(len(row), 1)
        self.assertIn("unknown shape", row.message)

    def test_p2_what_was_mended_in_xero_waits_for_nobody(self):
        odd = self.sandbox.act("create_contact", Name="Odd One")
        self.store(odd["ContactID"], TaxNumber={"odd": True})
        self.read("contacts")
        row = self.env["xero.queue"].search([("state", "=", "failed")])
        self.assertEqual(row.res_name, "Odd One")
        self.store(odd["ContactID"], TaxNumber="12")
        self.read("contacts")
        self.assertTrue(self.seen("Contacts", xero_id=odd["ContactID"]))
        self.assertEqual(row.state, "done")

    def test_p2_unknown_words_and_empty_lists_are_taken(self):
        contact = self.sandbox.act("create_contact", Name="New Words")
        self.store(
            contact["ContactID"],
            ContactStatus="HIBERNATING",
            ContactPersons=None,
            ContactGroups=None,
            EmailAddress=None,
            TaxNumberType="TAXNUMBERTYPE/SSN",
        )
        self.read("contacts")
        seen = self.seen("Contacts", xero_id=contact["ContactID"])
        self.assertEqual(seen.status, "HIBERNATING")
        self.assertFalse(seen.email)

    def test_c7_archived_contacts_are_seen_and_never_paired(self):
        self.sandbox.act("create_contact", Name="Gone Away")
        self.sandbox.act("archive_contact", contact="Gone Away")
        partner = self.env["res.partner"].create({"name": "Gone Away"})
        self.read("contacts")
        seen = self.seen("Contacts", name="Gone Away")
        self.assertFalse(seen.live)
        self.assertFalse(partner.xero_id)

    def test_p8_a_full_minute_ends_the_run_and_goes_on(self):
        for number in range(120):
            self.sandbox.act("create_contact", Name=f"Late {number:03d}")
        self.sandbox.fault("429_minute", path="Contacts", skip=1)
        self.read("contacts")
        self.assertTrue(self.organisation.not_before)
        self.organisation.not_before = False
        self.contacts.next_run = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        names = set(self.seen_contacts().mapped("name"))
        self.assertLessEqual({f"Late {number:03d}" for number in range(120)}, names)

    def test_p8_an_unreadable_answer_loses_nothing(self):
        self.sandbox.act("create_contact", Name="After The Storm")
        self.sandbox.fault("bad_json", path="Contacts")
        self.read("contacts")
        self.assertFalse(self.seen("Contacts", name="After The Storm"))
        self.organisation.not_before = False
        self.contacts.next_run = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        self.assertTrue(self.seen("Contacts", name="After The Storm"))
