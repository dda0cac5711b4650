"""What goes out of Xero for an invoice: its PDF, its e-mail, its page online."""

from ..documents import APPROVED
from ..envelope import envelope, validation_exception
from ..errors import Answer, Refused
from ..invoices import set_sent
from ..registry import act, endpoint
from .invoices import chosen, get_invoice, invoice_at

MAILABLE = {"SUBMITTED", "AUTHORISED", "PAID"}


@endpoint("GET", "Invoices/{ident}", "invoices", ("unitdp",), accepts=("json", "pdf"))
def get_invoice_or_pdf(call, ident):
    """Xero: the same address gives the PDF to whoever accepts only that."""
    if "application/pdf" not in (call.header("Accept") or ""):
        return get_invoice(call, ident)
    record = invoice_at(call, ident)
    title = f"{record.get('InvoiceNumber') or 'Invoice'} {record['Total']}"
    name = record.get("InvoiceNumber") or record["InvoiceID"]
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Answer(200, pdf(title), "application/pdf", headers)


def pdf(text):
    """A one-page PDF with one line of text."""
    text = text.encode("ascii", "replace").decode()
    text = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    stream = f"BT /F1 18 Tf 60 760 Td ({text}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        "/Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    data, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\n"
    return f"{data}{end}startxref\n{len(data)}\n%%EOF\n".encode()


def _refuse(record, message):
    element = {
        "InvoiceID": record["InvoiceID"],
        "ValidationErrors": [{"Message": message}],
    }
    return validation_exception([element])


@endpoint("POST", "Invoices/{ident}/Email", "invoices")
def email_invoice(call, ident):
    """Sales only, and not drafts; it marks the invoice as sent."""
    record = invoice_at(call, ident)
    if record["Type"] != "ACCREC" or record["Status"] not in MAILABLE:
        raise _refuse(record, "This invoice cannot be emailed in its state.")
    contact = call.organisation.contacts[record["Contact"]["ContactID"]]
    if not contact.get("EmailAddress"):
        raise _refuse(record, "The contact of this invoice has no email address.")
    set_sent(call, record)
    return None


@endpoint("GET", "Invoices/{ident}/OnlineInvoice", "invoices")
def get_online_invoice(call, ident):
    record = invoice_at(call, ident)
    if record["Type"] != "ACCREC" or record["Status"] not in APPROVED:
        raise _refuse(record, "There is no online invoice for this document.")
    key = record["InvoiceID"].replace("-", "")
    url = f"{call.request.host_url}view/{call.organisation.tenant_id}"
    url += f"/invoices/{record['InvoiceID']}?key={key}"
    return envelope(call, "OnlineInvoices", [{"OnlineInvoiceUrl": url}])


@act("mark_sent")
def mark_sent(call, invoice):
    record = chosen(call, invoice)
    if record["Status"] not in APPROVED or record["Type"] != "ACCREC":
        raise Refused(["Only an approved sale can be marked as sent."])
    return set_sent(call, record)
