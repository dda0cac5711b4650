"""What people do in Xero itself: the sandbox's control API."""

import json
import urllib.request


class Xero:
    """`xero.act("pay", invoice="INV/1", amount=50)`."""

    def __init__(self, url):
        self.url = url

    def _ask(self, path, values=None):
        data = None if values is None else json.dumps(values).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox/{path}", data)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def act(self, what, **details):
        """Do something as a user of Xero does."""
        return self._ask("act", {"act": what, **details})

    def settings(self, **values):
        """Change limits, switches, redirect addresses."""
        return self._ask("settings", values)

    def reset(self):
        """Take everything back to the beginning."""
        return self._ask("reset", {})

    def fault(self, what, **details):
        """Plan a fault."""
        return self._ask("faults", {"what": what, **details})

    def app(self, key="web"):
        """Return an app's client id and secret."""
        return self._ask("settings")["apps"][key]
