"""The login and identity hosts: consent page, token, revocation, connections."""

import base64
import re
from urllib.parse import urlencode

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from . import page
from .envelope import dumps
from .scopes import refused
from .tokens import GrantError, connection_body


def json_answer(body, status=200):
    return Response(dumps(body), status, content_type="application/json")


def authorize(sandbox, request):
    """GET shows the consent page, its form posts to the same address."""
    query = request.args
    app = sandbox.app_by_client_id(query.get("client_id", ""))
    if not app or app.kind == "custom":
        return page.problem("unauthorized_client", "This client id is not known.")
    uri = query.get("redirect_uri", "")
    # Only an exact match counts; nothing is ever sent to another address.
    if uri not in app.redirect_uris:
        return page.problem(
            "invalid_redirect_uri", f"{uri or 'Nothing'} is not a redirect URI of it."
        )
    scopes = query.get("scope", "").split()
    error = _authorize_error(app, query, scopes)
    if error:
        return _back(query, error=error)
    if request.method == "GET":
        return page.consent(sandbox, app, scopes)
    if request.form.get("decision") != "allow":
        return _back(query, error="access_denied")
    user = sandbox.user(request.form.get("user", ""))
    tenants = [
        tenant
        for tenant in request.form.getlist("organisation")
        if tenant in sandbox.organisations
    ]
    if not user or not tenants:
        return page.consent(sandbox, app, scopes, "Choose at least one organisation.")
    consent = sandbox.tokens.allow(app, user, scopes, tenants)
    code = sandbox.tokens.issue_code(consent, uri, query.get("code_challenge", ""))
    return _back(query, code=code, scope=" ".join(scopes))


def _authorize_error(app, query, scopes):
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if not scopes or refused(scopes, app.scope_style):
        return "invalid_scope"
    challenge = query.get("code_challenge")
    if app.kind == "pkce" and not challenge:
        return "invalid_request"
    if challenge and query.get("code_challenge_method") != "S256":
        return "invalid_request"
    return None


def _back(query, **values):
    if query.get("state") is not None:
        values["state"] = query["state"]
    uri = query["redirect_uri"]
    return redirect(f"{uri}{'&' if '?' in uri else '?'}{urlencode(values)}")


def token(sandbox, request):
    form = request.form
    try:
        app = _client(sandbox, request)
        return json_answer(_grant(sandbox, app, form))
    except GrantError as error:
        body = {"error": error.error}
        if error.description:
            body["error_description"] = error.description
        status = 400
        if error.error == "invalid_client":
            status = sandbox.switches["invalid_client_status"]
        return json_answer(body, status)


def _client(sandbox, request):
    """The app, by Basic authorization or by credentials in the body."""
    client_id = request.form.get("client_id", "")
    secret = request.form.get("client_secret", "")
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        try:
            text = base64.b64decode(header[6:]).decode()
        except ValueError as error:
            raise GrantError("invalid_client") from error
        client_id, _colon, secret = text.partition(":")
    app = sandbox.app_by_client_id(client_id)
    if not app or (app.kind != "pkce" and not app.secret_fits(secret)):
        raise GrantError("invalid_client")
    return app


def _grant(sandbox, app, form):
    kind = form.get("grant_type")
    if kind == "client_credentials":
        if app.kind != "custom":
            raise GrantError("unauthorized_client")
        asked = form.get("scope", "").split() or app.scopes
        if [scope for scope in asked if scope not in app.scopes]:
            raise GrantError("invalid_scope")
        tenant = sandbox.organisation(app.organisation).tenant_id
        return sandbox.tokens.client_credentials(app, tenant, asked)
    if app.kind == "custom":
        raise GrantError("unauthorized_client")
    if kind == "authorization_code":
        verifier = form.get("code_verifier", "")
        if verifier and not re.fullmatch(r"[\w.~-]{43,128}", verifier):
            raise GrantError("invalid_grant")
        return sandbox.tokens.exchange(
            app, form.get("code", ""), form.get("redirect_uri", ""), verifier
        )
    if kind == "refresh_token":
        return sandbox.tokens.rotate(app, form.get("refresh_token", ""))
    raise GrantError("unsupported_grant_type")


def revocation(sandbox, request):
    try:
        app = _client(sandbox, request)
    except GrantError as error:
        status = sandbox.switches["invalid_client_status"]
        return json_answer({"error": error.error}, status)
    sandbox.tokens.revoke(app, request.form.get("token", ""))
    return Response(b"", 200)


def connections(sandbox, request, access, identifier=None):
    """GET /connections and DELETE /connections/{id}."""
    consent = access.consent
    if identifier:
        found = {c.id for c in sandbox.tokens.connections_of(consent)}
        if identifier.lower() not in found:
            return Response(b"", 404, content_type="text/html; charset=utf-8")
        del sandbox.tokens.connections[identifier.lower()]
        return Response(b"", 204)
    if consent.tenant:
        return json_answer([_custom(sandbox, consent)])
    event = request.args.get("authEventId")
    return json_answer(
        [
            connection_body(found, sandbox.organisations[found.tenant])
            for found in sandbox.tokens.connections_of(consent, event)
        ]
    )


def _custom(sandbox, consent):
    """A custom connection has its one organisation from the start."""
    organisation = sandbox.organisations[consent.tenant]
    created = sandbox.started
    return {
        "id": organisation.connection_id(consent.client_id),
        "authEventId": consent.auth_event,
        "tenantId": organisation.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": organisation.name,
        "createdDateUtc": created,
        "updatedDateUtc": created,
    }
