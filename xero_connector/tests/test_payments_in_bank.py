from odoo.exceptions import UserError
from odoo.tests import Form

from .payments_common import XeroPaymentsCommon


class TestPaymentsInBank(XeroPaymentsCommon):
    """Bank accounts of Xero are journals of Odoo (D, L3); what waits for a statement
    and what does not (T7)."""

    def setUp(self):
        super().setUp()
        self.bank = self.company_data["default_journal_bank"]

    def link_of(self, journal):
        return journal._xero_links(self.organisation)[journal.id]

    def account(self, code):
        return self.seen("Accounts", code=code)

    def map(self, journal, code="090"):
        link = self.link_of(journal)
        link.with_user(self.manager_xero).action_link(self.account(code))
        return link

    def new_journal(self, name, number=False, currency=False):
        return self.env["account.journal"].create(
            {
                "name": name,
                "type": "bank",
                "bank_acc_number": number,
                "currency_id": currency and currency.id,
            }
        )

    # === PAIRING === #

    def test_t5_journals_are_offered_for_decision(self):
        journals = self.env["account.journal"].search(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("company_id", "=", self.company.id),
            ]
        )
        links = journals._xero_links(self.organisation)
        self.assertEqual(set(links), set(journals.ids))
        self.assertEqual(set(links[self.bank.id].mapped("resource")), {"Accounts"})

    def test_t5_paired_by_the_account_number(self):
        journal = self.new_journal("Everyday", "062-0001")
        self.read("accounts")
        link = self.link_of(journal)
        self.assertEqual(link.record_id, self.account("090"))
        self.assertEqual(link.reason, "same account number")
        stamp = link.write_date
        self.read("accounts")
        self.assertEqual(link.write_date, stamp)

    def test_t5_paired_by_the_name_in_the_same_currency(self):
        dollars = self.setup_other_currency("USD")
        foreign = self.new_journal("Business Bank Account", currency=dollars)
        savings = self.new_journal("business savings account")
        self.read("accounts")
        self.assertFalse(self.link_of(foreign).record_id)
        self.assertEqual(self.link_of(savings).record_id, self.account("091"))
        self.assertEqual(self.link_of(savings).reason, "same name")

    def test_t5_two_alike_are_not_paired(self):
        twins = self.new_journal("Business Bank Account") + self.new_journal(
            "Business Bank Account"
        )
        self.read("accounts")
        for journal in twins:
            self.assertFalse(self.link_of(journal).record_id)

    def test_t5_the_only_ones_are_a_suggestion(self):
        dollars = self.setup_other_currency("USD")
        journal = self.new_journal("Dollars at the bank", currency=dollars)
        self.sandbox.act(
            "create_account",
            Code="092",
            Name="US Account",
            Type="BANK",
            BankAccountNumber="99",
            CurrencyCode="USD",
        )
        self.read("accounts")
        link = self.link_of(journal)
        self.assertFalse(link.record_id)
        self.assertEqual(link.suggestion_id, self.account("092"))
        self.assertIn("only ones", link.reason)

    def test_t5_several_journals_for_one_account(self):
        other = self.new_journal("Second")
        self.read("accounts")
        self.map(self.bank)
        self.map(other)
        self.assertEqual(len(self.account("090").link_ids), 2)

    # === CREATED FROM XERO === #

    def bank_there(self, name, **values):
        """A bank account that somebody opens in Xero; its row of the mapping."""
        self.sandbox.act("create_account", Name=name, Type="BANK", **values)
        self.read("accounts")
        return self.seen("Accounts", name=name).with_user(self.manager_xero)

    def test_b5_a_journal_is_created_from_a_bank_account(self):
        row = self.bank_there("Reserve", Code="095", BankAccountNumber="12-3456-789")
        self.assertTrue(row.can_create)
        row.action_create_in_odoo()
        journal = self.env["account.journal"].browse(row.choice_id)
        self.assertEqual(row.map_state, "linked")
        self.assertEqual((journal.name, journal.type), ("Reserve", "bank"))
        self.assertEqual(journal.bank_acc_number, "12-3456-789")
        self.assertEqual(journal.company_id, self.company)
        self.assertFalse(journal.currency_id, "that of the company")
        self.assertTrue(journal.code)
        self.assertEqual(journal.default_account_id.account_type, "asset_cash")
        self.assertTrue(self.link_of(journal).from_xero)
        move = self.sent()
        self.pay(move, account="095")
        self.assertEqual(self.booked(move).journal_id, journal)

    def test_b5_in_the_currency_of_the_bank_account(self):
        pounds = self.env.ref("base.GBP")
        pounds.active = False
        row = self.bank_there("London", Code="096", CurrencyCode="GBP")
        with self.assertRaisesRegex(UserError, "kept in GBP, which is not active"):
            row.action_create_in_odoo()
        pounds.active = True
        row.action_create_in_odoo()
        journal = self.env["account.journal"].browse(row.choice_id)
        self.assertEqual(journal.currency_id, pounds)
        self.assertFalse(self.link_of(journal).difference)
        card = self.bank_there("Card", Code="097", BankAccountType="CREDITCARD")
        card.action_create_in_odoo()
        journal = self.env["account.journal"].browse(card.choice_id)
        self.assertEqual(journal.type, "credit")

    def test_b5_on_the_account_that_stands_for_it(self):
        row = self.bank_there("Reserve", Code="095")
        account = self.env["account.account"].create(
            {"code": "111950", "name": "Reserve", "account_type": "asset_cash"}
        )
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_link(row)
        row.action_create_in_odoo()
        journal = self.env["account.journal"].browse(row.choice_id)
        self.assertEqual(journal.default_account_id, account)

    def test_b5_one_that_odoo_has_is_mapped_not_created(self):
        row = self.bank_there("Reserve", Code="095", BankAccountNumber="12-3456-789")
        self.new_journal("Our reserve", "123456789")
        with self.assertRaisesRegex(UserError, "same account number. Map"):
            row.action_create_in_odoo()

    # === WHERE IT IS BOOKED === #

    def test_l3_into_the_mapped_journal(self):
        self.map(self.bank)
        move, other = self.sent(), self.sent()
        self.pay(move, account="090", read=False)
        self.pay(other, account="091")
        self.assertEqual(self.booked(move).journal_id, self.bank)
        self.assertEqual(self.booked(other).journal_id.code, "XERO")

    def test_l3_into_an_account_that_is_no_bank(self):
        """Xero lets payments go to other accounts too, a clearing account say."""
        move, other = self.sent(), self.sent()
        self.pay(move, account="855")
        self.assertEqual(self.booked(move).journal_id.code, "XERO")
        self.map(self.bank, "855")
        self.pay(other, account="855")
        self.assertEqual(self.booked(other).journal_id, self.bank)

    def test_l3_another_currency_is_said_and_not_used(self):
        dollars = self.setup_other_currency("USD")
        journal = self.new_journal("Dollars", currency=dollars)
        self.read("accounts")
        link = self.map(journal)
        self.assertIn("USD", link.difference)
        self.assertIn("AUD", link.difference)
        move = self.sent()
        self.pay(move, account="090")
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.booked(move).journal_id.code, "XERO")

    def test_l3_a_corrected_currency_is_noticed(self):
        """By the write itself; and by reading, whatever else made them fit."""
        dollars = self.setup_other_currency("USD")
        journal = self.new_journal("Dollars", currency=dollars)
        self.read("accounts")
        link = self.map(journal)
        self.assertTrue(link.difference)
        journal.currency_id = False
        self.assertFalse(link.difference)
        journal.currency_id = dollars
        self.assertIn("USD", link.difference)
        for day, currency, differs in ((1, "USD", False), (2, "AUD", True)):
            self.sandbox.act(
                "plant",
                store="Accounts",
                instead=self.account("090").xero_id,
                element={
                    "CurrencyCode": currency,
                    "UpdatedDateUTC": f"/Date(179500000{day}000+0000)/",
                },
            )
            self.read("accounts")
            self.assertEqual(bool(link.difference), differs)
        journal.currency_id = False
        move = self.sent()
        self.pay(move, account="090")
        self.assertEqual(self.booked(move).journal_id, journal)

    def test_l3_the_own_journal_can_be_another_one(self):
        cash = self.company_data["default_journal_cash"]
        self.organisation.payment_journal_id = cash
        move = self.sent()
        self.pay(move)
        self.assertEqual(self.booked(move).journal_id, cash)
        found = self.env["account.journal"].search([("code", "=", "XERO")])
        self.assertFalse(found)

    def test_l3_an_earlier_journal_is_used_again(self):
        move, other = self.sent(), self.sent()
        self.pay(move)
        self.organisation.payment_journal_id = False
        self.pay(other)
        self.assertEqual(self.booked(other).journal_id, self.booked(move).journal_id)
        self.assertEqual(
            self.organisation.payment_journal_id, self.booked(move).journal_id
        )

    def test_l3_an_archived_journal_gives_way_to_another(self):
        move, other = self.sent(), self.sent()
        self.pay(move)
        old = self.booked(move).journal_id
        old.active = False
        self.pay(other)
        self.assertFalse(self.told())
        self.assertNotEqual(self.booked(other).journal_id, old)
        self.assertEqual(
            self.organisation.payment_journal_id, self.booked(other).journal_id
        )

    # === STATEMENTS === #

    def test_t7_waits_for_no_statement(self):
        self.map(self.bank)
        move = self.sent()
        self.pay(move)
        payment = self.booked(move)
        self.assertEqual(payment.outstanding_account_id, self.bank.default_account_id)
        self.assertTrue(payment.is_matched)
        self.assertEqual(payment.state, "paid")
        self.assertEqual(move.payment_state, "paid")
        self.assertIn(self.bank.default_account_id, payment.move_id.line_ids.account_id)

    def test_t7_reconciled_from_statements(self):
        self.map(self.bank)
        with Form(self.bank) as form:
            form.xero_reconciled_from_statements = True
        move = self.sent()
        self.pay(move)
        payment = self.booked(move)
        self.assertTrue(payment.outstanding_account_id)
        self.assertNotEqual(
            payment.outstanding_account_id, self.bank.default_account_id
        )
        self.assertFalse(payment.is_matched, "the bank's line is still to come")
        self.assertEqual(move.amount_residual, 0)
        self.assertIn(move.payment_state, ("paid", "in_payment"))

    def test_t7_into_the_journals_own_outstanding_account(self):
        """In both editions of Odoo; one that is named by the journal counts."""
        self.map(self.bank)
        self.bank.xero_reconciled_from_statements = True
        generic = self.env["account.payment"]._get_outstanding_account("inbound")
        own = generic.copy({"name": "Card payments on their way"})
        for in_payment in ("paid", "in_payment"):
            self.patch(
                type(self.env["account.move"]),
                "_get_invoice_in_payment_state",
                lambda move, state=in_payment: state,
            )
            for account in (generic.browse(), own):
                self.bank.inbound_payment_method_line_ids.payment_account_id = account
                move = self.sent()
                self.pay(move)
                payment = self.booked(move)
                expected = account or generic
                self.assertEqual(payment.outstanding_account_id, expected)
                self.assertIn(expected, payment.move_id.line_ids.account_id)
                self.assertEqual(move.amount_residual, 0)
                self.assertFalse(payment.is_matched)

    def test_t7_of_the_organisations_own_journal(self):
        move = self.sent()
        self.pay(move)
        payment = self.booked(move)
        self.assertEqual(
            payment.outstanding_account_id, payment.journal_id.default_account_id
        )
        self.assertTrue(payment.is_matched)
