import json

from odoo import api, fields, models

from .account_analytic_line_books import Books


class AccountAnalyticLine(models.Model):
    """Worklogs are approved, held, released by somebody who reviews them."""

    _inherit = "account.analytic.line"

    xero_approved_as = fields.Char(
        compute="_compute_xero_approved_as",
        store=True,
        copy=False,
        exportable=False,
        help="What was approved: where it is something else by now, somebody looks "
        "again.",
    )

    @api.depends("xero_approved_at")
    def _compute_xero_approved_as(self):
        """Nothing of what it says is followed: it is what was so at that moment."""
        books = Books(self.env)
        for line in self:
            if line.xero_approved_at and books.organisation(line.company_id):
                own = line.with_company(line.company_id)
                values = own._xero_priced(books, own._xero_party())
                line.xero_approved_as = own._xero_approval(values)
            else:
                line.xero_approved_as = False

    def _xero_approval(self, values):
        """What is approved of a worklog, as one short text."""
        return json.dumps(self._xero_approved(values), sort_keys=True)

    def _xero_approved(self, values):
        """What is approved beside what employees enter, who have it reviewed again by
        every change: who is billed for what. The price is that of the day on which it
        is billed. A hook.

        :param dict values: of ``_xero_priced``
        :return: dict of plain values
        """
        return {
            "as": values["xero_billed_as"],
            "corrects": self.xero_corrects_id.id,
            "currency": values["xero_currency_id"],
            "customer": self.xero_customer_id.commercial_partner_id.id,
            "hours": round(self.xero_hours, 2),
            "rates": self.xero_profile_id.rate_source,
            "type": values["xero_billed_type_id"],
        }

    def _xero_unapproved(self, values):
        """Why somebody has to look before it is billed; ``None`` where nobody has.

        :param dict values: of ``_xero_priced``
        """
        if not self.xero_profile_id.needs_approval:
            return None
        if not self.xero_approved_at:
            return ""
        known = self.xero_approved_as
        if known and known != self._xero_approval(values):
            return self.env._(
                "Customer, type, hours or rate are not those that were approved: look "
                "at it again."
            )
        return None

    # === REVIEW === #

    def action_xero_approve(self):
        """Approve worklogs as they are; the others of a selection are left alone."""
        self._xero_check_reviewer({"xero_approved_at"})
        self.filtered(lambda line: line.xero_billing_state == "review")._xero_approve()

    def action_xero_unapprove(self):
        """Take an approval back, of what is not on an invoice."""
        self._xero_check_reviewer({"xero_approved_at"})
        self.filtered(lambda line: not line.xero_move_id)._xero_approve(False)

    def _xero_approve(self, approved=True):
        self.write(
            {
                "xero_approved_by": approved and self.env.uid,
                "xero_approved_at": approved and fields.Datetime.now(),
            }
        )

    def action_xero_hold(self):
        """Bill these worklogs only when somebody releases them."""
        self.filtered(lambda line: not line.xero_move_id)._xero_hold(
            self.env._("Held by %s", self.env.user.name)
        )

    def _xero_hold(self, reason):
        self.write({"xero_held": True, "xero_held_reason": reason})

    def action_xero_release(self):
        """Bill what was held with the next invoice."""
        self.write({"xero_held": False, "xero_held_reason": False})
