from odoo.exceptions import AccessError, UserError
from odoo.tools.safe_eval import safe_eval

from .mapping_common import SPEC, XeroMappingCommon


class TestMappingMissing(XeroMappingCommon):
    """What Odoo has and Xero lacks, with Create in Xero."""

    def missing(self):
        """Open the list; the links that it shows."""
        Link = self.env["xero.link"].with_user(self.manager_xero)
        Link.action_missing()
        return Link.search(
            [
                ("odoo_kind", "!=", False),
                ("in_use", "=", True),
                ("state", "in", ("undecided", "suggested")),
            ]
        )

    def test_s1_xeros_rows_and_odoos_stand_side_by_side(self):
        """Xero's rows with what Odoo has beside them, and what only one side has."""
        both = self.client("Acacia Legal", email="desk@acacia.example")
        self.contact("Acacia Legal", EmailAddress="desk@acacia.example")
        near = self.client("Wattle Works Melbourne")
        self.suggest(self.contact("Wattle Works"), near)
        self.contact("Gum Tree Gyms")
        self.invoice(self.client("Only Here"))
        action = self.env.ref("xero_connector.xero_record_map_action")
        names = ("Acacia Legal", "Wattle Works", "Gum Tree Gyms")
        domain = [*safe_eval(action.domain), ("name", "in", (*names, "Only Here"))]
        Record = self.env["xero.record"].with_user(self.manager_xero)
        rows = Record.web_search_read(domain, {"name": {}, **SPEC})["records"]
        beside = {
            row["name"]: (row["choice_id"], row["odoo_name"], row["suggestion"])
            for row in rows
        }
        self.assertEqual(set(beside), set(names), "Xero has no other")
        self.assertEqual(beside["Acacia Legal"][:2], (both.id, "Acacia Legal"))
        self.assertFalse(beside["Wattle Works"][0])
        self.assertIn("Wattle Works Melbourne", beside["Wattle Works"][2])
        self.assertFalse(any(beside["Gum Tree Gyms"]))
        missing = self.missing().mapped("odoo_name")
        self.assertIn("Only Here", missing)
        self.assertNotIn("Acacia Legal", missing)

    def test_c9_customers_of_documents_are_offered_with_their_number(self):
        partner = self.client("Acacia Legal")
        for _number in range(2):
            self.invoice(partner)
        found = self.missing()
        link = found.filtered(lambda link: link.odoo_name == "Acacia Legal")
        self.assertEqual((link.use_count, link.odoo_kind), (2, "res.partner"))
        self.assertEqual(len(self.missing()), len(found), "offered once")

    def test_c9_who_was_never_invoiced_is_among_the_others(self):
        Partner = self.env["res.partner"]
        customer = Partner.create({"name": "Never invoiced", "customer_rank": 1})
        supplier = Partner.create({"name": "Never paid", "supplier_rank": 1})
        client = Partner.create({"name": "Work has begun"})
        person = Partner.create({"name": "Somebody there", "parent_id": client.id})
        self.env["project.project"].sudo().create(
            {"name": "Server move", "partner_id": person.id}
        )
        nobody = Partner.create({"name": "Met at a fair"})
        found = self.missing()
        for partner in (customer, supplier, client):
            link = self.link_of(partner)
            self.assertEqual((link.state, link.in_use), ("undecided", False))
            self.assertTrue(link.can_create)
            self.assertNotIn(link, found, "documents come first")
        self.assertFalse(self.link_of(nobody) | self.link_of(person))
        stream = self.env["xero.stream"]._of_kind(self.organisation, "contacts")
        stream.enabled = False
        later = Partner.create({"name": "Never read", "customer_rank": 1})
        self.missing()
        self.assertFalse(self.link_of(later))

    def test_d4_products_that_no_document_needs_are_among_the_others(self):
        product = self.env["product.product"].create({"name": "Cabling"})
        unsold = self.env["product.product"].create(
            {"name": "Old stock", "sale_ok": False, "purchase_ok": False}
        )
        stream = self.env["xero.stream"]._of_kind(self.organisation, "items")
        stream.enabled = False
        self.missing()
        self.assertFalse(self.link_of(product))
        stream.enabled = True
        self.missing()
        self.assertEqual(self.link_of(product).state, "undecided")
        self.assertFalse(self.link_of(unsold), "nobody sells or buys it")

    def test_c10_create_in_xero_from_the_list(self):
        self.invoice(self.client("Acacia Legal"))
        link = self.missing().filtered(lambda link: link.odoo_name == "Acacia Legal")
        notice = link.action_create()
        self.assertIn("1 on the way to Xero", notice["params"]["message"])
        link.invalidate_recordset()
        self.assertEqual(link.on_its_way, "Waiting for Xero")
        self.run_cron(self.organisation)
        self.assertEqual(link.target_id.name, "Acacia Legal")

    def test_c10_choose_and_ignore_from_odoos_side(self):
        partner = self.client("Acacia Legal")
        self.invoice(partner)
        row = self.contact("Acacia Lawyers")
        link = self.missing().filtered(lambda link: link.odoo_name == "Acacia Legal")
        link.target_id = row
        self.assertEqual(row.choice_id, partner.id)
        link.target_id = False
        self.assertEqual(row.map_state, "undecided")
        link.action_ignore()
        self.assertEqual(link.state, "ignored")
        link.action_reconsider()
        self.assertEqual(link.state, "undecided")
        with self.assertRaisesRegex(UserError, "another kind"):
            link.target_id = self.seen("Accounts", code="200")

    def test_s3_ignoring_a_selection_leaves_what_is_mapped(self):
        mapped = self.link_of(self.customer("Acacia Legal"))
        self.invoice(self.client("Wattle Works"))
        open_one = self.missing().filtered(
            lambda link: link.odoo_name == "Wattle Works"
        )
        (mapped | open_one).with_user(self.manager_xero).action_ignore()
        self.assertEqual((mapped.state, open_one.state), ("linked", "ignored"))
        self.assertTrue(mapped.record_id)

    def test_q4_create_in_xero_goes_to_the_organisation_of_the_row(self):
        """A partner of all companies, whose row of another company's organisation is
        shown beside those of this one."""
        data = self.setup_british_company()
        british = self.connect(company=data["company"], organisation="GB")
        partner = self.client("Acacia Legal")
        link = self.env["xero.link"]._get_or_create(british, partner)
        companies = (self.env.company | data["company"]).ids
        link.with_user(self.manager_xero).with_context(
            allowed_company_ids=companies
        ).action_create()
        row = self.row(partner)
        self.assertEqual(row.organisation_id, british)
        own = data["company"].partner_id.copy({"company_id": self.env.company.id})
        link = self.env["xero.link"]._get_or_create(british, own)
        with self.assertRaisesRegex(UserError, "Southern Services, not to the books"):
            link.with_user(self.manager_xero).action_create()

    def test_e2_taxes_are_not_created_in_xero(self):
        link = self.env["xero.link"]._get_or_create(self.organisation, self.tax_sale)
        self.assertFalse(link.exclusive)
        notice = link.with_user(self.manager_xero).action_not_created()
        self.assertIn("box of the return", notice["params"]["message"])
        action = link.with_user(self.manager_xero).action_open_record()
        self.assertEqual(action["res_id"], self.tax_sale.id)

    def test_c10_only_administrators_decide(self):
        self.invoice(self.client("Acacia Legal"))
        link = self.missing()[:1].with_user(self.user_xero)
        self.assertTrue(link.read(["odoo_name"]))
        with self.assertRaises(AccessError):
            link.action_ignore()
        with self.assertRaises(AccessError):
            self.env["xero.link"].with_user(self.user_none).action_missing()
