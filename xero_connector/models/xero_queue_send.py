import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools.xero_client import XeroCallError, refused, validation_messages, warnings
from ..tools.xero_dialect import by_text, masked, storable
from .xero_queue import WAITING

_logger = logging.getLogger(__name__)

PARK_AFTER = 10


class XeroQueue(models.Model):
    """Sending: the call, and what its answer means for each row.

    Between the claim's commit and the answer there is no SQL. The answer is written
    in a transaction of its own, again if another one came between, and only on rows
    that still carry the key of this call.
    """

    _inherit = "xero.queue"

    # === READ BEFORE === #

    @api.model
    def _read_stale(self, run, resource, wanted):
        """Read what is about to be updated; what Xero does not let us read is its
        rows' own trouble.

        :param dict wanted: ``{id in Xero: row's id}``
        :raises XeroCallError: what concerns the organisation as a whole
        """
        rows = self.browse(wanted.values())
        rows = rows.filtered("alone")[:1] or rows
        ids = sorted(xero_id for xero_id, row in wanted.items() if row in rows.ids)
        try:
            self._refresh(run, resource, ids)
        except XeroCallError as error:
            if error.kind not in ("refused", "scope"):
                raise
            run.in_new_transaction(
                lambda env, error=error: rows.with_env(env)._take_unreadable(error)
            )
            run.organisation._note_limits(error.limits)
            run.commit()

    def _take_unreadable(self, error):
        """Xero refused to show the records that these rows update."""
        rows = self.try_lock_for_update().filtered(lambda row: row.state in WAITING)
        if error.kind == "refused" and len(rows) > 1:
            # one of them spoils the whole call: each by itself
            rows.alone = True
            return
        for row in rows:
            row._settle("failed", row._explain([str(error)], error.kind))
        self._notify(rows)

    @api.model
    def _refresh(self, run, resource, xero_ids):
        """Read what is about to be updated: what a person changed there must stay."""
        run.commit()
        model = self.env["xero.stream"]._model_of(resource)
        answer = self.env[model]._xero_fetch(run.client, xero_ids)
        self.env["xero.record"]._see_answer(run.organisation, resource, answer)
        run.organisation._note_limits(answer.limits)
        # also those that were not found: asking again would bring no more; and all
        # of a list that comes as a whole
        run.fresh.update(xero_ids)
        run.fresh.update(
            by_text(answer.records, lambda e: [self.env[model]._xero_id_of(e)])
        )
        run.commit()

    @api.model
    def _send(self, run, batch):
        """The call, and its answer. The claim was committed before."""
        try:
            answer = self.env[batch.model]._xero_call(run.client, batch)
        except XeroCallError as error:
            run.in_new_transaction(
                lambda env, error=error: env["xero.queue"]._take_error(batch, error)
            )
            if error.kind in ("refused", "scope", "unknown"):
                return
            raise
        run.in_new_transaction(
            lambda env: env["xero.queue"]._take_answer(
                run.organisation.with_env(env), batch, answer
            )
        )
        run.fresh.difference_update(transfer.key for transfer in batch.transfers)
        run.organisation._note_limits(answer.limits)

    @api.model
    def _ours(self, batch):
        """Rows of this call that are still this call's."""
        return self.search(
            [
                ("id", "in", [transfer.row_id for transfer in batch.transfers]),
                ("state", "=", "sending"),
                ("key", "=", batch.key),
            ]
        )

    @api.model
    def _take_error(self, batch, error):
        """What a call without an answer means for its rows."""
        rows = self._ours(batch)
        if error.kind == "unknown":
            # may have been carried out: looked up once the call must be over
            rows.write(
                {"message": self.env._("Xero's answer was lost; being checked.")}
            )
            for row in rows:
                row.organisation_id._trigger_once(row.sending_until)
        elif error.kind == "refused" and len(rows) > 1:
            # one of them spoils the whole call: each by itself
            rows.write({"state": "pending", "alone": True})
        elif error.kind == "refused":
            for row in rows:
                row._take_refusal(row.organisation_id, [str(error)])
        elif error.kind == "scope":
            for row in rows:
                row._settle("failed", row._explain([str(error)], error.kind))
        elif error.kind == "offline":
            for row in rows:
                row._try_later(self.env._("Xero could not be reached (%s).", error))
        else:
            rows.write({"state": "pending"})

    def _try_later(self, reason, park=False):
        """A passing trouble: again, after a growing distance.

        :param str reason: what happened
        :param bool park: whether it may be this record's own trouble, so that it is
            given up and somebody told in the end
        """
        attempts = self.attempts + 1
        if park and attempts >= PARK_AFTER:
            self._settle(
                "failed",
                self.env._(
                    "Tried %(count)s times in vain (%(reason)s). Press Retry to try "
                    "again.",
                    count=attempts,
                    reason=reason,
                ),
                attempts=0,
            )
            self._tell_managers()
            return
        # the first time at once: mostly the sender died, and Xero is well
        minutes = min(2**attempts, 360) if attempts > 1 or not park else 0
        self.write(
            {
                "attempts": attempts,
                "state": "retry" if minutes else "pending",
                "key": False,
                "next_try": fields.Datetime.now() + timedelta(minutes=minutes),
                "message": reason,
            }
        )

    def _tell_managers(self):
        """Somebody is told of what was given up: an activity for each manager."""
        organisation = self.organisation_id
        for user in organisation._managers():
            organisation.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("%s was not taken by Xero", self.res_name),
                note=self.message,
                user_id=user.id,
            )

    # === ANSWER === #

    @api.model
    def _take_answer(self, organisation, batch, answer):
        """Read each element's own verdict, paired by our key."""
        rows = {row.id: row for row in self._ours(batch)}
        model = self.env[self.env["xero.stream"]._model_of(batch.resource)]
        keys_of = (
            model._xero_keys_of
            if batch.operation == "create"
            else lambda element: [model._xero_id_of(element)]
        )
        verdicts = by_text(answer.records, keys_of)
        # mirror, releases and notes of the whole batch at once
        taken = [element for element in verdicts.values() if not refused(element)]
        seen, _problems = self.env["xero.record"]._see(
            organisation, batch.resource, taken
        )
        notes = {}
        for transfer in batch.transfers:
            row = rows.get(transfer.row_id)
            element = verdicts.get(transfer.key)
            if row and element:
                later = row.with_context(xero_release_later=True)
                later._take_safely(
                    later._take_verdict, organisation, transfer.payload, element, notes
                )
        seen.link_ids._release()
        self._log(notes)
        self._notify(self.browse(rows))

    def _take_safely(self, take, *arguments):
        """Read one element of an answer; what is odd in it is this row's own trouble.

        :param take: reads the element, untrusted input, with these arguments
        """
        try:
            take(*arguments)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            _logger.exception("Xero: the answer about %s was odd", self.res_name)
            self._settle(
                "failed",
                self.env._(
                    "Xero took or refused it in words that could not be read "
                    "(%(error)s). Look at it in Xero, then press Retry: what arrived "
                    "is found and not sent again.",
                    error=type(error).__name__,
                ),
            )

    def _take_verdict(self, organisation, payload, element, notes):
        """One element of an answer: refused, or taken over."""
        self.answer = masked(storable(element))
        if refused(element):
            # a refused element echoes what we sent: nothing in it is Xero's state
            self._take_refusal(organisation, validation_messages(element))
        else:
            self._accept(organisation, payload, element, notes)

    def _take_refusal(self, organisation, reasons):
        """A refusal is for a person, unless the number or name may be taken by
        ourselves: a call that was given up for lost can have come through late."""
        words = self._explain(reasons)
        if self._xero_id_sent() or not self._may_be_ours(reasons):
            self._settle("failed", words)
        else:
            self.write({"refusal": words, "sending_until": fields.Datetime.now()})
        self._after_refusal(organisation)

    def _accept(self, organisation, payload, element, notes):
        """The record is in Xero: mirror, link, row.

        :param dict notes: takes ``{record: words}`` for the chatter
        """
        seen, problems = self.env["xero.record"]._see(
            organisation, self.resource, [element]
        )
        if problems:
            self._settle("failed", problems[0][1])
            return
        self.xero_id = seen.xero_id
        record = self._odoo_record()
        if record and self.operation == "push":
            # nothing in it is news, unless the type finds some
            seen.fresh = False
            words = record._xero_accepted(organisation, seen, payload, element)
            notes[record] = words
        elif seen.live and self.env[self.res_model]._xero_prepare_remove(seen):
            # deleted in Odoo while it was on its way
            self._again(operation="remove", xero_id=seen.xero_id)
            words = self.env._("It was deleted in Odoo meanwhile: it is removed again.")
        elif self.operation == "push":
            words = self.env._("It was deleted in Odoo meanwhile; it stays in Xero.")
        else:
            words = self.env._("Removed in Xero.")
        words = " ".join([words, *warnings(element)])
        self._settle("done", words, payload_sent=False, alone=False, attempts=0)
        if not seen.live:
            # what waited for this record to leave Xero goes now
            self._release(organisation, [self._blocker("xero", self.xero_id)])

    @api.model
    def _log(self, notes):
        """Notes in the chatter, where the records have one.

        :param dict notes: ``{record: words}``, records of one model
        """
        records = [record for record in notes if "message_ids" in record._fields]
        if records:
            together = records[0].concat(*records)
            together._message_log_batch(
                bodies={record.id: notes[record] for record in records}
            )

    def _after_refusal(self, organisation):
        """A clash shows that the mirror is behind: have it read."""
        stream = self.env["xero.stream"].search(
            [("organisation_id", "=", organisation.id), ("kind", "=", "contacts")]
        )
        if self.resource == stream.resource:
            stream.next_run = fields.Datetime.now()

    @api.model
    def _notify(self, rows):
        """Tell the people who pressed a button, and open forms, that it is done."""
        for user, own in rows.grouped("user_id").items():
            pressed = own.filtered(lambda row: row.origin == "button")
            if pressed:
                user._bus_send("simple_notification", self._toast(pressed))
            user._bus_send(
                "xero_connector.sent",
                {"records": [[row.res_model, row.res_id] for row in own]},
            )

    def _left_different(self):
        """Whether both books have one of these otherwise, although nothing was to be
        sent."""
        for row in self.filtered(lambda row: row.direction == "push"):
            record = row._odoo_record()
            link = record and record._xero_links(row.organisation_id).get(record.id)
            if link and link.difference:
                return True
        return False

    def _toast(self, rows):
        failed = rows.filtered(lambda row: row.state == "failed")
        held = rows.filtered(lambda row: row.state in ("held", "blocked"))
        done = rows - failed - held
        if len(rows) == 1:
            message = f"{rows.res_name}: {rows.message or ''}"
        else:
            message = self.env._(
                "%(done)s sent to Xero, %(failed)s refused, %(held)s held.",
                done=len(done),
                failed=len(failed),
                held=len(held),
            )
        success = "warning" if held or done._left_different() else "success"
        return {
            "title": self.env._("Xero"),
            "message": message,
            "type": "danger" if failed else success,
            "sticky": bool(failed),
        }
