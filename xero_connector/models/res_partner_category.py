from odoo import api, models

from ..tools.xero_names import exact, literal, squeezed
from ..tools.xero_untrusted import text
from .xero_mixin import XeroMatch, XeroStreamType


class ResPartnerCategory(models.Model):
    """A tag stands for a contact group of Xero. Which contacts are in a group is read
    with the contacts; a linked tag keeps its own name."""

    _name = "res.partner.category"
    _inherit = ["res.partner.category", "xero.mixin"]

    _xero_creates = True
    _xero_arrives = True

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "contact_groups",
                self.env._("Contact groups"),
                "ContactGroups",
                sequence=18,
            )
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        return {
            "xero_id": payload["ContactGroupID"],
            "name": squeezed(text(payload, "Name")),
            "status": text(payload, "Status"),
        }

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        reason, matches = self.env._("same name"), {}
        for record in seen:
            if found := self._xero_named(record.name):
                matches[record.id] = XeroMatch(found, reason, True)
        return matches

    @api.model
    def _xero_named(self, name):
        """The tag of that name, one without a parent first; empty if there is none."""
        found = self.search([("name", "=ilike", literal(name))], order="id")
        found = found.filtered(lambda tag: exact(tag.name) == exact(name))
        return found.sorted(lambda tag: (bool(tag.parent_id), tag.id))[:1]

    @api.model
    def _xero_create_from(self, organisation, seen):
        # EXTENDS 'xero_connector'
        return self.create({"name": seen.name})

    @api.model
    def _xero_of_group(self, organisation, xero_id, name, create=True):
        """The tag of a contact group; empty where somebody ignores the group, or
        deleted its tag.

        :param bool create: whether one is made where there is none
        """
        seen = self.env["xero.record"]._lookup(
            organisation, "ContactGroups", [("xero_id", "=", xero_id)]
        )
        link = seen.link_ids.filtered(
            lambda link: link.res_model == self._name and link.state == "linked"
        )
        if link:
            return link[0]._record()
        if (seen.ignored and not seen.dropped) or not name:
            return self.browse()
        found = self._xero_named(name)
        if found or not create or seen.ignored:
            return found
        if seen.live:
            return seen.sudo()._create_in_odoo()
        return self.create({"name": name})
