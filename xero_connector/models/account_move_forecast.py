from odoo import api, fields, models


class AccountMove(models.Model):
    """While an invoice waits for its time, its form says already what will keep it from
    going: there is time to mend it."""

    _inherit = "account.move"

    xero_forecast = fields.Text(
        "It Would Not Go", compute="_compute_xero_forecast", compute_sudo=True
    )

    @api.depends_context("company", "uid", "lang")
    def _compute_xero_forecast(self):
        """Asked for by forms only: it costs what preparing an invoice costs."""
        self.xero_forecast = False
        for organisation, moves in self._xero_organisation_of().items():
            rows = moves._xero_open_rows(organisation)
            links = moves._xero_links(organisation)
            for move in moves.with_company(organisation.company_id):
                row = rows.get(move.id)
                if not row or row.state != "pending":
                    continue
                link = links.get(move.id, self.env["xero.link"])
                operation, _words = move._xero_operation(organisation, link)
                if operation in ("create", "update"):
                    stops, _first = move._xero_foreseen(organisation, operation)
                    move.xero_forecast = "\n".join(stops)
