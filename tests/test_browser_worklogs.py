"""From the review of worklogs to the invoice in Xero, in a real browser."""

import re

import pytest
from browsing import open_shop
from pictures import scenes
from pictures.work import Work
from pictures.xero_page import Xero
from playwright.sync_api import expect

BAR = ".o_xero_bar"


@pytest.fixture(scope="module")
def story(odoo_environment, tmp_path_factory):
    """A business that is live, with a month of work that nobody looked at yet."""
    with open_shop(odoo_environment, "worklogs") as shop:
        sandbox, folder = shop.sandbox, tmp_path_factory.mktemp("pictures")
        told = scenes.Story(shop.odoo, Xero(sandbox.url), shop.window, folder)
        for scene in (scenes.set_up, scenes.settings, scenes.connect):
            scene(told)
        told.books.map_taxes()
        told.books.choose_defaults()
        scenes.go_live(told)
        told.sandbox = sandbox
        yield told


def test_g10_from_the_review_to_the_page_in_xero(story):
    """Look through what was done, approve, bill, post, and open it in Xero."""
    books, sandbox = story.books, story.sandbox
    person, _camera = story.person()
    work = Work(books)
    work.set_up()
    page = person.page

    # types first
    person.open(f"xero/{books.organisation}", ".o_form_view")
    person.tab("Worklogs")
    person.press("Sync Worklog Types Now")
    books.odoo.until(
        "worklog types are synced",
        lambda: books.odoo.value(
            "xero.organisation", books.organisation, "worklog_types_synced_at"
        ),
    )

    # write one down, hold one, approve the rest
    person.open("action-xero_connector.xero_worklog_review", ".o_data_row")
    row = page.locator(".o_data_row", has_text="Workshop with")
    charged = row.locator("td[name=xero_billed_type_id] .small")
    expect(charged).to_have_text("To bill")
    row.locator("td[name=xero_hours]").click()
    page.locator(".o_selected_row [name=xero_hours] input").fill("3:00")
    page.keyboard.press("Tab")
    page.locator(".o_selected_row [name=xero_hours_reason] input").fill("Goodwill")
    page.locator(".o_searchview_input").click()
    expect(row.locator("td[name=xero_hours]")).to_contain_text("3:00")
    [held] = work.find(name="Moved the mailboxes")
    select(page, "Moved the mailboxes")
    person.press("Hold")
    expect(page.locator(".o_list_view")).to_contain_text("Held by")
    page.locator("thead .o_list_record_selector input").click()
    person.press("Approve")
    expect(page.locator(".o_data_row", has_text="Workshop with")).to_have_count(0)

    # bill what is ready of one customer
    banksia = books.customers["Banksia Bay Holdings"]
    lines = work.find(xero_billing_state="ready", xero_customer_id=banksia)
    assert lines
    person.open("action-xero_connector.xero_bill_work_action", ".modal .o_form_view")
    modal = page.locator(".modal")
    modal.locator("[name=partner_ids] input").fill("Banksia")
    page.locator(".o-autocomplete--dropdown-item", has_text="Banksia").first.click()
    count = modal.locator(".o_group [name=invoice_count]")
    expect(count).to_contain_text("1")
    expect(modal.locator("[name=line_ids] .o_data_row")).to_contain_text("Banksia")
    anyway = modal.locator("button[name=action_bill_anyway]")
    if modal.locator("[name=question]").is_visible():
        expect(anyway).to_have_text("Make 1 Invoices Anyway")
        anyway.click()
    else:
        person.press("Make Invoices")
    expect(page.locator(".o_form_view .o_statusbar_status")).to_contain_text("Draft")
    expect(page.locator(".o_form_view")).to_contain_text("Workshop with")

    # post, send, and look at it in Xero
    person.press("Confirm")
    expect(page.locator(f"{BAR} .badge")).to_be_visible()
    person.press("Send Now" if shown(page, "Send Now") else "Push to Xero")
    badge = page.locator(f"{BAR} .badge.text-bg-success")
    expect(badge).to_have_text(re.compile("In Xero"), timeout=60_000)
    [move] = books.odoo.find("account.move", [("xero_worklog_line_ids", "!=", False)])
    [document] = sandbox.organisation("AU").invoices.values()
    assert document["InvoiceNumber"] == books.number(move)
    total = books.odoo.call("account.move", "read", [move], ["amount_total"])[0]
    assert float(document["Total"]) == total["amount_total"]
    assert work.find(xero_move_id=move) == lines
    assert held not in lines
    with person.context.expect_page() as opened:
        page.locator(BAR).get_by_text("Open in Xero").click()
    there = opened.value
    expect(there.locator("body")).to_contain_text(books.number(move))
    expect(there.locator("body")).to_contain_text("Workshop with")


def select(page, text):
    page.locator(".o_data_row", has_text=text).locator(
        ".o_list_record_selector input"
    ).click()


def shown(page, text):
    return page.locator(f"{BAR} button", has_text=text).count()
