from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ..tools.xero_dialect import storable
from ..tools.xero_likeness import graded
from .xero_queue import OPEN
from .xero_queue_decide import DOUBT


class AccountMove(models.Model):
    """Invoices that are in both books already.

    The same number, total, date and customer is the same invoice: linked by itself,
    and nothing is sent. Anything less is a look-alike, for a person to judge
    (``xero.look.alike``): before Go live, and again when one of them is about to be
    sent. Numbers are compared without case and blanks, totals to the cent in one
    currency; a customer by its link, by its name where Xero's contact has none.

    Invoices are compared many at once, in a few queries, and at the end of every
    reading all open ones of both books: so it does not matter which was there first.
    """

    _inherit = "account.move"

    # invoices of Xero are no rows of the mapping: most of them stand for none here
    _xero_maps = False

    xero_look_alike_count = fields.Integer(
        "Look-Alikes in Xero", compute="_compute_xero_look_alikes", compute_sudo=True
    )

    # === PAIR === #

    @api.model
    def _xero_pair_history(self, organisation, seen):
        """Link what is beyond doubt, note what a person must judge.

        :param seen: ``xero.record``
        """
        sure, alike = self._xero_graded(organisation, theirs=seen.ids)
        self._xero_link_sure(organisation, {one.move_id: one.record_id for one in sure})
        self.env["xero.look.alike"]._note(
            organisation, alike, Domain("record_id", "in", seen.ids)
        )

    @api.model
    def _xero_waiting_for(self, organisation, documents=None):
        """Invoices in Xero of which another thing is true since Odoo's were posted,
        edited or cancelled."""
        # EXTENDS 'xero_connector'
        waiting = super()._xero_waiting_for(organisation, documents)
        if documents is not None:
            return waiting
        sure, alike = self._xero_graded(organisation)
        noted = self.env["xero.look.alike"]._noted(organisation)
        changed = set(alike) ^ noted.keys()
        return waiting.browse({one.record_id for one in (*sure, *changed)}).exists()

    @api.model
    def _xero_link_sure(self, organisation, records):
        """Link invoices to their records.

        :param dict records: ``{move id: xero.record id}``
        """
        Link = self.env["xero.link"]
        moves = self.browse(records).with_company(organisation.company_id)
        known = Link._of_records(organisation, moves)
        links, fresh = Link.sudo(), []
        for move in moves:
            values = {
                "record_id": records[move.id],
                "reason": self.env._("same number, total, date and customer"),
                "score": 100,
                "sent": move._xero_base(organisation),
            }
            if move.id in known:
                known[move.id].write(values)
                links |= known[move.id]
            else:
                fresh.append(
                    Link._prepare(organisation, move, "Invoices", **values),
                )
        links |= Link.sudo().create(fresh)
        links._take_as_paired()

    def _xero_adopt(self, organisation):
        """What is in Xero already beyond doubt is not sent again.

        Where its lines are known there too it is ours, from an answer that was lost.
        """
        # EXTENDS 'xero_connector'
        sure, alike = self._xero_own_grade(organisation)
        if not sure:
            if alike:
                self.env["xero.look.alike"]._note(
                    organisation, alike, Domain("move_id", "=", self.id)
                )
            return False
        record = self.env["xero.record"].browse(sure[0].record_id)
        there = record.payload or {}
        payload = self._xero_prepare(organisation)
        lines = there.get("LineItems") or []
        if len(lines) == len(payload["LineItems"]) and self._xero_agrees(
            storable(payload), there
        ):
            self._xero_accepted(organisation, record, payload, there)
        else:
            self._xero_link_sure(organisation, {self.id: record.id})
        return True

    def _xero_doubt(self, organisation):
        """Names the invoices in Xero that may be this one."""
        # EXTENDS 'xero_connector'
        _sure, alike = self._xero_own_grade(organisation)
        likely = [likeness for likeness in alike if not likeness.only_number]
        if not likely:
            return ""
        records = self.env["xero.record"].browse([one.record_id for one in likely])
        words = [
            self.env._(
                "%(number)s may be %(other)s in Xero: %(likeness)s.",
                number=self.name,
                other=record.display_name or self.env._("one without a number"),
                likeness=self._xero_likeness_words(record, likeness),
            )
            for record, likeness in zip(records, likely, strict=True)
        ]
        words.append(
            self.env._(
                "Press Link if it is the same invoice, Keep Apart if it is another one."
            )
        )
        return "\n".join(words)

    def _xero_likeness_words(self, record, likeness):
        """In what an invoice here and one in Xero are the same, and in what not.

        :param record: ``xero.record``
        :param likeness: has ``number``, ``contact``, ``total``, ``date``
        """
        facts = (
            (
                likeness.number,
                self.env._("number"),
                self.name,
                record.number or self.env._("none"),
            ),
            (
                likeness.contact,
                self.env._("customer"),
                self.commercial_partner_id.display_name,
                record.contact_name,
            ),
            (
                likeness.total,
                self.env._("total"),
                format_amount(self.env, self.amount_total, self.currency_id),
                format_amount(
                    self.env,
                    record.amount_total,
                    record.currency_id or self.currency_id,
                ),
            ),
            (
                likeness.date,
                self.env._("date"),
                format_date(self.env, self.invoice_date),
                format_date(self.env, record.date),
            ),
        )
        same = ", ".join(label for equal, label, _here, _there in facts if equal)
        words = [self.env._("same %s", same)]
        words.extend(
            self.env._(
                "%(what)s %(here)s here, %(there)s in Xero",
                what=label,
                here=here,
                there=there,
            )
            for equal, label, here, there in facts
            if not equal
        )
        return "; ".join(words)

    # === DECIDED === #

    def _xero_settle_paired(self, organisation):
        """Nothing waits to be sent of what is in Xero already.

        Rows that are being sent are left to their answer.
        """
        rows = (
            self.env["xero.queue"]
            .sudo()
            .search(
                [
                    ("organisation_id", "=", organisation.id),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "in", [state for state in OPEN if state != "sending"]),
                ]
            )
        )
        rows.try_lock_for_update().write(
            {
                "state": "done",
                "message": self.env._("Linked with the invoice that Xero has already."),
                "done_at": fields.Datetime.now(),
            }
        )

    def _xero_release_doubt(self, organisation):
        """What was held because of a look-alike is judged anew."""
        rows = [
            row
            for row in self._xero_open_rows(organisation).values()
            if row.state == "held" and row.blocked_on == row._blocker(DOUBT, row.res_id)
        ]
        self.env["xero.queue"].concat(*rows).sudo()._again()

    # === BUTTONS === #

    @api.depends_context("company")
    def _compute_xero_look_alikes(self):
        LookAlike = self.env["xero.look.alike"]
        counts = dict(
            LookAlike._read_group(
                LookAlike._open_domain() & Domain("move_id", "in", self.ids),
                ["move_id"],
                ["__count"],
            )
        )
        for move in self:
            move.xero_look_alike_count = counts.get(move, 0)

    def _xero_look_alikes(self):
        LookAlike = self.env["xero.look.alike"]
        return LookAlike.search(
            LookAlike._open_domain() & Domain("move_id", "in", self.ids)
        )

    def action_xero_link(self):
        """Link with the invoice in Xero that looks like this one; of several, choose.

        :raises UserError: without Xero rights, or where it is not free any more
        """
        pairs = self._xero_look_alikes()
        if len(pairs) > 1:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "xero_connector.xero_look_alike_action"
            )
            return {**action, "domain": [("id", "in", pairs.ids)]}
        return pairs.action_link()

    def action_xero_keep_apart(self):
        """None of those that look like it is this one: it goes to Xero.

        :raises UserError: without Xero rights
        """
        return self._xero_look_alikes().action_keep_apart()

    # === COMPARE === #

    def _xero_own_grade(self, organisation):
        """What is sure and what is alike for this one invoice.

        The rows of one call are asked for together; each sees it as it was then, save
        what was linked since.
        """
        memo = self.env.context.get("xero_memo", {})
        known = memo.setdefault(("history", organisation.id), {})
        if self.id not in known:
            batch = {self.id, *self._prefetch_ids}
            known.update({move_id: ([], []) for move_id in batch})
            for place, grade in enumerate(self._xero_graded(organisation, batch)):
                for one in grade:
                    known[one.move_id][place].append(one)
        Record = self.env["xero.record"]
        return [
            [one for one in grade if not Record.browse(one.record_id).link_ids]
            for grade in known[self.id]
        ]

    @api.model
    def _xero_graded(self, organisation, ours=None, theirs=None):
        """Compare open invoices of both books.

        :param ours: ids of ``account.move``, all if not said
        :param theirs: ids of ``xero.record``, all if not said
        :return: ``(sure, alike)``, see ``graded``
        """
        asked = set(self._xero_likenesses(organisation, ours, theirs))
        found = set(asked)
        if asked and (ours or theirs):
            # whose else each of them may be decides as well
            moves = {one.move_id for one in asked}
            records = {one.record_id for one in asked}
            found.update(self._xero_likenesses(organisation, ours=moves))
            found.update(self._xero_likenesses(organisation, theirs=records))
        apart = self.env["xero.look.alike"]._kept_apart(organisation)
        rows = self.env["xero.queue"].search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("state", "=", "sending"),
            ]
        )
        sure, alike = graded(
            sorted(one for one in found if (one.move_id, one.record_id) not in apart),
            set(rows.mapped("res_id")),
        )
        return (
            [one for one in sure if one in asked],
            [one for one in alike if one in asked],
        )
