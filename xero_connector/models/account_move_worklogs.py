import hashlib
import json
import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError

_logger = logging.getLogger(__name__)


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
        looks = [
            self.partner_id.id,
            str(self.invoice_date),
            self.currency_id.id,
            self.journal_id.id,
            self.fiscal_position_id.id,
            self.ref or "",
            str(self.narration or ""),
            [
                [
                    line.id,
                    line.display_type,
                    line.name,
                    line.product_id.id,
                    line.account_id.id,
                    line.quantity,
                    line.price_unit,
                    line.discount,
                    sorted(line.tax_ids.ids),
                    line.analytic_distribution or {},
                ]
                for line in self.invoice_line_ids.sorted("id")
            ],
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
