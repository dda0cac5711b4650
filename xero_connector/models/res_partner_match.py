from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_ladder import RUNGS, Book, Party, climb
from .xero_mixin import XeroMatch


class ResPartner(models.Model):
    """Which contact in Xero is which partner: never guessed.

    The ladder is in ``tools/xero_ladder.py``; here both books are read for it, each in
    one query: what is the only one of its kind is so in the whole books.
    """

    _inherit = "res.partner"

    _xero_key_names = ("ref", "email", "vat", "name")

    @api.model
    def _xero_kind(self):
        # EXTENDS 'xero_connector'
        return self.env._("Customers and Suppliers")

    @api.model
    def _xero_count_use(self, organisation):
        # EXTENDS 'xero_connector'
        Line = self.env["account.move.line"]
        used = Line._read_group(
            Line._xero_used_domain(organisation) & Domain("partner_id", "!=", False),
            ["partner_id"],
            ["move_id:count_distinct"],
        )
        self.env["xero.link"]._offer_used(organisation, self._name, dict(used))

    @api.model
    def _xero_offered(self, organisation):
        """Customers and suppliers, and for whom there are projects."""
        # EXTENDS 'xero_connector'
        if not self.env["xero.stream"]._of_kind(organisation, "contacts").enabled:
            return self.browse()
        own = Domain("company_id", "in", [False, *organisation._companies().ids])
        projects = self.env["project.project"].search(own)
        parties = (
            Domain("customer_rank", ">", 0)
            | Domain("supplier_rank", ">", 0)
            | Domain("id", "in", projects.partner_id.commercial_partner_id.ids)
        )
        return self.search(self._xero_domain(organisation) & parties)

    def _xero_match(self, organisation, seen):
        # EXTENDS 'xero_connector'
        matches = self._xero_match_by_key(organisation, seen)
        left = seen.filtered(lambda record: record.id not in matches)
        if not left:
            return matches
        ours, theirs = self._xero_books(organisation)
        for ident in left.ids:
            if found := climb(theirs.by_id[ident], ours, theirs):
                matches[ident] = XeroMatch(
                    self.browse(found.id),
                    self._xero_match_words(found, ours.by_id[found.id]),
                    found.sure,
                    found.score,
                )
        return matches

    @api.model
    def _xero_match_words(self, found, party):
        """Why two may be the same, for people."""
        words = {
            "tax": self.env._("same tax number"),
            "email": self.env._("same e-mail"),
            "account": self.env._("same account number"),
            "name": self.env._("same name"),
            "alike": self.env._("similar name"),
        }
        said = [words[rung] for rung in found.rungs]
        if not party.active:
            said.append(self.env._("archived in Odoo"))
        return ", ".join(said)

    @api.model
    def _xero_changed_since(self, since):
        """Also the e-mail of an invoice address says who somebody is."""
        # EXTENDS 'xero_connector'
        address = Domain("type", "=", "invoice") & Domain("write_date", ">=", since)
        domain = super()._xero_changed_since(since)
        return domain | Domain("child_ids", "any", address)

    # === OUR KEY === #

    def _xero_match_by_key(self, organisation, seen):
        """What carries the number that we gave it; also archived ones are theirs."""
        prefix, wanted = organisation._key_prefix(), {}
        for record in seen:
            number = (record.number or "").removeprefix(prefix)
            if number != record.number and number.isdecimal():
                wanted[record.id] = int(number)
        domain = self._xero_domain(organisation) & Domain(
            "id", "in", list(wanted.values())
        )
        known = (
            self.with_context(active_test=False).search(domain).ids if wanted else []
        )
        return {
            ident: XeroMatch(self.browse(partner), self.env._("our number"), True)
            for ident, partner in wanted.items()
            if partner in known
        }

    def _xero_changes(self, organisation, link, payload):
        """An update also gives the contact our number, where it has none: it is then
        found by it, whatever both are called."""
        # EXTENDS 'xero_connector'
        element, objection = super()._xero_changes(organisation, link, payload)
        own = [("number", "=", payload["ContactNumber"])]
        if (
            element
            and not link.record_id.number
            and not link.record_id._lookup(organisation, "Contacts", own)
        ):
            element["ContactNumber"] = payload["ContactNumber"]
        return element, objection

    # === BOOKS === #

    @api.model
    def _xero_books(self, organisation):
        """Both books; read once per transaction of the scheduled action."""
        memo, key = self.env.context.get("xero_memo", {}), ("books", organisation.id)
        if key not in memo:
            memo[key] = (
                self._xero_own_book(organisation),
                self._xero_their_book(organisation),
            )
        return memo[key]

    @api.model
    def _xero_own_book(self, organisation):
        """All partners that belong in the organisation."""
        decided = self._xero_decided(organisation)
        domain = self._xero_domain(organisation)
        columns = ("id", "name", "vat", "email_normalized", "ref", "active")
        book = Book(
            Party(ident, *(text or "" for text in texts), active, ident not in decided)
            for ident, *texts, active in self._xero_rows(domain, columns)
        )
        for parent, email in self._xero_invoice_mails(domain):
            book.add_mail(parent, email)
        return book

    @api.model
    def _xero_invoice_mails(self, domain):
        """What invoice addresses have as e-mail: ``(id of the parent, e-mail)``."""
        domain = Domain("parent_id", "any", domain) & Domain("type", "=", "invoice")
        domain &= Domain("is_company", "=", False)
        domain &= Domain("email_normalized", "!=", False)
        return self._xero_rows(domain, ("parent_id", "email_normalized"))

    @api.model
    def _xero_their_book(self, organisation):
        """All contacts of the mirror."""
        Record = self.env["xero.record"]
        query = Record._search(
            [
                ("organisation_id", "=", organisation.id),
                ("resource", "=", "Contacts"),
            ],
            order="id",
        )
        taken = self._xero_taken(organisation)
        columns = ("id", "name", "tax_number", "email", "code", "live")
        selected = (Record._field_to_sql(query.table, name, query) for name in columns)
        return Book(
            Party(ident, *(text or "" for text in texts), live, ident not in taken)
            for ident, *texts, live in self.env.execute_query(query.select(*selected))
        )

    # === BEFORE IT IS SENT === #

    def _xero_adopt(self, organisation):
        """Pair with what is in Xero already; what only looks like it is suggested."""
        # EXTENDS 'xero_connector'
        Record = self.env["xero.record"]
        values = self._xero_prepare(organisation)
        own = Record._lookup(
            organisation, "Contacts", [("number", "=", values["ContactNumber"])]
        )
        link = self.env["xero.link"]._get_or_create(organisation, self)
        if len(own) == 1 and not own.link_ids:
            # ours beyond doubt, also where somebody archived it
            return link._pair(own, XeroMatch(self, self.env._("our number"), True))
        me = Party(
            self.id,
            values["Name"],
            self.vat or "",
            values.get("EmailAddress") or "",
            values.get("AccountNumber") or "",
        )
        candidates = self._xero_look_alikes(organisation, [me])
        for record_id, match in self._xero_match(organisation, candidates).items():
            if match.record == self and link._pair(Record.browse(record_id), match):
                return True
        return False

    @api.model
    def _xero_look_alikes(self, organisation, parties):
        """Contacts in the mirror that stand for nobody and may be one of these.

        :param parties: list of ``Party``
        :return: ``xero.record``
        """
        _ours, theirs = self._xero_books(organisation)
        ids = set()
        for party in parties:
            ids.update(ident for ident, _percent in theirs.alike(party.name))
            for rung in RUNGS:
                held = theirs.active(rung, party.key(rung))
                ids.update(other.id for other in held)
        wanted = Domain("ignored", "=", False) | Domain("dropped", "=", True)
        return self.env["xero.record"]._lookup(
            organisation,
            "Contacts",
            wanted & Domain("id", "in", list(ids)) & Domain("link_ids", "=", False),
        )

    def _xero_could_be(self, organisation):
        # EXTENDS 'xero_connector'
        ours, _theirs = self._xero_books(organisation)
        parties = [own for ident in self.ids for own in ours.guises(ident)]
        return self._xero_look_alikes(organisation, parties)
