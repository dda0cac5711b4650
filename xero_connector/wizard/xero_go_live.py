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
    waiting_count = fields.Integer(related="organisation_id.waiting_count")
    unmapped_count = fields.Integer(compute="_compute_unmapped_count")

    @api.depends("organisation_id")
    def _compute_words(self):
        for wizard in self:
            wizard.goes = wizard._list(wizard._going())
            wizard.stays = wizard._list(wizard._staying())
            wizard.comes = wizard._list(wizard._coming())
            wizard.missing = wizard._list(wizard._lacking())

    @api.depends("organisation_id")
    def _compute_unmapped_count(self):
        for wizard in self:
            wizard.unmapped_count = len(wizard._unmapped_taxes())

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
            lines.append(
                self.env._(
                    "Invoices that you cancel or delete here: drafts in Xero are "
                    "deleted, approved ones voided. You are asked first where one was "
                    "mailed or paid in part, or is dated in a closed period."
                )
            )
        if "contacts" in kinds:
            lines.append(
                self.env._(
                    "Customers that Xero lacks, when one of their invoices goes."
                )
            )
            lines.append(
                self.env._("What you change here in customers that both have.")
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
            self.env._(
                "What differs today in customers that both have: each side keeps its "
                "own until somebody changes it."
            ),
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
        if unmapped := len(self._unmapped_taxes()):
            lines.append(
                self.env._(
                    "%s taxes that your invoices use are not mapped: invoices with "
                    "them are held.",
                    unmapped,
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

    def _unmapped_taxes(self):
        """Links of taxes on sales that invoices need and nobody has decided on."""
        open_ones = self.organisation_id._undecided_in_use("TaxRates")
        return open_ones.filtered(self._is_for_sales)

    def _is_for_sales(self, link):
        if link.res_id:
            return link._record().sudo().type_tax_use == "sale"
        return link.role in ("", "sale")

    def action_view_waiting(self):
        """Show what goes as soon as the organisation is live.

        :return: action
        """
        self.ensure_one()
        return self.organisation_id._view_waiting()

    def action_view_unmapped(self):
        """Show what invoices need and Xero lacks.

        :return: action
        """
        self.ensure_one()
        return self.organisation_id.action_view_links()

    def action_confirm(self):
        """Go live."""
        self.ensure_one()
        self.organisation_id._go_live()
        # the window goes; what it was opened from is read again
        return {"type": "ir.actions.act_window_close"}
