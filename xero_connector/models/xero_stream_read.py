import logging
from datetime import datetime, timedelta

from odoo import api, fields, models

from ..tools.xero_client import PAGE_SIZE
from ..tools.xero_dialect import parse_datetime

_logger = logging.getLogger(__name__)

# Xero's clock and ours, and records that were being saved while we read
OVERLAP = timedelta(minutes=1)
# What cannot be: a cursor that believed it would read nothing any more
EARLIEST = datetime(1970, 1, 2)
FAR = timedelta(days=366)
# So many at once are compared with all, and not one by one
MANY = 200
# From page to page: Xero counts in seconds, and a second may not be over yet
STEP = timedelta(seconds=2)


class XeroStream(models.Model):
    """Reading a list from Xero, page by page.

    It begins at page 1 from ``cursor`` minus an overlap; once a page was seen and
    committed the cursor moves to the newest change in it and reading begins at page 1
    from there. Only where a page brought nothing newer (a thousand records of one
    second) the page number goes up. So nothing that changes while it is read can slip
    between two pages, and the end is always reached.
    """

    _inherit = "xero.stream"

    # === DUE === #

    @api.model
    def _due(self, organisation):
        """The stream to read next: a due one that is under way, else the first one.

        One that was interrupted is due again later, and in nobody's way until then.
        """
        return self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("enabled", "=", True),
                ("next_run", "<=", fields.Datetime.now()),
            ],
            order="running desc, sequence, id",
            limit=1,
        )

    @api.model
    def _next_due(self, organisation):
        """When something is to be read next, as a list of at most one moment."""
        if self._due(organisation):
            return [fields.Datetime.now()]
        coming = self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("enabled", "=", True),
                ("next_run", "!=", False),
            ],
            order="next_run",
            limit=1,
        )
        return coming.mapped("next_run")

    # === READ === #

    def _pull_page(self, run):
        """Read and apply one page; ends in a commit.

        The transaction before the call is closed first: nothing is held while Xero
        works.

        :param run: ``XeroRun``
        :raises XeroCallError: from the client; nothing is changed then
        """
        self.ensure_one()
        model, stream_type = self._types()[self.kind]
        organisation = self.organisation_id
        if not self.running:
            self.write(
                {
                    "running": True,
                    "page": 1,
                    "progress": 0,
                    "run_started": fields.Datetime.now(),
                }
            )
        since, page = self._window(stream_type)
        started = self.run_started
        parameters = self.env[model]._xero_pull_parameters(self)
        if stream_type.paged:
            parameters.update(page=page, page_size=PAGE_SIZE)
        run.commit()
        answer = run.client.get(stream_type.resource, since=since, **parameters)
        organisation._note_limits(answer.limits)
        if self.run_started != started:
            # somebody had all read again meanwhile: this page is of the old run
            run.commit()
            return
        seen, problems = self.env["xero.record"]._see_answer(
            organisation, stream_type.resource, answer
        )
        self._report_problems(problems, stream_type.resource)
        if not stream_type.paged and not self.two_way:
            # short lists of settings: whole, and also what Odoo has beside them
            seen._apply_safely()
        self._advance(stream_type, since, page, answer)
        if not self.running:
            self.env["xero.record"]._end_forgotten(organisation, self._resources())
            organisation._offer_choices(self)
        run.commit()

    def _window(self, stream_type):
        """``(since, page)`` of the next call."""
        if not stream_type.paged:
            return None, 1
        behind = STEP if self.progress else OVERLAP
        return self.cursor and self.cursor - behind, self.page or 1

    def _advance(self, stream_type, since, page, answer):
        """Move the cursor over what was applied, or end the run."""
        count = len(answer.elements)
        values = {"progress": self.progress + count}
        newest = max(
            filter(None, map(_updated, answer.elements)), default=self.cursor or None
        )
        if stream_type.paged and newest and (not self.cursor or newest > self.cursor):
            values["cursor"] = newest
        if stream_type.paged and count >= PAGE_SIZE:
            moved = newest and (not since or newest - STEP > since)
            values["page"] = 1 if moved else page + 1
        else:
            values.update(self._finished(values["progress"]))
            values.update(self._look_for_new_ones())
            self._try_again()
        self.write(values)

    def _look_for_new_ones(self):
        """Compare what nobody decided about with records of Odoo that are new, or were
        changed since.

        :return: values of the stream
        """
        if not self.two_way:
            return {}
        model, _stream_type = self._types()[self.kind]
        organisation = self.organisation_id
        if self.compared_at:
            records = (
                self.env[model]
                .with_company(organisation.company_id)
                ._xero_undecided_since(organisation, self.compared_at, MANY + 1)
            )
            if len(records) > MANY:
                self._apply_undecided()
            elif records:
                seen = records._xero_could_be(organisation)
                seen.filtered(lambda record: not record.fresh).fresh = True
        return {"compared_at": self._oldest_transaction()}

    @api.model
    def _oldest_transaction(self):
        """When the oldest transaction began that is still open: what it changes bears
        that moment, and is to be seen only when it ends."""
        self.env.cr.execute(
            "SELECT min(xact_start) AT TIME ZONE 'UTC' FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        ((moment,),) = self.env.cr.fetchall()
        return moment.replace(microsecond=0)

    def _try_again(self):
        """What could not be applied may be by now: a period is open again, say, or
        the invoice of a payment has come."""
        rows = self.env["xero.queue"].search(
            [
                ("organisation_id", "=", self.organisation_id.id),
                ("direction", "=", "pull"),
                ("state", "=", "failed"),
                ("res_model", "=", "xero.record"),
                ("resource", "=", self.resource),
            ]
        )
        model, _type = self._types()[self.kind]
        seen = self.env["xero.record"].browse(rows.mapped("res_id")).exists()
        seen |= self.env[model]._xero_waiting_for(self.organisation_id)
        seen.filtered(lambda record: not record.fresh).fresh = True

    def _read_words(self, count):
        model, _stream_type = self._types()[self.kind]
        more = self.env[model]._xero_read_words(self)
        return f"{self.env._('%(count)s read', count=count)} {more}".strip()

    def _finished(self, count):
        now = fields.Datetime.now()
        started = self.run_started or now
        return {
            "running": False,
            "page": 1,
            "last_run": now,
            "last_count": count,
            "last_seconds": int((now - started).total_seconds()),
            "last_result": self._read_words(count),
            "next_run": self._next_time(now),
        }

    def _failed(self, error):
        """Say why reading stopped.

        Where Xero was not reached at all the run goes on later at the page where it
        was; what Xero refused begins again from the cursor.

        :param error: the exception; its text is Xero's or ours, without secrets
        """
        kind = getattr(error, "kind", "")
        values = {"next_run": fields.Datetime.now() + timedelta(minutes=5)}
        if kind == "scope":
            values["last_result"] = self.env._(
                "The permission is missing. Tick it in the connection, press Reconnect."
            )
            values["next_run"] = fields.Datetime.now() + timedelta(days=1)
        elif kind in ("refused", ""):
            values["last_result"] = self.env._("Could not be read: %s", error)
        else:
            values["last_result"] = self.env._("Interrupted; goes on by itself.")
        if kind in ("refused", "scope", ""):
            values.update(running=False, page=1)
        self.write(values)

    def _report_problems(self, problems, resource):
        """An element that cannot be understood is a visible row; the page goes on."""
        for element, reason in problems:
            _logger.warning("Xero: an element of %s was not understood", resource)
            self.env["xero.queue"]._report_pull(
                self.organisation_id, resource, element, reason
            )


def _updated(element):
    """When an element changed, as far as a cursor may believe it; ``None`` if not."""
    try:
        moment = parse_datetime(element.get("UpdatedDateUTC"))
    except (ValueError, TypeError, AttributeError):
        return None
    latest = fields.Datetime.now() + FAR
    return moment if moment and EARLIEST <= moment <= latest else None
