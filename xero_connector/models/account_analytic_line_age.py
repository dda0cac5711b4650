from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How old the oldest work of a group is; the last group has no end
LIMITS = (30, 60, 90)
AGES = [
    ("0", "Up to 30 days"),
    ("1", "31 to 60 days"),
    ("2", "61 to 90 days"),
    ("3", "Over 90 days"),
]


class AccountAnalyticLine(models.Model):
    """How old work is, to group unbilled work by it.

    It is not stored, since it changes by itself every night: the database works it out
    from the date whenever it is asked.
    """

    _inherit = "account.analytic.line"

    xero_age = fields.Selection(
        AGES, "Age", compute="_compute_xero_age", search="_search_xero_age"
    )

    @api.depends("date")
    @api.depends_context("tz")
    def _compute_xero_age(self):
        today = fields.Date.context_today(self)
        for line in self:
            days = (today - line.date).days if line.date else 0
            line.xero_age = str(sum(days > limit for limit in LIMITS))

    def _search_xero_age(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        youngest = [today - timedelta(days=limit + 1) for limit in LIMITS]
        domains = []
        for age in map(int, filter(None, value)):
            domain = Domain("date", "<=", youngest[age - 1]) if age else Domain.TRUE
            if age < len(LIMITS):
                domain &= Domain("date", ">", youngest[age])
            domains.append(domain)
        return Domain.OR(domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS 'base'
        if field_expr != "xero_age":
            return super()._field_to_sql(alias, field_expr, query)
        days = SQL(
            "%s::date - %s",
            fields.Date.context_today(self),
            self._field_to_sql(alias, "date", query),
        )
        return SQL(
            "CASE %s ELSE '0' END",
            SQL(" ").join(
                SQL("WHEN %s > %s THEN %s", days, limit, str(age))
                for age, limit in reversed(list(enumerate(LIMITS, 1)))
            ),
        )
