from .contacts_common import XeroContactsCommon


class TestContactsStatus(XeroContactsCommon):
    """Archived, merged, renamed, deleted on either side (C15, C16, C17, C18)."""

    # === ARCHIVED === #

    def test_c16_archived_in_odoo_stays_in_xero(self):
        partner = self.paired()
        partner.active = False
        partner.ref = "A"
        self.run_cron(self.organisation)
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.there(partner)["ContactStatus"], "ACTIVE")
        self.assertEqual(partner.xero_badge, "In Xero; archived in Odoo")
        self.push(partner)
        self.assertEqual(self.row(partner).state, "done")
        self.assertIn("Archived in Odoo", self.row(partner).message)
        self.edit_there("Old Friends", EmailAddress="new@friends.example")
        self.read("contacts")
        self.assertEqual(partner.email, "new@friends.example")
        partner.active = True
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["AccountNumber"], "A", "what waited goes")

    def test_c16_archiving_there_is_asked_for_and_held(self):
        self.stream.archive_in_xero = True
        partner = self.paired()
        partner.active = False
        self.run_cron(self.organisation)
        row = self.row(partner)
        self.assertEqual(row.state, "held")
        self.assertIn("cannot undo", row.message)
        self.assertEqual(self.sent(), [])
        row.with_user(self.user_xero).action_retry()
        self.push(partner)
        self.assertEqual(
            self.there(partner)["ContactStatus"], "ACTIVE", "a button is no yes"
        )
        self.row(partner).with_user(self.user_xero).action_confirm_removal()
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["ContactStatus"], "ARCHIVED")
        self.assertEqual(partner.xero_badge, "Archived in Xero")
        self.assertEqual(self.row(partner).message, "Archived in Xero.")
        self.read_again()
        self.assertFalse(partner.active)
        # back in Odoo: Xero takes nothing, and nothing is refused because of it
        partner.active = True
        partner.ref = "A"
        self.run_cron(self.organisation)
        self.assertFalse(self.rows("failed", "pending", direction="push"))
        self.act_later("restore_contact", contact="Old Friends")
        self.sync()
        self.assertEqual(self.there(partner)["AccountNumber"], "A")

    def test_c16_archived_in_xero_leaves_odoo_alone(self):
        partner = self.paired()
        self.act_later("archive_contact", contact="Old Friends")
        self.read("contacts")
        self.assertTrue(partner.active)
        self.assertEqual(partner.xero_badge, "Archived in Xero")
        partner.ref = "A"
        self.run_cron(self.organisation)
        self.assertFalse(self.rows("failed", "pending", direction="push"))
        self.act_later("restore_contact", contact="Old Friends")
        self.sync()
        self.assertEqual(partner.xero_badge, "In Xero")
        self.assertEqual(self.there(partner)["AccountNumber"], "A")

    def test_c16_archived_in_xero_and_here_where_that_is_chosen(self):
        self.stream.archive_in_odoo = True
        partner = self.paired()
        self.act_later("archive_contact", contact="Old Friends")
        self.read("contacts")
        self.assertFalse(partner.active)
        self.act_later("restore_contact", contact="Old Friends")
        self.read("contacts")
        self.assertTrue(partner.active)
        self.run_cron(self.organisation)
        self.assertEqual(self.sent(), [])

    def test_c16_who_works_in_odoo_is_not_archived_and_that_is_said(self):
        self.stream.archive_in_odoo = True
        self.user_none.partner_id.name = "Old Friends"
        partner = self.user_none.partner_id
        self.new_there("Old Friends")
        self.sync()
        self.assertTrue(partner.xero_id)
        self.act_later("archive_contact", contact="Old Friends")
        self.read("contacts")
        self.assertTrue(partner.active)
        self.assertIn("archive", self.rows().message)

    # === MERGED === #

    def test_c17_the_customer_goes_on_with_what_is_left(self):
        partner = self.paired(ours={"phone": "02 5550 0000"})
        invoice = self.act_later(
            "create_invoice",
            Type="ACCREC",
            Contact={"Name": "Old Friends"},
            LineItems=[{"Description": "x", "UnitAmount": 1, "AccountCode": "200"}],
        )
        self.read("invoices")
        self.new_there("Older Friends", EmailAddress="left@friends.example")
        self.read("contacts")
        self.act_later("merge_contacts", contact="Old Friends", into="Older Friends")
        self.read("contacts")
        kept = self.record("Older Friends")
        self.assertEqual(partner.xero_id, kept.xero_id)
        self.run_cron(self.organisation)
        self.assertEqual(partner.email, "left@friends.example", "blanks are filled")
        self.assertEqual(self.phones_there(partner), {"DEFAULT": "02 5550 0000"})
        self.assertEqual(partner.name, "Old Friends", "nothing filled is overwritten")
        seen = self.seen("Invoices", xero_id=invoice["InvoiceID"])
        self.assertEqual(seen.contact_xero_id, kept.xero_id)

    def test_c17_merged_twice(self):
        partner = self.paired()
        self.new_there("Second")
        self.new_there("Third")
        self.act_later("merge_contacts", contact="Old Friends", into="Second")
        self.act_later("merge_contacts", contact="Second", into="Third")
        self.read("contacts")
        self.assertEqual(partner.xero_id, self.record("Third").xero_id)

    def test_c17_into_the_contact_of_somebody_else_says_what_to_do(self):
        partner, other = self.paired(), self.paired("Copper Kettle")
        self.act_later("merge_contacts", contact="Old Friends", into="Copper Kettle")
        self.read("contacts")
        self.assertNotEqual(partner.xero_id, other.xero_id)
        self.assertIn("was merged in Xero into Copper Kettle", partner.xero_message)
        move = self.invoice(partner)
        self.push(move)
        self.assertIn("Merge the two in Odoo as well", move.xero_message)

    def test_c17_two_that_were_merged_in_circles_do_no_harm(self):
        partner = self.paired()
        self.new_there("Second")
        self.read("contacts")
        ids = [self.record(name).xero_id for name in ("Old Friends", "Second")]
        for name, other in zip(("Old Friends", "Second"), reversed(ids), strict=True):
            self.sandbox.act(
                "plant",
                store="contacts",
                element={
                    "ContactStatus": "ARCHIVED",
                    "MergedToContactID": other,
                    "UpdatedDateUTC": "/Date(1900000000000+0000)/",
                },
                instead=name,
            )
        self.read_again()
        self.assertEqual(partner.xero_badge, "Archived in Xero")

    # === NAMES === #

    def test_c18_name_taken_by_the_contact_of_somebody_else(self):
        self.paired("Copper Kettle", theirs={"EmailAddress": "ck@example.com"})
        partner = self.paired()
        before = len(self.sent())
        partner.name = "Copper Kettle"
        self.run_cron(self.organisation)
        self.assertEqual(partner.xero_state, "failed")
        for words in ("Copper Kettle", "ck@example.com", "stands for", "Retry"):
            self.assertIn(words, partner.xero_message)
        self.assertEqual(len(self.sent()), before, "known before any call")
        new = self.ours("Copper Kettle")
        self.push(new)
        self.assertIn("stands for", new.xero_message)

    def test_c18_name_taken_since_it_was_read(self):
        partner = self.paired()
        self.new_there("Copper Kettle", EmailAddress="ck@example.com")
        self.stream.next_run = False
        partner.name = "Copper Kettle"
        self.run_cron(self.organisation)
        self.assertEqual(partner.xero_state, "failed")
        # the refusal had the contacts read again: now it is known who has it
        self.run_cron(self.organisation)
        self.assertIn("ck@example.com", partner.xero_message)
        self.assertIn("link the two", partner.xero_message)
        partner.name = "Copper Kettle North"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["Name"], "Copper Kettle North")

    def test_c18_renamed_on_either_side(self):
        partner = self.paired()
        partner.name = "Friends Here"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["Name"], "Friends Here")
        self.edit_there("Friends Here", Name="Friends There")
        self.read("contacts")
        self.assertEqual(partner.name, "Friends There")
        self.assertEqual(partner.xero_state, "synced")

    # === DELETED === #

    def test_c15_deleting_ours_while_it_is_on_its_way_leaves_theirs(self):
        self.stream.archive_in_xero = True
        partner = self.ours("Northwind")
        partner._xero_enqueue("button")
        self.sandbox.fault("drop_after", method="PUT", path="Contacts")
        self.run_cron(self.organisation)
        row = self.row(partner)
        self.assertEqual(row.state, "sending")
        partner.unlink()
        row.sudo().sending_until = "2026-01-01 00:00:00"
        self.run_cron(self.organisation)
        there = self.sandbox.organisation("AU").contacts.find("name", "northwind")
        self.assertEqual([contact["ContactStatus"] for contact in there], ["ACTIVE"])
        self.assertFalse(self.rows("failed", "pending", "held", direction="push"))
