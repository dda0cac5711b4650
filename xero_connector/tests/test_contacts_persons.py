from .contacts_common import XeroContactsCommon


class TestContactsPersons(XeroContactsCommon):
    """What people do in Odoo with contact persons that came from Xero (C23)."""

    def persons(self, *names):
        return [
            {"FirstName": first, "LastName": last}
            for first, last in (name.split() for name in names)
        ]

    def test_c23_who_is_deleted_or_renamed_here_is_not_created_again(self):
        partner = self.paired(
            theirs={"ContactPersons": self.persons("Ann Lee", "Bob Ray", "Cy Poe")}
        )
        children = {child.name: child for child in partner.child_ids}
        self.assertEqual(set(children), {"Ann Lee", "Bob Ray", "Cy Poe"})
        children["Ann Lee"].unlink()
        children["Bob Ray"].name = "Robert Ray"
        self.edit_there(
            "Old Friends",
            ContactPersons=self.persons("Ann Lee", "Bob Ray", "Cy Poe", "Dee Fox"),
        )
        self.read("contacts")
        names = partner.child_ids.mapped("name")
        self.assertEqual(sorted(names), ["Cy Poe", "Dee Fox", "Robert Ray"])
