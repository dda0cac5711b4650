"""Pages for people: consent, problems, and what is in the sandbox."""

from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from jinja2 import Environment, FileSystemLoader, select_autoescape
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .credit_notes import of_invoice
from .dates import parse_date
from .files import content

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True),
    trim_blocks=True,
    lstrip_blocks=True,
)
SHOWN = 500


def amount(value):
    """Money; a line of text only has none."""
    return f"{Decimal(value):,.2f}" if value is not None else ""


def price(value):
    """A unit price: two decimals, or as many as it needs."""
    text = f"{Decimal(value):,.4f}" if value is not None else ""
    return text[:-2] if text.endswith("00") else text


def quantity(value):
    return f"{Decimal(value).normalize():f}" if value is not None else ""


def day(value):
    return parse_date(value).isoformat() if value else ""


ENVIRONMENT.filters["amount"] = amount
ENVIRONMENT.filters["day"] = day
ENVIRONMENT.filters["price"] = price
ENVIRONMENT.filters["quantity"] = quantity


def render(template, status=200, **values):
    html = ENVIRONMENT.get_template(template).render(**values)
    return Response(html, status, content_type="text/html; charset=utf-8")


def problem(error, text):
    return render("problem.html", 400, error=error, text=text)


def consent(sandbox, app, scopes, message=""):
    return render(
        "consent.html",
        app=app,
        scopes=scopes,
        users=sandbox.users,
        organisations=list(sandbox.organisations.values()),
        message=message,
    )


def _overview(organisation):
    """What the page shows of an organisation: the latest, contacts by name."""
    with organisation.lock:
        contacts = sorted(
            organisation.contacts.values(), key=lambda r: r["Name"].casefold()
        )
        return {
            "it": organisation,
            "invoices": _latest(organisation.invoices),
            "credit_notes": [
                {"it": note, "against": _against(organisation, note)}
                for note in _latest(organisation.credit_notes)
            ],
            "payments": [
                _payment(organisation, payment)
                for payment in _latest(organisation.payments)
            ],
            "contacts": contacts[:SHOWN],
            "groups": _groups(organisation),
            "names": organisation.contacts,
        }


def _latest(records):
    return sorted(records.values(), key=lambda r: r["_ms"], reverse=True)[:SHOWN]


def _against(organisation, note):
    """The invoices that a credit note was set against."""
    found = organisation.allocations.find("note", note["CreditNoteID"])
    return [organisation.invoices[part["_document"]] for part in found]


def _payment(organisation, payment):
    """A payment with what it pays: an invoice or, paid back, a credit note."""
    key = payment["_document"]
    document = organisation.invoices.get(key) or organisation.credit_notes[key]
    return {
        "it": payment,
        "document": document,
        "is_invoice": "InvoiceID" in document,
        "number": document.get("InvoiceNumber") or document.get("CreditNoteNumber"),
        "account": organisation.accounts[payment["Account"]["AccountID"]],
    }


def _groups(organisation):
    """The names of the groups that each contact is in."""
    names = {}
    for group in organisation.contact_groups.values():
        if group["Status"] == "ACTIVE":
            for key in group["_members"]:
                names.setdefault(key, []).append(group["Name"])
    return names


def home(sandbox):
    organisations = list(sandbox.organisations.values())
    return render(
        "home.html",
        sandbox=sandbox,
        organisations=[_overview(organisation) for organisation in organisations],
        log=sandbox.requests()[-100:][::-1],
        shown=SHOWN,
    )


def invoice(sandbox, tenant, identifier):
    organisation = sandbox.organisations.get(tenant)
    record = organisation.invoices.get(identifier) if organisation else None
    if not record:
        return render(
            "problem.html", 404, error="Not here", text="No such invoice in it."
        )
    with organisation.lock:
        contact = organisation.contacts[record["Contact"]["ContactID"]]
        payments = organisation.payments.find("document", identifier)
        credits_ = of_invoice(organisation, identifier)
        files = organisation.attachments.find("document", identifier)
    return render(
        "invoice.html",
        organisation=organisation,
        invoice=record,
        contact=contact,
        payments=payments,
        credits=credits_,
        files=files,
    )


def attachment(sandbox, tenant, identifier):
    """A file as it was sent, to be kept by whoever looks at the page."""
    organisation = sandbox.organisations.get(tenant)
    record = organisation.attachments.get(identifier) if organisation else None
    if not record:
        return render("problem.html", 404, error="Not here", text="No such file in it.")
    response = Response(content(record), content_type=record["MimeType"])
    name = quote(record["FileName"], safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def deep_link(sandbox, query):
    """Xero's address of a record for people: short code, and the page behind it."""
    code = query.get("shortcode", "")
    target = urlsplit(query.get("redirecturl", ""))
    identifier = parse_qs(target.query).get("InvoiceID", [""])[0].lower()
    for organisation in sandbox.organisations.values():
        if organisation.profile["ShortCode"] == code:
            if identifier:
                return redirect(f"/view/{organisation.tenant_id}/invoices/{identifier}")
            return redirect(f"/#{organisation.key}")
    return problem("not_found", "No organisation has this short code.")
