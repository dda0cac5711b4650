from odoo import api, models
from odoo.fields import Domain

from ..tools.xero_names import compact, compatible, literal
from .xero_mixin import XeroMatch


class ResPartner(models.Model):
    """Which contact in Xero is which partner: never guessed."""

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

    def _xero_match(self, organisation, seen):
        """Ladder: our key, tax number, e-mail, exact name.

        Tax number and e-mail are sure only where one candidate exists on each side
        and the names do not contradict each other; names where they are equal.
        """
        # EXTENDS 'xero_connector'
        rungs = (
            ("number", self.env._("our number"), self._xero_partners_by_key),
            ("tax_number", self.env._("same tax number"), self._xero_partners_by_vat),
            ("email", self.env._("same e-mail"), self._xero_partners_by_email),
            ("name", self.env._("same name"), self._xero_partners_by_name),
        )
        matches = {}
        for column, reason, find in rungs:
            left = seen.filtered(lambda r, c=column: r.id not in matches and r[c])
            partners = find(organisation, left.mapped(column)) if left else {}
            same = seen.grouped(lambda r, c=column: (r[c] or "").casefold())
            for record in left:
                key = record[column].casefold()
                found = partners.get(key, self.browse())
                if not found:
                    continue
                single = len(found) == 1 and len(same[key]) == 1
                fits = column == "name" or compatible(found[0].name, record.name)
                sure = column == "number" or (single and fits)
                matches[record.id] = XeroMatch(found[0], reason, sure)
        return matches

    def _xero_partners_by_key(self, organisation, values):
        ids = {}
        prefix = organisation._key_prefix()
        for value in values:
            if value.startswith(prefix) and value.removeprefix(prefix).isdigit():
                ids[value.casefold()] = int(value.removeprefix(prefix))
        existing = self.browse(ids.values()).exists()
        return {key: self.browse(i) for key, i in ids.items() if i in existing.ids}

    def _xero_partners_by_vat(self, organisation, values):
        partners = self.search(
            self._xero_domain(organisation) & Domain("vat", "!=", False)
        )
        return partners.grouped(lambda partner: compact(partner.vat).casefold())

    def _xero_partners_by_email(self, organisation, values):
        domain = Domain("email_normalized", "in", [v.lower() for v in values])
        partners = self.search(self._xero_domain(organisation) & domain)
        return partners.grouped(lambda partner: partner.email_normalized.casefold())

    def _xero_partners_by_name(self, organisation, values):
        domain = Domain.OR(Domain("name", "=ilike", literal(v)) for v in values)
        partners = self.search(self._xero_domain(organisation) & domain)
        return partners.grouped(lambda partner: partner.name.casefold())

    def _xero_adopt(self, organisation):
        # EXTENDS 'xero_connector'
        Record = self.env["xero.record"]
        values = self._xero_prepare(organisation)
        keys = Domain("number", "=", values["ContactNumber"])
        keys |= Domain("name", "=ilike", literal(values["Name"]))
        if self.vat:
            keys |= Domain("tax_number", "=", compact(self.vat))
        if values.get("EmailAddress"):
            keys |= Domain("email", "=", values["EmailAddress"])
        candidates = Record._lookup(
            organisation,
            "Contacts",
            Domain("live", "=", True) & Domain("link_ids", "=", False) & keys,
        )
        link = self.env["xero.link"]._get_or_create(organisation, self)
        for record_id, match in self._xero_match(organisation, candidates).items():
            if match.record != self:
                continue
            if link._pair(Record.browse(record_id), match):
                return True
        return False
