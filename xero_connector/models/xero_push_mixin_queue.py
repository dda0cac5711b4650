from odoo import api, fields, models
from odoo.exceptions import UserError

from .xero_queue import OPEN

HOLD_OVER = 50


class XeroPushMixin(models.AbstractModel):
    """How records get into the queue: by a rule, by a button, or with another one.

    Hooks on create and write only insert rows; nothing here speaks to Xero.
    """

    _inherit = "xero.push.mixin"

    # === QUEUE === #

    def _xero_enqueue(self, origin, organisation=None, **values):
        """Insert rows for these records; never calls Xero.

        :param str origin: ``rule`` (goes after the grace), ``button``, ``dependency``
        :param organisation: each record's own one if not said
        :param values: further values of the rows
        :return: the rows (sudoed)
        """
        rows = self.env["xero.queue"].sudo()
        by_organisation = (
            {organisation: self} if organisation else self._xero_organisation_of()
        )
        for own, records in by_organisation.items():
            many = origin == "rule" and len(records) > HOLD_OVER
            rows |= rows._insert(
                own,
                [
                    {
                        **record._xero_row_values(own, origin),
                        **(record._xero_mass_hold(len(records)) if many else {}),
                        **values,
                    }
                    for record in records
                ],
            )
        return rows

    def _xero_row_values(self, organisation, origin):
        stream = self._xero_stream(organisation)
        now = fields.Datetime.now()
        values = {
            "stream_id": stream.id,
            "resource": self._xero_resource(),
            "sequence": stream.sequence,
            "res_model": self._name,
            "res_id": self.id,
            "res_name": self.display_name,
            "user_id": self.env.uid,
            "origin": origin,
            "next_try": organisation._after_grace(now) if origin == "rule" else now,
        }
        if origin == "rule" and (hold := self._xero_hold_by_rule(organisation)):
            values.update(state="held", message=hold)
        return values

    def _xero_hold_by_rule(self, organisation):
        """Why a rule may not send it; known before the claim, so said at once."""
        return ""

    def _xero_mass_hold(self, count):
        return {
            "state": "held",
            "message": self.env._(
                "%(count)s documents at once: an accountant confirms. "
                "Select them in Xero ‣ Log and press Send Now.",
                count=count,
            ),
        }

    # === BUTTONS === #

    def action_xero_push(self):
        """Send these records to Xero as soon as a worker is free.

        :return: a notice which says what happens next
        :raises UserError: without Xero rights, or where no organisation is connected
        """
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(
                self.env._("Only users of the Xero connector can send to Xero.")
            )
        by_organisation = self._xero_organisation_of()
        if not by_organisation:
            raise UserError(
                self.env._(
                    "%(company)s is not connected to Xero. "
                    "An administrator connects it under Settings ‣ Xero.",
                    company=self.env.company.name,
                )
            )
        for organisation, records in by_organisation.items():
            records._xero_check_sends(organisation)
        waiting = self._xero_open_rows()
        already = self.filtered(
            lambda record: (
                (row := waiting.get(record.id))
                and row.state in ("pending", "sending")
                and row.next_try <= fields.Datetime.now()
            )
        )
        rows = (self - already)._xero_enqueue("button")
        return self._xero_push_notice(rows, already, waiting)

    def _xero_push_notice(self, rows, already, waiting):
        notice = self.env["xero.organisation"]._notice
        if len(already) == 1 and not rows:
            row = waiting[already.id]
            return notice(
                self.env._(
                    "Already waiting since %(time)s (%(user)s).",
                    time=fields.Datetime.context_timestamp(
                        self, row.create_date
                    ).strftime("%H:%M"),
                    user=row.user_id.name,
                ),
                "warning",
            )
        organisation, records = next(iter(self._xero_organisation_of().items()))
        reason = records[:1]._xero_why_waiting(organisation)
        text = self.env._(
            "%(count)s on the way to Xero. You are told when it is done.",
            count=len(rows),
        )
        if already:
            text += " " + self.env._(
                "%(count)s were waiting already.", count=len(already)
            )
        return notice(f"{text} {reason}".strip(), "warning" if reason else "info")

    def _xero_why_waiting(self, organisation):
        """Why a record that is sent now waits, for people; empty if it goes."""
        reason = organisation._why_not_writing()
        return reason or self._xero_stream(organisation)._resting_words()

    def _xero_check_sends(self, organisation):
        """Say no to a button where nothing of that kind is ever written to Xero.

        :raises UserError: with what to change
        """
        streams = {record._xero_stream(organisation) for record in self}
        words = sorted({stream._one_way_words() for stream in streams} - {""})
        if words:
            raise UserError("\n".join(words))

    def action_xero_open(self):
        """Open the record in Xero in a new tab.

        :raises UserError: where it is not there
        """
        self.ensure_one()
        if not self.xero_url:
            raise UserError(
                self.env._("%(name)s is not in Xero.", name=self.display_name)
            )
        return {"type": "ir.actions.act_url", "url": self.xero_url, "target": "new"}

    def action_xero_log(self):
        """Show the transfers of these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_queue_action"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_xero_send_now(self):
        """Send what waits in its grace or is held, now."""
        rows = list(self._xero_open_rows().values())
        return self.env["xero.queue"].concat(*rows).sudo(False).action_send_now()

    def action_xero_retry(self):
        """Try again what was refused or is blocked, after its cause was mended."""
        rows = list(self._xero_open_rows().values())
        return self.env["xero.queue"].concat(*rows).sudo(False).action_retry()

    def action_xero_confirm_removal(self):
        """Take out of Xero what was cancelled or archived here, though it was held."""
        rows = list(self._xero_open_rows().values())
        queue = self.env["xero.queue"].concat(*rows).sudo(False)
        return queue.action_confirm_removal()

    def action_xero_answer(self):
        """Open what it waits for on the mapping."""
        self.ensure_one()
        rows = self._xero_open_rows()
        return rows[self.id].sudo(False).action_answer()

    def action_xero_stop(self):
        """Stop what waits, before it goes."""
        rows = list(self._xero_open_rows().values())
        return self.env["xero.queue"].concat(*rows).sudo(False).action_cancel()

    # === DIRTY === #

    def write(self, values):
        """A change of a field that Xero knows makes linked records dirty."""
        result = super().write(values)
        if self._xero_feeders() & values.keys():
            self._xero_changed()
        return result

    def _xero_changed(self):
        """Queue records of which Xero has an older state, by the rule of the stream."""
        for organisation, records in self._xero_concerned().items():
            links = records._xero_links(organisation)
            rows = records._xero_open_rows(organisation)
            dirty = records.filtered(
                lambda record, links=links, rows=rows: (
                    (links.get(record.id) and links[record.id].record_id)
                    # what is on its way is the record as it was before
                    or (
                        rows.get(record.id)
                        and rows[record.id].state in ("failed", "sending")
                    )
                )
            ).filtered(
                lambda record, organisation=organisation: record._xero_stream(
                    organisation
                )._sends()
            )
            if dirty:
                # who changes what companies share may not be of that company
                shared = dirty.sudo().with_company(organisation.company_id)
                shared._xero_enqueue("rule", organisation)

    def _xero_concerned(self):
        """Organisations that a change of these records concerns: their own, and for
        what companies share each one that has it, ``{organisation: records}``."""
        found = self._xero_organisation_of()
        shared = self.filtered(
            lambda record: record._xero_shares or not record._xero_own_company()
        )
        links = self.env["xero.link"].sudo()
        if shared:
            links = links.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", shared.ids),
                    ("state", "=", "linked"),
                    ("organisation_id.active", "=", True),
                ]
            )
        for organisation, own in links.grouped("organisation_id").items():
            known = found.get(organisation, self.browse())
            found[organisation] = known | self.browse(own.mapped("res_id"))
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        """Links go in the same transaction; waiting rows have nothing to send."""
        # EXTENDS 'xero_connector'
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        Queue = self.env["xero.queue"].sudo()
        waiting = Queue.search(
            [*domain, ("state", "in", [s for s in OPEN if s != "sending"])]
        )
        waiting.try_lock_for_update().write(
            {"state": "canceled", "message": self.env._("Deleted in Odoo.")}
        )
        self._xero_queue_removal()
        return super()._unlink_xero()

    def _xero_queue_removal(self):
        """Queue what takes the record in Xero along; by default it stays there."""
