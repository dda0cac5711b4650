from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.xero_likeness import XeroLikeness


class XeroLookAlike(models.Model):
    """An invoice in Odoo and one in Xero that may be the same one.

    One row per pair, as one invoice may look like several. A person decides: Link
    makes a ``xero.link`` of it, and the other rows of both go; Keep Apart stays, so
    that nobody is asked about these two again. Written by the organisation's scheduled
    action and by these two buttons.
    """

    _name = "xero.look.alike"
    _description = "Invoice in Both Books"
    _order = "xero_date desc, record_id, move_id"
    _rec_name = "move_id"

    organisation_id = fields.Many2one(
        "xero.organisation", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move", "In Odoo", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    record_id = fields.Many2one(
        "xero.record", "In Xero", required=True, index=True, ondelete="cascade"
    )
    number = fields.Boolean("Same Number", readonly=True)
    contact = fields.Boolean("Same Customer", readonly=True)
    total = fields.Boolean("Same Total", readonly=True)
    date = fields.Boolean("Same Date", readonly=True)
    apart = fields.Boolean("Kept Apart", readonly=True)
    reason = fields.Char("Why", compute="_compute_reason")
    xero_number = fields.Char("Xero Number", related="record_id.number")
    xero_date = fields.Date("Xero Date", related="record_id.date", store=True)
    xero_contact = fields.Char("Xero Contact", related="record_id.contact_name")
    xero_total = fields.Monetary(
        "Xero Total",
        related="record_id.amount_total",
        currency_field="xero_currency_id",
    )
    xero_currency_id = fields.Many2one(related="record_id.currency_id")
    move_date = fields.Date("Date", related="move_id.invoice_date")
    partner_id = fields.Many2one(
        string="Customer", related="move_id.commercial_partner_id"
    )
    move_total = fields.Monetary(
        "Total", related="move_id.amount_total", currency_field="currency_id"
    )
    currency_id = fields.Many2one(related="move_id.currency_id")

    _pair_unique = models.UniqueIndex("(move_id, record_id)")

    @api.depends("number", "contact", "total", "date", "move_id", "record_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for pair in self:
            pair.reason = pair.move_id._xero_likeness_words(pair.record_id, pair)

    # === OPEN === #

    def action_open_move(self):
        """Open the invoice of Odoo.

        :return: action
        """
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_open_in_xero(self):
        """Open the invoice in Xero in a new tab.

        :return: action
        """
        self.ensure_one()
        return self.record_id.action_open_in_xero()

    # === NOTE === #

    @api.model
    def _open_domain(self):
        """Pairs that wait for somebody; nothing else about them was decided since."""
        return Domain(
            [
                ("apart", "=", False),
                ("move_id.state", "=", "posted"),
                ("record_id.live", "=", True),
            ]
        )

    def _likenesses(self):
        """``{XeroLikeness: row}``"""
        return {
            XeroLikeness(
                pair.move_id.id,
                pair.record_id.id,
                pair.number,
                pair.contact,
                pair.total,
                pair.date,
            ): pair
            for pair in self
        }

    @api.model
    def _noted(self, organisation, domain=Domain.TRUE):
        """What looks alike as far as is known: ``{XeroLikeness: row}``.

        :param domain: further conditions
        """
        known = Domain("organisation_id", "=", organisation.id)
        known &= Domain("apart", "=", False)
        return self.sudo().search(known & domain)._likenesses()

    @api.model
    def _note(self, organisation, likenesses, domain):
        """Keep what looks alike, forget what does not any more.

        :param likenesses: list of ``XeroLikeness`` that a person must judge
        :param domain: on these rows: which of them were looked at
        """
        known = self._noted(organisation, domain)
        gone = known.keys() - set(likenesses)
        self.sudo().union(*(known[likeness] for likeness in gone)).unlink()
        self.sudo().create(
            [
                {"organisation_id": organisation.id, **likeness._asdict()}
                for likeness in likenesses
                if likeness not in known
            ]
        )

    @api.model
    def _kept_apart(self, organisation):
        """Pairs that somebody told or took apart: ``{(move id, record id)}``."""
        pairs = self.sudo().search_fetch(
            [("organisation_id", "=", organisation.id), ("apart", "=", True)],
            ["move_id", "record_id"],
        )
        links = (
            self.env["xero.link"]
            .sudo()
            .search_fetch(
                [
                    ("organisation_id", "=", organisation.id),
                    ("res_model", "=", "account.move"),
                    ("apart_id", "!=", False),
                ],
                ["res_id", "apart_id"],
            )
        )
        return {(pair.move_id.id, pair.record_id.id) for pair in pairs} | {
            (link.res_id, link.apart_id.id) for link in links
        }

    # === DECIDE === #

    def _check_decides(self):
        self.check_access("read")
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise UserError(self.env._("Only users of the Xero connector can do this."))

    def action_link(self):
        """Say that the two are the same invoice: linked, nothing is sent.

        :raises UserError: where one of them is chosen twice, stands for another one
            already, or is being sent at this moment
        """
        self._check_decides()
        for pairs in (*self.grouped("move_id").values(), *self._by_record()):
            if len(pairs) > 1:
                raise UserError(
                    self.env._(
                        "%(name)s is in %(count)s of the chosen rows. Choose one of "
                        "them, or Keep Apart the others first.",
                        name=pairs[0].xero_number or pairs[0].move_id.name,
                        count=len(pairs),
                    )
                )
        for pair in self:
            pair._check_free()
            link = (
                self.env["xero.link"]
                .sudo()
                ._get_or_create(pair.organisation_id, pair.move_id)
            )
            link.write(
                {
                    "record_id": pair.record_id.id,
                    "suggestion_id": False,
                    "apart_id": False,
                    "chosen": True,
                    "score": 100,
                    "reason": self.env._("chosen by %(user)s", user=self.env.user.name),
                }
            )

    def _by_record(self):
        return self.grouped("record_id").values()

    def _check_free(self):
        """Neither of the two stands for another one, or is on its way there."""
        record, move = self.record_id.sudo(), self.move_id
        taken = record.link_ids or move._xero_links(self.organisation_id).get(move.id)
        if taken and taken[0].record_id:
            raise UserError(
                self.env._(
                    "%(name)s is linked with %(other)s already. Unlink the two under "
                    "Xero ‣ Mapping first.",
                    name=taken[0].res_name,
                    other=taken[0].record_id.display_name,
                )
            )
        row = move._xero_open_rows(self.organisation_id).get(move.id)
        if row and row.state == "sending":
            raise UserError(
                self.env._(
                    "%(name)s is being sent to Xero at this moment. Try again when "
                    "its answer has come.",
                    name=move.name,
                )
            )

    def action_keep_apart(self):
        """Say that the two are different invoices; what was held for it goes on."""
        self._check_decides()
        self.sudo().apart = True
        for organisation, pairs in self.grouped("organisation_id").items():
            pairs.move_id._xero_release_doubt(organisation)
