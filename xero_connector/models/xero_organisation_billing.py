from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """How the worklogs of an organisation's company are billed."""

    _inherit = "xero.organisation"

    billing_profile_id = fields.Many2one(
        "xero.billing.profile",
        "Default Billing Profile",
        help="How work is billed for every customer who has no profile of their own.",
        domain="[('organisation_id', '=', id)]",
        ondelete="restrict",
        copy=False,
    )
    worklogs_sync = fields.Boolean(
        "Bill Worklogs by Schedule",
        tracking=True,
        help="The scheduled action Xero: sync worklogs turns worklogs of this "
        "organisation into invoices.",
    )
    worklogs_next = fields.Datetime(
        "Next Billing",
        compute="_compute_worklogs_next",
        help="When the scheduled action Xero: sync worklogs has its turn. Its time is "
        "changed under Settings, Technical, Scheduled Actions.",
    )

    @api.depends("worklogs_sync")
    def _compute_worklogs_next(self):
        cron = self.env.ref("xero_connector.ir_cron_sync_worklogs").sudo()
        for organisation in self:
            due = organisation.worklogs_sync and cron.active
            organisation.worklogs_next = due and cron.nextcall

    def action_bill_work(self):
        """Ask up to which day work is billed.

        :return: action
        """
        return self.env["ir.actions.actions"]._for_xml_id(
            "xero_connector.xero_bill_work_action"
        )

    @api.model
    def _words_for(self, record):
        """A record that speaks the language of the books: what it says of worklogs is
        stored, and read by others.

        :param record: of any model that has a company
        :return: the same record in another environment
        """
        company = self._of_company(record.company_id).company_id
        lang = company.partner_id.lang or record.env.lang
        return record.with_context(lang=lang)

    def _billing_profile_of(self, partner, company):
        """How a customer is billed: by a profile of their own, else by the default.

        :param partner: ``res.partner``, may be empty
        :param company: ``res.company`` that did the work
        :return: ``xero.billing.profile``
        """
        self.ensure_one()
        own = partner._xero_billing_says(
            "xero_billing_profile_id", company, self.company_id
        )
        if own.active and own.organisation_id == self:
            return own
        return self.billing_profile_id

    @api.model_create_multi
    def create(self, vals_list):
        """A new organisation gets a billing profile, harmless as it is."""
        organisations = super().create(vals_list)
        for organisation in organisations:
            organisation.billing_profile_id = (
                self.env["xero.billing.profile"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Standard"),
                        "organisation_id": organisation.id,
                    }
                )
            )
        return organisations
