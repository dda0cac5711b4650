from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.tests import tagged

from .common_http import XeroHttpCommon


@tagged("post_install", "-at_install")
class TestConnectReturn(XeroHttpCommon):
    """From the Connect button over Xero's page and back."""

    def setUp(self):
        super().setUp()
        self.app = self.authorization()
        self.sign_in()

    def test_a1_connect_leads_to_xero_and_back(self):
        address = self.press(self.app)
        self.assertTrue(address.startswith(f"{self.sandbox.url}/identity/connect/"))
        asked = parse_qs(urlsplit(address).query)
        self.assertEqual(asked["response_type"], ["code"])
        self.assertEqual(asked["client_id"], [self.app.client_id])
        self.assertEqual(
            asked["redirect_uri"], ["http://localhost:8069/xero/oauth/return"]
        )
        answer = self.come_back(self.allow(address, "AU"))
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        self.assertIn("/odoo/action-", answer.headers["Location"])
        organisation = self.app.organisation_ids
        self.assertEqual(
            organisation.tenant_id, self.sandbox.organisation("AU").tenant_id
        )
        self.assertEqual(organisation.company_id, self.company)
        self.assertEqual(organisation.stage, "setup")
        self.assertEqual(organisation.base_currency_id, self.aud)
        self.assertTrue(organisation.cron_id)
        self.assertEqual(self.app.state, "connected")
        self.assertEqual(self.app.consented_by_id, self.admin_xero)
        self.assertEqual(self.app.xero_user_email, self.sandbox.users[0]["email"])
        self.assertEqual(
            self.app.xero_user_name, self.sandbox.users[0]["name"], "out of id_token"
        )
        self.assertFalse(self.env["xero.connect"].search([("tokens", "!=", False)]))

    def test_a8_a9_lands_on_the_organisation_with_a_notice(self):
        self.come_back(self.allow(self.press(self.app), "AU"))
        action = (
            self.env["xero.organisation"]
            .with_user(self.admin_xero)
            ._action_last_connected()
        )
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("Wattle", action["params"]["message"])
        self.assertEqual(
            action["params"]["next"]["res_id"], self.app.organisation_ids.id
        )
        self.assertEqual(self.app.organisation_ids.connection_state, "connected")

    def test_a6_no_xero_password_in_odoo(self):
        address = self.press(self.app)
        self.assertEqual(urlsplit(address).path, "/identity/connect/authorize")
        for model in ("xero.authorization", "xero.organisation", "xero.connect"):
            names = [name for name in self.env[model]._fields if "password" in name]
            self.assertFalse(names)

    def test_a7_choose_which_organisation_for_which_company(self):
        british = self.add_company("Northern Services", "GBP")
        answer = self.come_back(self.allow(self.press(self.app), "AU", "GB"))
        page = answer.headers["Location"]
        self.assertIn("/xero/connect/choose/", page)
        self.assertFalse(self.app.organisation_ids, "nothing before the choice")
        self.assertFalse(self.app.access_token)
        text = self.url_open(page).text
        token = self.csrf_token(text)
        self.assertIn("Wattle &amp; Quill Advisory Pty Ltd", text)
        self.assertIn("Harbour Lane Studio Ltd", text)
        self.assertIn("GBP", text)
        names = {
            key: f"company_{self.sandbox.organisation(key).tenant_id}"
            for key in ("AU", "GB")
        }
        form = {
            "csrf_token": token,
            names["AU"]: self.company.id,
            names["GB"]: british.id,
        }
        answer = self.url_open(page, data=form, allow_redirects=False)
        self.assertEqual(answer.status_code, 303, answer.text[:800])
        self.env.invalidate_all()
        self.assertEqual(
            {
                org.company_id: org.base_currency_id.name
                for org in self.app.organisation_ids
            },
            {self.company: "AUD", british: "GBP"},
            "one consent serves two companies",
        )
        answer = self.url_open(page, data=form, allow_redirects=False)
        self.assertNotConnected(answer, "nothing to choose any more")

    def test_a7_unsuitable_organisation_is_greyed_with_the_reason(self):
        answer = self.come_back(self.allow(self.press(self.app), "AU", "GB"))
        page = answer.headers["Location"]
        text = " ".join(self.url_open(page).text.split())
        token = self.csrf_token(text)
        self.assertIn("base currency of Harbour Lane Studio Ltd is GBP", text)
        self.assertNotIn(f"company_{self.sandbox.organisation('GB').tenant_id}", text)
        form = {
            "csrf_token": token,
            f"company_{self.sandbox.organisation('GB').tenant_id}": self.company.id,
        }
        answer = self.url_open(page, data=form, allow_redirects=False)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("cannot belong to that company", answer.text)
        form = {"csrf_token": token}
        answer = self.url_open(page, data=form, allow_redirects=False)
        self.assertIn("Choose a company for one organisation", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.app.state, "new")

    def test_denied(self):
        address = self.allow(self.press(self.app), decision="deny")
        self.assertIn("error=access_denied", address)
        answer = self.come_back(address)
        self.assertNotConnected(
            answer, "not allowed on Xero", "Allow access", authorization=self.app
        )

    def test_a15_wrong_state(self):
        address = self.allow(self.press(self.app), "AU")
        right = self.state_of(address)
        number, secret = right.split(".")
        wrong = [None, "", "x", f"{number}.", f"{number}.{secret[:-1]}", f"0.{secret}"]
        for state in [*wrong, f"999999.{secret}", f"{'9' * 40}.{secret}"]:
            with self.subTest(state=state):
                answer = self.come_back(address, state=state)
                self.assertNotConnected(
                    answer, "does not belong to a connection", authorization=self.app
                )
        self.assertFalse(self.calls("POST", "/connect/token"), "checked before all")

    def test_a15_state_is_single_use(self):
        address = self.allow(self.press(self.app), "AU")
        self.assertEqual(self.come_back(address).status_code, 303)
        before = len(self.calls("POST", "/connect/token"))
        answer = self.come_back(address)
        self.assertEqual(answer.status_code, 400)
        self.assertIn("does not belong to a connection", answer.text)
        self.assertEqual(len(self.calls("POST", "/connect/token")), before)

    def test_a15_state_is_used_up_by_a_refused_answer(self):
        address = self.allow(self.press(self.app), "AU")
        self.come_back(address, error="access_denied", code=None)
        answer = self.come_back(address)
        self.assertNotConnected(answer, "used already", authorization=self.app)

    def test_a15_state_expires(self):
        address = self.allow(self.press(self.app), "AU")
        consent = self.env["xero.connect"].browse(
            int(self.state_of(address).split(".")[0])
        )
        consent.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        consent.flush_recordset()
        answer = self.come_back(address)
        self.assertNotConnected(answer, "ten minutes", authorization=self.app)

    def test_a15_state_belongs_to_the_session(self):
        address = self.allow(self.press(self.app), "AU")
        self.sign_in()  # the same person, another session
        answer = self.come_back(address)
        self.assertNotConnected(answer, "in this browser", authorization=self.app)

    def test_a15_state_belongs_to_the_user(self):
        address = self.allow(self.press(self.app), "AU")
        self.sign_in("manager_xero")
        answer = self.come_back(address)
        self.assertNotConnected(answer, "in this browser", authorization=self.app)

    def test_a15_state_belongs_to_the_authorization(self):
        other = self.authorization(key="broad")
        mine = self.allow(self.press(self.app), "AU")
        theirs = self.allow(self.press(other), "AU")
        answer = self.come_back(mine, state=self.state_of(theirs))
        self.assertNotConnected(answer, "used up", authorization=self.app)
        self.assertEqual(other.state, "new")

    def test_expired_code(self):
        address = self.allow(self.press(self.app), "AU")
        self.sandbox.clock(advance=301)
        answer = self.come_back(address)
        self.assertNotConnected(
            answer, "older than five minutes", authorization=self.app
        )

    def test_no_organisation_given(self):
        address = self.allow(self.press(self.app), "AU")
        self.sandbox.act("disconnect", organisation="AU")
        answer = self.come_back(address)
        self.assertNotConnected(answer, "no organisation", authorization=self.app)

    def test_other_base_currency(self):
        answer = self.come_back(self.allow(self.press(self.app), "GB"))
        self.assertNotConnected(
            answer, "is GBP", "Southern Services is AUD", authorization=self.app
        )

    def test_organisation_of_another_company(self):
        self.connect(self.add_company("Western Services"))
        answer = self.come_back(self.allow(self.press(self.app), "AU"))
        self.assertNotConnected(
            answer, "connected to Western Services already", authorization=self.app
        )

    def test_organisation_of_an_invisible_company(self):
        western = self.env["res.company"].create(
            {"name": "Western Services", "currency_id": self.aud.id}
        )
        self.connect(western)
        answer = self.come_back(self.allow(self.press(self.app), "AU"))
        self.assertNotConnected(
            answer, "connected to another company", authorization=self.app
        )
        self.assertNotIn("Western", answer.text)

    def test_xero_offline(self):
        for path in ("/connect/token", "/connections"):
            with self.subTest(path=path):
                address = self.allow(self.press(self.app), "AU")
                self.sandbox.fault("503", path=path)
                answer = self.come_back(address)
                self.assertNotConnected(
                    answer, "does not answer", authorization=self.app
                )

    def test_a3_wrong_secret(self):
        self.app.client_secret_input = "wrong"
        answer = self.come_back(self.allow(self.press(self.app), "AU"))
        self.assertNotConnected(answer, "client secret", authorization=self.app)

    def test_a14_broad_permissions_of_an_older_app(self):
        older = self.authorization(key="broad")
        older.write(
            {"broad": True, "scope_ids": self.env["xero.scope"]._defaults(broad=True)}
        )
        address = self.press(older)
        self.assertIn("accounting.transactions", address)
        self.assertNotIn("accounting.invoices", address)
        self.come_back(self.allow(address, "AU"))
        self.assertEqual(older.state, "connected")

    def test_a14_broad_permissions_are_refused_to_a_new_app(self):
        self.app.write(
            {"broad": True, "scope_ids": self.env["xero.scope"]._defaults(broad=True)}
        )
        answer = self.come_back(self.allow(self.press(self.app), "AU"))
        self.assertNotConnected(answer, "Older App", authorization=self.app)

    def test_a4_custom_connection_needs_no_consent_page(self):
        custom = self.authorization(kind="custom")
        address = self.press(custom)
        self.assertTrue(address.startswith("/xero/connect/custom?state="))
        answer = self.come_back(address)
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        self.assertEqual(custom.state, "connected")
        self.assertFalse(custom.refresh_token)
        self.assertTrue(custom.expires_at)
        self.assertFalse(custom.xero_user_email)
        self.assertEqual(custom.organisation_ids.company_id, self.company)

    def test_a4_permission_that_the_custom_connection_lacks(self):
        custom = self.authorization(kind="custom")
        custom.scope_ids += self.env.ref("xero_connector.xero_scope_reports_aged")
        answer = self.come_back(self.press(custom))
        self.assertNotConnected(answer, "Pick the same ones here", authorization=custom)

    def test_a2_no_certificate_but_a_custom_connection(self):
        """OAuth 1.0a private apps are gone; their successor connects one
        organisation without a person, and is checked like any other."""
        custom = self.authorization(kind="custom", organisation="GB")
        answer = self.come_back(self.press(custom))
        self.assertNotConnected(answer, "is GBP", authorization=custom)

    def test_v3_not_for_users(self):
        address = self.allow(self.press(self.app), "AU")
        self.sign_in("user_xero")
        answer = self.come_back(address)
        self.assertNotConnected(
            answer, "reserved for the group", authorization=self.app
        )

    def test_return_needs_a_session(self):
        address = self.allow(self.press(self.app), "AU")
        self.logout()
        answer = self.come_back(address)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
