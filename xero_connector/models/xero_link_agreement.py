from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError


class XeroLink(models.Model):
    """What both sides had when they last agreed, and what a person decides where both
    were changed to different values since."""

    _inherit = "xero.link"

    conflict_table = fields.Html(
        "Both Sides", compute="_compute_conflict_table", sanitize=False
    )

    # === AGREEMENT === #

    def _agreed(self, name):
        """What each side had of a group at the last agreement.

        :return: ``(ours, theirs)``, ``None`` where it was never compared
        """
        base = (self.agreed or {}).get(name)
        return base and tuple(base)

    def _agree(self, names, ours, theirs):
        """Remember what each side has now; writes only where that is new.

        :param names: groups
        :param dict ours: comparable values by group
        :param dict theirs: the same of Xero
        """
        known = self.agreed or {}
        now = {name: [ours.get(name), theirs.get(name)] for name in names}
        if any(known.get(name) != pair for name, pair in now.items()):
            self.agreed = {**known, **now}

    def _note_conflict(self, verdicts):
        """Remember which groups a person must decide about."""
        names = [name for name, verdict in verdicts.items() if verdict == "conflict"]
        if (self.conflict or "") != ",".join(names):
            self.conflict = ",".join(names)

    # === DECIDE === #

    def action_take_theirs(self):
        """Take Xero's values over in Odoo where both sides were changed."""
        self._settle_conflict("take")

    def action_send_ours(self):
        """Send Odoo's values to Xero where both sides were changed."""
        self._settle_conflict("send")

    def _settle_conflict(self, side):
        self.check_access("read")
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))
        for link in self.sudo().filtered("conflict"):
            record = link._record().with_company(link.organisation_id.company_id)
            record.with_user(self.env.uid).check_access("write")
            record._xero_settle(link.organisation_id, link, side)

    def _conflict_labels(self):
        """The fields that differ, in words."""
        labels = {g.name: g.label for g in self.env[self.res_model]._xero_groups()}
        return ", ".join(labels.get(n, n) for n in (self.conflict or "").split(","))

    def _compute_conflict_table(self):
        for link in self:
            link.conflict_table = link._conflict_rows() if link.conflict else False

    def _conflict_rows(self):
        """The differing groups side by side, as a table."""
        organisation = self.organisation_id
        record = self._record().sudo().with_company(organisation.company_id)
        payload = record._xero_prepare(organisation)
        ours = record._xero_canonical(organisation, payload)
        theirs = record._xero_canonical(organisation, self.record_id.payload or {})
        labels = {group.name: group.label for group in record._xero_groups()}
        rows = Markup().join(
            Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>")
            % (labels.get(name, name), _words(ours.get(name)), _words(theirs.get(name)))
            for name in self.conflict.split(",")
        )
        return Markup(
            "<table class='table'><thead><tr><th/><th>%s</th><th>%s</th></tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (self.env._("In Odoo"), self.env._("In Xero"), rows)


def _words(value):
    """A comparable value for people."""
    if isinstance(value, dict):
        return ", ".join(_words(part) for part in value.values() if part)
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value if part)
    return str(value or "—")
