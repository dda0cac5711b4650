"""A small Australian service business in Odoo, and what happens to its invoices."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Australia/Sydney")
LANGUAGE = "en_AU"
COMPANY = "Southern Services"
SECOND = "Northern Services"
ACCOUNTANT = ("anna", "Anna Keller")
CLERK = ("tom", "Tom Reed")
# name, e-mail, city
CUSTOMERS = [
    ("Banksia Bay Holdings", "accounts@banksiabay.example", "Newcastle"),
    ("Copper Kettle Cafes", "theo@copperkettle.example", "Hobart"),
    ("Dry Creek Vineyards", "office@drycreek.example", "Tanunda"),
    ("Harbour Dental", "frontdesk@harbourdental.example", "Fremantle"),
    ("Mallee Logistics", "ap@malleelogistics.example", "Mildura"),
]


class Books:
    """The company in Odoo: `odoo` is an administrator's session."""

    def __init__(self, odoo):
        self.odoo = odoo
        self.company = 1
        self.customers = {}
        self.organisation = None

    # -- once -----------------------------------------------------------------

    def set_up(self):
        """Company, chart of accounts, people, customers."""
        odoo = self.odoo
        self._speak_english()
        self._open_company()
        odoo.companies = [self.company]
        self._add_users()
        for name, email, city in CUSTOMERS:
            self.customers[name] = odoo.call(
                "res.partner",
                "create",
                {
                    "name": name,
                    "email": email,
                    "city": city,
                    "is_company": True,
                    "country_id": odoo.ref("base.au"),
                    "lang": LANGUAGE,
                },
            )

    def _speak_english(self):
        """Dates as they are written in Australia."""
        domain = [("code", "=", LANGUAGE), ("active", "in", [True, False])]
        languages = self.odoo.find("res.lang", domain)
        wizard = self.odoo.call(
            "base.language.install", "create", {"lang_ids": [(6, 0, languages)]}
        )
        self.odoo.call("base.language.install", "lang_install", [wizard])
        self.odoo.language = LANGUAGE

    def _open_company(self):
        odoo = self.odoo
        for code in ("AUD", "GBP"):
            odoo.call(
                "res.currency", "write", [odoo.ref(f"base.{code}")], {"active": True}
            )
        odoo.call(
            "res.company",
            "write",
            [self.company],
            {
                "name": COMPANY,
                "country_id": odoo.ref("base.au"),
                "currency_id": odoo.ref("base.AUD"),
            },
        )
        odoo.call("account.chart.template", "try_loading", [], "au", self.company)
        second = odoo.call(
            "res.company",
            "create",
            {
                "name": SECOND,
                "country_id": odoo.ref("base.uk"),
                "currency_id": odoo.ref("base.GBP"),
            },
        )
        odoo.call("res.users", "write", [2], {"company_ids": [(4, second)]})

    def _add_users(self):
        odoo = self.odoo
        odoo.call(
            "res.users",
            "write",
            [2],
            {"name": "Sam Okafor", "tz": ZONE.key, "lang": LANGUAGE},
        )
        for (login, name), group in (
            (ACCOUNTANT, "xero_connector.group_xero_user"),
            (CLERK, "account.group_account_invoice"),
        ):
            odoo.call(
                "res.users",
                "create",
                {
                    "name": name,
                    "login": login,
                    "password": f"{login}-secret",
                    "email": f"{login}@example.com",
                    "tz": ZONE.key,
                    "lang": LANGUAGE,
                    "group_ids": [
                        (4, odoo.ref("base.group_user")),
                        (4, odoo.ref(group)),
                    ],
                },
            )

    def partner(self, name):
        """Create one more customer, nothing but the name; its id."""
        values = {"name": name, "is_company": True}
        return self.odoo.call("res.partner", "create", values)

    def resume(self):
        """Find again what `set_up` made."""
        self.odoo.language = LANGUAGE
        self.odoo.companies = [self.company]
        for name, _email, _city in CUSTOMERS:
            self.customers[name] = self.odoo.find("res.partner", [("name", "=", name)])[
                0
            ]
        self.organisation = next(iter(self.odoo.find("xero.organisation", [])), None)

    # -- Xero -----------------------------------------------------------------

    def wait_until_read(self):
        """Wait until every stream was read."""
        self.odoo.until(
            "all streams are read",
            lambda: (
                not self.odoo.find(
                    "xero.stream",
                    [("enabled", "=", True), ("last_run", "=", False)],
                )
            ),
        )

    def map_taxes(self):
        """Choose the rates of Xero that an administrator would choose."""
        for tax, tax_type in ((self.sales_taxes()[0], "OUTPUT"), (0, "EXEMPTOUTPUT")):
            links = self.odoo.find(
                "xero.link",
                [
                    ("resource", "=", "TaxRates"),
                    ("role", "=", "sale"),
                    ("res_key", "=", str(tax or "")),
                ],
            )
            rate = self.odoo.find(
                "xero.record",
                [("resource", "=", "TaxRates"), ("xero_id", "=", tax_type)],
            )
            self.odoo.call("xero.link", "write", links, {"record_id": rate[0]})

    def choose_defaults(self):
        """Income accounts; invoices arrive approved."""
        sales = self.odoo.find(
            "xero.record", [("resource", "=", "Accounts"), ("code", "=", "200")]
        )
        self.odoo.call(
            "xero.organisation",
            "write",
            [self.organisation],
            {
                "invoice_status": "AUTHORISED",
                "default_service_account_id": sales[0],
                "default_goods_account_id": sales[0],
            },
        )

    def read(self, *kinds):
        """Read streams, as Sync Now does, and wait until they were read."""
        domain = [("kind", "in", kinds), ("organisation_id", "=", self.organisation)]
        streams = self.odoo.find("xero.stream", domain)
        before = self._runs(streams)
        self.odoo.call("xero.stream", "action_sync_now", streams)
        self.odoo.until(
            "the streams are read",
            lambda: all(
                run["last_run"] != before[stream]["last_run"] and not run["running"]
                for stream, run in self._runs(streams).items()
            ),
        )

    def sync_worklog_types(self):
        """Press Sync Worklog Types Now and wait until they are synced."""
        organisation = [self.organisation]
        self.odoo.call("xero.organisation", "action_sync_worklog_types", organisation)
        self.odoo.until(
            "worklog types are synced",
            lambda: (
                not self.odoo.value(
                    "xero.organisation", self.organisation, "worklog_types_due"
                )
            ),
        )

    def worklog_type(self, name):
        """Make a worklog type that only Odoo has."""
        values = {"name": name, "type": "service", "xero_worklog_type": True}
        self.odoo.call("product.product", "create", values)

    def _runs(self, streams):
        rows = self.odoo.call("xero.stream", "read", streams, ["last_run", "running"])
        return {row["id"]: row for row in rows}

    # -- invoices -------------------------------------------------------------

    def sales_taxes(self):
        """Return the taxes on sales: the usual one first."""
        usual = self.odoo.value("res.company", self.company, "account_sale_tax_id")[0]
        taxes = self.odoo.find("account.tax", [("type_tax_use", "=", "sale")])
        return [usual, *(tax for tax in taxes if tax != usual)]

    def invoice(self, customer, *lines, days=0, tax=0):
        """Enter and post an invoice; a line is (text, hours, price)."""
        taxes = [self.sales_taxes()[tax]]
        day = datetime.now(ZONE).date() - timedelta(days=days)
        move = self.odoo.call(
            "account.move",
            "create",
            {
                "move_type": "out_invoice",
                "partner_id": self.customers[customer],
                "invoice_date": day.isoformat(),
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": text,
                            "quantity": hours,
                            "price_unit": price,
                            "tax_ids": [(6, 0, taxes)],
                        },
                    )
                    for text, hours, price in lines
                ],
            },
        )
        self.odoo.call("account.move", "action_post", [move])
        return move

    def number(self, move):
        """Return an invoice's number."""
        return self.odoo.value("account.move", move, "name")

    def push(self, *moves, state="synced"):
        """Press Push to Xero and wait for the badge."""
        self.odoo.call("account.move", "action_xero_push", list(moves))
        for move in moves:
            self.odoo.until(
                f"invoice {move} is {state}, not "
                f"{self.odoo.value('account.move', move, 'xero_badge')}",
                lambda move=move: (
                    self.odoo.value("account.move", move, "xero_state") == state
                ),
            )
