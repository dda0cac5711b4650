"""Odoo's side: companies with their books, customers, products, invoices.

Everything is done as an administrator does it in the web client.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import scenario


class Books:
    """One company of the story in Odoo."""

    def __init__(self, odoo, story):
        self.story = story
        self.company = None
        self.odoo = odoo
        self.today = _today(story["zone"])
        self.taxes = {}  # our word -> id
        self.partners = {}  # name -> id
        self.products = {}  # place in the list -> id
        self.moves = []  # ids, in the story's order
        self._references = {}

    @property
    def name(self):
        """The company's name, the same in Odoo and here."""
        return self.story["name"]

    def ref(self, name):
        """Return the id behind one of Odoo's own names (`base.au`)."""
        if name not in self._references:
            module, _dot, rest = name.partition(".")
            found = self.odoo.find(
                "ir.model.data",
                [("module", "=", module), ("name", "=", rest)],
                ["res_id"],
            )
            self._references[name] = found[0]["res_id"]
        return self._references[name]

    def open(self, company=None):
        """Give the company its name, country, chart of accounts and currencies.

        :param company: id of one that is there; without it one is created
        """
        values = {
            "name": self.name,
            "country_id": self.ref(f"base.{self.story['country']}"),
            "currency_id": self._currency(self.story["currency"]),
        }
        if company:
            self.odoo.write("res.company", company, values)
        else:
            company = self.odoo.create("res.company", values)
        self.company = company
        self.odoo = self.odoo.within(company)
        settings = self.odoo.create(
            "res.config.settings", {"chart_template": self.story["chart"]}
        )
        self.odoo.press("res.config.settings", settings, "execute")
        for code, rate in self.story["rates"].items():
            self.odoo.create(
                "res.currency.rate",
                {
                    "currency_id": self._currency(code),
                    "company_id": company,
                    "name": f"{self.today.year}-01-01",
                    "company_rate": rate,
                },
            )

    def _currency(self, code):
        """Return a currency, switched on."""
        currency = self.ref(f"base.{code}")
        self.odoo.write("res.currency", currency, {"active": True})
        return currency

    def enter_masters(self):
        """Create taxes with prices that contain them, customers and products."""
        for word, (name, _tax_type) in self.story["taxes"].items():
            self.taxes[word] = self.ref(f"account.{self.company}_{name}")
        copied = self.odoo.call(
            "account.tax",
            "copy",
            [self.taxes["standard"]],
            {"price_include_override": "tax_included"},
        )
        self.taxes["included"] = copied[0]
        self.enter_customers(self.story["customers"])
        products = [self._product(*product) for product in self.story["products"]]
        self.products = dict(enumerate(self.odoo.create("product.product", products)))

    def enter_customers(self, customers):
        """Create customers.

        :param customers: (name, country, currency, in Xero already)
        """
        partners = self.odoo.create(
            "res.partner", [self._partner(*customer) for customer in customers]
        )
        self.partners.update(zip((c[0] for c in customers), partners, strict=True))

    def _partner(self, name, country, _currency, _known):
        return {
            "name": name,
            "is_company": True,
            "company_id": self.company,
            "country_id": self.ref(f"base.{country}"),
            "street": "1 Example Street",
            "city": "Exampleton",
        }

    def _product(self, code, name, kind, price, tax):
        return {
            "default_code": code,
            "name": name,
            "type": kind,
            "list_price": price,
            "company_id": self.company,
            "taxes_id": [(6, 0, [self.taxes[tax]])],
        }

    def enter_invoices(self):
        """Create the story's invoices as drafts."""
        self.moves = self.odoo.create(
            "account.move",
            [self._invoice(*invoice) for invoice in scenario.invoices_of(self.story)],
        )

    def _invoice(self, customer, lines, term, reference):
        name, _country, currency, _known = customer
        return {
            "move_type": "out_invoice",
            "partner_id": self.partners[name],
            "currency_id": self.ref(f"base.{currency}"),
            "invoice_date": self.today.isoformat(),
            "invoice_payment_term_id": self.ref(term),
            "ref": reference,
            "invoice_line_ids": [
                (0, 0, self._line(place, line)) for place, line in enumerate(lines)
            ],
        }

    def _line(self, place, line):
        for kind in ("section", "note"):
            if kind in line:
                return {
                    "display_type": f"line_{kind}",
                    "name": line[kind],
                    "sequence": place,
                }
        taxes = [self.taxes[line["tax"]]] if line["tax"] != "none" else []
        values = {
            "name": line["text"],
            "quantity": line.get("quantity", 1),
            "price_unit": line["price"],
            "discount": line.get("discount", 0),
            "tax_ids": [(6, 0, taxes)],
            "sequence": place,
        }
        if "product" in line:
            values["product_id"] = self.products[line["product"]]
        return values

    def post(self):
        """Confirm all invoices."""
        self.odoo.press("account.move", self.moves, "action_post")

    def states(self):
        """Return how each invoice stands with Xero, a word each."""
        rows = self.odoo.call("account.move", "read", self.moves, ["xero_state"])
        return [row["xero_state"] for row in rows]

    def read(self, moves=None):
        """Return invoices as Odoo shows them.

        :param moves: ids; the story's, in its order, if not said
        """
        moves = self.moves if moves is None else moves
        fields = [
            "name",
            "state",
            "ref",
            "partner_id",
            "currency_id",
            "invoice_date",
            "invoice_date_due",
            "amount_untaxed",
            "amount_tax",
            "amount_total",
            "xero_id",
            "xero_state",
            "xero_badge",
            "xero_message",
        ]
        rows = self.odoo.call("account.move", "read", moves, fields)
        by_id = {row["id"]: row for row in rows}
        return [by_id[move] for move in moves]


def _today(zone):
    """Return the day that it is where the company is: Xero counts by it too."""
    try:
        return datetime.now(ZoneInfo(zone)).date()
    except ZoneInfoNotFoundError:
        # A machine without time zones; both countries are at or ahead of UTC.
        hours = 11 if zone.startswith("Australia") else 0
        return (datetime.now(timezone.utc) + timedelta(hours=hours)).date()
