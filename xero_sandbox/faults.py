"""Planned faults: which call, what happens, how often."""

import fnmatch
import threading
from dataclasses import asdict, dataclass, field

from .auth import expired, forbidden
from .errors import Answer, not_found
from .limits import refusal

RATE = ("minute", "day", "concurrent", "appminute")
BEFORE = {"401", "403", "404", "503", "500_before", "drop_before", "delay_before"}
BEFORE |= {f"429_{name}" for name in RATE}
AFTER = {"500_after", "drop_after", "delay_after", "bad_json"}
ALIASES = {
    "expired": "401",
    "forbidden": "403",
    "not_found": "404",
    "offline": "503",
    "429": "429_minute",
}
RETRY_AFTER = {"minute": 26, "day": 7200}


class Dropped(Exception):
    """The connection is closed without an answer."""


@dataclass
class Fault:
    what: str
    method: str | None = None
    path: str | None = None
    organisation: str | None = None
    element: dict = field(default_factory=dict)
    times: int = 1
    skip: int = 0
    seconds: float = 0
    retry_after: object = "default"

    def __post_init__(self):
        self.released = threading.Event()
        self.what = ALIASES.get(str(self.what), str(self.what))
        if self.what not in BEFORE | AFTER:
            names = ", ".join(sorted(BEFORE | AFTER))
            raise ValueError(f"unknown fault {self.what!r}; there are: {names}")

    def matches(self, method, path, organisation, elements):
        return (
            self.times > 0
            and (not self.method or self.method.upper() == method)
            and path_matches(self.path, path)
            and (not self.organisation or self.organisation in organisation)
            and (not self.element or any(map(self._fits, elements)))
        )

    def delay(self):
        """Wait for the time that was planned, or until it is released."""
        self.released.wait(self.seconds)

    def _fits(self, element):
        return all(_value(element, name) == v for name, v in self.element.items())


def _value(element, dotted):
    for name in dotted.split("."):
        element = element.get(name) if isinstance(element, dict) else None
    return element


def path_matches(pattern, path):
    """Exact or below it; a ``*`` in the pattern makes it a wildcard."""
    if not pattern:
        return True
    pattern, path = pattern.strip("/").lower(), path.strip("/").lower()
    pattern = pattern.removeprefix("api.xro/2.0/")
    if "*" in pattern:
        return fnmatch.fnmatchcase(path, pattern)
    return path == pattern or path.startswith(pattern + "/")


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._plan = []
        self._delays = []  # those that calls wait for

    def reset(self):
        """Plan nothing; what is delayed goes on."""
        with self._lock:
            self._plan = []
        self.release()

    def release(self, method=None):
        """End the delays that calls wait for now, all or those of one method."""
        with self._lock:
            for fault in list(self._delays):
                if not method or fault.method == method:
                    fault.released.set()
                    self._delays.remove(fault)

    def add(self, **details):
        if details.get("tenant"):
            details["organisation"] = details.pop("tenant")
        fault = Fault(**details)
        with self._lock:
            self._plan.append(fault)
        return asdict(fault)

    def state(self):
        with self._lock:
            return [asdict(fault) for fault in self._plan if fault.times > 0]

    def take(self, method, path, organisation, elements):
        """The faults of this call: every delay that fits and the first other one."""
        taken = []
        with self._lock:
            for fault in self._plan:
                delay = fault.what.startswith("delay")
                if not delay and any(not f.what.startswith("delay") for f in taken):
                    continue
                if not fault.matches(method, path, organisation, elements()):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                taken.append(fault)
                if delay:
                    self._delays.append(fault)
            self._plan = [fault for fault in self._plan if fault.times > 0]
        return taken


def raise_before(fault, now):
    """What happens instead of the call."""
    if fault.what == "401":
        raise expired(now)
    if fault.what == "403":
        raise forbidden()
    if fault.what == "drop_before":
        raise Dropped()
    if fault.what.startswith("429_"):
        problem = fault.what[4:]
        wait = fault.retry_after
        if wait == "default":
            wait = RETRY_AFTER.get(problem)
        raise refusal(problem, wait)
    if fault.what == "404":
        raise not_found()
    if fault.what == "503":
        raise Answer(503, b"The Organisation is offline", "text/plain; charset=utf-8")


def internal_error():
    body = {
        "ErrorNumber": 500,
        "Type": "InternalServerException",
        "Message": "An error occurred in Xero. Check the API Status page.",
    }
    return Answer(500, body)
