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


def test_payments_credit_notes_and_groups_are_shown(sandbox, xero, invoice, au):
    bodies = [invoice(InvoiceNumber=number) for number in ("P1", "P2", "P3")]
    made = xero.put("Invoices", {"Invoices": bodies})["Invoices"]
    sandbox.act("pay", invoice="P1", amount=20, Reference="Cash")
    batch = sandbox.act("pay_many", invoices=[{"invoice": "P2"}])["BatchPaymentID"]
    sandbox.act("credit", invoice="P3", amount=70)
    note = sandbox.act("create_credit_note", **invoice(Type="ACCRECCREDIT"))
    sandbox.act("refund", credit_note=note["CreditNoteNumber"], amount=33)
    names = {"name": "Hospitality", "contacts": "Copper Kettle Cafes"}
    sandbox.act("create_contact_group", **names)
    home = requests.get(sandbox.url, timeout=20).text
    payments = home.partition('class="payments"')[2].partition("</table>")[0]
    for part in ("P1", "20.00", "Cash", f"part of batch\n{batch[:8]}", "33.00"):
        assert part in payments, part
    assert "Business Bank Account" in payments and "CN-0002" in payments
    credits_ = home.partition('class="credits"')[2].partition("</table>")[0]
    assert "P3" in credits_ and "70.00" in credits_ and "paid" in credits_
    assert "<td>Hospitality</td>" in home
    page = f"{sandbox.url}/view/{au.tenant_id}/invoices/{made[2]['InvoiceID']}"
    shown = requests.get(page, timeout=20).text.partition('class="credits"')[2]
    assert "CN-0001" in shown and "70.00" in shown
