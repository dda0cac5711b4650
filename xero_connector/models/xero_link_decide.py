from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError


class XeroLink(models.Model):
    """What an administrator decides about one link or about many.

    A batch writes each link and does what follows from it once, at its end.
    """

    _inherit = "xero.link"

    apart_id = fields.Many2one(
        "xero.record",
        "Not This One",
        readonly=True,
        ondelete="set null",
        help="Somebody took the two apart: they are not paired by themselves again.",
    )

    def _check_decides(self):
        self.check_access("write")
        if not self.env.user.has_group("xero_connector.group_xero_manager"):
            raise UserError(
                self.env._("Mapping is done by an administrator of the connector.")
            )

    def _write_each(self, values_of):
        """Write links one by one; what follows from the decisions is done once.

        :param dict values_of: ``{xero.link: values}``
        """
        for link, values in values_of.items():
            link.with_context(xero_decided_later=True).write(values)
        self._decided({"record_id"})

    # === LINK === #

    def action_link(self, record=None):
        """Link to a record in Xero: the given one, or the suggestion.

        :param record: ``xero.record``; the suggestion where it is not said
        :raises UserError: where there is neither, or it stands for something else
        """
        self._check_decides()
        targets = {link: record or link.suggestion_id for link in self}
        self._check_targets(targets)
        chosen = {
            "suggestion_id": False,
            "apart_id": False,
            "chosen": True,
            "ignored": False,
            "score": 100,
            "reason": self.env._("chosen by %(user)s", user=self.env.user.name),
        }
        self._write_each(
            {
                link: {"record_id": target.id, **chosen}
                for link, target in targets.items()
            }
        )

    def _check_targets(self, targets):
        """Say why one of these links cannot be made.

        :param dict targets: ``{xero.link: xero.record}``
        """
        wanted = Counter(target for link, target in targets.items() if link.exclusive)
        for link, target in targets.items():
            if not target:
                raise UserError(
                    self.env._(
                        "%(name)s: choose the record in Xero first.",
                        name=link.res_name,
                    )
                )
            here = (link.organisation_id, link.resource)
            if (target.organisation_id, target.resource) != here:
                raise UserError(
                    self.env._(
                        "%(record)s in Xero is of another kind or organisation than "
                        "%(name)s. Choose another record.",
                        record=target.display_name,
                        name=link.res_name,
                    )
                )
            if link.excluded:
                raise UserError(
                    self.env._(
                        "%(name)s is kept out of Xero. Open it and untick Keep out of "
                        "Xero, then map it.",
                        name=link.res_name,
                    )
                )
            taken = target.link_ids.filtered("exclusive") - link
            if link.exclusive and (taken or wanted[target] > 1):
                others = taken or self - link
                raise UserError(
                    self.env._(
                        "%(record)s in Xero stands for %(other)s already. "
                        "Unlink that one first, or choose another record.",
                        record=target.display_name,
                        other=others[0].res_name,
                    )
                )

    def _drop_suggestions(self):
        """What stands for one of these alone is suggested to nobody else, and what
        stands for anything is ignored no more."""
        ignored = self.record_id.sudo().filtered("ignored")
        ignored.write({"ignored": False, "dropped": False})
        taken = self.filtered("exclusive").record_id.sudo()
        others = taken.suggested_ids - self
        others.write({"suggestion_id": False, "reason": False, "score": 0})

    # === OTHERWISE === #

    def action_ignore(self):
        """Never ask about these records again; nothing changes on either side. What is
        mapped stays mapped."""
        self._check_decides()
        undecided = self.filtered(lambda link: link.state in ("undecided", "suggested"))
        undecided.write({"ignored": True, "suggestion_id": False})

    def action_reconsider(self):
        """Ask about ignored records again."""
        self._check_decides()
        self.write({"ignored": False})

    def action_create(self):
        """Have the record created in Xero although nothing there looks like it.

        :return: a notice
        :raises UserError: for kinds that are created in Xero by hand
        """
        self._check_decides()
        rows = self.env["xero.queue"].sudo()
        for link in self:
            organisation = link.organisation_id
            # what companies share goes to the organisation of this row
            record = link._record().with_company(organisation.company_id)
            if "xero_state" not in record._fields:
                raise UserError(record._xero_by_hand_words(link.res_name))
            if record:
                link._check_belongs(record)
                record._xero_check_sends(organisation)
                link.write({"suggestion_id": False, "ignored": False})
                rows |= record._xero_enqueue(
                    "button", link.organisation_id, confirmed=True
                )
        return rows._pressed_notice()

    def _check_belongs(self, record):
        """Say no where the record went to another company's books meanwhile."""
        if self.organisation_id not in record._xero_organisation_of():
            raise UserError(
                self.env._(
                    "%(name)s belongs to %(company)s, not to the books of "
                    "%(organisation)s.",
                    name=self.res_name,
                    company=record._xero_own_company().display_name,
                    organisation=self.organisation_id.name,
                )
            )

    def action_unlink_record(self):
        """Forget the pairing; both records stay, and are not paired by themselves
        again."""
        self._check_decides()
        forgotten = {
            "record_id": False,
            "sent": False,
            "difference": False,
            "behind": False,
            "chosen": False,
            "from_xero": False,
            "reason": False,
            "score": 0,
        }
        self._write_each(
            {link: {**forgotten, "apart_id": link.record_id.id} for link in self}
        )
        # the database must see it go before the next one comes
        self.flush_recordset(["record_id"])
