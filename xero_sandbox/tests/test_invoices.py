"""Invoices: numbers, states, contacts, dates, currencies, edits."""

import pytest
from xero_python.accounting import Contact, Invoice, Invoices, LineItem
from xero_python.exceptions import AccountingBadRequestException, NotFoundException

from xero_sandbox.contacts import ARCHIVED
from xero_sandbox.documents import NOT_MODIFIABLE, NUMBER_TAKEN
from xero_sandbox.errors import ZERO_ID

MISSING = "3f1d0c77-0000-4000-8000-000000000000"


def put(xero, body):
    return xero.put("Invoices", body)["Invoices"][0]


def post(xero, **values):
    return xero.post("Invoices", {"Invoices": [values]})["Invoices"][0]


def refused(xero, **values):
    return xero.refused("POST", "Invoices", {"Invoices": [values]})


def test_created_through_the_sdk(sdk, au, contact):
    model = Invoice(
        type="ACCREC",
        contact=Contact(contact_id=contact),
        line_items=[
            LineItem(
                description="Work", quantity=2, unit_amount=10.5, account_code="200"
            )
        ],
        status="DRAFT",
    )
    found = sdk.create_invoices(au.tenant_id, Invoices(invoices=[model]))
    invoice = found.invoices[0]
    assert invoice.invoice_number == "INV-0001"
    assert str(invoice.total) == "23.1"
    assert invoice.date == au.today()
    assert invoice.branding_theme_id and not invoice.sent_to_contact
    assert invoice.contact.name == "Banksia Bay Holdings"
    read = sdk.get_invoice(au.tenant_id, invoice.invoice_id).invoices[0]
    assert read.line_items[0].tax_type == "OUTPUT"


def test_dates_in_every_form(xero, invoice):
    ms = 1_794_268_800_000  # 10 November 2026
    for form in (
        "2026-11-10",
        "2026-11-10T00:00:00",
        f"/Date({ms})/",
        f"/Date({ms}+0000)/",
    ):
        found = put(xero, invoice(Date=form))
        assert found["Date"] == f"/Date({ms}+0000)/"
        assert found["DateString"] == "2026-11-10T00:00:00"
        assert found["UpdatedDateUTC"].endswith("+0000)/")
    assert "not a valid date" in xero.refused("PUT", "Invoices", invoice(Date="x"))[0]


def test_numbers_are_given_in_turn_and_skip_taken_ones(xero, invoice):
    put(xero, invoice(InvoiceNumber="INV-0002"))
    numbers = [put(xero, invoice())["InvoiceNumber"] for _ in "ab"]
    assert numbers == ["INV-0001", "INV-0003"]


def test_numbers_of_sales_are_unique(xero, invoice):
    put(xero, invoice(InvoiceNumber="A/1"))
    body = invoice(InvoiceNumber="a/1")
    assert xero.refused("PUT", "Invoices", body) == [NUMBER_TAKEN]
    bill = invoice(
        Type="ACCPAY",
        InvoiceNumber="A/1",
        LineItems=[
            {"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "400"}
        ],
    )
    assert put(xero, bill)["InvoiceID"] != put(xero, bill)["InvoiceID"]


def test_a_deleted_number_is_free_a_voided_one_is_not(sandbox, xero, invoice):
    put(xero, invoice(InvoiceNumber="D1", Status="DRAFT"))
    sandbox.act("delete", invoice="D1")
    put(xero, invoice(InvoiceNumber="D1"))
    sandbox.act("void", invoice="D1")
    body = invoice(InvoiceNumber="D1")
    assert xero.refused("PUT", "Invoices", body) == [NUMBER_TAKEN]
    assert xero.refused("POST", "Invoices", body) == [NOT_MODIFIABLE]
    sandbox.settings(switches={"voided_number_reserved": False})
    put(xero, body)


def test_post_without_id_changes_whoever_has_the_number(xero, invoice, au):
    first = put(xero, invoice(InvoiceNumber="P1"))
    again = xero.post("Invoices", invoice(InvoiceNumber="p1", Reference="changed"))
    assert again["Invoices"][0]["InvoiceID"] == first["InvoiceID"]
    assert len(au.invoices) == 1
    assert au.invoices[first["InvoiceID"]]["Reference"] == "changed"


def test_put_with_the_id_of_an_existing_one(xero, invoice):
    found = put(xero, invoice())
    body = invoice(InvoiceID=found["InvoiceID"])
    assert xero.send("PUT", "Invoices", body).status_code == 400


def test_unknown_ids_end_the_whole_request(sdk, xero, invoice, au, sandbox):
    two = [invoice(), invoice(InvoiceID=MISSING)]
    answer = xero.send("POST", "Invoices", {"Invoices": two}, summarizeErrors="false")
    assert (answer.status_code, answer.content) == (404, b"")
    two[1] = invoice(Contact={"ContactID": MISSING})
    answer = xero.send("PUT", "Invoices", {"Invoices": two}, summarizeErrors="false")
    assert answer.status_code == 404
    assert not au.invoices
    sandbox.settings(switches={"unknown_contact_is_404": False})
    found = xero.put("Invoices", {"Invoices": two}, summarizeErrors="false")
    assert found["Invoices"][1]["InvoiceID"] == ZERO_ID
    with pytest.raises(NotFoundException):
        sdk.get_invoice(au.tenant_id, MISSING)


@pytest.mark.parametrize("old", ["DRAFT", "SUBMITTED", "AUTHORISED"])
@pytest.mark.parametrize(
    "new", ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "VOIDED", "PAID"]
)
def test_state_machine(xero, invoice, old, new):
    allowed = {
        "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
        "SUBMITTED": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
        "AUTHORISED": {"AUTHORISED", "VOIDED"},
    }[old]
    ident = put(xero, invoice(Status=old))["InvoiceID"]
    if new in allowed:
        assert post(xero, InvoiceID=ident, Status=new)["Status"] == new
    else:
        assert refused(xero, InvoiceID=ident, Status=new) == [NOT_MODIFIABLE]


@pytest.mark.parametrize("status", ["DELETED", "VOIDED", "PAID"])
def test_not_created_in_an_end_state(xero, invoice, status):
    body = invoice(Status=status)
    assert xero.refused("PUT", "Invoices", body) == [NOT_MODIFIABLE]


def test_end_states_are_final(sdk, xero, invoice, au):
    found = put(xero, invoice())
    ident = found["InvoiceID"]
    void = post(xero, InvoiceID=ident, Status="VOIDED")
    assert (void["AmountDue"], void["Total"]) == (220.0, 220.0)
    for values in ({"Status": "AUTHORISED"}, {"Reference": "x"}, {"Status": "VOIDED"}):
        assert refused(xero, InvoiceID=ident, **values) == [NOT_MODIFIABLE]
    with pytest.raises(AccountingBadRequestException) as caught:
        body = {"Invoices": [{"Status": "AUTHORISED"}]}
        sdk.update_invoice(au.tenant_id, ident, body)
    assert caught.value.reason == NOT_MODIFIABLE


@pytest.mark.parametrize(
    "values, message",
    [
        ({"DueDate": None}, "DueDate must be specified"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": None}, "One or more line items must be specified"),
        ({"Contact": None}, "A Contact must be specified"),
        ({"Contact": {}}, "A Contact must be specified"),
        ({"Type": "SALE"}, "Type must be"),
        ({"InvoiceNumber": "x" * 256}, "InvoiceNumber is too long"),
        ({"InvoiceNumber": "Größe"}, "printable ASCII"),
        ({"InvoiceNumber": "a\tb"}, "printable ASCII"),
        ({"Reference": "x" * 256}, "Reference is too long"),
        ({"CurrencyCode": "ZAR"}, "Users Organisation is not subscribed to currency"),
        ({"CurrencyCode": "USD", "CurrencyRate": -1}, "CurrencyRate"),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes Gross is not valid"),
        ({"BrandingThemeID": MISSING}, "BrandingThemeID does not exist"),
        ({"Url": "https://xero.example/1"}, "cannot contain 'xero'"),
        ({"Url": "nonsense"}, "Url is not valid"),
        (
            {
                "LineItems": [
                    {
                        "Description": "x",
                        "Quantity": -1,
                        "UnitAmount": 5,
                        "AccountCode": "200",
                    }
                ]
            },
            "less than zero",
        ),
    ],
)
def test_what_an_approved_invoice_needs(xero, invoice, values, message):
    messages = xero.refused("PUT", "Invoices", invoice(**values))
    assert any(message in text for text in messages), messages


def test_a_draft_may_lack_accounts_and_due_date(xero, invoice):
    lines = [{"Description": "x", "Quantity": 1, "UnitAmount": 5}]
    found = put(xero, invoice(Status="DRAFT", DueDate=None, LineItems=lines))
    assert found["Total"] == 5.0
    messages = refused(xero, InvoiceID=found["InvoiceID"], Status="AUTHORISED")
    assert "Account code must be specified for each line item." in messages
    assert "The DueDate must be specified." in messages


def test_archived_contact(sandbox, xero, invoice, contact):
    ident = put(xero, invoice())["InvoiceID"]
    sandbox.act("archive_contact", contact=contact)
    assert xero.refused("PUT", "Invoices", invoice()) == [ARCHIVED]
    by_name = invoice(Contact={"Name": "Banksia Bay Holdings"})
    assert xero.refused("PUT", "Invoices", by_name) == [ARCHIVED]
    assert refused(xero, InvoiceID=ident, Reference="x") == [ARCHIVED]


def test_contact_by_name_is_found_or_created(xero, invoice, au, contact):
    name = {"Name": "BANKSIA bay holdings"}
    assert put(xero, invoice(Contact=name))["Contact"]["ContactID"] == contact
    found = put(xero, invoice(Contact={"Name": "Brand New"}))
    assert au.contacts[found["Contact"]["ContactID"]]["Name"] == "Brand New"


def test_contact_details_in_an_invoice_drop_its_persons(xero, invoice, au, contact):
    persons = [{"FirstName": "Ann"}]
    xero.post("Contacts", {"ContactID": contact, "ContactPersons": persons})
    put(xero, invoice())
    assert au.contacts[contact]["ContactPersons"]
    both = {"ContactID": contact, "EmailAddress": "new@banksia.example"}
    put(xero, invoice(Contact=both))
    assert au.contacts[contact]["EmailAddress"] == "new@banksia.example"
    assert au.contacts[contact]["ContactPersons"] == []


def test_currencies(sandbox, xero, invoice):
    found = put(xero, invoice(CurrencyCode="USD"))
    assert found["CurrencyRate"] == 0.657895  # USD per AUD, the day's rate
    found = put(xero, invoice(CurrencyCode="USD", CurrencyRate=0.6612345))
    assert found["CurrencyRate"] == 0.661235
    found = put(xero, invoice(CurrencyRate=3))
    assert found["CurrencyRate"] == 1.0
    sandbox.act("subscribe_currency", code="ZAR")
    put(xero, invoice(CurrencyCode="ZAR"))


@pytest.mark.parametrize(
    "lock, words",
    [("period", "period lock date"), ("year", "end of year lock date")],
)
def test_lock_dates(sandbox, xero, invoice, lock, words):
    early = put(xero, invoice(Date="2026-10-31"))["InvoiceID"]
    sandbox.act("lock", **{lock: "2026-10-31"})
    message = (
        f"The document date cannot be before the {words}, "
        "currently set at 31 October 2026"
    )
    body = invoice(Date="2026-10-31")
    assert xero.refused("PUT", "Invoices", body) == [message]
    draft = invoice(Date="2026-10-30", Status="DRAFT")
    assert xero.refused("PUT", "Invoices", draft) == [message]
    assert refused(xero, InvoiceID=early, Reference="x") == [message]
    assert refused(xero, InvoiceID=early, Date="2026-11-02") == [message]
    assert refused(xero, InvoiceID=early, Status="VOIDED") == [message]
    put(xero, invoice(Date="2026-11-01"))
    field = {"period": "PeriodLockDate", "year": "EndOfYearLockDate"}[lock]
    found = xero.get("Organisation")["Organisations"][0]
    assert found[field] == "/Date(1793404800000+0000)/"
    sandbox.act("lock", **{lock: None})
    assert field not in xero.get("Organisation")["Organisations"][0]
    post(xero, InvoiceID=early, Status="VOIDED")


def test_sent_to_contact(sandbox, xero, invoice):
    assert put(xero, invoice(SentToContact=True))["SentToContact"] is True
    draft = invoice(SentToContact=True, Status="DRAFT")
    assert "approved" in xero.refused("PUT", "Invoices", draft)[0]
    sandbox.settings(switches={"sent_on_draft_refused": False})
    assert put(xero, draft)["SentToContact"] is False


def test_url_switch(sandbox, xero, invoice):
    sandbox.settings(switches={"url_without_xero": False})
    url = "http://localhost:8069/xero/1"
    assert put(xero, invoice(Url=url))["Url"] == url


def test_plan_limits_approvals(sandbox, xero, invoice):
    sandbox.act("limit_approvals", left=1)
    draft = put(xero, invoice(Status="DRAFT"))["InvoiceID"]
    put(xero, invoice())
    message = "You have reached the limit of invoices you can approve"
    assert refused(xero, InvoiceID=draft, Status="AUTHORISED") == [message]
    assert xero.refused("PUT", "Invoices", invoice()) == [message]
    sandbox.act("limit_approvals", left=None)
    post(xero, InvoiceID=draft, Status="AUTHORISED")


def test_shapes_of_answers(sandbox, xero, invoice, au):
    """As in real answers, which differ between writing, reading one and a list."""
    lines = invoice()["LineItems"]
    lines[0]["Tracking"] = [{"Name": "Region", "Option": "North"}]
    made = put(xero, invoice(LineItems=lines))
    for name in ("Payments", "CreditNotes", "AmountCredited", "HasAttachments"):
        assert name not in made
    assert made["LineItems"][0]["ValidationErrors"] == []
    assert made["UpdatedDateUTCString"].endswith("Z")
    one = xero.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
    assert "Payments" not in one and one["AmountCredited"] == 0.0
    assert one["Contact"]["AccountsPayableTaxType"] == ""
    assert "TrackingOptionID" in one["LineItems"][0]["Tracking"][0]
    listed = xero.get("Invoices", page=1)["Invoices"][0]
    assert listed["Payments"] == listed["InvoiceAddresses"] == []
    assert "ValidationErrors" not in listed["LineItems"][0]
    tracking = listed["LineItems"][0]["Tracking"][0]
    assert "TrackingOptionID" not in tracking and tracking["Options"] == []
    sandbox.act("pay", invoice=made["InvoiceID"])
    changed = post(xero, InvoiceID=made["InvoiceID"], Reference="R")
    assert changed["Payments"][0]["Amount"] == 220.0


def test_a_refused_element_shows_dates_in_the_spelling_of_xero(xero, invoice):
    body = {"Invoices": [invoice(LineItems=[])]}
    found = xero.put("Invoices", body, summarizeErrors="false")["Invoices"][0]
    assert found["DateString"] == "2026-11-10T00:00:00"
    assert found["Date"].endswith("+0000)/") and found["Payments"] == []


def test_bills_have_no_reference(xero, invoice):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "400"}
    body = invoice(Type="ACCPAY", Reference="R", LineItems=[line])
    found = put(xero, body)
    assert found["Reference"] == "" and "InvoiceNumber" not in found
    assert "SentToContact" not in found and "BrandingThemeID" not in found
    assert found["LineItems"][0]["TaxType"] == "INPUT"


def test_by_number_in_the_path(xero, invoice):
    put(xero, invoice(InvoiceNumber="INV/2026/00001"))
    found = xero.get("Invoices/INV%2F2026%2F00001")["Invoices"][0]
    assert found["InvoiceNumber"] == "INV/2026/00001"


def test_pdf_email_and_online_page(sandbox, sdk, xero, invoice, au):
    found = put(xero, invoice(InvoiceNumber="PDF/1"))
    path = f"Invoices/{found['InvoiceID']}"
    answer = xero.send("GET", path, headers={"Accept": "application/pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('"PDF-1.pdf"')
    assert answer.content.startswith(b"%PDF-1.4") and b"PDF/1 220.00" in answer.content
    assert sdk.email_invoice(au.tenant_id, found["InvoiceID"], {}) is None
    assert au.invoices[found["InvoiceID"]]["SentToContact"] is True
    online = sdk.get_online_invoice(au.tenant_id, found["InvoiceID"])
    assert online.online_invoices[0].online_invoice_url.startswith("http://localhost")
    draft = put(xero, invoice(Status="DRAFT"))["InvoiceID"]
    assert xero.refused("POST", f"Invoices/{draft}/Email", {})
    assert xero.refused("GET", f"Invoices/{draft}/OnlineInvoice", None)


def test_a_users_acts(sandbox, au):
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 10.5, "AccountCode": "200"}
    made = sandbox.act(
        "create_invoice",
        Contact="Banksia Bay Holdings",
        LineItems=[line],
        DueDate="2026-12-01",
    )
    number = made["InvoiceNumber"]
    assert made["Status"] == "DRAFT"
    sandbox.act("submit", invoice=number)
    sandbox.act("edit_invoice", invoice=number, Reference="R")
    done = sandbox.act("approve", invoice=number)
    assert (done["Status"], done["Reference"]) == ("AUTHORISED", "R")
    assert sandbox.act("mark_sent", invoice=number)["SentToContact"] is True
    paid = sandbox.act("pay", invoice=number, date="2026-11-20")
    assert str(paid["Amount"]) == "11.55"
    assert au.invoices[made["InvoiceID"]]["Status"] == "PAID"
    sandbox.act("delete_payment", invoice=number)
    assert sandbox.act("void", invoice=number)["Status"] == "VOIDED"
    assert sandbox.act("rename", name="Other Name")["Name"] == au.name == "Other Name"
