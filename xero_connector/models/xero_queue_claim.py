import logging
import uuid
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_client import BATCH_LIMIT, BODY_LIMIT, CALL_DEADLINE, body_size
from ..tools.xero_dialect import masked, storable
from ..tools.xero_transfer import XeroBatch, XeroTransfer
from .xero_queue import OPEN, WAITING

_logger = logging.getLogger(__name__)

# A row that is being sent is given up for unknown only when the call's own deadline
# has passed, with room for a slow commit: a dead lock is no proof of a dead sender.
MARGIN = timedelta(minutes=2)
# Rows looked at for one call: some of them turn out to need no call
LOOK_AHEAD = 4 * BATCH_LIMIT
# What a row waits for that is held until somebody says whether Xero has it already
DOUBT = "doubt"


class XeroQueue(models.Model):
    """Claiming: which rows are due, what each of them asks for, who sends them.

    A claim ends in a commit: from then on the rows are ``sending`` under the key of
    one call, and nobody else touches them before ``sending_until``.
    """

    _inherit = "xero.queue"

    # === ONE STEP === #

    @api.model
    def _push_once(self, run):
        """Send one batch, or do what must come before it.

        :param run: ``XeroRun``
        :return: whether anything was done
        :raises XeroCallError: what concerns the organisation as a whole
        """
        # reading only: also while nothing is written
        if self._recover(run):
            return True
        if run.organisation._why_not_writing():
            return False
        rows, batch, stale = self._claim(run)
        if batch:
            self._send(run, batch)
        elif stale:
            self._read_stale(run, *stale)
        return bool(rows)

    # === CLAIM === #

    @api.model
    def _claim(self, run):
        """Take due rows, decide about each, mark the batch as being sent.

        :return: ``(rows that were looked at, XeroBatch or None, stale or None)``;
            ``stale`` are ``(resource, {id in Xero: row's id})`` that must be read
            before they are updated
        """
        rows = self._due_rows(run.organisation)
        batch, stale = None, {}
        for row in rows:
            if batch and row.resource != batch.resource:
                # has its turn when these are there
                continue
            transfer, operation = row._prepare_transfer(run, stale)
            if not transfer:
                continue
            batch = batch or XeroBatch(
                row.resource, operation, str(uuid.uuid4()), row.res_model
            )
            size = body_size(storable(transfer.element))
            if operation != batch.operation or (
                batch.transfers and batch.size + size > BODY_LIMIT
            ):
                continue
            alone = row.alone or self.env[row.res_model]._xero_alone
            if alone and batch.transfers:
                continue
            batch.transfers.append(transfer)
            batch.size += size
            if alone or len(batch.transfers) >= BATCH_LIMIT:
                break
        if batch:
            self._mark_sending(batch)
        self._notify(rows.filtered(lambda row: row.state not in (*WAITING, "sending")))
        run.commit()
        return rows, batch, next(iter(stale.items()), None)

    @api.model
    def _due_rows(self, organisation):
        """Due rows that we could lock, one per record, in the order of dependency."""
        sending = self.search(
            [("organisation_id", "=", organisation.id), ("state", "=", "sending")]
        )
        busy = {(row.res_model, row.res_id) for row in sending}
        domain = Domain(
            [
                ("organisation_id", "=", organisation.id),
                ("direction", "=", "push"),
                ("state", "in", WAITING),
                ("next_try", "<=", fields.Datetime.now()),
                ("stream_id", "not in", organisation.stream_ids._resting().ids),
            ]
        )
        # removals first: a number may be in use again already
        due = self.search(
            domain, order="sequence, operation desc, id", limit=LOOK_AHEAD
        )
        lockable = due.try_lock_for_update()
        # somebody is at one of its rows: who cannot have all of them takes none
        busy.update((row.res_model, row.res_id) for row in due - lockable)
        locked = lockable.filtered_domain(domain)
        free = locked.filtered(lambda row: (row.res_model, row.res_id) not in busy)
        newest = free._newest()
        newest._supersede_older()
        return newest.sorted(
            lambda row: (row.sequence, row.operation != "remove", row.id)
        )

    def _supersede_older(self):
        """Older open rows of the same records are settled by these."""
        if not self:
            return
        newest = {(row.res_model, row.res_id, row.operation): row for row in self}
        older = self.search(
            [
                ("organisation_id", "in", self.organisation_id.ids),
                ("res_model", "in", self.mapped("res_model")),
                ("res_id", "in", self.mapped("res_id")),
                ("state", "in", [state for state in OPEN if state != "sending"]),
                ("id", "not in", self.ids),
            ]
        ).filtered(
            lambda row: (
                (newer := newest.get((row.res_model, row.res_id, row.operation)))
                and row.id < newer.id
            )
        )
        older.try_lock_for_update().write(
            {"state": "superseded", "done_at": fields.Datetime.now()}
        )

    def _mark_sending(self, batch):
        until = fields.Datetime.now() + timedelta(seconds=CALL_DEADLINE) + MARGIN
        for transfer in batch.transfers:
            self.browse(transfer.row_id).write(
                {
                    "state": "sending",
                    "key": batch.key,
                    "sending_until": until,
                    "message": False,
                    "refusal": False,
                    "blocked_on": False,
                    "request": masked(storable(transfer.element)),
                    "payload_sent": storable(transfer.payload),
                }
            )

    # === DECIDE ABOUT ONE ROW === #

    def _prepare_transfer(self, run, stale):
        """Derive from the record as it is now what is to be sent.

        Whatever goes wrong with one record is that row's own: the others go on.

        :return: ``(XeroTransfer, operation)``, or ``(None, None)`` where the row was
            settled without a call or must wait
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._decide(run, stale)
        except psycopg2.OperationalError:
            # another transaction came between: the whole claim is repeated
            raise
        # One record's trouble, whatever it is, must not keep the other 49 from going
        except Exception as error:
            run.forget()
            _logger.exception("Xero: %s could not be prepared", self.res_name)
            self._settle(
                "failed",
                self.env._(
                    "This record could not be prepared (%(error)s). The details are "
                    "in the server's log; press Retry when it is mended.",
                    error=type(error).__name__,
                ),
            )
            return None, None

    def _decide(self, run, stale):
        organisation = run.organisation
        if one_way := self.stream_id._one_way_words():
            return self._settle("held", one_way)
        model = self.env[self.res_model]
        record = self._odoo_record()
        if self.operation == "remove" or not record:
            return self._decide_removal(run, model, stale)
        link = record._xero_links(organisation).get(record.id, self.env["xero.link"])
        operation, words = record._xero_operation(organisation, link)
        if not operation:
            return self._settle("done", words)
        if operation == "update" and record._xero_is_untouched(organisation, link):
            return self._settle_unchanged(link)
        known = link.record_id and not model._xero_is_file
        if known and self._is_stale(run, link.record_id.xero_id, stale):
            return None, None
        if operation == "update":
            return self._decide_update(record, organisation, link)
        if operation == "create":
            look = record._xero_look_first(organisation, link)
            if look and look not in run.fresh:
                # one at a time: each is a call of its own
                if not stale.get(self.resource):
                    self._is_stale(run, look, stale)
                return None, None
            if record._xero_adopt(organisation):
                words = self.env._("Paired with its record in Xero.")
                return self._settle("done", words)
            if doubt := record._xero_doubt(organisation):
                waits = self._blocker(DOUBT, record.id)
                return self._settle("held", doubt, blocked_on=waits)
        if operation == "remove" and self._is_refused_removal(link.record_id):
            return None, None
        hold = record._xero_hold(organisation, operation, link)
        if hold and not self._says_yes(operation):
            return self._settle("held", hold)
        if operation == "remove":
            element = record._xero_prepare_remove(link.record_id)
            if not element:
                return self._settle("done", self.env._("It is gone in Xero already."))
            return self._transfer(link.record_id.xero_id, {}, element), "update"
        if not self._passes(record, organisation, operation):
            return None, None
        payload = record._xero_prepare(organisation)
        element = record._xero_new_element(organisation, payload)
        transfer = self._transfer(model._xero_key_of(element), payload, element)
        transfer.content = record._xero_content()
        return transfer, operation

    def _decide_update(self, record, organisation, link):
        """What is equal to what was sent needs neither a call nor a person's yes."""
        payload = record._xero_prepare(organisation)
        element, objection = record._xero_changes(organisation, link, payload)
        if objection:
            return self._settle(objection.state, objection.text)
        if not element:
            return self._settle_unchanged(link)
        hold = record._xero_hold(organisation, "update", link)
        if hold and not self._says_yes("update"):
            return self._settle("held", hold)
        if not self._passes(record, organisation, "update"):
            return None, None
        return self._transfer(link.record_id.xero_id, payload, element), "update"

    def _settle_unchanged(self, link):
        """Nothing was changed here since both agreed."""
        link.behind = False
        return self._settle("done", link._unchanged_words())

    def _says_yes(self, operation):
        """Whether a person asked for what would be held: a button sends and changes,
        but what removes must be confirmed as such."""
        return self.confirmed or (self.origin == "button" and operation != "remove")

    def _decide_removal(self, run, model, stale):
        """The record is gone in Odoo; its draft in Xero goes too."""
        seen = self.env["xero.record"]._lookup(
            run.organisation, self.resource, [("xero_id", "=", self.xero_id)]
        )
        if not seen or not seen.live:
            return self._settle("done", self.env._("There is nothing left in Xero."))
        if self._is_stale(run, self.xero_id, stale):
            return None, None
        if self._is_refused_removal(seen):
            return None, None
        hold = model._xero_hold_removal(seen)
        if hold and not self.confirmed:
            return self._settle("held", hold)
        return self._transfer(
            self.xero_id, {}, model._xero_prepare_remove(seen)
        ), "update"

    def _is_refused_removal(self, seen):
        """Whether Xero would not let it go, whoever confirms it; settles the row."""
        objections = list(self.env[self.res_model]._xero_check_removal(seen))
        if objections:
            words = "\n".join(objection.text for objection in objections)
            self._settle("failed", words)
        return bool(objections)

    def _is_stale(self, run, xero_id, stale):
        """Whether the record in Xero must be read first; notes it if so."""
        if xero_id in run.fresh:
            return False
        noted = stale.setdefault(self.resource, {})
        if len(noted) < BATCH_LIMIT:
            noted[xero_id] = self.id
        return True

    def _passes(self, record, organisation, operation):
        """All objections at once; settles the row where there are any."""
        objections = record._xero_objections(organisation, operation)
        if not objections:
            return True
        record._xero_send_dependencies(organisation)
        states = [objection.state for objection in objections]
        # what only the record's change can mend outweighs what comes by itself
        state = next(s for s in ("failed", "held", "blocked") if s in states)
        if state == "held" and self.confirmed and set(states) == {"held"}:
            return True
        self._settle(
            state,
            "\n".join(objection.text for objection in objections),
            blocked_on="".join(dict.fromkeys(o.blocker for o in objections)),
        )
        return False

    def _transfer(self, key, payload, element):
        return XeroTransfer(self.id, key, payload, element)

    def _settle(self, state, message, **values):
        """Write where the row stands without a call.

        :return: ``(None, None)``, what ``_decide`` answers then
        """
        values.update(state=state, message=message)
        if state == "done":
            values["done_at"] = fields.Datetime.now()
        self.write(values)
        if state in ("failed", "held"):
            self._tell_waiting()
        return None, None

    def _tell_waiting(self):
        """Documents that wait for this record say why."""
        waiting = self.search(
            [
                ("organisation_id", "=", self.organisation_id.id),
                ("state", "=", "blocked"),
                ("blocked_on", "like", self._blocker(self.res_model, self.res_id)),
            ]
        )
        waiting.message = self.env._(
            "Waits for %(name)s: %(reason)s", name=self.res_name, reason=self.message
        )

    @api.model
    def _next_due(self, organisation):
        """When something is to be sent or looked up next: list of moments."""
        unknown = self.search(
            [("organisation_id", "=", organisation.id), ("state", "=", "sending")],
            order="sending_until",
            limit=1,
        )
        if organisation._why_not_writing():
            return unknown.mapped("sending_until")
        waiting = self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("direction", "=", "push"),
                ("state", "in", WAITING),
                ("stream_id", "not in", organisation.stream_ids._resting().ids),
            ],
            order="next_try",
            limit=1,
        )
        return waiting.mapped("next_try") + unknown.mapped("sending_until")
