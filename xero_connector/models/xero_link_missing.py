from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroLink(models.Model):
    """The other side of the mapping screen: what Odoo has, and what of it Xero lacks.

    Beside what matching offered there is what posted documents need, and customers,
    suppliers and products whom none needs yet; it is offered when the list is opened.
    """

    _inherit = "xero.link"

    odoo_kind = fields.Selection(
        selection="_selection_odoo_kind",
        string="Kind",
        compute="_compute_odoo_kind",
        store=True,
    )
    odoo_name = fields.Char("Called", compute="_compute_odoo_name")
    suggestion_name = fields.Char("Suggested", related="suggestion_id.display_name")
    can_create = fields.Boolean(
        compute="_compute_can_create",
        exportable=False,
        help="It can be created in Xero from here.",
    )
    on_its_way = fields.Char(
        compute="_compute_on_its_way",
        exportable=False,
        help="What its transfer to Xero waits for, where there is one.",
    )
    target_id = fields.Many2one(
        "xero.record",
        "Stands For",
        compute="_compute_target_id",
        inverse="_inverse_target_id",
        domain="[('organisation_id', '=', organisation_id),"
        " ('resource', '=', resource), ('choice_model', '=', choice_kind),"
        " ('live', '=', True)]",
        help="The record in Xero; saved as it is chosen.",
    )
    choice_kind = fields.Char(compute="_compute_choice_kind")

    @api.model
    def _selection_odoo_kind(self):
        return list(self.env["xero.stream"]._kinds().items())

    @api.depends("res_model")
    def _compute_odoo_kind(self):
        kinds = self.env["xero.stream"]._kinds()
        for link in self:
            link.odoo_kind = link.res_model if link.res_model in kinds else False

    @api.depends("odoo_kind", "resource")
    def _compute_choice_kind(self):
        """Of which kind the rows of Xero are that can be chosen: of one's own, or of
        that whose rows one shares."""
        for link in self:
            model = self.env[link.odoo_kind or "xero.mixin"]
            shares = model._xero_shared_resource() and model._xero_choices().is_true()
            owner = shares and self.env["xero.stream"]._model_of(link.resource)
            link.choice_kind = owner or link.odoo_kind

    @api.depends("res_name", "res_id")
    def _compute_odoo_name(self):
        names = self._names()
        for link in self:
            link.odoo_name = names[link.id]

    @api.depends("res_model", "res_id", "state")
    @api.depends_context("lang", "tz")
    def _compute_on_its_way(self):
        self.on_its_way = False
        undecided = self.filtered(lambda link: link.can_create)
        for (organisation, model), links in undecided.grouped(
            lambda link: (link.organisation_id, link.res_model)
        ).items():
            records = self.env[model].browse(links.mapped("res_id"))
            rows = records._xero_open_rows(organisation)
            for link in links:
                row = rows.get(link.res_id)
                link.on_its_way = row and row._badge()

    @api.depends("res_model", "res_id", "state")
    def _compute_can_create(self):
        for link in self:
            link.can_create = (
                link.res_id
                and link.state in ("undecided", "suggested")
                and "xero_state" in self.env[link.res_model]._fields
            )

    @api.depends("record_id")
    def _compute_target_id(self):
        for link in self:
            link.target_id = link.record_id

    def _inverse_target_id(self):
        chosen = {link: link.target_id for link in self}
        for link, record in chosen.items():
            if record:
                link.action_link(record)
            else:
                link.action_unlink_record()

    # === OFFER === #

    @api.model
    def _offer_used(self, organisation, res_model, counts):
        """Rows for what documents need, with how many need each.

        :param dict counts: ``{record: documents}``
        """
        records = self.env[res_model].browse(record.id for record in counts)
        self.sudo()._offer(organisation, records)
        links = self._of_records(organisation, records)
        by_id = {record.id: count for record, count in counts.items()}
        self._note_use(
            organisation,
            res_model,
            {link: by_id[record_id] for record_id, link in links.items()},
        )

    @api.model
    def action_missing(self):
        """Show what Xero lacks of what documents need, counted now; of customers,
        suppliers and products also what none needs yet."""
        self.check_access("read")
        organisations = self.env["xero.organisation"].search(
            [("company_id", "parent_of", self.env.companies.ids)]
        )
        for organisation in organisations:
            for model in self.env["xero.stream"]._kinds():
                company = organisation.company_id
                records = self.env[model].sudo().with_company(company)
                records._xero_count_use(organisation.sudo())
                offered = records._xero_offered(organisation.sudo())
                self.sudo()._offer(organisation, offered)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_link_action"
        )

    # === ACTIONS === #

    def action_open_record(self):
        """Open the record of Odoo.

        :raises UserError: where there is none: no tax, several taxes, deleted ones
        """
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(
                self.env._("%s is no single record that could be shown.", self.res_name)
            )
        return record.get_formview_action()

    def action_open_in_xero(self):
        """Open the record in Xero in a new tab.

        :return: action
        """
        self.ensure_one()
        return self.record_id.action_open_in_xero()

    def action_not_created(self):
        """Say why this is not created in Xero from here."""
        notice = self.env["xero.organisation"]._notice
        if self.choice_kind != self.odoo_kind:
            model = self.env[self.res_model]
            return notice(model._xero_by_hand_words(self.odoo_name), "info")
        return notice(
            self.env._(
                "Taxes, accounts, bank accounts and tracking categories are set up in "
                "Xero itself: there they reach the right box of the return. Add it "
                "there, press Sync Now for its list on the organisation, then choose "
                "it here."
            ),
            "info",
        )
