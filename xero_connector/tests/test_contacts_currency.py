from .contacts_common import XeroContactsCommon


class TestContactsCurrency(XeroContactsCommon):
    """The currency of a customer: the pricelist's here, the default currency there."""

    def setUp(self):
        super().setUp()
        users = self.env.ref("base.group_user")
        users._apply_group(self.env.ref("product.group_product_pricelist"))
        self.base = self.new_pricelist("Here", self.organisation.base_currency_id.name)
        self.usd = self.new_pricelist("Dollars", "USD")

    def new_pricelist(self, name, code):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)])
        currency.active = True
        return self.env["product.pricelist"].create(
            {
                "name": name,
                "currency_id": currency.id,
                "company_id": self.organisation.company_id.id,
                "sequence": 0 if name == "Here" else 99,
            }
        )

    def test_c12_the_default_currency_comes_and_goes(self):
        partner = self.paired(theirs={"DefaultCurrency": "USD"})
        self.assertEqual(partner.property_product_pricelist, self.usd)
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        nzd = self.new_pricelist("Kiwis", "NZD")
        partner.property_product_pricelist = nzd
        self.run_cron(self.organisation)
        self.assertEqual(self.there(partner)["DefaultCurrency"], "NZD")
        self.assertEqual(
            [set(element) for element in self.sent()],
            [{"ContactID", "ContactNumber", "DefaultCurrency"}],
            "with the first edit our key, and nothing else",
        )
        self.edit_there(partner.name, DefaultCurrency="USD")
        self.read("contacts")
        self.assertEqual(partner.property_product_pricelist, self.usd)

    def test_c12_a_new_contact_brings_its_currency(self):
        partner = self.ours("Quay Physio", property_product_pricelist=self.usd.id)
        self.push(partner)
        self.assertEqual(self.there(partner)["DefaultCurrency"], "USD")
        self.stream.create_in_odoo = True
        self.new_there("Claret GmbH", DefaultCurrency="USD")
        self.read("contacts")
        [made] = self.named("Claret GmbH")
        self.assertEqual(made.property_product_pricelist, self.usd)

    def test_c12_the_own_currency_is_said_by_saying_nothing(self):
        partner = self.paired(theirs={"DefaultCurrency": self.base.currency_id.name})
        self.assertEqual(partner.property_product_pricelist, self.base)
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        new = self.ours("Quay Physio")
        self.push(new)
        self.assertNotIn("DefaultCurrency", self.sent()[-1])

    def test_c12_the_pricelist_of_everybody_says_nothing_of_one(self):
        self.usd.sequence = -1
        partner = self.paired()
        new = self.ours("Quay Physio")
        self.assertEqual(new.property_product_pricelist, self.usd)
        self.push(new)
        self.run_cron(self.organisation)
        for one in (partner, new):
            self.assertFalse(self.there(one).get("DefaultCurrency"))

    def test_c12_a_currency_without_a_pricelist_is_said(self):
        partner = self.paired(theirs={"DefaultCurrency": "NZD"})
        self.assertEqual(partner.property_product_pricelist, self.base)
        self.assertIn("no pricelist is in it", partner.xero_message)
        for name in ("Kiwis", "Kiwis, large"):
            self.new_pricelist(name, "NZD")
        self.edit_there(partner.name, Phones=[])
        self.read("contacts")
        self.assertIn("Several pricelists", partner.xero_message)

    def test_c12_a_currency_that_xero_lacks_refuses_no_contact(self):
        rand = self.new_pricelist("Rand", "ZAR")
        partner = self.ours("Quay Physio", property_product_pricelist=rand.id)
        self.push(partner)
        self.assertFalse(self.there(partner).get("DefaultCurrency"))
        self.assertIn("not subscribed to ZAR", partner.xero_message)

    def test_c11_where_it_is_not_ticked_it_does_not_go_along(self):
        self.group("currency").write({"to_xero": False, "to_odoo": False})
        partner = self.ours("Quay Physio", property_product_pricelist=self.usd.id)
        self.push(partner)
        self.assertFalse(self.there(partner).get("DefaultCurrency"))
        self.edit_there(partner.name, DefaultCurrency="NZD")
        self.read("contacts")
        self.assertEqual(partner.property_product_pricelist, self.usd)

    def test_c12_without_pricelists_it_is_only_shown(self):
        users = self.env.ref("base.group_user")
        users._remove_group(self.env.ref("product.group_product_pricelist"))
        partner = self.paired(theirs={"DefaultCurrency": "USD"})
        self.assertFalse(partner.specific_property_product_pricelist)
        self.assertEqual(partner.xero_state, "synced", partner.xero_message)
        self.assertIn("USD", partner.with_user(self.user_xero).xero_only)
