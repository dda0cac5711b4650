import hashlib
import json
import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

_logger = logging.getLogger(__name__)

# What a person can change of a draft that billing made
LOOKS = (
    "currency_id",
    "fiscal_position_id",
    "invoice_cash_rounding_id",
    "invoice_currency_rate",
    "invoice_date",
    "invoice_date_due",
    "invoice_incoterm_id",
    "invoice_origin",
    "invoice_payment_term_id",
    "invoice_user_id",
    "journal_id",
    "narration",
    "partner_bank_id",
    "partner_id",
    "partner_shipping_id",
    "payment_reference",
    "ref",
)
LINE_LOOKS = (
    "account_id",
    "analytic_distribution",
    "discount",
    "display_type",
    "id",
    "name",
    "price_unit",
    "product_id",
    "product_uom_id",
    "quantity",
    "sequence",
    "tax_ids",
)


class AccountMove(models.Model):
    """An invoice of worklogs."""

    _inherit = "account.move"

    xero_worklog_line_ids = fields.One2many(
        "xero.worklog.line", "move_id", "Worklogs", readonly=True
    )
    xero_billing_profile_id = fields.Many2one(
        "xero.billing.profile", "Billing Profile", copy=False, readonly=True
    )
    xero_period_end = fields.Date("Work up to", copy=False, readonly=True)
    xero_left = fields.Char(
        copy=False,
        help="What the draft looked like when billing left it: what a person touched "
        "takes no more worklogs.",
    )

    def _xero_touched(self):
        """Whether somebody changed the draft since billing left it."""
        self.ensure_one()
        return not self.xero_left or self.xero_left != self._xero_looks_now()

    def _xero_looks_now(self):
        """What a person can change of a draft, as one short text."""
        taxes = self.line_ids.filtered(lambda line: line.display_type == "tax")
        looks = [
            [_plain(self[name]) for name in LOOKS],
            [
                [_plain(line[name]) for name in LINE_LOOKS]
                for line in self.invoice_line_ids.sorted("id")
            ],
            [_plain(line.amount_currency) for line in taxes.sorted("id")],
        ]
        return hashlib.sha256(json.dumps(looks, sort_keys=True).encode()).hexdigest()

    def _xero_after_billing(self):
        """Post what its billing profile posts; what cannot be posted stays a draft, and
        says why."""
        for move in self.filtered(
            lambda move: move.xero_billing_profile_id.after == "post"
        ):
            try:
                with self.env.cr.savepoint():
                    move.action_post()
            except psycopg2.OperationalError:
                # another transaction came between: all of it is done again
                raise
            except (UserError, RedirectWarning) as error:
                move._xero_not_posted(error.args[0])
            except Exception as error:
                _logger.exception("Xero: %s could not be posted", move)
                move._xero_not_posted(
                    self.env._(
                        "%s, of which the details are in the server's log.",
                        type(error).__name__,
                    )
                )

    def _xero_not_posted(self, words):
        self.message_post(
            body=self.env._(
                "It could not be posted: %s Correct it, then post it by hand.", words
            )
        )


def _plain(value):
    """A value of a field as JSON has it, the same before and after it was stored."""
    if isinstance(value, models.BaseModel):
        return sorted(value.ids)
    if isinstance(value, float):
        return f"{value:.6f}"
    if value is None or value is False or value == {}:
        return ""
    return value if isinstance(value, int | dict) else str(value)
