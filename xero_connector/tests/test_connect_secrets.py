import logging
import traceback
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.xero_errors import XeroError
from .common_http import XeroHttpCommon

SECRET_FIELDS = (
    "client_secret",
    "access_token",
    "refresh_token",
    "previous_refresh_token",
)


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if record.name.startswith("urllib3") and (
            "/xero/" in message
            or "/web/login" in message
            or "/identity/connect/authorize" in message
        ):
            return  # the browser of this test, not the server
        self.lines.append(message)
        if record.exc_info:
            self.lines.extend(traceback.format_exception(*record.exc_info))


@tagged("post_install", "-at_install")
class TestConnectSecrets(XeroHttpCommon):
    """Secrets reach neither people nor logs."""

    @contextmanager
    def everything_logged(self):
        """Yield all that is logged, requests and their libraries in detail."""
        handler = _Lines()
        root = logging.getLogger()
        chatty = [
            logging.getLogger(name)
            for name in (
                "odoo.addons.xero_connector",
                "urllib3",
                "werkzeug",
                "requests",
                "odoo.http",
            )
        ]
        levels = [logger.level for logger in chatty]
        root.addHandler(handler)
        for logger in chatty:
            logger.setLevel(logging.DEBUG)
        try:
            yield handler.lines
        finally:
            root.removeHandler(handler)
            for logger, level in zip(chatty, levels, strict=True):
                logger.setLevel(level)

    def secrets(self, app):
        found = {app[name] for name in SECRET_FIELDS}
        found |= set(self.sandbox.tokens.access) | set(self.sandbox.tokens.refresh)
        found |= set(self.sandbox.tokens.codes)
        return {secret for secret in found if secret}

    def test_v5_no_secret_in_the_log(self):
        app = self.authorization()
        self.sign_in()
        with self.everything_logged() as lines:
            address = self.press(app)
            secrets = {self.state_of(address).split(".")[1]}
            returned = self.allow(address, "AU")
            self.come_back(returned)
            secrets |= self.secrets(app)
            organisation = app.organisation_ids
            self.assertEqual(organisation.connection_state, "connected")
            for fault in (None, "503", "bad_json", "drop_after", "500_after"):
                app.expires_at = False
                app.flush_recordset()
                if fault:
                    self.sandbox.fault(fault, path="/connect/token")
                try:
                    app._access_token()
                except XeroError as error:
                    lines.extend(traceback.format_exception(error))
                self.env.invalidate_all()
                secrets |= self.secrets(app)
            app._access_token()
            self.come_back(returned)
            app.client_secret_input = "a wrong one of fourteen words"
            app.expires_at = False
            self.env.flush_all()
            for _again in range(2):
                try:
                    app._access_token()
                except XeroError as error:
                    lines.extend(traceback.format_exception(error))
            secrets |= {"a wrong one of fourteen words"}
            app.client_secret_input = self.sandbox.app().client_secret
            self.env.flush_all()
            app._access_token()
            secrets |= self.secrets(app)
            organisation.with_user(self.manager_xero).action_disconnect()
            # to the login page, the code still unused
            unused = self.allow(self.press(app), "AU")
            secrets |= self.secrets(app) | {self.state_of(unused).split(".")[1]}
            self.logout()
            login_page = self.come_back(unused).headers["Location"]
            self.assertEqual(self.url_open(login_page).status_code, 200)
        text = "\n".join(lines)
        self.assertIn("/xero/oauth/return", text, "the log was really read")
        self.assertIn("/web/login", text)
        self.assertIn("/connect/token", text)
        self.assertGreater(len(secrets), 6)
        for secret in secrets:
            self.assertNotIn(secret, text)

    def test_v5_refused_statement_shows_no_value(self):
        app = self.authorization()
        from ..tools.xero_secrets import write_secrets

        with self.everything_logged() as lines, self.assertRaises(XeroError) as caught:
            with self.env.cr.savepoint():
                write_secrets(app, {"access_token": "tell-nobody", "no_such": 1})
        shown = "\n".join([*lines, *traceback.format_exception(caught.exception)])
        self.assertNotIn(
            "tell-nobody", shown.replace('"access_token": "tell-nobody"', "")
        )

    def test_a16_secrets_are_for_nobody_but_the_system(self):
        app = self.connect().authorization_id
        for user in (self.user_none, self.user_xero, self.manager_xero):
            for name in SECRET_FIELDS:
                with self.assertRaises(AccessError):
                    app.with_user(user).read([name])
        readable = app.with_user(self.user_xero).read()[0]
        self.assertFalse(set(readable) & {*SECRET_FIELDS, "client_secret_input"})
        everything = str(app.with_user(self.manager_xero).read())
        for secret in self.secrets(app):
            self.assertNotIn(secret, everything)

    def test_a16_secrets_are_neither_copied_nor_exported(self):
        app = self.connect().authorization_id
        copy = app.copy()
        self.assertEqual(copy.state, "new")
        for name in SECRET_FIELDS:
            self.assertFalse(copy[name])
            field = app._fields[name]
            self.assertFalse(field.exportable)
            self.assertFalse(field.prefetch)
            self.assertFalse(field.copy)
            self.assertEqual(field.groups, "base.group_system")

    def test_a16_no_view_holds_a_secret(self):
        app = self.connect().authorization_id
        for view_type in ("form", "list"):
            arch = app.with_user(self.admin_xero).get_view(view_type=view_type)["arch"]
            for name in SECRET_FIELDS:
                self.assertNotIn(f'name="{name}"', arch)
        shown = app.with_user(self.admin_xero).read(["client_secret_input"])[0]
        self.assertFalse(shown["client_secret_input"])

    def test_paste_reads_the_returned_address(self):
        """The server cannot be reached by Xero: the address is pasted."""
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "http://odoo.example.com"
        )
        self.sandbox.settings(redirect_uris=["http://localhost/xero/oauth/return"])
        app = self.authorization()
        self.sign_in()
        paste = (
            self.env["xero.connect.paste"]
            .with_user(self.admin_xero)
            .create({"authorization_id": app.id})
        )
        address = self.allow(self.press(paste, "action_open_xero"), "AU")
        self.assertTrue(address.startswith("http://localhost/xero/oauth/return?"))
        paste.returned_address = "http://localhost/somewhere"
        with self.assertRaisesRegex(UserError, "address bar"):
            paste.action_connect()
        paste.returned_address = f" {address} "
        paste.flush_recordset()
        action = self.make_jsonrpc_request(
            "/web/dataset/call_button/xero.connect.paste/action_connect",
            {
                "model": paste._name,
                "method": "action_connect",
                "args": [paste.ids],
                "kwargs": {},
            },
        )
        self.env.invalidate_all()
        self.assertEqual(app.state, "connected")
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(paste.returned_address, "it held Xero's code")
