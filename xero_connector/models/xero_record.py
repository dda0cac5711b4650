from datetime import date

import psycopg2

from odoo import api, fields, models

from ..tools.xero_dialect import NIL_GUID, amount, parse_datetime, storable
from ..tools.xero_untrusted import cleaned

# Statuses under which Xero still counts with a record
GONE = frozenset({"VOIDED", "DELETED", "ARCHIVED", "GDPRREQUEST"})


# Xero's longest texts have some 4,000 signs, but none of those that are noted in a
# column of their own, of which some are in an index, has more than 500
LONGEST = 500


class Reported:
    """Records whose trouble was told while they were applied.

    An object of its own: Odoo takes environments with equal contexts for one.
    """

    def __init__(self):
        self.ids = set()


class XeroRecord(models.Model):
    """One record in Xero as it was last seen.

    The mirror is at once the left column of the mapping, the proof against echoes
    and the other side of the comparison of both books. Written by the organisation's
    scheduled action only, in the step *see*; what Odoo makes of it is another step
    (*apply*), so that mapping a row later needs no new call. ``fresh`` says that a
    record was seen, mapped or retried and is still to be applied.

    What a person decided about a row of Xero is on its links, save one thing: a row
    that nobody wants in Odoo is ``ignored``.
    """

    _name = "xero.record"
    _description = "Record in Xero"
    _order = "resource, date desc, name, id"
    _rec_names_search = ["name", "number", "code"]

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    resource = fields.Char("Kind of Record", required=True)
    xero_id = fields.Char("Xero ID", required=True)
    name = fields.Char(readonly=True)
    number = fields.Char(readonly=True)
    code = fields.Char(readonly=True)
    kind = fields.Char("Type", help="As Xero names it: ACCREC, BANK, REVENUE ...")
    status = fields.Char()
    live = fields.Boolean(help="Not voided, deleted or archived in Xero.", default=True)
    parent_xero_id = fields.Char(
        "Part Of", help="Xero's id of the record that carries this one."
    )
    contact_xero_id = fields.Char("Contact in Xero")
    contact_name = fields.Char("Contact")
    document_xero_id = fields.Char(
        "Document in Xero", help="The invoice that a payment or an allocation settles."
    )
    email = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    date = fields.Date()
    due_date = fields.Date()
    currency_id = fields.Many2one("res.currency")
    amount_net = fields.Monetary("Net")
    amount_tax = fields.Monetary("Tax")
    amount_total = fields.Monetary("Total")
    amount_due = fields.Monetary("Due")
    amount_paid = fields.Monetary("Paid")
    amount_credited = fields.Monetary("Credited")
    fully_paid_on = fields.Date()
    sent_to_contact = fields.Boolean("Sent to Contact")
    rate = fields.Float("Tax Rate (%)", digits=(16, 4))
    takes_payments = fields.Boolean(
        help="Xero lets payments be booked to this account."
    )
    updated_utc = fields.Datetime("Changed in Xero")
    payload = fields.Json(prefetch=False, readonly=True)
    fresh = fields.Boolean(help="Seen, and still to be applied to Odoo.")
    ignored = fields.Boolean(help="Not wanted in Odoo; never asked about again.")
    dropped = fields.Boolean(
        "Deleted in Odoo",
        help="Ignored because its record of Odoo was deleted: it is not created again "
        "by itself. A record that looks like it is still paired with it.",
    )
    wanted = fields.Boolean(
        "To Be Created in Odoo", help="Somebody pressed Create for many at once."
    )
    link_ids = fields.One2many("xero.link", "record_id", "Links")
    suggested_ids = fields.One2many("xero.link", "suggestion_id", "Suggested For")
    map_state = fields.Selection(
        [
            ("undecided", "To Decide"),
            ("suggested", "Suggested"),
            ("linked", "Mapped"),
            ("ignored", "Ignored"),
        ],
        "Mapping",
        compute="_compute_map_state",
        store=True,
        help="Empty for what Odoo has no counterpart for, and for what is gone.",
    )

    _xero_id_unique = models.UniqueIndex("(organisation_id, resource, xero_id)")
    _resource_number = models.Index("(organisation_id, resource, number)")
    _resource_contact = models.Index("(organisation_id, resource, contact_xero_id)")
    _resource_document = models.Index(
        "(organisation_id, document_xero_id) WHERE document_xero_id IS NOT NULL"
    )
    _fresh = models.Index("(organisation_id) WHERE fresh")

    @api.depends(
        "link_ids.state",
        "suggested_ids.state",
        "ignored",
        "live",
        "resource",
        "choice_model",
    )
    def _compute_map_state(self):
        models_of = self.env["xero.stream"]._models_by_resource()
        for record in self:
            model = models_of.get(record.resource)
            linked = record._linked()
            offered = record.suggested_ids.filtered(
                lambda link: link.state == "suggested"
            )
            if linked:
                record.map_state = "linked"
            elif not record.live or not model or not self.env[model]._xero_maps:
                record.map_state = False
            elif record.ignored:
                record.map_state = "ignored"
            else:
                record.map_state = "suggested" if offered else "undecided"

    @api.depends("name", "code", "number", "resource")
    def _compute_display_name(self):
        models_of = self.env["xero.stream"]._models_by_resource()
        for record in self:
            model = self.env[models_of.get(record.resource, "xero.mixin")]
            record.display_name = model._xero_label_of(record)

    # === SEE === #

    @api.model
    def _see(self, organisation, resource, elements):
        """Take over what Xero says; writes only where something differs.

        :param organisation: ``xero.organisation``
        :param str resource: the plural as in Xero's answer
        :param list elements: plain dicts with Decimals
        :return: ``(records, problems)``: what was seen, in the elements' order, and
            a list of ``(element, reason)`` for those that could not be understood
        """
        readable, problems = {}, []
        for given in elements:
            element = cleaned(given)
            try:
                if not isinstance(element, dict):
                    raise ValueError(f"{element!r:.40} is not a record")
                values = self._values_of(organisation, resource, element)
                readable[values["xero_id"]] = values
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                problems.append((element, _why(error)))
        known = {
            record.xero_id: record
            for record in self.search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("resource", "=", resource),
                    ("xero_id", "in", list(readable)),
                ]
            )
        }
        created = self.create(
            [values for key, values in readable.items() if key not in known]
        )
        for xero_id, record in known.items():
            record._take(readable[xero_id])
        known.update((record.xero_id, record) for record in created)
        self.env["xero.queue"]._clear_pull(organisation, resource, readable)
        return self.browse([known[key].id for key in readable]), problems

    @api.model
    def _values_of(self, organisation, resource, element):
        """Columns of one element, read by the type that owns the resource."""
        model = self.env["xero.stream"]._model_of(resource)
        values = {
            "organisation_id": organisation.id,
            "resource": resource,
            "updated_utc": parse_datetime(element.get("UpdatedDateUTC")),
            "status": False,
            "payload": storable(element),
            "fresh": True,
            "forgotten": False,
            **self.env[model]._xero_record_values(organisation, element),
        }
        xero_id = values.get("xero_id")
        if not xero_id or xero_id == NIL_GUID or not isinstance(xero_id, str):
            raise ValueError(f"no id in an element of {resource}")
        values["live"] = values.get("status") not in GONE
        return {
            name: _fitting(self._fields[name], value) for name, value in values.items()
        }

    def _take(self, values):
        """Write what differs, and nothing where nothing does."""
        self.ensure_one()
        payload = self._newer_payload(values.pop("payload"))
        values.pop("fresh")
        changed = {
            name: value
            for name, value in values.items()
            if (self._fields[name].convert_to_write(self[name], self) or False)
            != (value or False)
        }
        if payload:
            changed["payload"] = payload
        if changed:
            self.write({**changed, "fresh": True})

    def _newer_payload(self, seen):
        """What is to be kept of a sighting; empty where we have it already.

        Lists show less of a document than it does itself, and spell some things in
        another way: the same version is taken again only for its lines. Lines of an
        older version are not kept: an update would take them for those that are there.
        """
        known = self.payload or {}
        stamp = seen.get("UpdatedDateUTC")
        if stamp and stamp == known.get("UpdatedDateUTC"):
            lines = seen.get("LineItems")
            if lines and lines != known.get("LineItems"):
                return seen
            model = self.env["xero.stream"]._model_of(self.resource)
            unstamped = self.env[model]._xero_unstamped()
            news = (seen.get(key) not in (None, known.get(key)) for key in unstamped)
            return seen if any(news) else None
        return seen if seen != known else None

    # === APPLY === #

    @api.model
    def _apply_fresh(self, run):
        """Apply some of what was seen, in a transaction of its own.

        Not while its list is still being read: whether two records are alike is known
        only when all were seen.

        :param run: ``XeroRun``
        :return: whether there was any
        """
        fresh = self._lookup_fresh(run.organisation)
        if not fresh:
            return False
        fresh._apply_safely()
        run.commit()
        return True

    @api.model
    def _next_fresh(self, organisation):
        """When something is to be applied next, as a list of at most one moment."""
        return [fields.Datetime.now()] if self._lookup_fresh(organisation) else []

    @api.model
    def _lookup_fresh(self, organisation):
        """The next records to apply, of one kind, in the order of dependency."""
        reading = organisation.stream_ids.filtered("running").mapped("resource")
        waiting = [
            ("organisation_id", "=", organisation.id),
            ("fresh", "=", True),
            ("forgotten", "=", False),
            ("resource", "not in", reading),
        ]
        left = {resource for (resource,) in self._read_group(waiting, ["resource"])}
        for resource, model in self.env["xero.stream"]._models_by_resource().items():
            if resource in left:
                domain = [*waiting, ("resource", "=", resource)]
                limit = self.env[model]._xero_chunk
                return self.search(domain, order="id", limit=limit)
        return self.browse()

    def _apply_safely(self):
        """Apply records of one kind together; where one of them brings trouble, each
        by itself, so that it is a visible row and the others go on."""
        Queue, organisation = self.env["xero.queue"], self.organisation_id
        reported = Reported()
        try:
            with self.env.cr.savepoint():
                self.with_context(xero_reported=reported)._apply()
        except psycopg2.OperationalError:
            # another transaction came between: the step is repeated
            raise
        # Whatever it is, it is found again, with its record's name on it
        except Exception:
            self.env.invalidate_all()
            self.env.context.get("xero_memo", {}).clear()
            Queue._apply_each(organisation, self, lambda record: record._apply())
        else:
            well = self.filtered(lambda record: record.id not in reported.ids)
            Queue._clear_apply(organisation, well)
        self.filtered("fresh").fresh = False

    def _apply(self):
        for name in self.env["xero.stream"]._models_of(self[:1].resource):
            self.env[name]._xero_apply(self.organisation_id, self)
        for record in self.filtered("wanted"):
            if record.map_state != "linked":
                record._create_in_odoo()
            record.wanted = False

    # === USE === #

    @api.model
    def _lookup(self, organisation, resource, domain=()):
        """Records of one kind of one organisation.

        :param domain: further conditions
        """
        return self.search(
            [
                ("organisation_id", "=", organisation.id),
                ("resource", "=", resource),
                *domain,
            ]
        )

    def action_open_in_xero(self):
        """Open the record in Xero in a new tab."""
        self.ensure_one()
        url = self.env["xero.stream"]._url_of(self)
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}


def _fitting(field, value):
    """A value as its column takes it.

    :raises ValueError: where it is something else than the column holds
    """
    if not value or field.type in ("boolean", "json", "many2one"):
        return value
    if field.type in ("char", "text"):
        if isinstance(value, dict | list):
            raise ValueError(f"{field.name} is not a text")
        if len(str(value)) > LONGEST:
            raise ValueError(f"{field.name} is longer than any in Xero")
        return str(value)
    if field.type in ("date", "datetime"):
        if not isinstance(value, date):
            raise ValueError(f"{field.name} is not a date")
        return value
    return float(amount(value))


def _why(error):
    """Why an element could not be understood."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, ValueError):
        return str(error)
    return f"{type(error).__name__}: {error}"
