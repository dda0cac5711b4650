from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

TYPES = ("char", "text", "selection", "many2one")


class XeroFieldMap(models.Model):
    """A field of Odoo's customers that stands for one of Xero's contact fields, in
    place of what usually does; both ways where Odoo's field can be written."""

    _name = "xero.field.map"
    _description = "Custom Field for Xero"
    _order = "stream_id, xero_field"
    _rec_name = "xero_field"

    stream_id = fields.Many2one(
        "xero.stream",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('kind', '=', 'contacts')]",
    )
    company_id = fields.Many2one(related="stream_id.company_id", store=True, index=True)
    xero_field = fields.Selection(
        [
            ("AccountNumber", "Account number"),
            ("CompanyNumber", "Company number"),
            ("TaxNumber", "Tax number"),
            ("EmailAddress", "E-mail"),
            ("FirstName", "First name"),
            ("LastName", "Last name"),
            ("BankAccountDetails", "Bank account"),
            ("DEFAULT", "Phone"),
            ("MOBILE", "Mobile"),
            ("DDI", "Direct dial"),
            ("FAX", "Fax"),
            ("AddressLine3", "Address line 3"),
            ("AddressLine4", "Address line 4"),
            ("Website", "Website (read only in Xero)"),
        ],
        "Field in Xero",
        required=True,
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        "Field in Odoo",
        required=True,
        ondelete="cascade",
        domain=[("model", "=", "res.partner"), ("ttype", "in", TYPES)],
    )
    field_name = fields.Char(related="field_id.name")
    one_way = fields.Boolean(
        "To Xero Only",
        compute="_compute_one_way",
        help="Odoo works this field out by itself: nothing can be written into it.",
    )

    _xero_field_unique = models.UniqueIndex(
        "(stream_id, xero_field)", "That field in Xero has a field of Odoo already."
    )
    _field_unique = models.UniqueIndex(
        "(stream_id, field_id)", "That field of Odoo goes to another field in Xero."
    )

    @api.depends("field_id")
    def _compute_one_way(self):
        for row in self:
            row.one_way = row.field_id.readonly or bool(row.field_id.related)

    @api.constrains("stream_id", "field_id", "xero_field")
    def _check_field(self):
        for row in self:
            if words := row._fault():
                raise ValidationError(words)

    def _fault(self):
        """Why the two do not go together, for people; empty if they do."""
        field = self.env["res.partner"]._fields.get(self.field_id.name)
        name = self.field_id.field_description or self.field_id.name
        if self.stream_id.kind != "contacts":
            return self.env._("Custom fields can be chosen for contacts only.")
        if self.field_id.model != "res.partner" or not field:
            return self.env._(
                "%(field)s is no field of Odoo's contacts. Choose one of them.",
                field=name,
            )
        if field.type not in TYPES:
            return self.env._(
                "%(field)s holds no text that Xero could take. Choose a text, a "
                "selection or a link to another record.",
                field=name,
            )
        if field.groups or field.name.startswith(("xero_", "message_", "activity_")):
            return self.env._(
                "%(field)s is not meant for everybody's eyes and cannot go to Xero.",
                field=name,
            )
        if self.xero_field == "Website" and self.one_way:
            return self.env._(
                "Xero's website can only be read, and %(field)s cannot be written in "
                "Odoo: nothing would ever happen. Choose another field.",
                field=name,
            )
        return ""

    # === USE === #

    @api.model
    def _sources(self, organisation):
        """What stands for Xero's fields here: ``{Xero's name: field of a partner}``."""
        return self._sources_of(organisation.id)

    @api.model
    @tools.ormcache("organisation_id")
    def _sources_of(self, organisation_id):
        rows = self.sudo().search([("stream_id.organisation_id", "=", organisation_id)])
        fields_known = self.env["res.partner"]._fields
        return {
            row.xero_field: row.field_name
            for row in rows
            if row.field_name in fields_known
        }

    @api.model
    @tools.ormcache()
    def _feeders(self):
        """Fields of partners that some organisation reads this way."""
        return frozenset(
            self.sudo().search([("field_id", "!=", False)]).mapped("field_name")
        )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._changed()
        return rows

    def write(self, values):
        before = self.stream_id._mapped_groups()
        result = super().write(values)
        self._changed(before)
        return result

    def unlink(self):
        streams, before = self.stream_id, self.stream_id._mapped_groups()
        result = super().unlink()
        self.browse()._changed(before, streams)
        return result

    def _changed(self, before=frozenset(), streams=None):
        """Both sides meet anew in these fields: nothing that is filled is overwritten.

        :param set before: groups of fields that were concerned before
        :param streams: ``xero.stream``, where the rows are gone
        """
        self.env.registry.clear_cache()
        streams = (streams or self.stream_id).sudo()
        streams._ensure_groups()
        streams._meet_again(before | streams._mapped_groups())
