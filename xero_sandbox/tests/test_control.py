"""The control API over HTTP, the page, the clock, the command line."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from xero_sandbox import Sandbox
from xero_sandbox.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def control(sandbox):
    def send(method, path, body=None, status=200):
        answer = requests.request(
            method, f"{sandbox.url}/_sandbox/{path}", json=body, timeout=20
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    return send


def test_state(control, xero, invoice):
    xero.put("Invoices", invoice(InvoiceNumber="S1"))
    state = control("GET", "state")
    au = state["organisations"]["AU"]
    assert au["invoices"][0]["InvoiceNumber"] == "S1"
    assert au["Organisation"]["BaseCurrency"] == "AUD"
    assert len(au["accounts"]) > 50
    assert state["connections"] and state["clock"]["frozen"] is False


def test_requests(control, xero):
    xero.get("Contacts", page=1)
    xero.put("Contacts", {"Name": "Logged"})
    xero.send("GET", "Invoices/INV-9")
    found = control("GET", "requests")["requests"]
    assert [e["path"] for e in found] == ["Contacts", "Contacts", "Invoices/INV-9"]
    entry = control("GET", "requests?method=put&path=Contacts")["requests"][0]
    assert entry["body"] == {"Name": "Logged"}
    assert entry["answer"]["Contacts"][0]["Name"] == "Logged"
    assert (entry["status"], entry["organisation"]) == (200, "AU")
    assert entry["bytes_in"] == len('{"Name": "Logged"}')
    assert entry["bytes_out"] > 100 and entry["duration_ms"] > 0
    assert entry["app"] and entry["tenant_id"]
    later = control("GET", f"requests?since={entry['number']}")["requests"]
    assert [e["status"] for e in later] == [404]
    assert found[0]["query"] == "page=1"


def test_bearer_tokens_are_not_logged(sandbox, xero, token):
    xero.get("Contacts")
    assert token["access_token"] not in str(sandbox.requests()[-1].public())


def test_faults(control, xero):
    plan = {"what": "503", "method": "GET", "path": "Contacts", "times": 2}
    assert control("POST", "faults", plan)["faults"][0]["times"] == 2
    assert xero.send("GET", "Contacts").status_code == 503
    assert control("GET", "faults")["faults"][0]["times"] == 1
    control("DELETE", "faults")
    assert xero.send("GET", "Contacts").status_code == 200
    two = {"faults": [plan, {"what": "404"}]}
    assert len(control("POST", "faults", two)["faults"]) == 2
    control("POST", "faults", {"what": "earthquake"}, 400)


def test_clock(control, sandbox):
    assert control("POST", "clock", {"set": "2030-01-02T03:04:05"})["now"].startswith(
        "2030-01-02T03:04:05"
    )
    frozen = control("POST", "clock", {"freeze": True})["now"]
    assert control("GET", "clock")["now"] == frozen
    control("POST", "clock", {"advance": 86400})
    assert control("GET", "clock")["now"].startswith("2030-01-03")
    assert control("POST", "clock", {"freeze": False})["frozen"] is False


def test_the_default_date_is_that_of_the_organisation(sandbox, xero, xero_gb, gb):
    sandbox.clock(set="2026-11-20T20:00:00Z", freeze=True)
    line = {"Description": "x"}
    body = {"Type": "ACCREC", "Contact": {"Name": "N"}, "LineItems": [line]}
    headers = {"Authorization": f"Bearer {sandbox.grant()['access_token']}"}
    xero.headers.update(headers)
    there = xero.put("Invoices", body)["Invoices"][0]["DateString"]
    both = sandbox.grant(organisations=["GB"])["access_token"]
    xero_gb.headers["Authorization"] = f"Bearer {both}"
    here = xero_gb.put("Invoices", body)["Invoices"][0]["DateString"]
    assert (there[:10], here[:10]) == ("2026-11-21", "2026-11-20")


def test_act(control, sandbox, au):
    done = control(
        "POST",
        "act",
        {"act": "create_contact", "organisation": "AU", "Name": "By hand"},
    )["done"]
    assert au.contacts[done["ContactID"]]["Name"] == "By hand"
    refusal = control("POST", "act", {"act": "void", "invoice": "NONE"}, 400)
    assert refusal["messages"] == ["No invoice NONE"]
    assert "there are" in control("POST", "act", {"act": "dance"}, 400)["error"]
    control("POST", "act", {"act": "rename"}, 400)
    wrong = {"act": "rename", "organisation": "Mars", "name": "x"}
    control("POST", "act", wrong, 400)


def test_every_act_that_the_brief_of_users_needs():
    assert {
        "create_contact",
        "edit_contact",
        "archive_contact",
        "merge_contacts",
        "create_invoice",
        "edit_invoice",
        "approve",
        "void",
        "delete",
        "pay",
        "delete_payment",
        "archive_account",
        "delete_item",
        "lock",
        "rename",
        "subscribe_currency",
        "disconnect",
    } <= set(REGISTRY.acts)


def test_disconnect(sandbox, xero, xero_gb):
    sandbox.act("disconnect", organisation="AU", app="broad")
    assert xero.send("GET", "Organisation").status_code == 200
    sandbox.act("disconnect", organisation="AU", app="web")
    assert xero.send("GET", "Organisation").status_code == 403
    assert xero_gb.send("GET", "Organisation").status_code == 200


def test_settings(control, sandbox):
    body = {
        "minute_limit": 7,
        "latency_ms": 1,
        "switches": {"missing_scope_status": 403},
        "redirect_uris": ["http://localhost:1/xero/oauth/return"],
        "apps": {
            "web": {"scope_style": "broad"},
            "mine": {"client_id": "M", "name": "Mine", "client_secret": "s"},
        },
    }
    found = control("POST", "settings", body)
    assert (found["minute_limit"], found["switches"]["missing_scope_status"]) == (
        7,
        403,
    )
    assert sandbox.app("mine").kind == "web"
    assert sandbox.app().scope_style == "broad"
    assert body["redirect_uris"][0] in sandbox.app().redirect_uris
    assert control("GET", "settings")["minute_limit"] == 7
    control("POST", "settings", {"colour": "red"}, 400)
    control("POST", "settings", {"switches": {"colour": "red"}}, 400)


@pytest.mark.parametrize(
    "uri, allowed",
    [
        ("https://odoo.example/xero/oauth/return", True),
        ("http://localhost:8070/xero/oauth/return", True),
        ("http://127.0.0.1:8069/xero/oauth/return", False),
        ("http://odoo.example/xero/oauth/return", False),
    ],
)
def test_redirect_uris_that_xero_registers(control, sandbox, uri, allowed):
    status = 200 if allowed else 400
    control("POST", "settings", {"redirect_uris": [uri]}, status)
    control("POST", "settings", {"apps": {"web": {"redirect_uris": [uri]}}}, status)
    assert (uri in sandbox.app().redirect_uris) is allowed


def test_redirect_uris_of_the_start_survive_a_reset():
    uri = "http://localhost:9/xero/oauth/return"
    sandbox = Sandbox(redirect_uris=[uri])
    sandbox.reset()
    assert uri in sandbox.app().redirect_uris


def test_latency(sandbox, xero):
    sandbox.settings(latency_ms=40)
    xero.get("Currencies")
    assert sandbox.requests()[-1].duration_ms >= 40


def test_grant_over_http(control, sandbox, xero):
    body = {"app": "web", "organisations": ["AU"], "scopes": "accounting.contacts"}
    token = control("POST", "grant", body)
    xero.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert xero.send("GET", "Contacts").status_code == 200
    assert xero.send("GET", "Accounts").status_code == 401


def test_reset(control, sandbox, xero, au):
    before = set(au.contacts)
    xero.put("Contacts", {"Name": "Gone soon"})
    sandbox.act("lock", period="2026-01-01")
    sandbox.fault("503")
    sandbox.clock(advance=99999)
    assert control("POST", "reset") == {"reset": True}
    assert set(au.contacts) == before
    assert "PeriodLockDate" not in au.profile
    assert not sandbox.faults.state() and not sandbox.requests()
    assert xero.send("GET", "Contacts").status_code == 401
    assert sandbox.settings()["minute_limit"] == 60


def test_unknown_control(control):
    assert "POST /_sandbox/reset" in control("GET", "nothing", status=404)["there are"]
    control("POST", "clock", [1], 400)


def test_page(sandbox, xero, invoice, au):
    lines = invoice()["LineItems"]
    lines[0]["Description"] = "<b>Careful</b>"
    made = xero.put("Invoices", invoice(InvoiceNumber="SEE/1", LineItems=lines))
    made = made["Invoices"][0]
    sandbox.act("pay", invoice="SEE/1", amount="20")
    home = requests.get(sandbox.url, timeout=20).text
    for part in ("SEE/1", "Banksia Bay Holdings", "200.00", "Harbour Lane Studio"):
        assert part in home
    assert "PUT Invoices" in home
    link = f"/view/{au.tenant_id}/invoices/{made['InvoiceID']}"
    assert link in home
    page = requests.get(sandbox.url + link, timeout=20)
    assert page.status_code == 200
    for part in ("SEE/1", "220.00", "&lt;b&gt;Careful", "OUTPUT", "Payments"):
        assert part in page.text
    assert "<b>Careful" not in page.text
    wrong = f"{sandbox.url}/view/{au.tenant_id}/invoices/none"
    assert requests.get(wrong, timeout=20).status_code == 404
    assert requests.get(f"{sandbox.url}/view/x", timeout=20).status_code == 404


def test_only_loopback(sandbox):
    assert sandbox._server._server.server_address[0] == "127.0.0.1"
    assert sandbox.url.startswith("http://localhost:")


def test_two_sandboxes_know_nothing_of_each_other(sandbox):
    with Sandbox() as other:
        assert other.url != sandbox.url
        other.act("create_contact", Name="Elsewhere")
        here = sandbox.organisation("AU").contacts
        assert not here.find("name", "elsewhere")


def test_command_line():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "xero_sandbox", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    try:
        first = process.stdout.readline()
        url = re.search(r"http://localhost:\d+", first)[0]
        rest = "".join(iter(process.stdout.readline, "\n"))
        page = requests.get(url, timeout=20)
        assert page.status_code == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert "client secret" in rest and "/xero/oauth/return" in rest
    assert process.returncode == 0
