"""summarizeErrors both ways, wrapping, order, saving."""

import pytest
from xero_python.accounting import Invoices

from xero_sandbox.errors import ZERO_ID

from .conftest import BANKSIA

TWO = [{"Name": "Good"}, {"Name": BANKSIA}]


def test_summarised_saves_nothing(xero, au):
    answer = xero.send("PUT", "Contacts", {"Contacts": TWO})
    assert answer.status_code == 400
    assert len(answer.json()["Elements"]) == 1
    assert answer.json()["Message"] == "A validation exception occurred"
    assert not au.contacts.find("name", "good")


def test_summarised_can_save_the_valid_ones(sandbox, xero, au):
    sandbox.settings(switches={"summarised_batch_saves_valid": True})
    assert xero.send("PUT", "Contacts", {"Contacts": TWO}).status_code == 400
    assert au.contacts.find("name", "good")


@pytest.mark.parametrize("value", ["false", "False"])
def test_not_summarised_each_has_its_verdict(xero, au, value):
    found = xero.put("Contacts", {"Contacts": TWO}, summarizeErrors=value)["Contacts"]
    assert [c["StatusAttributeString"] for c in found] == ["OK", "ERROR"]
    assert found[1]["ContactID"] == ZERO_ID
    assert found[1]["HasValidationErrors"] is True
    assert "already assigned" in found[1]["ValidationErrors"][0]["Message"]
    assert au.contacts.find("name", "good")


def test_name_of_the_parameter_in_any_case(xero):
    found = xero.put("Contacts", {"Contacts": TWO}, SUMMARIZEERRORS="FALSE")
    assert len(found["Contacts"]) == 2


def test_a_refused_element_echoes_what_was_asked(xero, invoice):
    made = xero.put("Invoices", invoice())["Invoices"][0]
    change = {"InvoiceID": made["InvoiceID"], "Status": "DELETED"}
    body = {"Invoices": [change]}
    found = xero.post("Invoices", body, summarizeErrors="false")["Invoices"][0]
    assert found["Status"] == "DELETED"  # what was asked, not what is
    assert found["InvoiceID"] == made["InvoiceID"]
    assert found["HasErrors"] is True
    message = "Invoice not of valid status for modification"
    assert found["ValidationErrors"] == [{"Message": message}]
    now = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
    assert now["Status"] == "AUTHORISED"


@pytest.mark.parametrize(
    "body",
    [
        {"Name": "Wrapped"},
        {"Contacts": [{"Name": "Wrapped"}]},
        {"contacts": [{"Name": "Wrapped"}]},
        {"CONTACTS": {"Name": "Wrapped"}},
        [{"Name": "Wrapped"}],
    ],
)
def test_wrapping(xero, body):
    assert xero.put("Contacts", body)["Contacts"][0]["Name"] == "Wrapped"


def test_answers_can_come_in_another_order(sandbox, xero):
    sandbox.settings(switches={"answers_keep_request_order": False})
    body = {"Contacts": [{"Name": name} for name in "abc"]}
    found = xero.put("Contacts", body, summarizeErrors="false")["Contacts"]
    assert [c["Name"] for c in found] == ["b", "c", "a"]


def test_duplicates_inside_a_batch(xero, au, invoice):
    two = {"Invoices": [invoice(InvoiceNumber="X1"), invoice(InvoiceNumber="x1")]}
    found = xero.put("Invoices", two, summarizeErrors="false")["Invoices"]
    assert [i["StatusAttributeString"] for i in found] == ["OK", "ERROR"]
    assert found[1]["ValidationErrors"][0]["Message"] == "Invoice # must be unique."
    assert len(au.invoices) == 1


def test_a_refused_invoice_leaves_no_new_contact(xero, au, invoice):
    bad = invoice(Contact={"Name": "Only Here"}, LineItems=[])
    body = {"Invoices": [bad]}
    found = xero.put("Invoices", body, summarizeErrors="false")["Invoices"][0]
    assert found["StatusAttributeString"] == "ERROR"
    assert not au.contacts.find("name", "only here")


def test_fifty_invoices_quickly(sandbox, sdk, au, invoice):
    batch = {"Invoices": [invoice(InvoiceNumber=f"B{i}") for i in range(50)]}
    found = sdk.create_invoices(au.tenant_id, batch, summarize_errors=False, unitdp=4)
    assert isinstance(found, Invoices)
    assert {i.status_attribute_string for i in found.invoices} == {"OK"}
    assert sandbox.requests()[-1].duration_ms < 500  # usually under 15
