import ast

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class XeroMapSure(models.TransientModel):
    """Asked before all suggestions that leave hardly a doubt are accepted."""

    _name = "xero.map.sure"
    _description = "Accept Sure Suggestions"

    shown = fields.Char(required=True, help="What the list shows, as a domain.")
    count = fields.Integer(compute="_compute_count")
    kinds = fields.Html(compute="_compute_count")

    @api.model
    def _open(self, domain):
        """Ask.

        :param list domain: what the list shows
        :raises UserError: where there is none to accept
        """
        wizard = self.create({"shown": str(domain)})
        if not wizard.count:
            raise UserError(
                self.env._(
                    "No suggestion here is sure enough to be accepted unseen. Look at "
                    "each one and press Map."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accept All Sure Ones"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.depends("shown")
    def _compute_count(self):
        Record = self.env["xero.record"]
        words = dict(Record._selection_choice_model())
        for wizard in self:
            counts = dict(
                Record._read_group(wizard._sure_domain(), ["choice_model"], ["__count"])
            )
            wizard.count = sum(counts.values())
            wizard.kinds = self.env["ir.qweb"]._render(
                "xero_connector.map_sure_kinds",
                {"lines": [(words.get(k, k), counts[k]) for k in words if k in counts]},
            )

    def _sure_domain(self):
        shown = Domain(ast.literal_eval(self.shown))
        return shown & Domain("map_state", "=", "suggested") & Domain("sure", "=", True)

    def action_confirm(self):
        """Accept them."""
        self.ensure_one()
        sure = self.env["xero.record"].search(self._sure_domain())
        sure.action_accept_suggestion()
        notice = self.env["xero.organisation"]._notice(
            self.env._(
                "%s mapped. To undo it: filter Mapped, select them, press Unlink.",
                len(sure),
            )
        )
        notice["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return notice
