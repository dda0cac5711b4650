"""Scopes, rate limits, sizes, compression."""

import threading

import pytest
import requests
from xero_python.exceptions import RateLimitException

from xero_sandbox.scopes import KNOWN, needed

from .conftest import Http


@pytest.mark.parametrize(
    "scopes, method, path, status",
    [
        (["accounting.contacts.read"], "GET", "Contacts", 200),
        (["accounting.contacts"], "GET", "Contacts", 200),
        (["accounting.contacts.read"], "PUT", "Contacts", 401),
        (["accounting.settings"], "GET", "Contacts", 401),
        (["accounting.invoices.read"], "GET", "Invoices", 200),
        (["accounting.transactions"], "GET", "Invoices", 200),
        (["accounting.transactions.read"], "GET", "Payments", 200),
        (["accounting.invoices"], "GET", "Payments", 401),
        (["accounting.payments"], "GET", "Payments", 200),
        (["accounting.settings.read"], "GET", "Items", 200),
        (["accounting.invoices"], "GET", "Items", 200),
        (["accounting.settings.read"], "GET", "Organisation", 200),
        (["openid"], "GET", "Organisation", 401),
    ],
)
def test_scope_of_a_call(sandbox, au, scopes, method, path, status):
    token = sandbox.grant(app="broad", scopes=scopes)
    xero = Http(sandbox, token, au.tenant_id)
    answer = xero.send(method, path, {"Contacts": [{"Name": "x"}]})
    assert answer.status_code == status
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == "insufficent_scope"


def test_missing_scope_as_403(sandbox, au):
    sandbox.settings(switches={"missing_scope_status": 403})
    token = sandbox.grant(scopes=["openid"])
    answer = Http(sandbox, token, au.tenant_id).send("GET", "Contacts")
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == "insufficent_scope"


def test_reports_have_scopes_of_their_own():
    assert needed("reports.aged", "GET") == {
        "accounting.reports.aged.read",
        "accounting.reports.read",
    }
    assert {"accounting.journals.read", "paymentservices"} <= KNOWN


def test_minute_limit(sandbox, xero):
    sandbox.settings(minute_limit=3)
    left = [
        xero.send("GET", "Currencies").headers["X-MinLimit-Remaining"] for _ in "abc"
    ]
    assert left == ["2", "1", "0"]
    sandbox.clock(advance=20)
    refused = xero.send("GET", "Currencies")
    assert refused.status_code == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert 38 <= int(refused.headers["Retry-After"]) <= 40
    assert refused.content == b"" and "Content-Type" not in refused.headers
    sandbox.clock(advance=41)
    assert xero.send("GET", "Currencies").status_code == 200


def test_minute_limit_is_per_organisation(sandbox, xero, xero_gb):
    sandbox.settings(minute_limit=1)
    assert xero.send("GET", "Currencies").status_code == 200
    assert xero.send("GET", "Currencies").status_code == 429
    assert xero_gb.send("GET", "Currencies").status_code == 200


def test_seeded_limits(running, au):
    running.reset()
    token = running.grant()
    answer = Http(running, token, au.tenant_id).send("GET", "Currencies")
    headers = answer.headers
    assert headers["X-MinLimit-Remaining"] == "59"
    assert headers["X-DayLimit-Remaining"] == "999"
    assert headers["X-AppMinLimit-Remaining"] == "9999"


def test_day_limit_is_a_fixed_window(sandbox, xero):
    sandbox.settings(day_limit=1)
    xero.get("Currencies")
    refused = xero.send("GET", "Currencies")
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 86_400
    assert refused.headers["X-DayLimit-Remaining"] == "0"
    sandbox.clock(advance=wait)
    token = sandbox.grant()
    xero.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert xero.send("GET", "Currencies").status_code == 200


def test_app_limit_has_no_retry_after(sandbox, xero, xero_gb):
    sandbox.settings(app_minute_limit=1)
    xero.get("Currencies")
    refused = xero_gb.send("GET", "Currencies")
    assert refused.headers["X-Rate-Limit-Problem"] == "appminute"
    assert "Retry-After" not in refused.headers


def test_five_at_a_time(sandbox, xero):
    """Five calls wait inside; a sixth is refused at once."""
    inside = threading.Semaphore(0)
    release = threading.Event()
    original = sandbox.faults.take

    def hold(*arguments):
        inside.release()
        release.wait(10)
        return original(*arguments)

    sandbox.faults.take = hold
    try:
        statuses = []
        threads = [
            threading.Thread(
                target=lambda: statuses.append(xero.send("GET", "Items").status_code)
            )
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert inside.acquire(timeout=10)
        refused = xero.send("GET", "Items")
        assert refused.status_code == 429
        assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
        assert "Retry-After" not in refused.headers
        release.set()
        for thread in threads:
            thread.join(10)
        assert statuses == [200] * 5
    finally:
        release.set()
        del sandbox.faults.take
    assert xero.send("GET", "Items").status_code == 200


def test_sdk_reads_the_limit(sandbox, sdk, au):
    sandbox.settings(minute_limit=1)
    sdk.get_currencies(au.tenant_id)
    with pytest.raises(RateLimitException) as caught:
        sdk.get_currencies(au.tenant_id)
    assert caught.value.rate_limit == "minute"


def test_body_limit(xero):
    body = {"Contacts": [{"Name": "Big", "Website": "x" * 3_500_000}]}
    assert xero.send("PUT", "Contacts", body).status_code == 413


def test_compression_only_when_asked(sandbox, token, au):
    zipped = Http(sandbox, token, au.tenant_id)
    headers = {"Accept-Encoding": "gzip"}
    answer = zipped.send("GET", "Accounts", headers=headers)
    assert answer.headers["Content-Encoding"] == "gzip"
    small = int(answer.headers["Content-Length"])
    headers = {"Accept-Encoding": "identity"}
    answer = zipped.send("GET", "Accounts", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert len(answer.content) > 3 * small
    assert [entry.bytes_out for entry in sandbox.requests()] == [
        small,
        len(answer.content),
    ]


def test_json_must_be_asked_for(xero):
    answer = xero.send("GET", "Currencies", headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text.startswith("<Response>")


def test_first_segment_in_any_case(xero):
    assert xero.get("currencies")["Currencies"]


def test_unknown_path_is_an_empty_html_page(sandbox, xero):
    answer = xero.send("GET", "Nonsense")
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert xero.send("DELETE", "Currencies").status_code == 405
    assert requests.get(f"{sandbox.url}/nothing", timeout=20).status_code == 404
    assert requests.get(f"{sandbox.url}/connect/token", timeout=20).status_code == 404


def test_broken_and_empty_bodies(xero):
    for body, kind in (
        (b"{", "PostDataInvalidException"),
        (b"[1]", "PostDataInvalidException"),
        (b'{"Contacts": []}', "NoDataProcessedException"),
    ):
        answer = requests.put(
            xero.base + "Contacts", data=body, headers=xero.headers, timeout=20
        )
        assert (answer.status_code, answer.json()["Type"]) == (400, kind)
