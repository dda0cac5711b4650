from .push_common import XeroPushCommon


class TestPushCustomers(XeroPushCommon):
    """The customer of an invoice goes first, or the invoice waits (H16, H17, C19)."""

    def writes(self):
        return [call for call in self.calls() if call.method in ("PUT", "POST")]

    def test_h17_one_way_holds_and_mapping_releases(self):
        self.env["xero.stream"]._of_kind(
            self.organisation, "contacts"
        ).direction = "pull"
        partner = self.customer("Northwind", known=False)
        move = self.invoice(partner)
        before = len(self.writes())
        self.push(move)
        self.assertEqual(self.writes()[before:], [])
        self.assertEqual(move.xero_state, "blocked")
        self.assertIn("Northwind", move.xero_message)
        self.assertIn("Mapping", move.xero_message)
        self.assertTrue(move.xero_badge.startswith("Blocked: "))
        link = self.env["xero.link"]._get_or_create(self.organisation, partner)
        link.with_user(self.manager_xero).action_link(
            self.seen("Contacts", name="Copper Kettle Cafes")
        )
        self.run_cron(self.organisation)
        there = self.in_xero(move)
        self.assertEqual(there["Contact"]["ContactID"], partner.xero_id)

    def test_h16_two_way_creates_the_customer_first(self):
        partner = self.customer(
            "Northwind",
            known=False,
            email="books@northwind.example",
            phone="+61 2 5550 1234",
            street="1 Pier Road",
            city="Sydney",
            zip="2000",
            country_id=self.env.ref("base.au").id,
        )
        child = self.env["res.partner"].create(
            {
                "parent_id": partner.id,
                "type": "invoice",
                "name": "Accounts",
                "email": "ap@northwind.example",
                "street": "PO Box 7",
            }
        )
        move = self.invoice(child)
        before = len(self.writes())
        self.push(move)
        made = [(call.method, call.path) for call in self.writes()[before:]]
        self.assertEqual(made, [("PUT", "Contacts"), ("PUT", "Invoices")])
        contact = self.in_xero_by_id(partner, "contacts")
        self.assertEqual(contact["Name"], "Northwind")
        self.assertEqual(contact["EmailAddress"], "ap@northwind.example")
        addresses = {part["AddressType"]: part for part in contact["Addresses"]}
        self.assertEqual(addresses["POBOX"]["AddressLine1"], "PO Box 7")
        self.assertEqual(addresses["STREET"]["AddressLine1"], "1 Pier Road")
        self.assertEqual(addresses["STREET"]["Country"], "Australia")
        self.assertFalse(child.xero_id)
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], partner.xero_id)

    def look_alike(self):
        """A customer with the e-mail of a contact of quite another name."""
        self.sandbox.act(
            "create_contact", Name="Zenith Partners", EmailAddress="info@zen.example"
        )
        self.read("contacts")
        return self.customer("Alpha Trading", known=False, email="info@zen.example")

    def test_c19_look_alike_is_held_and_linked_by_a_person(self):
        partner = self.look_alike()
        move = self.invoice(partner)
        before = len(self.writes())
        self.push(move)
        self.assertEqual(self.writes()[before:], [])
        self.assertEqual(partner.xero_state, "held")
        self.assertIn("Zenith Partners", partner.xero_message)
        self.assertIn("same e-mail", partner.xero_message)
        self.assertIn("Zenith Partners", move.xero_message)
        link = partner._xero_links()[partner.id]
        link.with_user(self.manager_xero).action_link()
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move), self.row(move).message)
        self.assertEqual(
            self.in_xero_by_id(partner, "contacts")["Name"], "Zenith Partners"
        )

    def test_c19_look_alike_is_created_by_a_person(self):
        partner = self.look_alike()
        move = self.invoice(partner)
        self.push(move)
        partner.with_user(self.user_xero).action_xero_send_now()
        self.run_cron(self.organisation)
        self.assertEqual(
            self.in_xero_by_id(partner, "contacts")["Name"], "Alpha Trading"
        )
        self.assertTrue(self.in_xero(move), self.row(move).message)

    def test_h29_customer_kept_out(self):
        partner = self.customer(known=False)
        partner.xero_excluded = True
        move = self.invoice(partner)
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        self.assertIn("kept out of Xero", move.xero_message)
        partner.xero_excluded = False
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move), self.row(move).message)

    def test_h29_a_customer_who_is_in_xero_and_kept_out(self):
        partner = self.customer()
        partner.xero_excluded = True
        move = self.invoice(partner)
        before = len(self.writes())
        self.push(move)
        self.assertEqual(self.writes()[before:], [])
        self.assertEqual(move.xero_state, "blocked")
        self.assertIn("kept out of Xero", move.xero_message)
        partner.xero_excluded = False
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move), self.row(move).message)
