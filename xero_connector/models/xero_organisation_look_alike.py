from odoo import models
from odoo.fields import Domain


class XeroOrganisation(models.Model):
    """Invoices that may be in both books, of one organisation."""

    _inherit = "xero.organisation"

    def _look_alike_domain(self):
        own = Domain("organisation_id", "in", self.ids)
        return own & self.env["xero.look.alike"]._open_domain()

    def _look_alike_count(self):
        """How many pairs of invoices wait for somebody to tell them apart."""
        return self.env["xero.look.alike"].search_count(self._look_alike_domain())

    def action_view_look_alikes(self):
        """The pairs of this organisation that wait to be decided."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_look_alike_action"
        )
        action["domain"] = [("organisation_id", "in", self.ids)]
        return action
