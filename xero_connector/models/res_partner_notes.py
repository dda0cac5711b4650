from odoo import models

from ..tools.xero_names import mail, squeezed
from ..tools.xero_untrusted import part
from .res_partner_fields import ADDRESSES, TERMS


class ResPartner(models.Model):
    """What one side cannot hold of the other: it stays where it is, and is said."""

    _inherit = "res.partner"

    def _xero_compare(self, organisation, payload, element):
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        if not payload or (link.record_id and not link.record_id.live):
            return self._xero_merged_words(link.record_id)
        notes = [
            super()._xero_compare(organisation, payload, element),
            *self._xero_left_in_xero(organisation, link, payload, element),
            *self._xero_left_in_odoo(organisation, payload),
        ]
        return "\n".join(dict.fromkeys(filter(None, notes)))

    def _xero_left_in_xero(self, organisation, link, payload, element):
        """Values of Xero that have no place here, where Odoo has none of its own."""
        rules = self._xero_rules(organisation, link)
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, element)
        wanted = {
            name
            for name, rule in rules.items()
            if rule.to_odoo and theirs.get(name) and not ours.get(name)
        }
        if "email" in wanted and not mail(theirs["email"]):
            yield self.env._(
                "Xero's e-mail %(email)s is not one e-mail address and was left there.",
                email=theirs["email"],
            )
        for name in sorted(wanted & TERMS.keys()):
            term = part(element, "PaymentTerms").get(TERMS[name][0])
            if not self.env["account.payment.term"]._xero_find(organisation, term):
                yield self.env._(
                    "No payment terms of Odoo mean what Xero has here (%(terms)s). "
                    "Create them under Payment Terms and choose them, or choose "
                    "others.",
                    terms=self.env["account.payment.term"]._xero_words(term),
                )
        if "currency" in wanted:
            yield self._xero_currency_note(organisation, theirs["currency"])
        yield from self._xero_field_notes(organisation, element, wanted)
        for group in ADDRESSES:
            if group in rules and rules[group].to_odoo:
                yield from self._xero_address_notes(
                    organisation, element, group, ours.get(group) or {}
                )

    def _xero_field_notes(self, organisation, element, wanted):
        """Texts that a chosen field of Odoo has no choice for."""
        sources = self.env["xero.field.map"]._sources(organisation)
        for key, _field, value in self._xero_texts(element, wanted):
            source = sources.get(key)
            if source and value and not self._xero_field_value(source, value):
                yield self.env._(
                    "%(field)s of Odoo has no choice %(value)s, which Xero has. It was "
                    "left there.",
                    field=self._fields[source].string,
                    value=value,
                )

    def _xero_left_in_odoo(self, organisation, payload):
        """Payment terms that Xero has no words for, a currency that it lacks."""
        rules = self._xero_stream(organisation)._rules()
        told = payload.get("_terms") or {}
        for name, (side, _field) in TERMS.items():
            if told.get(side) and name in rules and rules[name].to_xero:
                yield self.env._(
                    "Xero has no words for the payment terms %(terms)s: they stay in "
                    "Odoo.",
                    terms=told[side],
                )
        code = payload.get("_DefaultCurrency")
        if code and "currency" in rules and rules["currency"].to_xero:
            currency = self.specific_property_product_pricelist.currency_id
            yield currency._xero_not_subscribed_words()

    def _xero_address_notes(self, organisation, element, group, ours):
        kind = ADDRESSES[group]
        for address in element.get("Addresses") or []:
            if not isinstance(address, dict) or address.get("AddressType") != kind:
                continue
            country, state = self._xero_places(organisation, address)
            named, region = (squeezed(address.get(k)) for k in ("Country", "Region"))
            if named and not country and not ours.get("Country"):
                yield self.env._(
                    "Xero's country %(text)s names no country of Odoo and was left "
                    "there.",
                    text=named,
                )
            elif region and not state and not ours.get("Region"):
                yield self.env._(
                    "Xero's region %(text)s names no state of Odoo and was left there.",
                    text=region,
                )
