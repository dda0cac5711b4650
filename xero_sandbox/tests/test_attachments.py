"""Files on invoices."""

from urllib.parse import quote

import pytest
import requests
from xero_python.exceptions import AccountingBadRequestException

PDF = b"%PDF-1.4\n\xff\x00worklogs"


@pytest.fixture
def document(xero, invoice):
    return xero.put("Invoices", {"Invoices": [invoice()]})["Invoices"][0]["InvoiceID"]


@pytest.fixture
def files(xero, document):
    """Sends the bytes of a file; calls of it give the answer."""

    def send(method, name="Worklogs.pdf", data=PDF, **query):
        return requests.request(
            method,
            f"{xero.base}Invoices/{document}/Attachments/{quote(name, safe='')}",
            data=data,
            params=query,
            headers={**xero.headers, "Content-Type": "application/octet-stream"},
            timeout=20,
        )

    return send


def messages(answer):
    assert answer.status_code == 400, answer.text
    (element,) = answer.json()["Elements"]
    return " ".join(error["Message"] for error in element["ValidationErrors"])


def test_a_file_is_kept_listed_and_given_back(xero, document, files):
    assert xero.get(f"Invoices/{document}/Attachments")["Attachments"] == []
    answer = files("PUT", IncludeOnline="True")
    (made,) = answer.json()["Attachments"]
    assert made["FileName"] == "Worklogs.pdf"
    assert made["MimeType"] == "application/pdf"
    assert made["ContentLength"] == len(PDF) and made["IncludeOnline"] is True
    assert made["Url"].endswith(f"Invoices/{document}/Attachments/Worklogs.pdf")
    assert xero.get(f"Invoices/{document}/Attachments")["Attachments"] == [made]
    (whole,) = xero.get(f"Invoices/{document}")["Invoices"]
    assert whole["HasAttachments"] is True and whole["Attachments"] == [made]
    for address in (made["AttachmentID"], "worklogs.PDF"):
        given = xero.send("GET", f"Invoices/{document}/Attachments/{address}")
        assert given.content == PDF
        assert given.headers["Content-Type"] == "application/pdf"
    gone = xero.send("GET", f"Invoices/{document}/Attachments/Other.pdf")
    assert gone.status_code == 404


@pytest.mark.parametrize("keeps", [False, True])
def test_the_same_name_overwrites(sandbox, xero, document, files, keeps):
    sandbox.settings(switches={"overwritten_file_keeps_id": keeps})
    (first,) = files("PUT").json()["Attachments"]
    for method in ("PUT", "POST"):
        (second,) = files(method, data=PDF * 2).json()["Attachments"]
        assert xero.get(f"Invoices/{document}/Attachments")["Attachments"] == [second]
        assert second["ContentLength"] == 2 * len(PDF)
        assert (second["AttachmentID"] == first["AttachmentID"]) is keeps
    assert second["IncludeOnline"] is False


@pytest.mark.parametrize("letter", '<>:"/\\|?*+')
def test_letters_that_no_name_may_have(au, files, letter):
    assert "file name" in messages(files("PUT", name=f"a{letter}b.pdf"))
    assert not au.attachments


def test_size_and_number_are_limited(au, files):
    assert "empty" in messages(files("PUT", data=b""))
    assert "10 MB" in messages(files("PUT", data=b"x" * 10_000_001))
    # larger than what other bodies may be
    assert files("PUT", name="0.pdf", data=b"x" * 4_000_000).status_code == 200
    for number in range(1, 10):
        assert files("PUT", name=f"{number}.pdf").status_code == 200
    assert "at most 10" in messages(files("PUT", name="10.pdf"))
    assert files("PUT", name="9.pdf").status_code == 200
    assert len(au.attachments) == 10


def test_a_document_that_gets_a_file_may_count_as_changed(sandbox, xero, document, au):
    for moves in (True, False):
        sandbox.settings(switches={"file_moves_document": moves})
        before = au.invoices[document]["_ms"]
        sandbox.clock(advance=5)
        path = f"Invoices/{document}/Attachments/{moves}.pdf"
        requests.put(xero.base + path, data=PDF, headers=xero.headers, timeout=20)
        assert (au.invoices[document]["_ms"] > before) is moves
        assert au.invoices[document]["HasAttachments"] is True


def test_scopes_and_unknown_documents(sandbox, xero, document, files):
    assert xero.send("GET", "Invoices/none/Attachments").status_code == 404
    for scopes, read, written in (
        (["accounting.invoices"], 401, 401),
        (["accounting.attachments.read"], 200, 401),
        (["accounting.attachments"], 200, 200),
    ):
        token = sandbox.grant(scopes=scopes)["access_token"]
        xero.headers["Authorization"] = f"Bearer {token}"
        path = f"Invoices/{document}/Attachments"
        assert xero.send("GET", path).status_code == read
        assert files("PUT").status_code == written


def test_a_bill_has_no_page_online(sandbox, xero, invoice):
    bill = invoice(Type="ACCPAY", InvoiceNumber="B1")
    ident = xero.put("Invoices", {"Invoices": [bill]})["Invoices"][0]["InvoiceID"]
    path = f"Invoices/{ident}/Attachments/Receipt.jpg?IncludeOnline=true"
    answer = requests.put(xero.base + path, data=PDF, headers=xero.headers, timeout=20)
    assert answer.json()["Attachments"][0]["IncludeOnline"] is False
    assert sandbox.requests(path=f"Invoices/{ident}")[-1].warnings


def test_the_sdk_sends_and_lists_files(sdk, au, document):
    name = "Arbeit März #1.pdf"
    call = sdk.create_invoice_attachment_by_file_name
    made = call(au.tenant_id, document, name, PDF, include_online=True)
    assert made.attachments[0].file_name == name
    assert made.attachments[0].include_online is True
    listed = sdk.get_invoice_attachments(au.tenant_id, document).attachments
    ids = [file.attachment_id for file in listed]
    assert ids == [made.attachments[0].attachment_id]
    with pytest.raises(AccountingBadRequestException):
        call(au.tenant_id, document, "a/b.pdf", PDF)


def test_the_page_of_an_invoice_shows_its_files(sandbox, document, files, au):
    files("PUT", name="Übersicht 1.pdf")
    assert "with files" in requests.get(sandbox.url, timeout=20).text
    page = f"{sandbox.url}/view/{au.tenant_id}/invoices/{document}"
    shown = requests.get(page, timeout=20).text
    link = shown.partition('class="files"')[2].partition('href="')[2].partition('"')[0]
    assert "Übersicht 1.pdf" in shown
    given = requests.get(sandbox.url + link, timeout=20)
    assert given.content == PDF
    assert "attachment" in given.headers["Content-Disposition"]
    gone = requests.get(f"{sandbox.url}/view/{au.tenant_id}/attachments/x", timeout=20)
    assert gone.status_code == 404


def test_the_state_can_be_shown_with_files(sandbox, files):
    files("PUT")
    state = requests.get(f"{sandbox.url}/_sandbox/state", timeout=20).json()
    (kept,) = state["organisations"]["AU"]["attachments"]
    assert kept["FileName"] == "Worklogs.pdf"


def test_a_person_adds_a_file(sandbox, xero, document, files):
    made = sandbox.act("attach", invoice=document, name="Notes.txt", text="By hand")
    files("PUT")
    (whole,) = xero.get(f"Invoices/{document}")["Invoices"]
    assert [each["FileName"] for each in whole["Attachments"]] == [
        "Notes.txt",
        "Worklogs.pdf",
    ]
    given = xero.send("GET", f"Invoices/{document}/Attachments/{made['AttachmentID']}")
    assert given.content == b"By hand"
