from odoo import fields, models
from odoo.tools import SQL

from .res_partner_fields import GROUP_OF_FIELD


class XeroStream(models.Model):
    """What can be chosen for contacts beside what every stream has."""

    _inherit = "xero.stream"

    field_map_ids = fields.One2many("xero.field.map", "stream_id", "Custom Fields")
    create_archived = fields.Boolean(
        "Create Archived Ones Too",
        help="Contacts that are archived in Xero are created in Odoo as archived ones. "
        "Otherwise they are left out.",
    )
    archive_in_odoo = fields.Boolean(
        "Archive in Odoo What Is Archived in Xero",
        help="And restore it there once it is restored in Xero.",
    )
    archive_in_xero = fields.Boolean(
        "Archive in Xero What Is Archived in Odoo",
        help="Xero cannot undo this from outside: only a person can restore a contact, "
        "in Xero itself. So each of them is held under Log until somebody confirms.",
    )

    def write(self, values):
        """What was left out before is looked at again."""
        # EXTENDS 'xero_connector'
        result = super().write(values)
        contacts = self.filtered(lambda stream: stream.kind == "contacts")
        if values.keys() & {"create_in_odoo", "create_archived"}:
            contacts.filtered("create_archived")._apply_again(
                [("link_ids", "=", False), ("status", "=", "ARCHIVED")]
            )
        if "archive_in_odoo" in values:
            contacts._apply_linked()
        return result

    def _optional_groups(self):
        # EXTENDS 'xero_connector'
        return super()._optional_groups() | self._mapped_groups()

    def _mapped_groups(self):
        """Names of the groups of fields that custom fields are chosen for."""
        return {
            name
            for row in self.field_map_ids
            for name in GROUP_OF_FIELD[row.xero_field]
        }

    def _meet_again(self, names):
        """Forget what both sides had of some groups, and compare once more.

        :param set names: of groups
        """
        if not names:
            return
        Link = self.env["xero.link"].sudo()
        Link.flush_model(["agreed"])
        self.env.cr.execute(
            SQL(
                "UPDATE xero_link SET agreed = agreed - %s"
                " WHERE organisation_id IN %s AND resource = 'Contacts'"
                " AND agreed IS NOT NULL",
                list(names),
                tuple(self.organisation_id.ids) or (0,),
            )
        )
        Link.invalidate_model(["agreed"])
        self._apply_linked()
