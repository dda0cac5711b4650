from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .xero_billing_profile import UNREADABLE


class XeroTicketSource(models.Model):
    """Tickets of one kind, and what a billing profile wants of them.

    Fields of a timesheet that point to tickets are found by themselves. A row is needed
    only where the order counts, where a condition is wanted, where such tickets are not
    billed, or where their model does not look like one of a help desk.
    """

    _name = "xero.ticket.source"
    _description = "Tickets That Are Billed"
    _order = "profile_id, sequence, id"

    profile_id = fields.Many2one(
        "xero.billing.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    field_id = fields.Many2one(
        "ir.model.fields",
        "Field of a Timesheet",
        required=True,
        domain=lambda self: self._domain_field(),
        ondelete="cascade",
    )
    name = fields.Char(related="field_id.name", store=True)
    res_model = fields.Char("Model", related="field_id.relation", store=True)
    billed = fields.Boolean(default=True)
    domain = fields.Char(
        "Only Where", default="[]", help="What else is wanted of these tickets."
    )
    closed_domain = fields.Char(
        "Closed Where",
        help="When such a ticket is closed, for profiles that bill closed work only. "
        "Empty: as the ticket or its stage says.",
    )

    _field_unique = models.Constraint(
        "UNIQUE(profile_id, field_id)", "There is a row for this field already."
    )

    @api.model
    def _domain_field(self):
        Line = self.env["account.analytic.line"]
        names = Line._xero_ticket_candidates()
        return [("model", "=", Line._name), ("name", "in", names)]

    @api.depends("field_id")
    def _compute_display_name(self):
        for source in self:
            source.display_name = source.field_id.sudo().field_description

    @api.constrains("field_id")
    def _check_field(self):
        names = self.env["account.analytic.line"]._xero_ticket_candidates()
        for source in self:
            if source.name not in names:
                raise ValidationError(
                    self.env._(
                        "%s does not point to tickets. Choose another field of a "
                        "timesheet.",
                        source.display_name,
                    )
                )

    @api.constrains("domain", "closed_domain")
    def _check_domains(self):
        for source in self:
            Ticket = self.env[source.res_model]
            for name in ("domain", "closed_domain"):
                try:
                    source.profile_id._condition(source[name]).validate(Ticket)
                except UNREADABLE as error:
                    raise ValidationError(
                        source.profile_id._unreadable_words(source[name])
                    ) from error

    # === WHAT IT CHANGES IS SEEN AT ONCE === #

    @api.model_create_multi
    def create(self, vals_list):
        sources = super().create(vals_list)
        sources.profile_id._judge_again()
        return sources

    def write(self, vals):
        result = super().write(vals)
        self.profile_id._judge_again()
        return result

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        profiles._judge_again()
        return result
