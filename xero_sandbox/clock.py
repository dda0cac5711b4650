"""The sandbox's own clock: real time plus an offset, or standing still."""

import time
from datetime import datetime, timezone


class Clock:
    """Every expiry, limit and timestamp asks this clock, so that tests never sleep."""

    def __init__(self):
        self.reset()

    def reset(self):
        self._offset = 0.0
        self._frozen = None

    def time(self):
        """Seconds since the epoch."""
        if self._frozen is not None:
            return self._frozen
        return time.time() + self._offset

    def ms(self):
        return int(self.time() * 1000)

    def now(self):
        return datetime.fromtimestamp(self.time(), timezone.utc)

    def advance(self, seconds):
        if self._frozen is not None:
            self._frozen += float(seconds)
        else:
            self._offset += float(seconds)

    def set(self, moment):
        """Set to an ISO text, a datetime or epoch seconds."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=timezone.utc)
            moment = moment.timestamp()
        if self._frozen is not None:
            self._frozen = float(moment)
        else:
            self._offset = float(moment) - time.time()

    def freeze(self, frozen=True):
        if frozen and self._frozen is None:
            self._frozen = self.time()
        elif not frozen and self._frozen is not None:
            moment, self._frozen = self._frozen, None
            self._offset = moment - time.time()

    def change(self, set=None, advance=None, freeze=None):
        if freeze is not None:
            self.freeze(freeze)
        if set is not None:
            self.set(set)
        if advance is not None:
            self.advance(advance)
        return self.state()

    def state(self):
        return {"now": self.now().isoformat(), "frozen": self._frozen is not None}
