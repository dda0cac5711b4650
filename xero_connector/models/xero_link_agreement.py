from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroLink(models.Model):
    """What both sides had when they last agreed, and what a person decides where both
    were changed to different values since."""

    _inherit = "xero.link"

    conflict_table = fields.Html(
        "Both Sides", compute="_compute_conflict", sanitize=False
    )
    conflict_labels = fields.Char("Fields", compute="_compute_conflict")
    conflict_words = fields.Text("What Is Open", compute="_compute_conflict_words")

    # === AGREEMENT === #

    def _agreements(self):
        """What each side had of each group at the last agreement: ``{name: (ours,
        theirs)}``, without groups that were never compared."""
        return {name: tuple(base) for name, base in (self.agreed or {}).items()}

    def _settle_groups(self, agreed, verdicts=None, **values):
        """Remember what both sides have now; writes only what is new.

        :param dict agreed: ``{group: (ours, theirs)}``
        :param dict verdicts: of some groups: which of them a person must decide; what
            is open about the others stays open, save where both now agree
        :param values: further columns
        """
        verdicts = verdicts or {}
        known = self.agreed or {}
        now = {name: list(pair) for name, pair in agreed.items()}
        if any(known.get(name) != pair for name, pair in now.items()):
            values["agreed"] = {**known, **now}
        before = filter(None, (self.conflict or "").split(","))
        open_ones = [name for name in before if name not in (*verdicts, *agreed)]
        open_ones += [name for name in verdicts if verdicts[name] == "conflict"]
        values["conflict"] = ",".join(open_ones)
        changed = {
            name: value
            for name, value in values.items()
            if name == "agreed" or (self[name] or "") != value
        }
        if changed:
            self.write(changed)

    def _with_records(self, model):
        """Pairs of records and links; what is gone in Odoo is left out. What is read
        of one record is read of all.

        :param model: an empty recordset in the right company
        """
        records = model.browse(self.mapped("res_id")).exists()
        there = set(records.ids)
        for link in self:
            if link.res_id in there:
                yield model.browse(link.res_id).with_prefetch(records.ids), link

    # === DECIDE === #

    def action_take_theirs(self):
        """Take Xero's values over in Odoo where both sides were changed."""
        return self._settle_conflict("take")

    def action_send_ours(self):
        """Send Odoo's values to Xero where both sides were changed.

        :raises UserError: where nothing of this kind is ever sent
        """
        return self._settle_conflict("send")

    def _settle_conflict(self, side):
        self.check_access("read")
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))
        for link in self.sudo().filtered("conflict"):
            record = link._record().with_company(link.organisation_id.company_id)
            record.with_user(self.env.uid).check_access("write")
            record._xero_settle(link.organisation_id, link, side)
        return {"type": "ir.actions.act_window_close"}

    @api.depends("conflict")
    def _compute_conflict(self):
        for link in self:
            names = link._conflict_names()
            link.conflict_labels = ", ".join(names.values())
            link.conflict_table = link._conflict_rows(names) if names else False

    @api.depends("conflict")
    def _compute_conflict_words(self):
        for link in self:
            labels = link.conflict_labels
            link.conflict_words = labels and self.env._(
                "Changed on both sides: %(fields)s.", fields=labels
            )

    def _conflict_names(self):
        """The groups that differ, in words: ``{name: label}``."""
        if not self.conflict or not self._record():
            return {}
        labels = {g.name: g.label for g in self.env[self.res_model]._xero_groups()}
        return {name: labels.get(name, name) for name in self.conflict.split(",")}

    def _conflict_rows(self, names):
        """The differing groups side by side, as a table."""
        organisation = self.organisation_id
        record = self._record().sudo().with_company(organisation.company_id)
        payload = record._xero_prepare(organisation)
        ours = record._xero_readable(organisation, payload)
        theirs = record._xero_readable(organisation, self.record_id.payload or {})
        rows = Markup().join(
            Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>")
            % (label, _words(ours.get(name)), _words(theirs.get(name)))
            for name, label in names.items()
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
