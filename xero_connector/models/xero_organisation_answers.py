from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """The five questions that nobody but the customer can answer, with safe answers
    filled in."""

    _inherit = "xero.organisation"

    mailing = fields.Selection(
        [
            ("odoo", "Odoo mails them"),
            ("xero", "Xero mails them"),
        ],
        "Who Mails Invoices",
        required=True,
        default="odoo",
        help="Only one side mails. What Odoo mailed is shown as sent in Xero; where "
        "Xero mails, Odoo tells nothing about it.",
    )
    payments_side = fields.Selection(
        [
            ("xero", "In Xero: they settle the invoices in Odoo"),
            ("odoo", "In Odoo: nothing is taken from Xero"),
        ],
        "Where Payments Are Recorded",
        compute="_compute_payments_side",
        inverse="_inverse_payments_side",
    )
    answered_at = fields.Datetime("Questions Answered", readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    previewed_at = fields.Datetime(
        "Invoice Previewed",
        readonly=True,
        copy=False,
        help="When the preview of an invoice had no objections for the first time.",
    )

    @api.depends("stream_ids.enabled", "stream_ids.kind")
    def _compute_payments_side(self):
        for organisation in self:
            stream = organisation._payments_stream()
            organisation.payments_side = "xero" if stream.enabled else "odoo"

    def _inverse_payments_side(self):
        for organisation in self:
            wanted = organisation.payments_side == "xero"
            stream = organisation._payments_stream()
            if stream.enabled != wanted:
                stream.enabled = wanted

    def _payments_stream(self):
        return self.stream_ids.filtered(lambda stream: stream.kind == "payments")

    def action_questions(self):
        """Ask the five questions, in a dialog."""
        self.ensure_one()
        view = self.env.ref("xero_connector.xero_organisation_view_questions")
        return {
            "name": self.env._("Five Questions"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_answer(self):
        """The answers were given: this is how documents go from now on."""
        self.write(
            {"answered_at": fields.Datetime.now(), "answered_by_id": self.env.uid}
        )
        return {"type": "ir.actions.act_window_close"}

    def _note_previewed(self):
        """An invoice was previewed, and Xero would take it."""
        if not self.previewed_at:
            self.sudo().previewed_at = fields.Datetime.now()
