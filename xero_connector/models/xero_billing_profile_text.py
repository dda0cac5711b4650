from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.xero_billing import plan
from ..tools.xero_billing_text import KNOWN, fill, placeholders

# Enough of a customer's worklogs to see how they are bundled
SAMPLES = 5


class XeroBillingProfile(models.Model):
    """What the lines of an invoice say, shown with worklogs that there are."""

    _inherit = "xero.billing.profile"

    line_preview = fields.Text("Looks Like", compute="_compute_line_preview")
    placeholders = fields.Char(compute="_compute_placeholders")

    @api.depends("organisation_id", "group_by", "line_template")
    def _compute_line_preview(self):
        for profile in self:
            profile.line_preview = (
                profile._unknown_placeholders() or profile._sample_text()
            )

    def _compute_placeholders(self):
        self.placeholders = " ".join(f"{{{name}}}" for name in KNOWN)

    @api.constrains("line_template")
    def _check_line_template(self):
        for profile in self:
            if unknown := profile._unknown_placeholders():
                raise ValidationError(unknown)

    def _unknown_placeholders(self):
        """What a template asks for in vain, for people; empty where all is known."""
        names = [name for name in placeholders(self.line_template) if name not in KNOWN]
        if not names:
            return ""
        return self.env._(
            "%(profile)s: the text of a line names %(unknown)s, which there is not. "
            "Choose from %(known)s.",
            profile=self.name or self.env._("Billing profile"),
            unknown=", ".join(f"{{{name}}}" for name in names),
            known=self.placeholders,
        )

    def _sample_text(self):
        """The text of an invoice line, of the newest worklogs of a customer."""
        # whoever sees a worklog may not see its task or its ticket
        worklogs = self._sample().sudo()
        if not worklogs:
            return self.env._("(There is no worklog to show it with.)")
        if self.group_by == "line":
            return fill(self.line_template, worklogs[0]._xero_text_values())
        digits = {c.id: c.decimal_places for c in worklogs.xero_currency_id}
        # without extra charges, which could make it wait
        time = [each._replace(extra=Decimal(0)) for each in worklogs._xero_planned()]
        [invoice], _waiting = plan(time, self.group_by, digits)
        bundle = invoice.lines[0]
        bundled = worklogs.browse(share.worklog for share in bundle.shares)
        return self._bundle_text(bundle, bundled)

    def _sample(self):
        """The newest worklogs that are billed, of one customer."""
        Line = self.env["account.analytic.line"]
        if not self.organisation_id:
            return Line  # a new profile, of no organisation yet
        domain = [
            ("company_id", "in", self.organisation_id._companies().ids),
            ("xero_billed_as", "=", "to_bill"),
            ("xero_corrects_id", "=", False),
            ("xero_billed_type_id", "!=", False),
            ("xero_customer_id", "!=", False),
            ("xero_hours", ">", 0),
        ]
        newest = Line.search(domain, order="date desc, id desc", limit=1)
        same = [
            ("xero_customer_id", "=", newest.xero_customer_id.id),
            ("xero_currency_id", "=", newest.xero_currency_id.id),
        ]
        return newest and Line.search(
            domain + same, order="date desc, id desc", limit=SAMPLES
        )
