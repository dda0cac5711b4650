from odoo import api, fields, models
from odoo.fields import Domain

from .account_analytic_line_judge import LIVE


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

    def write(self, values):
        """What another default changes is seen at once on the open worklogs."""
        former = {}
        if "billing_profile_id" in values:
            former = {each: each.billing_profile_id for each in self}
        result = super().write(values)
        for organisation, profile in former.items():
            if profile and profile != organisation.billing_profile_id:
                organisation._worklogs_of_default(profile)._xero_judge_again()
        return result

    def _worklogs_of_default(self, former):
        """Worklogs on no invoice that went by another default so far; those that are
        too old for the one of now stay as they are. Sudoed.

        :param former: ``xero.billing.profile``
        """
        domain = Domain("xero_profile_id", "=", former.id)
        domain &= Domain("xero_billing_state", "not in", LIVE)
        if begin := self.billing_profile_id.from_date:
            recent = Domain("date", ">=", begin)
            domain &= recent | Domain("xero_billing_state", "!=", "excluded")
        return self.env["account.analytic.line"].sudo().search(domain)

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
