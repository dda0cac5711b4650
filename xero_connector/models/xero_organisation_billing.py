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
