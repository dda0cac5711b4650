"""One organisation of the sandbox: its stores, its settings, its lock."""

import threading
import uuid

from .dates import date_ms, moment_ms, parse_date, spoken, today
from .registry import REGISTRY
from .store import Journal, Store

NAMESPACE = uuid.UUID("8a3f0c51-7f1d-4f8e-9b57-2d2f3a0b6c11")


class Organisation:
    """Stores are attributes by their registered names: ``contacts``, ``invoices``..."""

    def __init__(self, key, profile, clock):
        self.key = key
        self._profile = profile
        self.clock = clock
        self.generation = 0
        self.tenant_id = self.seed_id("tenant")
        self.lock = threading.RLock()
        self.journal = Journal()
        self.stores = {}
        for name, (id_field, lookups) in REGISTRY.stores.items():
            self.stores[name] = Store(self.journal, id_field, **lookups)
            setattr(self, name, self.stores[name])
        self.reset()

    def reset(self):
        """Back to the seed; the object and its stores stay the same objects."""
        self.generation = 0
        self.refill()

    def refill(self):
        """All records anew; another generation has other ids."""
        with self.lock:
            for records in self.stores.values():
                records.empty()
            self.created_ms = self.clock.ms()
            self.next_invoice = 1
            self.next_plant = 1
            self.profile = self._profile(self)
            for function in REGISTRY.seeds:
                function(self)
            self.journal.commit()

    @property
    def name(self):
        return self.profile["Name"]

    @property
    def country(self):
        return self.profile["CountryCode"]

    @property
    def currency(self):
        return self.profile["BaseCurrency"]

    def seed_id(self, *parts):
        """The same id for the same seeded record in every run."""
        if self.generation:
            parts = (*parts, self.generation)
        return str(uuid.uuid5(NAMESPACE, "/".join([self.key, *map(str, parts)])))

    def connection_id(self, client_id):
        return self.seed_id("connection", client_id)

    def new_id(self):
        return str(uuid.uuid4())

    def today(self):
        return today(self.clock.now(), self.profile["Timezone"])

    def touched(self, record, ms=None):
        """Stamp a record with its moment of change, which never moves back."""
        now = self.clock.ms()
        ms = ms or now
        record["_ms"] = now if ms < record.get("_ms", 0) <= now else ms
        record["UpdatedDateUTC"] = moment_ms(record["_ms"])
        return record

    # lock dates

    def lock_message(self, day):
        """Xero's refusal of a document dated in a locked period, or None."""
        for field, label in (
            ("EndOfYearLockDate", "end of year lock date"),
            ("PeriodLockDate", "period lock date"),
        ):
            value = self.profile.get(field)
            if value and day and day <= parse_date(value):
                return (
                    f"The document date cannot be before the {label}, "
                    f"currently set at {spoken(parse_date(value))}"
                )
        return None

    def set_lock(self, field, day):
        profile = dict(self.profile)
        profile.pop(field, None)
        if day:
            profile[field] = date_ms(parse_date(day))
        self.profile = profile

    # look-ups that many resources need

    def account(self, code=None, account_id=None):
        """An account of any status by its code or id."""
        if account_id:
            return self.accounts.get(str(account_id).lower())
        if code in (None, ""):
            return None
        return self.accounts.first("code", str(code).casefold())

    def tax_rate(self, tax_type):
        return self.tax_rates.get(tax_type)

    def subscribed(self, currency):
        return currency in self.currencies

    def state(self):
        """Everything in it, for the control API and the page."""
        with self.lock:
            body = {"Organisation": dict(self.profile), "TenantID": self.tenant_id}
            for name, records in self.stores.items():
                body[name] = list(records.values())
            body["planted"] = [
                {"store": name, "planted": number, "element": found.element}
                for name, records in self.stores.items()
                for number, found in records.planted.items()
            ]
            return body
