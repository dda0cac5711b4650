import re

from odoo import api, models

from ..tools.xero_client import validation_messages
from ..tools.xero_names import exact, mail
from ..tools.xero_transfer import XeroObjection
from .res_partner_fields import ADDRESSES, LENGTHS, PHONES


class ResPartner(models.Model):
    """Why Xero would refuse a contact, before any call, and who has its name."""

    _inherit = "res.partner"

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        seen = link.record_id
        payload = self._xero_prepare(organisation)
        names = self._xero_going(organisation, payload, seen)
        objections = [XeroObjection(text) for text in self._xero_faults(payload, names)]
        if seen and not seen.live:
            objections.append(XeroObjection(self._xero_archived_words(seen)))
        if "name" in names and (taken := self._xero_name_holder(organisation, seen)):
            objections.append(XeroObjection(self._xero_taken_words(taken)))
        return objections + self._xero_suggested(operation, link)

    def _xero_going(self, organisation, payload, seen):
        """Groups in which Xero has something else: only they can be refused."""
        if not seen:
            return self._xero_new_groups(organisation)
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, seen.payload or {})
        return {name for name in ours if ours[name] != theirs.get(name)}

    # === FAULTS === #

    def _xero_faults(self, payload, names):
        """What Xero would refuse in this contact itself, as texts.

        :param set names: groups that go
        """
        name = payload["Name"]
        who = name or self.env._("Contact %s", self.id)
        if not name:
            yield self.env._("%s has no name. Enter one, then press Retry.", who)
        if re.search(r"[<>]", name) and "name" in names:
            yield self.env._(
                "%s: Xero accepts no < or > in a name. Remove them, then press Retry.",
                who,
            )
        address = payload["EmailAddress"]
        if address and "email" in names and not mail(address):
            yield self.env._(
                "%(who)s: %(email)s is not one e-mail address. Correct it, then press "
                "Retry.",
                who=who,
                email=address,
            )
        for key, value in self._xero_limited(payload, names):
            if len(value or "") > LENGTHS[key]:
                yield self.env._(
                    "%(who)s: %(field)s has more than %(limit)s characters. Shorten "
                    "it, then press Retry.",
                    who=who,
                    field=key,
                    limit=LENGTHS[key],
                )

    @api.model
    def _xero_limited(self, payload, names):
        """Texts that go, each with Xero's name of it."""
        keys = {g.name: g.keys for g in self._xero_groups() if g.name in names}
        for key in {key for own in keys.values() for key in own}:
            if key in LENGTHS:
                yield key, payload.get(key)
        for address in payload["Addresses"]:
            if address["AddressType"] in {ADDRESSES[n] for n in names & set(ADDRESSES)}:
                yield from ((k, v) for k, v in address.items() if k in LENGTHS)
        for phone in payload["Phones"] or []:
            if phone["PhoneType"] in {PHONES[n][0] for n in names & set(PHONES)}:
                yield "PhoneNumber", phone["PhoneNumber"]

    # === WHO HAS THE NAME === #

    def _xero_name_holder(self, organisation, seen, refused=False):
        """The other living contact in Xero that has this name already.

        What nobody stands for is paired with a new partner, or suggested for it.

        :param seen: the own ``xero.record``; empty for a new contact
        :param bool refused: Xero said no already
        """
        _ours, theirs = self._xero_books(organisation)
        named = theirs.active("name", exact(self.name))
        holders = seen.browse([party.id for party in named if party.id != seen.id])
        return holders.filtered(
            lambda record: seen or refused or record.map_state == "linked"
        )[:1]

    def _xero_taken_words(self, holder):
        """Xero takes a name once: who has it, and what to do."""
        other = holder.link_ids.filtered("record_id")[:1]
        details = ", ".join(
            filter(None, (holder.email, holder.code, holder.tax_number))
        )
        if other:
            return self.env._(
                "Another contact in Xero is called %(name)s already%(details)s. It "
                "stands for %(other)s in Odoo. Rename one of the two, or merge them; "
                "then press Retry.",
                name=holder.name,
                details=f" ({details})" if details else "",
                other=other.res_name,
            )
        return self.env._(
            "Another contact in Xero is called %(name)s already%(details)s. If it is "
            "the same customer, link the two under Xero ‣ Mapping; if not, rename one "
            "of them. Then press Retry.",
            name=holder.name,
            details=f" ({details})" if details else "",
        )

    @api.model
    def _xero_apply(self, organisation, seen):
        """Who was refused for a name is told who has it, as soon as that is known."""
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        Queue = self.env["xero.queue"]
        refused = Queue.search(
            [
                ("organisation_id", "=", organisation.id),
                ("direction", "=", "push"),
                ("res_model", "=", self._name),
                ("state", "=", "failed"),
            ]
        ).filtered(
            lambda row: (
                row.answer and Queue._may_be_ours(validation_messages(row.answer))
            )
        )
        for row in refused:
            partner = self.browse(row.res_id).exists()
            link = partner._xero_links(organisation).get(row.res_id)
            own = link.record_id if link else seen.browse()
            holder = partner and partner._xero_name_holder(organisation, own, True)
            if holder and holder in seen:
                words = partner._xero_taken_words(holder)
                if row.message != words:
                    row.message = words
        return result
