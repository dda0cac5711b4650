from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.xero_names import literal


class XeroMixin(models.AbstractModel):
    """How records of a type appear where rows are decided: on the mapping screen, in
    the list of what Xero lacks, in a spreadsheet."""

    _inherit = "xero.mixin"

    # fields by which people name a record in a spreadsheet, the best first
    _xero_key_names = ("name",)

    @api.model
    def _xero_kind(self):
        """What bookkeepers call records of this type, in the plural; empty for those
        that are not decided row by row, like documents."""
        types = self._xero_stream_types()
        return types[0].name if types and self._xero_maps else ""

    @api.model
    def _xero_details(self, seen):
        """What tells a row of Xero from others beside its code and name, for people.

        :param seen: one ``xero.record``; without its payload
        """
        return ", ".join(filter(None, (seen.email, seen.tax_number)))

    def _xero_choice_domain(self, organisation, seen):
        """Which records may stand for a row of Xero; a ``Domain``.

        :param seen: one ``xero.record``, of which only ``kind`` and ``parent_xero_id``
            count
        """
        return self._xero_domain(organisation)

    def _xero_key(self):
        """What names this record in a spreadsheet."""
        self.ensure_one()
        filled = (self[name] for name in self._xero_key_names if self[name])
        return next(filled, "")

    @api.model
    def _xero_by_key(self, domain, key):
        """The records that somebody named in a spreadsheet.

        :param domain: what can be chosen
        :param str key: a value of ``_xero_key_names``, or ``#`` and the database id
        """
        if key.startswith("#") and key[1:].isdecimal():
            return self.search(domain & Domain("id", "=", int(key[1:])))
        for name in self._xero_key_names:
            wanted = Domain(name, "=ilike", literal(key))
            if found := self.search(domain & wanted, limit=6):
                return found
        return self.browse()

    # === ALL AT ONCE === #

    @api.model
    def _xero_decided(self, organisation):
        """Ids of the records about which somebody, or matching, has decided."""
        links = self.env["xero.link"].sudo()
        decided = links.search_fetch(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("state", "not in", ("undecided", "suggested")),
            ],
            ["res_id"],
        )
        return set(decided.mapped("res_id"))

    @api.model
    def _xero_taken(self, organisation):
        """Ids of the records in the mirror that stand for something of this kind."""
        links = self.env["xero.link"].sudo()
        taken = links._search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("record_id", "!=", False),
            ]
        )
        column = SQL.identifier(taken.table, "record_id")
        return {ident for (ident,) in self.env.execute_query(taken.select(column))}

    @api.model
    def _xero_rows(self, domain, columns):
        """Columns of many records, archived ones too, as plain rows."""
        query = self.with_context(active_test=False)._search(domain, order="id")
        selected = (self._field_to_sql(query.table, name, query) for name in columns)
        return self.env.execute_query(query.select(*selected))

    # === IN USE === #

    @api.model
    def _xero_count_use(self, organisation):
        """Note on the links how many documents of the last twelve months need each
        record, and offer those that have no link yet."""

    @api.model
    def _xero_offered(self, organisation):
        """Records that are listed as missing in Xero though no document needs them;
        of most kinds none are."""
        return self.browse()
