"""A new resource is one new file; a request is atomic."""

import threading

from xero_sandbox import Sandbox
from xero_sandbox.envelope import envelope, public
from xero_sandbox.registry import REGISTRY, act, endpoint, store

from .conftest import Http


def test_a_resource_registers_itself(monkeypatch):
    for name in ("stores", "acts", "heads"):
        monkeypatch.setattr(REGISTRY, name, dict(getattr(REGISTRY, name)))
    endpoints = {length: list(found) for length, found in REGISTRY.endpoints.items()}
    monkeypatch.setattr(REGISTRY, "endpoints", endpoints)
    store("probes", "ProbeID")

    @endpoint("GET", "Probes", "settings")
    def get_probes(call):
        found = call.organisation.probes.values()
        return envelope(call, "Probes", [public(record) for record in found])

    @act("create_probe")
    def create_probe(call, **values):
        return call.organisation.probes.save({"ProbeID": "1", "_own": 1, **values})

    with Sandbox() as sandbox:
        sandbox.act("create_probe", Name="First")
        tenant = sandbox.organisation("AU").tenant_id
        xero = Http(sandbox, sandbox.grant(), tenant)
        assert xero.get("probes")["Probes"] == [{"ProbeID": "1", "Name": "First"}]
        assert sandbox.state()["organisations"]["AU"]["probes"]
        sandbox.reset()
        assert not sandbox.organisation("AU").probes


def test_many_at_once_get_numbers_of_their_own(sandbox, xero, invoice, au):
    sandbox.settings(concurrent_limit=100)
    statuses = []

    def create():
        for _ in range(5):
            body = {"Invoices": [invoice(), invoice(InvoiceNumber="SAME")]}
            answer = xero.send("PUT", "Invoices", body, summarizeErrors="false")
            found = answer.json()["Invoices"]
            statuses.extend(i["StatusAttributeString"] for i in found)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count("OK") == 31 and statuses.count("ERROR") == 29
    numbers = [record["InvoiceNumber"] for record in au.invoices.values()]
    assert len(set(numbers)) == len(numbers) == 31


def test_reset_gives_the_same_ids(sandbox):
    def ids():
        return [
            set(records)
            for organisation in sandbox.organisations.values()
            for records in organisation.stores.values()
        ]

    before = ids()
    sandbox.reset()
    assert ids() == before


def test_profile_can_be_changed(sandbox, xero):
    sandbox.act("edit_organisation", Class="STARTER")
    assert xero.get("Organisation")["Organisations"][0]["Class"] == "STARTER"
