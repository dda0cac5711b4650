"""Rate limits per app and organisation, with the headers that tell of them.

Xero: 60 calls a minute, 1,000 (Starter) or 5,000 a day and 5 at a time per
organisation; 10,000 a minute per app over all organisations. A refused call has no
body; Retry-After only stands with the minute and the day.
"""

import math
import threading
import zlib
from collections import deque

from .errors import Answer

DEFAULTS = {
    "minute_limit": 60,
    "day_limit": 1000,
    "concurrent_limit": 5,
    "app_minute_limit": 10_000,
}
DAY = 86_400


class Limits:
    def __init__(self, clock, settings):
        self._clock = clock
        self._settings = settings
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        self._minutes = {}
        self._app_minutes = {}
        self._days = {}
        self._running = {}

    def enter(self, app, tenant):
        """Count a call in, or raise the 429. Returns the headers of the answer."""
        with self._lock:
            now = self._clock.time()
            key = (app, tenant)
            minute = self._window(self._minutes, key, now)
            app_minute = self._window(self._app_minutes, app, now)
            period = self._day(tenant, now)
            day = self._days.get(key)
            if not day or day[0] != period:
                day = self._days[key] = [period, 0]
            problem = self._problem(key, minute, app_minute, day, now, tenant)
            if problem:
                headers = self._headers(minute, app_minute, day)
                raise refusal(*problem, headers=headers)
            minute.append(now)
            app_minute.append(now)
            day[1] += 1
            self._running[key] = self._running.get(key, 0) + 1
            return self._headers(minute, app_minute, day)

    def leave(self, app, tenant):
        with self._lock:
            key = (app, tenant)
            self._running[key] = max(self._running.get(key, 0) - 1, 0)

    def _problem(self, key, minute, app_minute, day, now, tenant):
        limit = self._settings
        if self._running.get(key, 0) >= limit["concurrent_limit"]:
            return "concurrent", None
        if len(app_minute) >= limit["app_minute_limit"]:
            return "appminute", None
        if day[1] >= limit["day_limit"]:
            end = (day[0] + 1) * DAY - self._shift(tenant)
            return "day", math.ceil(end - now)
        if len(minute) >= limit["minute_limit"]:
            wait = minute[0] + 60 - now if minute else 60
            return "minute", max(math.ceil(wait), 1)
        return None

    @staticmethod
    def _window(table, key, now):
        window = table.setdefault(key, deque())
        while window and window[0] <= now - 60:
            window.popleft()
        return window

    @staticmethod
    def _shift(tenant):
        """Each organisation's day begins at a time of its own."""
        return zlib.crc32(tenant.encode()) % DAY

    def _day(self, tenant, now):
        return int((now + self._shift(tenant)) // DAY)

    def _headers(self, minute, app_minute, day):
        limit = self._settings
        left = {
            "X-AppMinLimit-Remaining": limit["app_minute_limit"] - len(app_minute),
            "X-MinLimit-Remaining": limit["minute_limit"] - len(minute),
            "X-DayLimit-Remaining": limit["day_limit"] - day[1],
        }
        return {name: str(max(value, 0)) for name, value in left.items()}


def refusal(problem, retry_after=None, headers=()):
    """A 429 as Xero gives it: no body, no content type."""
    headers = {**dict(headers), "X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Answer(429, b"", None, headers)
