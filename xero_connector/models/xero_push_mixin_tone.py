from odoo import api, fields, models

# What one sees before one reads: green only where both books agree
TONES = [
    ("success", "Agrees"),
    ("info", "On its way"),
    ("warning", "Look at it"),
    ("danger", "Refused"),
    ("muted", "Not there"),
]
TONE_OF_STATE = {
    "queued": "info",
    "held": "warning",
    "blocked": "warning",
    "differs": "warning",
    "conflict": "warning",
    "failed": "danger",
    "none": "muted",
    "excluded": "muted",
}


class XeroPushMixin(models.AbstractModel):
    """The colour of the badge."""

    _inherit = "xero.push.mixin"

    xero_tone = fields.Selection(
        TONES, "Tone", compute="_compute_xero_tone", compute_sudo=True
    )

    @api.depends_context("company", "uid")
    def _compute_xero_tone(self):
        self.xero_tone = "muted"
        for organisation, records in self._xero_organisation_of().items():
            links = records._xero_links(organisation)
            for record in records:
                link = links.get(record.id, self.env["xero.link"])
                record.xero_tone = record._xero_tone_of(organisation, link)

    def _xero_tone_of(self, organisation, link):
        state = self.xero_state
        if state == "excluded":
            return "muted"
        if organisation._disconnected_words():
            return "danger"
        if state == "queued" and organisation._rules_rest():
            return "muted"
        return TONE_OF_STATE.get(state) or self._xero_tone_of_seen(link.record_id)

    def _xero_tone_of_seen(self, seen):
        """The tone of a record that is in Xero and has nothing open."""
        return "success" if seen.live else "muted"
