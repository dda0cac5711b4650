"""The straightforward script: one invoice per call with xero-python.

Amounts and taxes are left to Xero, as such scripts do.

    python one_by_one.py FILE

FILE is JSON: the sandbox's address, tenant, access token and invoices in Xero's
spelling. Prints {"seconds": ..., "invoices": ...}.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

# Xero's names, and xero-python's.
LINE = {
    "Description": "description",
    "Quantity": "quantity",
    "UnitAmount": "unit_amount",
    "DiscountRate": "discount_rate",
    "AccountCode": "account_code",
    "ItemCode": "item_code",
    "TaxType": "tax_type",
}
INVOICE = {
    "Type": "type",
    "InvoiceNumber": "invoice_number",
    "Reference": "reference",
    "Status": "status",
}


def send(work):
    """Create the invoices one by one; return how long it took."""
    # The commands of dev/ look at this file too, where xero-python is not installed.
    from xero_python.accounting import (
        AccountingApi,
        Contact,
        CurrencyCode,
        Invoice,
        LineAmountTypes,
        LineItem,
    )
    from xero_python.api_client import ApiClient, Configuration
    from xero_python.api_client.oauth2 import OAuth2Token

    token = {
        "access_token": work["access_token"],
        "scope": [],
        "expires_in": 1800,
        "token_type": "Bearer",
        "expires_at": time.time() + 1800,
    }
    client = ApiClient(
        Configuration(oauth2_token=OAuth2Token(client_id="id", client_secret="secret")),
        oauth2_token_getter=lambda: token,
        oauth2_token_saver=lambda _token: None,
    )
    api = AccountingApi(client, base_url=f"{work['url']}/api.xro/2.0")
    started = time.monotonic()
    for body in work["invoices"]:
        lines = [LineItem(**_values(line, LINE)) for line in body["LineItems"]]
        invoice = Invoice(
            contact=Contact(contact_id=body["Contact"]["ContactID"]),
            line_items=lines,
            line_amount_types=LineAmountTypes(body["LineAmountTypes"]),
            currency_code=CurrencyCode(body["CurrencyCode"]),
            date=date.fromisoformat(body["Date"]),
            due_date=date.fromisoformat(body["DueDate"]),
            **_values(body, INVOICE),
        )
        body = {"Invoices": [invoice]}
        answer = api.create_invoices(work["tenant"], body, unitdp=4)
        if answer.invoices[0].has_errors:
            raise SystemExit(f"Refused: {answer.invoices[0].validation_errors}")
    return {"seconds": time.monotonic() - started, "invoices": len(work["invoices"])}


def _values(body, names):
    return {ours: body[theirs] for theirs, ours in names.items() if theirs in body}


if __name__ == "__main__":
    result = send(json.loads(Path(sys.argv[1]).read_text()))
    sys.stdout.write(json.dumps(result) + "\n")
