from odoo import api, fields, models


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
    label = fields.Char("Fields", compute="_compute_label")
    to_odoo = fields.Boolean(
        "Xero May Change Odoo",
        default=True,
        help="Values of Xero are taken over in Odoo, as far as the direction allows.",
    )
    to_xero = fields.Boolean(
        "Odoo May Change Xero",
        default=True,
        help="Values of Odoo are sent to Xero, as far as the direction allows.",
    )

    _name_unique = models.UniqueIndex("(stream_id, name)")

    @api.depends("name", "stream_id.kind")
    def _compute_label(self):
        for group in self:
            labels = {g.name: g.label for g in group.stream_id._field_groups()}
            group.label = labels.get(group.name, group.name)
