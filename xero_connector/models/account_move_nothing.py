from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice of worklogs that comes to nothing is shown to the customer by Odoo;
    Xero has nothing to book."""

    _inherit = "account.move"

    def _xero_comes_to_nothing(self):
        """Whether this is an invoice of worklogs with nothing to pay."""
        self.ensure_one()
        rows = self.sudo().xero_worklog_line_ids._live()
        return bool(rows) and self.currency_id.is_zero(self.amount_total)

    def _xero_nothing_words(self):
        return self.env._("Nothing to bill: it stays in Odoo.")

    def _xero_operation(self, organisation, link):
        # EXTENDS 'xero_connector'
        operation, words = super()._xero_operation(organisation, link)
        if operation == "create" and self._xero_comes_to_nothing():
            return None, self._xero_nothing_words()
        return operation, words

    def _xero_after_post(self, first):
        # EXTENDS 'xero_connector'
        links = self._xero_links()
        empty = self.filtered(
            lambda move: (
                not links.get(move.id, self.env["xero.link"]).record_id
                and move._xero_comes_to_nothing()
            )
        )
        return super(AccountMove, self - empty)._xero_after_post(first)

    def action_xero_push(self):
        # EXTENDS 'xero_connector'
        empty = self.filtered(
            lambda move: not move.xero_id and move._xero_comes_to_nothing()
        )
        if empty:
            raise UserError(
                self.env._(
                    "There is nothing to bill on these, so they stay in Odoo. Leave "
                    "out: %(names)s.",
                    names=", ".join(empty.mapped("display_name")),
                )
            )
        return super().action_xero_push()

    def _xero_badge_of(self, organisation, link, row):
        # EXTENDS 'xero_connector'
        shown = link.excluded or link.record_id or row or self.state != "posted"
        if not shown and self._xero_comes_to_nothing():
            return self._xero_nothing_words()
        return super()._xero_badge_of(organisation, link, row)
