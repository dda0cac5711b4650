import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_client import PAGE_SIZE
from ..tools.xero_dialect import parse_datetime
from .xero_mixin import XeroStreamType

_logger = logging.getLogger(__name__)

# Xero's clock and ours, and records that were being saved while we read
OVERLAP = timedelta(minutes=1)
# From page to page: Xero counts in seconds, and a second may not be over yet
STEP = timedelta(seconds=2)
# minutes
DAY = 1440
# the hour at which lists of settings are read
NIGHT = "2"


class XeroStream(models.Model):
    """One kind of record of one organisation: on or off, its direction, its cursor.

    Kinds come from the types themselves (``xero.mixin._xero_stream_types``). A kind
    is not an endpoint: invoices and bills share one.

    Reading a paged list: page 1 from ``cursor`` minus an overlap; once a page was
    seen and committed the cursor moves to the newest change in it and reading
    begins at page 1 from there. Only where a page brought nothing newer (a thousand
    records of one second) the page number goes up. So nothing that changes while it
    is read can slip between two pages, and the end is always reached.
    """

    _name = "xero.stream"
    _description = "Xero Stream"
    _order = "organisation_id, sequence, id"

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=50)
    kind = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_type")
    resource = fields.Char(compute="_compute_type")
    pushes = fields.Boolean(compute="_compute_type")
    enabled = fields.Boolean(default=True)
    direction = fields.Selection(
        [
            ("pull", "From Xero"),
            ("push", "To Xero"),
            ("both", "Both ways"),
        ],
        required=True,
        default="pull",
    )
    winner = fields.Selection(
        [
            ("ask", "Ask me"),
            ("odoo", "Odoo wins"),
            ("xero", "Xero wins"),
        ],
        "If Both Changed",
        required=True,
        default="ask",
        help="What happens where Odoo and Xero were changed to different values.",
    )
    create_in_odoo = fields.Boolean(
        "Create in Odoo",
        help="What is new in Xero and looks like nothing in Odoo is created there by "
        "itself. Otherwise it waits under Mapping.",
    )
    group_ids = fields.One2many("xero.stream.group", "stream_id", "Fields")
    two_way = fields.Boolean(compute="_compute_type")
    creates = fields.Boolean(compute="_compute_type")
    from_date = fields.Date(help="Older documents are neither read nor sent.")
    interval = fields.Integer("Every (minutes)", default=1440, required=True)
    next_run = fields.Datetime(readonly=True)
    running = fields.Boolean(readonly=True)
    cursor = fields.Datetime(readonly=True, help="Changes up to here were read.")
    page = fields.Integer(readonly=True, default=1)
    progress = fields.Integer("Read in This Run", readonly=True)
    newest_id = fields.Integer(
        readonly=True, help="The newest record of Odoo that was compared with Xero's."
    )
    run_started = fields.Datetime(readonly=True)
    last_run = fields.Datetime(readonly=True)
    last_count = fields.Integer("Records", readonly=True)
    last_seconds = fields.Integer("Duration (s)", readonly=True)
    last_result = fields.Char(readonly=True)

    _kind_unique = models.UniqueIndex("(organisation_id, kind)")
    _interval_positive = models.Constraint(
        "CHECK (interval >= 5)", "A stream runs every five minutes at the most."
    )

    # === TYPES === #

    @api.model
    def _types(self):
        """All streams that the installed types offer: ``{kind: (model, type)}``."""
        found = {}
        for name in self._linked_models():
            for stream_type in self.env[name]._xero_stream_types():
                found[stream_type.kind] = (name, stream_type)
        return dict(sorted(found.items(), key=lambda item: item[1][1].sequence))

    @api.model
    def _models_by_resource(self):
        """The Odoo model of each resource, in the order of dependency; the first one
        owns it where several read the same."""
        found = {}
        for model, stream_type in self._types().values():
            found.setdefault(stream_type.resource, model)
        return found

    @api.model
    def _model_of(self, resource):
        """The Odoo model that owns a resource of Xero."""
        if model := self._models_by_resource().get(resource):
            return model
        raise ValueError(f"no type for {resource}")

    @api.model
    def _models_of(self, resource):
        """All Odoo models that records of a resource may stand for, its owner first:
        among Xero's accounts are the bank accounts of journals."""
        owner = self._model_of(resource)
        sharing = (
            name
            for name in self._linked_models()
            if name != owner and self.env[name]._xero_shared_resource() == resource
        )
        return [owner, *sharing]

    @api.model
    def _linked_models(self):
        """Names of all models of which records may stand for something in Xero."""
        return sorted(self.pool.descendants(["xero.mixin"], "_inherit"))

    @api.model
    def _is_whole(self, resource):
        """Whether Xero gives a list of this resource as a whole, not page by page."""
        types = [t for _model, t in self._types().values() if t.resource == resource]
        return bool(types) and not any(t.paged or t.part_of for t in types)

    @api.model
    def _kinds(self):
        """What is decided row by row, in bookkeepers' words and in the order of
        dependency: ``{model: words}``."""
        found = {}
        for resource in self._models_by_resource():
            for name in self._models_of(resource):
                if words := self.env[name]._xero_kind():
                    found[name] = words
        return found

    @api.model
    def _url_of(self, seen):
        """Address of a record in Xero's own pages, for people; empty if it has none.

        :param seen: ``xero.record``
        """
        path = self.env[self._model_of(seen.resource)]._xero_web_path(seen)
        code = seen.organisation_id.short_code
        if not path or not code:
            return ""
        host = self.env["xero.organisation"]._host("go")
        return (
            f"{host}/organisationlogin/default.aspx?shortcode={code}&redirecturl={path}"
        )

    @api.depends("kind")
    def _compute_type(self):
        types = self._types()
        for stream in self:
            model, stream_type = types.get(
                stream.kind, ("", XeroStreamType(stream.kind, stream.kind, ""))
            )
            stream.two_way = bool(stream._field_groups())
            stream.creates = bool(model) and self.env[model]._xero_creates
            stream.name = stream_type.name
            stream.resource = stream_type.resource
            stream.pushes = stream_type.pushes

    @api.model
    def _ensure(self, organisation):
        """Give the organisation every stream that the installed types offer."""
        known = self.search([("organisation_id", "=", organisation.id)])
        types = {
            kind: stream_type
            for kind, (_model, stream_type) in self._types().items()
            if not stream_type.part_of
        }
        missing = types.keys() - set(known.mapped("kind"))
        streams = known + self.create(
            [
                {
                    "organisation_id": organisation.id,
                    "kind": kind,
                    "enabled": types[kind].enabled,
                    "sequence": types[kind].sequence,
                    "direction": types[kind].direction,
                    "interval": types[kind].interval,
                    "run_hour": NIGHT if types[kind].interval >= DAY else False,
                    "next_run": fields.Datetime.now(),
                    "from_date": fields.Date.today() - timedelta(days=396),
                }
                for kind in sorted(missing)
            ]
        )
        streams._ensure_groups()
        return streams

    # === WHAT A STREAM ALLOWS === #

    def write(self, values):
        """What waits in the mirror is looked at again under the new rules."""
        result = super().write(values)
        if values.keys() & {"create_in_odoo", "direction", "enabled"}:
            for stream in self.filtered(
                lambda stream: stream._reads() and stream.create_in_odoo
            ):
                stream._apply_undecided()
        return result

    def _apply_undecided(self):
        """Have what nobody decided about applied once more."""
        self._apply_again([("map_state", "=", "undecided")])

    def _apply_again(self, domain):
        """Have some of what is in the mirror applied once more; needs no call."""
        for stream in self:
            self.env["xero.record"].sudo()._lookup(
                stream.organisation_id,
                stream.resource,
                [*domain, ("fresh", "=", False)],
            ).fresh = True
            stream.organisation_id._trigger_once()

    @api.model
    def _of_kind(self, organisation, kind):
        """The stream of one kind; empty where there is none."""
        streams = organisation.sudo().stream_ids
        return streams.filtered(lambda stream: stream.kind == kind)

    def _sends(self):
        """Whether records of this stream go to Xero by themselves."""
        return bool(self) and self.enabled and self.direction in ("push", "both")

    def _reads(self):
        """Whether Odoo takes over what is read from Xero.

        Read it is in every direction: what Xero has must be known, or it would be
        created there once more.
        """
        return bool(self) and self.enabled and self.direction in ("pull", "both")

    @api.model
    def _reads_resource(self, organisation, resource):
        """Whether any stream of the organisation reads this kind of record."""
        kinds = [
            stream_type.part_of or kind
            for kind, (_model, stream_type) in self._types().items()
            if stream_type.resource == resource
        ]
        return any(self._of_kind(organisation, kind)._reads() for kind in kinds)

    # === ACTIONS === #

    def action_sync_now(self):
        """Read this stream from Xero as soon as a worker is free.

        :raises UserError: where the stream is switched off
        """
        for stream in self:
            if not stream.enabled:
                raise UserError(
                    self.env._(
                        "%(stream)s is switched off. Switch it on first.",
                        stream=stream.name,
                    )
                )
        self.sudo().write({"next_run": fields.Datetime.now()})
        self.organisation_id._trigger_once()
        return self.env["xero.organisation"]._notice(
            self.env._("Reading from Xero starts in a moment."), "info"
        )

    # === READ === #

    @api.model
    def _due(self, organisation):
        """The stream to read next: one that is under way, else the first due one."""
        return self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("enabled", "=", True),
                "|",
                ("running", "=", True),
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
            values["newest_id"] = self._look_for_new_ones()
            self._try_again()
        self.write(values)

    def _look_for_new_ones(self):
        """What nobody decided about is compared again where Odoo has new records.

        :return: the newest record's id
        """
        model, stream_type = self._types()[self.kind]
        if not (stream_type.paged or self.two_way) or self.env[model]._abstract:
            return 0
        company = self.organisation_id.company_id
        newest = (
            self.env[model]
            .with_company(company)
            .search(
                self.env[model]._xero_domain(self.organisation_id)
                & Domain("id", ">", self.newest_id),
                order="id desc",
                limit=1,
            )
        )
        if newest and self.newest_id:
            self._apply_undecided()
        return newest.id or self.newest_id

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
    try:
        return parse_datetime(element.get("UpdatedDateUTC"))
    except (ValueError, TypeError, AttributeError):
        return None
