import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from .xero_queue import OPEN, WAITING
from .xero_record import Reported

_logger = logging.getLogger(__name__)


class XeroQueue(models.Model):
    """From the mirror into Odoo: what could not be applied, and applying it again.

    A record in Xero that Odoo could not take over is one open row, with its reason,
    until it succeeds. Its Odoo side is the ``xero.record`` itself. Applying again
    (Retry, or a mapping that came later) needs no call: all is in the mirror.
    """

    _inherit = "xero.queue"

    # === APPLY === #

    @api.model
    def _apply_each(self, organisation, parts, function):
        """Apply records one by one; one's trouble takes nothing else down.

        A part that fails leaves nothing behind but a visible row with its reason; the
        rows of those that succeed are settled.

        :param parts: iterable of ``xero.record``; those of one part belong together
        :param function: called with one part; raises ``UserError`` with reason and
            remedy
        :return: ``xero.record`` that were applied
        """
        applied = self.env["xero.record"]
        reported = self.env.context.get("xero_reported") or Reported()
        for part in parts:
            try:
                with self.env.cr.savepoint():
                    function(part.with_context(xero_reported=reported))
            except psycopg2.OperationalError:
                # another transaction came between: the whole step is repeated
                raise
            except (UserError, RedirectWarning) as error:
                self._report_part(organisation, part, str(error.args[0]))
            except Exception as error:
                _logger.exception("Xero: %s could not be applied", part)
                reason = self.env._(
                    "It could not be taken over (%(error)s). The details are in the "
                    "server's log; press Retry when it is mended.",
                    error=type(error).__name__,
                )
                self._report_part(organisation, part, reason)
            else:
                applied |= part
        well = applied.filtered(lambda record: record.id not in reported.ids)
        self._clear_apply(organisation, well)
        return applied

    def _report_part(self, organisation, part, reason):
        # links that were noted in the savepoint are gone with it
        self.env.context.get("xero_memo", {}).clear()
        for seen in part:
            self._report_apply(organisation, seen, reason)

    @api.model
    def _report_apply(self, organisation, seen, reason):
        """Say why a record in Xero could not be applied here: one open row per record.

        The same again writes nothing; neither does what somebody stopped, until the
        record changes in Xero.

        :param seen: one ``xero.record``
        :param str reason: names the record, the cause and what to press
        """
        if reported := self.env.context.get("xero_reported"):
            reported.ids.add(seen.id)
        row = self._apply_rows(organisation, seen, (*OPEN, "canceled"))[:1]
        values = {"state": "failed", "message": reason}
        if row.state == "canceled":
            if not seen.updated_utc or seen.updated_utc <= row.done_at:
                return
            row = row.browse()
        if not row:
            self.sudo().create(
                {
                    "organisation_id": organisation.id,
                    **self._apply_values(seen),
                    **values,
                }
            )
        elif (row.state, row.message) != ("failed", reason):
            row.write(values)

    @api.model
    def _clear_apply(self, organisation, seen):
        """What was applied, or needs it no more, has no open row.

        :param seen: ``xero.record``
        """
        self._apply_rows(organisation, seen)._applied()

    def _applied(self):
        self.write(
            {
                "state": "done",
                "message": self.env._("Odoo has it as it is in Xero."),
                "done_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _apply_waiting(self, organisation, documents):
        """What was seen before its document had a place in Odoo is applied now.

        :param documents: ``xero.record`` that were just linked
        """
        for model in documents and self.env["xero.stream"]._linked_models():
            if seen := self.env[model]._xero_waiting_for(organisation, documents):
                seen.sudo().fresh = True
                organisation._trigger_once()

    @api.model
    def _apply_values(self, seen):
        return {
            "direction": "pull",
            "resource": seen.resource,
            "res_model": seen._name,
            "res_id": seen.id,
            "res_name": seen.display_name or seen.resource,
            "xero_id": seen.xero_id,
        }

    @api.model
    def _apply_rows(self, organisation, seen, states=OPEN):
        """Rows about applying these records, the newest first; sudoed."""
        if not seen:
            return self.sudo().browse()
        return self.sudo().search(
            [
                ("organisation_id", "=", organisation.id),
                ("direction", "=", "pull"),
                ("res_model", "=", seen._name),
                ("res_id", "in", seen.ids),
                ("state", "in", states),
            ],
            order="id desc",
        )

    # === AGAIN === #

    @api.model
    def _apply_once(self, run):
        """Apply what waits in the queue, out of the mirror.

        :param run: ``XeroRun``
        :return: whether there was anything
        """
        domain = self._waiting_apply(run.organisation)
        domain += [("next_try", "<=", fields.Datetime.now())]
        first = self.search(domain, order="id", limit=1)
        if not first:
            return False
        model = self.env["xero.stream"]._model_of(first.resource)
        domain += [("resource", "=", first.resource)]
        chunk = self.search(domain, order="id", limit=self.env[model]._xero_chunk)
        rows = chunk.try_lock_for_update().filtered_domain(domain)._newest()
        rows._supersede_older()
        rows._apply_again(run.organisation, first.resource)
        rows.filtered(lambda row: row.state in WAITING)._applied()
        self._notify(rows)
        run.commit()
        return bool(rows)

    def _apply_again(self, organisation, resource):
        """Apply the records of these rows, which are of one kind."""
        Stream = self.env["xero.stream"]
        seen = self.env["xero.record"].browse(self.mapped("res_id")).exists()
        if not Stream._reads_resource(organisation, resource):
            for record in seen:
                self._report_apply(organisation, record, self._off_words())
            return
        pressed = self.filtered(lambda row: row.origin == "button").mapped("res_id")
        asked = seen.filtered(lambda record: record.id in pressed)
        for model in Stream._models_of(resource):
            self.env[model]._xero_asked_again(organisation, asked)
        if seen:
            seen._apply_safely()

    @api.model
    def _off_words(self):
        return self.env._(
            "Records of this kind are not read from Xero at present. Switch their "
            "stream on, then press Retry."
        )

    @api.model
    def _waiting_apply(self, organisation):
        return [
            ("organisation_id", "=", organisation.id),
            ("direction", "=", "pull"),
            ("res_model", "=", "xero.record"),
            ("state", "in", WAITING),
        ]

    @api.model
    def _next_apply(self, organisation):
        """When something is to be applied again, as a list of at most one moment."""
        rows = self.search(self._waiting_apply(organisation), order="next_try", limit=1)
        return rows.mapped("next_try")

    def _retry_pull(self):
        """Apply the records of these rows again; what never became a record is read
        again with its stream."""
        known = self.filtered(lambda row: row.res_model == "xero.record")
        known._newest()._again(user_id=self.env.uid, origin="button")
        for row in self - known:
            streams = row.organisation_id.stream_ids.filtered(
                lambda stream, row=row: stream.resource == row.resource
            )
            streams.write({"next_run": fields.Datetime.now(), "cursor": False})
            row.organisation_id._trigger_once()
            row.write({"state": "superseded", "done_at": fields.Datetime.now()})
