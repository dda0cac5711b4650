from odoo import models

from ..tools.xero_names import mail, squeezed
from ..tools.xero_untrusted import part, parts, text
from .res_partner_canonical import number_of
from .res_partner_fields import ADDRESSES, PERSON, PHONES, PLAIN, TERMS


class ResPartner(models.Model):
    """What is taken over from a contact in Xero."""

    _inherit = "res.partner"

    # === VALUES === #

    def _xero_values(self, organisation, payload, groups):
        """Values of the partner itself; addresses, persons and groups are more than
        that."""
        # EXTENDS 'xero_connector'
        sources = self.env["xero.field.map"]._sources(organisation)
        values = {}
        if "name" in groups:
            values["name"] = squeezed(text(payload, "Name"))
        for key, field, value in self._xero_texts(payload, groups):
            source = sources.get(key, field)
            if source and value:
                values.update(self._xero_field_value(source, value))
        for name in groups & TERMS.keys():
            side, field = TERMS[name]
            term = part(payload, "PaymentTerms").get(side)
            if found := self.env["account.payment.term"]._xero_find(organisation, term):
                values[field] = found.id
        if "currency" in groups:
            code = self._xero_canonical_currency(organisation, payload)
            pricelists = self._xero_pricelists(organisation, code)
            if len(pricelists) == 1:
                values["specific_property_product_pricelist"] = pricelists.id
        return values

    def _xero_texts(self, payload, groups):
        """Texts of an element: ``(Xero's name, usual field, value)`` each."""
        phones = {
            squeezed(phone.get("PhoneType")): phone
            for phone in parts(payload, "Phones")
        }
        for name, (kind, field) in PHONES.items():
            if name in groups:
                yield kind, field, number_of(phones.get(kind) or {})
        for name, (key, field) in PLAIN.items():
            value = squeezed(text(payload, key))
            if name not in groups or (name == "email" and not mail(value)):
                continue
            yield key, field, value
        for key in PERSON if "person" in groups else ():
            yield key, None, squeezed(text(payload, key))

    def _xero_field_value(self, field, value):
        """A text of Xero as the value of a field; nothing where the field cannot hold
        it.

        :param str field: of a partner
        :param str value: blank to empty it
        :return: values for ``write``
        """
        known = self._fields[field]
        if self.env["ir.model.fields"]._get(self._name, field).readonly:
            return {}
        if not value:
            return {field: False}
        if known.type == "selection":
            choices = known._description_selection(self.env)
            found = [key for key, label in choices if _same(value, key, label)]
            return {field: found[0]} if found else {}
        if known.type == "many2one":
            found = self.env[known.comodel_name].name_search(value, operator="=")
            return {field: found[0][0]} if len(found) == 1 else {}
        return {field: value}

    def _xero_write_changed(self, values):
        """Write what differs, and nothing where nothing does."""
        changed = {
            name: value
            for name, value in values.items()
            if (self._fields[name].convert_to_write(self[name], self) or False)
            != (value or False)
        }
        if changed:
            self.write(changed)

    # === TAKE === #

    def _xero_take(self, organisation, payload, groups):
        """Xero's tax numbers are taken as they are: they were accepted there."""
        # OVERRIDES 'xero_connector'
        taking = self.with_context(no_vat_validation=True)
        values = taking._xero_values(organisation, payload, groups)
        holder = taking._xero_email_holder()
        if holder != taking and "email" in values:
            holder._xero_write_changed({"email": values.pop("email")})
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        base = link._agreements()
        if groups & ADDRESSES.keys():
            own = taking._xero_take_addresses(organisation, payload, groups, base)
            values.update(own)
        taking._xero_write_changed(values)
        if "persons" in groups:
            taking._xero_take_persons(organisation, payload, base.get("persons"))
        if "groups" in groups:
            taking._xero_take_groups(organisation, payload, base.get("groups"))


def _same(value, *others):
    return value.casefold() in {squeezed(other).casefold() for other in others}
