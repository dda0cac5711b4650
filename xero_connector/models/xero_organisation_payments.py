from odoo import fields, models

from .account_journal import LIQUIDITY

CODE = "XERO"


class XeroOrganisation(models.Model):
    """Where payments go that were received on an account without a journal here."""

    _inherit = "xero.organisation"

    payment_journal_id = fields.Many2one(
        "account.journal",
        "Journal of Other Payments",
        domain=[("type", "in", LIQUIDITY)],
        check_company=True,
        ondelete="restrict",
        help="Payments from Xero are registered here where their account in Xero is "
        "mapped to no journal. Made when it is needed first.",
    )

    def _ensure_payment_journal(self):
        """That journal; one of its own, named Xero, where none was chosen, or where it
        is archived: Odoo posts nothing there."""
        self.ensure_one()
        if not self.payment_journal_id.active:
            self.payment_journal_id = self._find_payment_journal()
        return self.payment_journal_id

    def _find_payment_journal(self):
        """The one of an earlier connection, or a new one.

        A journal of type bank: only those take payments, and it brings an account of
        its own. What it holds is seen at a glance, and belongs to no bank statement.
        """
        company = self.company_id
        Journal = self.env["account.journal"].with_company(company)
        known = Journal.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("code", "=", CODE)]
        )
        if known.active and known.type in LIQUIDITY:
            return known
        values = {"name": "Xero", "type": "bank", "company_id": company.id}
        return Journal.create(values if known else {**values, "code": CODE})
