from odoo import models

from ..tools.xero_names import LEGAL, mail, squeezed, words_of
from .res_partner_fields import ADDRESSES, PERSON, PHONES, PLAIN, TERMS


class ResPartner(models.Model):
    """A partner as Xero spells it."""

    _inherit = "res.partner"

    # === WHOLE === #

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        sources = self.env["xero.field.map"]._sources(organisation)
        terms, told = self._xero_terms()
        payload = {
            "ContactNumber": f"{organisation._key_prefix()}{self.id}",
            "Name": squeezed(self.name),
            **self._xero_person(sources),
            "Phones": self._xero_phones(sources) or None,
            "Addresses": [
                self._xero_address_of(group)._xero_address(kind, sources)
                for group, kind in ADDRESSES.items()
            ],
            "PaymentTerms": terms or None,
            "_terms": told,
            **self._xero_currency(organisation),
        }
        for key, field in PLAIN.values():
            payload[key] = self._xero_plain(key, sources.get(key, field)) or None
        payload["EmailAddress"] = self._xero_email(sources) or None
        # Xero lets nobody write it
        payload["_Website"] = payload.pop("Website")
        return payload

    def _xero_plain(self, key, field):
        return self._xero_text(field) if field else ""

    def _xero_text(self, field):
        """What a field says, as one text.

        :param str field: a text, a selection or a many2one of a partner
        """
        value, kind = self[field], self._fields[field].type
        if kind == "many2one":
            return squeezed(value.display_name)
        if kind == "selection":
            labels = dict(self._fields[field]._description_selection(self.env))
            return squeezed(labels.get(value, value))
        return squeezed(value)

    # === PARTS === #

    def _xero_person(self, sources):
        """First and last name: chosen fields, else the two halves of a person's name.

        Odoo has one name; the last word counts as the last name.
        """
        if any(key in sources for key in PERSON):
            return {
                key: self._xero_plain(key, sources.get(key)) or None for key in PERSON
            }
        if self.is_company:
            return {}
        return {**halves(self.name), "_halved": True}

    def _xero_email(self, sources):
        """The address that invoices go to."""
        if field := sources.get("EmailAddress"):
            return self._xero_text(field)
        address = squeezed(self._xero_email_holder().email)
        return mail(address) or address

    def _xero_email_holder(self):
        """Whose e-mail it is: the invoice address's, where that has one."""
        billing = self._xero_address_of("billing")
        return billing if squeezed(billing.email) else self

    def _xero_phones(self, sources):
        phones = []
        for kind, field in PHONES.values():
            if number := self._xero_plain(kind, sources.get(kind, field)):
                phones.append({"PhoneType": kind, "PhoneNumber": number})
        return phones

    def _xero_terms(self):
        """Payment terms of both sides as Xero spells them, and what it has no words
        for: ``({side: term}, {side: name})``."""
        terms, told = {}, {}
        for side, field in TERMS.values():
            if own := self[field]:
                if term := own._xero_term():
                    terms[side] = term
                else:
                    told[side] = own.display_name
        return terms, told

    def _xero_address_of(self, group):
        """The partner whose address it is: a child of that type, else this one."""
        wanted = "invoice" if group == "billing" else "delivery"
        found = self.address_get([wanted])[wanted]
        return self.browse(found).with_prefetch((*self._prefetch_ids, found))

    def _xero_address(self, kind, sources):
        """An address as Xero spells it; ``POBOX`` is the billing one there."""
        values = {
            "AddressType": kind,
            "AddressLine1": squeezed(self.street),
            "AddressLine2": squeezed(self.street2),
            **{
                line: self._xero_plain(line, sources.get(line))
                for line in ("AddressLine3", "AddressLine4")
            },
            "City": squeezed(self.city),
            "Region": self.state_id._xero_text() if self.state_id else "",
            "PostalCode": squeezed(self.zip),
            "Country": self.country_id._xero_text() if self.country_id else "",
        }
        return {key: value for key, value in values.items() if value}

    # === SENT === #

    def _xero_element(self, payload, seen, groups):
        """Parts that did not change travel as they are there: what is sent of a list
        takes the place of all of it."""
        # EXTENDS 'xero_connector'
        element = super()._xero_element(payload, seen, groups - {"name"})
        if "name" in groups:
            element["Name"] = payload["Name"]
            element.update(self._xero_renamed(payload, seen))
        changed = {ADDRESSES[group] for group in groups & ADDRESSES.keys()}
        if changed:
            element["Addresses"] = _mixed(
                {"Addresses": payload["_addresses"]},
                seen,
                "Addresses",
                "AddressType",
                changed,
            )
        changed = {PHONES[group][0] for group in groups & PHONES.keys()}
        if changed:
            element["Phones"] = _mixed(payload, seen, "Phones", "PhoneType", changed)
        if groups & TERMS.keys():
            sides = {TERMS[group][0] for group in groups & TERMS.keys()}
            ours, theirs = payload.get("PaymentTerms") or {}, _terms(seen)
            if sides & ours.keys():
                sent = {side: ours[side] for side in sides if side in ours}
                element["PaymentTerms"] = {**theirs, **sent}
        return element

    def _xero_without(self, payload, groups):
        """Of lists only the parts that are meant."""
        # OVERRIDES 'xero_connector'
        lists = (
            ("Phones", "PhoneType", {PHONES[n][0] for n in groups & PHONES.keys()}),
            (
                "Addresses",
                "AddressType",
                {ADDRESSES[n] for n in groups & set(ADDRESSES)},
            ),
        )
        gone = {PLAIN[name][0] for name in groups & PLAIN.keys()}
        gone |= set(PERSON) if "person" in groups else set()
        gone |= {"DefaultCurrency"} if "currency" in groups else set()
        rest = {key: value for key, value in payload.items() if key not in gone}
        for key, kind, kinds in lists:
            rest[key] = [p for p in payload[key] or [] if p[kind] not in kinds] or None
        sides = {TERMS[name][0] for name in groups & TERMS.keys()}
        terms = payload["PaymentTerms"] or {}
        rest["PaymentTerms"] = {
            side: term for side, term in terms.items() if side not in sides
        } or None
        return rest

    def _xero_renamed(self, payload, seen):
        """A person's two halves follow the name where they were those of the old one;
        another person that somebody entered in Xero stays."""
        old = halves(seen.get("Name"))
        theirs = {key: squeezed(seen.get(key)) for key in PERSON}
        if not payload.get("_halved") or not old or theirs != old:
            return {}
        return {key: payload[key] for key in PERSON if payload.get(key)}


def halves(name):
    """First and last name of a person's name; empty for what is no such name."""
    first, _blank, last = squeezed(name).rpartition(" ")
    legal = set(words_of(last)) & LEGAL
    if not first or legal or not words_of(first) or not words_of(last):
        return {}
    return {"FirstName": first, "LastName": last}


def _mixed(payload, seen, key, kind, changed):
    """A list as it is sent: ours of the kinds that changed, theirs of the others."""
    ours = [part for part in payload.get(key) or [] if part[kind] in changed]
    theirs = [
        {name: value for name, value in part.items() if value}
        for part in seen.get(key) or []
        if isinstance(part, dict) and part.get(kind) not in changed
    ]
    return ours + [part for part in theirs if len(part) > 1]


def _terms(seen):
    terms = seen.get("PaymentTerms")
    return {
        side: {"Day": term["Day"], "Type": term["Type"]}
        for side, term in (terms.items() if isinstance(terms, dict) else ())
        if isinstance(term, dict) and term.get("Type") and "Day" in term
    }
