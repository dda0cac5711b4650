"""Files on invoices and bills.

Xero: raw bytes under the name of the file; the same name overwrites; at most ten on a
document; some characters are not allowed in names.
"""

import mimetypes
from urllib.parse import quote

from ..envelope import envelope, public, validation_exception
from ..errors import Answer, not_found
from ..files import content, packed
from ..registry import act, endpoint, store
from .invoices import chosen, invoice_at

MOST = 10
# Xero's pages say 10 MB in one place and 25 MB in others.
LARGEST = 10_000_000
NOT_IN_NAMES = '<>:"/\\|?*+'
UNKNOWN_TYPE = "application/octet-stream"

store("attachments", "AttachmentID", document=lambda r: r["_document"])


@endpoint("GET", "Invoices/{ident}/Attachments", "attachments")
def get_attachments(call, ident):
    """What is on a document, oldest first."""
    found = of_document(call.organisation, invoice_at(call, ident)["InvoiceID"])
    return envelope(call, "Attachments", [public(record) for record in found])


@endpoint("GET", "Invoices/{ident}/Attachments/{name}", "attachments", accepts=("",))
def get_attachment(call, ident, name):
    """The bytes, by the file's id or its name; given to whoever accepts anything."""
    found = of_document(call.organisation, invoice_at(call, ident)["InvoiceID"])
    record = _among(found, "AttachmentID", name) or _among(found, "FileName", name)
    if not record:
        raise not_found()
    return Answer(200, content(record), record["MimeType"])


@endpoint(
    "PUT",
    "Invoices/{ident}/Attachments/{name}",
    "attachments",
    query=("IncludeOnline",),
    is_file=True,
)
@endpoint(
    "POST",
    "Invoices/{ident}/Attachments/{name}",
    "attachments",
    query=("IncludeOnline",),
    is_file=True,
)
def put_attachment(call, ident, name):
    """Add a file, or overwrite the one of that name."""
    document = invoice_at(call, ident)
    found = of_document(call.organisation, document["InvoiceID"])
    old = _among(found, "FileName", name)
    _refuse_odd(call, document, name, found, old)
    online = call.flag("IncludeOnline")
    if online and document["Type"] != "ACCREC":
        call.warn("IncludeOnline is for sales only")
    host = call.request.host_url
    record = _keep(call, document, name, call.body, host, old, online)
    return envelope(call, "Attachments", [public(record)])


@act("attach")
def attach(call, invoice, name, text):
    """A person adds a file to a document."""
    document = chosen(call, invoice)
    found = of_document(call.organisation, document["InvoiceID"])
    old = _among(found, "FileName", name)
    return public(_keep(call, document, name, text.encode(), "/", old))


def _keep(call, document, name, data, host, old=None, online=False):
    """Keep a file on a document, instead of an old one."""
    keeps = old and call.switch("overwritten_file_keeps_id")
    record = {
        "AttachmentID": old["AttachmentID"] if keeps else call.organisation.new_id(),
        "FileName": name,
        "Url": _url(document, name, host),
        "MimeType": mimetypes.guess_type(name)[0] or UNKNOWN_TYPE,
        "ContentLength": len(data),
        "IncludeOnline": online and document["Type"] == "ACCREC",
        "_document": document["InvoiceID"],
        "_content": packed(data),
    }
    if old and not keeps:
        call.organisation.attachments.remove(old["AttachmentID"])
    call.organisation.attachments.save(record)
    _mark(call, document)
    return record


def of_document(organisation, ident):
    """The files of a document."""
    return organisation.attachments.find("document", ident)


def _among(found, field, value):
    """Names and ids do not tell case apart."""
    wanted = value.casefold()
    return next((r for r in found if r[field].casefold() == wanted), None)


def _url(document, name, host):
    path = f"Invoices/{document['InvoiceID']}/Attachments/{quote(name, safe='')}"
    return f"{host}api.xro/2.0/{path}"


def _mark(call, document):
    record = {**document, "HasAttachments": True}
    if call.switch("file_moves_document"):
        record = call.organisation.touched(record, call.ms)
    call.organisation.invoices.save(record)


def _refuse_odd(call, document, name, found, old):
    messages = []
    if set(name) & set(NOT_IN_NAMES):
        messages.append(f"A file name cannot contain any of {NOT_IN_NAMES}")
    if not call.body:
        messages.append("The file is empty.")
    if len(call.body) > LARGEST:
        messages.append("The file is larger than 10 MB.")
    if not old and len(found) >= MOST:
        messages.append(f"A document can have at most {MOST} attachments.")
    if messages:
        element = {
            "InvoiceID": document["InvoiceID"],
            "FileName": name,
            "ValidationErrors": [{"Message": text} for text in messages],
        }
        raise validation_exception([element])
