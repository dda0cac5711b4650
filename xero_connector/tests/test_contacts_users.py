from odoo.tests import new_test_user

from .contacts_common import XeroContactsCommon

ANN = {"FirstName": "Ann", "LastName": "Lee"}


class TestContactsUsers(XeroContactsCommon):
    """Who edits contacts in Xero does not change the people who work in Odoo: an
    e-mail address is the key to a password (C2, C23, V4)."""

    def worker(self, partner, email=None):
        """An administrator of Odoo who is this partner."""
        return new_test_user(
            self.env(su=True),
            login="boss",
            groups="base.group_system",
            partner_id=partner.id,
            name=partner.name,
            email=email or partner.email,
        )

    def test_v4_a_user_of_odoo_takes_nothing_from_xero(self):
        partner = self.paired("Big Boss", ours={"is_company": False})
        user = self.worker(partner, "boss@southern.example")
        self.sync()
        self.assertEqual(
            self.there(partner)["EmailAddress"], "boss@southern.example", "it is sent"
        )
        self.edit_there(
            "Big Boss",
            Name="Somebody Else",
            EmailAddress="thief@elsewhere.example",
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "555"}],
        )
        self.sync()
        self.assertEqual(partner.email, "boss@southern.example")
        self.assertEqual((partner.name, partner.phone), ("Big Boss", False))
        self.assertEqual(user.email, "boss@southern.example")
        self.assertIn("user of Odoo", partner.xero_user_words)
        self.assertEqual(partner.xero_state, "synced")
        # nor by a person's click on a conflict
        self.assertFalse(self.link(partner).conflict)

    def test_v4_nor_as_a_person_of_another_contact(self):
        partner = self.paired(
            theirs={
                "ContactPersons": [{**ANN, "EmailAddress": "ann@friends.example"}],
            }
        )
        ann = partner.child_ids
        self.worker(ann)
        self.edit_there(
            "Old Friends",
            ContactPersons=[{**ANN, "EmailAddress": "thief@elsewhere.example"}],
        )
        self.read("contacts")
        self.assertEqual(ann.email, "ann@friends.example")

    def test_v4_nor_as_the_invoice_address_of_another_contact(self):
        partner = self.paired()
        billing = self.env["res.partner"].create(
            {
                "parent_id": partner.id,
                "type": "invoice",
                "name": "Ann Lee",
                "email": "ann@friends.example",
            }
        )
        self.sync()
        self.worker(billing)
        self.edit_there("Old Friends", EmailAddress="thief@elsewhere.example")
        self.read("contacts")
        self.assertEqual(billing.email, "ann@friends.example")

    def test_c2_customers_with_a_portal_are_kept_equal(self):
        partner = self.paired()
        new_test_user(
            self.env(su=True),
            login="customer",
            groups="base.group_portal",
            partner_id=partner.id,
        )
        self.assertFalse(partner.xero_user_words)
        self.edit_there("Old Friends", AccountNumber="A-1")
        self.read("contacts")
        self.assertEqual(partner.ref, "A-1")
