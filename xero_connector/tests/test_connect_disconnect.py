from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.xero_errors import XeroConsentLost
from .common import XeroConnectCommon

TOKEN = "odoo.addons.xero_connector.models.xero_authorization_token"


@tagged("post_install", "-at_install")
class TestConnectDisconnect(XeroConnectCommon):
    """Leaving Xero, and coming back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organisation = cls.connect()
        cls.app = cls.organisation.authorization_id

    def disconnect(self, organisation=None, user=None):
        organisation = organisation or self.organisation
        with self.other_cursors():
            return organisation.with_user(user or self.manager_xero).action_disconnect()

    def test_t2_disconnects_at_once_with_a_notice(self):
        connection_id = self.organisation.connection_id
        refresh_token = self.app.refresh_token
        action = self.disconnect()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("is disconnected", action["params"]["message"])
        self.assertEqual(len(self.calls("DELETE", f"/connections/{connection_id}")), 1)
        self.assertEqual(len(self.calls("POST", "/connect/revocation")), 1)
        self.assertFalse(self.sandbox.tokens.connections)
        self.assertNotIn(refresh_token, self.sandbox.tokens.refresh)
        self.assertEqual(self.organisation.connection_state, "disconnected")
        self.assertEqual(self.app.state, "disconnected")
        self.assertFalse(self.app.access_token or self.app.refresh_token)
        self.error_of(XeroConsentLost, self.app._access_token)

    def test_t3_data_is_kept(self):
        self.organisation.message_post(body="kept")
        self.disconnect()
        self.assertTrue(self.organisation.active)
        self.assertTrue(self.organisation.tenant_id)
        self.assertEqual(self.organisation.company_id, self.company)
        self.assertIn("kept", str(self.organisation.message_ids.mapped("body")))

    def test_t4_again_with_the_same_organisation(self):
        self.disconnect()
        again = self.connect()
        self.assertEqual(again, self.organisation)
        self.assertEqual(again.connection_state, "connected")
        self.assertNotEqual(again.authorization_id, self.app)

    def test_t4_again_with_another_xero_account(self):
        other = dict(name="Another Pty Ltd", tenant_id="0" * 8, **self.tenant_parts())
        app = self.authorization()
        refusal = app._refusal(other, self.company)
        self.assertIn("Disconnect", refusal, "first the old one")
        with self.assertRaises(UserError):
            app._adopt_connections([(other, self.company)])
        self.disconnect()
        fresh = app._adopt_connections([(other, self.company)])
        self.assertNotEqual(fresh, self.organisation)
        self.assertFalse(self.organisation.active, "archived with all its data")
        self.assertEqual(fresh.stage, "setup")

    def tenant_parts(self):
        payload = {"Name": "Another Pty Ltd", "BaseCurrency": "AUD"}
        return {
            "connection_id": "1",
            "currency": "AUD",
            "payload": payload,
            "actions": {},
            "shown": True,
        }

    def test_not_the_last_one_keeps_the_consent(self):
        british = self.add_company("Northern Services", "GBP")
        tokens = self.sandbox.grant(organisations=["AU", "GB"])
        self.app._store_tokens(tokens, self.app.consented_at)
        consent = self.env["xero.connect"].new({"authorization_id": self.app.id})
        tenants = consent._list_tenants(self.app._oauth(), tokens)
        second = self.app._adopt_connections(
            [(t, british) for t in tenants if t["currency"] == "GBP"]
        )
        self.disconnect()
        self.assertFalse(self.calls("POST", "/connect/revocation"))
        self.assertEqual(second.connection_state, "connected")
        self.assertEqual(self.app.state, "connected")

    def test_the_same_xero_user_elsewhere_is_not_thrown_out(self):
        """A revocation ends all connections of a Xero user with an app."""
        british = self.add_company("Northern Services", "GBP")
        second = self.connect(british, "GB")
        self.disconnect()
        self.assertFalse(self.calls("POST", "/connect/revocation"))
        with self.other_cursors():
            self.assertTrue(second._check_connection())

    def test_offline_changes_nothing(self):
        self.sandbox.fault("503", method="DELETE")
        with self.assertRaisesRegex(UserError, "does not answer"):
            self.disconnect()
        self.assertEqual(self.organisation.connection_state, "connected")

    @mute_logger(TOKEN)
    def test_consent_gone_already(self):
        self.sandbox.tokens.reset()
        self.app.expires_at = False
        action = self.disconnect()
        self.assertIn("Connected apps", action["params"]["message"])
        self.assertEqual(self.organisation.connection_state, "disconnected")
        self.assertFalse(self.organisation.activity_ids)

    def test_connection_gone_already(self):
        self.sandbox.act("disconnect", organisation="AU")
        self.disconnect()
        self.assertEqual(self.organisation.connection_state, "disconnected")

    def test_v3_only_managers(self):
        for user in (self.user_xero, self.user_none):
            with self.assertRaises(AccessError):
                self.disconnect(user=user)
        self.assertEqual(self.organisation.connection_state, "connected")

    def test_reconnect_without_one_organisation(self):
        """Somebody else consents and does not include it: that is told."""
        self.app._drop_uncovered(set())
        self.assertEqual(self.organisation.connection_state, "disconnected")
        self.assertIn("does not include", self.organisation.connection_message)
        self.assertIn(self.manager_xero, self.organisation.activity_ids.user_id)
