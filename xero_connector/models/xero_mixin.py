from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

# minutes
DAY = 1440


class XeroStreamType(NamedTuple):
    """What a type says of one of its streams; see ``xero.stream``.

    ``paged`` lists are read page by page from a cursor, others as a whole.
    ``pushes`` tells whether there is a way into Xero at all; ``interval`` is the
    default schedule in minutes. ``enabled`` is the default too. ``part_of`` names the
    kind whose list carries these records: they have no stream of their own. ``dated``
    records are documents, of which older ones can be left alone.
    """

    kind: str
    name: str
    resource: str
    sequence: int = 50
    paged: bool = False
    pushes: bool = False
    direction: str = "pull"
    interval: int = DAY
    enabled: bool = True
    part_of: str = ""
    dated: bool = False


class XeroMatch(NamedTuple):
    """An Odoo record that may stand for a record in Xero, and why.

    Only a ``sure`` one is linked without a person; ``score`` says in percent how much
    speaks for a suggestion.
    """

    record: models.BaseModel
    reason: str
    sure: bool
    score: int = 0

    def percent(self):
        """How sure it is; what nobody scored is even odds."""
        return self.score or (100 if self.sure else 50)


class XeroMixin(models.AbstractModel):
    """A kind of record that has a counterpart in Xero.

    Types that are only matched (taxes, accounts, currencies, ...) need this one;
    types that are sent need ``xero.push.mixin`` on top. Types are found through the
    registry: a new one is a new file and no change elsewhere.
    """

    _name = "xero.mixin"
    _description = "Linked to Xero"

    # whether rows of Xero are matched with records of Odoo at all
    _xero_maps = True
    # whether a record of Odoo can be created from a row of Xero
    _xero_creates = False
    # whether a record in Xero stands for one record of Odoo only
    _xero_exclusive = False
    # records that are applied in one transaction: a few seconds' work
    _xero_chunk = 200
    # whether rows of another kind come inside its own, and are matched by them
    _xero_carries = False
    # whether what Xero has is created here without a person, where a stream says so
    _xero_arrives = False
    # whether a company's branches use what belongs to it, with their own organisation
    _xero_shares = False

    xero_id = fields.Char(
        "Xero ID",
        compute="_compute_xero_link",
        search="_search_xero_id",
        compute_sudo=True,
    )
    xero_url = fields.Char(
        "Link to Xero", compute="_compute_xero_link", compute_sudo=True
    )

    @api.depends_context("company", "uid")
    def _compute_xero_link(self):
        links = self._xero_links()
        for record in self:
            seen = links.get(record.id, self.env["xero.link"]).record_id
            record.xero_id = seen.xero_id
            record.xero_url = self.env["xero.stream"]._url_of(seen) if seen else False

    # === HOOKS OF A TYPE === #

    @api.model
    def _xero_stream_types(self):
        """The streams of this type.

        :return: list of :class:`XeroStreamType`
        """
        return []

    @api.model
    def _xero_record_values(self, organisation, payload):
        """Columns of ``xero.record`` for one element of Xero; pure.

        :param dict payload: untrusted; whatever it raises of ValueError, TypeError,
            KeyError, AttributeError makes the element a visible row, nothing else
        :return: dict with at least ``xero_id``
        """
        raise NotImplementedError

    @api.model
    def _xero_unstamped(self):
        """Keys of an element that change without its ``UpdatedDateUTC``."""
        return ()

    @api.model
    def _xero_label_of(self, seen):
        """How a record in Xero is called.

        :param seen: ``xero.record``
        """
        words = dict.fromkeys((seen.code, seen.number, seen.name))
        return " ".join(word for word in words if word)

    def _xero_resource(self):
        """The resource in Xero that this record stands for, ``Contacts``."""
        types = self._xero_stream_types()
        return types[0].resource if types else self._xero_shared_resource()

    @api.model
    def _xero_shared_resource(self):
        """A resource that another type reads, and that this one stands for as well."""
        return ""

    @api.model
    def _xero_choices(self):
        """Which records of its resource one of this type may stand for; a ``Domain``
        on ``xero.record``."""
        return Domain.TRUE

    @api.model
    def _xero_groups(self):
        """Groups of fields that are kept equal on both sides: list of ``XeroGroup``;
        none where records are only matched, or only sent."""
        return []

    def _xero_domain(self, organisation):
        """Which Odoo records belong in that organisation at all; a ``Domain``."""
        if "company_id" not in self._fields:
            return Domain.TRUE
        return Domain("company_id", "in", [False, *organisation._books().ids])

    def _xero_match(self, organisation, seen):
        """Find the Odoo records that stand for records in Xero; never guesses.

        :param seen: ``xero.record`` without a link
        :return: ``{xero.record id: XeroMatch}``, only for those with a candidate
        """
        return {}

    @api.model
    def _xero_mismatch(self, link):
        """Why what a link pairs must not be used together, with the remedy.

        Asked of types that are only matched, at every read and whenever a link is
        decided; the words are kept as the link's difference.

        :param link: ``xero.link`` with a record
        :return: empty where nothing speaks against it
        """
        return ""

    @api.model
    def _xero_create_from(self, organisation, seen):
        """Create the Odoo record that stands for a record in Xero.

        :param seen: ``xero.record``
        :return: the new record
        :raises UserError: where it cannot be created, with the remedy
        """
        raise NotImplementedError

    def _xero_pulling(self, organisation):
        """These records while values of that organisation are taken over: what is made
        of Xero's words is no change that Xero must be told."""
        return self.with_context(xero_pulled=organisation.id)

    def _xero_created(self, organisation, link):
        """This record was just made from Xero, and linked.

        :param link: ``xero.link``
        """

    @api.model
    def _xero_by_hand_words(self, name):
        """Why a record of a kind that is only matched is not created in Xero from here,
        and what to do.

        :param str name: of the Odoo side
        """
        return self.env._(
            "%(name)s is not created in Xero from here. Create it there by hand, read "
            "the list again, then map it.",
            name=name,
        )

    def _xero_web_path(self, seen):
        """Where Xero shows the record, below its host; empty where it has no page."""
        return ""

    # === LINKS === #

    def _xero_own_company(self):
        """The company in whose books the record is; empty for what companies share."""
        self.ensure_one()
        if "company_id" in self._fields:
            return self.company_id
        return self.env["res.company"]

    def _xero_organisation_of(self):
        """Organisations in which these records belong: ``{organisation: records}``.

        What companies share belongs in that of the current company, see
        ``xero.organisation._of_shared``; so does what a branch has from a company
        above it.
        """
        Organisation = self.env["xero.organisation"]
        found, known = {}, {}
        above = self.env.company.parent_ids if self._xero_shares else ()
        for record in self:
            company = record._xero_own_company()
            if company in above:
                company = self.env.company
            if company not in known:
                known[company] = (
                    Organisation._of_company(company)
                    if company
                    else Organisation._of_shared(self.env.company)
                )
            if organisation := known[company]:
                found[organisation] = found.get(organisation, self.browse()) | record
        return found

    def _xero_links(self, organisation=None):
        """Links of these records: ``{record id: xero.link}``.

        :param organisation: each record's own one if not said
        """
        Link = self.env["xero.link"]
        if organisation:
            return Link._of_records(organisation, self)
        links = {}
        for own, records in self._xero_organisation_of().items():
            links.update(Link._of_records(own, records))
        return links

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        """Links go in the same transaction; what Xero still has does not come back by
        itself."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        if self.ids:
            links = self.env["xero.link"].sudo().search(domain)
            if self._xero_arrives:
                links._drop_records()
            links.unlink()

    @api.model
    def _xero_compare_links(self, organisation):
        """Say on every pair of this kind whether the two still fit."""
        Link = self.env["xero.link"].sudo()
        Link.search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
            ]
        )._compare()

    # === APPLY === #

    @api.model
    def _xero_pull_parameters(self, stream):
        """Parameters of the reading call beside page and since."""
        return {}

    @api.model
    def _xero_apply(self, organisation, seen):
        """Make of what was seen what the stream says; here: pair what has no link.

        What can fail for one record goes through ``xero.queue._apply_each``: it is
        then a visible row of its own, and the others are applied.

        :param organisation: ``xero.organisation``
        :param seen: ``xero.record``
        """
        self._xero_pair(organisation, seen)

    @api.model
    def _xero_waiting_for(self, organisation, documents=None):
        """Records of this type in the mirror that can be applied now, and could not
        when they were seen: what they belong to had no place in Odoo yet.

        :param documents: ``xero.record`` that were just linked; any if not said
        :return: ``xero.record`` to be applied
        """
        return self.env["xero.record"]

    @api.model
    def _xero_read_words(self, stream):
        """What a person should know of what was just read, beside the count."""
        misfits = (
            self.env["xero.link"]
            .sudo()
            .search_count(
                [
                    ("organisation_id", "=", stream.organisation_id.id),
                    ("res_model", "=", self._name),
                    ("exclusive", "=", False),
                    ("difference", "!=", False),
                ]
            )
        )
        if not misfits:
            return ""
        return self.env._(
            "(%(count)s no longer fit: Xero ‣ Mapping, filter Differs)", count=misfits
        )

    def _xero_base(self, organisation):
        """What counts as sent already when the record is paired by its looks."""
        return False

    @api.model
    def _xero_asked_again(self, organisation, seen):
        """A person pressed Retry on what could not be applied: what was decided
        against it before does not count any more.

        :param seen: ``xero.record``; they are applied next
        """

    @api.model
    def _xero_pair(self, organisation, seen):
        """Link the sure matches, keep the others as suggestions."""
        model = self.with_company(organisation.company_id)
        open_ones = seen.filtered_domain(self._xero_choices()).filtered(
            lambda record: (
                record.live
                and (record.dropped or not record.ignored)
                and self._name not in record.link_ids.mapped("res_model")
            )
        )
        matches = model._xero_match(organisation, open_ones)
        found = [(one, matches[one.id]) for one in open_ones if one.id in matches]
        records = model.browse(dict.fromkeys(match.record.id for _one, match in found))
        Link = self.env["xero.link"].sudo()
        Link._offer(organisation, records)
        links, pairs = Link._of_records(organisation, records), {}
        # sure ones before suggestions, of those the best one for each record
        for one, match in sorted(found, key=lambda m: (not m[1].sure, -m[1].score)):
            link = links[match.record.id]
            if link.state in ("undecided", "suggested"):
                pairs.setdefault(link, (one, match))
        Link.concat(*pairs)._pair_each(pairs)
