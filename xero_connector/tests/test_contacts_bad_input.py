from .contacts_common import XeroContactsCommon

AGO = {"UpdatedDateUTC": "0001-01-01T00:00:00"}
AHEAD = {"UpdatedDateUTC": "9998-12-31T23:59:59"}
IDENT = "11111111-1111-1111-1111-11111111111"


class TestContactsBadInput(XeroContactsCommon):
    """Odd contacts harm nobody but themselves (C1, W5)."""

    def plant(self, element, **values):
        self.sandbox.act("plant", store="contacts", element=element, **values)

    def test_c1_odd_elements_are_one_visible_row_each(self):
        self.stream.create_in_odoo = True
        self.run_cron(self.organisation)
        odd = [
            "a text",
            None,
            7,
            {"Name": "No id"},
            {"ContactID": f"{IDENT}1", "Name": {"of": "two"}},
            {"ContactID": f"{IDENT}2", "Name": "Address", "Addresses": "none"},
            {"ContactID": f"{IDENT}3", "Name": "Phones", "Phones": ["none"]},
            {"ContactID": f"{IDENT}4", "Name": "Terms", "PaymentTerms": [30]},
            {"ContactID": f"{IDENT}5", "Name": "Time", "UpdatedDateUTC": "/Date(9e9)/"},
        ]
        for element in odd:
            self.plant(element)
        fine = {
            "ContactID": f"{IDENT}6",
            "Name": "Nulls where lists are",
            "ContactStatus": "SOMETHINGNEW",
            "Addresses": None,
            "Phones": None,
            "ContactPersons": None,
            "ContactGroups": None,
            "PaymentTerms": {"Sales": {"Day": 5, "Type": "NEWKIND"}, "Bills": None},
        }
        self.plant(fine)
        self.new_there("Good One")
        self.read("contacts")
        self.assertTrue(self.named("Good One").xero_id)
        strange = self.named("Nulls where lists are")
        self.assertEqual(len(strange), 1)
        self.assertIn("NEWKIND", strange.xero_message)
        messages = "\n".join(self.rows().mapped("message"))
        self.assertEqual(len(self.rows()), len(odd), messages)
        for words in ("ContactID is missing", "Name is not a text", "not a list"):
            self.assertIn(words, messages)
        rows = self.env["xero.queue"].search_count([])
        self.read_again()
        self.assertEqual(self.env["xero.queue"].search_count([]), rows, "told once")

    def test_c1_odd_numbers_and_moments_are_rows_too(self):
        """What the reader takes and the database does not."""
        odd = [
            {"ContactID": f"{IDENT}1", "UpdatedDateUTC": "9999-12-31T23:59:59-05:00"},
            {"ContactID": f"{IDENT}2", "UpdatedDateUTC": float("nan")},
            {"ContactID": [1], "Name": "Two ids"},
            {"ContactID": f"{IDENT}3", "ContactNumber": "N" * 3000},
        ]
        for number, element in enumerate(odd):
            self.plant({"Name": f"Odd {number}", **element})
        fine = {"ContactID": f"{IDENT}4", "Name": "Some Discount"}
        self.plant({**fine, "Discount": float("nan"), "Balances": float("inf")})
        # neither is a moment that a cursor could believe
        self.plant({**fine, "ContactID": f"{IDENT}5", "Name": "Old", **AGO})
        self.plant({**fine, "ContactID": f"{IDENT}6", "Name": "New", **AHEAD})
        self.read("contacts")
        self.assertEqual(len(self.rows()), len(odd), self.rows().mapped("message"))
        for name in ("Some Discount", "Old", "New"):
            self.assertTrue(self.record(name), name)
        self.assertLess(self.stream.cursor.year, 9000)
        self.new_there("Good One")
        self.read("contacts")
        self.assertTrue(self.record("Good One"))

    def test_c23_odd_details_never_break_a_form(self):
        """What is only shown is looked at when it is read."""
        odd = {
            "BatchPayments": "none",
            "BrandingTheme": ["none"],
            "DefaultCurrency": {"of": "two"},
            "Discount": [5],
            "PaymentTerms": {"Sales": [30]},
        }
        self.new_there("Old Friends")
        partner = self.ours("Old Friends")
        self.read("contacts")
        for number, (key, value) in enumerate(odd.items()):
            contact = {"ContactID": f"{IDENT}{number}", "Name": f"Odd {number}"}
            self.plant({**contact, key: value})
        self.read("contacts")
        self.assertEqual(len(self.rows()), len(odd))
        self.assertFalse(partner.xero_only)

    def test_c1_odd_texts_arrive_or_say_why_not(self):
        self.stream.create_in_odoo = True
        long = "Ä" * 255
        names = ["🎉 Party 🎊", "شركة النور للتجارة", "‮evil‬", long, "<b>x</b>"]
        for name in names:
            self.new_there(name, unchecked=True)
        self.new_there("", unchecked=True)
        self.new_there("Bad Mail", unchecked=True, EmailAddress="no@@address")
        half = {"ContactID": f"{IDENT}7", "Name": "Half an emoji \ud83d and a \0"}
        self.plant(half)
        self.read("contacts")
        for name in names:
            self.assertEqual(len(self.named(name)), 1, name)
        bad = self.named("Bad Mail")
        self.assertFalse(bad.email)
        self.assertEqual(bad.xero_state, "differs")
        self.assertIn("no@@address", bad.xero_message)
        self.assertIn("has no name", self.rows().message)
        self.assertTrue(self.named("Half an emoji ? and a"))
