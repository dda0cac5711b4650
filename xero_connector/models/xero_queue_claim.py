import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.xero_client import BATCH_LIMIT, BODY_LIMIT, CALL_DEADLINE, body_size
from ..tools.xero_dialect import masked, storable
from ..tools.xero_transfer import XeroBatch
from .xero_queue import WAITING

# A row that is being sent is given up for unknown only when the call's own deadline
# has passed, with room for a slow commit: a dead lock is no proof of a dead sender.
MARGIN = timedelta(minutes=2)
# Rows looked at for one call: some of them turn out to need no call
LOOK_AHEAD = 4 * BATCH_LIMIT


class XeroQueue(models.Model):
    """Claiming: which rows are due, and who sends them. What each of them asks for is
    decided in ``xero_queue_decide.py``.

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
        self._older().try_lock_for_update().write(
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

    # === WHEN === #

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
