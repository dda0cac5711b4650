from odoo import api, models


class ResPartner(models.Model):
    """A partner that was merged in Odoo while its two contacts are still two."""

    _inherit = "res.partner"

    @api.depends_context("company")
    def _compute_xero_state(self):
        """Two contacts of one partner are said, with what to do about it."""
        # EXTENDS 'xero_connector'
        result = super()._compute_xero_state()
        links = self._xero_links()
        for partner in self:
            own = links.get(partner.id)
            if own and own.doubled and partner.xero_state == "conflict":
                words = own._two_contacts_words(own, own._seconds())
                partner.xero_message = "\n".join(
                    filter(None, [words, partner.xero_message])
                )
        return result

    def _xero_badge_of(self, organisation, link, row):
        # EXTENDS 'xero_connector'
        if link.doubled and not (link.excluded or organisation._disconnected_words()):
            return self.env._("Conflict: two contacts in Xero")
        return super()._xero_badge_of(organisation, link, row)
