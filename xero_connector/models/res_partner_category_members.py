from odoo import api, models
from odoo.tools import SQL

from ..tools.xero_dialect import by_text
from ..tools.xero_untrusted import parts


class ResPartnerCategory(models.Model):
    """Who is in a contact group.

    To join a group, or to leave one, is no change of the contact to Xero: the list of
    contacts tells it with the contact's next change only. So who is in a group is read
    with the groups, and the contacts of the mirror are corrected by that.
    """

    _inherit = "res.partner.category"

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        contacts = self.env["xero.stream"]._of_kind(organisation, "contacts")
        rule = contacts._rules().get("groups")
        if rule and rule.to_odoo:
            seen.filtered("live").partial = True
            for group in seen.filtered(lambda record: not record.live):
                self._xero_correct_members(organisation, group, [])
        return result

    @api.model
    def _xero_read_one(self, client, xero_id):
        """A group with its members: ``XeroAnswer``."""
        return client.contact_group(xero_id)

    @api.model
    def _xero_take_one(self, organisation, seen, elements):
        """Note who is in a group.

        :param seen: ``xero.record`` of the group
        :param list elements: of the answer, untrusted
        :return: why that cannot be told; empty if it can
        """
        found = by_text(elements, lambda element: [element.get("ContactGroupID")])
        if seen.xero_id not in found:
            return self.env._("Xero's answer is not about it")
        try:
            members = parts(found[seen.xero_id], "Contacts")
        except ValueError as error:
            return str(error)
        ids = by_text(members, lambda member: [member.get("ContactID")])
        self._xero_correct_members(organisation, seen, list(ids))
        return ""

    @api.model
    def _xero_correct_members(self, organisation, group, xero_ids):
        """Have the mirror say who is in a group, where it says otherwise.

        :param list xero_ids: ids of the contacts in Xero
        """
        contacts = self.env["xero.record"]._lookup(
            organisation, "Contacts", [("xero_id", "in", xero_ids)]
        )
        known = self._xero_members(organisation, group)
        part = {
            "ContactGroupID": group.xero_id,
            "Name": group.name or "",
            "Status": "ACTIVE",
        }
        for contact in contacts - known:
            contact._note_groups(group.xero_id, [part])
        for contact in known - contacts:
            contact._note_groups(group.xero_id, [])

    @api.model
    def _xero_members(self, organisation, group):
        """Contacts that the mirror has in a group: ``xero.record``."""
        Record = self.env["xero.record"]
        Record.flush_model(["payload"])
        wanted = SQL("jsonb_build_object('ContactGroupID', %s::text)", group.xero_id)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM xero_record
                 WHERE organisation_id = %s AND resource = 'Contacts'
                   AND payload -> 'ContactGroups' @> jsonb_build_array(%s)
                """,
                organisation.id,
                wanted,
            )
        )
        return Record.browse(record_id for (record_id,) in rows)


class XeroRecord(models.Model):
    """What is noted of a contact beside what its own list said."""

    _inherit = "xero.record"

    def _note_groups(self, xero_id, instead):
        """Have this contact be in a group, or not; applied like every change.

        :param str xero_id: of the group
        :param list instead: how the contact shows the group now
        """
        payload = self.payload or {}
        others = [
            group
            for group in parts(payload, "ContactGroups")
            if group.get("ContactGroupID") != xero_id
        ]
        self.write(
            {"payload": {**payload, "ContactGroups": others + instead}, "fresh": True}
        )
