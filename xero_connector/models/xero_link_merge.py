from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroLink(models.Model):
    """What becomes of links when partners are merged in Odoo.

    The survivor takes the link over if it has none. If both are linked, to two
    contacts, the survivor keeps its own; the other one stays beside it as a link in the
    state *merged* (with a role of its own, so that nothing takes it for the partner's
    link), a conflict that a person ends by merging the two in Xero as well, or by
    unlinking it.
    """

    _inherit = "xero.link"

    state = fields.Selection(
        selection_add=[("merged", "Conflict: Two Contacts")],
        ondelete={"merged": "cascade"},
    )
    merged_name = fields.Char(
        "Merged From",
        readonly=True,
        help="The partner of this contact was merged with another one, who has a "
        "contact too.",
    )
    doubled = fields.Boolean(
        "Two Contacts",
        readonly=True,
        help="Partners were merged in Odoo, their contacts in Xero are still two.",
    )

    @api.depends("merged_name")
    def _compute_state(self):
        # EXTENDS 'xero_connector'
        result = super()._compute_state()
        self.filtered(lambda link: link.merged_name and link.record_id).state = "merged"
        return result

    @api.depends("doubled", "conflict")
    def _compute_conflict_words(self):
        # EXTENDS 'xero_connector'
        result = super()._compute_conflict_words()
        for link in self.filtered("doubled"):
            words = (link._two_contacts_words(link, link._seconds()),)
            link.conflict_words = "\n".join(filter(None, (*words, link.conflict_words)))
        return result

    def action_unlink_seconds(self):
        """Let go of the contacts that stand beside those of merged partners."""
        self._seconds().action_unlink_record()

    # === MERGE IN ODOO === #

    @api.model
    def _follow_merge(self, merged, survivor):
        """Bring the links of merged partners to the one that remains.

        :param merged: ``res.partner`` that go
        :param survivor: ``res.partner`` that stays
        """
        links = self.search(
            [("res_model", "=", merged._name), ("res_id", "in", merged.ids)],
            order="id",
        )
        for link in links:
            organisation = link.organisation_id
            own = self._of_records(organisation, survivor).get(survivor.id, self)
            if link.merged_name:
                link._move_to(survivor)
                own.doubled = True
            elif link.record_id and own.record_id:
                link._keep_beside(own, survivor)
            elif link.record_id or not own:
                flags = {"excluded": own.excluded} if own else {}
                own.unlink()
                link._move_to(survivor, **flags)
                link._apply_soon()
            else:
                link.unlink()

    def _move_to(self, partner, **values):
        """Have this link be another partner's; what was agreed upon was the other's."""
        self.write(
            {
                "agreed": False,
                "conflict": False,
                "res_id": partner.id,
                "res_key": str(partner.id),
                "res_name": partner.display_name,
                **values,
            }
        )

    def _keep_beside(self, own, survivor):
        """Keep a second contact in sight, as a conflict.

        :param own: the survivor's link, to another contact
        """
        merged_name = self.res_name
        self._move_to(
            survivor,
            role=f"merged-{self.res_id}",
            merged_name=merged_name,
            suggestion_id=False,
            doubled=False,
            reason=self.env._("%s was merged in Odoo", merged_name),
        )
        own.doubled = True
        survivor.sudo()._message_log(body=self._two_contacts_words(own, self))

    @api.model
    def _two_contacts_words(self, own, seconds):
        """What a person does about two contacts of one partner.

        :param own: the partner's link
        :param seconds: links to contacts that stand beside it
        """
        return self.env._(
            "%(merged)s and %(partner)s are one in Odoo, but two contacts in Xero "
            "(%(organisation)s): %(second)s and %(first)s. Merge %(second)s into "
            "%(first)s there too; until then documents go to %(first)s.",
            merged=", ".join(seconds.mapped("merged_name")),
            partner=own.res_name,
            organisation=own.organisation_id.name,
            second=", ".join(seconds.record_id.mapped("display_name")),
            first=own.record_id.display_name,
        )

    def _seconds(self):
        """The links that stand beside these after a merge."""
        doubled = self.filtered("doubled")
        return self.search(
            [
                ("organisation_id", "in", doubled.organisation_id.ids),
                ("res_model", "in", doubled.mapped("res_model")),
                ("res_id", "in", doubled.mapped("res_id")),
                ("merged_name", "!=", False),
            ]
        )

    # === THE END OF THE CONFLICT === #

    @api.model
    def _follow_xero(self, organisation, seen):
        """A contact that is gone in Xero, merged there at last, ends the conflict.

        :param seen: ``xero.record`` as read just now
        """
        gone = seen.filtered(lambda record: not record.live).link_ids
        gone.filtered("merged_name").unlink()
        for link in gone.exists().filtered("doubled"):
            merged_to = (link.record_id.payload or {}).get("MergedToContactID")
            # the partner's own was merged into the second: that one is free to take
            seconds = link._seconds()
            seconds.filtered(lambda s, to=merged_to: s.record_id.xero_id == to).unlink()

    def _check_targets(self, targets):
        # EXTENDS 'xero_connector'
        for link in targets:
            if link.merged_name:
                raise UserError(
                    self.env._(
                        "%(name)s has this contact beside its own, after a merge. "
                        "Merge the two in Xero, or press Unlink.",
                        name=link.res_name,
                    )
                )
        return super()._check_targets(targets)

    def action_unlink_record(self):
        """Of two contacts of a merged partner, let the second one go."""
        # EXTENDS 'xero_connector'
        seconds = self.filtered("merged_name")
        if seconds:
            seconds._check_decides()
            seconds.sudo().unlink()
        return super(XeroLink, self - seconds).action_unlink_record()

    def unlink(self):
        """The last second contact that goes ends the conflict."""
        partners = {
            (link.organisation_id, link.res_model, link.res_id)
            for link in self.filtered("merged_name")
        }
        result = super().unlink()
        for organisation, model, res_id in partners:
            record = self.env[model].browse(res_id)
            own = self._of_records(organisation, record).get(res_id)
            if own and not own._seconds():
                own.doubled = False
        return result
