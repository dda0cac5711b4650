"""Scopes: the granular ones, the broad ones they replace, and who may do what.

Apps made since March 2026 can only ask for granular scopes; older apps can ask for
both until the broad ones end (Xero: announcement of granular scopes).
"""

IDENTITY = {"openid", "profile", "email", "offline_access"}

# area of an endpoint -> the scopes that open it for writing. Any one is enough, and
# with ".read" behind it opens the area for reading only.
AREAS = {
    "settings": ("accounting.settings",),
    "contacts": ("accounting.contacts",),
    "invoices": ("accounting.invoices", "accounting.transactions"),
    "payments": ("accounting.payments", "accounting.transactions"),
    "items": (
        "accounting.settings",
        "accounting.invoices",
        "accounting.transactions",
    ),
    "attachments": ("accounting.attachments",),
    "banktransactions": ("accounting.banktransactions", "accounting.transactions"),
    "manualjournals": ("accounting.manualjournals", "accounting.transactions"),
}
# Areas that can only be read.
READ_ONLY = {
    f"reports.{name}": (f"accounting.reports.{name}.read", "accounting.reports.read")
    for name in (
        "aged",
        "balancesheet",
        "banksummary",
        "budgetsummary",
        "executivesummary",
        "profitandloss",
        "trialbalance",
        "taxreports",
    )
}
READ_ONLY["journals"] = ("accounting.journals.read",)
READ_ONLY["budgets"] = ("accounting.budgets.read",)

BROAD = {
    "accounting.transactions",
    "accounting.transactions.read",
    "accounting.reports.read",
}


def _known():
    names = set(IDENTITY) | {"paymentservices"}
    for scopes in AREAS.values():
        for scope in scopes:
            names |= {scope, f"{scope}.read"}
    for scopes in READ_ONLY.values():
        names.update(scopes)
    return names


KNOWN = _known()


def refused(scopes, style):
    """The scopes that an app of this style ("granular" or "broad") cannot ask for."""
    allowed = KNOWN if style == "broad" else KNOWN - BROAD
    return [scope for scope in scopes if scope not in allowed]


def needed(area, method):
    """The scopes of which one must have been granted for this call."""
    if area in READ_ONLY:
        return set(READ_ONLY[area]) if method == "GET" else set()
    names = set(AREAS[area])
    if method == "GET":
        names |= {f"{name}.read" for name in names}
    return names


def all_for(app):
    """Everything that an app may ask for."""
    if app.scope_style == "broad":
        return sorted(KNOWN)
    return sorted(KNOWN - BROAD)
