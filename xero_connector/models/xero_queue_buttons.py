from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_queue import OPEN
from .xero_queue_decide import DOUBT


class XeroQueue(models.Model):
    """What people press on transfers: Retry, Send Now, Stop, and the answers to what a
    transfer asks.

    Send Now says yes to what was held, with two exceptions that have a button of their
    own: what takes a record out of Xero cannot be taken back, and whether an invoice is
    in Xero already is another question than whether it should go.
    """

    _inherit = "xero.queue"

    asks = fields.Selection(
        [
            ("removal", "Take it out of Xero?"),
            ("look_alike", "Is it in Xero already?"),
            ("mapping", "What stands for it in Xero?"),
        ],
        compute="_compute_asks",
        compute_sudo=True,
        help="What has to be answered before this goes.",
    )

    @api.depends("state", "operation", "blocked_on", "res_model", "res_id")
    def _compute_asks(self):
        self.asks = False
        for row in self.filtered(lambda row: row.state == "blocked"):
            if row._blocking_links_domain():
                row.asks = "mapping"
        held = self.filtered(lambda row: row.state == "held")
        for (organisation, model), rows in held.grouped(
            lambda row: (row.organisation_id, row.res_model)
        ).items():
            records = self.env[model].browse(rows.mapped("res_id")).exists()
            links = records._xero_links(organisation)
            for row in rows:
                record = records & records.browse(row.res_id)
                link = links.get(row.res_id, self.env["xero.link"])
                if row._removes(record, link):
                    row.asks = "removal"
                elif row.blocked_on == row._blocker(DOUBT, row.res_id):
                    row.asks = "look_alike"

    def _removes(self, record, link):
        """Whether this takes a record out of Xero.

        :param record: the record of Odoo; empty where it is gone
        :param link: its link; may be empty
        """
        self.ensure_one()
        if self.operation == "remove" or not record:
            return True
        return record._xero_operation(self.organisation_id, link)[0] == "remove"

    # === PRESS === #

    def _check_operates(self):
        """Only people with Xero rights move rows; the rules bound them already."""
        self.check_access("read")
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))

    def action_retry(self):
        """Try refused, blocked or waiting rows again, as soon as a worker is free.

        :return: a notice
        """
        self._check_operates()
        rows = self.filtered(lambda row: row.state in ("failed", "blocked", "retry"))
        pulls = rows.filtered(lambda row: row.direction == "pull")
        pulls.sudo()._retry_pull()
        (rows - pulls).sudo()._newest()._again(user_id=self.env.uid, origin="button")
        return rows._pressed_notice()

    def action_send_now(self):
        """Send what waits or is held now; this also confirms what was held.

        :return: a notice, which names what asks for another answer
        """
        self._check_operates()
        rows = self.filtered(lambda row: row.state in ("pending", "held", "retry"))
        others = rows.filtered(lambda row: row.asks in ("removal", "look_alike"))
        for row in (rows - others).sudo()._newest():
            confirmed = row.confirmed or row.state == "held"
            row._again(user_id=self.env.uid, origin="button", confirmed=confirmed)
        return (rows - others)._pressed_notice(others)

    def action_confirm_removal(self):
        """Take out of Xero what was cancelled, deleted or archived here, though it was
        held: Xero cannot bring it back.

        :return: a notice
        :raises UserError: where none of the rows asks for that
        """
        self._check_operates()
        rows = self.filtered(lambda row: row.asks == "removal")
        if not rows:
            raise UserError(
                self.env._("None of these waits to be voided or archived in Xero.")
            )
        rows.sudo()._newest()._again(
            user_id=self.env.uid, origin="button", confirmed=True
        )
        return rows._pressed_notice()

    def action_cancel(self):
        """Take rows out of the queue that are not being sent at this moment, with the
        older ones of the same records.

        :return: a notice
        :raises UserError: where none of them can be taken out any more
        """
        self._check_operates()
        waiting = self.sudo().filtered(lambda row: row.state in OPEN)
        taken = (waiting | waiting._older()).try_lock_for_update()
        # re-read under the lock: the sender may have been quicker
        taken.invalidate_recordset(["state"])
        taken = taken.filtered(lambda row: row.state in OPEN and row.state != "sending")
        if not taken:
            raise UserError(
                self.env._(
                    "Nothing could be stopped: it is being sent, or was sent already."
                )
            )
        taken.write(
            {
                "state": "canceled",
                "message": self.env._("Stopped by %(user)s.", user=self.env.user.name),
                "done_at": fields.Datetime.now(),
            }
        )
        taken._note_stopped()
        return self.env["xero.organisation"]._notice(
            self.env._("%(count)s stopped.", count=len(taken._newest())), "info"
        )

    def _note_stopped(self):
        """What is in Xero already is now older there: no badge may say it is equal."""
        for row in self.filtered(lambda row: row.direction == "push"):
            record = self.env[row.res_model].browse(row.res_id).exists()
            links = record._xero_links(row.organisation_id) if record else {}
            link = links.get(row.res_id)
            if link and link.record_id.live:
                link.behind = True

    # === OPEN === #

    def action_open_record(self):
        """Open the record that this row is about.

        :return: action
        :raises UserError: where it was deleted since
        """
        self.ensure_one()
        record = self.res_model and self.env[self.res_model].browse(self.res_id)
        if not record or not record.exists():
            raise UserError(
                self.env._("%(name)s no longer exists in Odoo.", name=self.res_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_answer(self):
        """Open where what this row asks is answered: the look-alikes of its invoice,
        or what it waits for on the mapping.

        :return: action
        """
        self.ensure_one()
        if self.asks == "look_alike":
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "xero_connector.xero_look_alike_action"
            )
            action["domain"] = [("move_id", "=", self.res_id)]
            return action
        links = self.env["xero.link"]
        for model, keys in self._blocked_on_keys().items():
            ids = [int(key) for key in keys if key.isdecimal()]
            records = self.env[model].browse(ids).exists()
            links.sudo()._offer(self.organisation_id, records)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_link_action"
        )
        action["domain"] = list(self._blocking_links_domain())
        action["context"] = {}
        return action

    def _blocked_on_keys(self):
        """What it waits for and somebody maps: ``{model: [keys of links]}``."""
        kinds = self.env["xero.stream"]._kinds()
        found = {}
        for blocker in filter(None, (self.blocked_on or "").split("|")):
            model, _separator, key = blocker.partition(":")
            if model in kinds:
                found.setdefault(model, []).append(key)
        return found

    def _blocking_links_domain(self):
        """The links of what it waits for; a ``Domain``, or ``None`` where nothing is
        to be mapped."""
        keys = self._blocked_on_keys()
        if not keys:
            return None
        return Domain("organisation_id", "=", self.organisation_id.id) & Domain.OR(
            Domain("res_model", "=", model) & Domain("res_key", "in", own)
            for model, own in keys.items()
        )

    # === TELL === #

    def _pressed_notice(self, others=()):
        """What happens now with these rows, and what does not.

        :param others: rows that were selected too and ask for another answer
        :return: a notice
        """
        pulls = self.filtered(lambda row: row.direction == "pull")
        pushes = self - pulls
        words = []
        if pushes:
            words.append(
                self.env._(
                    "%(count)s on the way to Xero. You are told when it is done.",
                    count=len(pushes),
                )
            )
            words += sorted({row._why_waiting() for row in pushes.sudo()} - {""})
        waits = len(words) > 1
        if pulls:
            words.append(
                self.env._(
                    "%(count)s taken over from Xero in a moment.", count=len(pulls)
                )
            )
        if others:
            words.append(
                self.env._(
                    "%(count)s left alone, because another answer is needed: "
                    "%(names)s.",
                    count=len(others),
                    names="; ".join(
                        f"{row.res_name}: {row._asks_words()}" for row in others[:5]
                    )
                    + (" …" if len(others) > 5 else ""),
                )
            )
        if not words:
            words.append(self.env._("Nothing of what you selected waits."))
        kind = "warning" if waits or others or not self else "info"
        return self.env["xero.organisation"]._notice(" ".join(words), kind)

    def _asks_words(self):
        return dict(self._fields["asks"]._description_selection(self.env))[self.asks]

    def _why_waiting(self):
        """Why a row that is due waits all the same; empty where it goes."""
        reason = self.organisation_id._why_not_writing()
        return reason or self.stream_id._resting_words()
