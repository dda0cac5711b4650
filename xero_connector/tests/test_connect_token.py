from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.xero_errors import (
    XeroBusy,
    XeroConsentLost,
    XeroOffline,
    XeroOtherDatabase,
    XeroWrongCredentials,
)
from ..tools.xero_oauth import XeroOAuth
from .common import XeroConnectCommon

TOKEN = "odoo.addons.xero_connector.models.xero_authorization_token"


@tagged("post_install", "-at_install")
class TestConnectToken(XeroConnectCommon):
    """How the access to Xero is kept up, and how its loss is noticed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organisation = cls.connect()
        cls.app = cls.organisation.authorization_id

    def age(self, minutes=30, app=None):
        """Let the access token expire, on both sides."""
        self.sandbox.clock(advance=minutes * 60)
        (app or self.app).expires_at = fields.Datetime.now()

    def renew(self):
        with self.other_cursors():
            token = self.app._access_token()
        return token

    def test_valid_token_needs_no_call(self):
        self.assertEqual(self.renew(), self.app.access_token)
        self.assertFalse(self.calls(path="/connect/token"))

    def test_a13_access_is_renewed_without_a_person(self):
        before = (self.app.access_token, self.app.refresh_token)
        self.age()
        token = self.renew()
        self.assertNotIn(self.app.access_token, before)
        self.assertEqual(token, self.app.access_token)
        self.assertNotEqual(self.app.refresh_token, before[1], "it rotates")
        self.assertEqual(self.app.previous_refresh_token, before[1])
        self.assertGreater(
            self.app.expires_at, fields.Datetime.now() + timedelta(minutes=29)
        )
        self.assertEqual(len(self.calls(path="/connect/token")), 1)
        self.assertEqual(self.renew(), token)
        self.assertEqual(len(self.calls(path="/connect/token")), 1)

    def test_renewed_a_minute_before_it_expires(self):
        self.app.expires_at = fields.Datetime.now() + timedelta(seconds=59)
        self.renew()
        self.assertEqual(len(self.calls(path="/connect/token")), 1)

    def test_a17_the_other_worker_was_quicker(self):
        """What this transaction knows is old; in the lock the new token is found."""
        self.age()
        with self.other_cursors():
            first = self.app._access_token()
            # a worker with an older snapshot
            with patch.object(
                type(self.app), "_token_is_good", side_effect=[False, True]
            ):
                self.assertEqual(self.app._access_token(), first)
        self.assertEqual(len(self.calls(path="/connect/token")), 1)

    def test_a17_without_the_lock_come_again(self):
        self.age()
        with (
            patch.object(type(self.app), "_lock_row", lambda *args: False),
        ):
            self.error_of(XeroBusy, self.renew)
        self.assertFalse(self.calls(path="/connect/token"))

    def test_lost_answer_costs_nothing(self):
        """Xero rotated, we did not hear it: the same refresh token serves again."""
        self.age()
        for fault in ("drop_after", "bad_json", "500_after"):
            with self.subTest(fault=fault):
                self.sandbox.fault(fault, path="/connect/token")
                self.error_of(XeroOffline, self.renew)
                self.assertEqual(self.app.state, "connected")
        self.assertTrue(self.renew())

    def test_lost_commit_costs_nothing(self):
        self.age()
        before = self.app.refresh_token
        with (
            patch(f"{TOKEN}.XeroAuthorization._commit", side_effect=XeroOffline("x")),
        ):
            self.error_of(XeroOffline, self.renew)
        self.assertEqual(self.app.refresh_token, before)
        self.assertTrue(self.renew())

    def test_restored_transaction_falls_back_on_the_previous_token(self):
        self.age()
        self.renew()
        self.app.refresh_token = "never heard of"
        self.app.expires_at = fields.Datetime.now()
        self.assertTrue(self.renew())
        self.assertEqual(self.app.state, "connected")

    def test_identity_host_down_loses_nothing(self):
        self.age()
        before = self.app.refresh_token
        for fault in ("503", "429", "drop_before", "500_before"):
            with self.subTest(fault=fault):
                self.sandbox.fault(fault, path="/connect/token")
                self.error_of(XeroOffline, self.renew)
        with (
            patch.object(requests, "request", side_effect=requests.Timeout("secret")),
        ):
            error = self.error_of(XeroOffline, self.renew)
        self.assertNotIn("secret", str(error))
        self.assertEqual(
            (self.app.state, self.app.refresh_token), ("connected", before)
        )
        self.assertFalse(self.organisation.activity_ids)

    @mute_logger(TOKEN)
    def test_a18_lost_consent_is_a_state_and_everybody_is_told(self):
        self.age(61 * 24 * 60)  # unused for sixty days
        self.error_of(XeroConsentLost, self.renew)
        self.assertEqual(self.app.state, "lost")
        self.assertTrue(self.app.lost_since)
        self.assertTrue(self.app.lost_reason)
        self.assertFalse(self.app.access_token or self.app.refresh_token)
        self.assertEqual(self.organisation.connection_state, "lost")
        told = self.organisation.activity_ids.user_id
        self.assertIn(self.manager_xero, told)
        self.assertNotIn(self.user_xero, told)
        message = self.organisation.message_ids[:1]
        self.assertIn(self.manager_xero.partner_id, message.notified_partner_ids)
        self.assertIn("Reconnect", message.body)
        before = len(self.calls(path="/connect/token"))
        self.error_of(XeroConsentLost, self.renew)
        self.assertEqual(len(self.calls(path="/connect/token")), before, "not again")
        self.assertEqual(
            len(self.organisation.activity_ids), len(told), "one activity each"
        )

    @mute_logger(TOKEN)
    def test_a18_told_even_if_the_telling_fails(self):
        self.age(61 * 24 * 60)
        with (
            patch.object(
                type(self.organisation),
                "_notify_connection_lost",
                side_effect=ValueError("no mail"),
            ),
        ):
            self.error_of(XeroConsentLost, self.renew)
        self.assertEqual(self.app.state, "lost")

    @mute_logger(TOKEN)
    def test_a18_reconnect_is_one_click(self):
        with self.other_cursors():
            self.app._mark_lost("It was withdrawn in Xero.")
        self.assertEqual(
            self.organisation.connection_message, "It was withdrawn in Xero."
        )
        action = self.organisation.with_user(self.manager_xero).action_reconnect()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn("/identity/connect/authorize", action["url"])
        self.app._accept_consent(
            self.sandbox.grant(organisations=["AU"]), fields.Datetime.now(), 1
        )
        tokens = {"access_token": self.app.access_token}
        tenants = (
            self.env["xero.connect"]
            .new({"authorization_id": self.app.id})
            ._list_tenants(self.app._oauth(), tokens)
        )
        again = self.app._adopt_connections([(tenants[0], self.company)])
        self.assertEqual(again, self.organisation)
        self.assertEqual(again.connection_state, "connected")
        self.assertFalse(again.activity_ids, "what asked for it is closed")

    @mute_logger(TOKEN)
    def test_wrong_credentials_do_not_drop_the_connection(self):
        self.age()
        self.app.client_secret_input = "another"
        for _again in range(2):
            self.error_of(XeroWrongCredentials, self.renew)
        self.assertEqual(self.app.state, "connected")
        self.assertTrue(self.app.refresh_token)
        self.assertIn("client id or secret", self.app.problem)
        self.assertEqual(self.organisation.connection_state, "problem")
        self.assertEqual(
            len(
                self.organisation.activity_ids.filtered(
                    lambda a: a.user_id == self.manager_xero
                )
            ),
            1,
        )
        self.app.client_secret_input = self.sandbox.app().client_secret
        self.renew()
        self.assertFalse(self.app.problem)
        self.assertEqual(self.organisation.connection_state, "connected")

    def test_a4_custom_connection_is_renewed_by_its_secret(self):
        british = self.add_company("Northern Services", "GBP")
        custom = self.connect(british, "GB", kind="custom").authorization_id
        before = custom.access_token
        self.age(app=custom)
        with self.other_cursors():
            token = custom._access_token()
        self.assertNotEqual(token, before)
        self.assertFalse(custom.refresh_token)
        self.assertEqual(custom.state, "connected")

    def test_other_database_stops_everything(self):
        self.age()
        self.env["ir.config_parameter"].set_param("database.uuid", "a copy")
        self.env.invalidate_all()
        self.error_of(XeroOtherDatabase, self.renew)
        self.assertFalse(self.calls())
        self.assertEqual(self.organisation.connection_state, "other_database")
        self.assertTrue(self.organisation.connection_message)
        manager = self.organisation.with_user(self.manager_xero)
        for method in ("action_disconnect", "action_reconnect"):
            with self.assertRaisesRegex(UserError, "copy"):
                getattr(manager, method)()
        self.assertFalse(self.calls(), "the real database's connection is untouched")
        manager.action_confirm_database()
        self.assertEqual(self.organisation.connection_state, "connected")
        self.assertTrue(self.renew())

    def test_refused_token_is_fetched_anew(self):
        self.app.rotated_at = fields.Datetime.now() - timedelta(minutes=5)
        with self.other_cursors():
            self.assertTrue(self.app._expire_token())
        self.renew()
        self.assertEqual(len(self.calls(path="/connect/token")), 1)
        with self.other_cursors():
            self.assertFalse(
                self.app._expire_token(), "just renewed: it would not help"
            )

    @mute_logger(TOKEN)
    def test_t6_disconnected_in_xero_is_noticed(self):
        with self.other_cursors():
            self.assertTrue(self.organisation._check_connection())
        self.sandbox.act("disconnect", organisation="AU")
        with self.other_cursors():
            self.assertFalse(self.organisation._check_connection())
        self.assertEqual(self.app.state, "connected", "the consent itself lives")
        self.assertEqual(self.organisation.connection_state, "disconnected")
        self.assertIn("disconnected in Xero", self.organisation.connection_message)
        self.assertIn(self.manager_xero, self.organisation.activity_ids.user_id)

    def test_consenting_user_archived_is_told(self):
        self.assertFalse(self.organisation.consenter_archived)
        self.manager_xero.active = False
        self.assertTrue(self.organisation.consenter_archived)

    def test_a10_missing_role_is_told(self):
        self.assertFalse(self.organisation.role_missing)
        self.organisation.actions_allowed = {"CreateDraftInvoice": False}
        self.assertTrue(self.organisation.role_missing)

    def test_only_https_or_this_machine(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("xero_connector.identity_url", "http://example.com")
        self.age()
        self.error_of(XeroOffline, self.renew)
        self.assertEqual(self.app.state, "connected")

    def test_error_of_the_token_endpoint_is_masked(self):
        oauth = XeroOAuth(
            "an-id",
            "a-secret",
            api_url=self.sandbox.url,
            identity_url=self.sandbox.url,
            login_url=self.sandbox.url,
        )
        with self.assertRaises(XeroWrongCredentials) as caught:
            oauth.refresh("a-token")
        for secret in ("a-secret", "a-token", "an-id"):
            self.assertNotIn(secret, repr(caught.exception) + str(caught.exception))
