"""What a browser does with Odoo and with Xero's pages: cookies, forms, JSON-RPC.

Only the standard library, as everything that runs before the set-up is complete.
"""

import itertools
import json
import urllib.error
import urllib.request
from decimal import Decimal
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

from environment import Problem

TIMEOUT = 180


class Page:
    """An answer: the address it came from, its status and its text."""

    def __init__(self, url, status, text):
        self.url = url
        self.status = status
        self.text = text

    def form(self):
        """Return the first form of the page."""
        parser = _Forms()
        parser.feed(self.text)
        if not parser.forms:
            raise Problem(f"A form was expected at {self.url}, and there is none.")
        return parser.forms[0]

    def alerts(self):
        """Return what the page warns of, as one text."""
        parser = _Alerts()
        parser.feed(self.text)
        return " ".join(" ".join(parser.texts).split())


class Form:
    """A form as the page shows it: what is filled in, and what can be chosen."""

    def __init__(self, action):
        self.action = action
        self.values = []  # (name, value) of what is filled in or ticked
        self.choices = {}  # name of a list or box -> [(value, label)]

    def submit_with(self, **answers):
        """Return the body that this form sends with these answers.

        :param answers: a text, or a list of texts where several are ticked
        """
        pairs = [(name, value) for name, value in self.values if name not in answers]
        for name, value in answers.items():
            several = value if isinstance(value, list) else [value]
            pairs += [(name, part) for part in several]
        return pairs


class _Forms(HTMLParser):
    """Reads forms with their fields; enough for pages that we know."""

    def __init__(self):
        super().__init__()
        self.forms = []
        self._select = None
        self._choice = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append(Form(attributes.get("action")))
        elif not self.forms:
            return
        elif tag == "input" and attributes.get("name"):
            self._input(self.forms[-1], attributes)
        elif tag == "select":
            self._select = attributes.get("name")
        elif tag == "option" and self._select:
            self._choice = [attributes.get("value", ""), ""]
            if "selected" in attributes:
                self.forms[-1].values.append((self._select, self._choice[0]))

    def _input(self, form, attributes):
        name, value = attributes["name"], attributes.get("value", "")
        if attributes.get("type") in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append((value, ""))
            if "checked" not in attributes:
                return
        form.values.append((name, value))

    def handle_data(self, data):
        if self._choice:
            self._choice[1] += data

    def handle_endtag(self, tag):
        if tag == "option" and self._choice:
            value, label = self._choice
            choices = self.forms[-1].choices
            choices.setdefault(self._select, []).append((value, label.strip()))
            self._choice = None
        elif tag == "select":
            self._select = None


class _Alerts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        if self._depth:
            self._depth += tag not in ("br", "img", "input", "hr")
        elif dict(attrs).get("role") == "alert":
            self._depth = 1

    def handle_endtag(self, tag):
        self._depth -= bool(self._depth)

    def handle_data(self, data):
        if self._depth:
            self.texts.append(data)


class Browser:
    """One session with its cookies; it follows redirects as a browser does."""

    def __init__(self):
        self._opener = urllib.request.build_opener(
            # A proxy of the machine is not for loopback.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def get(self, url):
        """Open a page."""
        return self._open(urllib.request.Request(url))

    def submit(self, page, **answers):
        """Fill the page's form in and press its button."""
        form = page.form()
        body = urlencode(form.submit_with(**answers)).encode()
        url = urljoin(page.url, form.action) if form.action else page.url
        return self._open(urllib.request.Request(url, data=body, method="POST"))

    def post_json(self, url, values):
        """Send JSON and return the answer's; numbers come as Decimal."""
        request = urllib.request.Request(
            url,
            data=json.dumps(values).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        page = self._open(request)
        return page.status, _parsed(page)

    def get_json(self, url):
        """Return the JSON at an address; numbers come as Decimal."""
        return _parsed(self.get(url))

    def _open(self, request):
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return _page(answer)
        except urllib.error.HTTPError as error:
            with error:
                return _page(error)
        except OSError as error:
            host = request.host
            raise Problem(f"{host} does not answer any more ({error}).") from error


def _page(answer):
    text = answer.read().decode("utf-8", "replace")
    return Page(answer.url, answer.status, text)


def _parsed(page):
    try:
        return json.loads(page.text, parse_float=Decimal)
    except ValueError as error:
        raise Problem(f"No JSON came from {page.url} ({page.status}).") from error


class Odoo:
    """A person at Odoo's web client: a session and its JSON-RPC calls."""

    def __init__(self, url, browser=None):
        self.url = url
        self.browser = browser or Browser()
        self.context = {}
        self._numbers = itertools.count(1)

    def log_in(self, login, password):
        """Sign in on Odoo's own page."""
        page = self.browser.get(f"{self.url}/web/login")
        page = self.browser.submit(page, login=login, password=password)
        if "/web/login" in page.url or page.status != 200:
            raise Problem(f"Odoo refuses {login}: {page.alerts() or page.status}")
        self._rpc("/web/session/get_session_info", {})

    def within(self, *companies):
        """Return the same session with these companies ticked, the first current."""
        other = Odoo(self.url, self.browser)
        other.context = {**self.context, "allowed_company_ids": list(companies)}
        return other

    def call(self, model, method, *arguments, context=None, **keywords):
        """Call a public method of a model."""
        keywords["context"] = {**self.context, **(context or {})}
        values = {
            "model": model,
            "method": method,
            "args": list(arguments),
            "kwargs": keywords,
        }
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", values)

    def press(self, model, ids, method):
        """Press a button of a form or a list; return the action it answers."""
        values = {
            "model": model,
            "method": method,
            "args": [ids if isinstance(ids, list) else [ids]],
            "kwargs": {"context": self.context},
        }
        return self._rpc(f"/web/dataset/call_button/{model}/{method}", values)

    def create(self, model, values):
        """Create one record (a dict) or several (a list); return id or ids."""
        several = values if isinstance(values, list) else [values]
        ids = self.call(model, "create", several)
        return ids if isinstance(values, list) else ids[0]

    def write(self, model, ids, values):
        """Save values on records."""
        return self.call(
            model, "write", ids if isinstance(ids, list) else [ids], values
        )

    def find(self, model, domain, fields, **options):
        """Search and read: a list of dicts."""
        return self.call(model, "search_read", domain, fields, **options)

    def id_of(self, model, domain, **options):
        """Return the id of the one record that this finds."""
        found = self.call(model, "search", domain, limit=1, **options)
        if not found:
            raise Problem(f"Odoo has no {model} with {domain}.")
        return found[0]

    def _rpc(self, path, params):
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "id": next(self._numbers),
            "params": params,
        }
        _status, answer = self.browser.post_json(self.url + path, body)
        if "error" in answer:
            data = answer["error"].get("data") or {}
            text = data.get("message") or answer["error"].get("message")
            method = f"{params.get('model', '')} {params.get('method', path)}".strip()
            raise Problem(f"Odoo refused {method}: {text}")
        return answer["result"]


class Xero:
    """The sandbox's control API: what its users do, and what is in it."""

    def __init__(self, url):
        self.url = url
        self._browser = Browser()

    def act(self, what, organisation, **details):
        """Do what a Xero user does."""
        values = {"act": what, "organisation": organisation, **details}
        return self._post("act", values)["done"]

    def settings(self, **values):
        """Change limits, latency or switches."""
        return self._post("settings", values)

    def grant(self, **values):
        """Return a token set as after a consent."""
        return self._post("grant", values)

    def state(self):
        """Everything in it, by organisation."""
        return self._browser.get_json(f"{self.url}/_sandbox/state")["organisations"]

    def requests(self, since=None):
        """The calls that it answered."""
        query = f"?since={since}" if since else ""
        answer = self._browser.get_json(f"{self.url}/_sandbox/requests{query}")
        return answer["requests"]

    def _post(self, name, values):
        status, answer = self._browser.post_json(f"{self.url}/_sandbox/{name}", values)
        if status != 200:
            reason = " ".join(answer.get("messages") or [answer["error"]])
            raise Problem(f"The sandbox refused {name} {values}: {reason}")
        return answer
