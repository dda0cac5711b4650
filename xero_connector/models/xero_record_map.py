from odoo import api, fields, models

# From here on suggestions are accepted together
SURE = 95
# States of links to a record in Xero that say what it stands for
MAPPED = ("linked", "merged", "excluded")


class XeroRecord(models.Model):
    """A row of the mapping screen: what Xero has on the left, Odoo's choice right."""

    _inherit = "xero.record"
    _rec_names_search = ["name", "number", "code", "email"]

    choice_model = fields.Selection(
        selection="_selection_choice_model",
        string="Kind",
        compute="_compute_choice_model",
        store=True,
        help="What this row is, and so which records of Odoo can be chosen for it.",
    )
    choice_id = fields.Many2oneReference(
        "Odoo ID",
        model_field="choice_model",
        compute="_compute_choice_id",
        inverse="_inverse_choice_id",
        help="The record of Odoo that stands for this row. Several taxes, accounts or "
        "journals may stand for one of Xero's: choosing another adds it.",
    )
    choice_domain = fields.Char(compute="_compute_choice_domain", exportable=False)
    odoo_name = fields.Char("In Odoo", compute="_compute_odoo_name")
    details = fields.Char(compute="_compute_details")
    can_create = fields.Boolean(compute="_compute_can_create", exportable=False)
    suggestion = fields.Char("Suggested", compute="_compute_suggestion")
    suggestion_reason = fields.Char("Why", compute="_compute_suggestion")
    score = fields.Integer(
        "Sure (%)",
        compute="_compute_score",
        store=True,
        aggregator=False,
        help="How much speaks for the suggestion.",
    )
    sure = fields.Boolean(
        compute="_compute_score",
        store=True,
        help="One candidate only, and hardly any doubt about it.",
    )

    _mapping = models.Index("(organisation_id, choice_model, map_state)")

    @api.model
    def _selection_choice_model(self):
        return list(self.env["xero.stream"]._kinds().items())

    # === WHAT CAN BE CHOSEN === #

    @api.depends("resource", "kind")
    def _compute_choice_model(self):
        Stream = self.env["xero.stream"]
        kinds = Stream._kinds()
        known = Stream._models_by_resource()
        for (resource, _kind), rows in self.grouped(
            lambda record: (record.resource, record.kind)
        ).items():
            names = Stream._models_of(resource) if resource in known else []
            rows.choice_model = rows[0]._pick_model([n for n in names if n in kinds])

    def _pick_model(self, names):
        """The model that asks for rows like this one, else the resource's owner."""
        for name in names:
            choices = self.env[name]._xero_choices()
            if not choices.is_true() and self.filtered_domain(choices):
                return name
        return next(
            (name for name in names if self.env[name]._xero_choices().is_true()), False
        )

    @api.depends("link_ids.state", "link_ids.res_id", "choice_model")
    def _compute_choice_id(self):
        for record in self:
            record.choice_id = record._chosen()[:1].res_id

    def _chosen(self):
        """Links to records that can be chosen on this row; sets of taxes and "no tax"
        are decided on Odoo's side."""
        return self._linked().filtered(
            lambda link: link.res_model == self.choice_model and link.res_id
        )

    def _linked(self):
        """Links that make these rows mapped; what is kept out of Xero is so too.

        A row for which a kind of its own is asked (a bank account: journals) is not
        decided by what else stands for it (an account).
        """
        return self.link_ids.filtered(
            lambda link: link.state in MAPPED and link.record_id._is_decided_by(link)
        ).sorted("id")

    def _is_decided_by(self, link):
        """Whether a link to this row says what the row asks for."""
        model = self.choice_model
        shares = model and self.env[model]._xero_shared_resource()
        return not shares or link.res_model == model

    @api.depends("organisation_id", "choice_model", "kind", "parent_xero_id")
    def _compute_choice_domain(self):
        for rows in self.grouped(
            lambda record: (
                record.organisation_id,
                record.choice_model,
                record.kind,
                record.parent_xero_id,
            )
        ).values():
            model = rows[0].choice_model
            rows.choice_domain = model and str(list(rows[0]._choices()))

    def _choices(self):
        """Which records of Odoo can be chosen on this row; a ``Domain``."""
        model = self.env[self.choice_model]
        return model._xero_choice_domain(self.organisation_id, self)

    @api.depends("choice_model", "map_state")
    def _compute_can_create(self):
        for record in self:
            model = record.choice_model
            record.can_create = bool(
                model
                and record.map_state in ("undecided", "suggested")
                and self.env[model]._xero_creates
            )

    # === WHAT IS SHOWN === #

    @api.depends("link_ids.state", "link_ids.res_name")
    def _compute_odoo_name(self):
        names = self.link_ids._names()
        for record in self:
            record.odoo_name = ", ".join(names[link.id] for link in record._linked())

    @api.depends(
        "choice_model",
        "dropped",
        "email",
        "ignored",
        "kind",
        "live",
        "rate",
        "tax_number",
        "wanted",
    )
    def _compute_details(self):
        gone, dropped = self.env._("removed in Xero"), self.env._("deleted in Odoo")
        wanted = self.env._("being created")
        for record in self:
            model = record.choice_model
            parts = (
                model and self.env[model]._xero_details(record),
                "" if record.live else gone,
                dropped if record.ignored and record.dropped else "",
                wanted if record.wanted else "",
            )
            record.details = ", ".join(part for part in parts if part)

    # === WHAT IS SUGGESTED === #

    def _suggestions(self):
        """Links that suggest this record, the best first."""
        offered = self.suggested_ids.filtered(lambda link: link.state == "suggested")
        return offered.sorted(lambda link: (-link.score, link.id))

    @api.depends("suggested_ids.state", "suggested_ids.score", "suggested_ids.reason")
    def _compute_suggestion(self):
        names = self.suggested_ids._names()
        for record in self:
            best = record._suggestions()[:1]
            shown = best if record.map_state == "suggested" else best.browse()
            record.suggestion = names.get(shown.id, False)
            record.suggestion_reason = shown.reason

    @api.depends("map_state", "suggested_ids.state", "suggested_ids.score")
    def _compute_score(self):
        for record in self:
            offered = record._suggestions()
            score = offered[:1].score if record.map_state == "suggested" else 0
            record.score = score
            record.sure = score >= SURE and len(offered) == 1
