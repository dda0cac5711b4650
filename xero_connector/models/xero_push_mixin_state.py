from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_queue import OPEN

STATES = [
    ("none", "Not in Xero"),
    ("queued", "Waiting for Xero"),
    ("held", "Held"),
    ("blocked", "Blocked"),
    ("failed", "Refused"),
    ("synced", "In Xero"),
    ("differs", "Differs from Xero"),
    ("conflict", "Conflict"),
    ("excluded", "Kept out of Xero"),
]
STATE_OF_ROW = {
    "pending": "queued",
    "retry": "queued",
    "sending": "queued",
    "held": "held",
    "blocked": "blocked",
    "failed": "failed",
}


class XeroPushMixin(models.AbstractModel):
    """What a record shows of Xero.

    Computed for the current company and never stored: writing it on documents would
    touch their write dates and locks. Grouping and counting is done in the lists of
    links, records in Xero and transfers.
    """

    _inherit = "xero.push.mixin"

    xero_state = fields.Selection(
        STATES,
        "Xero",
        compute="_compute_xero_state",
        search="_search_xero_state",
        compute_sudo=True,
    )
    xero_message = fields.Text(
        "Xero Says", compute="_compute_xero_state", compute_sudo=True
    )
    xero_badge = fields.Char(
        "In Xero", compute="_compute_xero_badge", compute_sudo=True
    )
    xero_asks = fields.Selection(
        selection="_selection_xero_asks",
        compute="_compute_xero_state",
        compute_sudo=True,
        help="What has to be answered before it goes to Xero.",
    )
    xero_excluded = fields.Boolean(
        "Keep out of Xero",
        compute="_compute_xero_excluded",
        inverse="_inverse_xero_excluded",
        search="_search_xero_excluded",
        compute_sudo=True,
    )

    # === STATE === #

    @api.model
    def _selection_xero_asks(self):
        return self.env["xero.queue"]._fields["asks"]._description_selection(self.env)

    @api.depends_context("company", "uid")
    def _compute_xero_state(self):
        links, rows = self._xero_links(), self._xero_open_rows()
        for record in self:
            link = links.get(record.id, self.env["xero.link"])
            row = rows.get(record.id, self.env["xero.queue"])
            record.xero_state = record._xero_state_of(link, row)
            record.xero_asks = row.asks
            stopped = link.behind and self.env._(
                "The last change here was stopped before it went to Xero. Press Push "
                "to Xero to send it."
            )
            record.xero_message = row.message or link.difference or stopped

    def _xero_state_of(self, link, row):
        """State of one record out of its link and its newest open row."""
        if link.excluded:
            return "excluded"
        if link.conflict or link.doubled:
            return "conflict"
        if row:
            return STATE_OF_ROW[row.state]
        if not link.record_id:
            return "none"
        return "differs" if link.difference or link.behind else "synced"

    def _xero_open_rows(self, organisation=None):
        """The newest open row of each record: ``{record id: xero.queue}``, sudoed.

        :param organisation: each record's own one if not said
        """
        by_organisation = (
            {organisation: self} if organisation else self._xero_organisation_of()
        )
        found = {}
        for own, records in by_organisation.items():
            rows = (
                self.env["xero.queue"]
                .sudo()
                .search(
                    [
                        ("organisation_id", "=", own.id),
                        ("res_model", "=", self._name),
                        ("res_id", "in", records.ids),
                        ("state", "in", OPEN),
                    ],
                    order="id",
                )
            )
            found.update((row.res_id, row) for row in rows)
        return found

    def _search_xero_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        wanted = set(value)
        if operator == "not in":
            wanted = {state for state, _label in STATES} - wanted
        organisations = self._xero_searched_organisations()
        open_states = self._xero_open_states(organisations)
        excluded = self._xero_link_domain(organisations, ("state", "=", "excluded"))
        linked = self._xero_link_domain(organisations, ("state", "=", "linked"))
        differs = self._xero_link_domain(
            organisations,
            ("state", "=", "linked"),
            "|",
            ("behind", "=", True),
            ("difference", "not in", (False, "")),
        )
        conflict = self._xero_link_domain(
            organisations,
            ("state", "!=", "excluded"),
            "|",
            ("doubled", "=", True),
            ("conflict", "not in", (False, "")),
        )
        settled = ~Domain("id", "in", list(open_states)) & ~conflict
        by_state = {
            "excluded": excluded,
            "conflict": conflict,
            "differs": differs & settled,
            "synced": linked & ~differs & settled,
            "none": ~linked & ~excluded & settled,
        }
        return Domain.OR(
            by_state.get(state)
            or Domain("id", "in", [i for i, own in open_states.items() if own == state])
            & ~excluded
            & ~conflict
            for state in wanted
        )

    def _xero_open_states(self, organisations):
        """What the newest open row says: ``{record id: state}``; there are few."""
        rows = (
            self.env["xero.queue"]
            .sudo()
            .search_fetch(
                [
                    ("organisation_id", "in", organisations.ids),
                    ("res_model", "=", self._name),
                    ("state", "in", OPEN),
                ],
                ["res_id", "state"],
                order="id",
            )
        )
        return {row.res_id: STATE_OF_ROW[row.state] for row in rows}

    def _xero_link_domain(self, organisations, *conditions):
        """Records whose own link is such."""
        return self._xero_linked_domain(organisations, ("role", "=", ""), *conditions)

    @api.depends_context("company", "uid", "lang", "tz")
    def _compute_xero_badge(self):
        self.xero_badge = False
        for organisation, records in self._xero_organisation_of().items():
            links = records._xero_links(organisation)
            rows = records._xero_open_rows(organisation)
            for record in records:
                link = links.get(record.id, self.env["xero.link"])
                row = rows.get(record.id, self.env["xero.queue"])
                record.xero_badge = record._xero_badge_of(organisation, link, row)

    def _xero_badge_of(self, organisation, link, row):
        """The words on the badge: what is true now, never a stale green."""
        lost = organisation._disconnected_words()
        if link.excluded:
            return self.env._("Kept out of Xero")
        if lost:
            return lost
        if link.conflict:
            return self.env._("Conflict: changed here and in Xero")
        if row:
            return row._badge()
        if not link.record_id:
            return organisation._not_sent_words()
        if link.difference and link.record_id.live:
            return self.env._("Differs from Xero")
        if link.behind and link.record_id.live:
            return self.env._("Changed here, not in Xero")
        return self._xero_badge_of_seen(link.record_id)

    def _xero_badge_of_seen(self, seen):
        """Words for a record that is in Xero and has nothing open."""
        if not seen.live:
            return self.env._("Archived in Xero")
        return self.env._("In Xero")

    # === KEPT OUT === #

    @api.depends_context("company", "uid")
    def _compute_xero_excluded(self):
        links = self._xero_links()
        for record in self:
            record.xero_excluded = links.get(record.id, self.env["xero.link"]).excluded

    def _inverse_xero_excluded(self):
        by_organisation = self._xero_organisation_of()
        # forms send the tick of a new record too, which says nothing where it is off
        if not by_organisation and any(self.mapped("xero_excluded")):
            raise UserError(
                self.env._(
                    "%(company)s is not connected to Xero.",
                    company=self.env.company.name,
                )
            )
        for organisation, records in by_organisation.items():
            links = records._xero_links(organisation)
            for record in records:
                if record.xero_excluded or record.id in links:
                    link = self.env["xero.link"]._get_or_create(organisation, record)
                    link.sudo().excluded = record.xero_excluded

    def _search_xero_excluded(self, operator, value):
        if operator != "in":
            return NotImplemented
        organisations = self._xero_searched_organisations()
        links = (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("organisation_id", "in", organisations.ids),
                    ("res_model", "=", self._name),
                    ("excluded", "=", True),
                ]
            )
        )
        domain = Domain("id", "in", links.mapped("res_id"))
        return domain if True in value else ~domain
