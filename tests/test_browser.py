"""The first hour of an administrator, in a real browser against a real Odoo.

Everything is pressed as a person presses it: Settings, Xero's consent page, the
organisation, an invoice. Odoo's own scheduler does the work, its bus tells the form.
"""

import os
from types import SimpleNamespace

import pytest
from pictures.books import CLERK, COMPANY, Books
from pictures.camera import Person, browser
from pictures.odoo_client import Odoo
from playwright.sync_api import expect

from xero_sandbox import Sandbox

BAR = ".o_xero_bar"
ORGANISATION = "Wattle & Quill Advisory Pty Ltd"


@pytest.fixture(scope="module")
def shop(odoo_environment):
    """Odoo with a company's books, a Xero, and a browser; nothing is connected."""
    env = odoo_environment
    env.drop_leftovers("browser")
    with (
        env.database(f"browser_{os.getpid()}") as database,
        env.server(database, max_cron_threads=1) as server,
        Sandbox(port=0) as sandbox,
        browser() as window,
    ):
        sandbox.settings(redirect_uris=[f"{server.url}/xero/oauth/return"])
        odoo = Odoo(server.url, database)
        odoo.use_xero(sandbox.url)
        books = Books(odoo)
        books.set_up()
        yield SimpleNamespace(
            odoo=odoo,
            books=books,
            sandbox=sandbox,
            person=lambda login, password: Person(
                window(), server.url, login, password
            ),
        )


def test_first_hour(shop):
    """Connect, read, decide, go live, preview, push; the badge changes by itself."""
    old = shop.books.invoice("Copper Kettle Cafes", ("Network upgrade", 5.5, 200))
    person = shop.person("admin", "admin")
    page = person.page

    # connect
    enter_the_app(person, shop.sandbox.app())
    person.press("Connect to Xero")
    page.get_by_label("Olive Marlow").check()
    for box in page.locator("input[name=organisation]").all():
        box.set_checked(box.get_attribute("data-key") == "AU")
    page.get_by_role("button", name="Allow access").click()
    expect(page.locator(".o_form_view h1")).to_contain_text(ORGANISATION)
    expect(stage(page)).to_contain_text("Setup")
    expect(page.locator(".o_notification")).to_contain_text("Connected to Xero")

    # read
    expect(page.locator(".o_xero_refresh")).to_have_count(0, timeout=60_000)
    person.press("Read All from Xero")
    expect(result_of(page, "Contacts")).to_have_text("5 read")
    expect(result_of(page, "Invoices")).to_have_text("0 read")

    # decide, go live
    person.tab("Documents")
    page.get_by_label("Authorised").check()
    for kind in ("service", "goods"):
        choose(page, f"default_{kind}_account_id", "200 Sales")
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_saved")).to_be_attached()
    person.press("Go Live")
    page.locator(".modal footer").get_by_role("button", name="Go Live").click()
    expect(stage(page)).to_have_text("Live")

    # preview, push
    person.open(f"customer-invoices/{old}", BAR)
    expect(page.locator(f"{BAR} .badge")).to_have_text("Not in Xero")
    person.press("Xero Preview")
    preview = page.locator(".modal .o_form_view")
    expect(preview).to_contain_text("Will be created in Xero")
    expect(preview.locator("[name=amount_total]")).to_contain_text("1,210.00")
    expect(preview.locator(".alert-danger")).to_have_count(0)
    page.locator(".modal footer").get_by_role("button", name="Close").click()
    person.press("Push to Xero")
    badge = page.locator(f"{BAR} .badge.text-bg-success")
    expect(badge).to_have_text("In Xero", timeout=60_000)
    notice = page.locator(".o_notification", has_text="Created in Xero")
    expect(notice).to_be_visible()

    there = list(shop.sandbox.organisation("AU").invoices.values())
    assert [(doc["InvoiceNumber"], float(doc["Total"])) for doc in there] == [
        (shop.books.number(old), 1210.0)
    ]


def test_without_rights_one_sees_and_does_not_press(shop):
    shop.books.resume()
    move = shop.books.invoice("Dry Creek Vineyards", ("Site visit", 4, 95.5))
    person = shop.person(CLERK[0], f"{CLERK[0]}-secret")
    person.open(f"customer-invoices/{move}", BAR)
    expect(person.page.locator(f"{BAR} .badge")).to_contain_text("Goes to Xero at")
    expect(person.page.locator(f"{BAR} button")).to_have_count(0)


def test_a_company_without_an_organisation_shows_nothing(shop):
    odoo = shop.odoo
    shop.books.resume()
    second = odoo.find("res.company", [("name", "!=", COMPANY)])[0]
    shop.books.company, odoo.companies = second, [second]
    odoo.call("account.chart.template", "try_loading", [], "uk", second)
    move = shop.books.invoice("Harbour Dental", ("Onboarding", 8, 120))
    odoo.companies = []
    odoo.call("res.users", "write", [2], {"company_id": second})
    person = shop.person("admin", "admin")
    person.open(f"customer-invoices/{move}", ".o_form_sheet")
    expect(person.page.locator(".o_form_sheet h1")).to_contain_text("INV")
    expect(person.page.locator(BAR)).to_have_count(0)
    expect(person.page.locator(".nav-link[name=xero]")).to_have_count(0)


def enter_the_app(person, app):
    """Settings, Xero: the id and the secret."""
    page = person.page
    person.open("settings", ".app_settings_block")
    page.locator(".settings_tab .tab", has_text="Xero").click()
    page.locator("[name=xero_client_id] input").fill(app.client_id)
    page.locator("[name=xero_client_secret] input").fill(app.client_secret)
    with page.expect_navigation():
        person.press("Save")
    expect(page.get_by_text("A client secret is saved.")).to_be_visible()


def stage(page):
    return page.locator(".o_statusbar_status .o_arrow_button_current")


def result_of(page, stream):
    row = page.locator(".o_data_row", has=page.get_by_role("cell", name=stream))
    return row.locator("[name=last_result]")


def choose(page, name, text):
    """Choose in a list as one does: type, take what is offered."""
    page.locator(f".o_field_widget[name={name}] input").fill(text.split()[0])
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()
