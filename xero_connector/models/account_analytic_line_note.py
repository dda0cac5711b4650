from odoo import fields, models

from .account_analytic_line import STAFF


class AccountAnalyticLine(models.Model):
    """What billing found out of worklogs that were ready, and that no judgement of a
    single one could know: too little for an invoice, less than nothing, an error."""

    _inherit = "account.analytic.line"

    xero_noted_state = fields.Selection(
        [("waiting", "Waiting"), ("failed", "In the way")],
        "Found by Billing",
        copy=False,
        readonly=True,
        groups=STAFF,
    )
    xero_billing_note = fields.Char(
        "What Billing Found", copy=False, readonly=True, groups=STAFF
    )

    def _xero_stand(self, state, reason):
        """What billing found out of worklogs that were ready: no judgement of a single
        one could know. It stands until the worklog or its profile is changed, or until
        billing looks again.

        :param str state: ``waiting`` or ``failed``
        :param str reason: for people, with the remedy
        """
        self.sudo().write({"xero_noted_state": state, "xero_billing_note": reason})

    def _xero_forget_note(self):
        """What billing found out is to be found out again."""
        self.sudo().filtered("xero_noted_state").write(
            {"xero_noted_state": False, "xero_billing_note": False}
        )

    def _xero_billing_notes(self, limit=None):
        """What billing found out of these worklogs, each reason once.

        :param int limit: how many reasons there is room for
        :return: text, empty where it found nothing
        """
        noted = self.sudo().filtered(
            lambda line: line.xero_noted_state and line._xero_is_due()
        )
        reasons = list(dict.fromkeys(noted.mapped("xero_billing_note")))
        return " ".join(reasons[:limit])

    def _xero_is_due(self):
        """Whether billing takes it: it is ready, or waits for nothing but what billing
        found out the last time."""
        self.ensure_one()
        noted = self.xero_noted_state, self.xero_billing_note
        return self.xero_billing_state == "ready" or (
            bool(self.xero_noted_state)
            and (self.xero_billing_state, self.xero_reason) == noted
        )

    def _xero_judge_again(self):
        """Look at worklogs as if billing had never done so."""
        lines = self.exists()
        lines._xero_forget_note()
        lines._xero_judge()
