from .contacts_common import XeroContactsCommon


class TestContactsSubsidiaries(XeroContactsCommon):
    """A company that belongs to another one is a customer of its own: documents are
    for it, so it has a contact of its own (C8, C10, C19, H16)."""

    def setUp(self):
        super().setUp()
        self.group_ = self.ours("Acme Holding")
        self.daughter = self.ours("Acme Perth", parent_id=self.group_.id)

    def test_c8_a_subsidiary_is_paired_by_its_name(self):
        self.new_there("Acme Perth")
        self.read("contacts")
        self.assertEqual(self.record("Acme Perth").link_ids, self.link(self.daughter))
        self.assertEqual(self.daughter.xero_badge, "In Xero")

    def test_c1_a_subsidiary_is_not_made_once_more(self):
        self.stream.create_in_odoo = True
        self.new_there("Acme Perth")
        self.read("contacts")
        self.assertEqual(self.named("Acme Perth"), self.daughter)

    def test_c19_a_subsidiary_is_suggested(self):
        self.new_there("Acme Perth Pty Ltd")
        self.read("contacts")
        self.assertEqual(
            self.link(self.daughter).suggestion_id, self.record("Acme Perth Pty Ltd")
        )

    def test_h16_an_invoice_finds_the_contact_that_is_there(self):
        self.new_there("Acme Perth")
        self.read("contacts")
        move = self.invoice(self.daughter)
        self.push(move)
        self.assertEqual(len(self.calls("PUT", "Contacts")), 0)
        there = self.in_xero(move)["Contact"]["ContactID"]
        self.assertEqual(there, self.record("Acme Perth").xero_id)

    def test_h16_a_number_of_ours_is_recognised(self):
        """Created for an invoice, then all links are forgotten."""
        self.push(self.invoice(self.daughter))
        self.link(self.daughter).unlink()
        self.edit_there("Acme Perth", Name="Acme (Perth)")
        self.read_again()
        self.assertEqual(self.link(self.daughter).reason, "our number")

    def test_c10_a_subsidiary_can_be_chosen(self):
        self.new_there("Something else")
        self.read("contacts")
        row = self.record("Something else").with_user(self.manager_xero)
        row.choice_id = self.daughter.id
        self.assertEqual(self.link(self.daughter).record_id, row.sudo())

    def test_c8_the_invoice_address_of_a_parent_is_no_mailbox_of_a_subsidiary(self):
        """Companies answer for their own e-mail, also below another company."""
        self.daughter.write({"type": "invoice", "email": "perth@acme.example"})
        self.new_there("Wholly other", EmailAddress="perth@acme.example")
        self.read("contacts")
        self.assertFalse(self.link(self.group_))
        self.assertEqual(
            self.link(self.daughter).suggestion_id, self.record("Wholly other")
        )

    def test_c23_a_subsidiary_is_no_contact_person(self):
        self.daughter.email = "perth@acme.example"
        people = [
            {
                "FirstName": "Ann",
                "LastName": "Lee",
                "EmailAddress": "perth@acme.example",
            }
        ]
        self.new_there("Acme Holding", ContactPersons=people)
        self.sync()
        children = self.group_.child_ids - self.daughter
        self.assertEqual(children.mapped("name"), ["Ann Lee"])

    def test_c5_an_address_that_becomes_a_company_no_longer_feeds_its_parent(self):
        address = self.env["res.partner"].create(
            {
                "name": "Accounts",
                "type": "invoice",
                "parent_id": self.group_.id,
                "email": "ap@acme.example",
            }
        )
        self.new_there("Acme Holding")
        self.sync()
        self.assertEqual(self.there(self.group_)["EmailAddress"], "ap@acme.example")
        self.group_.email = "head@acme.example"
        self.sync()
        address.is_company = True
        self.sync()
        self.assertEqual(self.there(self.group_)["EmailAddress"], "head@acme.example")
