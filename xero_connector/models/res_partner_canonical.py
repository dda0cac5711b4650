import re

from odoo import api, models

from ..tools.xero_names import compact, squeezed
from ..tools.xero_terms import spelled
from ..tools.xero_untrusted import part, parts
from .res_partner_fields import PERSON, PHONES, PLAIN, TERMS


class ResPartner(models.Model):
    """A contact in the language in which both sides are compared."""

    _inherit = "res.partner"

    @api.model
    def _xero_canonical(self, organisation, payload):
        # EXTENDS 'xero_connector'
        sources = self.env["xero.field.map"]._sources(organisation)
        phones = {
            squeezed(phone.get("PhoneType")): phone
            for phone in parts(payload, "Phones")
        }
        terms, told = part(payload, "PaymentTerms"), payload.get("_terms") or {}
        named = any(key in sources for key in PERSON)
        return {
            "name": squeezed(payload.get("Name")),
            **{
                name: _plain(name, payload.get(key) or payload.get(f"_{key}"))
                for name, (key, _field) in PLAIN.items()
            },
            **{
                name: _digits(number_of(phones.get(kind) or {}))
                for name, (kind, _field) in PHONES.items()
            },
            **{
                name: spelled(terms.get(side)) or told.get(side) or ""
                for name, (side, _field) in TERMS.items()
            },
            "person": {
                key: squeezed(payload.get(key))
                for key in PERSON
                if named and payload.get(key)
            },
            **self._xero_canonical_addresses(organisation, payload, sources),
            "persons": _persons(payload, named),
            "groups": _groups(payload),
            "currency": self._xero_canonical_currency(organisation, payload),
        }

    @api.model
    def _xero_readable(self, organisation, payload):
        """Numbers as they are written."""
        # EXTENDS 'xero_connector'
        Term = self.env["account.payment.term"]
        values = super()._xero_readable(organisation, payload)
        terms, told = part(payload, "PaymentTerms"), payload.get("_terms") or {}
        for side, name in ((side, name) for name, (side, _field) in TERMS.items()):
            term = part(terms, side)
            values[name] = Term._xero_words(term) if term else told.get(side)
        for phone in parts(payload, "Phones"):
            for name, (kind, _field) in PHONES.items():
                if squeezed(phone.get("PhoneType")) == kind:
                    values[name] = number_of(phone)
        values["tax_number"] = squeezed(payload.get("TaxNumber"))
        return values


def _plain(name, value):
    text = squeezed(value)
    if name == "email":
        return text.lower()
    if name == "tax_number":
        return compact(text)
    if name == "website":
        return re.sub(r"^https?://|/+$", "", text.lower())
    return text


def number_of(phone):
    """A phone number as one text; Xero has it in three parts."""
    country = squeezed(phone.get("PhoneCountryCode"))
    if country and not country.startswith(("+", "0")):
        country = f"+{country}"
    rest = (squeezed(phone.get(key)) for key in ("PhoneAreaCode", "PhoneNumber"))
    return squeezed(" ".join((country, *rest)))


def _digits(number):
    return re.sub(r"[^\w+]|_", "", number).lower()


def _persons(payload, named):
    """The people behind a contact in Xero: the first one, where it is not the contact
    itself, and the others.

    :param bool named: whether first and last name have fields of their own here
    """
    if not payload.get("ContactID"):
        return []
    first = [] if named else [{key: payload.get(key) for key in PERSON}]
    own = squeezed(payload.get("Name")).casefold()
    found = []
    for person in first + parts(payload, "ContactPersons"):
        name = squeezed(" ".join(squeezed(person.get(key)) for key in PERSON))
        email = squeezed(person.get("EmailAddress")).lower()
        if (name or email) and name.casefold() != own:
            found.append({"name": name or email, "email": email})
    return found


def _groups(payload):
    """The groups of a contact: ``[[id, name]]`` in the order of their names."""
    return sorted(
        (
            [squeezed(group.get("ContactGroupID")), squeezed(group.get("Name"))]
            for group in parts(payload, "ContactGroups")
            if group.get("Status") != "DELETED"
        ),
        key=lambda group: group[1],
    )
