from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .xero_queue import OPEN

# what is being sent has its own end
_BESIDE = tuple(state for state in OPEN if state != "sending")


class XeroQueue(models.Model):
    """Which rows a newer one of the same record takes the place of.

    Rows are only inserted, and the claim settles the older ones. Until then people see
    each record once: its newest row.
    """

    _inherit = "xero.queue"

    overtaken = fields.Boolean(
        compute="_compute_overtaken",
        search="_search_overtaken",
        exportable=False,
        help="A newer row of the same record goes in its place.",
    )

    def _compute_overtaken(self):
        overtaken = self.search([("id", "in", self.ids), ("overtaken", "=", True)])
        for row in self:
            row.overtaken = row in overtaken

    def _search_overtaken(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model()
        newer = SQL(
            """(
                SELECT older.id FROM xero_queue older JOIN xero_queue newer
                ON newer.organisation_id = older.organisation_id
                AND newer.res_model = older.res_model AND newer.res_id = older.res_id
                AND newer.operation = older.operation AND newer.id > older.id
                WHERE older.state IN %(older)s AND newer.state IN %(newer)s
            )""",
            older=_BESIDE,
            newer=OPEN,
        )
        return Domain("id", "in" if True in value else "not in", newer)

    def _older(self):
        """The older open rows of the same records that these settle; what is being sent
        at this moment is not among them."""
        rows = self.filtered("res_id")
        if not rows:
            return rows
        newest = {row._place(): row.id for row in rows.sorted("id")}
        open_rows = self.search(
            [
                ("organisation_id", "in", rows.organisation_id.ids),
                ("res_model", "in", rows.mapped("res_model")),
                ("res_id", "in", rows.mapped("res_id")),
                ("state", "in", _BESIDE),
                ("id", "not in", rows.ids),
            ]
        )
        return open_rows.filtered(lambda row: row.id < newest.get(row._place(), 0))

    def _place(self):
        return self.organisation_id.id, self.res_model, self.res_id, self.operation
