from odoo import api, models

from ..tools.xero_agreement import XeroRule, judge


class ResPartner(models.Model):
    """Archived and merged contacts, on either side.

    Archived in Odoo: the link stays and nothing is sent; only where the stream says so
    is the contact archived in Xero too, each after a person's yes, since Xero takes it
    back from nobody. Archived in Xero: the partner stays as it is unless the stream
    says otherwise. Merged in Xero: the partner goes on with the contact that is left.
    """

    _inherit = "res.partner"

    # === SEND === #

    def _xero_concerned(self):
        """What is archived on either side changes nothing in Xero."""
        # EXTENDS 'xero_connector'
        followed = {}
        for organisation, partners in super()._xero_concerned().items():
            links = partners._xero_links(organisation)
            for partner in partners:
                if partner._xero_is_followed(links.get(partner.id)):
                    known = followed.get(organisation, self.browse())
                    followed[organisation] = known | partner
        return followed

    def _xero_is_followed(self, link):
        """Whether a change here is one there."""
        if not link or not link.record_id:
            return True
        archives = self._xero_stream(link.organisation_id).archive_in_xero
        return link.record_id.live and (self.active or archives)

    def _xero_operation(self, organisation, link):
        # EXTENDS 'xero_connector'
        if link.excluded:
            return None, self.env._("Kept out of Xero.")
        if not self.active:
            archives = self._xero_stream(organisation).archive_in_xero
            if archives and link.record_id.live:
                return "remove", ""
            return None, self.env._("Archived in Odoo: nothing is sent.")
        return super()._xero_operation(organisation, link)

    def _xero_hold(self, organisation, operation, link):
        # EXTENDS 'xero_connector'
        if operation != "remove":
            return super()._xero_hold(organisation, operation, link)
        return self.env._(
            "%(name)s is archived in Odoo. Xero cannot undo an archiving that comes "
            "from outside: only a person can restore the contact, in Xero itself. "
            "Press Archive in Xero to do it there too, or Stop.",
            name=self.display_name,
        )

    @api.model
    def _xero_prepare_remove(self, seen):
        """Archive it; what was deleted in Odoo stays in Xero."""
        # EXTENDS 'xero_connector'
        if not self or not seen.live:
            return {}
        return {"ContactID": seen.xero_id, "ContactStatus": "ARCHIVED"}

    def _xero_accepted_words(self, seen, first):
        # EXTENDS 'xero_connector'
        if not seen.live:
            return self.env._("Archived in Xero.")
        return super()._xero_accepted_words(seen, first)

    # === TAKE === #

    def _xero_merge(self, organisation, link):
        # EXTENDS 'xero_connector'
        result = super()._xero_merge(organisation, link)
        stream = self._xero_stream(organisation)
        rule = XeroRule(stream.archive_in_odoo and stream._reads(), False, "xero")
        ours = "active" if self.active else "archived"
        theirs = "active" if link.record_id.live else "archived"
        base = link._agreements().get("status", ("active", "active"))
        verdict = judge(ours, theirs, base, rule)
        if verdict == "take":
            self._xero_pulling(organisation).active = theirs == "active"
        if verdict in ("same", "take"):
            link._settle_groups({"status": (theirs, theirs)}, {"status": verdict})
        return result

    # === MERGED IN XERO === #

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        self.env["xero.link"].sudo()._follow_xero(organisation, seen)
        self._xero_follow_merges(organisation, seen)
        return super()._xero_apply(organisation, seen)

    @api.model
    def _xero_follow_merges(self, organisation, seen):
        """A contact that was merged in Xero lives on in another one: so do its links,
        unless that one stands for somebody else here; and its documents are the other
        one's."""
        for record in seen.filtered(lambda record: not record.live):
            target = self._xero_merged_into(organisation, record)
            if not target:
                continue
            documents = self.env["xero.record"].search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("contact_xero_id", "=", record.xero_id),
                ]
            )
            documents.contact_xero_id = target.xero_id
            links = record.link_ids.filtered("record_id")
            taken = target.link_ids.filtered("record_id")
            same = links.filtered(
                lambda link, t=taken: link.res_id in t.mapped("res_id")
            )
            same.filtered("role").unlink()
            if target.live and not taken:
                (links - same).write(
                    {"record_id": target.id, "reason": self.env._("merged in Xero")}
                )
                target.fresh = True

    @api.model
    def _xero_merged_into(self, organisation, seen):
        """The contact that is left of one that was merged in Xero, perhaps more than
        once; empty where it was not merged."""
        known = target = seen.browse()
        while merged_to := ((target or seen).payload or {}).get("MergedToContactID"):
            target = seen._lookup(
                organisation, "Contacts", [("xero_id", "=", str(merged_to))]
            )
            if not target or target in known or target == seen:
                return known[-1:]
            known += target
        return target

    # === SAY === #

    def _xero_badge_of_seen(self, seen):
        # EXTENDS 'xero_connector'
        if seen.live and not self.active:
            return self.env._("In Xero; archived in Odoo")
        return super()._xero_badge_of_seen(seen)

    def _xero_archived_words(self, seen):
        """Why Xero takes nothing for this contact, and what to do."""
        if words := self._xero_merged_words(seen):
            return words
        return self.env._(
            "%(name)s is archived in Xero, which accepts no documents for it. Restore "
            "the contact there, or link another one under Xero ‣ Mapping; then press "
            "Retry.",
            name=self.display_name,
        )

    def _xero_merged_words(self, seen):
        """What to do where the contact was merged in Xero into somebody else's; empty
        where it was not."""
        target = self._xero_merged_into(seen.organisation_id, seen)
        other = target.link_ids.filtered("record_id")[:1]
        if not other:
            return ""
        return self.env._(
            "%(name)s was merged in Xero into %(target)s, which stands for %(other)s "
            "here. Merge the two in Odoo as well, or link another contact under Xero ‣ "
            "Mapping; then press Retry.",
            name=self.display_name,
            target=target.name,
            other=other.res_name,
        )
