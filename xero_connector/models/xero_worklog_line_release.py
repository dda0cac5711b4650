from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare, formatLang


class XeroWorklogLine(models.Model):
    """Worklogs leave an invoice, and come back to it."""

    _inherit = "xero.worklog.line"

    def _live(self):
        """Those that bind their worklog."""
        return self.filtered(lambda row: not row.released)

    def _release(self, reason, document=None):
        """Free the worklogs: they can be billed again.

        :param str reason: for people
        :param document: ``account.move`` that was cancelled or posted, and takes them
            back when it is reset to draft; none: they are free for good
        """
        live = self._live().sudo()
        live.write(
            {
                "released": True,
                "released_reason": reason,
                "released_by_id": document and document.id,
            }
        )
        # the database counts what is live, and sees what is new first
        live.flush_recordset(["released"])
        live.filtered("overtaken").timesheet_id._xero_catch_up()

    def _take_off(self, reason):
        """A person removed these from an invoice: their worklogs are held until
        somebody releases them."""
        self._release(reason)
        self.timesheet_id.sudo()._xero_hold(reason)

    def _hand_over(self, line, document):
        """Another invoice bills the same instead.

        :param line: ``account.move.line`` of that invoice
        :param document: credit note that took the former one back
        """
        move = line.move_id
        values = [
            {**row.copy_data()[0], "move_id": move.id, "move_line_id": line.id}
            for row in self
        ]
        told = self.env["xero.organisation"]._words_for(move)
        self._release(
            told.env._("Billed with %s instead.", told.display_name), document
        )
        self.create(values)

    def _take_back(self):
        """Tie released worklogs to their invoice again.

        :raises UserError: where some of them are billed elsewhere or are other work by
            now
        """
        rows = self.sudo()
        if not rows:
            return
        worklogs = rows.timesheet_id
        # the row is the lock that billing takes as well
        if len(worklogs.try_lock_for_update()) < len(worklogs):
            raise UserError(
                self.env._(
                    "Worklogs of this invoice are being billed at this moment. Try "
                    "again in a minute."
                )
            )
        worklogs._xero_judge()
        if reasons := [words for row in rows if (words := row._why_gone())]:
            raise UserError(
                self.env._(
                    "This cannot be reset to draft: its worklogs were set free and are "
                    "not what they were.\n%s\nLeave it as it is and bill the rest "
                    "with the next invoice; or cancel those other invoices first.",
                    "\n".join(reasons),
                )
            )
        rows.write(
            {"released": False, "released_reason": False, "released_by_id": False}
        )

    def _why_gone(self):
        """Why a worklog cannot go back on its invoice; empty where it can."""
        self.ensure_one()
        worklog = self.timesheet_id
        name = self.env._("%(text)s of %(day)s", text=worklog.name, day=worklog.date)
        if worklog.xero_move_id:
            return self.env._(
                "%(worklog)s: on %(invoice)s.",
                worklog=name,
                invoice=worklog.xero_move_id.display_name,
            )
        if not worklog.xero_profile_id:
            return ""  # nobody bills it any more: the company has no organisation
        customer = worklog.xero_customer_id.commercial_partner_id
        if customer != self.move_id.commercial_partner_id:
            return self.env._(
                "%(worklog)s: work for %(customer)s now.",
                worklog=name,
                customer=customer.display_name or self.env._("nobody"),
            )
        if self.kind == "billed" and worklog.xero_billed_as != "to_bill":
            return self.env._("%s: not billable now.", name)
        # of work that costs nothing no time need be on the invoice
        told = self.kind == "billed" or (self.kind != "extra" and self.hours)
        other = told and float_compare(
            worklog.xero_hours, self.hours, precision_digits=2
        )
        if other:
            return self.env._(
                "%(worklog)s: %(now)s h now, %(then)s h on the invoice.",
                worklog=name,
                now=formatLang(self.env, worklog.xero_hours, digits=2),
                then=formatLang(self.env, self.hours, digits=2),
            )
        return ""
