from .contacts_common import XeroContactsCommon


class TestContactsPush(XeroContactsCommon):
    """Customers and suppliers of Odoo in Xero (C3, C4, C5, C11, C12, C21, M6)."""

    def setUp(self):
        super().setUp()
        self.au = self.env.ref("base.au")
        self.nsw = self.env.ref("base.state_au_2")

    def term(self, name, **line):
        return self.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, **line})],
            }
        )

    def sent_new(self, name="Northwind", **values):
        partner = self.ours(name, **values)
        self.push(partner)
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        return partner

    def test_c12_every_field_goes(self):
        partner = self.sent_new(
            vat="53004085616",
            company_registry="004 085 616",
            ref="A-17",
            email="Books@Northwind.example",
            phone="+61 2 5550 0000",
            street="1 Pier Road",
            street2="Level 2",
            city="Sydney",
            zip="2000",
            state_id=self.nsw.id,
            country_id=self.au.id,
            property_payment_term_id=self.term(
                "30 days", delay_type="days_after", nb_days=30
            ).id,
            property_supplier_payment_term_id=self.term(
                "20th",
                delay_type="days_end_of_month_on_the",
                nb_days=0,
                days_next_month="20",
            ).id,
        )
        self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "delivery", "street": "Dock 4"}
        )
        self.run_cron(self.organisation)
        there = self.there(partner)
        self.assertEqual(there["EmailAddress"], "books@northwind.example")
        self.assertEqual(there["AccountNumber"], "A-17")
        self.assertEqual(there["CompanyNumber"], "004 085 616")
        self.assertEqual(self.phones_there(partner), {"DEFAULT": "+61 2 5550 0000"})
        self.assertEqual(
            self.address_there(partner),
            {
                "AddressLine1": "1 Pier Road",
                "AddressLine2": "Level 2",
                "City": "Sydney",
                "Region": "NSW",
                "PostalCode": "2000",
                "Country": "Australia",
            },
        )
        self.assertEqual(
            self.address_there(partner, "STREET")["AddressLine1"], "Dock 4"
        )
        self.assertEqual(
            there["PaymentTerms"],
            {
                "Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"},
                "Bills": {"Day": 20, "Type": "OFFOLLOWINGMONTH"},
            },
        )
        self.assertNotIn("FirstName", there)

    def test_c11_what_is_not_on_the_list_does_not_go_with_a_new_one(self):
        for name in ("phone", "tax_number", "delivery", "sale_terms"):
            self.group(name).to_xero = False
        term = self.term("30 days", delay_type="days_after", nb_days=30)
        partner = self.sent_new(
            vat="53004085616",
            phone="+61 2 5550 0000",
            email="books@northwind.example",
            street="1 Pier Road",
            property_payment_term_id=term.id,
            property_supplier_payment_term_id=term.id,
        )
        there = self.there(partner)
        self.assertEqual(there["EmailAddress"], "books@northwind.example")
        self.assertEqual(self.address_there(partner), {"AddressLine1": "1 Pier Road"})
        self.assertFalse(self.address_there(partner, "STREET"))
        self.assertFalse(there.get("TaxNumber"))
        self.assertEqual(self.phones_there(partner), {})
        self.assertNotIn("Sales", there["PaymentTerms"])
        self.assertEqual(partner.xero_state, "synced")
        # what is ticked later fills the blank
        self.group("phone").to_xero = True
        self.run_cron(self.organisation)
        self.run_cron(self.organisation)
        self.assertEqual(self.phones_there(partner), {"DEFAULT": "+61 2 5550 0000"})
        self.assertFalse(self.there(partner).get("TaxNumber"))

    def test_c11_nor_is_it_in_the_way(self):
        """What does not go cannot be refused."""
        self.group("tax_number").to_xero = False
        self.sent_new(vat="5" * 60)

    def test_c12_a_person_has_two_names(self):
        ann = self.sent_new("Ann Marie Lee", is_company=False)
        there = self.there(ann)
        self.assertEqual((there["FirstName"], there["LastName"]), ("Ann Marie", "Lee"))
        ann.name = "Ann Marie Ray"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(ann)["LastName"], "Ray")
        # somebody in Xero has another person behind the contact
        self.edit_there("Ann Marie Ray", FirstName="Bob", LastName="Ray")
        self.read("contacts")
        ann.name = "Ann Marie Poe"
        self.run_cron(self.organisation)
        there = self.there(ann)
        self.assertEqual((there["Name"], there["FirstName"]), ("Ann Marie Poe", "Bob"))

    def test_c12_what_xero_has_no_words_for_stays_and_is_said(self):
        instalments = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        partner = self.paired(
            theirs={"PaymentTerms": {"Sales": {"Day": 7, "Type": "DAYSAFTERBILLDATE"}}}
        )
        partner.property_payment_term_id = instalments
        self.run_cron(self.organisation)
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.there(partner)["PaymentTerms"]["Sales"]["Day"], 7)
        self.assertIn("Half now", partner.xero_message)
        self.assertEqual(partner.xero_state, "differs")

    def test_c11_parts_that_odoo_does_not_have_stay(self):
        partner = self.paired(
            ours={"street": "1 Pier Road"},
            theirs={
                "Addresses": [
                    self.address(
                        "POBOX",
                        AddressLine1="1 Pier Road",
                        AddressLine2="Level 2",
                        AddressLine3="Suite 5",
                        City="Sydney",
                        Country="Narnia",
                        AttentionTo="Ann",
                    )
                ],
                "Phones": [
                    {"PhoneType": "MOBILE", "PhoneNumber": "0400 000 000"},
                ],
                "PaymentTerms": {"Bills": {"Day": 7, "Type": "DAYSAFTERBILLDATE"}},
            },
        )
        partner.write(
            {
                "zip": "2000",
                "phone": "02 5550 0000",
                "property_payment_term_id": self.term(
                    "30 days", delay_type="days_after", nb_days=30
                ).id,
            }
        )
        self.run_cron(self.organisation)
        self.assertEqual(
            self.address_there(partner),
            {
                "AddressLine1": "1 Pier Road",
                "AddressLine2": "Level 2",
                "AddressLine3": "Suite 5",
                "City": "Sydney",
                "PostalCode": "2000",
                "Country": "Narnia",
                "AttentionTo": "Ann",
            },
        )
        self.assertEqual(
            self.phones_there(partner),
            {"DEFAULT": "02 5550 0000", "MOBILE": "0400 000 000"},
        )
        self.assertEqual(self.there(partner)["PaymentTerms"]["Bills"]["Day"], 7)
        self.assertEqual(self.there(partner)["PaymentTerms"]["Sales"]["Day"], 30)

    def test_c11_what_is_emptied_here_stays_there(self):
        partner = self.sent_new(
            email="a@north.example", phone="1", ref="A", street="1 Pier Road", city="X"
        )
        partner.write({"email": False, "phone": False, "ref": "", "city": False})
        self.run_cron(self.organisation)
        there = self.there(partner)
        self.assertEqual(there["EmailAddress"], "a@north.example")
        self.assertEqual(there["AccountNumber"], "A")
        self.assertEqual(self.address_there(partner)["City"], "X")
        self.assertEqual(len(self.sent()), 1, "the first one only")

    def test_c11_an_address_that_moves_goes_as_a_whole(self):
        partner = self.sent_new(street="1 Pier Road", street2="Level 2", city="Sydney")
        partner.write({"street": "5 High Street", "street2": False, "city": "Leeds"})
        self.run_cron(self.organisation)
        self.assertEqual(
            self.address_there(partner),
            {"AddressLine1": "5 High Street", "City": "Leeds"},
        )

    def test_c11_only_what_is_on_the_list(self):
        partner = self.paired(ours={"email": "ours@friends.example", "ref": "A"})
        self.assertEqual(self.there(partner)["EmailAddress"], "ours@friends.example")
        self.group("email").with_user(self.manager_xero).to_xero = False
        self.group("account_number").with_user(self.manager_xero).to_odoo = False
        partner.write({"email": "new@friends.example", "ref": "B"})
        self.run_cron(self.organisation)
        there = self.there(partner)
        self.assertEqual(there["EmailAddress"], "ours@friends.example")
        self.assertEqual(there["AccountNumber"], "B")
        self.edit_there("Old Friends", AccountNumber="C", TaxNumber="53004085616")
        self.read("contacts")
        self.assertEqual(partner.ref, "B")
        self.assertTrue(partner.vat)
        # allowed again: what waited goes
        self.group("email").with_user(self.manager_xero).to_xero = True
        self.group("account_number").with_user(self.manager_xero).to_odoo = True
        self.sync()
        self.assertEqual(self.there(partner)["EmailAddress"], "new@friends.example")
        self.assertEqual(partner.ref, "C")

    def test_c5_addresses_that_come_and_go_feed_their_customer(self):
        partner = self.sent_new(email="office@north.example", street="1 Pier Road")
        billing = self.env["res.partner"].create(
            {
                "parent_id": partner.id,
                "type": "invoice",
                "name": "Accounts",
                "email": "ap@north.example",
                "street": "PO Box 7",
            }
        )
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["EmailAddress"], "ap@north.example")
        self.assertEqual(self.address_there(partner)["AddressLine1"], "PO Box 7")
        billing.street = "PO Box 8"
        self.run_cron(self.organisation)
        self.assertEqual(self.address_there(partner)["AddressLine1"], "PO Box 8")
        billing.unlink()
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["EmailAddress"], "office@north.example")
        self.assertEqual(self.address_there(partner)["AddressLine1"], "1 Pier Road")
        ann = self.env["res.partner"].create({"parent_id": partner.id, "name": "Ann"})
        rows = self.env["xero.queue"].search_count([])
        ann.write({"phone": "1", "email": "ann@north.example"})
        self.assertEqual(self.env["xero.queue"].search_count([]), rows)

    def test_c5_what_xero_says_of_a_billing_address_goes_to_it(self):
        partner = self.sent_new(street="1 Pier Road")
        billing = self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "invoice", "email": "ap@north.example"}
        )
        self.run_cron(self.organisation)
        self.edit_there("Northwind", EmailAddress="new@north.example")
        self.read("contacts")
        self.assertEqual(billing.email, "new@north.example")
        self.assertFalse(partner.email)

    def test_c21_another_integration_keeps_its_number(self):
        partner = self.paired(theirs={"ContactNumber": "CRM-1"})
        partner.write({"name": "Older Friends", "ref": "A"})
        self.run_cron(self.organisation)
        there = self.there(partner)
        self.assertEqual(
            (there["Name"], there["ContactNumber"]), ("Older Friends", "CRM-1")
        )
        # it writes the same fields too: judged by what both had at last
        self.edit_there("Older Friends", AccountNumber="CRM", ContactNumber="CRM-2")
        self.sync()
        self.assertEqual(partner.ref, "CRM")
        self.assertEqual(self.there(partner)["ContactNumber"], "CRM-2")
        self.assertEqual(partner.xero_state, "synced")

    def test_c20_an_update_gives_our_number_to_a_contact_without_one(self):
        partner = self.paired()
        self.assertFalse(self.there(partner).get("ContactNumber"))
        partner.ref = "A"
        self.run_cron(self.organisation)
        number = f"{self.organisation._key_prefix()}{partner.id}"
        self.assertEqual(self.there(partner)["ContactNumber"], number)
        self.assertEqual(self.record("Old Friends").number, number)
        # one that another contact has is not asked for a second time
        self.link(partner).with_user(self.manager_xero).action_unlink_record()
        self.new_there("New Friends")
        self.read("contacts")
        row = self.record("New Friends").with_user(self.manager_xero)
        row.choice_id = partner.id
        self.run_cron(self.organisation)
        partner.write({"name": "New Friends", "ref": "B"})
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["AccountNumber"], "B")
        self.assertFalse(self.there(partner).get("ContactNumber"))

    def test_c21_our_number_taken_over_by_others_does_not_break_the_link(self):
        partner = self.sent_new()
        self.edit_there("Northwind", ContactNumber="CRM-1")
        self.read("contacts")
        partner.ref = "A"
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["AccountNumber"], "A")
        self.assertEqual(self.there(partner)["ContactNumber"], "CRM-1")

    def test_m6_what_comes_from_xero_writes_and_queues_nothing_back(self):
        partner = self.paired(
            ours={"email": "a@friends.example", "street": "1 Pier Road"}
        )
        link, seen = self.link(partner), self.record("Old Friends")
        rows = self.env["xero.queue"].search_count([])
        self.stamp(partner, link, seen)
        self.read_again()
        self.run_cron(self.organisation)
        self.assertFalse(self.written(partner), "nothing changed")
        self.assertFalse(self.written(link))
        self.assertFalse(self.written(seen))
        self.edit_there("Old Friends", EmailAddress="b@friends.example")
        self.sync()
        self.assertEqual(partner.email, "b@friends.example")
        self.assertEqual(self.env["xero.queue"].search_count([]), rows)

    def test_m6_our_own_words_come_back_as_nothing(self):
        partner = self.sent_new(
            phone="(02) 5550-0000",
            vat="ABN 53 004 085 616".replace("ABN ", ""),
            street="1  Pier Road ",
            state_id=self.nsw.id,
            country_id=self.au.id,
        )
        link = self.link(partner)
        self.stamp(partner, link)
        self.read_again()
        self.run_cron(self.organisation)
        self.assertFalse(self.written(partner))
        self.assertFalse(self.written(link))
        self.assertEqual(len(self.sent()), 1)
        self.assertFalse(self.rows("pending", "retry", "failed", direction="push"))
