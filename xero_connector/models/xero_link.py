from odoo import api, fields, models


class XeroLink(models.Model):
    """An Odoo record and the record in Xero that stands for it.

    Unique on the Odoo side; on Xero's side only for what must not be shared:
    contacts, items and documents. Several Odoo taxes may stand for one rate of Xero.

    ``res_key`` names the Odoo side: mostly the record's id. A *set* of taxes has the
    sorted ids, "no tax" the word ``none`` with the direction as ``role``.

    A link without a record is a decision (ignored, kept out) or one that waits for a
    person, perhaps with a suggestion and its reason.
    """

    _name = "xero.link"
    _description = "Link to Xero"
    _order = "res_model, res_name, id"

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    resource = fields.Char("Kind of Record", required=True)
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Odoo ID", model_field="res_model", index=True)
    res_key = fields.Char("Key", required=True)
    res_name = fields.Char("In Odoo")
    role = fields.Char(required=True, default="")
    record_id = fields.Many2one(
        "xero.record",
        "In Xero",
        ondelete="set null",
        domain="[('organisation_id', '=', organisation_id),"
        " ('resource', '=', resource), ('live', '=', True)]",
        index="btree_not_null",
    )
    exclusive = fields.Boolean(
        help="The record in Xero stands for one record of Odoo only."
    )
    state = fields.Selection(
        [
            ("undecided", "To Decide"),
            ("suggested", "Suggested"),
            ("linked", "Mapped"),
            ("ignored", "Ignored"),
            ("excluded", "Kept out of Xero"),
        ],
        compute="_compute_state",
        store=True,
    )
    suggestion_id = fields.Many2one(
        "xero.record", ondelete="set null", index="btree_not_null"
    )
    reason = fields.Char(help="Why it was linked or suggested.")
    score = fields.Integer(
        "How Sure (%)", aggregator=False, help="How much speaks for the suggestion."
    )
    ignored = fields.Boolean()
    excluded = fields.Boolean()
    from_xero = fields.Boolean(
        "Made from Xero",
        readonly=True,
        help="Odoo's record was made out of the one in Xero.",
    )
    difference = fields.Text(
        readonly=True, help="What differs between Odoo and Xero, where something does."
    )
    use_count = fields.Integer(
        "Used",
        readonly=True,
        help="Invoices and bills of the last 12 months that need this one.",
    )
    in_use = fields.Boolean(compute="_compute_in_use", store=True)
    behind = fields.Boolean(
        "Changed in Odoo",
        readonly=True,
        help="A change in Odoo was stopped before it went to Xero.",
    )
    agreed = fields.Json(
        "Last Agreement",
        prefetch=False,
        readonly=True,
        exportable=False,
        help="What each side had, by group of fields, when both last agreed.",
    )
    conflict = fields.Char(
        readonly=True, help="Groups of fields that were changed on both sides."
    )
    sent = fields.Json("Last Sent", prefetch=False, readonly=True, exportable=False)
    sent_at = fields.Datetime("Last Sent At", readonly=True)

    _odoo_unique = models.UniqueIndex(
        "(organisation_id, res_model, res_key, role)",
        "This record has a link to that organisation already.",
    )
    _record_unique = models.UniqueIndex(
        "(record_id) WHERE exclusive AND record_id IS NOT NULL",
        "That record in Xero stands for another record of Odoo already.",
    )

    @api.depends("record_id", "suggestion_id", "ignored", "excluded")
    def _compute_state(self):
        for link in self:
            if link.excluded:
                link.state = "excluded"
            elif link.ignored:
                link.state = "ignored"
            elif link.record_id:
                link.state = "linked"
            else:
                link.state = "suggested" if link.suggestion_id else "undecided"

    @api.depends("use_count")
    def _compute_in_use(self):
        for link in self:
            link.in_use = bool(link.use_count)

    @api.depends("res_name", "record_id")
    def _compute_display_name(self):
        for link in self:
            link.display_name = f"{link.res_name} ↔ {link.record_id.display_name}"

    # === FIND === #

    @api.model
    def _of_records(self, organisation, records):
        """Links of records: ``{record id: xero.link}``."""
        if not organisation or not records:
            return {}
        known = self._memo(organisation.id, records._name)
        missing = [record_id for record_id in records.ids if record_id not in known]
        if missing:
            links = self.sudo().search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("res_model", "=", records._name),
                    ("res_id", "in", missing),
                    ("role", "=", ""),
                ]
            )
            known.update(dict.fromkeys(missing))
            known.update((link.res_id, link.id) for link in links)
        return {
            record_id: self.sudo().browse(known[record_id])
            for record_id in records.ids
            if known[record_id]
        }

    @api.model
    def _memo(self, organisation_id, res_model):
        """Ids of links that are known in this transaction of the scheduled action,
        ``{record id: link id or None}``; forgotten at once elsewhere."""
        memo = self.env.context.get("xero_memo", {})
        return memo.setdefault((organisation_id, res_model), {})

    @api.model
    def _of_key(self, organisation, res_model, res_key, role=""):
        """The link under a key of its own (a set of taxes, no tax); may be empty."""
        return self.sudo().search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", res_model),
                ("res_key", "=", str(res_key)),
                ("role", "=", role),
            ]
        )

    @api.model
    def _prepare(self, organisation, record, resource, **values):
        """Values of a new link for one Odoo record."""
        return {
            "organisation_id": organisation.id,
            "resource": resource,
            "res_model": record._name,
            "res_id": record.id,
            "res_key": str(record.id),
            "res_name": self._told_apart(record).display_name,
            "exclusive": record._xero_exclusive,
            **values,
        }

    @api.model
    def _get_or_create(self, organisation, record):
        """The link of one record, made empty where there was none."""
        link = self._of_records(organisation, record).get(record.id)
        return link or self.sudo().create(
            self._prepare(organisation, record, record._xero_resource())
        )

    @api.model
    def _offer(self, organisation, records):
        """Rows for records that have none yet, so that they can be decided."""
        known = self._of_records(organisation, records)
        return self.create(
            [
                self._prepare(organisation, record, record._xero_resource())
                for record in records
                if record.id not in known
            ]
        )

    @api.model
    def _note_use(self, organisation, res_model, counts):
        """Keep how many documents need each record; writes only what changed.

        :param dict counts: ``{xero.link: documents}``; all others are not in use
        """
        links = self.sudo().search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", res_model),
            ]
        )
        for link in links:
            if link.use_count != counts.get(link, 0):
                link.use_count = counts.get(link, 0)

    # === DECIDE === #

    def write(self, values):
        """Deciding on a link releases what waited for it; a batch does it once, at its
        end."""
        if "record_id" in values:
            # what was agreed with another record says nothing of this one
            values = {"agreed": False, "conflict": False, **values}
        result = super().write(values)
        if not self.env.context.get("xero_decided_later"):
            self._decided(values.keys())
        return result

    def _decided(self, names):
        """What follows from having written these fields."""
        if "record_id" in names:
            paired = self.filtered("record_id")
            if "sent" not in names:
                paired._note_base()
                paired._apply_soon()
            paired._drop_suggestions()
            self.filtered(lambda link: not link.exclusive)._compare()
        elif names & {"excluded", "ignored"}:
            # let in again: what happened meanwhile is looked at
            self._apply_soon()
        if names & {"record_id", "excluded", "ignored"}:
            self._release()

    @api.model_create_multi
    def create(self, vals_list):
        """A new link releases what waited for it, as a changed one does."""
        links = super().create(vals_list)
        for link in links.filtered(lambda link: not link.role and link.res_id):
            self._memo(link.organisation_id.id, link.res_model)[link.res_id] = link.id
        paired = links.filtered("record_id")
        paired.filtered(lambda link: not link.sent)._apply_soon()
        paired.filtered(lambda link: not link.sent)._note_base()
        paired._drop_suggestions()
        paired.filtered(lambda link: not link.exclusive)._compare()
        paired._release()
        return links

    def _pair(self, seen, match):
        """Link a sure match; keep another one as a suggestion. Nothing happens where
        somebody took the two apart.

        :param seen: ``xero.record``
        :param XeroMatch match: why
        :return: whether they are linked
        """
        self._pair_each({self: (seen, match)})
        return bool(match.sure and self.record_id == seen)

    def _pair_each(self, pairs):
        """Pair several links; what follows from it is done once.

        :param dict pairs: ``{xero.link: (xero.record, XeroMatch)}`` of these links
        """
        linked = {}
        for link, (seen, match) in pairs.items():
            if seen == link.apart_id:
                continue
            why = {"reason": match.reason, "score": match.percent(), "chosen": False}
            if match.sure:
                linked[link] = {"record_id": seen.id, "suggestion_id": False, **why}
            elif link.suggestion_id != seen or any(
                link[name] != value for name, value in why.items()
            ):
                link.write({"suggestion_id": seen.id, **why})
        self.browse([link.id for link in linked])._write_each(linked)

    def _apply_soon(self):
        """What was paired is applied soon, out of the mirror, whoever paired it: until
        then the two never agreed on anything. What the scheduled action pairs while it
        applies a list is applied with it."""
        decided = self.filtered(
            lambda link: (
                link.state == "linked"
                and (link.exclusive or self.env[link.res_model]._xero_carries)
            )
        )
        decided.record_id.sudo().filtered(lambda seen: not seen.fresh).fresh = True
        if "xero_memo" not in self.env.context:
            for organisation in decided.organisation_id:
                organisation._trigger_once()

    def _drop_records(self):
        """Odoo's records of these links are deleted: what stood for nothing else in
        Xero is not created here once more, until somebody presses Undo on Mapping."""
        seen = self.record_id.filtered(lambda record: record.link_ids <= self)
        seen.write({"ignored": True, "dropped": True})

    def unlink(self):
        """Nobody finds them in the memo of this transaction any more."""
        self.env.context.get("xero_memo", {}).clear()
        return super().unlink()

    def _note_base(self):
        """What Odoo had when the two were paired: only what changes later is sent."""
        for (organisation, model), links in (
            self.filtered("exclusive")
            .grouped(lambda link: (link.organisation_id, link.res_model))
            .items()
        ):
            records = self.env[model].browse(links.mapped("res_id")).exists()
            for link in links.filtered(
                lambda link, ids=records.ids: link.res_id in ids
            ):
                record = records.browse(link.res_id).with_prefetch(records.ids)
                model = record.with_company(organisation.company_id)
                base = model._xero_base(organisation)
                if base or link.sent:
                    link.sent = base

    def _compare(self):
        """Say where the two of a pair do not fit; what was blocked by that goes as soon
        as they do. For types that are only matched."""
        mended = self.browse()
        for link in self:
            model = self.env[link.res_model]
            words = model._xero_mismatch(link) if link.record_id else ""
            if words == (link.difference or ""):
                continue
            if link.difference and not words:
                mended |= link
            link.difference = words or False
        mended._release()

    def _release(self):
        """What waited for these links goes; a batch does it once, at its end."""
        if not self.env.context.get("xero_release_later"):
            self.env["xero.queue"].sudo()._release_blocked(self)

    def _unchanged_words(self):
        """Why nothing is sent where nothing was changed here."""
        self.ensure_one()
        if not self.difference:
            return self.env._("Xero has it as it is here.")
        return self.env._(
            "Nothing was changed here since it was sent, so nothing goes. "
            "%(difference)s Correct it in Xero; or change it here, then press Push to "
            "Xero.",
            difference=self.difference,
        )

    def _names(self):
        """What the Odoo sides are called now: ``{link id: name}``."""
        names = {link.id: link.res_name for link in self}
        for model, links in self.filtered("res_id").grouped("res_model").items():
            records = self.env[model].sudo().browse(links.mapped("res_id")).exists()
            records = self._told_apart(records)
            shown = dict(zip(records.ids, records.mapped("display_name"), strict=True))
            names.update(
                (link.id, shown[link.res_id]) for link in links if link.res_id in shown
            )
        return names

    @api.model
    def _told_apart(self, records):
        """Records as they are called here: taxes on sales and on purchases often bear
        the same name."""
        return records.with_context(append_fields=["type_tax_use"])

    def _record(self):
        """The Odoo record, empty where it is gone."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()
