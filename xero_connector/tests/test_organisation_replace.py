from markupsafe import escape

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_http import XeroHttpCommon


@tagged("post_install", "-at_install")
class TestOrganisationReplace(XeroHttpCommon):
    """Another organisation for a company that has one (Q3, T3, T4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.connect()
        cls.app = cls.old.authorization_id

    def setUp(self):
        super().setUp()
        self.demo = self.sandbox.open_demo_company()
        self.old.stage = "live"
        self.sign_in()

    def to_the_choice(self, *organisations, app=None):
        """Consent on Xero's page; return the page where it is said what is used."""
        answer = self.come_back(self.allow(self.press(app or self.app), *organisations))
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        page = answer.headers["Location"]
        self.assertIn("/xero/connect/choose/", page)
        return page, " ".join(self.url_open(page).text.split())

    def choose(self, page, text, company, key="DEMO", **more):
        tenant = self.sandbox.organisation(key).tenant_id
        form = {"csrf_token": self.csrf_token(text), f"company_{tenant}": company.id}
        answer = self.url_open(page, data={**form, **more}, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def used(self):
        return self.env["xero.organisation"]._of_company(self.company)

    def replace_old(self, app=None):
        page, text = self.to_the_choice("DEMO", app=app)
        # the page proposes the one that is used now, and it may stay like that
        proposed = {f"company_{self.old.tenant_id}": self.company.id}
        answer = self.choose(page, text, self.company, replace="1", **proposed)
        self.assertEqual(answer.status_code, 303, answer.text[:800])
        return self.used()

    def test_q3_nothing_counts_before_it_is_confirmed(self):
        link = self.env["xero.link"].create(self.some_link())
        page, text = self.to_the_choice("DEMO")
        self.assertIn(f"(replaces {escape(self.old.name)})", text)
        self.assertIn("archived with all its links", text)
        self.assertEqual(self.used(), self.old)
        answer = self.choose(page, text, self.company)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Tick that you want this", answer.text)
        self.assertEqual(self.used(), self.old)
        self.assertTrue(self.old.active)
        self.assertEqual(self.old.connection_state, "connected")
        self.assertTrue(link.exists())
        # and saying nothing leaves all as it was
        answer = self.url_open(
            page, data={"csrf_token": self.csrf_token(text)}, allow_redirects=False
        )
        self.assertIn("Choose a company", answer.text)
        self.assertEqual(self.used(), self.old)

    def some_link(self):
        return {
            "organisation_id": self.old.id,
            "resource": "Contacts",
            "res_model": "res.partner",
            "res_id": self.company.partner_id.id,
            "res_key": str(self.company.partner_id.id),
            "res_name": "Somebody",
            "exclusive": True,
        }

    def test_q3_t4_the_new_one_is_used_and_the_old_one_kept(self):
        link = self.env["xero.link"].create(self.some_link())
        stream = self.env["xero.stream"]._of_kind(self.old, "contacts")
        stream.cursor = "2026-11-01 00:00:00"
        connection = self.old.connection_id
        fresh = self.replace_old()
        self.assertEqual(fresh.tenant_id, self.demo.tenant_id)
        self.assertEqual(fresh.stage, "setup", "nothing is written before Go live")
        self.assertTrue(fresh.cron_id.active)
        self.assertFalse(self.old.active)
        self.assertFalse(self.old.cron_id.active, "its scheduled action rests")
        self.assertEqual(self.old.connection_state, "disconnected")
        self.assertTrue(self.calls("DELETE", f"/connections/{connection}"))
        self.assertTrue(link.exists(), "links are kept")
        self.assertEqual(str(stream.cursor), "2026-11-01 00:00:00")
        self.assertEqual(self.app.state, "connected")
        before = len(self.calls())
        with self.other_cursors():
            self.old.sudo()._cron_run()
        self.assertEqual(len(self.calls()), before, "it does nothing even if it runs")
        self.run_cron(fresh)
        self.assertGreater(len(self.calls("GET", "Contacts")), 0)

    def test_t4_with_another_app(self):
        other = self.authorization(key="broad")
        fresh = self.replace_old(app=other)
        self.assertEqual(fresh.authorization_id, other)
        self.assertEqual(self.app.state, "disconnected")
        self.assertFalse(self.app.refresh_token)
        self.assertFalse(self.old.active)

    def test_t3_connected_again_it_comes_back_with_its_links(self):
        link = self.env["xero.link"].create(self.some_link())
        fresh = self.replace_old()
        page, text = self.to_the_choice("AU")
        self.assertIn(f"(replaces {fresh.name})", text)
        answer = self.choose(page, text, self.company, key="AU", replace="1")
        self.assertEqual(answer.status_code, 303, answer.text[:800])
        self.assertEqual(self.used(), self.old)
        self.assertTrue(self.old.active)
        self.assertTrue(self.old.cron_id.active)
        self.assertEqual(self.old.connection_state, "connected")
        self.assertEqual(self.old.stage, "paused", "what waited since asks first")
        self.assertFalse(fresh.active)
        self.assertEqual(link.exists().organisation_id, self.old)

    def test_t4_offline_at_the_end_still_leaves_one(self):
        """The old connection could not be taken back: the new one is used all the
        same, and the old one rests."""
        page, text = self.to_the_choice("DEMO")
        self.sandbox.fault("503", method="DELETE")
        self.choose(page, text, self.company, replace="1")
        self.assertEqual(self.used().tenant_id, self.demo.tenant_id)
        self.assertEqual(self.old.connection_state, "disconnected")

    def test_t4_a_free_company_needs_no_confirmation(self):
        second = self.add_company("Western Services")
        app = self.authorization(second)
        self.env = self.env(
            context=dict(self.env.context, allowed_company_ids=second.ids)
        )
        answer = self.come_back(self.allow(self.press(app), "DEMO"))
        self.assertIn("/odoo/action-", answer.headers["Location"])
        self.assertEqual(self.used(), self.old)

    def test_t4_without_a_word_the_old_one_is_never_replaced(self):
        tenant = {
            "tenant_id": self.demo.tenant_id,
            "connection_id": "1",
            "name": "Demo",
            "currency": "AUD",
            "payload": {"Name": "Demo", "BaseCurrency": "AUD"},
            "actions": {},
        }
        with self.assertRaisesRegex(UserError, "or replace it"):
            self.app._adopt_connections([(tenant, self.company)])
