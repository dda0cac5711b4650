"""Xero's Demo Company as an Australian sees it: names as in a real one, other ids."""

from . import au

CURRENCIES = au.CURRENCIES
TAX_RATES = au.TAX_RATES
ACCOUNTS = au.ACCOUNTS
THEMES = au.THEMES
TRACKING = au.TRACKING
CONTACTS = au.CONTACTS
ITEMS = au.ITEMS


def profile(organisation):
    name = "Demo Company (AU)"
    return {
        **au.profile(organisation),
        "Name": name,
        "LegalName": name,
        "IsDemoCompany": True,
        "OrganisationID": organisation.seed_id("organisation"),
        "ShortCode": "!dM0aU",
        "TaxNumber": "11111111138",
        "RegistrationNumber": "111111113",
    }
