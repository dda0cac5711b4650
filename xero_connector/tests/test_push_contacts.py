from .push_common import XeroPushCommon


class TestPushContacts(XeroPushCommon):
    """Contacts and items of their own accord (C3-C5, C11, C15, D2, D3)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0

    def updates(self, resource="Contacts"):
        """Elements of all updating calls so far."""
        calls = self.calls("POST", resource)
        return [element for call in calls for element in call.body[resource]]

    def theirs(self, partner):
        return self.in_xero_by_id(partner, "contacts")

    def paired(self, **values):
        """A customer that was in Xero before, with what a person entered there."""
        self.sandbox.act(
            "create_contact",
            Name="Old Friends",
            EmailAddress="theirs@friends.example",
            ContactPersons=[{"FirstName": "Ann", "LastName": "Lee"}],
        )
        partner = self.env["res.partner"].create({"name": "Old Friends", **values})
        self.read("contacts")
        self.assertTrue(partner.xero_id)
        return partner

    def test_c3_created_by_the_button(self):
        partner = self.customer("Northwind", known=False, vat="53004085616")
        self.push(partner)
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        there = self.theirs(partner)
        self.assertEqual(there["TaxNumber"], "53004085616")
        self.assertTrue(there["ContactNumber"].endswith(f"-{partner.id}"))
        self.assertEqual(partner.xero_badge, "In Xero")

    def test_c3_a_new_contact_never_goes_by_itself(self):
        partner = self.customer("Northwind", known=False)
        self.assertFalse(self.row(partner))

    def test_c4_an_edit_carries_only_what_changed(self):
        partner = self.paired(email="ours@friends.example")
        partner.name = "Old Friends Pty Ltd"
        self.run_cron(self.organisation)
        there = self.theirs(partner)
        self.assertEqual(there["Name"], "Old Friends Pty Ltd")
        self.assertEqual(there["EmailAddress"], "theirs@friends.example")
        self.assertEqual(there["ContactPersons"][0]["FirstName"], "Ann")
        # and our number, once: the contact has none
        number = f"{self.organisation._key_prefix()}{partner.id}"
        changed = {"ContactID": partner.xero_id, "Name": there["Name"]}
        self.assertEqual(self.updates(), [{**changed, "ContactNumber": number}])
        partner.email = "new@friends.example"
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(partner)["EmailAddress"], "new@friends.example")
        self.assertEqual(set(self.updates()[-1]), {"ContactID", "EmailAddress"})

    def test_c11_blanks_there_are_filled_and_blanks_here_take_nothing(self):
        partner = self.paired(phone="+61 2 5550 0000")
        partner.street = "1 Pier Road"
        self.run_cron(self.organisation)
        there = self.theirs(partner)
        phones = {part["PhoneType"]: part["PhoneNumber"] for part in there["Phones"]}
        self.assertEqual(phones["DEFAULT"], "+61 2 5550 0000")
        self.assertEqual(there["EmailAddress"], "theirs@friends.example")
        self.assertIn("1 Pier Road", str(there["Addresses"]))

    def test_c5_an_address_of_the_customer_feeds_it(self):
        partner = self.customer("Northwind", known=False)
        child = self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "invoice", "email": "a@north.example"}
        )
        self.push(partner)
        child.email = "b@north.example"
        self.run_cron(self.organisation)
        self.assertEqual(self.theirs(partner)["EmailAddress"], "b@north.example")

    def test_m6_an_edit_that_xero_does_not_know_is_nothing(self):
        partner = self.paired()
        before = len(self.calls())
        partner.comment = "Prefers calls in the morning"
        self.assertFalse(self.row(partner))
        partner.name = "Old Friends"
        self.run_cron(self.organisation)
        self.assertEqual({c.method for c in self.calls()[before:]} - {"GET"}, set())

    def test_c15_deleting_ours_leaves_theirs(self):
        partner = self.paired()
        xero_id = partner.xero_id
        partner.unlink()
        self.run_cron(self.organisation)
        there = self.sandbox.organisation("AU").contacts[xero_id]
        self.assertEqual(there["ContactStatus"], "ACTIVE")
        self.assertFalse(self.seen("Contacts", xero_id=xero_id).link_ids)

    def test_c17_merged_in_xero(self):
        partner = self.paired()
        self.sandbox.act(
            "merge_contacts", contact="Old Friends", into="Copper Kettle Cafes"
        )
        self.read("contacts")
        self.assertEqual(self.theirs(partner)["Name"], "Copper Kettle Cafes")
        move = self.invoice(partner)
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], partner.xero_id)

    def test_c17_merged_into_the_contact_of_another_customer(self):
        partner = self.paired()
        other = self.env["res.partner"].create({"name": "Copper Kettle Cafes"})
        self.read("contacts")
        self.env["xero.stream"]._of_kind(self.organisation, "contacts").cursor = False
        self.read("contacts")
        self.assertTrue(other.xero_id)
        self.sandbox.act(
            "merge_contacts", contact="Old Friends", into="Copper Kettle Cafes"
        )
        self.read("contacts")
        self.assertNotEqual(partner.xero_id, other.xero_id)
        self.assertEqual(partner.xero_badge, "Archived in Xero")

    def test_c4_one_way_pushes_no_edits(self):
        partner = self.paired()
        self.env["xero.stream"]._of_kind(
            self.organisation, "contacts"
        ).direction = "pull"
        partner.name = "Renamed"
        self.run_cron(self.organisation)
        self.assertEqual(self.updates(), [])

    def items_two_way(self):
        self.env["xero.stream"]._of_kind(self.organisation, "items").direction = "both"

    def test_d3_item_edits_go_in_two_way_mode_only(self):
        product = self.env["product.product"].create(
            {"name": "Support hour", "default_code": "SUPPORT", "type": "service"}
        )
        self.read("items")
        self.assertTrue(product.xero_id)
        product.product_tmpl_id.name = "Support per hour"
        self.run_cron(self.organisation)
        self.assertEqual(self.updates("Items"), [])
        self.items_two_way()
        product.product_tmpl_id.name = "Support, remote"
        self.run_cron(self.organisation)
        there = self.in_xero_by_id(product, "items")
        self.assertEqual(there["Name"], "Support, remote")
        self.assertEqual(there["SalesDetails"]["UnitPrice"], 120)
        self.assertEqual(there["SalesDetails"]["AccountCode"], "200")

    def test_d2_item_price_goes_alone(self):
        self.items_two_way()
        product = self.env["product.product"].create(
            {
                "name": "Audit",
                "default_code": "AUDIT",
                "type": "service",
                "list_price": 90,
                "company_id": self.company.id,
            }
        )
        self.push(product)
        product.list_price = 95.5
        self.run_cron(self.organisation)
        there = self.in_xero_by_id(product, "items")
        self.assertEqual(there["SalesDetails"]["UnitPrice"], 95.5)
        self.assertEqual(there["Name"], "Audit")
