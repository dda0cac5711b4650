from odoo import fields, models


class AccountMoveLine(models.Model):
    """Lines of an invoice that stand for worklogs."""

    _inherit = "account.move.line"

    xero_worklog_line_ids = fields.One2many(
        "xero.worklog.line", "move_line_id", "Worklogs", readonly=True
    )
    xero_origin_line_id = fields.Many2one(
        "account.move.line",
        "Credits or Replaces",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def write(self, values):
        """Worklogs go where their line goes."""
        # EXTENDS 'xero_connector'
        result = super().write(values)
        if "move_id" in values:
            rows = self.sudo().xero_worklog_line_ids
            rows.write({"move_id": values["move_id"]})
        return result

    def unlink(self):
        """What a person takes off an invoice is not put on it again: it is held."""
        # EXTENDS 'account'
        rows = self.env["xero.worklog.line"].sudo()
        if not self.env.context.get("xero_billing_run"):
            rows = self.sudo().xero_worklog_line_ids._live()
        for move, own in rows.grouped("move_id").items():
            told = self.env["xero.organisation"]._words_for(move)
            own._take_off(
                told.env._(
                    "Removed from %(invoice)s by %(user)s.",
                    invoice=told.display_name,
                    user=self.env.user.name,
                )
            )
        return super().unlink()

    def _copy_data_extend_business_fields(self, values):
        """A credit note, or the invoice made instead, knows which line is which."""
        # EXTENDS 'account'
        if self.sudo().xero_worklog_line_ids:
            values["xero_origin_line_id"] = self.id
        return super()._copy_data_extend_business_fields(values)

    def _xero_credits_all(self):
        """Whether a line of a credit note takes all of its invoice's line back."""
        origin = self.xero_origin_line_id
        same = origin.move_id == self.move_id.reversed_entry_id
        there, here = abs(origin.amount_currency), abs(self.amount_currency)
        return same and self.currency_id.compare_amounts(here, there) >= 0

    # === CHANGED BY HAND === #

    def _xero_billed_amount(self):
        """What the line charges before tax, as Odoo books it."""
        return -self.amount_currency

    def _xero_is_changed(self, rows):
        """Whether somebody changed what the line charges.

        :param rows: ``xero.worklog.line`` that are live on it
        """
        off = self._xero_billed_amount() - sum(rows.mapped("amount"))
        # a line more or less on the invoice may move a cent from one to the other
        cent = self.currency_id.rounding
        return self.currency_id.compare_amounts(abs(off), cent) > 0

    def _xero_billed_hours(self):
        """Hours that the line charges; where it is one piece without a product,
        those of its worklogs."""
        rows = self.xero_worklog_line_ids._live()
        if not self.product_id:
            return sum(rows.mapped("hours"))
        return self.quantity
