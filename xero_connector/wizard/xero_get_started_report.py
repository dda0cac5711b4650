from odoo import api, fields, models

# What the report is about; invoices have their own step
REPORTED = ("Contacts", "Items", "TaxRates", "Accounts")


class XeroGetStarted(models.TransientModel):
    """What the import brought, kind by kind."""

    _inherit = "xero.get.started"

    counts = fields.Json(compute="_compute_counts")
    report = fields.Json(compute="_compute_report")

    @api.depends("organisation_id")
    def _compute_counts(self):
        for page in self:
            page.counts = page._counts()

    @api.depends("counts")
    def _compute_report(self):
        for page in self:
            page.report = page._report() if page.organisation_id else []

    def _counts(self):
        """How many records of each kind are in which state of mapping."""
        found = {}
        for resource, state, count in self.env["xero.record"]._read_group(
            [
                ("organisation_id", "=", self.organisation_id.id),
                ("map_state", "!=", False),
            ],
            ["resource", "map_state"],
            ["__count"],
        ):
            found.setdefault(resource, {})[state] = count
        return found

    def _report(self):
        """What the import brought, by kind."""
        created = dict(
            self.env["xero.link"]._read_group(
                [
                    ("organisation_id", "=", self.organisation_id.id),
                    ("from_xero", "=", True),
                ],
                ["resource"],
                # a rate for both sides is two taxes here
                ["record_id:count_distinct"],
            )
        )
        names = {
            stream.resource: stream.name for stream in self.organisation_id.stream_ids
        }
        return [
            {
                "name": names.get(resource, resource),
                "total": sum(states.values()),
                "mapped": states.get("linked", 0) - created.get(resource, 0),
                "created": created.get(resource, 0),
                "suggested": states.get("suggested", 0),
                "ignored": states.get("ignored", 0),
                "undecided": states.get("undecided", 0),
            }
            for resource, states in sorted((self.counts or {}).items())
            if resource in REPORTED
        ]
