"""The story that the pictures tell, in its order."""

import tempfile
from pathlib import Path

from .books import ACCOUNTANT, CLERK, Books
from .camera import Camera, Person
from .work_scenes import SCENES as WORK


class Story:
    """Who and what the scenes share."""

    def __init__(self, odoo, xero, window, folder):
        self.books = Books(odoo)
        self.odoo = odoo
        self.xero = xero
        self.folder = folder
        self._window = window
        self._people = {}

    def person(self, login="admin", password=None):
        """Return somebody's window and the camera on it."""
        if login not in self._people:
            password = password or ("admin" if login == "admin" else f"{login}-secret")
            person = Person(self._window(), self.odoo.url, login, password)
            self._people[login] = person, Camera(person.page, self.folder)
        return self._people[login]

    def keep_screens(self):
        """Save what everybody sees, to find out why a scene did not go on."""
        for login, (person, _camera) in self._people.items():
            path = Path(tempfile.gettempdir()) / f"screen-{login}.png"
            person.page.screenshot(path=path)
            print(f"{login} sees: {path} ({person.page.url})")

    def move(self, name):
        """Return the invoice that has this text on its first line."""
        lines = self.odoo.call(
            "account.move.line", "search_read", [("name", "=", name)], ["move_id"]
        )
        return lines[0]["move_id"][0]


def set_up(story):
    story.odoo.use_xero(story.xero.url)
    story.books.set_up()


def start_empty(story):
    person, camera = story.person()
    person.open("xero-start", ".o_xero_steps")
    camera.take("start-empty", height=980)


def settings(story):
    person, camera = story.person()
    person.open("settings?debug=0", ".app_settings_block")
    person.page.locator(".settings_tab .tab", has_text="Xero").click()
    person.page.wait_for_selector("#xero_app:visible")
    camera.take("settings-empty", height=820)


def connect(story):
    person, camera = story.person()
    app = story.xero.app()
    page = person.page
    page.locator("[name=xero_client_id] input").fill(app["client_id"])
    page.locator("[name=xero_client_secret] input").fill(app["client_secret"])
    with page.expect_navigation():
        person.press("Save")
    page.wait_for_selector("#xero_app:visible")
    person.press("Connect to Xero")
    page.wait_for_selector("#consent")
    for box in page.locator("input[name=organisation]").all():
        box.check()
    camera.take("consent", height=760)
    page.click("button[value=allow]")
    page.wait_for_selector("select")
    camera.take("choose-organisation", height=420)
    # A real Xero takes its time: what one sees meanwhile
    story.xero.settings(latency_ms=400)
    page.locator("tr", has_text="GBP").locator("select").select_option(label="Not used")
    person.press("Connect")
    page.wait_for_selector(".o_xero_refresh", state="attached")
    camera.take("organisation-reading", height=560)
    story.xero.settings(latency_ms=0)
    page.wait_for_selector(".o_xero_refresh", state="detached")
    story.books.resume()
    story.books.wait_until_read()


def connected(story):
    story.books.resume()
    person, camera = story.person()
    person.open(f"xero/{story.books.organisation}", ".o_form_view")
    camera.take("organisation-setup", height=1000)
    person.open("settings", ".app_settings_block")
    person.page.locator(".settings_tab .tab", has_text="Xero").click()
    person.page.wait_for_selector("#xero_app:visible")
    camera.take("settings-connected", height=820)


def mapping(story):
    """Customers as the import left them, and the page that leads there."""
    books, xero = story.books, story.xero
    books.resume()
    for name in ("Ironbark Telecommunications", "Pelican Office Supply"):
        books.partner(name)
    for name in ("Quandong Catering", "Saltbush Surveying", "Tamar Timber"):
        xero.act("create_contact", Name=name)
    books.read("contacts")
    person, camera = story.person()
    person.open("xero-start", ".o_xero_report")
    camera.take("start-read", height=1180)
    page = person.page
    page.locator("[data-key=questions] button").click()
    page.wait_for_selector(".modal .o_form_view")
    camera.take("start-questions", height=760)
    page.locator(".modal .btn-primary", has_text="Save Answers").click()
    page.wait_for_selector(".modal", state="detached")
    page.locator("[data-key=customers] button").click()
    page.wait_for_selector(".o_data_row")
    camera.take("mapping", height=560)
    books.map_taxes()
    books.choose_defaults()


def look_alikes(story):
    """An invoice that was entered in both books, under two numbers."""
    books, xero = story.books, story.xero
    books.resume()
    for name, text, amount, number in (
        ("Copper Kettle Cafes", "Wi-Fi survey", 480, "X-1044"),
        ("Dry Creek Vineyards", "Quarterly check", 650, "X-1051"),
    ):
        move = books.invoice(name, (text, 1, amount), days=6)
        day = story.odoo.call("account.move", "read", [move], ["invoice_date"])[0]
        xero.act(
            "create_invoice",
            Contact={"Name": name},
            InvoiceNumber=number,
            Date=day["invoice_date"],
            DueDate=day["invoice_date"],
            Status="AUTHORISED",
            LineItems=[
                {
                    "Description": text,
                    "Quantity": 1,
                    "UnitAmount": amount,
                    "AccountCode": "200",
                    "TaxType": "OUTPUT",
                }
            ],
        )
    books.read("invoices")
    person, camera = story.person()
    person.open("xero-start", ".o_xero_steps")
    person.page.locator("[data-key=invoices] button").click()
    person.page.wait_for_selector(".o_data_row")
    camera.take("look-alikes", height=460)
    person.open("xero-mapping-missing", ".o_list_view")
    camera.take("missing", height=460)


def go_live(story):
    story.books.resume()
    person, camera = story.person()
    person.open(f"xero/{story.books.organisation}", ".o_form_view")
    person.press("Go Live")
    person.page.wait_for_selector(".modal .o_form_view")
    camera.take("go-live", height=720)
    person.page.locator(".modal footer button", has_text="Go Live").click()
    person.page.wait_for_selector(".o_arrow_button_current:has-text('Live')")
    person.close_notices()
    camera.take("organisation-live", height=1000)
    person.tab("Documents")
    camera.take("organisation-documents", height=1000)


def streams(story):
    """What is read and sent, and one list of it."""
    story.books.resume()
    person, camera = story.person()
    person.open(f"xero/{story.books.organisation}", ".o_form_view")
    person.tab("What Is Read and Sent")
    camera.take("organisation-streams", height=1000)
    kind = [("kind", "=", "contacts")]
    stream = story.odoo.find("xero.stream", kind)[0]
    person.open(f"xero.stream/{stream}", ".o_form_view")
    camera.take("stream", height=900)


def conflict(story):
    """A customer's phone number was changed on both sides."""
    books, xero = story.books, story.xero
    books.resume()
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "02 5550 7001"}]
    xero.act("edit_contact", contact="Banksia Bay Holdings", Phones=phones)
    customer = books.customers["Banksia Bay Holdings"]
    story.odoo.call("res.partner", "write", [customer], {"phone": "02 5550 7002"})
    books.read("contacts")
    links = [("conflict", "!=", False)]
    story.odoo.until(
        "the conflict is seen", lambda: story.odoo.find("xero.link", links)
    )
    person, camera = story.person(ACCOUNTANT[0])
    person.open("xero-conflicts", ".o_data_row")
    person.page.locator(".o_data_row .o_data_cell").first.click()
    person.page.wait_for_selector(".o_form_view table")
    camera.take("conflict", height=560)


def documents(story):
    """Invoices in every state that the guide speaks of."""
    books, xero = story.books, story.xero
    books.resume()
    bank, copper, dry = list(books.customers)[:3]
    done = books.invoice(bank, ("Monthly support", 6.5, 120))
    part = books.invoice(copper, ("Network upgrade", 5.5, 200))
    paid = books.invoice(dry, ("Backup plan", 1, 450))
    differs = books.invoice(bank, ("Firewall review", 3, 180))
    void = books.invoice(copper, ("Printer moved", 1, 95.5))
    books.push(done, part, paid, differs, void)
    xero.act("pay", invoice=books.number(part), amount=400)
    xero.act("pay", invoice=books.number(paid))
    xero.act(
        "edit_invoice",
        invoice=books.number(differs),
        LineItems=[
            {
                "Description": "Firewall review",
                "Quantity": 3,
                "UnitAmount": 190,
                "AccountCode": "200",
                "TaxType": "OUTPUT",
            }
        ],
    )
    xero.act("void", invoice=books.number(void))
    books.read("invoices", "payments")
    refused = books.invoice(dry, ("Site visit", 4, 95.5))
    xero.act(
        "create_invoice",
        Contact={"Name": "Ironbark Telecom"},
        InvoiceNumber=books.number(refused),
        Date="2026-11-01",
        DueDate="2026-11-30",
        LineItems=[{"Description": "x", "Quantity": 1, "UnitAmount": 5}],
    )
    books.push(refused, state="failed")
    books.invoice("Harbour Dental", ("Onboarding", 8, 120))
    books.invoice("Mallee Logistics", ("Old work", 2, 120), days=40)
    books.invoice(bank, ("Remote work abroad", 3, 150), tax=1)


INVOICES = {
    "waiting": "Onboarding",
    "in-xero": "Monthly support",
    "part-paid": "Network upgrade",
    "paid": "Backup plan",
    "held": "Old work",
    "refused": "Site visit",
    "differs": "Firewall review",
    "voided": "Printer moved",
}


def invoices(story):
    story.books.resume()
    person, camera = story.person(ACCOUNTANT[0])
    for state, text in INVOICES.items():
        move = story.move(text)
        person.open(f"customer-invoices/{move}", ".o_form_sheet")
        camera.take(f"invoice-{state}", height=640)
    person.open(f"customer-invoices/{story.move('Network upgrade')}", ".o_form_sheet")
    person.tab("Xero")
    camera.take("invoice-tab", height=860)


def send_now(story):
    """The badge changes by itself, and a notice comes."""
    story.books.resume()
    move = story.books.invoice("Copper Kettle Cafes", ("Wiring", 2, 120))
    person, camera = story.person(ACCOUNTANT[0])
    person.open(f"customer-invoices/{move}", ".o_xero_bar .badge")
    person.press("Send Now")
    person.page.wait_for_selector(".o_xero_bar .text-bg-success")
    person.page.wait_for_selector(".o_notification:has-text('Created')")
    camera.take("invoice-sent", height=480)


def preview(story):
    story.books.resume()
    person, camera = story.person(ACCOUNTANT[0])
    for name, text in (
        ("preview", "Onboarding"),
        ("preview-objections", "Remote work abroad"),
    ):
        person.open(f"customer-invoices/{story.move(text)}", ".o_form_sheet")
        person.press("Xero Preview")
        person.page.wait_for_selector(".modal .o_form_view")
        camera.take(name, height=820)


def log(story):
    story.books.resume()
    person, camera = story.person(ACCOUNTANT[0])
    person.open("xero-log", ".o_data_row")
    camera.take("log", height=560)
    person.page.locator(".o_data_row", has_text="Refused").first.locator(
        "[name=res_name]"
    ).click()
    person.page.wait_for_selector(".o_form_view")
    camera.take("log-form", height=640)
    admin, camera = story.person()
    row = story.odoo.find("xero.queue", [("state", "=", "done")], limit=1)[0]
    admin.open(f"xero.queue/{row}", ".o_form_view")
    camera.take("log-form-answer", height=900)


def lists(story):
    story.books.resume()
    person, camera = story.person(ACCOUNTANT[0])
    person.open("customer-invoices", ".o_data_row")
    camera.take("invoices", height=560)
    person.page.locator(".o_searchview_dropdown_toggler").click()
    person.page.wait_for_selector(".o_search_bar_menu")
    camera.take("invoices-filters", height=760)
    person.open("xero-records", ".o_data_row")
    camera.take("records", height=560)


def partner(story):
    story.books.resume()
    person, camera = story.person(ACCOUNTANT[0])
    contact = story.books.customers["Banksia Bay Holdings"]
    person.open(f"res.partner/{contact}", ".o_form_view")
    person.tab("Xero")
    camera.take("partner", height=760)


def clerk(story):
    """Somebody without Xero rights."""
    story.books.resume()
    person, camera = story.person(CLERK[0])
    person.open(f"customer-invoices/{story.move('Site visit')}", ".o_form_sheet")
    camera.take("invoice-clerk", height=640)


def sandbox(story):
    person, camera = story.person()
    person.page.goto(story.xero.url)
    camera.take("sandbox", height=760)


def disconnect(story):
    """The end: what the screens say without a connection."""
    story.books.resume()
    person, camera = story.person()
    person.open(f"xero/{story.books.organisation}", ".o_form_view")
    person.press("Disconnect")
    person.page.locator(".modal footer .btn-primary").click()
    person.page.wait_for_selector(".alert-danger:has-text('Disconnected')")
    person.close_notices()
    camera.take("organisation-disconnected", height=480)


SCENES = [
    set_up,
    start_empty,
    settings,
    connect,
    connected,
    mapping,
    look_alikes,
    go_live,
    streams,
    conflict,
    documents,
    invoices,
    send_now,
    preview,
    log,
    lists,
    partner,
    *WORK,
    clerk,
    sandbox,
    disconnect,
]
