"""Odoo as its web client sees it: a session, and calls of public methods."""

import json
import time
import urllib.request
from http.cookiejar import CookieJar

PATIENCE = 90


class OdooError(Exception):
    """Odoo refused a call."""


class Odoo:
    """One user's session: `odoo.call("res.partner", "create", {...})`."""

    def __init__(self, url, database, login="admin", password="admin"):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._ask(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.companies = []
        self.language = "en_US"

    def _ask(self, path, params):
        request = urllib.request.Request(
            self.url + path,
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=120) as answer:
            body = json.load(answer)
        if "error" in body:
            raise OdooError(body["error"]["data"].get("debug") or body["error"])
        return body.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model, in these companies and this language."""
        context = {"lang": self.language}
        if self.companies:
            context["allowed_company_ids"] = self.companies
        kwargs["context"] = {**context, **kwargs.get("context", {})}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", params)

    def find(self, model, domain, **options):
        """Return the ids that match."""
        return self.call(model, "search", domain, **options)

    def value(self, model, record, name):
        """Return one field of one record."""
        return self.call(model, "read", [record], [name])[0][name]

    def use_xero(self, url):
        """Have this Odoo find Xero at another address."""
        values = {
            f"xero_connector.{name}_url": url
            for name in ("api", "identity", "login", "go")
        }
        for key, value in {**values, "web.base.url": self.url}.items():
            self.call("ir.config_parameter", "set_param", key, value)

    def ref(self, xmlid):
        """Return the id behind an external id."""
        module, _dot, name = xmlid.partition(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return self.call("ir.model.data", "search_read", domain, ["res_id"])[0][
            "res_id"
        ]

    def until(self, what, condition):
        """Wait for what Odoo does by itself.

        :param str what: for the error when it does not happen
        :param condition: function that returns something true once it has happened
        """
        deadline = time.monotonic() + PATIENCE
        while not (found := condition()):
            if time.monotonic() > deadline:
                raise OdooError(f"Odoo did not get there: {what}")
            time.sleep(0.2)
        return found
