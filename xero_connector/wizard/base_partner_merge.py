from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging partners takes their links to Xero along."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        # EXTENDS 'base'
        result = super()._update_reference_fields(src_partners, dst_partner)
        # the contact of documents is the commercial partner
        survivor = dst_partner.commercial_partner_id
        self.env["xero.link"].sudo()._follow_merge(src_partners, survivor)
        self.env["xero.queue"].sudo()._follow_merge(src_partners, survivor)
        return result
