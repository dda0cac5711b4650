import logging

from odoo import fields, models
from odoo.tools import format_date, formatLang
from odoo.tools.misc import file_path

from ..tools.xero_annex import annex_pdf
from ..tools.xero_letters import machine_fonts

_logger = logging.getLogger(__name__)

FOLDER = "web/static/fonts/google/"
# Odoo's own, regular and bold: Latin, Greek and Cyrillic letters, and Arabic ones
FONTS = (
    ("Open_Sans/Open_Sans-Regular.ttf", "Open_Sans/Open_Sans-Bold.ttf"),
    ("Tajawal/Tajawal-Regular.ttf", "Tajawal/Tajawal-Bold.ttf"),
)


def annex_fonts():
    """Pairs of a regular and a bold font: Odoo's own, then what the machine has."""
    own = [tuple(file_path(FOLDER + font) for font in pair) for pair in FONTS]
    return [*own, *machine_fonts()]


class AccountMove(models.Model):
    """The annex: every worklog behind the lines of an invoice.

    It is part of the invoice's own PDF, and goes to Xero as a file. That file is made
    by the organisation's scheduled action once Xero has the invoice: nobody who posts
    waits for it, and an invoice that stays in Odoo needs none.
    """

    _inherit = "account.move"

    # an invoice that was printed is printed alike, whatever its profile says later
    xero_annex = fields.Boolean(
        "Annex",
        readonly=True,
        help="Lines bundle worklogs: a table of the single ones goes along.",
    )

    def _xero_has_annex(self):
        """Whether lines bundle worklogs that are listed besides."""
        self.ensure_one()
        return self.sudo().xero_annex and bool(self._xero_annexed())

    def _xero_annexed(self):
        """Rows of the annex: worklogs that are on this invoice, by day; sudoed."""
        rows = self.sudo().xero_worklog_line_ids._live()
        times = rows.filtered(lambda row: row.kind != "extra")
        return times.sorted(lambda row: (row.date, row.employee_id.name or "", row.id))

    def _xero_annex_rows(self):
        """What the annex says, in the language of the environment.

        :return: list of dicts with the texts ``date``, ``employee``, ``subject``,
            ``text``, ``hours``, in the order of the columns
        """
        return [
            {
                "date": format_date(self.env, row.date),
                "employee": row.employee_id.name or "",
                **row._annex_texts(),
                "hours": formatLang(self.env, row.hours, digits=2),
            }
            for row in self._xero_annexed().with_context(lang=self.env.lang)
        ]

    def _xero_annex_total(self):
        """Hours of all rows, as a text."""
        hours = sum(self._xero_annexed().mapped("hours"))
        return formatLang(self.env, hours, digits=2)

    def _xero_annex_head(self):
        """Names of the columns."""
        return (
            self.env._("Date"),
            self.env._("Employee"),
            self.env._("Task"),
            self.env._("Description"),
            self.env._("Hours"),
        )

    def _xero_annex_title(self):
        return self.env._("Work on invoice %s", self.name)

    def _xero_annex_pdf(self):
        """The annex alone, in the customer's language.

        :return: bytes; the same worklogs give the same
        """
        self.ensure_one()
        move = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return annex_pdf(
            move._xero_annex_title(),
            move._xero_annex_head(),
            [tuple(row.values()) for row in move._xero_annex_rows()],
            (move.env._("Total"), "", "", "", move._xero_annex_total()),
            annex_fonts(),
            move.env.lang or "",
        )

    def _xero_annex_name(self):
        """How the file is called in Xero, without letters that Xero refuses."""
        number = "".join(c if c.isalnum() or c in "-_. " else "-" for c in self.name)
        return self.env._("Worklogs %s.pdf", number)

    def _xero_accepted(self, organisation, seen, payload, element):
        """The annex follows its invoice, and follows what was changed of it."""
        # EXTENDS 'xero_connector'
        words = super()._xero_accepted(organisation, seen, payload, element)
        if self.state == "posted" and self._xero_has_annex():
            self._xero_attach_annex()
        return words

    def _xero_attach_annex(self):
        # that Xero has the invoice must be kept, whatever becomes of a file
        try:
            with self.env.cr.savepoint():
                self._xero_attach(
                    self._xero_annex_name(), self._xero_annex_pdf(), "application/pdf"
                )
        except Exception as error:
            _logger.exception("Xero: no annex for %s", self.display_name)
            self._message_log(
                body=self.env._(
                    "The list of worklogs could not be made and is not in Xero: %s",
                    error,
                )
            )
