from odoo import models


class AccountMove(models.Model):
    """The colour of an invoice's badge."""

    _inherit = "account.move"

    def _xero_tone_of_seen(self, seen):
        # EXTENDS 'xero_connector'
        if not seen.live or self.state != "posted":
            return "muted" if not seen.live and self.state != "posted" else "warning"
        if seen.status in ("DRAFT", "SUBMITTED"):
            return "muted"
        if self._xero_open_here(seen):
            # to be read, or what of it could not be booked
            return "warning" if self.xero_payment_failed else "info"
        settled = seen.amount_paid or seen.amount_credited
        return "info" if settled and seen.amount_due else "success"
