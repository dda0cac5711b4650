from odoo import api, fields, models


class XeroGoLive(models.TransientModel):
    """Asked once: what goes to Xero from now on, and what does not."""

    _name = "xero.go.live"
    _description = "Go Live with Xero"

    organisation_id = fields.Many2one("xero.organisation", required=True)
    goes = fields.Html(compute="_compute_words")
    stays = fields.Html(compute="_compute_words")
    comes = fields.Html(compute="_compute_words")
    missing = fields.Html(compute="_compute_words")

    @api.depends("organisation_id")
    def _compute_words(self):
        for wizard in self:
            wizard.goes = wizard._list(wizard._going())
            wizard.stays = wizard._list(wizard._staying())
            wizard.comes = wizard._list(wizard._coming())
            wizard.missing = wizard._list(wizard._lacking())

    def _list(self, lines):
        if not lines:
            return False
        template = self.env["ir.qweb"]
        return template._render("xero_connector.go_live_list", {"lines": lines})

    def _going(self):
        organisation = self.organisation_id
        streams = organisation.stream_ids.filtered(lambda stream: stream._sends())
        kinds = set(streams.mapped("kind"))
        lines = []
        if "invoices" in kinds:
            status = dict(
                organisation._fields["invoice_status"]._description_selection(self.env)
            )[organisation.invoice_status]
            lines.append(
                self.env._(
                    "Customer invoices posted from now on and dated today or later, "
                    "%(minutes)s minutes after posting, as %(status)s.",
                    minutes=organisation.grace_minutes,
                    status=status,
                )
            )
        if "contacts" in kinds:
            lines.append(
                self.env._(
                    "Customers that Xero lacks, when one of their invoices goes."
                )
            )
        if "items" in kinds:
            lines.append(self.env._("Products that Xero lacks, with their invoices."))
        waiting = organisation.waiting_count
        if waiting:
            lines.append(self.env._("%s records that wait already.", waiting))
        return lines

    def _staying(self):
        return [
            self.env._(
                "Invoices posted before now. The button on them still sends one."
            ),
            self.env._("Invoices dated before today: they are held and shown."),
            self.env._("Payments, credit notes and bills."),
            self.env._("Nothing in Xero is deleted; nothing filled is overwritten."),
        ]

    def _coming(self):
        count = self.env["account.payment"]._xero_waiting_count(self.organisation_id)
        if not count:
            return []
        return [
            self.env._(
                "%(count)s payments that were made in Xero: they settle their invoices "
                "here, so that nobody who has paid is reminded. Those that you "
                "registered yourself are recognised.",
                count=count,
            )
        ]

    def _lacking(self):
        organisation = self.organisation_id
        lines = []
        if organisation.read_only:
            lines.append(
                self.env._(
                    "The organisation is read only: nothing goes to Xero until that is "
                    "switched off."
                )
            )
        if not organisation.default_service_account_id:
            lines.append(
                self.env._(
                    "No income account is chosen: invoices of accounts that are not "
                    "mapped are held."
                )
            )
        undecided = len(
            self.env["xero.link"]
            .search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("resource", "=", "TaxRates"),
                    ("state", "in", ("undecided", "suggested")),
                ]
            )
            .filtered(self._is_for_sales)
        )
        if undecided:
            lines.append(
                self.env._(
                    "%s taxes on sales are not mapped: invoices with them are held.",
                    undecided,
                )
            )
        if alike := organisation._look_alike_count():
            lines.append(
                self.env._(
                    "%s invoices may be in both books: they are held until somebody "
                    "says so under Xero ‣ Mapping ‣ Invoices in Both.",
                    alike,
                )
            )
        return lines

    def _is_for_sales(self, link):
        if link.res_id:
            return link._record().sudo().type_tax_use == "sale"
        return link.role in ("", "sale")

    def action_confirm(self):
        """Go live."""
        self.ensure_one()
        self.organisation_id._go_live()
        return {
            "type": "ir.actions.client",
            "tag": "soft_reload",
        }
