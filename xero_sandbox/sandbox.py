"""The sandbox as a Python object; the HTTP control API calls its methods."""

from decimal import Decimal

from . import registry
from .apps import App, check_redirect_uri, seeded
from .call import Context
from .clock import Clock
from .dates import iso_seven
from .faults import Faults
from .idempotency import IdempotencyKeys
from .limits import DEFAULTS, Limits
from .log import RequestLog
from .organisation import Organisation
from .scopes import all_for
from .seed import DEMO, PROFILES, USERS
from .server import Server
from .switches import SWITCHES
from .tokens import Tokens


class Sandbox:
    """A Xero of one's own: ``Sandbox(port=0)``, ``start()``, ``url``, ``stop()``."""

    def __init__(self, port=0, redirect_uris=(), demo_company=False):
        registry.load()
        self._demo_company = demo_company
        self._redirect_uris = list(redirect_uris)
        self._port = port
        self._server = None
        self.time = Clock()
        self.limit_settings = {}
        self.switches = {}
        self.apps = {}
        self.limits = Limits(self.time, self.limit_settings)
        self.idempotency = IdempotencyKeys(self.time)
        self.tokens = Tokens(self.time)
        self.faults = Faults()
        self.log = RequestLog(self.time)
        self.users = USERS
        self._seed_settings()
        self.organisations = {}
        for key, profile in PROFILES.items():
            found = Organisation(key, profile, self.time)
            self.organisations[found.tenant_id] = found
        if demo_company:
            self.open_demo_company()

    def open_demo_company(self):
        """A third organisation, DEMO; a reset takes it away again."""
        found = Organisation(*DEMO, self.time)
        return self.organisations.setdefault(found.tenant_id, found)

    def _seed_settings(self):
        self.started = iso_seven(self.time.now())
        self.limit_settings.clear()
        self.limit_settings.update(DEFAULTS, latency_ms=0)
        self.switches.clear()
        self.switches.update(SWITCHES)
        self.apps.clear()
        self.apps.update(seeded())
        self._add_redirect_uris(self._redirect_uris)

    # running

    def start(self):
        if not self._server:
            self._server = Server(self, self._port)
        return self

    def stop(self):
        if self._server:
            self._server.stop()
            self._server = None

    @property
    def url(self):
        # Xero allows plain http only for localhost, and not for 127.0.0.1.
        return f"http://localhost:{self._server.port if self._server else self._port}"

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.stop()

    # looking

    def organisation(self, key):
        """By country ("AU"), tenant id or name."""
        for found in self.organisations.values():
            if key in (found.key, found.tenant_id, found.name):
                return found
        raise KeyError(f"no organisation {key!r}")

    def app(self, key="web"):
        """web, broad, pkce, custom-AU, custom-GB, or one that was registered."""
        return self.apps[key]

    def app_by_client_id(self, client_id):
        for found in self.apps.values():
            if found.client_id == client_id:
                return found
        return None

    def user(self, email):
        for found in self.users:
            if email.strip().lower() in (found["email"], found["id"]):
                return found
        return None

    def requests(self, method=None, path=None, since=None):
        """The log; ``path`` as in ``fault``, ``since`` a request's number."""
        return self.log.select(method, path, since)

    def state(self):
        return {
            "organisations": {
                found.key: found.state() for found in self.organisations.values()
            },
            "apps": {key: app.public() for key, app in self.apps.items()},
            "clock": self.time.state(),
            "connections": [
                {"app": c.client_id, "tenantId": c.tenant, "user": c.user_id}
                for c in self.tokens.connections.values()
            ],
        }

    # changing

    def reset(self):
        """Everything back to the seed: records, tokens, log, clock, settings."""
        self.time.reset()
        self._seed_settings()
        self.limits.reset()
        self.idempotency.reset()
        self.tokens.reset()
        self.faults.reset()
        self.log.reset()
        for tenant, found in list(self.organisations.items()):
            if found.profile["IsDemoCompany"] and not self._demo_company:
                del self.organisations[tenant]
            found.reset()

    def fault(self, what, method=None, path=None, times=1, **details):
        """Plan a fault for the next calls that fit; see the README for its names."""
        return self.faults.add(
            what=what, method=method, path=path, times=times, **details
        )

    def release(self, method=None):
        """End the delays that calls wait for now, all or those of one method."""
        self.faults.release(method)

    def clock(self, **change):
        """``advance=seconds``, ``set=moment``, ``freeze=True``."""
        return self.time.change(**change)

    def settings(self, switches=None, redirect_uris=None, apps=None, **limits):
        """Limits, latency_ms, switches, redirect URIs of the web app, apps."""
        for name in limits:
            if name not in self.limit_settings:
                raise ValueError(f"unknown setting {name!r}")
        for name in switches or {}:
            if name not in self.switches:
                raise ValueError(f"unknown switch {name!r}")
        self.limit_settings.update(limits)
        self.switches.update(switches or {})
        for key, values in (apps or {}).items():
            for uri in values.get("redirect_uris", ()):
                check_redirect_uri(uri)
            if key in self.apps:
                vars(self.apps[key]).update(values)
            else:
                self.apps[key] = App(**values)
        self._add_redirect_uris(redirect_uris or ())
        return {
            **self.limit_settings,
            "switches": dict(self.switches),
            "apps": {key: app.public() for key, app in self.apps.items()},
        }

    def _add_redirect_uris(self, uris):
        for uri in uris:
            check_redirect_uri(uri)
            for key in ("web", "broad", "pkce"):
                if uri not in self.apps[key].redirect_uris:
                    self.apps[key].redirect_uris.append(uri)

    def act(self, what, /, organisation="AU", **details):
        """Do what a user does in Xero itself; gives the record it was done to."""
        function = registry.REGISTRY.acts.get(what)
        if not function:
            names = ", ".join(sorted(registry.REGISTRY.acts))
            raise ValueError(f"unknown act {what!r}; there are: {names}")
        found = self.organisation(organisation)
        with found.lock:
            try:
                record = function(Context(self, found), **_exact(details))
                found.journal.commit()
            finally:
                found.journal.rollback()
        return _copy(record)

    def grant(self, app="web", organisations=("AU",), scopes=None, user=None):
        """A consent without the browser: exactly what the token endpoint answers."""
        if not isinstance(app, App):
            app = self.apps.get(app) or self.app_by_client_id(app)
        if isinstance(scopes, str):
            scopes = scopes.split()
        if app.kind == "custom":
            tenant = self.organisation(app.organisation).tenant_id
            return self.tokens.client_credentials(app, tenant, scopes or app.scopes)
        tenants = [self.organisation(key).tenant_id for key in organisations]
        holder = self.user(user) if user else self.users[0]
        consent = self.tokens.allow(app, holder, scopes or all_for(app), tenants)
        return self.tokens.issue(consent)


def _copy(value):
    """A caller's own copy: records are dicts and lists of values."""
    if isinstance(value, dict):
        return {name: _copy(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_copy(part) for part in value]
    return value


def _exact(value):
    """Numbers of a Python caller as Decimals."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(part) for part in value]
    return value
