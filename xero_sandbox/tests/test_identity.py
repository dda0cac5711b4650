"""Consent, tokens, connections."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from xero_python.api_client.oauth2 import TokenApi

from .conftest import Http, api_client

RETURN = "http://localhost:8069/xero/oauth/return"
SCOPES = "openid profile email offline_access accounting.contacts accounting.settings"


def ask(sandbox, app=None, **values):
    query = {
        "response_type": "code",
        "client_id": (app or sandbox.app()).client_id,
        "redirect_uri": RETURN,
        "scope": SCOPES,
        "state": "a state / with + signs",
    }
    query.update(values)
    url = f"{sandbox.url}/identity/connect/authorize"
    return requests.Request("GET", url, params=query).prepare().url


def answer_form(sandbox, decision="allow", organisations=("AU",), app=None, **values):
    """Post the consent form; gives what comes back to the redirect URI."""
    tenants = [sandbox.organisation(key).tenant_id for key in organisations]
    form = {
        "user": sandbox.users[0]["email"],
        "organisation": tenants,
        "decision": decision,
    }
    answer = requests.post(
        ask(sandbox, app, **values), data=form, allow_redirects=False, timeout=20
    )
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == RETURN
    return {name: value[0] for name, value in parse_qs(parts.query).items()}


def post_token(sandbox, app=None, basic=True, **form):
    app = app or sandbox.app()
    auth = None
    if basic:
        auth = (app.client_id, app.client_secret)
    else:
        form |= {"client_id": app.client_id, "client_secret": app.client_secret}
    return requests.post(
        f"{sandbox.url}/connect/token", data=form, auth=auth, timeout=20
    )


def exchange(sandbox, code, **form):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETURN,
        **form,
    }
    return post_token(sandbox, **form)


def refresh(sandbox, token, **form):
    return post_token(sandbox, grant_type="refresh_token", refresh_token=token, **form)


def test_consent_page_is_a_form_with_the_organisations(sandbox):
    page = requests.get(ask(sandbox), timeout=20)
    assert page.status_code == 200
    for organisation in sandbox.organisations.values():
        assert organisation.tenant_id in page.text
    for part in ('method="post"', 'value="allow"', 'value="deny"', "offline_access"):
        assert part in page.text


def test_allow_gives_a_code_and_the_state(sandbox):
    back = answer_form(sandbox)
    assert back["state"] == "a state / with + signs"
    token = exchange(sandbox, back["code"]).json()
    assert list(token) == [
        "id_token",
        "access_token",
        "expires_in",
        "token_type",
        "refresh_token",
        "scope",
    ]
    assert (token["expires_in"], token["token_type"]) == (1800, "Bearer")
    assert token["scope"] == SCOPES


def test_deny(sandbox):
    assert answer_form(sandbox, decision="deny")["error"] == "access_denied"


def test_allow_without_an_organisation_shows_the_page_again(sandbox):
    form = {"user": sandbox.users[0]["email"], "decision": "allow"}
    answer = requests.post(ask(sandbox), data=form, allow_redirects=False, timeout=20)
    assert answer.status_code == 200
    assert "at least one organisation" in answer.text


@pytest.mark.parametrize(
    "values",
    [
        {"redirect_uri": RETURN + "/"},
        {"redirect_uri": "http://127.0.0.1:8069/xero/oauth/return"},
        {"client_id": "unknown"},
    ],
)
def test_wrong_app_or_address_never_redirects(sandbox, values):
    answer = requests.get(ask(sandbox, **values), allow_redirects=False, timeout=20)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_registered_redirect_uri_is_accepted(sandbox):
    uri = "http://localhost:9999/xero/oauth/return"
    sandbox.settings(redirect_uris=[uri])
    assert requests.get(ask(sandbox, redirect_uri=uri), timeout=20).status_code == 200


@pytest.mark.parametrize("scope", ["accounting.transactions", "accounting.unknown", ""])
def test_scopes_that_a_granular_app_cannot_ask_for(sandbox, scope):
    answer = requests.get(ask(sandbox, scope=scope), allow_redirects=False, timeout=20)
    assert "error=invalid_scope" in answer.headers["Location"]


def test_an_older_app_can_ask_for_broad_scopes(sandbox):
    url = ask(sandbox, sandbox.app("broad"), scope="accounting.transactions")
    assert requests.get(url, allow_redirects=False, timeout=20).status_code == 200


def test_code_serves_once(sandbox):
    code = answer_form(sandbox)["code"]
    assert exchange(sandbox, code).status_code == 200
    again = exchange(sandbox, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_code_lives_five_minutes(sandbox):
    code = answer_form(sandbox)["code"]
    sandbox.clock(advance=301)
    assert exchange(sandbox, code).json() == {"error": "invalid_grant"}


def test_code_belongs_to_its_address(sandbox):
    code = answer_form(sandbox)["code"]
    other = exchange(sandbox, code, redirect_uri="http://localhost/else")
    assert other.json() == {"error": "invalid_grant"}


def test_credentials_in_the_body_and_wrong_ones(sandbox):
    code = answer_form(sandbox)["code"]
    assert exchange(sandbox, code, basic=False).status_code == 200
    wrong = requests.post(
        f"{sandbox.url}/connect/token",
        data={"grant_type": "refresh_token", "refresh_token": "x"},
        auth=(sandbox.app().client_id, "wrong"),
        timeout=20,
    )
    assert (wrong.status_code, wrong.json()) == (400, {"error": "invalid_client"})
    sandbox.settings(switches={"invalid_client_status": 401})
    body = {"client_id": "nobody", "client_secret": "x", "grant_type": "x"}
    wrong = requests.post(f"{sandbox.url}/connect/token", data=body, timeout=20)
    assert wrong.status_code == 401


def test_pkce(sandbox):
    verifier = "v" * 50
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    app = sandbox.app("pkce")
    values = {"code_challenge": challenge, "code_challenge_method": "S256"}
    bare = requests.get(ask(sandbox, app), allow_redirects=False, timeout=20)
    assert "error=invalid_request" in bare.headers["Location"]
    form = {"app": app, "basic": False}
    code = answer_form(sandbox, app=app, **values)["code"]
    wrong = exchange(sandbox, code, code_verifier="w" * 50, **form)
    assert wrong.json() == {"error": "invalid_grant"}
    code = answer_form(sandbox, app=app, **values)["code"]
    assert exchange(sandbox, code, code_verifier=verifier, **form).status_code == 200


def test_refresh_rotates_with_a_grace_for_the_previous(sandbox):
    first = sandbox.grant()["refresh_token"]
    second = refresh(sandbox, first).json()["refresh_token"]
    assert second != first
    sandbox.clock(advance=29 * 60)
    assert refresh(sandbox, first).status_code == 200
    sandbox.clock(advance=2 * 60)
    assert refresh(sandbox, first).json() == {"error": "invalid_grant"}
    assert refresh(sandbox, second).status_code == 200


def test_grace_ends_when_the_successor_is_used(sandbox):
    first = sandbox.grant()["refresh_token"]
    second = refresh(sandbox, first).json()["refresh_token"]
    assert refresh(sandbox, second).status_code == 200
    assert refresh(sandbox, first).json() == {"error": "invalid_grant"}


def test_refresh_token_lives_sixty_days(sandbox):
    token = sandbox.grant()["refresh_token"]
    sandbox.clock(advance=60 * 86_400 + 1)
    assert refresh(sandbox, token).json() == {"error": "invalid_grant"}


def test_refresh_token_only_with_offline_access(sandbox):
    assert "refresh_token" not in sandbox.grant(scopes=["accounting.contacts"])


def test_access_token_expires(sandbox, xero):
    xero.get("Organisation")
    sandbox.clock(advance=1801)
    answer = xero.send("GET", "Organisation")
    assert answer.status_code == 401
    assert answer.json()["Detail"].startswith("TokenExpired: token expired at ")


def test_unknown_token(sandbox, xero):
    answer = xero.send("GET", "Organisation", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"


def test_connections_and_disconnecting(sandbox, sdk_identity, xero, xero_gb):
    found = sdk_identity.get_connections()
    assert {c.tenant_name for c in found} == {
        "Wattle & Quill Advisory Pty Ltd",
        "Harbour Lane Studio Ltd",
    }
    assert {c.tenant_type for c in found} == {"ORGANISATION"}
    by_tenant = {c.tenant_id: c for c in found}
    tenant = sandbox.organisation("AU").tenant_id
    sdk_identity.delete_connection(by_tenant[tenant].id)
    assert len(sdk_identity.get_connections()) == 1
    answer = xero.send("GET", "Organisation")
    assert answer.status_code == 403
    assert answer.json()["title"] == "Forbidden"
    xero_gb.get("Organisation")


def test_connections_of_one_consent(sandbox):
    sandbox.grant(organisations=["AU"])
    token = sandbox.grant(organisations=["GB"])
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    url = f"{sandbox.url}/connections"
    both = requests.get(url, headers=headers, timeout=20).json()
    assert len(both) == 2
    event = next(c for c in both if "Harbour" in c["tenantName"])["authEventId"]
    query = {"authEventId": event}
    one = requests.get(url, headers=headers, params=query, timeout=20).json()
    assert [c["tenantName"] for c in one] == ["Harbour Lane Studio Ltd"]


def test_consent_of_another_user_opens_nothing(sandbox, gb):
    sandbox.grant(organisations=["GB"])
    other = sandbox.grant(organisations=["AU"], user=sandbox.users[1]["email"])
    answer = Http(sandbox, other, gb.tenant_id).send("GET", "Organisation")
    assert answer.status_code == 403


def test_missing_tenant_header(xero):
    answer = xero.send("GET", "Organisation", headers={"xero-tenant-id": ""})
    assert answer.status_code == 403


def test_custom_connection(sandbox, au, gb):
    app = sandbox.app("custom-AU")
    token = post_token(sandbox, app, grant_type="client_credentials").json()
    assert "refresh_token" not in token
    Http(sandbox, token, "").get("Organisation")
    refused = Http(sandbox, token, gb.tenant_id).send("GET", "Organisation")
    assert refused.status_code == 403
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    found = requests.get(f"{sandbox.url}/connections", headers=headers, timeout=20)
    assert [c["tenantId"] for c in found.json()] == [au.tenant_id]
    web = post_token(sandbox, grant_type="client_credentials")
    assert web.json() == {"error": "unauthorized_client"}


def test_sdk_refreshes_and_revokes(sandbox, token, monkeypatch, sdk_identity):
    for name, path in (
        ("refresh_token_url", "token"),
        ("revoke_token_url", "revocation"),
    ):
        monkeypatch.setattr(TokenApi, name, f"{sandbox.url}/connect/{path}")
    client = api_client(sandbox, token)
    old = token["refresh_token"]
    stored = {}
    client.oauth2_token_saver(stored.update)
    values = {**token, "scope": token["scope"].split(), "expires_at": 0}
    values.pop("id_token", None)
    client.oauth2_token_getter(lambda: values)
    client.refresh_oauth2_token()
    assert stored["refresh_token"] != old
    client.revoke_oauth2_token()
    assert refresh(sandbox, stored["refresh_token"]).status_code == 400
    assert not sandbox.tokens.connections


def test_unknown_grant_type(sandbox):
    answer = post_token(sandbox, grant_type="password")
    assert answer.json() == {"error": "unsupported_grant_type"}


def test_secrets_are_not_logged(sandbox):
    code = answer_form(sandbox)["code"]
    token = exchange(sandbox, code, basic=False).json()
    refresh(sandbox, token["refresh_token"], basic=False)
    logged = str([entry.public() for entry in sandbox.requests()])
    app = sandbox.app()
    for secret in (app.client_secret, *(token[k] for k in list(token)[:2])):
        assert secret not in logged
    assert token["refresh_token"] not in logged
    assert "grant_type=refresh_token" in logged
