from odoo import fields, models


class AccountMove(models.Model):
    """What happens to worklogs when something happens to their invoice.

    Cancelled or deleted, it sets them free. A credit note sets them free when it is
    posted, and only where its wizard was told to. Whatever set them free takes them
    back when it is reset to draft, or is refused that: what is billed elsewhere by
    then would be billed twice.
    """

    _inherit = "account.move"

    xero_rebill = fields.Boolean(
        "Bill These Hours Again",
        copy=False,
        readonly=True,
        help="When this credit note is posted, worklogs of the lines that it takes "
        "back in full can be billed again.",
    )

    def write(self, values):
        # EXTENDS 'account'
        state = values.get("state")
        undone = self.browse()
        if state in ("draft", "cancel"):
            undone = self.filtered(lambda move: move.state != state)
        result = super().write(values)
        if state == "cancel":
            undone._xero_release_cancelled()
        for move in undone:
            move._xero_take_worklogs_back(state)
        return result

    def unlink(self):
        """Its worklogs are free before its lines go: nobody took them off."""
        # EXTENDS 'account'
        for move in self.sudo().filtered("xero_worklog_line_ids"):
            told = self.env["xero.organisation"]._words_for(move)
            move.xero_worklog_line_ids._release(
                told.env._(
                    "%(invoice)s was deleted by %(user)s.",
                    invoice=told.display_name,
                    user=self.env.user.name,
                )
            )
        return super().unlink()

    def _post(self, soft=True):
        # EXTENDS 'account'
        posted = super()._post(soft)
        for credit in posted.filtered("xero_rebill"):
            credit._xero_release_credited()
        return posted

    def _xero_release_cancelled(self):
        for move in self.sudo().filtered("xero_worklog_line_ids"):
            told = self.env["xero.organisation"]._words_for(move)
            move.xero_worklog_line_ids._release(
                told.env._(
                    "%(invoice)s was cancelled by %(user)s.",
                    invoice=told.display_name,
                    user=self.env.user.name,
                ),
                move,
            )

    def _xero_take_worklogs_back(self, state):
        """What this document set free is its own again, or it stays as it is.

        A cancelled invoice takes its own back in a draft only; a credit note that is a
        draft again or cancelled has credited nothing.
        """
        domain = [
            ("released_by_id", "=", self.id),
            ("released", "=", True),
            # its line may have been deleted meanwhile
            ("move_line_id", "!=", False),
        ]
        if state == "cancel":
            domain.append(("move_id", "!=", self.id))
        self.env["xero.worklog.line"].sudo().search(domain)._take_back()

    def _xero_release_credited(self):
        """Free the worklogs of lines that this credit note takes back in full."""
        credited = self.sudo().invoice_line_ids.filtered(
            lambda line: line._xero_credits_all()
        )
        live = self.reversed_entry_id.sudo().xero_worklog_line_ids._live()
        again = live & credited.xero_origin_line_id.xero_worklog_line_ids
        # an extra charge that stays keeps its time, and the other way round
        left = (live - again).timesheet_id
        again = again.filtered(lambda row: row.timesheet_id not in left)
        told = self.env["xero.organisation"]._words_for(self)
        again._release(
            told.env._("Credited by %s, to be billed again.", self.display_name), self
        )
        if left:
            self._message_log(
                body=self.env._(
                    "%s worklogs stay billed: they are not credited in full.",
                    len(left),
                )
            )

    def _xero_take_over(self):
        """These copies take over the worklogs of lines that are credited by now.

        Whoever deletes such a copy sets them free, as with any other draft.
        """
        for line in self.sudo().invoice_line_ids.filtered("xero_origin_line_id"):
            origin, move = line.xero_origin_line_id, line.move_id
            credited = line.search(
                [
                    ("xero_origin_line_id", "=", origin.id),
                    ("parent_state", "=", "posted"),
                ]
            ).filtered(lambda own: own._xero_credits_all())
            if credited:
                origin.xero_worklog_line_ids._live()._hand_over(
                    line, credited[:1].move_id
                )
                move.xero_billing_profile_id = origin.move_id.xero_billing_profile_id
                move.xero_period_end = origin.move_id.xero_period_end
