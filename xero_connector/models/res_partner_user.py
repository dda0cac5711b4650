from odoo import api, fields, models

from ..tools.xero_agreement import only_sent


class ResPartner(models.Model):
    """Partners of the people who work in this Odoo.

    Who can change the e-mail address of a user can have a new password sent there. So
    Odoo lets nobody change the partner of an internal user who may not change the user
    too, and whoever edits contacts in Xero is no exception: these partners take
    nothing from there. What is changed of them here goes to Xero like everything else.
    """

    _inherit = "res.partner"

    xero_user_words = fields.Char(
        "Not from Xero", compute="_compute_xero_user_words", compute_sudo=True
    )

    def _xero_is_user(self):
        """Whether somebody works in this Odoo as this partner."""
        return any(user._is_internal() for user in self.sudo().user_ids)

    @api.depends("user_ids")
    def _compute_xero_user_words(self):
        for partner in self:
            partner.xero_user_words = partner._xero_is_user() and self.env._(
                "%(name)s is a user of Odoo: nothing is taken over from Xero. An "
                "administrator changes it here.",
                name=partner.name,
            )

    def _xero_rules(self, organisation, link):
        # EXTENDS 'xero_connector'
        rules = super()._xero_rules(organisation, link)
        return only_sent(rules) if self._xero_is_user() else rules

    def _xero_write_changed(self, values):
        """Also where it is the address or a person of another contact."""
        # EXTENDS 'xero_connector'
        return None if self._xero_is_user() else super()._xero_write_changed(values)
