"""Pages for people: consent, problems, and what is in the sandbox."""

from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, select_autoescape
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from .dates import parse_date

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


def home(sandbox):
    organisations = []
    for organisation in sandbox.organisations.values():
        with organisation.lock:
            invoices = sorted(
                organisation.invoices.values(), key=lambda r: r["_ms"], reverse=True
            )
            contacts = sorted(
                organisation.contacts.values(), key=lambda r: r["Name"].casefold()
            )
            organisations.append(
                {
                    "it": organisation,
                    "invoices": invoices[:SHOWN],
                    "contacts": contacts[:SHOWN],
                    "names": {c["ContactID"]: c["Name"] for c in contacts},
                }
            )
    return render(
        "home.html",
        sandbox=sandbox,
        organisations=organisations,
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
        payments = [
            payment
            for payment in organisation.payments.values()
            if payment["_document"] == identifier
        ]
    return render(
        "invoice.html",
        organisation=organisation,
        invoice=record,
        contact=contact,
        payments=payments,
    )


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
