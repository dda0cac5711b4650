from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.xero_likeness import XeroLikeness
from ..tools.xero_names import compatible_pairs
from .xero_queue import OPEN

# How far apart the dates of one invoice may be in the two books
NEAR = timedelta(days=7)


class XeroFacts(NamedTuple):
    """What one of the two books says of an invoice.

    ``who`` is the commercial partner in Odoo, the contact in Xero.
    """

    id: int
    numbers: tuple
    who: object
    name: str
    looks: tuple
    date: date

    def is_near(self, other):
        return self.date and other.date and abs(self.date - other.date) <= NEAR


class AccountMove(models.Model):
    """Open invoices of both books, compared in a few queries however many there are:
    of one side all are read, of the other what has a number or a total in common."""

    _inherit = "account.move"

    # === COMPARE === #

    @api.model
    def _xero_likenesses(self, organisation, ours=None, theirs=None):
        """Open invoices of both books that have the number, or the looks, in common.

        :param ours: ids of ``account.move``, all if not said
        :param theirs: ids of ``xero.record``, all if not said
        :return: list of :class:`XeroLikeness`
        """
        if ours is None:
            there = self._xero_read_theirs(organisation, theirs)
            here = there and self._xero_read_ours(organisation, None, there)
        else:
            here = self._xero_read_ours(organisation, ours)
            there = here and self._xero_read_theirs(organisation, theirs, here)
        partners = self._xero_same_contacts(organisation, here, there)
        by_number, by_looks = defaultdict(list), defaultdict(list)
        for one in here:
            by_looks[one.who, one.looks].append(one)
            for number in one.numbers:
                by_number[number].append(one)
        return [
            XeroLikeness(
                one.id,
                seen.id,
                number,
                one.who in partners[seen.who],
                one.looks == seen.looks,
                one.date == seen.date,
            )
            for seen in there
            for one, number in _candidates(
                seen, partners[seen.who], by_number, by_looks
            )
        ]

    @api.model
    def _xero_same_contacts(self, organisation, here, there):
        """Contacts in Xero and their partners: by link, else by name.

        :return: ``{contact's id in Xero: {partner ids}}``
        """
        contacts = {seen.who: seen.name for seen in there if seen.who}
        records = self.env["xero.record"].sudo()
        links = records._lookup(
            organisation, "Contacts", [("xero_id", "in", list(contacts))]
        ).link_ids
        partners = defaultdict(set)
        for link in links.filtered(lambda link: link.res_model == "res.partner"):
            partners[link.record_id.xero_id].add(link.res_id)
        unlinked = {who: contacts[who] for who in contacts if who not in partners}
        names = {one.who: one.name for one in here} if unlinked else {}
        for who, partner_id in compatible_pairs(unlinked, names):
            partners[who].add(partner_id)
        return partners

    # === READ === #

    @api.model
    def _xero_open_domain(self, organisation):
        """Posted invoices of which nothing is decided yet."""
        decided = self._xero_link_domain(
            organisation, ("state", "in", ("linked", "ignored", "excluded"))
        )
        return (
            self._xero_domain(organisation) & Domain("state", "=", "posted") & ~decided
        )

    @api.model
    def _xero_read_ours(self, organisation, ids=None, there=None):
        """Open invoices in Odoo.

        :param ids: only these
        :param there: what Xero has: only what has something in common with it
        :return: list of :class:`XeroFacts`
        """
        domain = self._xero_open_domain(organisation)
        if ids is not None:
            domain &= Domain("id", "in", list(ids))
        model = self.sudo()
        query = model._search(domain, order="id")

        def column(name, of=model, alias=query.table):
            return of._field_to_sql(alias, name, query)

        partners = self.env["res.partner"].sudo()
        partner = query.join(
            query.table, "commercial_partner_id", "res_partner", "id", "commercial"
        )
        number = _plain_number(column("name"))
        total, day = column("amount_total"), column("invoice_date")
        if there is not None:
            query.add_where(_in_common([number], total, day, there))
        rows = self.env.execute_query(
            query.select(
                column("id"),
                number,
                column("commercial_partner_id"),
                column("name", partners, partner),
                column("currency_id"),
                total,
                day,
            )
        )
        return [
            XeroFacts(one, (number,), who, name, (currency, total), day)
            for one, number, who, name, currency, total, day in rows
        ]

    @api.model
    def _xero_open_records(self, organisation):
        """Live sales invoices in Xero that stand for none here.

        Not those of a document that was deleted here and is about to leave Xero: its
        number may be in use again, by another invoice.
        """
        leaving = (
            self.env["xero.queue"]
            .sudo()
            .search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("operation", "=", "remove"),
                    ("state", "in", OPEN),
                ]
            )
        )
        return Domain(
            [
                ("organisation_id", "=", organisation.id),
                ("resource", "=", "Invoices"),
                ("kind", "=", "ACCREC"),
                ("live", "=", True),
                ("ignored", "=", False),
                ("link_ids", "=", False),
                ("xero_id", "not in", leaving.mapped("xero_id")),
            ]
        )

    @api.model
    def _xero_read_theirs(self, organisation, ids=None, here=None):
        """Open sales invoices in Xero.

        :param ids: only these
        :param here: what Odoo has: only what has something in common with it
        :return: list of :class:`XeroFacts`
        """
        domain = self._xero_open_records(organisation)
        if ids is not None:
            domain &= Domain("id", "in", list(ids))
        model = self.env["xero.record"].sudo()
        query = model._search(domain, order="id")

        def column(name):
            return model._field_to_sql(query.table, name, query)

        numbers = [_plain_number(column("number"))]
        if organisation.number_source == "xero":
            # ours leads the reference
            numbers.append(_plain_number(SQL("SPLIT_PART(%s, ' ', 1)", column("name"))))
        total, day = column("amount_total"), column("date")
        if here is not None:
            query.add_where(_in_common(numbers, total, day, here))
        rows = self.env.execute_query(
            query.select(
                column("id"),
                column("contact_xero_id"),
                column("contact_name"),
                column("currency_id"),
                total,
                day,
                *numbers,
            )
        )
        return [
            XeroFacts(one, tuple(numbers), who, name, (currency, total), day)
            for one, who, name, currency, total, day, *numbers in rows
        ]


def _candidates(seen, partners, by_number, by_looks):
    """Who in Odoo may be this invoice in Xero: ``(XeroFacts, whether by number)``."""
    named = {
        one.id: (one, True)
        for number in seen.numbers
        if number
        for one in by_number.get(number, ())
    }
    alike = {
        one.id: (one, False)
        for partner_id in partners
        for one in by_looks.get((partner_id, seen.looks), ())
        if one.is_near(seen)
    }
    return list({**alike, **named}.values())


def _in_common(numbers, total, day, others):
    """Condition for what may be one of the others.

    :param numbers: columns of plain numbers
    :param others: list of :class:`XeroFacts`
    """
    known = list({number for other in others for number in other.numbers if number})
    totals = list({other.looks[1] for other in others if other.looks[1] is not None})
    days = [other.date for other in others if other.date]
    by_number = SQL(" OR ").join(
        SQL("%s = ANY(%s::varchar[])", number, known) for number in numbers
    )
    if not totals or not days:
        return SQL("(%s)", by_number)
    return SQL(
        "(%s OR (%s = ANY(%s::numeric[]) AND %s BETWEEN %s AND %s))",
        by_number,
        total,
        totals,
        day,
        min(days) - NEAR,
        max(days) + NEAR,
    )


def _plain_number(column):
    """A number without case and blanks."""
    return SQL(r"UPPER(REGEXP_REPLACE(%s, '\s', '', 'g'))", column)
