from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.xero_dialect import amount, truth
from .xero_mixin import XeroMatch, XeroStreamType

DIRECTIONS = ("sale", "purchase")
PERCENT = Decimal("0.0001")
# Rates that Xero lets documents use; PENDING ones are not theirs yet
USABLE = Domain("live", "=", True) & Domain("status", "!=", "PENDING")
# Classes of accounts, and how a rate says that it may stand with them
APPLIES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
# What makes the percentage of a tax
FEEDERS = frozenset(
    {
        "amount",
        "amount_type",
        "children_tax_ids",
        "include_base_amount",
        "invoice_repartition_line_ids",
        "repartition_line_ids",
    }
)


class AccountTax(models.Model):
    """Taxes are matched with Xero's rates, one by one or as a set.

    A tax is paired by itself only where one candidate exists on each side: rates that
    are equal in percent go to different boxes of the return. Several taxes on a line
    are one rate in Xero: the *set* has a link of its own. "No tax" is a link too, one
    per direction, so that every line says its tax explicitly.

    A pair must have the same percentage, now and later: where it has not, the link says
    so (``_xero_mismatch``) and what uses it waits. Rates are never created in Xero: in
    several countries they would not reach the tax return.
    """

    _name = "account.tax"
    _inherit = ["account.tax", "xero.mixin"]

    @api.model
    def _xero_kind(self):
        # EXTENDS 'xero_connector'
        return self.env._("Taxes")

    @api.model
    def _xero_details(self, seen):
        # EXTENDS 'xero_connector'
        sides = {"sale": self.env._("sales"), "purchase": self.env._("purchases")}
        words = [sides[side] for side in (seen.kind or "").split() if side in sides]
        return ", ".join([f"{seen.rate:g} %", *words])

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType("taxes", self.env._("Tax Rates"), "TaxRates", sequence=12)
        ]

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        sides = [
            side
            for side, name in zip(
                DIRECTIONS, ("CanApplyToRevenue", "CanApplyToExpenses"), strict=True
            )
            if truth(payload.get(name))
        ]
        return {
            "xero_id": payload["TaxType"],
            "code": payload["TaxType"],
            "name": payload.get("Name") or payload["TaxType"],
            "kind": " ".join(sides),
            "status": payload.get("Status"),
            "rate": amount(payload.get("EffectiveRate")),
        }

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_id", "in", organisation._books().ids) & Domain(
            "type_tax_use", "in", DIRECTIONS
        )

    def _xero_choice_domain(self, organisation, seen):
        # EXTENDS 'xero_connector'
        domain = super()._xero_choice_domain(organisation, seen)
        return domain & Domain("type_tax_use", "in", (seen.kind or "").split())

    @api.model
    def _xero_apply(self, organisation, seen):
        """Offer every tax and every "no tax", pair the unmistakable ones."""
        # OVERRIDES 'xero_connector'
        Link = self.env["xero.link"]
        taxes = self.search(self._xero_domain(organisation))
        Link._offer(organisation, taxes)
        for side in DIRECTIONS:
            if not Link._of_key(organisation, self._name, "none", side):
                Link.create(self._xero_none_values(organisation, side))
        taxes._xero_pair_by_percentage(organisation)
        self._xero_compare_links(organisation)
        self._xero_count_use(organisation)

    def _xero_none_values(self, organisation, side):
        """The row "no tax" of one direction, with a suggestion where there is one."""
        rates = self.env["xero.record"]._lookup(
            organisation, "TaxRates", USABLE & Domain("rate", "=", 0)
        )
        outside = rates.filtered(lambda rate: rate.code in ("NONE", "BASEXCLUDED"))
        labels = {
            "sale": self.env._("No tax, sales"),
            "purchase": self.env._("No tax, purchases"),
        }
        return {
            "organisation_id": organisation.id,
            "resource": "TaxRates",
            "res_model": self._name,
            "res_id": False,
            "res_key": "none",
            "role": side,
            "res_name": labels[side],
            "suggestion_id": outside.id if len(outside) == 1 else False,
            "reason": self.env._("not reported") if len(outside) == 1 else False,
        }

    def _xero_pair_by_percentage(self, organisation):
        """Link where one tax and one rate have this direction and percentage; suggest
        the rate where only Xero has just one."""
        rates = self.env["xero.record"]._lookup(
            organisation, "TaxRates", USABLE & Domain("ignored", "=", False)
        )
        links = self._xero_links(organisation)
        for side in DIRECTIONS:
            own = self.filtered(lambda tax, side=side: tax.type_tax_use == side)
            theirs = rates.filtered(
                lambda rate, side=side: side in (rate.kind or "").split()
            )
            for percent, same in own.grouped(lambda tax: tax._xero_percent()).items():
                fitting = theirs.filtered(
                    lambda rate, p=percent: _percent_of(rate) == p
                )
                for tax in same:
                    tax._xero_pair_or_suggest(links[tax.id], fitting, len(same) == 1)

    def _xero_pair_or_suggest(self, link, rates, single):
        """Decide about one tax.

        :param rates: ``xero.record``, those that fit
        :param bool single: no other tax fits them
        """
        rate = rates if len(rates) == 1 else rates.browse()
        if link.state not in ("undecided", "suggested"):
            return
        if not rate:
            if link.suggestion_id:
                link.suggestion_id = False
        elif single:
            reason = self.env._("the only rate of this percentage")
            link._pair(rate, XeroMatch(self, reason, sure=True))
        elif link.suggestion_id != rate:
            reason = self.env._("Xero's only rate of this percentage; Odoo has several")
            link._pair(rate, XeroMatch(self, reason, sure=False, score=60))

    def _xero_percent(self):
        """Percentage of the tax as Xero's EffectiveRate counts; ``None`` if it has
        none (fixed amounts, formulas)."""
        self.ensure_one()
        if self.amount_type == "group":
            return self.children_tax_ids._xero_percent_together()
        if self.amount_type != "percent":
            return None
        share = sum(
            self.invoice_repartition_line_ids.filtered(
                lambda line: line.repartition_type == "tax"
            ).mapped("factor")
        )
        return (amount(str(self.amount)) * amount(str(share))).quantize(PERCENT)

    def _xero_percent_together(self):
        """The same for several taxes on one line; ``None`` where one counts on top of
        another, which no sum tells."""
        parts = [tax._xero_percent() for tax in self]
        if None in parts or (len(self) > 1 and any(self.mapped("include_base_amount"))):
            return None
        return sum(parts, Decimal(0))

    def _xero_set_key(self):
        """What names these taxes together on a link; the other way round is
        ``_xero_taxes_of``."""
        return ",".join(str(tax_id) for tax_id in sorted(self.ids))

    def _xero_link_of_set(self, organisation, side):
        """The link of these taxes together; made empty where there is none.

        :param str side: ``sale`` or ``purchase``
        """
        Link = self.env["xero.link"]
        if not self:
            return Link._of_key(organisation, self._name, "none", side) or (
                Link.sudo().create(self._xero_none_values(organisation, side))
            )
        if len(self) == 1:
            return Link._get_or_create(organisation, self)
        key = self._xero_set_key()
        return Link._of_key(organisation, self._name, key) or Link.sudo().create(
            {
                "organisation_id": organisation.id,
                "resource": "TaxRates",
                "res_model": self._name,
                "res_id": False,
                "res_key": key,
                "res_name": " + ".join(self.sorted("id").mapped("name")),
            }
        )

    # === BOTH SIDES COMPARED === #

    def write(self, values):
        """A changed percentage is compared with Xero's at once."""
        # EXTENDS 'account'
        result = super().write(values)
        if values.keys() & FEEDERS:
            links = self.env["xero.link"].sudo()
            links.search([("res_model", "=", self._name)])._compare()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        """A set without one of its taxes is another set."""
        # EXTENDS 'xero_connector'
        sets = (
            self.env["xero.link"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_key", "like", ",")])
        )
        gone = set(map(str, self.ids))
        sets.filtered(lambda link: gone & set(link.res_key.split(","))).unlink()
        return super()._unlink_xero()

    @api.model
    def _xero_taxes_of(self, link):
        """``(taxes, direction)`` that a link stands for: one, a set, or none."""
        if link.res_key == "none":
            return self.browse(), link.role
        taxes = self.browse(int(key) for key in link.res_key.split(",")).exists()
        return taxes, taxes[:1].type_tax_use

    @api.model
    def _xero_mismatch(self, link):
        # EXTENDS 'xero_connector'
        taxes, side = self._xero_taxes_of(link)
        rate = link.record_id
        if not rate.filtered_domain(USABLE):
            return self.env._(
                "%(rate)s was removed in Xero, or is not in force there. Map %(tax)s "
                "to another rate under Xero ‣ Mapping, or restore it in Xero.",
                rate=rate.name,
                tax=link.res_name,
            )
        if side in DIRECTIONS and rate.kind and side not in rate.kind.split():
            return self.env._(
                "%(rate)s is not for this side in Xero (sales or purchases). Map "
                "%(tax)s to a rate of its own side under Xero ‣ Mapping.",
                rate=rate.name,
                tax=link.res_name,
            )
        here, there = taxes._xero_percent_together(), _percent_of(rate)
        if here is None or here == there:
            return ""
        return self.env._(
            "%(tax)s is %(here)s %% in Odoo, but %(rate)s in Xero is %(there)s %%. Map "
            "it to a rate of the same percentage under Xero ‣ Mapping, or correct the "
            "side that is wrong.",
            tax=link.res_name,
            here=_plain(here),
            rate=rate.name,
            there=_plain(there),
        )

    @api.model
    def _xero_applies(self, rate, account):
        """Whether Xero lets this rate stand with an account of that class.

        :param rate: ``xero.record`` of TaxRates
        :param account: ``xero.record`` of Accounts
        """
        says = (rate.payload or {}).get(
            APPLIES.get((account.payload or {}).get("Class"))
        )
        return says is None or truth(says)

    @api.model
    def _xero_by_hand_words(self, name):
        # EXTENDS 'xero_connector'
        words = super()._xero_by_hand_words(name)
        reason = self.env._(
            "A tax rate that an app created would not reach the tax return in several "
            "countries (Australia, New Zealand, United Kingdom)."
        )
        return f"{words} {reason}"

    # === IN USE === #

    @api.model
    def _xero_count_use(self, organisation):
        """Note how many documents need each tax, each set of taxes and "no tax"."""
        counts = {}
        for side, tax_ids, count in self._xero_used(organisation):
            taxes = self.browse(tax_ids)
            link = taxes._xero_link_of_set(organisation, side)
            counts[link] = counts.get(link, 0) + count
        self.env["xero.link"]._note_use(organisation, self._name, counts)

    @api.model
    def _xero_used(self, organisation):
        """What stands together on lines: list of (direction, tax ids, documents)."""
        Line = self.env["account.move.line"]
        lines = Line._search(Line._xero_used_domain(organisation))
        Line.flush_model(["move_id", "tax_ids"])
        relation = Line._fields["tax_ids"]
        return self.env.execute_query(
            SQL(
                """
                SELECT used.side, used.tax_ids, COUNT(DISTINCT used.move_id)
                  FROM (
                        SELECT line.move_id,
                               CASE WHEN move.move_type IN %(sales)s
                                    THEN 'sale' ELSE 'purchase' END AS side,
                               ARRAY(
                                   SELECT rel.%(tax)s FROM %(relation)s rel
                                    WHERE rel.%(line)s = line.id ORDER BY 1
                               ) AS tax_ids
                          FROM account_move_line line
                          JOIN account_move move ON move.id = line.move_id
                         WHERE line.id IN %(lines)s
                       ) used
              GROUP BY used.side, used.tax_ids
                """,
                sales=("out_invoice", "out_refund"),
                tax=SQL.identifier(relation.column2),
                line=SQL.identifier(relation.column1),
                relation=SQL.identifier(relation.relation),
                lines=lines.subselect(),
            )
        )


def _percent_of(rate):
    """Xero's percentage, comparable."""
    return amount(str(rate.rate)).quantize(PERCENT)


def _plain(percent):
    return format(percent.normalize(), "f")
