from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroRecord(models.Model):
    """A record in Xero in the words of a bookkeeper, and the ways from it."""

    _inherit = "xero.record"

    kind_words = fields.Char("What", compute="_compute_words")
    status_words = fields.Char("Where It Stands", compute="_compute_words")
    in_odoo = fields.Boolean(
        compute="_compute_in_odoo", help="It has a counterpart, or one is suggested."
    )
    web_url = fields.Char(compute="_compute_web_url", exportable=False)

    @api.depends("kind", "status", "resource")
    @api.depends_context("lang")
    def _compute_words(self):
        kinds, statuses = self._words_of_kinds(), self._words_of_statuses()
        for record in self:
            record.kind_words = kinds.get(record.kind, record.kind)
            known = statuses.get((record.resource, record.status))
            known = known or statuses.get(("any", record.status))
            record.status_words = known or record.status

    @api.model
    def _words_of_kinds(self):
        return {
            "ACCREC": self.env._("Customer invoice"),
            "ACCPAY": self.env._("Bill"),
            "ACCRECPAYMENT": self.env._("Payment received"),
            "ACCPAYPAYMENT": self.env._("Payment made"),
            "BANK": self.env._("Bank account"),
            "CURRENT": self.env._("Current asset"),
            "CURRLIAB": self.env._("Current liability"),
            "DEPRECIATN": self.env._("Depreciation"),
            "DIRECTCOSTS": self.env._("Direct costs"),
            "EQUITY": self.env._("Equity"),
            "EXPENSE": self.env._("Expense"),
            "FIXED": self.env._("Fixed asset"),
            "INVENTORY": self.env._("Inventory"),
            "LIABILITY": self.env._("Liability"),
            "NONCURRENT": self.env._("Non-current asset"),
            "OTHERINCOME": self.env._("Other income"),
            "OVERHEADS": self.env._("Overheads"),
            "PREPAYMENT": self.env._("Prepayment"),
            "REVENUE": self.env._("Revenue"),
            "SALES": self.env._("Sales"),
            "TERMLIAB": self.env._("Non-current liability"),
        }

    @api.model
    def _words_of_statuses(self):
        """How Xero's own pages call a status: ``{(resource, status): words}``."""
        return {
            ("any", "DRAFT"): self.env._("Draft"),
            ("any", "SUBMITTED"): self.env._("Awaiting approval"),
            ("Invoices", "AUTHORISED"): self.env._("Awaiting payment"),
            ("Payments", "AUTHORISED"): self.env._("Recorded"),
            ("any", "PAID"): self.env._("Paid"),
            ("any", "VOIDED"): self.env._("Voided"),
            ("any", "DELETED"): self.env._("Deleted"),
            ("any", "ACTIVE"): self.env._("Active"),
            ("any", "ARCHIVED"): self.env._("Archived"),
        }

    @api.depends("link_ids", "suggested_ids")
    def _compute_in_odoo(self):
        for record in self:
            record.in_odoo = bool(record._counterpart_links())

    @api.depends("organisation_id.short_code", "resource", "xero_id")
    def _compute_web_url(self):
        for record in self:
            record.web_url = self.env["xero.stream"]._url_of(record)

    def _counterpart_links(self):
        """Links to single records of Odoo: what it stands for, else suggestions."""
        return (self._linked() or self._suggestions()).filtered("res_id")

    def action_open_in_odoo(self):
        """Open the record of Odoo that stands for this one, or is suggested for it.

        :return: action
        :raises UserError: where there is none
        """
        self.ensure_one()
        links = self._counterpart_links()
        if not links:
            raise UserError(
                self.env._("%s stands for nothing in Odoo.", self.display_name)
            )
        return links[0].action_open_record()
