from odoo.fields import Command
from odoo.tests import new_test_user

from .history_common import XeroHistoryCommon


class TestHistoryCompanies(XeroHistoryCommon):
    """Branches belong to their ancestor's books, other companies do not (S8, Q4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {
                "name": "Southern North",
                "parent_id": cls.company.id,
                "country_id": cls.company.country_id.id,
            }
        )
        cls.british = cls.setup_british_company()["company"]
        companies = cls.company | cls.branch | cls.british
        cls.env.user.company_ids += companies
        cls.user_xero.sudo().company_ids += cls.branch
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "North",
                "code": "NRTH",
                "type": "sale",
                "company_id": cls.branch.id,
            }
        )
        cls.only_branch = new_test_user(
            cls.env(su=True),
            login="only_branch",
            groups="base.group_user,xero_connector.group_xero_user",
            company_id=cls.branch.id,
            company_ids=[(6, 0, cls.branch.ids)],
        )

    def branch_invoice(self, partner, like=None):
        """Posted in the branch; with another one's number if said."""
        partner.with_company(
            self.branch
        ).property_account_receivable_id = self.company_data[
            "default_account_receivable"
        ]
        move = (
            self.env["account.move"]
            .with_company(self.branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": self.branch.id,
                    "journal_id": self.journal.id,
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
                }
            )
        )
        if like:
            move.name = like.name
        move.action_post()
        return move

    def test_s8_a_branch_s_invoice_is_linked_in_its_ancestor_s_books(self):
        move = self.branch_invoice(self.partner)
        there = self.typed(move)
        self.read("invoices")
        link = move._xero_links(self.organisation)[move.id]
        self.assertEqual(link.record_id, self.record(there))

    def test_t12_one_number_in_two_branches_is_nobody_s_by_itself(self):
        """Each branch numbers for itself: two are equal, none is guessed."""
        move = self.invoice(self.partner, invoice_date="2026-11-02")
        other = self.branch_invoice(self.partner, like=move)
        there = self.typed(move)
        self.read("invoices")
        self.assert_look_alike(move, there, "same number, customer, total, date")
        pair = self.pairs(("move_id", "=", other.id))
        self.assertEqual(self.organisation._look_alike_count(), 2)
        pair.with_user(self.user_xero).with_context(
            allowed_company_ids=(self.company | self.branch).ids
        ).action_link()
        self.assertEqual(
            other._xero_links(self.organisation)[other.id].record_id, self.record(there)
        )
        self.assertFalse(move.xero_id)
        self.assertFalse(self.pairs())

    def test_s8_who_sees_one_branch_sees_its_pairs_only(self):
        move = self.invoice(self.partner, invoice_date="2026-11-02")
        other = self.branch_invoice(self.partner, like=move)
        self.typed(move)
        self.read("invoices")
        seen = (
            self.env["xero.look.alike"]
            .with_user(self.only_branch)
            .with_context(allowed_company_ids=self.branch.ids)
            .search([])
        )
        self.assertEqual(seen.move_id, other)

    def test_s8_another_company_s_invoice_is_never_the_one(self):
        """The same number, customer, total and date, in books of somebody else."""
        organisation = self.connect(company=self.british, organisation="GB")
        self.run_cron(organisation)
        move = (
            self.env["account.move"]
            .with_company(self.british)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": "2026-11-02",
                    "currency_id": self.company.currency_id.id,
                    "name": "SHARED/1",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "price_unit": 110,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        there = self.typed(number="SHARED/1", date=move.invoice_date)
        self.read("invoices")
        self.run_cron(organisation)
        self.assertFalse(self.record(there).link_ids)
        self.assertFalse(self.env["xero.look.alike"].sudo().search([]))
