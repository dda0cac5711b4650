from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """What the organisation's screen says of the work that goes on."""

    _inherit = "xero.organisation"

    reading = fields.Char(
        compute="_compute_reading", help="What is being read from Xero right now."
    )
    todo = fields.Text(
        "Before Go Live",
        compute="_compute_todo",
        help="What is to be decided before invoices can go to Xero.",
    )

    @api.depends("stream_ids.running", "stream_ids.progress", "stream_ids.next_run")
    def _compute_reading(self):
        now = fields.Datetime.now()
        for organisation in self:
            organisation.reading = False
            if organisation.connection_state != "connected":
                continue
            streams = organisation.stream_ids.filtered("enabled")
            running = streams.filtered("running")
            due = (streams - running).filtered(
                lambda stream: stream.next_run and stream.next_run <= now
            )
            organisation.reading = "; ".join(
                [*running.mapped(self._reading_words), *self._to_read_words(due)]
            )

    @api.model
    def _reading_words(self, stream):
        if not stream.progress:
            return stream.name
        return self.env._(
            "%(list)s (%(count)s so far)", list=stream.name, count=stream.progress
        )

    @api.model
    def _to_read_words(self, streams):
        """Lists that have their turn next: how many, as one text in a list."""
        if len(streams) < 2:
            return streams.mapped("name")
        return [
            self.env._(
                "%(count)s lists to go, %(list)s next",
                count=len(streams),
                list=streams[0].name,
            )
        ]

    @api.depends("stage", "default_service_account_id")
    def _compute_todo(self):
        for organisation in self:
            organisation.todo = False
            if organisation.stage == "setup":
                wizard = self.env["xero.go.live"].new(
                    {"organisation_id": organisation.id}
                )
                organisation.todo = "\n".join(wizard._lacking())
