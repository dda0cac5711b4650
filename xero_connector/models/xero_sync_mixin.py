from typing import NamedTuple

from odoo import api, models

from ..tools.xero_agreement import judge
from ..tools.xero_transfer import XeroObjection


class XeroGroup(NamedTuple):
    """Fields that go over together.

    ``keys`` are Xero's names of what they travel in. ``guarded`` ones change in Odoo
    only where Xero was chosen as winner.
    """

    name: str
    label: str
    keys: tuple
    guarded: bool = False


class XeroSyncMixin(models.AbstractModel):
    """A kind of record that is kept equal on both sides.

    Both sides are compared group by group (``_xero_groups``) in one language: the
    record as it would be sent and the record as it was seen, both in Xero's spelling,
    are made comparable by ``_xero_canonical``. The link keeps what each side had at
    the last agreement; ``tools/xero_agreement.py`` judges from these three.

    Taking over happens when a page is applied and when a row is mapped, out of the
    mirror and without a call; sending goes through the queue like every other change.
    Different changes on both sides follow the stream's winner, or become a conflict
    that a person decides on the link.
    """

    _name = "xero.sync.mixin"
    _inherit = "xero.push.mixin"
    _description = "Kept Equal with Xero"

    # === HOOKS OF A TYPE === #

    @api.model
    def _xero_groups(self):
        """Groups of fields that are kept equal: list of :class:`XeroGroup`."""
        raise NotImplementedError

    @api.model
    def _xero_canonical(self, organisation, payload):
        """Comparable values of a record in Xero's spelling, ours or theirs; pure.

        :param dict payload: of ``_xero_prepare``, or an element of Xero (untrusted)
        :return: ``{group name: value}``, plain values of JSON; what is blank is falsy
        """
        raise NotImplementedError

    def _xero_values(self, organisation, payload, groups):
        """Odoo's values for some groups of an element of Xero; pure.

        :param dict payload: an element of Xero
        :param set groups: names of groups
        :return: values for ``write``
        """
        raise NotImplementedError

    def _xero_take(self, organisation, payload, groups):
        """Take groups of an element of Xero over; a type may do more than write."""
        self.write(self._xero_values(organisation, payload, groups))

    def _xero_element(self, payload, seen, groups):
        """What is sent of a record for some groups.

        :param dict payload: of ``_xero_prepare``
        :param dict seen: the element as Xero has it
        :param set groups: names of groups
        """
        keys = {
            key
            for group in self._xero_groups()
            if group.name in groups
            for key in group.keys
        }
        return self._xero_strip({k: v for k, v in payload.items() if k in keys})

    # === JUDGE === #

    def _xero_verdicts(self, organisation, link, payload):
        """What is to be done about each group.

        :param dict payload: of ``_xero_prepare``
        :return: ``(verdicts, ours, theirs)``, each by the group's name
        """
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, link.record_id.payload or {})
        verdicts = {
            name: judge(ours.get(name), theirs.get(name), link._agreed(name), rule)
            for name, rule in self._xero_rules(organisation, link).items()
        }
        return verdicts, ours, theirs

    def _xero_rules(self, organisation, link):
        """What may happen to each group of this record: ``{name: XeroRule}``."""
        return self._xero_stream(organisation)._rules()

    # === TAKE === #

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        stream = self.env["xero.stream"]._of_kind(
            organisation, self._xero_stream_types()[0].kind
        )
        for record in seen:
            self._xero_apply_one(organisation, stream, record)
        return result

    @api.model
    def _xero_apply_one(self, organisation, stream, seen):
        """Make both sides equal, as far as the stream says."""
        links = seen.link_ids.filtered(lambda link: link.res_model == self._name)
        if not links and stream.create_in_odoo and stream._reads():
            if seen.live and seen.map_state == "undecided":
                seen._create_in_odoo()
            return
        for link in links.filtered(lambda link: link.state == "linked"):
            record = link._record()
            if record:
                company = organisation.company_id
                record.with_company(company)._xero_merge(organisation, link)

    def _xero_merge(self, organisation, link):
        """Bring both sides together out of the mirror; queues what is to be sent."""
        self.ensure_one()
        payload = self._xero_prepare(organisation)
        verdicts, ours, theirs = self._xero_verdicts(organisation, link, payload)
        take = {name for name, verdict in verdicts.items() if verdict == "take"}
        if take:
            taking = self.with_context(xero_pulled=True)
            taking._xero_take(organisation, link.record_id.payload, take)
            # Odoo may have put it in other words
            payload = self._xero_prepare(organisation)
            ours = self._xero_canonical(organisation, payload)
        settled = {
            name
            for name, verdict in verdicts.items()
            if verdict in ("same", "take")
            or (verdict == "keep" and link._agreed(name) is None)
        }
        link._agree(settled, ours, theirs)
        link._note_conflict(verdicts)
        if "send" in verdicts.values() and not self._xero_waits(organisation):
            self._xero_enqueue("rule")

    def _xero_settle(self, organisation, link, side):
        """What a person decided where both sides were changed.

        :param str side: ``take`` (Xero's values) or ``send`` (Odoo's)
        """
        names = set(link.conflict.split(","))
        payload = self._xero_prepare(organisation)
        _verdicts, ours, theirs = self._xero_verdicts(organisation, link, payload)
        if side == "take":
            taking = self.with_context(xero_pulled=True)
            taking._xero_take(organisation, link.record_id.payload, names)
            payload = self._xero_prepare(organisation)
            ours = self._xero_canonical(organisation, payload)
            link._agree(names, ours, theirs)
        else:
            # as if Odoo alone had changed
            link._agree(names, {name: None for name in names}, theirs)
        link.conflict = False
        if side == "send":
            self._xero_enqueue("button")

    def _xero_waits(self, organisation):
        return self.id in self._xero_open_rows(organisation)

    def _xero_changed(self):
        """What comes from Xero is not a change that Xero must be told."""
        # EXTENDS 'xero_connector'
        if not self.env.context.get("xero_pulled"):
            super()._xero_changed()

    # === SEND === #

    def _xero_is_untouched(self, organisation, link):
        # EXTENDS 'xero_connector'
        ours = self._xero_canonical(organisation, self._xero_prepare(organisation))
        agreed = {name: link._agreed(name) for name in self._xero_names()}
        return all(
            base is not None and base[0] == ours.get(name)
            for name, base in agreed.items()
        )

    @api.model
    def _xero_names(self):
        return [group.name for group in self._xero_groups()]

    def _xero_changes(self, organisation, link, payload):
        """Groups that changed here since the last agreement, and not there."""
        # OVERRIDES 'xero_connector'
        verdicts, ours, theirs = self._xero_verdicts(organisation, link, payload)
        same = {name for name, verdict in verdicts.items() if verdict == "same"}
        link._agree(same, ours, theirs)
        link._note_conflict(verdicts)
        send = {name for name, verdict in verdicts.items() if verdict == "send"}
        if send:
            payload["_groups"] = sorted(send)
            seen = link.record_id.payload or {}
            element = self._xero_element(payload, seen, send)
            element[self._xero_id_name()] = link.record_id.xero_id
            return element, None
        if link.conflict:
            words = self.env._(
                "%(name)s was changed here and in Xero (%(fields)s). Open it and "
                "choose Take Xero's or Send Ours.",
                name=self.display_name,
                fields=link._conflict_labels(),
            )
            return {}, XeroObjection(words, "done")
        return {}, None

    def _xero_accepted(self, organisation, seen, payload, element):
        """What was sent is agreed upon, in whatever words Xero keeps it."""
        # EXTENDS 'xero_connector'
        words = super()._xero_accepted(organisation, seen, payload, element)
        link = self._xero_links(organisation)[self.id]
        sent = payload.get("_groups", self._xero_names())
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, element)
        settled = {
            name
            for name in self._xero_names()
            if name in sent or ours.get(name) == theirs.get(name)
        }
        link._agree(settled, ours, theirs)
        return words
