from odoo.fields import Command

from .push_common import XeroPushCommon


class TestOrganisationBranches(XeroPushCommon):
    """What belongs to a branch is kept in its ancestor's books, until the branch has
    an organisation of its own; what belongs to a company above is shared (Q4, T19)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.branch = self.new_branch("North")
        self.manager_xero.sudo().company_ids += self.branch
        self.items = self.env["xero.stream"]._of_kind(self.organisation, "items")
        self.items.direction = "both"

    def contact(self, name):
        self.sandbox.act("create_contact", organisation="AU", Name=name)
        self.read("contacts")
        return self.seen("Contacts", name=name)

    def product_of(self, company, **values):
        return self.env["product.product"].create(
            {
                "name": "Callout",
                "type": "service",
                "default_code": "CALLOUT",
                "list_price": 0,
                "company_id": company.id,
                **values,
            }
        )

    def link_of(self, record, organisation=None):
        organisation = organisation or self.organisation
        links = record._xero_links(organisation)
        return links.get(record.id, self.env["xero.link"])

    def own_organisation(self, company):
        """An organisation of a company's own, in the same currency."""
        self.sandbox.act("open_demo_company")
        organisation = self.connect(company=company, organisation="DEMO")
        self.run_cron(organisation)
        organisation._go_live()
        organisation.live_since = "2026-01-01 00:00:00"
        return organisation

    def move_of(self, company, partner, **values):
        partner.with_company(
            company
        ).property_account_receivable_id = self.company_data[
            "default_account_receivable"
        ]
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": partner.id,
                    "invoice_date": "2026-11-02",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "account_id": self.company_data[
                                    "default_account_revenue"
                                ].id,
                                "price_unit": 100,
                                "tax_ids": [Command.set(self.tax_sale.ids)],
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        self.assertEqual(move.company_id, company)
        move.action_post()
        return move

    # === A BRANCH WITHOUT ITS OWN === #

    def test_t19_a_customer_of_a_branch_is_paired(self):
        partner = self.env["res.partner"].create(
            {"name": "Northern Lights", "company_id": self.branch.id}
        )
        seen = self.contact("Northern Lights")
        self.assertEqual(seen.link_ids, self.link_of(partner))
        self.assertTrue(seen.link_ids)

    def test_t19_a_product_of_a_branch_is_paired(self):
        product = self.product_of(self.branch)
        self.sandbox.act("create_item", Code="CALLOUT", Name="Callout")
        self.read("items")
        self.assertEqual(
            self.link_of(product).record_id, self.seen("Items", code="CALLOUT")
        )

    def test_t19_a_code_of_a_branch_is_not_given_again(self):
        self.product_of(self.branch, name="Wholly other", active=False)
        self.sandbox.act("create_item", Code="CALLOUT", Name="Callout")
        self.read("items")
        row = self.seen("Items", code="CALLOUT").with_user(self.manager_xero)
        self.assertEqual(row.suggestion, "[CALLOUT] Wholly other")

    def test_t19_an_analytic_account_of_a_branch_can_be_chosen(self):
        self.sandbox.act("create_tracking_category", name="Place", options=["Up There"])
        self.read("tracking")
        seen = self.seen("TrackingCategories", name="Place")
        plan = self.env["account.analytic.plan"].create({"name": "Wherever"})
        link = self.env["xero.link"]._get_or_create(self.organisation, plan)
        link.with_user(self.manager_xero).action_link(seen)
        account = self.env["account.analytic.account"].create(
            {"name": "Up There", "plan_id": plan.id, "company_id": self.branch.id}
        )
        self.read("tracking")
        option = self.seen("TrackingOptions", name="Up There")
        self.assertEqual(self.link_of(account).record_id, option)

    def test_t19_a_customer_of_a_branch_can_be_chosen(self):
        partner = self.env["res.partner"].create(
            {"name": "Northern Lights", "company_id": self.branch.id}
        )
        row = self.contact("Wholly other").with_user(self.manager_xero)
        companies = (self.company | self.branch).ids
        row.with_context(allowed_company_ids=companies).choice_id = partner.id
        self.assertEqual(self.link_of(partner).record_id, row.sudo())

    # === A BRANCH WITH ITS OWN === #

    def test_q5_another_organisations_invoices_are_not_paired(self):
        """The same number, customer, total and date, in the branch's own books."""
        partner = self.customer()
        self.own_organisation(self.branch)
        move = self.move_of(self.branch, partner)
        there = self.sandbox.act(
            "create_invoice",
            Contact=partner.name,
            InvoiceNumber=move.name,
            Date="2026-11-02",
            DueDate="2026-11-16",
            LineItems=[
                {
                    "Description": "Typed there",
                    "UnitAmount": 100,
                    "AccountCode": "260",
                    "TaxType": "OUTPUT",
                }
            ],
            Status="AUTHORISED",
        )
        self.read("invoices")
        seen = self.seen("Invoices", xero_id=there["InvoiceID"])
        self.assertTrue(seen)
        self.assertFalse(seen.link_ids)
        self.assertFalse(self.env["xero.look.alike"].sudo().search([]))

    def test_q5_another_organisations_journals_cannot_be_chosen(self):
        journal = self.env["account.journal"].create(
            {
                "name": "North Bank",
                "code": "NBNK",
                "type": "bank",
                "company_id": self.branch.id,
            }
        )
        bank = self.env["xero.record"]._lookup(
            self.organisation, "Accounts", [("kind", "=", "BANK")]
        )[0]
        Journal = self.env["account.journal"]
        domain = bank._choices()
        self.assertIn(journal, Journal.search(domain))
        self.own_organisation(self.branch)
        self.assertNotIn(journal, Journal.search(bank._choices()))

    # === WHAT BELONGS TO A COMPANY ABOVE === #

    def test_o6_a_customer_of_the_parent_goes_before_a_branchs_invoice(self):
        """The parent has books of its own: the customer is in both."""
        partner = self.env["res.partner"].create(
            {"name": "Northern Lights", "company_id": self.company.id}
        )
        own = self.own_organisation(self.branch)
        self.map_for(own)
        move = self.move_of(self.branch, partner)
        move.with_company(self.branch).action_xero_push()
        self.run_cron(own)
        self.assertEqual(self.row(move).state, "done", self.row(move).message)
        there = self.sandbox.organisation("DEMO")
        names = [contact["Name"] for contact in there.contacts.values()]
        self.assertEqual(names.count("Northern Lights"), 1)
        self.assertEqual(partner.with_company(self.branch).xero_badge, "In Xero")
        self.assertEqual(partner.with_company(self.company).xero_state, "none")
        # and a change of it reaches the branch's books, from wherever it is made
        partner.with_company(self.company).email = "desk@northern.example"
        self.run_cron(own)
        contact = there.contacts[partner.with_company(self.branch).xero_id]
        self.assertEqual(contact["EmailAddress"], "desk@northern.example")

    def test_c8_a_customer_of_the_parent_is_paired_in_a_branchs_books(self):
        partner = self.env["res.partner"].create(
            {"name": "Northern Lights", "company_id": self.company.id}
        )
        own = self.own_organisation(self.branch)
        self.sandbox.act("create_contact", organisation="DEMO", Name="Northern Lights")
        self.env["xero.stream"]._of_kind(own, "contacts").action_sync_now()
        self.run_cron(own)
        self.assertEqual(self.link_of(partner, own).record_id.name, "Northern Lights")

    def map_for(self, organisation):
        """What an invoice of the branch needs in an organisation."""
        organisation.invoice_status = "AUTHORISED"
        organisation.grace_minutes = 0
        Record, Link = self.env["xero.record"], self.env["xero.link"]
        sales = Record._lookup(organisation, "Accounts", [("code", "=", "200")])
        rate = Record._lookup(organisation, "TaxRates", [("xero_id", "=", "OUTPUT")])
        organisation.write(
            {
                "default_service_account_id": sales.id,
                "default_goods_account_id": sales.id,
            }
        )
        Link._get_or_create(organisation, self.tax_sale).record_id = rate
