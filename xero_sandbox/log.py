"""The log of every request answered. Secrets never enter it."""

import json
import threading
from collections import deque
from urllib.parse import parse_qsl, urlencode

from .faults import path_matches

KEPT = 20_000
SECRET = {
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "id_token",
    "token",
}


class LoggedRequest:
    """Fields can be read as attributes and as keys."""

    def __init__(self, number, time, method, path, query):
        self.number = number
        self.time = time
        self.method = method
        self.path = path  # without the leading slash and without api.xro/2.0/
        self.query = query
        self.status = None  # None: the connection was dropped
        self.app = None
        self.organisation = None
        self.tenant_id = None
        self.idempotency_key = None
        self.replayed = False
        self.bytes_in = 0
        self.bytes_out = 0
        self.duration_ms = 0.0
        self.faults = []
        self.warnings = []
        self.request_data = b""
        self.answer_data = b""

    def __getitem__(self, name):
        return getattr(self, name)

    @property
    def body(self):
        return _parsed(self.request_data)

    @property
    def answer(self):
        return _parsed(self.answer_data)

    def public(self):
        kept = {
            name: value
            for name, value in vars(self).items()
            if name not in ("request_data", "answer_data")
        }
        return {**kept, "body": self.body, "answer": self.answer}

    def __repr__(self):
        return f"<{self.method} {self.path} {self.status}>"


def _parsed(data):
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace")


def masked_form(data):
    """A form body with its secrets blotted out."""
    pairs = parse_qsl(data.decode(errors="replace"), keep_blank_values=True)
    return urlencode(
        [(name, "***" if name in SECRET else value) for name, value in pairs], safe="*"
    ).encode()


def masked_json(data):
    try:
        body = json.loads(data)
    except ValueError:
        return data
    if not isinstance(body, dict):
        return data
    return json.dumps(
        {name: "***" if name in SECRET else value for name, value in body.items()}
    ).encode()


class RequestLog:
    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._number = 0
        self.reset()

    def reset(self):
        with self._lock:
            self._entries = deque(maxlen=KEPT)

    def begin(self, method, path, query):
        with self._lock:
            self._number += 1
            number = self._number
        return LoggedRequest(number, self._clock.now().isoformat(), method, path, query)

    def end(self, entry):
        with self._lock:
            self._entries.append(entry)

    def select(self, method=None, path=None, since=None):
        """``since`` is a request's number: only later ones."""
        with self._lock:
            entries = list(self._entries)
        return [
            entry
            for entry in entries
            if (not method or entry.method == method.upper())
            and path_matches(path, entry.path)
            and (since is None or entry.number > int(since))
        ]
