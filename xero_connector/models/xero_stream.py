from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_mixin import DAY, XeroStreamType

# the hour at which lists of settings are read
NIGHT = "2"


class XeroStream(models.Model):
    """One kind of record of one organisation: on or off, its direction, its cursor.

    Kinds come from the types themselves (``xero.mixin._xero_stream_types``). A kind
    is not an endpoint: invoices and bills share one.
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
    dated = fields.Boolean(compute="_compute_type")
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
    interval = fields.Integer("Every (minutes)", default=DAY, required=True)
    next_run = fields.Datetime(readonly=True)
    running = fields.Boolean(readonly=True)
    cursor = fields.Datetime(readonly=True, help="Changes up to here were read.")
    page = fields.Integer(readonly=True, default=1)
    progress = fields.Integer("Read in This Run", readonly=True)
    compared_at = fields.Datetime(
        readonly=True,
        help="What changed in Odoo up to here was compared with what Xero has.",
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
            # taxes, accounts and the like are created by a person only
            stream.creates = stream.two_way and self.env[model]._xero_creates
            stream.name = stream_type.name
            stream.resource = stream_type.resource
            stream.pushes = stream_type.pushes
            stream.dated = stream_type.dated

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
        begin = fields.Date.today() - timedelta(days=396)
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
                    "from_date": types[kind].dated and begin,
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
        undecided = Domain("map_state", "=", "undecided")
        self._apply_again(undecided | Domain("dropped", "=", True))

    def _apply_again(self, domain):
        """Have some of what is in the mirror applied once more; needs no call."""
        for stream in self:
            self.env["xero.record"].sudo()._lookup(
                stream.organisation_id,
                stream.resource,
                Domain(domain) & Domain("fresh", "=", False),
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

    def _optional_groups(self):
        """Names of the optional groups of fields that this stream has a source for."""
        return set()

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

        :raises UserError: where the stream is switched off, or Xero has begun anew
        """
        self.organisation_id._check_not_renewed()
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
