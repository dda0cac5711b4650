from .contacts_common import XeroContactsCommon


class TestContactsMatch(XeroContactsCommon):
    """Which contact is which customer: never guessed (C8, C9, C10, C19, C20, C15)."""

    def read_both(self):
        self.read("contacts")
        self.run_cron(self.organisation)

    def offered(self, partner):
        link = self.link(partner)
        return link.suggestion_id.name, link.reason, link.state

    def test_c8_the_same_name_is_paired(self):
        partner = self.ours("Alpine Electrical")
        self.new_there("ALPINE  Electrical".replace("  ", " "))
        self.read_both()
        self.assertTrue(partner.xero_id)
        self.assertEqual(self.link(partner).reason, "same name")

    def test_c8_a_name_of_two_is_not(self):
        one, two = self.ours("Alpine"), self.ours("Alpine")
        self.new_there("Alpine")
        self.read_both()
        self.assertFalse(one.xero_id or two.xero_id)
        self.assertEqual(self.record("Alpine").map_state, "suggested")

    def test_c8_the_same_name_with_another_tax_number_is_asked(self):
        partner = self.ours("Alpine", vat="53004085616")
        self.new_there("Alpine", TaxNumber="51 824 753 556")
        self.read_both()
        self.assertFalse(partner.xero_id)
        self.assertEqual(self.offered(partner)[0], "Alpine")

    def test_c9_what_was_not_paired_waits_in_a_list(self):
        self.read_both()
        left = self.seen("Contacts", map_state="undecided")
        self.assertIn("Banksia Bay Holdings", left.mapped("name"))
        self.ours("Banksia Bay Holdings")
        self.read_both()
        self.assertEqual(self.record("Banksia Bay Holdings").map_state, "linked")

    def test_c10_map_create_or_ignore_each(self):
        partner = self.ours("Somebody")
        self.read_both()
        manager = self.manager_xero
        mapped = self.record("Banksia Bay Holdings")
        link = self.env["xero.link"]._get_or_create(self.organisation, partner)
        link.with_user(manager).action_link(mapped)
        made = self.record("Copper Kettle Cafes")
        made.with_user(manager).action_create_in_odoo()
        ignored = self.record("Dry Creek Vineyards")
        ignored.with_user(manager).action_ignore()
        self.read_again()
        states = [record.map_state for record in (mapped, made, ignored)]
        self.assertEqual(states, ["linked", "linked", "ignored"])
        self.assertEqual(partner.name, "Somebody", "a name that differs stays")
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        self.assertFalse(self.named("Dry Creek Vineyards"))
        self.ours("Dry Creek Vineyards")
        self.read_again()
        self.assertEqual(ignored.map_state, "ignored")

    def test_c19_a_name_that_looks_like_it_is_suggested(self):
        pairs = {
            "Harbour Dental Pty Ltd": "Harbour Dental",
            "Café Zoë": "CAFE ZOE",
            "O'Brien & Sons": "O Brien and Sons Limited".replace("O ", "O"),
            "Müller GmbH": "Muller",
            "Northern Plumbing": "Northernn Plumbing",
            "Alpine Electrical Services": "Alpine Electrical",
        }
        partners = {ours: self.ours(ours) for ours in pairs}
        for theirs in pairs.values():
            self.new_there(theirs)
        self.read_both()
        for ours, theirs in pairs.items():
            name, reason, state = self.offered(partners[ours])
            self.assertEqual((name, state), (theirs, "suggested"))
            self.assertEqual(reason, "similar name")
            self.assertFalse(partners[ours].xero_id, "never taken by itself")
            self.assertTrue(80 <= self.link(partners[ours]).score < 100)
        link = self.link(partners["Café Zoë"])
        link.with_user(self.manager_xero).action_link()
        self.run_cron(self.organisation)
        self.assertEqual(partners["Café Zoë"].xero_id, self.record("CAFE ZOE").xero_id)

    def test_c19_other_numbers_and_other_words_are_not_alike(self):
        for ours, theirs in (
            ("Unit 12 Owners", "Unit 13 Owners"),
            ("Banksia Bay Partners", "Banksia Bay Holdings"),
            ("Ltd", "Pty Ltd"),
            ("🎉", "🎊"),
        ):
            partner = self.ours(ours)
            if not self.record(theirs):
                self.new_there(theirs)
            self.read_both()
            self.assertFalse(self.link(partner).suggestion_id, (ours, theirs))

    def test_c19_a_new_customer_that_looks_like_one_in_xero_is_held(self):
        self.new_there("Alpine Electrical Pty Ltd")
        self.read_both()
        partner = self.ours("Alpine Electrical")
        self.push(partner)
        self.assertEqual(partner.xero_state, "held")
        self.assertIn("Alpine Electrical Pty Ltd", partner.xero_message)
        self.assertEqual(self.sent(), [])

    def test_c20_tax_number_before_name(self):
        partner = self.ours("Alpine", vat="53 004 085 616")
        other = self.ours("Alpine Electrical")
        self.new_there("Alpine Electrics", TaxNumber="ABN 53004085616")
        self.read_both()
        self.assertEqual(
            self.link(partner).reason, "same tax number, similar name"[:15]
        )
        self.assertTrue(partner.xero_id)
        self.assertFalse(other.xero_id)

    def test_c20_e_mail_and_account_number(self):
        by_mail = self.ours("Alpine", email="Office@Alpine.example")
        by_ref = self.ours("Borealis", ref="B-7")
        self.new_there("Alpine Electrical", EmailAddress="office@alpine.example")
        self.new_there("Borealis Lighting", AccountNumber="b-7")
        self.read_both()
        self.assertEqual(self.link(by_mail).reason, "same e-mail")
        self.assertEqual(self.link(by_ref).reason, "same account number")
        self.assertTrue(by_mail.xero_id and by_ref.xero_id)

    def test_c20_the_e_mail_of_an_invoice_address_counts(self):
        partner = self.ours("Alpine")
        self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "invoice", "email": "ap@alpine.example"}
        )
        self.new_there("Alpine Electrical", EmailAddress="ap@alpine.example")
        self.read_both()
        self.assertTrue(partner.xero_id)

    def test_c20_a_contradicting_name_is_asked(self):
        partner = self.ours("Zenith Partners", vat="53004085616")
        self.new_there("Alpine Electrical", TaxNumber="53004085616")
        self.read_both()
        self.assertFalse(partner.xero_id)
        self.assertEqual(
            self.offered(partner), ("Alpine Electrical", "same tax number", "suggested")
        )

    def test_c20_two_with_one_tax_number_on_either_side(self):
        ours = self.ours("Alpine Sydney", vat="53004085616")
        for city in ("Perth", "Hobart"):
            self.new_there(f"Alpine {city}", TaxNumber="53004085616")
        two = [self.ours(f"Borealis {n}", vat="51824753556") for n in ("A", "B")]
        self.new_there("Borealis", TaxNumber="51824753556")
        self.read_both()
        for partner in (ours, *two):
            self.assertFalse(partner.xero_id)
        self.assertEqual(self.link(ours).state, "suggested")

    def test_c20_one_mailbox_for_twelve(self):
        partners = [
            self.ours(f"Branch {n}", email="all@branches.example")
            for n in "ABCDEFGHIJKL"
        ]
        for letter in "ABCDEF":
            self.new_there(f"Branch {letter}", EmailAddress="all@branches.example")
        self.new_there("Somebody Else", EmailAddress="all@branches.example")
        self.read_both()
        for partner in partners[:6]:
            self.assertEqual(self.link(partner).record_id.name, partner.name)
        for partner in partners[6:]:
            self.assertFalse(partner.xero_id)
        self.assertEqual(self.record("Somebody Else").map_state, "undecided")

    def test_c20_evidence_that_points_to_two_is_asked(self):
        """By its tax number it is one, by its name another."""
        by_tax = self.ours("Alpine", vat="53004085616")
        by_name = self.ours("Alpine Electrical")
        self.new_there("Alpine Electrical", TaxNumber="53004085616")
        self.read_both()
        self.assertFalse(by_tax.xero_id or by_name.xero_id)
        self.assertEqual(self.record("Alpine Electrical").map_state, "suggested")

    def test_c20_order_does_not_decide(self):
        """Two contacts claim one customer, each by something else."""
        partner = self.ours("Alpine", vat="53004085616", email="o@alpine.example")
        self.new_there("Alpine North", EmailAddress="o@alpine.example")
        self.new_there("Alpine South", TaxNumber="53004085616")
        self.read_both()
        self.assertFalse(partner.xero_id)

    def test_c19_archived_in_odoo_is_only_suggested(self):
        partner = self.ours("Alpine Electrical", active=False)
        self.stream.create_in_odoo = True
        self.new_there("Alpine Electrical")
        self.read_both()
        self.assertFalse(partner.xero_id)
        self.assertEqual(self.named("Alpine Electrical"), partner, "none is doubled")
        name, reason, _state = self.offered(partner)
        self.assertEqual(name, "Alpine Electrical")
        self.assertIn("archived in Odoo", reason)

    def test_c9_what_somebody_took_apart_stays_apart(self):
        partner = self.paired("Alpine Electrical")
        self.link(partner).with_user(self.manager_xero).action_unlink_record()
        self.read_again()
        self.assertFalse(partner.xero_id)

    def test_c8_our_own_number_finds_it_again(self):
        partner = self.ours("Northwind")
        self.push(partner)
        xero_id = partner.xero_id
        self.edit_there("Northwind", Name="Renamed There")
        self.link(partner).unlink()
        self.read_again()
        self.assertEqual(partner.xero_id, xero_id)
        self.assertEqual(self.link(partner).reason, "our number")
        self.assertEqual(partner.name, "Northwind", "they met anew: nothing is lost")
