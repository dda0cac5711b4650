import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_analytic_line import APPROVERS
from .account_analytic_line_books import Books
from .account_analytic_line_judge import LIVE


class AccountAnalyticLine(models.Model):
    """Worklogs are approved, held, released by somebody who reviews them."""

    _inherit = "account.analytic.line"

    xero_approved_as = fields.Char(
        compute="_compute_xero_approved_as",
        store=True,
        copy=False,
        exportable=False,
        groups=APPROVERS,
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

    # === OF A SELECTION === #

    def action_xero_approve(self):
        """Approve worklogs as they are; the others of a selection are left alone.

        :return: a notice
        :raises UserError: where all of them are on invoices
        """
        self._xero_check_reviewer({"xero_approved_at"})
        ready = self.filtered(lambda line: line.xero_billing_state == "review")
        told = self._xero_told(ready, self.env._("%s approved.", len(ready)))
        ready._xero_approve()
        return told

    def action_xero_unapprove(self):
        """Take an approval back, of what is not on an invoice.

        :return: a notice
        :raises UserError: where all of them are on invoices
        """
        self._xero_check_reviewer({"xero_approved_at"})
        open_ones = self.filtered(
            lambda line: line.xero_approved_at and not line.xero_move_id
        )
        words = self.env._("%s to be reviewed again.", len(open_ones))
        told = self._xero_told(open_ones, words)
        open_ones._xero_approve(False)
        return told

    def _xero_approve(self, approved=True):
        self.write(
            {
                "xero_approved_by": approved and self.env.uid,
                "xero_approved_at": approved and fields.Datetime.now(),
            }
        )

    def action_xero_hold(self):
        """Bill these worklogs only when somebody releases them.

        :return: a notice
        :raises UserError: where all of them are on invoices
        """
        open_ones = self.filtered(
            lambda line: not (line.xero_move_id or line.xero_held)
        )
        told = self._xero_told(open_ones, self.env._("%s held.", len(open_ones)))
        for lines in open_ones.grouped("company_id").values():
            words = self.env["xero.organisation"]._words_for(lines[:1])
            lines._xero_hold(words.env._("Held by %s", self.env.user.name))
        return told

    def _xero_hold(self, reason):
        self.write({"xero_held": True, "xero_held_reason": reason})

    def action_xero_release(self):
        """Bill what was held with the next invoice.

        :return: a notice
        :raises UserError: where all of them are on invoices
        """
        held = self.filtered("xero_held")
        told = self._xero_told(held, self.env._("%s released.", len(held)))
        held.write({"xero_held": False, "xero_held_reason": False})
        return told

    def _xero_told(self, done, words):
        """What becomes of a selection: which of it is left alone, and why.

        :param done: those of these worklogs that something is done with
        :param str words: what is done
        :return: a notice, after which the list is read again
        """
        left = (self - done).grouped("xero_billing_state")
        if left and not done and left.keys() <= set(LIVE):
            raise UserError(
                self.env._(
                    "%(worklog)s is on %(invoice)s: what is billed stays. Press "
                    "Correct Billed Time on the worklog once the invoice is posted, or "
                    "cancel the invoice first.",
                    worklog=self[0].name,
                    invoice=self[0].sudo().xero_move_id.display_name,
                )
            )
        if left:
            words = self.env._(
                "%(done)s Left alone: %(left)s.",
                done=words,
                left=", ".join(
                    self._xero_count_words(state, len(lines))
                    for state, lines in left.items()
                ),
            )
        notice = self.env["xero.organisation"]._notice(
            words, "success" if done else "warning"
        )
        notice["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return notice

    @api.model
    def _xero_count_words(self, state, count):
        """So many worklogs in a state, in the middle of a sentence."""
        words = {
            "internal": self.env._("%s internal", count),
            "excluded": self.env._("%s not billed", count),
            "waiting": self.env._("%s waiting", count),
            "review": self.env._("%s to review", count),
            "failed": self.env._("%s in the way", count),
            "held": self.env._("%s held", count),
            "ready": self.env._("%s to bill", count),
            "draft": self.env._("%s in a draft", count),
            "billed": self.env._("%s billed", count),
        }
        return words.get(state) or self.env._("%s without an organisation", count)
