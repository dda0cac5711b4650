from odoo import api, fields, models
from odoo.tools import format_amount


class AccountMove(models.Model):
    """What is paid in Xero and still open here.

    A badge that says "Paid" over an invoice that Odoo holds for open would have it
    paid twice, or its customer chased: both are said, and why, where it is known.
    """

    _inherit = "account.move"

    xero_payment_failed = fields.Boolean(
        compute="_compute_xero_payment_failed",
        search="_search_xero_payment_failed",
        compute_sudo=True,
        help="A payment in Xero could not be registered here.",
    )

    @api.depends_context("company")
    def _compute_xero_payment_failed(self):
        rows = self._xero_failed_payments()
        for move in self:
            move.xero_payment_failed = move.id in rows

    def _search_xero_payment_failed(self, operator, value):
        if operator != "in":
            return NotImplemented
        organisations = self._xero_searched_organisations()
        rows = (
            self.env["xero.queue"]
            .sudo()
            .search(
                [
                    ("organisation_id", "in", organisations.ids),
                    ("direction", "=", "pull"),
                    ("state", "=", "failed"),
                    ("res_model", "=", "xero.record"),
                ]
            )
        )
        payments = self.env["xero.record"].sudo().browse(rows.mapped("res_id"))
        documents = payments.exists().mapped("document_xero_id")
        told = self._xero_link_domain(
            organisations, ("record_id.xero_id", "in", documents)
        )
        found = self.search(told).filtered("xero_payment_failed")
        return [("id", "in", found.ids)]

    @api.depends_context("company", "uid")
    def _compute_xero_state(self):
        # EXTENDS 'xero_connector'
        result = super()._compute_xero_state()
        for move_id, row in self._xero_failed_payments().items():
            move = self.browse(move_id)
            move.xero_message = move.xero_message or row.message
        return result

    def _xero_open_here(self, seen):
        """How much Xero no longer has open and Odoo has, in the invoice's currency.

        :param seen: ``xero.record`` of this invoice
        """
        settled = seen.amount_paid or seen.amount_credited
        open_here = self.payment_state in ("not_paid", "partial")
        if not (seen.live and settled and open_here and self.state == "posted"):
            return 0
        more = self.currency_id.compare_amounts(self.amount_residual, seen.amount_due)
        return self.amount_residual if more > 0 else 0

    def _xero_failed_payments(self):
        """Payments of these invoices that could not be registered here:
        ``{invoice id: xero.queue}``, sudoed."""
        found = {}
        for organisation, moves in self._xero_organisation_of().items():
            documents = {
                link.record_id.xero_id: move_id
                for move_id, link in moves._xero_links(organisation).items()
                if self.browse(move_id)._xero_open_here(link.record_id)
            }
            if not documents:
                continue
            payments = self.env["xero.record"]._lookup(
                organisation,
                "Payments",
                [("document_xero_id", "in", list(documents)), ("live", "=", True)],
            )
            rows = self.env["xero.queue"].sudo()
            rows = rows.search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("direction", "=", "pull"),
                    ("state", "=", "failed"),
                    ("res_model", "=", payments._name),
                    ("res_id", "in", payments.ids),
                ]
            )
            for row in rows:
                payment = payments.browse(row.res_id)
                found[documents[payment.document_xero_id]] = row
        return found

    def _xero_open_words(self, seen):
        """What the badge adds to what was paid there: empty where both agree."""
        open_here = self._xero_open_here(seen)
        if not open_here:
            return ""
        amount = format_amount(self.env, open_here, self.currency_id)
        return self.env._("; %(amount)s open here", amount=amount)

    def action_xero_retry(self):
        """Try again what was refused or blocked, and what of Xero's payments could not
        be registered."""
        # EXTENDS 'xero_connector'
        rows = self._xero_failed_payments()
        if rows and not self._xero_open_rows():
            found = self.env["xero.queue"].concat(*rows.values())
            return found.sudo(False).action_retry()
        return super().action_xero_retry()
