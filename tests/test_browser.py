"""The first hour of an administrator, in a real browser against a real Odoo.

Everything is pressed as a person presses it: Settings, Xero's consent page, the
organisation, an invoice. Odoo's own scheduler does the work, its bus tells the form.
"""

import pytest
from browsing import open_shop
from pictures.books import CLERK, COMPANY, Books
from pictures.camera import Person
from playwright.sync_api import expect
from workers import until

BAR = ".o_xero_bar"
ORGANISATION = "Wattle & Quill Advisory Pty Ltd"


@pytest.fixture(scope="module")
def shop(odoo_environment):
    """Odoo with a company's books, a Xero, and a browser; nothing is connected."""
    with open_shop(odoo_environment, "browser") as shop:
        shop.odoo.use_xero(shop.sandbox.url)
        shop.books = Books(shop.odoo)
        shop.books.set_up()
        shop.person = lambda login, password: Person(
            shop.window(), shop.url, login, password
        )
        yield shop


def test_first_hour(shop):
    """Get Started, from nothing to Go live: connect, read, answer, map, preview; then
    an invoice is pushed, and its badge changes by itself."""
    old = shop.books.invoice("Copper Kettle Cafes", ("Network upgrade", 5.5, 200))
    both = shop.books.invoice("Copper Kettle Cafes", ("Wi-Fi survey", 1, 480), days=6)
    enter_in_xero(shop, both, "X-1044")
    lookalike = shop.books.partner("Ironbark Telecommunications")
    person = shop.person("admin", "admin")
    page = person.page

    # register the app
    start(person)
    expect(page.locator("[data-key=app] .fa-arrow-circle-right")).to_be_visible()
    go(page, "app")
    page.wait_for_selector(".app_settings_block")
    enter_the_app(person, shop.sandbox.app())

    # connect
    start(person)
    assert ticked(page) == ["app"]
    go(page, "connect")
    page.get_by_label("Olive Marlow").check()
    for box in page.locator("input[name=organisation]").all():
        box.set_checked(box.get_attribute("data-key") == "AU")
    page.get_by_role("button", name="Allow access").click()
    expect(page.locator(".o_form_view h1")).to_contain_text(ORGANISATION)
    expect(stage(page)).to_contain_text("Setup")
    expect(page.locator(".o_notification")).to_contain_text("Connected to Xero")

    # read: the page follows by itself
    start(person)
    expect(step(page, "import", done=True)).to_be_visible(timeout=60_000)
    go(page, "import")
    expect(page.locator(".o_xero_report")).to_contain_text("Contacts")

    # five questions
    go(page, "questions")
    page.locator(".modal").get_by_label("Authorised").check()
    person.press("Save Answers")
    expect(step(page, "questions", done=True)).to_be_visible()

    # map, create and ignore; leave, and come back
    go(page, "customers")
    page.wait_for_selector(".o_data_row")
    everything_shown(page)
    choose_in_row(page, "Ironbark Telecom", "Ironbark Telecommunications")
    press_in_row(page, "Pelican Office Supplies", "Ignore")
    press_in_row(page, "Dry Creek Vineyards", "Unlink")
    start(person)
    go(page, "customers")
    page.wait_for_selector(".o_data_row")
    everything_shown(page)
    row = row_of(page, "Ironbark Telecom")
    expect(row.locator("td[name=choice_id]")).to_contain_text(
        "Ironbark Telecommunications"
    )
    expect(row_of(page, "Pelican Office Supplies").get_by_text("Undo")).to_be_visible()
    press_in_row(page, "Dry Creek Vineyards", "Create")
    expect(row_of(page, "Dry Creek Vineyards").get_by_text("Unlink")).to_be_visible()
    assert shop.odoo.find("xero.link", [("res_id", "=", lookalike)])

    # the accounts that the invoices use
    start(person)
    assert "books" not in ticked(page)
    go(page, "books")
    page.wait_for_selector(".o_data_row")
    used = [row.inner_text().split()[1] for row in page.locator(".o_data_row").all()]
    for code in used:
        choose_in_row(page, code, "200 Sales", "target_id", stays=False)
    start(person)
    expect(step(page, "books", done=True)).to_be_visible()

    # the invoice that both have, under two numbers
    expect(step(page, "invoices", done=False)).to_contain_text("1 pairs to look at")
    go(page, "invoices")
    row_of(page, "X-1044").locator("button[name=action_link]").click()
    expect(page.locator(".o_data_row")).to_have_count(0)
    start(person)
    expect(step(page, "invoices", done=True)).to_be_visible()

    # preview, go live
    start(person)
    go(page, "preview")
    preview = page.locator(".modal .o_form_view")
    expect(preview).to_contain_text("Will be created in Xero")
    expect(preview.locator("[name=amount_total]")).to_contain_text("1,210.00")
    expect(preview.locator(".alert-danger")).to_have_count(0)
    page.locator(".modal footer").get_by_role("button", name="Close").click()
    expect(step(page, "preview", done=True)).to_be_visible()
    go(page, "live")
    page.locator(".modal footer").get_by_role("button", name="Go Live").click()
    expect(page.locator(".modal")).to_have_count(0)
    start(person)
    expect(step(page, "live", done=True)).to_be_visible()

    # push
    person.open(f"customer-invoices/{old}", BAR)
    expect(page.locator(f"{BAR} .badge")).to_have_text("Not in Xero")
    person.press("Push to Xero")
    badge = page.locator(f"{BAR} .badge.text-bg-success")
    expect(badge).to_have_text("In Xero", timeout=60_000)
    notice = page.locator(".o_notification", has_text="Created in Xero")
    expect(notice).to_be_visible()

    there = list(shop.sandbox.organisation("AU").invoices.values())
    assert [(doc["InvoiceNumber"], float(doc["Total"])) for doc in there] == [
        ("X-1044", 528.0),
        (shop.books.number(old), 1210.0),
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
    page.locator(".settings_tab .tab", has_text="Xero").click()
    page.locator("[name=xero_client_id] input").fill(app.client_id)
    page.locator("[name=xero_client_secret] input").fill(app.client_secret)
    with page.expect_navigation():
        person.press("Save")
    expect(page.get_by_text("A client secret is saved.")).to_be_visible()


def enter_in_xero(shop, move, number):
    """Somebody has entered an invoice of Odoo in Xero too, under another number."""
    date = shop.odoo.value("account.move", move, "invoice_date")
    line = {"Description": "x", "Quantity": 1, "UnitAmount": 480}
    shop.sandbox.act(
        "create_invoice",
        organisation="AU",
        Contact={"Name": "Copper Kettle Cafes"},
        InvoiceNumber=number,
        Date=date,
        DueDate=date,
        Status="AUTHORISED",
        LineItems=[{**line, "AccountCode": "200", "TaxType": "OUTPUT"}],
    )


def stage(page):
    return page.locator(".o_statusbar_status .o_arrow_button_current")


def start(person):
    person.open("xero-start", ".o_xero_steps")


def go(page, key):
    """Press the button of a step."""
    page.locator(f".o_xero_steps [data-key={key}] button").click()


def step(page, key, done):
    return page.locator(
        f".o_xero_steps [data-key={key}][data-done={str(done).lower()}]"
    )


def ticked(page):
    """Keys of the steps that are done, in order."""
    rows = page.locator(".o_xero_steps [data-done=true]").all()
    return [row.get_attribute("data-key") for row in rows]


def everything_shown(page):
    """Take the filters away: what is mapped and what is ignored, too."""
    facets = page.locator(".o_searchview_facet")
    while count := facets.count():
        facets.last.locator(".o_facet_remove").click()
        expect(facets).to_have_count(count - 1)


def row_of(page, name):
    return page.locator(".o_data_row", has_text=name)


def press_in_row(page, name, button):
    row_of(page, name).get_by_role("button", name=button, exact=True).click()


def choose_in_row(page, name, text, field="choice_id", stays=True):
    """Choose what a row stands for, and leave the row; what is decided may leave the
    list."""
    row = row_of(page, name)
    cell = row.locator(f"td[name={field}]")
    box = page.locator(f".o_selected_row td[name={field}] input")
    # a list that is read again at this moment closes the row
    until(lambda: box.is_visible() or cell.click(), "the row to be open", patience=30)
    box.fill(text.split()[0])
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()
    page.locator(".o_searchview_input").click()
    # it is saved when it is left
    expect(page.locator(".o_selected_row")).to_have_count(0)
    if stays:
        expect(cell).to_contain_text(text)
