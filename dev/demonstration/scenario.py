"""The story that `dev/demo` plays: two companies, their customers, their invoices.

All of it is data, and the same in every run; only the dates follow the calendar. All
names are invented. An invoice takes its customer, its lines and its payment term in
turn from the lists below, so that everything meets everything else.
"""

# Xero's side is seeded by the sandbox: `xero` names its organisation there, and the
# customers marked "in Xero" are among its contacts under the same name.
AUSTRALIA = {
    "name": "Wattle & Quill Advisory",
    "country": "au",
    "chart": "au",
    "zone": "Australia/Sydney",
    "xero": "AU",
    "currency": "AUD",
    # units of the currency for one Australian dollar
    "rates": {"USD": 0.6537, "NZD": 1.1042},
    # our word: (tax of Odoo's chart, how it is mapped in Xero)
    "taxes": {
        "standard": ("au_tax_sale_10", "OUTPUT"),
        "export": ("au_tax_sale_0", "EXEMPTEXPORT"),
        "free": ("au_tax_sale_exempt", "EXEMPTOUTPUT"),
    },
    "no tax": "BASEXCLUDED",
    # income accounts for lines whose Odoo account has no account of its own in Xero
    "services": "200",
    "goods": "260",
    # name, country, currency, in Xero already
    "customers": [
        ("Banksia Bay Holdings", "au", "AUD", True),
        ("Copper Kettle Cafes", "au", "AUD", True),
        ("Dry Creek Vineyards", "au", "AUD", True),
        ("Emu Plains Removals", "au", "AUD", False),
        ("Figtree Early Learning", "au", "AUD", False),
        ("Golden Gate Robotics", "us", "USD", False),
        ("Harbourside Physio", "au", "AUD", False),
        ("Kiwi Trail Outfitters", "nz", "NZD", False),
        ("Lantern & Loom", "au", "AUD", False),
    ],
    # code, name, kind, price, tax; CONSULT and SUPPORT are items in Xero too
    "products": [
        ("CONSULT", "Consulting, per hour", "service", 180.00, "standard"),
        ("SUPPORT", "Support, per hour", "service", 120.00, "standard"),
        ("LAPTOP", "Laptop, 14 inch", "consu", 1899.95, "standard"),
        ("COURSE", "First-aid course", "service", 249.90, "free"),
    ],
    "invoices": 68,
}
BRITAIN = {
    "name": "Harbour Lane Studio",
    "country": "uk",
    "chart": "uk",
    "zone": "Europe/London",
    "xero": "GB",
    "currency": "GBP",
    "rates": {"EUR": 1.1694, "USD": 1.2781},
    "taxes": {
        "standard": ("ST11", "OUTPUT2"),
        "reduced": ("ST5", "RROUTPUT"),
        "free": ("ST0", "ZERORATEDOUTPUT"),
        "export": ("ST_0_EX", "ECZROUTPUTSERVICES"),
    },
    "no tax": "NONE",
    "services": "200",
    "goods": "260",
    "customers": [
        ("Alder & Finch Publishing", "uk", "GBP", True),
        ("Brightwater Dental", "uk", "GBP", True),
        ("Claret GmbH", "de", "EUR", True),
        ("Dovecote Print Works", "uk", "GBP", True),
        ("Elmfield Joinery", "uk", "GBP", False),
        ("Fennimore & Daughters", "uk", "GBP", False),
        ("Great Lakes Ferries", "us", "USD", False),
        ("Hollybush Nurseries", "uk", "GBP", False),
    ],
    "products": [
        ("DESIGN", "Design, per hour", "service", 85.00, "standard"),
        ("WORKSHOP", "Workshop, one day", "service", 640.00, "standard"),
        ("STOVE", "Energy-saving material", "consu", 412.35, "reduced"),
        ("BOOKLET", "Printed booklet", "consu", 4.375, "free"),
    ],
    "invoices": 60,
}
COMPANIES = [AUSTRALIA, BRITAIN]

# Lines of an invoice. A line is a dict:
#   product   number in the company's list; without it a line of text
#   quantity, price (default: the product's), discount in per cent
#   tax       word of the company's list, "none" for no tax, "included" for the
#             standard rate with prices that contain it; default: the product's.
#             Customers abroad get "export" on every taxed line.
#   section, note: a heading, a remark
PATTERNS = [
    [{"product": 0, "quantity": 2.5}],
    [
        {"section": "Work in the office"},
        {"product": 0, "quantity": 7.25, "discount": 10},
        {"product": 1, "quantity": 3},
        {"section": "On the road"},
        {"text": "Kilometres", "quantity": 143, "price": 0.8825},
        {"note": "Thank you for your trust."},
    ],
    # Xero's own rounding example: 11.45 where the document is rounded, 11.44 by line
    [
        {"text": "Licence A", "price": 25.06},
        {"text": "Licence B", "price": 25.61},
        {"text": "Licence C", "price": 25.63},
    ],
    # more decimals than Xero takes
    [
        {"text": "Metered storage, GB", "quantity": 1250, "price": 0.123456},
        {"text": "Metered calls", "quantity": 87, "price": 1.000055},
    ],
    [{"product": 2, "quantity": 3, "discount": 7.5}, {"product": 0, "quantity": 1}],
    # prices with tax
    [
        {"text": "Starter kit", "quantity": 7, "price": 19.99, "tax": "included"},
        {"text": "Set-up", "price": 149, "discount": 12.5, "tax": "included"},
    ],
    [{"product": 3, "quantity": 11}, {"text": "Handling", "price": 9.9}],
    # with and without tax in the price on one document, which Xero cannot mix
    [
        {"text": "Voucher", "quantity": 3, "price": 33.33, "tax": "included"},
        {"product": 1, "quantity": 0.33},
    ],
    # a deposit comes off, and a disbursement bears no tax
    [
        {"product": 0, "quantity": 16, "price": 133.33},
        {"text": "Deposit, paid in advance", "quantity": -1, "price": 250},
        {"text": "Registration fee, as paid", "price": 57.4, "tax": "none"},
    ],
    # many small amounts, each of which rounds
    [
        {"text": f"Item {number}", "quantity": 1.75, "price": 1.37 + number * 0.01}
        for number in range(1, 13)
    ],
    [{"text": "Given away", "price": 80, "discount": 100}, {"product": 2}],
]
# Each invoice's prices of text lines are this much higher than the one's before.
PRICE_STEP = 0.37
# Payment terms of Odoo, taken in turn; the last but one has two instalments.
TERMS = [
    "account.account_payment_term_30days",
    "account.account_payment_term_immediate",
    "account.account_payment_term_end_following_month",
    "account.account_payment_term_advance_60days",
    "account.account_payment_term_15days",
]

# What Xero's users do afterwards, by the invoice's place in its company's list.
PAID = [0, 3, 8, 13, 21, 34, 5]
PART_PAID = {1: "10.00", 12: "33.33", 25: "0.01"}
VOIDED = 40


def lines_of(company, customer, number):
    """Return the lines of one invoice, with product, price and tax word filled in."""
    _name, country, _currency, _known = customer
    abroad = country != company["country"]
    found = []
    for line in PATTERNS[number % len(PATTERNS)]:
        line = dict(line)
        if "product" in line:
            _code, text, _kind, price, tax = company["products"][line["product"]]
            line = {"text": text, "price": price, "tax": tax, **line}
        elif "price" in line:
            line["price"] = round(line["price"] + number * PRICE_STEP, 6)
            line = {"tax": "standard", **line}
        if abroad and line.get("tax", "none") != "none":
            line["tax"] = "export"
        found.append(line)
    return found


def invoices_of(company):
    """Yield (customer, lines, payment term, reference) of a company's invoices."""
    for number in range(company["invoices"]):
        customer = company["customers"][number % len(company["customers"])]
        yield (
            customer,
            lines_of(company, customer, number),
            TERMS[number % len(TERMS)],
            f"PO {1000 + number * 7}" if number % 3 else "",
        )
