"""The years before the connection: what both books hold already.

Two thirds of what Xero has exists in Odoo, some of it under a slightly other name or
number, as it is where both were kept by hand. All of it is invented and the same in
every run; only the dates follow the calendar.
"""

from datetime import timedelta
from itertools import product

CONTACTS, IN_BOTH = 300, 200
ITEMS, ITEMS_IN_BOTH = 60, 40
INVOICES, INVOICES_IN_BOTH = 150, 100
# What the administrator decides about the third that Odoo lacks.
CREATED, ITEMS_CREATED = 60, 12

PLACES = [
    "Abercrombie", "Bellbird", "Cooinda", "Dromana", "Eildon", "Flinders", "Glenrowan",
    "Hepburn", "Illawong", "Jindera", "Koroit", "Lorne", "Merimbula", "Narooma",
    "Orbost", "Pambula", "Quorn", "Rosebud", "Swanpool", "Tarago",
]  # fmt: skip
TRADES = [
    "Bakery", "Carpentry", "Dental", "Electrical", "Florists", "Gymnastics", "Hardware",
    "Insurance", "Joinery", "Kennels", "Landscapes", "Motors", "Nurseries", "Optics",
    "Plumbing",
]  # fmt: skip
SERVICES = [
    "Backup", "Cabling", "Firewall", "Helpdesk", "Licence", "Monitoring", "Network",
    "Onboarding", "Patching", "Printer",
]  # fmt: skip
SIZES = ["small", "medium", "large", "per hour", "per day", "per month"]

# How a contact is called in Odoo, by its place: the first six kinds and the tenth are
# paired without a person, the others are only suggested.
SAME, BY_TAX_NUMBER, BY_EMAIL, NO_SUFFIX, MISSPELT, BLANKS = range(6)
KINDS = [
    SAME, SAME, SAME, SAME, SAME, BY_TAX_NUMBER, BY_EMAIL, NO_SUFFIX, MISSPELT, BLANKS,
]  # fmt: skip


def _names():
    # beside each other in the list are names that are not alike
    for trade, place in product(TRADES, PLACES):
        yield f"{place} {trade}"


NAMES = list(_names())


def contacts():
    """Return the contacts in Xero, as its user entered them."""
    return [_contact(place) for place in range(CONTACTS)]


def _contact(place):
    name = NAMES[place]
    values = {
        "Name": f"{name} Pty Ltd",
        "TaxNumber": f"{51_000_000_000 + place * 7}",
        "EmailAddress": _email(name),
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"03 5550 {place:04d}"}],
    }
    if kind_of(place) in (NO_SUFFIX, MISSPELT):
        # nothing but the name to know them by
        values = {"Name": values["Name"]}
    if kind_of(place) == BLANKS:
        del values["Phones"]
    return values


def _email(name):
    return f"accounts@{name.lower().replace(' ', '-')}.example"


def kind_of(place):
    """How a contact is called in Odoo."""
    return KINDS[place % len(KINDS)]


def partners():
    """Return the customers of Odoo that are in Xero already."""
    return [_partner(place) for place in range(IN_BOTH)]


def _partner(place):
    name = NAMES[place]
    there = _contact(place)
    values = {
        SAME: {"name": there["Name"], "email": there.get("EmailAddress")},
        BY_TAX_NUMBER: {"name": name.upper(), "vat": there.get("TaxNumber")},
        BY_EMAIL: {"name": f"{name} Pty Limited", "email": there.get("EmailAddress")},
        NO_SUFFIX: {"name": name},
        MISSPELT: {"name": name.replace("o", "oo", 1) + " Pty Ltd"},
        BLANKS: {"name": there["Name"], "phone": f"03 5551 {place:04d}"},
    }[kind_of(place)]
    return {"is_company": True, **values}


def items():
    """Return the items in Xero."""
    return [
        {
            "Code": f"OLD-{place:03d}",
            "Name": f"{SERVICES[place % 10]}, {SIZES[place // 10]}",
            "SalesDetails": {"UnitPrice": 40 + place * 2.5, "AccountCode": "200"},
        }
        for place in range(ITEMS)
    ]


def products():
    """Return the products of Odoo that are items in Xero: by code, or by name."""
    found = []
    for place, item in enumerate(items()[:ITEMS_IN_BOTH]):
        values = {"name": item["Name"], "type": "service"}
        values["list_price"] = item["SalesDetails"]["UnitPrice"]
        if place % 4:
            values["default_code"] = item["Code"]
        found.append(values)
    return found


def number_of(place):
    """Xero's number of an old invoice."""
    return f"OLD{place:04d}"


def amount_of(place):
    """Net amount of an old invoice; each is another one."""
    return round(120 + place * 13.37, 2)


def day_of(place, today):
    """When an old invoice was written: in the last ten months, before today."""
    return today - timedelta(days=8 + place * 2)


def invoices(today):
    """Return the old invoices in Xero; each of another customer."""
    return [
        {
            "Type": "ACCREC",
            "InvoiceNumber": number_of(place),
            "Contact": f"{NAMES[place]} Pty Ltd",
            "Date": day_of(place, today).isoformat(),
            "DueDate": (day_of(place, today) + timedelta(days=30)).isoformat(),
            "Status": "AUTHORISED",
            "LineItems": [
                {
                    "Description": "Services of the month",
                    "Quantity": 1,
                    "UnitAmount": amount_of(place),
                    "AccountCode": "200",
                    "TaxType": "OUTPUT",
                }
            ],
        }
        for place in range(INVOICES)
    ]


def own_number(place):
    """Odoo's number of an old invoice: every tenth has another one than Xero's."""
    return f"S{place:05d}" if is_look_alike(place) else number_of(place)


def own_day(place, today):
    """Odoo's date of it; where the number is another, the date is another too."""
    day = day_of(place, today)
    return day + timedelta(days=3) if is_look_alike(place) else day


def is_look_alike(place):
    """Whether only a person can say that both are the same."""
    return place % 10 == 8


# Look-alikes that are two invoices indeed: their administrator keeps them apart.
APART = (88, 98)
# Invoices that are paid in Xero after Go live: in full, in part, three at once.
PAID = range(0, 12)
PART_PAID = {20: "50.00", 21: "0.01"}
PAID_TOGETHER = (30, 31, 32)
# Customers whose phone number is changed in both books, to different ones.
CHANGED_IN_BOTH = (40, 41, 42)


def parties():
    """Return for each contact all that it is called in either book."""
    there = [{contact["Name"]} for contact in contacts()]
    for called, partner in zip(there, partners(), strict=False):
        called.add(partner["name"])
    return there


def things():
    """Return for each item all that it is called in either book."""
    return [{item["Code"], item["Name"]} for item in items()]


def promised():
    """Return what becomes of all of it: ``{kind: {what it became: how many}}``."""
    asked = [kind_of(place) in (NO_SUFFIX, MISSPELT) for place in range(IN_BOTH)]
    alike = sum(map(is_look_alike, range(INVOICES_IN_BOTH)))
    return {
        "Contacts": {
            "mapped": IN_BOTH - sum(asked),
            "suggested": sum(asked),
            "created": CREATED,
            "ignored": CONTACTS - IN_BOTH - CREATED,
        },
        "Items": {
            "mapped": ITEMS_IN_BOTH,
            "created": ITEMS_CREATED,
            "ignored": ITEMS - ITEMS_IN_BOTH - ITEMS_CREATED,
        },
        "Invoices": {
            "mapped": INVOICES_IN_BOTH - alike,
            "suggested": alike - len(APART),
            "kept apart": len(APART),
        },
    }
