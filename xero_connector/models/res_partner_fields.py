from odoo import api, models

from .xero_sync_mixin import XeroGroup

# Texts that go over one by one: Xero's name (or type of phone), the field of Odoo that
# usually stands for it
PLAIN = {
    "email": ("EmailAddress", "email"),
    "website": ("Website", "website"),
    "tax_number": ("TaxNumber", "vat"),
    "company_number": ("CompanyNumber", "company_registry"),
    "account_number": ("AccountNumber", "ref"),
    "bank_details": ("BankAccountDetails", None),
}
PHONES = {
    "phone": ("DEFAULT", "phone"),
    "mobile": ("MOBILE", None),
    "direct": ("DDI", None),
    "fax": ("FAX", None),
}
PERSON = ("FirstName", "LastName")
ADDRESSES = {"billing": "POBOX", "delivery": "STREET"}
TERMS = {
    "sale_terms": ("Sales", "property_payment_term_id"),
    "bill_terms": ("Bills", "property_supplier_payment_term_id"),
}
# Which groups a custom field concerns
GROUP_OF_FIELD = {
    **{key: (name,) for name, (key, _field) in (*PLAIN.items(), *PHONES.items())},
    **dict.fromkeys(PERSON, ("person",)),
    **dict.fromkeys(("AddressLine3", "AddressLine4"), tuple(ADDRESSES)),
}
# Xero's lengths (documentation of contacts)
LENGTHS = {
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "AccountNumber": 50,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "BankAccountDetails": 255,
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "PhoneNumber": 50,
}


class ResPartner(models.Model):
    """Which fields of a contact are kept equal."""

    _inherit = "res.partner"

    @api.model
    def _xero_groups(self):
        # EXTENDS 'xero_connector'
        named = {
            "email": self.env._("E-mail"),
            "phone": self.env._("Phone"),
            "tax_number": self.env._("Tax number"),
            "company_number": self.env._("Company number"),
            "account_number": self.env._("Account number"),
            "billing": self.env._("Billing address"),
            "delivery": self.env._("Delivery address"),
            "sale_terms": self.env._("Payment terms of customers"),
            "bill_terms": self.env._("Payment terms of suppliers"),
            "currency": self.env._("Default currency (of the pricelist)"),
        }
        optional = {
            "person": self.env._("First and last name"),
            "mobile": self.env._("Mobile"),
            "direct": self.env._("Direct dial"),
            "fax": self.env._("Fax"),
            "bank_details": self.env._("Bank account"),
        }
        return [
            XeroGroup("name", self.env._("Name"), ("Name", *PERSON)),
            *(
                XeroGroup(name, label, self._xero_keys_of_group(name))
                for name, label in named.items()
            ),
            *(
                XeroGroup(name, label, self._xero_keys_of_group(name), optional=True)
                for name, label in optional.items()
            ),
            *self._xero_read_groups(),
        ]

    @api.model
    def _xero_keys_of_group(self, name):
        if name in PLAIN:
            return (PLAIN[name][0],)
        if name in PHONES:
            return ("Phones",)
        if name == "person":
            return PERSON
        if name == "currency":
            return ("DefaultCurrency",)
        return ("PaymentTerms",) if name in TERMS else ("Addresses",)

    @api.model
    def _xero_read_groups(self):
        """What is only read from Xero."""
        return [
            XeroGroup(
                "website",
                self.env._("Website"),
                ("Website",),
                pulled=True,
                hint=self.env._("Xero lets nobody write it from outside."),
            ),
            XeroGroup(
                "persons",
                self.env._("Contact persons"),
                ("ContactPersons",),
                pulled=True,
                hint=self.env._("Sending one would replace all of them in Xero."),
            ),
            XeroGroup(
                "groups",
                self.env._("Contact groups (as tags)"),
                ("ContactGroups",),
                pulled=True,
                blanks=True,
                hint=self.env._("Groups are kept in Xero itself."),
            ),
        ]
