"""Real requests of a real session to Odoo, and a person at Xero's consent page."""

from urllib.parse import parse_qs, urlsplit

import requests
from lxml import html

from odoo.tests import HttpCase

from .common import XeroConnectCommon


class XeroHttpCommon(XeroConnectCommon, HttpCase):
    def sign_in(self, login="admin_xero"):
        """Begin a session of Odoo's."""
        self.authenticate(login, login)

    def press(self, record, method="action_connect"):
        """Press a button in the session; return the address that it leads to."""
        record.flush_recordset()
        action = self.make_jsonrpc_request(
            f"/web/dataset/call_button/{record._name}/{method}",
            {
                "model": record._name,
                "method": method,
                "args": [record.ids],
                "kwargs": {"context": {"allowed_company_ids": self.env.company.ids}},
            },
        )
        return action["url"]

    def allow(self, address, *organisations, decision="allow"):
        """Answer Xero's consent page; return where it sends the browser to."""
        answer = requests.post(
            address,
            data={
                "user": self.sandbox.users[0]["email"],
                "organisation": [
                    self.sandbox.organisation(key).tenant_id for key in organisations
                ],
                "decision": decision,
            },
            allow_redirects=False,
            timeout=10,
        )
        self.assertEqual(answer.status_code, 302, answer.text)
        return answer.headers["Location"]

    def come_back(self, address, **changes):
        """Follow Xero's redirect in the session.

        :param changes: parameters that are replaced; None takes one away
        """
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        query.update(changes)
        query = {name: value for name, value in query.items() if value is not None}
        request = requests.Request("GET", "http://x" + parts.path, params=query)
        path = request.prepare().path_url
        answer = self.url_open(path, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def state_of(self, address):
        return parse_qs(urlsplit(address).query)["state"][0]

    def csrf_token(self, text):
        """Return the token of the form in this page."""
        return html.fromstring(text).xpath("//input[@name='csrf_token']/@value")[0]

    def assertNotConnected(self, answer, *texts, authorization=None):
        """A clear page came, and nothing was stored."""
        self.assertEqual(answer.status_code, 400, answer.text[:500])
        for text in texts:
            self.assertIn(text, " ".join(answer.text.split()))
        self.assertIn("Back to Odoo", answer.text)
        if authorization:
            self.assertEqual(authorization.state, "new")
            self.assertFalse(authorization.access_token)
            self.assertFalse(authorization.organisation_ids)
