from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroStreamGroup(models.Model):
    """A group of fields of a stream, and on which side it may be overwritten.

    The list of what Odoo and Xero may write of each other: what is not allowed on
    either side is not touched there, and nothing is ever overwritten by a blank.
    """

    _name = "xero.stream.group"
    _description = "Fields of a Xero Stream"
    _order = "stream_id, sequence, id"

    stream_id = fields.Many2one(
        "xero.stream", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="stream_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    name = fields.Char(required=True, readonly=True)
    label = fields.Char("Fields", compute="_compute_nature")
    hint = fields.Char("Note", compute="_compute_nature")
    pulled = fields.Boolean(compute="_compute_nature")
    to_odoo = fields.Boolean(
        "Xero May Change Odoo",
        default=True,
        help="Values of Xero are taken over in Odoo, as far as the direction allows; "
        "also with a record that is new. What names it comes in any case.",
    )
    to_xero = fields.Boolean(
        "Odoo May Change Xero",
        default=True,
        help="Values of Odoo are sent to Xero, as far as the direction allows; also "
        "with a record that is new. What names it goes in any case.",
    )

    _name_unique = models.UniqueIndex("(stream_id, name)")

    @api.depends("name", "stream_id.kind")
    def _compute_nature(self):
        for row in self:
            groups = {group.name: group for group in row.stream_id._field_groups()}
            group = groups.get(row.name)
            row.label = group.label if group else row.name
            row.hint = group.hint if group else ""
            row.pulled = bool(group and group.pulled)

    def write(self, values):
        """Both sides are compared again under the new rules.

        :raises UserError: where Xero takes no such values from outside
        """
        if values.get("to_xero"):
            for row in self.filtered("pulled"):
                raise UserError(
                    self.env._(
                        "%(fields)s can only be read from Xero. %(reason)s",
                        fields=row.label,
                        reason=row.hint,
                    )
                )
        result = super().write(values)
        if values.keys() & {"to_odoo", "to_xero"}:
            self.stream_id._apply_linked()
        return result
