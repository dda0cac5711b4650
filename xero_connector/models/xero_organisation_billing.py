from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """How the worklogs of an organisation's company are billed."""

    _inherit = "xero.organisation"

    billing_profile_id = fields.Many2one(
        "xero.billing.profile",
        "Default Billing Profile",
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
