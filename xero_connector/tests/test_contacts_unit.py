from odoo.tests import BaseCase

from ..tools.xero_ladder import Book, Party, climb
from ..tools.xero_names import (
    NameIndex,
    compatible,
    likeness,
    name_key,
    tax_contradict,
    tax_key,
)
from ..tools.xero_terms import meaning_of, spelled, term_of
from ..tools.xero_untrusted import cleaned, part, parts, text


class TestContactsUnit(BaseCase):
    """Names, numbers and terms of two books; untrusted values (C19, C20, C23)."""

    def test_c19_names_without_their_dress(self):
        for ours, theirs in (
            ("Harbour Dental Pty Ltd", "HARBOUR DENTAL"),
            ("Müller GmbH & Co. KG", "Muller"),
            ("Café Zoë Ltd.", "Cafe Zoe"),
            ("O'Brien & Sons P/L", "OBrien and Sons"),
            ("The Dental Harbour", "Harbour Dental"),
            ("Soluções S.A.", "solucoes"),
        ):
            self.assertEqual(name_key(ours), name_key(theirs))
            self.assertEqual(likeness(ours, theirs), 100)
        self.assertTrue(compatible("Alpine", "Alpine Electrical"))
        self.assertFalse(compatible("Alpine", "Borealis"))
        self.assertFalse(compatible("", "Borealis"), "no name says nothing")
        self.assertFalse(compatible("Unit 1", "Unit 2"))
        self.assertEqual(likeness("Company", "Ltd"), 0)

    def test_c19_the_most_alike_are_found_among_many(self):
        names = {n: f"Customer {n} Services" for n in range(2000)}
        names |= {2000: "Harbor Dental", 2001: "Harbour Dental Clinic", 2002: ""}
        index = NameIndex(names)
        found = dict(index.alike("Harbour Dental Pty Ltd"))
        self.assertEqual(set(found), {2000, 2001})
        self.assertEqual(index.alike("Customer 7 Services Ltd"), [(7, 100)])
        self.assertEqual(index.alike("🎉"), [])

    def test_c20_tax_numbers_as_people_write_them(self):
        self.assertEqual(tax_key("ABN 53 004 085 616"), "53004085616")
        self.assertEqual(tax_key("GB 123 4567 89"), tax_key("123456789"))
        self.assertEqual(tax_key("/"), "")
        self.assertEqual(tax_key("N/A"), "")
        self.assertFalse(tax_contradict("", "123456789"))
        self.assertTrue(tax_contradict("53004085616", "51824753556"))

    def test_c20_the_ladder(self):
        def found(contact, ours, theirs=()):
            return climb(contact, Book(ours), Book([contact, *theirs]))

        acme = Party(1, "Acme", tax="53004085616", email="a@acme.example")
        contact = Party(9, "Acme Pty Ltd", tax="53 004 085 616")
        self.assertTrue(found(contact, [acme]).sure)
        self.assertEqual(found(contact, [acme]).rungs, ("tax",))
        # another of each side has the number too
        twin = Party(2, "Acme North", tax="53004085616")
        self.assertFalse(found(contact, [acme, twin]).sure)
        self.assertFalse(
            found(contact, [acme], [Party(8, "B", tax="53004085616")]).sure
        )
        # who is archived or taken is not the one; the taken one still counts
        self.assertTrue(found(contact, [acme, twin._replace(active=False)]).sure)
        self.assertFalse(found(contact, [acme, twin._replace(free=False)]).sure)
        self.assertFalse(found(contact, [acme._replace(active=False)]).sure)
        self.assertIsNone(found(contact, [acme._replace(free=False)]))
        # one mailbox of many says nothing without a name that fits
        many = [Party(n, f"Branch {n}", email="all@b.example") for n in range(12)]
        other = Party(9, "Somebody", email="all@b.example")
        self.assertIsNone(found(other, many))
        branch = Party(9, "Branch 3", email="all@b.example")
        self.assertEqual(found(branch, many)[:2], (3, True))

    def test_c23_terms_by_what_they_mean(self):
        same = (
            ({"Type": "DAYSAFTERBILLMONTH", "Day": 20}, "OFFOLLOWINGMONTH 20"),
            ({"Type": "OFFOLLOWINGMONTH", "Day": 20}, "OFFOLLOWINGMONTH 20"),
            ({"Type": "DAYSAFTERBILLMONTH", "Day": 0}, "OFCURRENTMONTH 31"),
            ({"Type": "DAYSAFTERBILLMONTH", "Day": 30}, "DAYSAFTERBILLMONTH 30"),
            ({"Type": "DAYSAFTERBILLDATE", "Day": "14"}, "DAYSAFTERBILLDATE 14"),
        )
        for term, words in same:
            self.assertEqual(spelled(term), words)
        for nothing in (None, {}, [], "x", {"Day": 3}):
            self.assertEqual(spelled(nothing), "")
        for odd in (
            {"Type": "NEWKIND", "Day": 3},
            {"Type": "OFCURRENTMONTH", "Day": "x"},
        ):
            self.assertIsNone(meaning_of(odd))
            self.assertTrue(spelled(odd), "it is something, and nothing that we know")
        thirty = meaning_of({"Type": "DAYSAFTERBILLDATE", "Day": 30})
        self.assertEqual(term_of(thirty, (30,))["Day"], 30)
        self.assertIsNone(term_of(thirty, (29,)))

    def test_c1_what_no_database_takes_is_cleaned(self):
        odd = {"Name": "A\0B\ud83d", "Lines": [{"x": "\udc00"}, None, 3]}
        self.assertEqual(cleaned(odd), {"Name": "AB?", "Lines": [{"x": "?"}, None, 3]})
        fine = {"Name": "قهوة 🎉 Ünïcode"}
        self.assertEqual(cleaned(fine), fine)

    def test_c1_shapes_that_are_none_are_refused(self):
        self.assertEqual(text({"a": None}, "a"), "")
        self.assertEqual(text({"a": 5}, "a"), "5")
        self.assertEqual(parts({"a": None}, "a"), [])
        self.assertEqual(parts({"a": [None, {"b": 1}]}, "a"), [{"b": 1}])
        self.assertEqual(part({"a": None}, "a"), {})
        for read, value in (
            (text, {}),
            (text, []),
            (parts, "x"),
            (parts, ["x"]),
            (part, [1]),
        ):
            with self.assertRaises(ValueError):
                read({"a": value}, "a")
