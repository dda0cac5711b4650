"""Codes, tokens and connections: what a consent leaves behind.

Xero: an access token lives 30 minutes, a refresh token 60 days; refreshing rotates
it, and the previous one may be used again for 30 minutes, in case the answer got
lost. A code lives five minutes and serves once.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import uuid
from dataclasses import dataclass

from .dates import iso_seven

CODE_LIFE = 300
ACCESS_LIFE = 1800
REFRESH_LIFE = 60 * 86_400
REFRESH_GRACE = 1800
SIGNING_KEY = b"the sandbox signs with this"


@dataclass
class Consent:
    """Who allowed what to which app."""

    client_id: str
    user: dict | None
    scopes: list
    auth_event: str
    tenant: str | None = None  # set for custom connections only


@dataclass
class Code:
    consent: Consent
    redirect_uri: str
    challenge: str
    expires: float
    used: bool = False


@dataclass
class Access:
    consent: Consent
    expires: float


@dataclass
class Refresh:
    consent: Consent
    expires: float
    parent: object = None
    used_at: float | None = None
    dead: bool = False


@dataclass
class Connection:
    id: str
    client_id: str
    user_id: str
    tenant: str
    auth_event: str
    created: object
    updated: object


class GrantError(Exception):
    """An OAuth error of the token endpoint."""

    def __init__(self, error, description=""):
        super().__init__(error)
        self.error = error
        self.description = description


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(claims):
    head = _base64url(b'{"alg":"HS256","typ":"JWT"}')
    text = f"{head}.{_base64url(json.dumps(claims).encode())}"
    signature = hmac.new(SIGNING_KEY, text.encode(), hashlib.sha256).digest()
    return f"{text}.{_base64url(signature)}"


class Tokens:
    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.RLock()
        self.reset()

    def reset(self):
        with self._lock:
            self.codes = {}
            self.access = {}
            self.refresh = {}
            self.connections = {}

    # consent

    def allow(self, app, user, scopes, tenants):
        """A user allowed the app for these organisations."""
        with self._lock:
            consent = Consent(app.client_id, user, list(scopes), str(uuid.uuid4()))
            now = self._clock.now()
            for tenant in tenants:
                found = self._connection(app.client_id, user["id"], tenant)
                if found:
                    found.auth_event, found.updated = consent.auth_event, now
                    continue
                identifier = str(uuid.uuid4())
                self.connections[identifier] = Connection(
                    identifier,
                    app.client_id,
                    user["id"],
                    tenant,
                    consent.auth_event,
                    now,
                    now,
                )
            return consent

    def _connection(self, client_id, user_id, tenant):
        for connection in self.connections.values():
            key = (connection.client_id, connection.user_id, connection.tenant)
            if key == (client_id, user_id, tenant):
                return connection
        return None

    def issue_code(self, consent, redirect_uri, challenge):
        code = secrets.token_urlsafe(32)
        expires = self._clock.time() + CODE_LIFE
        with self._lock:
            self.codes[code] = Code(consent, redirect_uri, challenge, expires)
        return code

    # token endpoint

    def exchange(self, app, code, redirect_uri, verifier):
        with self._lock:
            found = self.codes.get(code)
            if not found or found.used or found.expires <= self._clock.time():
                raise GrantError("invalid_grant")
            found.used = True
            if found.consent.client_id != app.client_id:
                raise GrantError("invalid_grant")
            if found.redirect_uri != redirect_uri:
                raise GrantError("invalid_grant")
            if found.challenge:
                digest = hashlib.sha256((verifier or "").encode()).digest()
                if _base64url(digest) != found.challenge:
                    raise GrantError("invalid_grant")
            return self.issue(found.consent)

    def rotate(self, app, token):
        with self._lock:
            now = self._clock.time()
            found = self.refresh.get(token)
            if (
                not found
                or found.dead
                or found.expires <= now
                or found.consent.client_id != app.client_id
            ):
                raise GrantError("invalid_grant")
            if found.used_at is None:
                found.used_at = now
            elif now > found.used_at + REFRESH_GRACE:
                raise GrantError("invalid_grant")
            # Only the previous token has the grace: once its successor is used
            # the answer evidently arrived.
            if found.parent:
                found.parent.dead = True
            return self.issue(found.consent, parent=found)

    def client_credentials(self, app, tenant, scopes):
        with self._lock:
            event = str(uuid.uuid4())
            consent = Consent(app.client_id, None, list(scopes), event, tenant)
            return self.issue(consent)

    def issue(self, consent, parent=None):
        """The body of a token answer."""
        with self._lock:
            now = self._clock.time()
            claims = {
                "iss": "https://identity.xero.com",
                "aud": "https://identity.xero.com/resources",
                "nbf": int(now),
                "iat": int(now),
                "exp": int(now) + ACCESS_LIFE,
                "client_id": consent.client_id,
                "jti": uuid.uuid4().hex,
                "authentication_event_id": consent.auth_event,
                "scope": list(consent.scopes),
            }
            body = {}
            if consent.user:
                claims["xero_userid"] = consent.user["id"]
                if "openid" in consent.scopes:
                    body["id_token"] = self._id_token(consent, now)
            body["access_token"] = jwt(claims)
            self.access[body["access_token"]] = Access(consent, now + ACCESS_LIFE)
            body["expires_in"] = ACCESS_LIFE
            body["token_type"] = "Bearer"
            if consent.user and "offline_access" in consent.scopes:
                token = secrets.token_urlsafe(32)
                self.refresh[token] = Refresh(consent, now + REFRESH_LIFE, parent)
                body["refresh_token"] = token
            body["scope"] = " ".join(consent.scopes)
            return body

    @staticmethod
    def _id_token(consent, now):
        user = consent.user
        claims = {
            "iss": "https://identity.xero.com",
            "aud": consent.client_id,
            "iat": int(now),
            "exp": int(now) + 300,
            "sub": hashlib.md5(user["id"].encode()).hexdigest(),
            "xero_userid": user["id"],
        }
        if "email" in consent.scopes:
            claims["email"] = claims["preferred_username"] = user["email"]
        if "profile" in consent.scopes:
            given, _blank, family = user["name"].partition(" ")
            claims |= {"name": user["name"], "given_name": given, "family_name": family}
        return jwt(claims)

    def revoke(self, app, token):
        """Ends the whole consent: all connections of that user with that app."""
        with self._lock:
            found = self.refresh.get(token)
            if not found or found.consent.client_id != app.client_id:
                return
            user_id = found.consent.user["id"]
            for connection in list(self.connections.values()):
                if (connection.client_id, connection.user_id) == (
                    app.client_id,
                    user_id,
                ):
                    del self.connections[connection.id]
            for kept in (self.refresh, self.access):
                for key, value in list(kept.items()):
                    consent = value.consent
                    if (consent.client_id, (consent.user or {}).get("id")) == (
                        app.client_id,
                        user_id,
                    ):
                        del kept[key]

    # use

    def holder(self, token):
        """(Access, state) of a bearer token; state is ok, expired or unknown."""
        found = self.access.get(token)
        if not found:
            return None, "unknown"
        return found, "expired" if found.expires <= self._clock.time() else "ok"

    def may_enter(self, consent, tenant):
        if consent.tenant:
            return consent.tenant == tenant
        with self._lock:
            user_id = consent.user["id"]
            return bool(self._connection(consent.client_id, user_id, tenant))

    def connections_of(self, consent, auth_event=None):
        with self._lock:
            return [
                connection
                for connection in self.connections.values()
                if connection.client_id == consent.client_id
                and consent.user
                and connection.user_id == consent.user["id"]
                and auth_event in (None, "", connection.auth_event)
            ]

    def disconnect(self, tenant, client_id=None):
        """What a Xero user does under "connected apps"; Xero sends no notice."""
        with self._lock:
            for connection in list(self.connections.values()):
                if connection.tenant == tenant and client_id in (
                    None,
                    connection.client_id,
                ):
                    del self.connections[connection.id]


def connection_body(connection, organisation):
    return {
        "id": connection.id,
        "authEventId": connection.auth_event,
        "tenantId": connection.tenant,
        "tenantType": "ORGANISATION",
        "tenantName": organisation.name,
        "createdDateUtc": iso_seven(connection.created),
        "updatedDateUtc": iso_seven(connection.updated),
    }
