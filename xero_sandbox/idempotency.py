"""Idempotency keys: six minutes per app, errors kept too.

Xero: the same key with the same request gives the first answer again; with another
request it is refused; a key has at most 128 characters; only PUT, POST and PATCH
look at it.
"""

import hashlib
import threading

from .errors import api_exception

LIFETIME = 360
METHODS = {"PUT", "POST", "PATCH"}


class IdempotencyKeys:
    def __init__(self, clock):
        self._clock = clock
        self._condition = threading.Condition()
        self._kept = {}

    def reset(self):
        with self._condition:
            self._kept = {}
            self._condition.notify_all()

    def claim(self, app, key, fingerprint):
        """None when this request is the first with the key, else the kept answer.

        A twin that arrives while the first is in progress waits for its answer.
        """
        if len(key) > 128:
            raise api_exception(
                10,
                "ValidationException",
                "The Idempotency-Key header exceeds the maximum of 128 characters.",
            )
        with self._condition:
            self._forget()
            slot = (app, key)
            kept = self._kept.get(slot)
            if kept is None:
                self._kept[slot] = [fingerprint, self._clock.time(), None]
                return None
            if kept[0] != fingerprint:
                raise api_exception(
                    10,
                    "ValidationException",
                    "The idempotency key was already used with a different request.",
                )
            while kept[2] is None and self._kept.get(slot) is kept:
                self._condition.wait(0.5)
            return kept[2]

    def keep(self, app, key, answer):
        with self._condition:
            kept = self._kept.get((app, key))
            if kept:
                kept[2] = answer
            self._condition.notify_all()

    def release(self, app, key):
        """Forget a claim that came to no answer of Xero's own."""
        with self._condition:
            kept = self._kept.get((app, key))
            if kept and kept[2] is None:
                del self._kept[app, key]
            self._condition.notify_all()

    def _forget(self):
        oldest = self._clock.time() - LIFETIME
        for slot in [s for s, kept in self._kept.items() if kept[1] <= oldest]:
            del self._kept[slot]


def fingerprint(method, url, tenant, body):
    text = f"{method} {url} {tenant}\n".encode()
    return hashlib.sha256(text + body).hexdigest()
