from odoo import api, models

from ..tools.xero_agreement import overlaid
from ..tools.xero_names import squeezed
from ..tools.xero_untrusted import parts
from .res_partner_fields import ADDRESSES

# Parts of an address that are one field on both sides
ALIKE_PARTS = ("City", "PostalCode")
LINES = ("AddressLine2", "AddressLine3", "AddressLine4")


class ResPartner(models.Model):
    """Addresses, both ways.

    Xero's billing address is that of the partner, or of its invoice address; Xero's
    street address that of its delivery address. Odoo has two lines where Xero has
    four: those after the first are one, save the ones that have a field of their own.
    Countries and their parts are text in Xero; what names none here stays there.
    """

    _inherit = "res.partner"

    # === COMPARE === #

    @api.model
    def _xero_canonical_addresses(self, organisation, payload, sources):
        """Both addresses of a record in Xero's spelling: ``{group: parts}``."""
        by_kind = {
            squeezed(address.get("AddressType")): address
            for address in parts(payload, "Addresses")
        }
        return {
            group: self._xero_canonical_address(
                organisation, by_kind.get(kind) or {}, sources
            )
            for group, kind in ADDRESSES.items()
        }

    @api.model
    def _xero_canonical_address(self, organisation, address, sources):
        own = [line for line in LINES if line in sources]
        more = [squeezed(address.get(line)) for line in LINES if line not in own]
        country, state = self._xero_places(organisation, address)
        found = {
            "Street": squeezed(address.get("AddressLine1")),
            "More": ", ".join(filter(None, more)),
            **{part: squeezed(address.get(part)) for part in (*own, *ALIKE_PARTS)},
            "Region": state._xero_text() if state else squeezed(address.get("Region")),
            "Country": country.code if country else squeezed(address.get("Country")),
        }
        return {key: value for key, value in found.items() if value}

    @api.model
    def _xero_places(self, organisation, address):
        """The country and its part that an address in Xero names, as far as it does.

        Without a country it is an address at home: its part is one of the
        organisation's own country, which is not written into it for that.
        """
        Country = self.env["res.country"]
        country = Country._xero_find(address.get("Country"))
        home = country
        if not squeezed(address.get("Country")):
            home = organisation.company_id.account_fiscal_country_id
        return country, home._xero_find_state(address.get("Region"))

    # === TAKE === #

    def _xero_take_addresses(self, organisation, payload, groups, base):
        """Take addresses of an element over.

        :param set groups: ``billing``, ``delivery`` or both
        :param dict base: what each side had of them at the last agreement
        :return: values of the partner itself; addresses of their own are written
        """
        sources = self.env["xero.field.map"]._sources(organisation)
        theirs = self._xero_canonical_addresses(organisation, payload, sources)
        values = {}
        # the billing one first: whether another is needed is seen then
        for group in ADDRESSES:
            if group not in groups:
                continue
            holder = self._xero_address_holder(group, theirs, base)
            if not holder:
                continue
            before = (base.get(group) or (None, None))[1]
            ours = holder._xero_own_address(organisation, sources)
            found = overlaid(theirs[group], before, ours)
            own = holder._xero_address_values(organisation, found, sources)
            if holder == self:
                values.update(own)
            else:
                holder._xero_write_changed(own)
        return values

    def _xero_address_holder(self, group, theirs, base):
        """Whose address a taken one becomes: empty where it is there already.

        A street address is a delivery address of its own where it differs from the
        billing one. Where Xero has no billing address it is the partner's, as long as
        the partner has none that Xero never heard of.
        """
        holder = self._xero_address_of(group)
        if group == "billing" or holder != self:
            return holder
        if theirs["delivery"] == theirs["billing"]:
            return holder.browse()
        ours, before = base.get(group) or (None, None)
        own = any(self[name] for name in self._address_fields())
        if not theirs["billing"] and (not own or ours == before):
            return holder
        return self.create(
            {"parent_id": self.id, "type": "delivery", "company_id": self.company_id.id}
        )

    def _xero_own_address(self, organisation, sources):
        return self._xero_canonical_address(
            organisation, self._xero_address("", sources), sources
        )

    def _xero_address_values(self, organisation, found, sources):
        """Odoo's values for an address.

        :param dict found: its parts, comparable
        """
        values = {
            "street": found.get("Street", False),
            "street2": found.get("More", False),
            "city": found.get("City", False),
            "zip": found.get("PostalCode", False),
            **self._xero_place_values(organisation, found),
        }
        for line in LINES:
            if line in sources:
                values.update(self._xero_field_value(sources[line], found.get(line)))
        return values

    def _xero_place_values(self, organisation, found):
        """Country and its part; no country rather than a wrong one."""
        country, state = self._xero_places(organisation, found)
        return {"country_id": country.id, "state_id": state.id}

    # === SEND === #

    def _xero_changes(self, organisation, link, payload):
        # EXTENDS 'xero_connector'
        base = link._agreements()
        seen = link.record_id.payload or {}
        payload["_addresses"] = self._xero_addresses_sent(
            organisation, payload, seen, base
        )
        return super()._xero_changes(organisation, link, payload)

    def _xero_addresses_sent(self, organisation, payload, seen, base):
        """Addresses as they are sent: in Xero's own words where both say the same, with
        what Odoo never knew of them.

        :param dict base: what each side had of them at the last agreement
        """
        sources = self.env["xero.field.map"]._sources(organisation)
        ours = self._xero_canonical_addresses(organisation, payload, sources)
        theirs = self._xero_canonical_addresses(organisation, seen, sources)
        own = {address.get("AddressType"): address for address in payload["Addresses"]}
        raw = {
            address.get("AddressType"): address for address in parts(seen, "Addresses")
        }
        sent = []
        for group, kind in ADDRESSES.items():
            before = (base.get(group) or (None, None))[0] or {}
            there = dict(raw.get(kind) or {})
            for part, keys in _keys_of_parts(sources).items():
                value = ours[group].get(part)
                said = value or before.get(part)
                if said and value != theirs[group].get(part):
                    there.update({key: own[kind].get(key) for key in keys})
            there["AddressType"] = kind
            sent.append({key: value for key, value in there.items() if value})
        return sent


def _keys_of_parts(sources):
    """Xero's keys of each part of an address."""
    own = [line for line in LINES if line in sources]
    return {
        "Street": ("AddressLine1",),
        "More": tuple(line for line in LINES if line not in own),
        **{part: (part,) for part in (*own, *ALIKE_PARTS, "Region", "Country")},
    }
