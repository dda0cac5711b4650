from odoo import fields
from odoo.exceptions import UserError

from .refused_common import XeroRefusedCommon


class TestMapAccounts(XeroRefusedCommon):
    """Accounts are matched by code and kind, created out of Xero's, or ignored
    (B4, S7)."""

    def account(self, code, kind="income", name="Consulting"):
        return self.env["account.account"].create(
            {"code": code, "name": name, "account_type": kind}
        )

    def link_of(self, account):
        return account._xero_links(self.organisation).get(
            account.id, self.env["xero.link"]
        )

    def create_from(self, code):
        """Press Create on an account of Xero."""
        seen = self.seen("Accounts", code=code)
        seen.with_user(self.manager_xero).action_create_in_odoo()
        return self.env["account.account"].browse(seen.link_ids.mapped("res_id"))

    def invoice_on(self, account):
        return self.invoice(self.partner, {"price_unit": 100, "account_id": account.id})

    # === PAIRED === #

    def test_s7_same_code_and_kind_are_paired(self):
        right, wrong = self.account("260"), self.account("400", name="Not adverts")
        self.read("accounts")
        self.assertEqual(self.link_of(right).record_id.code, "260")
        self.assertEqual(self.link_of(wrong).state, "undecided")

    def test_s7_own_account_is_sent(self):
        account = self.account("260")
        self.read("accounts")
        move = self.invoice_on(account)
        self.push(move)
        self.assert_sent(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["AccountCode"], "260")

    # === CREATE === #

    def test_b4_create_an_account_from_xeros(self):
        account = self.create_from("425")
        self.assertEqual(account.name, "Freight & Courier")
        self.assertEqual(account.with_company(self.company).code, "425")
        self.assertEqual(account.account_type, "expense")
        self.assertEqual(account.company_ids, self.company)

    def test_b4_types_follow_xeros(self):
        kinds = {
            "260": "income",
            "310": "expense_direct_cost",
            "620": "asset_current",
            "710": "asset_fixed",
            "804": "liability_current",
            "900": "liability_non_current",
            "881": "equity",
        }
        for code, kind in kinds.items():
            self.assertEqual(self.create_from(code).account_type, kind, code)

    def test_b4_an_unknown_type_goes_by_its_class(self):
        seen = self.seen("Accounts", code="425").sudo()
        seen.kind = "WAGESEXPENSE"
        self.assertEqual(self.create_from("425").account_type, "expense")

    def test_b4_what_cannot_be_created_says_why(self):
        self.account("441", kind="income", name="Legal income")
        error = self.error_of(UserError, self.create_from, "441")
        for word in ("441", "Legal income", "Income", "Map"):
            self.assertIn(word, str(error))
        seen = self.seen("Accounts", code="400").sudo()
        seen.write({"kind": "NEW", "payload": {**seen.payload, "Class": "NEW"}})
        error = self.error_of(UserError, self.create_from, "400")
        self.assertIn("no known type", str(error))

    def test_b4_odd_accounts_are_visible_rows(self):
        moment = "/Date(1800000000000+0000)/"
        odd = {"Class": "ODD", "Type": "NEW", "UpdatedDateUTC": moment}
        self.sandbox.act("plant", store="accounts", element=odd, instead="260")
        self.sandbox.act("plant", store="accounts", element={"Code": "999"})
        self.account("260")
        self.read("accounts")
        self.assertEqual(self.seen("Accounts", code="260").kind, "NEW")
        self.assertFalse(self.seen("Accounts", code="260").link_ids)
        row = self.env["xero.queue"].search(
            [("resource", "=", "Accounts"), ("state", "=", "failed")]
        )
        self.assertEqual(len(row), 1)
        self.assertFalse(self.seen("Accounts", code="999"))

    # === CHANGED IN XERO === #

    def test_s7_code_changed_in_xero(self):
        account = self.account("260")
        self.read("accounts")
        self.sandbox.act("edit_account", account="260", Code="265")
        self.read("accounts")
        self.assertEqual(self.link_of(account).record_id.code, "265")
        move = self.invoice_on(account)
        self.push(move)
        self.assert_sent(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["AccountCode"], "265")

    def test_s7_archived_in_xero_while_linked(self):
        account = self.account("260")
        self.read("accounts")
        self.sandbox.act("archive_account", account="260")
        self.read("accounts")
        self.assertIn("archived in Xero", self.link_of(account).difference)
        move = self.invoice_on(account)
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, "260", "archived in Xero", "Mapping", state="blocked")
        self.assert_only_reads(before)
        self.sandbox.act(
            "edit_account",
            account=self.link_of(account).record_id.xero_id,
            Status="ACTIVE",
        )
        self.read("accounts")
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_s7_an_ignored_account_uses_the_default(self):
        account = self.account("299")
        self.read("accounts")
        link = self.link_of(account)
        link.with_user(self.manager_xero).action_ignore()
        self.read("accounts")
        self.assertEqual(link.state, "ignored")
        move = self.invoice_on(account)
        self.push(move)
        self.assert_sent(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["AccountCode"], "200")

    # === IN USE === #

    def test_s7_only_accounts_in_use_are_asked_for(self):
        used, unused = self.account("298"), self.account("299")
        self.invoice_on(used)
        self.invoice_on(used)
        assets = self.account("798", kind="asset_fixed", name="Tools")
        bill = self.init_invoice(
            "in_invoice",
            partner=self.partner,
            amounts=[50],
            invoice_date=fields.Date.today(),
        )
        bill.invoice_line_ids.account_id = assets
        bill.action_post()
        self.read("accounts")
        self.assertEqual(self.link_of(used).use_count, 2)
        self.assertEqual(self.link_of(unused).use_count, 0)
        asked = self.organisation._undecided_in_use("Accounts")
        self.assertEqual(asked[0], self.link_of(used))
        self.assertIn(self.link_of(assets), asked)
        self.assertNotIn(self.link_of(unused), asked)
        self.link_of(used).with_user(self.manager_xero).action_link(
            self.seen("Accounts", code="260")
        )
        self.assertNotIn(
            self.link_of(used), self.organisation._undecided_in_use("Accounts")
        )

    # === WHAT XERO LETS BE PAID TO === #

    def test_b8_accounts_that_take_payments(self):
        found = self.env["xero.record"]._lookup(
            self.organisation, "Accounts", [("takes_payments", "=", True)]
        )
        self.assertLessEqual({"090", "091", "855", "880"}, set(found.mapped("code")))
        self.assertNotIn("200", found.mapped("code"))
