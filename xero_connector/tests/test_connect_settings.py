from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..tools.xero_oauth import is_valid_redirect
from .common import XeroConnectCommon


@tagged("post_install", "-at_install")
class TestConnectSettings(XeroConnectCommon):
    """What is entered before Connect, and what is told there."""

    def settings(self):
        return (
            self.env["res.config.settings"]
            .with_user(self.admin_xero)
            .with_company(self.company)
        )

    def enter(self, **values):
        settings = self.settings().create(values)
        settings.execute()
        return settings

    def test_a3_own_app_is_entered_in_settings(self):
        self.assertFalse(self.settings().create({}).xero_authorization_id)
        self.enter(xero_client_id=" an id ", xero_client_secret=" a secret ")
        settings = self.settings().create({})
        app = settings.xero_authorization_id
        self.assertEqual(app.company_id, self.company)
        self.assertEqual((app.client_id, app.client_secret), ("an id", "a secret"))
        self.assertTrue(settings.xero_has_secret)
        self.assertFalse(settings.xero_client_secret, "never shown again")
        self.enter(xero_client_id="another id")
        self.assertEqual((app.client_id, app.client_secret), ("another id", "a secret"))
        self.assertEqual(app.kind, "web")
        self.enter(xero_client_secret="a newer secret")
        self.assertEqual(
            (app.client_id, app.client_secret), ("another id", "a newer secret")
        )
        self.enter(xero_kind="custom")
        self.assertEqual((app.kind, app.client_id), ("custom", "another id"))
        self.assertEqual(len(self.apps()), 1)

    def test_a4_custom_connection_is_entered_in_settings(self):
        self.enter(
            xero_kind="custom", xero_client_id="an id", xero_client_secret="a secret"
        )
        self.assertEqual(self.apps().kind, "custom")
        self.assertEqual(len(self.apps()), 1)

    def apps(self):
        return self.env["xero.authorization"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_settings_without_an_app_store_nothing(self):
        self.enter()
        self.assertFalse(
            self.env["xero.authorization"].search(
                [("company_id", "=", self.company.id)]
            )
        )

    def test_connect_says_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "client id and the client secret"):
            self.settings().create({}).action_xero_connect()
        self.enter(xero_client_id="an id")
        with self.assertRaisesRegex(UserError, "developer.xero.com"):
            self.settings().create({}).action_xero_connect()

    def test_a5_redirect_address_is_judged_before_connecting(self):
        for address, works in (
            ("https://odoo.example.com", True),
            ("http://localhost:8069", True),
            ("http://127.0.0.1:8069", False),
            ("http://odoo.example.com", False),
            ("http://10.0.0.5:8069", False),
        ):
            with self.subTest(address=address):
                self.env["ir.config_parameter"].set_param("web.base.url", address)
                settings = self.settings().create({})
                self.assertEqual(settings.xero_redirect_works, works)
                self.assertTrue(is_valid_redirect(settings.xero_redirect_uri))
                if works:
                    self.assertEqual(
                        settings.xero_redirect_uri, f"{address}/xero/oauth/return"
                    )

    def test_a5_unreachable_server_pastes_the_address(self):
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "http://odoo.example.com"
        )
        app = self.authorization().with_user(self.manager_xero)
        self.assertEqual(app.action_connect()["res_model"], "xero.connect.paste")
        custom = self.authorization(kind="custom").with_user(self.manager_xero)
        self.assertEqual(custom.action_connect()["type"], "ir.actions.act_url")

    def test_a10_roles_are_said_where_one_connects(self):
        for model in ("res.config.settings", "xero.authorization"):
            view = self.env[model].with_user(self.admin_xero).get_view(view_type="form")
            self.assertIn("Standard or Adviser", view["arch"])
            self.assertIn("Xero: Administrator", view["arch"])

    def test_a11_permissions_have_descriptions_and_defaults(self):
        scopes = self.env["xero.scope"].search([])
        self.assertTrue(all(scopes.mapped("description")))
        app = self.authorization()
        picked = set(app._picked_codes())
        self.assertLessEqual(
            {
                "openid",
                "offline_access",
                "accounting.contacts",
                "accounting.settings",
                "accounting.invoices",
                "accounting.payments",
            },
            picked,
        )
        self.assertNotIn("accounting.reports.aged.read", picked, "optional")
        self.assertNotIn("accounting.transactions", picked, "not for new apps")

    def test_a11_required_permission_left_out(self):
        app = self.authorization().with_user(self.manager_xero)
        invoices = self.env.ref("xero_connector.xero_scope_invoices")
        app.scope_ids -= invoices
        with self.assertRaisesRegex(UserError, "Invoices, bills"):
            app.action_connect()
        app.scope_ids += self.env.ref("xero_connector.xero_scope_invoices_read")
        self.assertIn("accounting.invoices.read", app.action_connect()["url"])

    def test_a14_switch_changes_the_proposal(self):
        with Form(self.authorization().with_user(self.admin_xero)) as form:
            form.broad = True
        codes = form.record._picked_codes()
        self.assertIn("accounting.transactions", codes)
        self.assertNotIn("accounting.invoices", codes)

    def test_a12_changed_permissions_take_effect_after_a_reconnect(self):
        organisation = self.connect()
        app = organisation.authorization_id
        self.assertFalse(organisation.scopes_changed)
        app.scope_ids += self.env.ref("xero_connector.xero_scope_reports_aged")
        self.assertTrue(organisation.scopes_changed)
        arch = app.get_view(view_type="form")["arch"]
        self.assertIn("take effect after a reconnect", arch)
        self.assertIn("accounting.reports.aged.read", app.action_connect()["url"])
        tokens = self.sandbox.grant(organisations=["AU"], scopes=app._picked_codes())
        app._store_tokens(tokens, app.consented_at)
        self.assertFalse(organisation.scopes_changed)

    def test_a9_status_in_settings(self):
        organisation = self.connect()
        app = organisation.authorization_id
        before = (app.client_id, app.client_secret, app.kind)
        with Form(self.settings()) as form:  # as the browser: no read-only values
            self.assertEqual(form.xero_client_id, app.client_id)
        form.record.execute()
        self.assertEqual((app.client_id, app.client_secret, app.kind), before)
        settings = self.settings().create({})
        self.assertEqual(settings.xero_organisation_id, organisation)
        self.assertEqual(settings.xero_connection_state, "connected")
        self.assertEqual(settings.action_xero_organisation()["res_id"], organisation.id)

    def test_a_connected_app_is_not_swapped(self):
        app = self.connect().authorization_id
        for values in ({"client_id": "another"}, {"kind": "custom"}):
            with self.assertRaisesRegex(UserError, "Disconnect"):
                app.write(values)
        app.write({"client_id": app.client_id, "kind": app.kind, "name": "Ours"})

    def test_a_branch_shows_its_parents_organisation(self):
        organisation = self.connect()
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.admin_xero.company_ids += branch
        settings = self.settings().with_company(branch).create({})
        self.assertEqual(settings.xero_organisation_id, organisation)
        self.assertEqual(settings.xero_organisation_company_id, self.company)

    def test_v3_connecting_is_for_managers(self):
        app = self.authorization()
        for user in (self.user_xero, self.user_none):
            with self.assertRaises(AccessError):
                app.with_user(user).action_connect()
        self.assertTrue(app.with_user(self.manager_xero).action_connect()["url"])

    def test_v4_another_companys_app_is_not_visible(self):
        western = self.env["res.company"].create({"name": "Western Services"})
        theirs = self.authorization(western)
        ours = self.authorization()
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.manager_xero.company_ids += branch
        seen = (
            self.env["xero.authorization"]
            .with_user(self.manager_xero)
            .with_context(allowed_company_ids=self.company.ids)
            .search([])
        )
        self.assertIn(ours, seen)
        self.assertNotIn(theirs, seen)
        in_branch = seen.with_context(allowed_company_ids=branch.ids).search([])
        self.assertIn(ours, in_branch, "a branch uses its parent's")
        other = theirs.with_user(self.manager_xero)
        for forbidden in (
            other.action_connect,
            other.action_confirm_database,
            lambda: other.read(["name"]),
        ):
            with self.assertRaises(AccessError):
                forbidden()
