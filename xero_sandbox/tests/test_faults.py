"""Every fault, by its name, on the API and on the identity host."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from xero_sandbox.faults import AFTER, BEFORE


def names(au):
    return [contact["Name"] for contact in au.contacts.values()]


def put(xero, name="New One"):
    return xero.send("PUT", "Contacts", {"Contacts": [{"Name": name}]})


@pytest.mark.parametrize(
    "what, status, done",
    [
        ("401", 401, False),
        ("403", 403, False),
        ("404", 404, False),
        ("503", 503, False),
        ("500_before", 500, False),
        ("500_after", 500, True),
        ("429_minute", 429, False),
        ("429_day", 429, False),
        ("429_concurrent", 429, False),
        ("429_appminute", 429, False),
        ("bad_json", 200, True),
    ],
)
def test_answers(sandbox, xero, au, what, status, done):
    sandbox.fault(what, method="PUT", path="Contacts")
    answer = put(xero)
    assert answer.status_code == status
    assert ("New One" in names(au)) is done
    assert sandbox.requests()[-1].faults == [what]
    assert put(xero, "Another").status_code == 200


@pytest.mark.parametrize("what, done", [("drop_before", False), ("drop_after", True)])
def test_dropped_connections(sandbox, xero, au, what, done):
    sandbox.fault(what, path="Contacts")
    with pytest.raises(requests.ConnectionError):
        put(xero)
    assert ("New One" in names(au)) is done
    assert sandbox.requests()[-1].status is None


@pytest.mark.parametrize("what", ["delay_before", "delay_after"])
def test_delays(sandbox, xero, au, what):
    sandbox.fault(what, path="Contacts", seconds=0.05)
    started = time.perf_counter()
    assert put(xero).status_code == 200
    assert time.perf_counter() - started >= 0.05


def test_delay_after_the_commit(sandbox, xero, au):
    """Whoever gives up waiting finds the record there."""
    sandbox.fault("delay_after", path="Contacts", seconds=1)
    with pytest.raises(requests.Timeout):
        requests.put(
            xero.base + "Contacts",
            json={"Contacts": [{"Name": "New One"}]},
            headers=xero.headers,
            timeout=0.5,
        )
    assert "New One" in names(au)


def test_a_delay_is_released(sandbox, xero, au):
    sandbox.fault("delay_before", method="PUT", path="Contacts", seconds=60)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(put, xero)
        while sandbox.faults.state():
            time.sleep(0.01)
        sandbox.release("GET")
        with pytest.raises(TimeoutError):
            call.result(0.1)
        assert "New One" not in names(au)
        sandbox.release("PUT")
        assert call.result(20).status_code == 200
    assert "New One" in names(au)


def test_every_name_is_tested_here():
    tested = {mark.args[1][i][0] for mark in _marks() for i in range(len(mark.args[1]))}
    assert tested | {"delay_before", "delay_after"} == BEFORE | AFTER


def _marks():
    return [
        mark
        for function in (test_answers, test_dropped_connections)
        for mark in function.pytestmark
    ]


def test_bodies_and_headers(sandbox, xero):
    sandbox.fault("offline")
    answer = put(xero)
    assert answer.text == "The Organisation is offline"
    assert answer.headers["Content-Type"].startswith("text/plain")
    sandbox.fault("404")
    answer = put(xero)
    assert answer.content == b""
    assert answer.headers["Content-Type"].startswith("text/html")
    sandbox.fault("expired")
    assert "TokenExpired" in put(xero).json()["Detail"]
    sandbox.fault("bad_json")
    with pytest.raises(ValueError):
        put(xero).json()


@pytest.mark.parametrize("problem", ["minute", "day", "concurrent", "appminute"])
def test_retry_after(sandbox, xero, problem):
    sandbox.fault(f"429_{problem}")
    answer = put(xero)
    assert answer.headers["X-Rate-Limit-Problem"] == problem
    assert ("Retry-After" in answer.headers) is (problem in ("minute", "day"))
    sandbox.fault(f"429_{problem}", retry_after=7)
    assert put(xero).headers["Retry-After"] == "7"
    sandbox.fault(f"429_{problem}", retry_after=None)
    assert "Retry-After" not in put(xero).headers


def test_times_skip_and_order(sandbox, xero):
    sandbox.fault("503", times=2, skip=1)
    found = [xero.send("GET", "Items").status_code for _ in range(4)]
    assert found == [200, 503, 503, 200]


def test_which_call(sandbox, xero, xero_gb):
    sandbox.fault("503", organisation="GB")
    assert xero.send("GET", "Items").status_code == 200
    assert xero_gb.send("GET", "Items").status_code == 503
    sandbox.fault("503", path="Invoices/*")
    assert xero.send("GET", "Invoices").status_code == 200
    assert xero.send("GET", "Invoices/INV-1").status_code == 503
    sandbox.fault("503", path="Tracking")
    assert xero.send("GET", "TrackingCategories").status_code == 200
    sandbox.faults.reset()


def test_which_element(sandbox, xero):
    sandbox.fault("500_before", element={"Name": "New One"})
    assert put(xero, "Other").status_code == 200
    assert put(xero).status_code == 500


def test_identity_host(sandbox):
    token = sandbox.grant()
    app = sandbox.app()

    def refresh():
        return requests.post(
            f"{sandbox.url}/connect/token",
            data={
                "grant_type": "refresh_token",
                "refresh_token": token["refresh_token"],
            },
            auth=(app.client_id, app.client_secret),
            timeout=20,
        )

    for what, status in (("503", 503), ("500_before", 500), ("429_minute", 429)):
        sandbox.fault(what, path="connect/token")
        assert refresh().status_code == status
    known = len(sandbox.tokens.refresh)
    sandbox.fault("drop_after", path="connect/token")
    with pytest.raises(requests.ConnectionError):
        refresh()
    assert len(sandbox.tokens.refresh) == known + 1  # rotated, the answer lost
    sandbox.fault("bad_json", path="connect/token")
    with pytest.raises(ValueError):
        refresh().json()
    sandbox.fault("500_after", path="connect/token")
    assert refresh().status_code == 500
    assert refresh().status_code == 200  # within the grace


def test_unknown_fault(sandbox):
    with pytest.raises(ValueError, match="there are"):
        sandbox.fault("earthquake")
