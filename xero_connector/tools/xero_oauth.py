"""Xero's sign-in service and the few calls that connecting needs, without Odoo.

Secrets travel in headers and bodies only, and no error text repeats what was sent or
what came back: Xero's answer is reduced to its error code.
"""

import base64
import binascii
import json
import re
from urllib.parse import quote, urlencode, urlsplit

import requests

from .xero_errors import (
    XeroConsentLost,
    XeroError,
    XeroOffline,
    XeroWrongCredentials,
)

TIMEOUT = 10  # seconds
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class XeroOAuth:
    """Speaks with Xero's sign-in service for one app.

    :param str client_id: the app's id, as Xero shows it
    :param str client_secret: the app's secret
    :param str api_url: host of the API
    :param str identity_url: host of the token endpoint
    :param str login_url: host of the consent page
    :raise XeroError: where a host is neither https nor this machine
    """

    def __init__(self, client_id, client_secret, *, api_url, identity_url, login_url):
        self._auth = ((client_id or "").encode(), (client_secret or "").encode())
        self.client_id = client_id
        self.api_url = _checked_host(api_url)
        self.identity_url = _checked_host(identity_url)
        self.login_url = _checked_host(login_url)

    # === Consent and tokens === #

    def authorize_url(self, redirect_uri, scopes, state):
        """Return the address of Xero's consent page.

        :param str redirect_uri: where Xero sends the browser back to
        :param list scopes: codes of the permissions asked for
        :param str state: comes back with the answer
        """
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.client_id,
                "redirect_uri": redirect_uri,
                "scope": " ".join(scopes),
                "state": state,
            },
            quote_via=quote,
        )
        return f"{self.login_url}/identity/connect/authorize?{query}"

    def exchange(self, code, redirect_uri):
        """Turn the code of a consent into a token set.

        :return: dict with access_token, refresh_token, expires_in, scope, id_token
        :raise XeroConsentLost: the code is unknown, used or expired
        """
        return self._token(
            grant_type="authorization_code", code=code, redirect_uri=redirect_uri
        )

    def refresh(self, refresh_token):
        """Turn a refresh token into the next token set; Xero rotates both.

        :raise XeroConsentLost: Xero no longer accepts the refresh token
        """
        return self._token(grant_type="refresh_token", refresh_token=refresh_token)

    def client_credentials(self, scopes):
        """Return a token set for a custom connection; it has no refresh token."""
        return self._token(grant_type="client_credentials", scope=" ".join(scopes))

    def revoke(self, refresh_token):
        """End the consent: Xero forgets the token and that user's connections."""
        self._post("/connect/revocation", {"token": refresh_token})

    # === Connections === #

    def connections(self, access_token):
        """Return Xero's list of the organisations that this token opens.

        :return: list of dict with id, tenantId, tenantName, authEventId
        """
        answer = self._call("GET", "/connections", access_token)
        if not isinstance(answer, list):
            raise XeroOffline("Xero's list of connections could not be read.")
        return [
            row
            for row in answer
            if isinstance(row, dict)
            and row.get("tenantId")
            and row.get("tenantType", "ORGANISATION") == "ORGANISATION"
        ]

    def delete_connection(self, access_token, connection_id):
        """Disconnect one organisation. One that is gone already is no error."""
        path = f"/connections/{quote(connection_id, safe='')}"
        self._call("DELETE", path, access_token, gone_is_fine=True)

    def organisation(self, access_token, tenant_id):
        """Return Xero's Organisation element of one organisation, as it came."""
        answer = self._call(
            "GET", "/api.xro/2.0/Organisation", access_token, tenant_id=tenant_id
        )
        rows = answer.get("Organisations") if isinstance(answer, dict) else None
        if not rows or not isinstance(rows[0], dict):
            raise XeroOffline("Xero's description of the organisation is unreadable.")
        return rows[0]

    def actions(self, access_token, tenant_id):
        """Return what the user who consented may do there: ``{name: bool}``."""
        answer = self._call(
            "GET",
            "/api.xro/2.0/Organisation/Actions",
            access_token,
            tenant_id=tenant_id,
        )
        rows = answer.get("Actions") if isinstance(answer, dict) else None
        return {
            row["Name"]: row.get("Status") == "ALLOWED"
            for row in rows or []
            if isinstance(row, dict) and row.get("Name")
        }

    # === Transport === #

    def _token(self, **form):
        response = self._post("/connect/token", form)
        try:
            tokens = response.json()
        except ValueError:
            tokens = None
        if not isinstance(tokens, dict) or not tokens.get("access_token"):
            # The tokens may have rotated: Xero takes the old one for 30 more minutes
            raise XeroOffline("Xero's answer to the sign-in could not be read.")
        return tokens

    def _post(self, path, form):
        response = self._send(
            "POST", self.identity_url + path, data=form, auth=self._auth
        )
        if response.status_code == 200:
            return response
        code = _error_code(response)
        if response.status_code >= 500 or response.status_code == 429:
            raise XeroOffline(
                f"Xero's sign-in service is not available ({response.status_code})."
            )
        if code == "invalid_grant":
            raise XeroConsentLost("Xero does not accept the consent any more.")
        if code in ("invalid_client", "unauthorized_client"):
            raise XeroWrongCredentials(
                f"Xero refuses the app's id or secret ({code}).", code=code
            )
        raise XeroError(
            f"Xero refused the sign-in ({code or response.status_code}).", code=code
        )

    def _call(self, method, path, access_token, tenant_id=None, gone_is_fine=False):
        headers = {
            "Authorization": f"Bearer {access_token}",
            "Accept": "application/json",
        }
        if tenant_id:
            headers["Xero-Tenant-Id"] = tenant_id
        response = self._send(method, self.api_url + path, headers=headers)
        status = response.status_code
        if status == 204 or (status == 404 and gone_is_fine):
            return None
        if status >= 500 or status == 429:
            raise XeroOffline(f"Xero is not available ({status}).", status=status)
        if status != 200:
            raise XeroError(f"Xero refused {path.lower()} ({status}).", status=status)
        try:
            return response.json()
        except ValueError:
            raise XeroOffline("Xero's answer could not be read.") from None

    def _send(self, method, url, **kwargs):
        try:
            return requests.request(
                method, url, timeout=TIMEOUT, allow_redirects=False, **kwargs
            )
        except requests.RequestException as error:
            # The text of the original may hold what was sent
            raise XeroOffline(
                f"Xero could not be reached ({type(error).__name__})."
            ) from None


def read_claims(token):
    """Return what a token of Xero says of itself, without checking its signature.

    Only for tokens that came from Xero's own token endpoint just now.

    :param str token: a JSON web token, or anything else
    :return: dict, empty where there is nothing to read
    """
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (AttributeError, IndexError, ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def is_valid_redirect(url):
    """Return whether Xero takes this as the address to come back to."""
    parts = urlsplit(url or "")
    return bool(parts.hostname) and (
        parts.scheme == "https"
        or (parts.scheme == "http" and parts.hostname == "localhost")
    )


def _checked_host(url):
    parts = urlsplit((url or "").strip())
    if parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in LOOPBACK
    ):
        return parts.geturl().rstrip("/")
    raise XeroError("The address of Xero must begin with https.")


def _error_code(response):
    """Return Xero's error code, and only that: the rest may repeat what was sent."""
    try:
        code = response.json().get("error")
    except (ValueError, AttributeError):
        return None
    return (
        code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else None
    )
