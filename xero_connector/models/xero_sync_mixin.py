from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_agreement import first_agreement, judge
from ..tools.xero_transfer import XeroObjection

# What changes with more than this many others leaves no note of its own on the record
QUIET_OVER = 50


class XeroGroup(NamedTuple):
    """Fields that go over together.

    ``keys`` are Xero's names of what they travel in. ``guarded`` ones change in Odoo
    only where Xero was chosen as winner, ``pulled`` ones are only read, ``optional``
    ones are kept equal only where the stream has a source for them. ``blanks``: see
    ``XeroRule``. ``hint`` is for people.
    """

    name: str
    label: str
    keys: tuple
    guarded: bool = False
    pulled: bool = False
    optional: bool = False
    blanks: bool = False
    hint: str = ""


class XeroSyncMixin(models.AbstractModel):
    """A kind of record that is kept equal on both sides.

    Both sides are compared group by group (``_xero_groups``) in one language: the
    record as it would be sent and the record as it was seen, both in Xero's spelling,
    are made comparable by ``_xero_canonical``. The link keeps what each side had at
    the last agreement; ``tools/xero_agreement.py`` judges from these three.

    Taking over happens when a page is applied and when a row is mapped, out of the
    mirror and without a call; sending goes through the queue like every other change,
    and is judged again from what Xero has then. Different changes on both sides follow
    the stream's winner, or become a conflict that a person decides on the link.
    """

    _name = "xero.sync.mixin"
    _inherit = "xero.push.mixin"
    _description = "Kept Equal with Xero"

    _xero_arrives = True
    # groups without which no record is one: a new one has them in any case
    _xero_identity = ("name",)

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

    @api.model
    def _xero_readable(self, organisation, payload):
        """The same values for people, where the comparable ones are not for them."""
        return self._xero_canonical(organisation, payload)

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
        """What is sent of a record for some groups; empty where Xero has no way to
        say it.

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

    def _xero_without(self, payload, groups):
        """A payload without some groups.

        :param dict payload: of ``_xero_prepare``
        :param set groups: names of groups
        """
        gone = {key for g in self._xero_groups() if g.name in groups for key in g.keys}
        return {key: value for key, value in payload.items() if key not in gone}

    def action_xero_conflict(self):
        """Show what was changed on both sides, and ask whose counts."""
        self.ensure_one()
        link = next(iter(self._xero_links().values()), self.env["xero.link"])
        view = self.env.ref("xero_connector.xero_conflict_view_form")
        return {
            "name": self.env._("Conflict"),
            "type": "ir.actions.act_window",
            "res_model": "xero.link",
            "res_id": link.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    # === JUDGE === #

    def _xero_verdicts(self, organisation, link, payload):
        """What is to be done about each group.

        :param dict payload: of ``_xero_prepare``
        :return: ``(verdicts, ours, theirs)``, each by the group's name
        """
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, link.record_id.payload or {})
        agreed = link._agreements()
        verdicts = {
            name: judge(ours.get(name), theirs.get(name), agreed.get(name), rule)
            for name, rule in self._xero_rules(organisation, link).items()
        }
        return verdicts, ours, theirs

    def _xero_rules(self, organisation, link):
        """What may happen to each group of this record: ``{name: XeroRule}``."""
        return self._xero_stream(organisation)._rules()

    @api.model
    def _xero_names(self):
        return [group.name for group in self._xero_groups()]

    # === TAKE === #

    @api.model
    def _xero_apply(self, organisation, seen):
        # EXTENDS 'xero_connector'
        result = super()._xero_apply(organisation, seen)
        stream = self._xero_stream(organisation)
        links = seen.link_ids.filtered(
            lambda link: (
                link.res_model == self._name
                and link.state == "linked"
                and not link.role
            )
        )
        if len(seen) > QUIET_OVER:
            seen = seen.with_context(tracking_disable=True)
        model = self.with_env(seen.env).with_company(organisation.company_id)
        # looked up once for all
        model.browse(links.mapped("res_id"))._xero_links(organisation)
        for record, link in links._with_records(model):
            record._xero_merge(organisation, link)
        for record in seen - seen.link_ids.record_id:
            if self._xero_creates_by_itself(stream, record):
                record._create_in_odoo()
        # what is worked out of it leaves no notes either
        seen.env.flush_all()
        return result

    @api.model
    def _xero_creates_by_itself(self, stream, seen):
        """Whether a record in Xero that nothing in Odoo looks like is created there.

        :param seen: ``xero.record`` without a link
        """
        wanted = stream.create_in_odoo and stream._reads()
        return wanted and seen.live and seen.map_state == "undecided"

    def _xero_merge(self, organisation, link):
        """Bring both sides together out of the mirror; queues what is to be sent."""
        self.ensure_one()
        seen = link.record_id.payload or {}
        payload = self._xero_prepare(organisation)
        verdicts, ours, theirs = self._xero_verdicts(organisation, link, payload)
        take = {name for name, verdict in verdicts.items() if verdict == "take"}
        if take:
            self._xero_pulling(organisation)._xero_take(organisation, seen, take)
            # Odoo may have put it in other words
            payload = self._xero_prepare(organisation)
            ours = self._xero_canonical(organisation, payload)
        agreed, known = {}, link._agreements()
        for name, verdict in verdicts.items():
            if verdict in ("same", "take"):
                agreed[name] = ours.get(name), theirs.get(name)
            elif verdict == "keep" and name not in known:
                agreed[name] = first_agreement(ours.get(name), theirs.get(name))
        difference = self._xero_compare(organisation, payload, seen)
        link._settle_groups(agreed, verdicts, difference=difference)
        if "send" in verdicts.values():
            self._xero_send_soon(organisation, link)

    def _xero_send_soon(self, organisation, link):
        """Queue what only Odoo has; not what somebody stopped."""
        if not link.behind and self.id not in self._xero_open_rows(organisation):
            self._xero_enqueue("rule", organisation)

    def _xero_settle(self, organisation, link, side):
        """What a person decided where both sides were changed.

        :param str side: ``take`` (Xero's values) or ``send`` (Odoo's)
        """
        names = set(link.conflict.split(","))
        seen = link.record_id.payload or {}
        theirs = self._xero_canonical(organisation, seen)
        if side == "take":
            self._xero_pulling(organisation)._xero_take(organisation, seen, names)
            payload = self._xero_prepare(organisation)
            ours = self._xero_canonical(organisation, payload)
            agreed = {name: (ours.get(name), theirs.get(name)) for name in names}
        else:
            self._xero_check_sends(organisation)
            # as if Odoo alone had changed
            agreed = {name: (None, theirs.get(name)) for name in names}
        link._settle_groups(agreed)
        if side == "send":
            self._xero_enqueue("button", organisation)

    def _xero_concerned(self):
        """What comes from an organisation is no change that it must be told; others
        that share the record are."""
        # EXTENDS 'xero_connector'
        pulled = self.env.context.get("xero_pulled")
        if pulled and not self._xero_has_others(pulled):
            return {}
        found = super()._xero_concerned()
        return {org: records for org, records in found.items() if org.id != pulled}

    @api.model
    def _xero_has_others(self, organisation_id):
        """Whether there is another organisation; looked up once per transaction of the
        scheduled action."""
        memo = self.env.context.get("xero_memo", {})
        if "others" not in memo:
            others = [("id", "!=", organisation_id)]
            organisations = self.env["xero.organisation"].sudo()
            memo["others"] = bool(organisations.search_count(others, limit=1))
        return memo["others"]

    # === CREATE === #

    def _xero_created(self, organisation, link):
        """What was made from Xero agrees with it."""
        # EXTENDS 'xero_connector'
        result = super()._xero_created(organisation, link)
        self._xero_merge(organisation, link)
        return result

    # === COMPARE AGAIN === #

    @api.model
    def _xero_changed_since(self, since):
        """Which records of Odoo may look like others since then: a ``Domain``.

        :param datetime since: UTC
        """
        return Domain("write_date", ">=", since)

    @api.model
    def _xero_undecided_since(self, organisation, since, limit):
        """Records that are new or were changed since, and of which nobody decided what
        they are in Xero."""
        decided = self._xero_linked_domain(
            organisation, ("state", "not in", ("undecided", "suggested"))
        )
        domain = self._xero_domain(organisation) & self._xero_changed_since(since)
        return self.search(domain & ~decided, limit=limit)

    def _xero_could_be(self, organisation):
        """What of the mirror stands for nothing and may be one of these records:
        ``xero.record``."""
        raise NotImplementedError

    # === SEND === #

    def _xero_new_groups(self, organisation):
        """Groups that go along with a new record: what Odoo may not change in Xero, it
        does not enter there either."""
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        rules = self._xero_rules(organisation, link)
        kept = {name for name, rule in rules.items() if not rule.to_xero}
        return set(self._xero_names()) - (kept - set(self._xero_identity))

    def _xero_new_element(self, organisation, payload):
        # EXTENDS 'xero_connector'
        names = self._xero_new_groups(organisation)
        payload["_groups"] = sorted(names)
        kept = set(self._xero_names()) - names
        sent = self._xero_without(payload, kept)
        return super()._xero_new_element(organisation, sent)

    def _xero_is_untouched(self, organisation, link):
        # EXTENDS 'xero_connector'
        ours = self._xero_canonical(organisation, self._xero_prepare(organisation))
        rules = self._xero_rules(organisation, link)
        agreed = link._agreements()
        return all(
            name in agreed and agreed[name][0] == ours.get(name)
            for name, rule in rules.items()
            if rule.to_xero
        )

    def _xero_changes(self, organisation, link, payload):
        """Groups that changed here since the last agreement, and not there."""
        # OVERRIDES 'xero_connector'
        verdicts, ours, theirs = self._xero_verdicts(organisation, link, payload)
        agreed = {
            name: (ours.get(name), theirs.get(name))
            for name, verdict in verdicts.items()
            if verdict == "same"
        }
        send = {name for name, verdict in verdicts.items() if verdict == "send"}
        element = self._xero_element(payload, link.record_id.payload or {}, send)
        if not element:
            # what Xero cannot say stays here
            agreed.update({name: (ours.get(name), theirs.get(name)) for name in send})
        difference = self._xero_compare(
            organisation, payload, link.record_id.payload or {}
        )
        link._settle_groups(agreed, verdicts, difference=difference)
        if element:
            payload["_groups"] = sorted(send)
            element[self._xero_id_name()] = link.record_id.xero_id
            return element, None
        if link.conflict:
            return {}, XeroObjection(self._xero_conflict_words(link), "done")
        return {}, None

    def _xero_conflict_words(self, link):
        return self.env._(
            "%(name)s was changed here and in Xero (%(fields)s). Open it and choose "
            "Take Xero's or Send Ours.",
            name=self.display_name,
            fields=link.conflict_labels,
        )

    def _xero_accepted(self, organisation, seen, payload, element):
        """What was sent is agreed upon, in whatever words Xero keeps it."""
        # EXTENDS 'xero_connector'
        words = super()._xero_accepted(organisation, seen, payload, element)
        if not payload:
            # it was removed there
            return words
        link = self._xero_links(organisation)[self.id]
        sent = payload.get("_groups", self._xero_names())
        ours = self._xero_canonical(organisation, payload)
        theirs = self._xero_canonical(organisation, element)
        link._settle_groups(
            {
                name: (ours.get(name), theirs.get(name))
                for name in self._xero_names()
                if name in sent or ours.get(name) == theirs.get(name)
            }
        )
        # what somebody changed in Xero at that very moment
        verdicts, _ours, _theirs = self._xero_verdicts(organisation, link, payload)
        seen.fresh = bool({"take", "conflict"} & set(verdicts.values()))
        return words

    # === STATE === #

    @api.depends_context("company")
    def _compute_xero_state(self):
        """A conflict says what it is about."""
        # EXTENDS 'xero_connector'
        result = super()._compute_xero_state()
        links = self._xero_links()
        for record in self:
            link = links.get(record.id)
            if link and link.conflict and record.xero_state == "conflict":
                record.xero_message = record._xero_conflict_words(link)
        return result
