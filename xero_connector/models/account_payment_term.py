from odoo import api, models

from ..tools.xero_terms import meaning, meaning_of, spelled, term_of


class AccountPaymentTerm(models.Model):
    """Payment terms stand for those of a contact in Xero where they mean the same:
    the same due dates, whatever they are called."""

    _inherit = "account.payment.term"

    def _xero_meaning(self):
        """When something is due; ``None`` where there are several days."""
        if len(self.line_ids) != 1:
            return None
        return meaning(self.line_ids._get_due_date)

    @api.model
    def _xero_find(self, organisation, term):
        """The terms of Odoo that mean the same; empty where there are none.

        :param dict term: of Xero, ``{"Type": "DAYSAFTERBILLDATE", "Day": 30}``
        """
        wanted = spelled(term) and meaning_of(term)
        if not wanted:
            return self.browse()
        memo, key = self.env.context.get("xero_memo", {}), ("terms", organisation.id)
        if key not in memo:
            known = self.search(
                [("company_id", "in", [False, *organisation.company_id.parent_ids.ids])]
            ).sorted(lambda found: (found.early_discount, found.sequence, found.id))
            memo[key] = {found._xero_meaning(): found.id for found in reversed(known)}
        return self.browse(memo[key].get(wanted))

    def _xero_term(self):
        """These terms as Xero spells them; ``None`` where it has no words for them."""
        memo, key = self.env.context.get("xero_memo", {}), ("term", self.id)
        if key not in memo:
            wanted, line = self._xero_meaning(), self.line_ids[:1]
            numbers = (line.nb_days, int(line.days_next_month or 0))
            memo[key] = wanted and term_of(wanted, numbers)
        return memo[key]

    @api.model
    def _xero_words(self, term):
        """Terms of Xero for people; untrusted."""
        day, kind = term.get("Day"), term.get("Type")
        words = {
            "DAYSAFTERBILLDATE": self.env._("%s days after the invoice date", day),
            "DAYSAFTERBILLMONTH": self.env._("%s days after the end of its month", day),
            "OFCURRENTMONTH": self.env._("day %s of the same month", day),
            "OFFOLLOWINGMONTH": self.env._("day %s of the following month", day),
        }
        return words.get(kind, f"{kind} {day}")
