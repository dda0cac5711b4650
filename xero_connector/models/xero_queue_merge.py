from odoo import api, models
from odoo.fields import Domain


class XeroQueue(models.Model):
    """What becomes of transfers when partners are merged in Odoo."""

    _inherit = "xero.queue"

    @api.model
    def _follow_merge(self, merged, survivor):
        """Rows of merged partners are the survivor's; what is to be done is derived
        from it when they are claimed. Documents that waited for one of them go again.

        A row that is being sent keeps its partner where the survivor has a contact of
        its own: its answer would be taken for that one's.

        :param merged: ``res.partner`` that go
        :param survivor: ``res.partner`` that stays
        """
        rows = self.search(
            [("res_model", "=", merged._name), ("res_id", "in", merged.ids)]
        )
        for organisation in rows.organisation_id:
            links = survivor._xero_links(organisation)
            if links.get(survivor.id) and links[survivor.id].record_id:
                rows -= rows.filtered(
                    lambda row, own=organisation: (
                        row.organisation_id == own and row.state == "sending"
                    )
                )
        rows.try_lock_for_update().write(
            {"res_id": survivor.id, "res_name": survivor.display_name}
        )
        self._release_waiting_for(merged)

    @api.model
    def _release_waiting_for(self, merged):
        keys = [self._blocker(merged._name, partner_id) for partner_id in merged.ids]
        rows = self.search(
            Domain("state", "=", "blocked")
            & Domain.OR(Domain("blocked_on", "like", key) for key in keys)
        )
        for own in rows.grouped("organisation_id").values():
            own._newest()._again()
