from .contacts_common import XeroContactsCommon
from .items_common import XeroItemsCommon


class TestSyncComparedAgain(XeroContactsCommon):
    """What nobody decided about is compared again where Odoo has something new: with
    that, not with everything (C8, C19, C20)."""

    def setUp(self):
        super().setUp()
        names = [f"Crowd {number:03d}" for number in range(60)]
        self.sandbox.act("create_contacts", contacts=[{"Name": name} for name in names])
        self.read("contacts")
        self.read("contacts")
        self.compared = []
        Partner = type(self.env["res.partner"])
        original = Partner._xero_match

        def match(partners, organisation, seen):
            self.compared.extend(seen.mapped("name"))
            return original(partners, organisation, seen)

        self.patch(Partner, "_xero_match", match)

    def test_c8_a_new_customer_is_compared_with_what_may_be_the_same(self):
        partner = self.ours("Crowd 007")
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertEqual(partner.xero_id, self.record("Crowd 007").xero_id)
        self.assertEqual(self.compared, ["Crowd 007"])

    def test_c8_a_renamed_customer_is_compared_again(self):
        partner = self.ours("Somebody else")
        self.read("contacts")
        partner.name = "Crowd 011"
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertEqual(partner.xero_id, self.record("Crowd 011").xero_id)

    def test_c20_a_corrected_tax_number_counts(self):
        self.new_there("Northwind Trading", TaxNumber="53 004 085 616")
        partner = self.ours("Northwind", vat="51824753556")
        self.read("contacts")
        self.assertNotEqual(self.link(partner).state, "linked")
        partner.vat = "53004085616"
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertEqual(self.link(partner).state, "linked")
        self.assertEqual(self.link(partner).reason, "same tax number")

    def test_c20_so_does_the_mail_of_an_invoice_address(self):
        self.new_there("Northwind Trading", EmailAddress="ap@northwind.example")
        partner = self.ours("Northwind")
        self.env["res.partner"].create(
            {
                "parent_id": partner.id,
                "type": "invoice",
                "name": "Accounts",
                "email": "ap@northwind.example",
            }
        )
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertEqual(self.link(partner).reason, "same e-mail")

    def test_c8_what_was_decided_is_not_compared(self):
        partner = self.ours("Crowd 007")
        self.read("contacts")
        self.run_cron(self.organisation)
        self.compared.clear()
        partner.comment = "Some note"
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertEqual(self.compared, [])

    def test_c20_very_many_new_ones_are_compared_with_all(self):
        self.env["res.partner"].create(
            [{"name": f"Import {number:03d}"} for number in range(201)]
        )
        partner = self.ours("Crowd 007")
        self.read("contacts")
        self.run_cron(self.organisation)
        self.assertTrue(partner.xero_id)


class TestItemsComparedAgain(XeroItemsCommon):
    """The same of products (D4)."""

    def test_d4_a_product_that_got_another_name_or_code(self):
        for code, name in (("DREDGE", "Dredging"), ("SWEEP", "Sweeping")):
            self.sandbox.act("create_item", Code=code, Name=name)
        named, coded = self.service("Digging"), self.service("Brooming")
        self.read("items")
        self.read("items")
        self.assertFalse(named.xero_id)
        named.product_tmpl_id.name = "Dredging"
        coded.default_code = "sweep"
        self.read("items")
        self.run_cron(self.organisation)
        self.assertEqual(self.link_of(named).record_id.code, "DREDGE")
        self.assertEqual(self.link_of(coded).record_id.code, "SWEEP")
