"""A sandbox for the whole session, back at its seed before every test."""

import pytest
import requests
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.identity import IdentityApi

from xero_sandbox import Sandbox

BANKSIA = "Banksia Bay Holdings"


class Http:
    """Plain calls of the Accounting API, answers as dictionaries."""

    def __init__(self, sandbox, token, tenant):
        self.base = f"{sandbox.url}/api.xro/2.0/"
        self.headers = {
            "Authorization": f"Bearer {token['access_token']}",
            "xero-tenant-id": tenant,
            "Accept": "application/json",
        }

    def send(self, method, path, body=None, headers=None, **query):
        return requests.request(
            method,
            self.base + path,
            json=body,
            params=query,
            headers={**self.headers, **(headers or {})},
            timeout=20,
        )

    def call(self, method, path, body=None, **query):
        """The parsed answer; the status must be 200."""
        answer = self.send(method, path, body, **query)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def put(self, path, body, **query):
        return self.call("PUT", path, body, **query)

    def post(self, path, body, **query):
        return self.call("POST", path, body, **query)

    def refused(self, method, path, body, **query):
        """The messages of a 400."""
        answer = self.send(method, path, body, **query)
        assert answer.status_code == 400, (answer.status_code, answer.text)
        error = answer.json()
        assert error["ErrorNumber"] == 10 and error["Type"] == "ValidationException"
        return [
            message["Message"]
            for element in error["Elements"]
            for message in element["ValidationErrors"]
        ]


@pytest.fixture(scope="session")
def running():
    with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    running.settings(minute_limit=100_000, day_limit=100_000)
    return running


@pytest.fixture
def au(sandbox):
    return sandbox.organisation("AU")


@pytest.fixture
def gb(sandbox):
    return sandbox.organisation("GB")


@pytest.fixture
def token(sandbox):
    return sandbox.grant(organisations=["AU", "GB"])


@pytest.fixture
def xero(sandbox, token, au):
    return Http(sandbox, token, au.tenant_id)


@pytest.fixture
def xero_gb(sandbox, token, gb):
    return Http(sandbox, token, gb.tenant_id)


def api_client(sandbox, token):
    """The SDK's client as one has to set it up: no retries, a token of its own."""
    app = sandbox.app()
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token(
        client_id=app.client_id, client_secret=app.client_secret
    )
    values = {
        "access_token": token["access_token"],
        "scope": token["scope"].split(),
        "expires_in": 1800,
        "token_type": "Bearer",
        "expires_at": 9_999_999_999,
    }
    client = ApiClient(
        configuration,
        oauth2_token_getter=lambda: values,
        oauth2_token_saver=lambda token: None,
    )
    client.rest_client.pool_manager.connection_pool_kw["retries"] = False
    return client


@pytest.fixture
def sdk(sandbox, token):
    client = api_client(sandbox, token)
    return AccountingApi(client, base_url=f"{sandbox.url}/api.xro/2.0")


@pytest.fixture
def sdk_identity(sandbox, token):
    return IdentityApi(api_client(sandbox, token), base_url=sandbox.url)


@pytest.fixture
def contact(au):
    """The id of a seeded contact."""
    return au.contacts.first("name", BANKSIA.casefold())["ContactID"]


@pytest.fixture
def invoice(contact):
    """Builds the body of a sales invoice that can be approved."""

    def build(**values):
        line = {
            "Description": "Consulting",
            "Quantity": 2,
            "UnitAmount": 100,
            "AccountCode": "200",
        }
        body = {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "Date": "2026-11-10",
            "DueDate": "2026-12-10",
            "Status": "AUTHORISED",
            "LineItems": [line],
        }
        body.update(values)
        return {name: value for name, value in body.items() if value is not None}

    return build
