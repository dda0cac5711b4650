from odoo.exceptions import UserError

from .contacts_common import XeroContactsCommon


class TestContactsPull(XeroContactsCommon):
    """Contacts of Xero in Odoo (C1, C2, C6, C7, C14, C22, C23, O3)."""

    FULL = {
        "EmailAddress": "Office@Alpine.example",
        "TaxNumber": "53 004 085 616",
        "CompanyNumber": "004 085 616",
        "AccountNumber": "A-17",
        "Website": "https://alpine.example/",
        "Phones": [
            {
                "PhoneType": "DEFAULT",
                "PhoneCountryCode": "61",
                "PhoneAreaCode": "2",
                "PhoneNumber": "5550 0000",
            }
        ],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "PO Box 7",
                "AddressLine2": "Level 2",
                "AddressLine3": "Suite 5",
                "City": "Sydney",
                "Region": "New South Wales",
                "PostalCode": "2000",
                "Country": "Australia",
            },
            {
                "AddressType": "STREET",
                "AddressLine1": "1 Pier Road",
                "City": "Auckland",
                "Country": "NZ",
            },
        ],
        "PaymentTerms": {
            "Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"},
            "Bills": {"Day": 20, "Type": "OFFOLLOWINGMONTH"},
        },
    }

    def setUp(self):
        super().setUp()
        self.term_30 = self.env.ref("account.account_payment_term_30days")
        self.term_20 = self.env["account.payment.term"].create(
            {
                "name": "20th of the following month",
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "value": "percent",
                            "value_amount": 100,
                            "delay_type": "days_after_end_of_month",
                            "nb_days": 20,
                        },
                    )
                ],
            }
        )

    def created(self, name, **values):
        """A contact of Xero that somebody has created in Odoo."""
        self.new_there(name, **values)
        self.read("contacts")
        self.record(name).with_user(self.manager_xero).action_create_in_odoo()
        return self.named(name)

    def test_c1_created_on_request_with_all_that_odoo_knows(self):
        self.new_there("Alpine Electrical", **self.FULL)
        self.read("contacts")
        self.assertFalse(self.named("Alpine Electrical"), "not by itself")
        seen = self.record("Alpine Electrical")
        self.assertEqual(seen.map_state, "undecided")
        with self.assertRaises(UserError):
            seen.with_user(self.user_xero).action_create_in_odoo()
        seen.with_user(self.manager_xero).action_create_in_odoo()
        partner = self.named("Alpine Electrical")
        self.assertRecordValues(
            partner,
            [
                {
                    "is_company": True,
                    "email": "Office@Alpine.example",
                    "company_registry": "004 085 616",
                    "ref": "A-17",
                    "website": "https://alpine.example/",
                    "phone": "+61 2 5550 0000",
                    "street": "PO Box 7",
                    "street2": "Level 2, Suite 5",
                    "city": "Sydney",
                    "zip": "2000",
                    "state_id": self.env.ref("base.state_au_2").id,
                    "country_id": self.env.ref("base.au").id,
                    "property_payment_term_id": self.term_30.id,
                    "property_supplier_payment_term_id": self.term_20.id,
                }
            ],
        )
        self.assertEqual(partner.vat.replace(" ", ""), "53004085616")
        child = partner.child_ids
        self.assertRecordValues(
            child,
            [
                {
                    "type": "delivery",
                    "street": "1 Pier Road",
                    "city": "Auckland",
                    "country_id": self.env.ref("base.nz").id,
                }
            ],
        )
        self.assertEqual(seen.map_state, "linked")
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        self.run_cron(self.organisation)
        self.assertFalse(self.rows("done", "pending", "failed", direction="push"))
        self.assertEqual(self.sent(), [], "what came from Xero is no news there")

    def test_c1_created_by_itself_where_that_is_chosen(self):
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        waiting = self.seen("Contacts", live=True)
        self.assertEqual(set(waiting.mapped("map_state")), {"linked"})
        self.new_there("Late Comer")
        self.read("contacts")
        self.assertTrue(self.named("Late Comer").xero_id)
        before = self.env["res.partner"].search_count([])
        self.read_again()
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_c1_a_look_alike_is_not_created_by_itself(self):
        self.ours("Alpine Electrical")
        self.stream.create_in_odoo = True
        self.new_there("Alpine Electrical Pty Ltd")
        self.read("contacts")
        self.assertFalse(self.named("Alpine Electrical Pty Ltd"))
        self.assertEqual(
            self.record("Alpine Electrical Pty Ltd").map_state, "suggested"
        )

    def test_c1_a_person_is_a_person(self):
        ann = self.created("Ann Lee", FirstName="Ann", LastName="Lee")
        self.assertFalse(ann.is_company)
        self.assertFalse(ann.child_ids, "the contact itself is no contact person")
        other = self.created("Lee Holdings", FirstName="Ann", LastName="Lee")
        self.assertTrue(other.is_company)

    def test_c1_a_contact_without_a_name_says_so(self):
        self.new_there("", unchecked=True, EmailAddress="who@example.com")
        self.stream.create_in_odoo = True
        self.read("contacts")
        row = self.rows()
        self.assertEqual(len(row), 1)
        self.assertIn("has no name", row.message)
        self.assertIn("who@example.com", row.message)
        self.assertIn("Retry", row.message)

    def test_w5_retry_of_one_that_still_fails_takes_no_other_down(self):
        for email in ("who@example.com", "else@example.com"):
            self.new_there("", unchecked=True, EmailAddress=email)
        self.stream.create_in_odoo = True
        self.read("contacts")
        rows = self.rows()
        self.assertEqual(len(rows), 2)
        still, other = rows.sorted(lambda row: "who@example.com" not in row.message)
        nobody = self.env["xero.record"].browse(other.res_id)
        nobody.with_user(self.manager_xero).action_ignore()
        rows.with_user(self.user_xero).action_retry()
        self.run_cron(self.organisation)
        self.assertEqual(self.organisation.connection_state, "connected")
        again = self.rows()
        self.assertEqual(again.res_id, still.res_id)
        self.assertIn("has no name", again.message)
        newest = self.rows("pending", "done").filtered(
            lambda row: row.res_id == other.res_id
        )
        self.assertEqual(newest.state, "done")
        self.assertFalse(self.rows("pending"))

    def test_c2_changes_are_taken_over(self):
        partner = self.created("Alpine Electrical", **self.FULL)
        self.edit_there(
            "Alpine Electrical",
            Name="Alpine Electrics",
            EmailAddress="new@alpine.example",
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "1300 555 000"}],
            AccountNumber="A-18",
            PaymentTerms={"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}},
            Addresses=[
                self.address("POBOX", AddressLine1="9 High Street", City="Leeds")
            ],
        )
        self.read("contacts")
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Alpine Electrics",
                    "email": "new@alpine.example",
                    "phone": "1300 555 000",
                    "ref": "A-18",
                    "street": "9 High Street",
                    "street2": False,
                    "city": "Leeds",
                    "zip": False,
                    "state_id": False,
                    "country_id": False,
                    "property_payment_term_id": self.term_20.id,
                    "property_supplier_payment_term_id": self.term_20.id,
                }
            ],
        )
        self.run_cron(self.organisation)
        self.assertEqual(self.sent(), [])

    def test_c6_suppliers_and_customers(self):
        self.sandbox.act(
            "create_invoice",
            Type="ACCPAY",
            Contact={"Name": "Copper Kettle Cafes"},
            LineItems=[{"Description": "Cups", "UnitAmount": 10, "AccountCode": "400"}],
        )
        self.read_again()
        for name in ("Copper Kettle Cafes", "Dry Creek Vineyards"):
            self.record(name).with_user(self.manager_xero).action_create_in_odoo()
        supplier = self.named("Copper Kettle Cafes")
        self.assertEqual((supplier.supplier_rank, supplier.customer_rank), (1, 0))
        neither = self.named("Dry Creek Vineyards")
        self.assertEqual((neither.supplier_rank, neither.customer_rank), (0, 0))

    def test_c7_archived_ones_only_when_asked(self):
        self.new_there("Gone Bust", EmailAddress="old@gone.example")
        self.sandbox.act("archive_contact", contact="Gone Bust")
        self.stream.create_in_odoo = True
        self.read("contacts")
        self.assertFalse(self.named("Gone Bust"))
        self.stream.create_archived = True
        self.run_cron(self.organisation)
        gone = self.named("Gone Bust")
        self.assertTrue(gone.xero_id)
        self.assertEqual((gone.active, gone.email), (False, "old@gone.example"))
        self.assertEqual(self.sent(), [])

    def test_c14_groups_are_tags(self):
        own = self.env["res.partner.category"].create({"name": "Seen in Odoo only"})
        partner = self.paired(ours={"category_id": [(4, own.id)]})
        self.act_later("create_contact_group", name="VIP", contacts="Old Friends")
        self.edit_there("Old Friends", AccountNumber="1")
        self.read("contact_groups")
        self.read("contacts")
        vip = partner.category_id - own
        self.assertEqual(vip.name, "VIP")
        self.assertEqual(
            self.env["res.partner.category"].search_count([("name", "=", "VIP")]), 1
        )
        self.act_later("rename_group", group="VIP", name="Very important")
        self.read("contact_groups")
        self.read_again()
        self.assertEqual(partner.category_id, own | vip, "the same group, the same tag")
        self.act_later(
            "remove_from_group", group="Very important", contacts="Old Friends"
        )
        self.read_again()
        self.assertEqual(partner.category_id, own)
        self.assertEqual(self.sent(), [])

    def test_c14_an_ignored_group_is_no_tag(self):
        partner = self.paired()
        self.act_later("create_contact_group", name="VIP", contacts=[])
        self.read("contact_groups")
        seen = self.seen("ContactGroups", name="VIP")
        seen.with_user(self.manager_xero).action_ignore()
        self.act_later("add_to_group", group="VIP", contacts="Old Friends")
        self.read("contact_groups")
        self.read_again()
        self.assertFalse(partner.category_id)

    def test_c23_contact_persons_are_children(self):
        partner = self.paired(
            theirs={
                "FirstName": "Sue",
                "LastName": "Miller",
                "EmailAddress": "office@friends.example",
                "ContactPersons": [
                    {
                        "FirstName": "Ann",
                        "LastName": "Lee",
                        "EmailAddress": "ann@friends.example",
                    }
                ],
            }
        )
        children = {child.name: child for child in partner.child_ids}
        self.assertEqual(set(children), {"Sue Miller", "Ann Lee"})
        self.assertEqual(children["Ann Lee"].email, "ann@friends.example")
        self.edit_there(
            "Old Friends",
            ContactPersons=[
                {
                    "FirstName": "Ann",
                    "LastName": "Lee",
                    "EmailAddress": "ann.lee@friends.example",
                },
                {"FirstName": "Bob", "LastName": "Ray"},
            ],
        )
        self.read("contacts")
        names = partner.child_ids.mapped("name")
        self.assertEqual(sorted(names), ["Ann Lee", "Bob Ray", "Sue Miller"])
        self.assertEqual(children["Ann Lee"].email, "ann.lee@friends.example")
        children["Ann Lee"].email = "ours@friends.example"
        self.edit_there("Old Friends", ContactPersons=[])
        self.read("contacts")
        self.assertEqual(len(partner.child_ids), 3, "who is gone there stays here")
        self.assertEqual(children["Ann Lee"].email, "ours@friends.example")
        self.run_cron(self.organisation)
        self.assertEqual(self.sent(), [])

    def test_c23_two_people_share_a_mailbox(self):
        """Each is somebody, also where the first one is known by that address."""
        mailbox = {"EmailAddress": "info@friends.example"}
        ann, bob, eve = (
            {"FirstName": first, "LastName": last, **mailbox}
            for first, last in (("Ann", "Lee"), ("Bob", "Ray"), ("Eve", "Poe"))
        )
        partner = self.paired(theirs={"ContactPersons": [ann]})
        self.edit_there("Old Friends", ContactPersons=[ann, bob])
        self.read("contacts")
        self.assertEqual(
            sorted(partner.child_ids.mapped("name")), ["Ann Lee", "Bob Ray"]
        )
        # nor is somebody taken for one who is still there
        self.edit_there("Old Friends", ContactPersons=[bob, eve])
        self.read("contacts")
        self.assertEqual(
            sorted(partner.child_ids.mapped("name")), ["Ann Lee", "Bob Ray", "Eve Poe"]
        )

    def test_c23_a_person_that_odoo_knows_is_not_doubled(self):
        partner = self.ours("Old Friends")
        ann = self.env["res.partner"].create(
            {"parent_id": partner.id, "name": "A. Lee", "email": "Ann@friends.example"}
        )
        self.new_there(
            "Old Friends",
            ContactPersons=[
                {
                    "FirstName": "Ann",
                    "LastName": "Lee",
                    "EmailAddress": "ann@friends.example",
                }
            ],
        )
        self.read("contacts")
        self.assertEqual(partner.child_ids, ann)
        self.assertEqual(ann.name, "A. Lee")

    def test_c23_bank_details_and_accounts_are_only_shown(self):
        partner = self.paired(
            theirs={
                "BankAccountDetails": "06-1234-1234567-00",
                "SalesDefaultAccountCode": "200",
            }
        )
        for words in ("06-1234-1234567-00", "200"):
            self.assertIn(words, partner.with_user(self.user_xero).xero_only)
        self.assertFalse(partner.bank_ids)

    def test_c22_imported_contacts_are_found(self):
        partner = self.paired()
        Partner = self.env["res.partner"].with_user(self.user_xero)
        found = Partner.search([("xero_state", "not in", ("none", "excluded"))])
        self.assertIn(partner, found)
        self.assertIn(self.record("Old Friends").odoo_name, "Old Friends")
