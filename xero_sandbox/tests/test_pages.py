"""The pages that people look at."""

import requests


def test_a_deep_link_leads_to_the_invoice(sandbox, xero, invoice, au):
    body = {"Invoices": [invoice(InvoiceNumber="INV-LINK")]}
    record = xero.put("Invoices", body)["Invoices"][0]
    path = f"/AccountsReceivable/View.aspx?InvoiceID={record['InvoiceID']}"
    address = f"{sandbox.url}/organisationlogin/default.aspx"
    code = au.profile["ShortCode"]
    answer = requests.get(f"{address}?shortcode={code}&redirecturl={path}", timeout=10)
    assert answer.status_code == 200 and "INV-LINK" in answer.text
    answer = requests.get(f"{address}?shortcode=!none&redirecturl={path}", timeout=10)
    assert answer.status_code == 400
