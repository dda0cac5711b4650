from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .items_common import XeroItemsCommon


class TestItemsLines(XeroItemsCommon):
    """Under which item a line goes, and what its text says (D10-D12, S6)."""

    direction = "pull"

    def setUp(self):
        super().setUp()
        self.partner = self.customer()
        self.category = self.env["product.category"].create({"name": "Services"})
        self.child = self.env["product.category"].create(
            {"name": "Remote", "parent_id": self.category.id}
        )

    def choose(self, category, code):
        """An administrator chooses the item on the category's form."""
        with Form(category.with_user(self.manager_xero)) as form:
            form.xero_item_id = self.seen("Items", code=code)

    def line_there(self, product, name="Work in March", **values):
        line = {"product_id": product.id, "name": name, "price_unit": 90, **values}
        _move, there = self.sent_there(line, partner=self.partner)
        return there["LineItems"][0]

    # === A CATEGORY'S ITEM === #

    def test_d10_s6_a_category_stands_for_an_item(self):
        self.choose(self.category, "CONSULT")
        self.assertEqual(self.category.xero_item_id.code, "CONSULT")
        product = self.service("Advice", categ_id=self.category.id)
        line = self.line_there(product)
        self.assertEqual(line["ItemCode"], "CONSULT")
        self.assertEqual(line["Description"], "Advice\nWork in March")
        self.choose(self.category, "SUPPORT")
        line = self.line_there(product)
        self.assertEqual(line["ItemCode"], "SUPPORT")

    def test_s6_children_follow_unless_they_have_their_own(self):
        self.category.xero_item_id = self.seen("Items", code="CONSULT")
        product = self.service("Advice", categ_id=self.child.id)
        self.assertEqual(self.line_there(product)["ItemCode"], "CONSULT")
        self.child.xero_item_id = self.seen("Items", code="ONSITE")
        self.assertEqual(self.line_there(product)["ItemCode"], "ONSITE")
        self.child.xero_item_id = False
        self.assertEqual(self.line_there(product)["ItemCode"], "CONSULT")

    def test_s6_one_item_stands_for_several_categories_and_a_product(self):
        product = self.service("Consulting", default_code="CONSULT")
        self.read("items")
        self.category.xero_item_id = self.child.xero_item_id = self.link_of(
            product
        ).record_id
        self.assertEqual(self.child.xero_item_id, self.category.xero_item_id)

    def test_s6_only_administrators_choose(self):
        with self.assertRaises(UserError):
            self.category.with_user(self.user_xero).sudo().with_user(
                self.user_xero
            )._inverse_xero_item()

    def test_d10_no_item_is_created_for_each_product(self):
        self.stream.direction = "both"
        self.category.xero_item_id = self.seen("Items", code="CONSULT")
        product = self.service("Advice", categ_id=self.category.id)
        self.assertEqual(self.line_there(product)["ItemCode"], "CONSULT")
        self.assertFalse(self.calls("PUT", "Items"))
        self.assertFalse(self.row(product))

    def test_d10_choosing_releases_what_waited_for_its_products(self):
        self.stream.direction = "both"
        product = self.service("Advice", categ_id=self.child.id)
        move = self.invoice(self.partner, {"product_id": product.id})
        self.push(move)
        self.assertEqual(move.xero_state, "blocked", "the product has no code")
        self.category.xero_item_id = self.seen("Items", code="CONSULT")
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced", move.xero_message)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["ItemCode"], "CONSULT")

    def test_d10_a_deleted_item_is_none(self):
        self.category.xero_item_id = self.seen("Items", code="CONSULT")
        self.sandbox.act("delete_item", item="CONSULT")
        self.read("items")
        product = self.service("Advice", categ_id=self.category.id)
        self.assertNotIn("ItemCode", self.line_there(product))

    # === ON THE MAPPING LISTS === #

    def missing(self):
        """The list Missing in Xero, opened now: its rows of categories."""
        Link = self.env["xero.link"].with_user(self.manager_xero)
        Link.action_missing()
        return Link.search([("odoo_kind", "=", "product.category")])

    def choices(self, link):
        """What can be chosen in the column In Xero."""
        field = link.fields_get(["target_id"])["target_id"]
        values = link.read(["organisation_id", "resource", "choice_kind"], load="")[0]
        return self.env["xero.record"].search(safe_eval(field["domain"], values))

    def test_d10_categories_of_invoices_are_offered_with_their_number(self):
        for category, name in ((self.category, "Advice"), (self.child, "Phone")):
            product = self.service(name, categ_id=category.id)
            self.invoice(self.partner, {"product_id": product.id})
        links = self.missing()
        counts = {link.odoo_name: link.use_count for link in links}
        self.assertEqual(counts, {"Services": 2, "Services / Remote": 1})
        link = links.filtered(lambda link: link.res_id == self.category.id)
        items = self.choices(link)
        self.assertEqual(set(items.mapped("resource")), {"Items"})
        link.target_id = items.filtered(lambda item: item.code == "CONSULT")
        self.assertEqual(self.category.xero_item_id.code, "CONSULT")
        # the child follows, and asks for nothing any more
        links = self.missing()
        in_use = links.filtered("in_use")
        self.assertEqual((in_use.odoo_name, in_use.use_count), ("Services", 2))
        self.assertEqual(self.seen("Items", code="CONSULT").odoo_name, "Services")
        notice = links[0].action_not_created()["params"]["message"]
        self.assertIn("is a category", notice)

    def test_d10_nothing_is_offered_where_lines_have_no_items(self):
        product = self.service("Advice", categ_id=self.category.id)
        self.invoice(self.partner, {"product_id": product.id})
        self.organisation.item_lines = "none"
        self.assertFalse(self.missing())
        self.organisation.item_lines = "own"
        self.stream.enabled = False
        self.assertFalse(self.missing())

    def test_d10_bank_accounts_are_still_chosen_among_bank_accounts(self):
        journal = self.company_data["default_journal_bank"]
        link = self.env["xero.link"]._get_or_create(self.organisation, journal)
        kinds = self.choices(link.with_user(self.manager_xero)).mapped("kind")
        self.assertEqual(set(kinds), {"BANK"})

    # === ONE ITEM FOR ALL === #

    def test_d11_all_lines_go_under_one_item(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.assertEqual(self.line_there(product)["ItemCode"], "SUPPORT")
        self.organisation.write(
            {
                "item_lines": "generic",
                "generic_item_id": self.seen("Items", code="ONSITE").id,
            }
        )
        line = self.line_there(product)
        self.assertEqual(line["ItemCode"], "ONSITE")
        self.assertEqual(line["Description"], "Support\nWork in March")
        _move, there = self.sent_there(
            {"name": "Only words", "price_unit": 5}, partner=self.partner
        )
        self.assertEqual(there["LineItems"][0]["ItemCode"], "ONSITE")
        self.assertEqual(there["LineItems"][0]["Description"], "Only words")

    def test_d11_no_item_is_created_then(self):
        self.stream.direction = "both"
        self.organisation.write(
            {
                "item_lines": "generic",
                "generic_item_id": self.seen("Items", code="ONSITE").id,
            }
        )
        self.assertEqual(self.line_there(self.service("New"))["ItemCode"], "ONSITE")
        self.assertFalse(self.calls("PUT", "Items"))

    def test_d11_no_items_at_all(self):
        self.stream.direction = "both"
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.organisation.item_lines = "none"
        line = self.line_there(product)
        self.assertNotIn("ItemCode", line)
        self.assertEqual(line["AccountCode"], "200")

    def test_d11_the_setting_releases_what_waited(self):
        self.stream.direction = "both"
        product = self.service("Advice")
        move = self.invoice(self.partner, {"product_id": product.id})
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        self.organisation.item_lines = "none"
        self.run_cron(self.organisation)
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    # === DETAILS IN THE TEXT === #

    def test_d12_a_variant_is_told_by_the_text(self):
        red, blue = products = self.variants()
        products.product_tmpl_id.categ_id = self.category
        self.category.xero_item_id = self.seen("Items", code="CONSULT")
        line = self.line_there(blue, name="Work in March")
        self.assertEqual(line["Description"], "Shirt (Blue)\nWork in March")
        line = self.line_there(red, name="A red shirt, size L")
        self.assertEqual(line["Description"], "A red shirt, size L")

    def test_d12_its_own_item_needs_no_words(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        line = self.line_there(product, name="Work in March")
        self.assertEqual(line["Description"], "Work in March")
