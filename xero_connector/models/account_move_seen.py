from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools.xero_dialect import amount, parse_date


class AccountMove(models.Model):
    """What Xero says of an invoice: status and amounts out of the mirror, the words of
    the badge, and how both are searched."""

    _inherit = "account.move"

    xero_status = fields.Char(
        "Status in Xero",
        compute="_compute_xero_seen",
        search="_search_xero_status",
        compute_sudo=True,
    )
    xero_status_words = fields.Char(
        "Standing in Xero", compute="_compute_xero_seen", compute_sudo=True
    )
    xero_number = fields.Char(
        "Number in Xero", compute="_compute_xero_seen", compute_sudo=True
    )
    xero_amount_due = fields.Monetary(
        "Due in Xero", compute="_compute_xero_seen", compute_sudo=True
    )
    xero_amount_paid = fields.Monetary(
        "Paid in Xero", compute="_compute_xero_seen", compute_sudo=True
    )
    xero_amount_credited = fields.Monetary(
        "Credited in Xero", compute="_compute_xero_seen", compute_sudo=True
    )
    xero_sent_to_contact = fields.Boolean(
        "Sent to Contact", compute="_compute_xero_seen", compute_sudo=True
    )

    # === SEE === #

    @api.model
    def _xero_pull_parameters(self, stream):
        # EXTENDS 'xero_connector'
        since = stream.from_date
        where = 'Type=="ACCREC"'
        if since:
            where += f" AND Date>=DateTime({since.year},{since.month},{since.day})"
        return {"where": where, "summary_only": True, "order": "UpdatedDateUTC ASC"}

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        contact = payload.get("Contact") or {}
        return {
            "xero_id": payload["InvoiceID"],
            "number": payload.get("InvoiceNumber"),
            "name": payload.get("Reference"),
            "kind": payload.get("Type"),
            "status": payload.get("Status"),
            "contact_xero_id": contact.get("ContactID"),
            "contact_name": contact.get("Name"),
            "date": parse_date(payload.get("Date")),
            "due_date": parse_date(payload.get("DueDate")),
            "currency_id": self.env["res.currency"]._xero_id_of_code(
                payload.get("CurrencyCode")
            ),
            "amount_net": amount(payload.get("SubTotal")),
            "amount_tax": amount(payload.get("TotalTax")),
            "amount_total": amount(payload.get("Total")),
            "amount_due": amount(payload.get("AmountDue")),
            "amount_paid": amount(payload.get("AmountPaid")),
            "amount_credited": amount(payload.get("AmountCredited")),
            "fully_paid_on": parse_date(payload.get("FullyPaidOnDate")),
            "sent_to_contact": bool(payload.get("SentToContact")),
        }

    @api.model
    def _xero_apply(self, organisation, seen):
        """Status and amounts are shown from the mirror; here: which invoices are in
        both books, and do the two still agree?"""
        # OVERRIDES 'xero_connector'
        self._xero_pair_history(organisation, seen)
        self._xero_note_differences(organisation, seen.link_ids.filtered("record_id"))

    @api.model
    def _xero_note_differences(self, organisation, links):
        """Say on each link what both books have otherwise than each other.

        :param links: ``xero.link`` of documents, with their records
        """
        links = links.filtered(lambda link: link.res_model == self._name)
        links.fetch(["res_id", "record_id", "difference", "sent"])
        links.record_id.fetch(["payload", "live"])
        moves = self.browse(links.mapped("res_id")).exists()
        posted = {move.id: move for move in moves if move.state == "posted"}
        for link in links:
            if link.res_id not in posted:
                continue
            difference = posted[link.res_id]._xero_difference(organisation, link)
            if (link.difference or "") != difference:
                link.difference = difference

    def _xero_difference(self, organisation, link):
        """What both books have otherwise than each other, in words."""
        there, sent = link.record_id.payload or {}, link.sent or {}
        told = there.get("LineItems") and "LineItems" in sent
        if told or not link.record_id.live:
            return self._xero_compare(organisation, sent, there)
        return self._xero_compare_totals(there)

    @api.depends_context("company")
    def _compute_xero_seen(self):
        links = self._xero_links()
        for move in self:
            seen = links.get(move.id, self.env["xero.link"]).record_id
            move.xero_status = seen.status
            move.xero_status_words = seen.status_words
            move.xero_number = seen.number
            move.xero_amount_due = seen.amount_due if seen.live else 0
            move.xero_amount_paid = seen.amount_paid
            move.xero_amount_credited = seen.amount_credited
            move.xero_sent_to_contact = seen.sent_to_contact

    def _search_xero_status(self, operator, value):
        return self._xero_search_seen("status", operator, value)

    # === BADGE === #

    def _xero_badge_of(self, organisation, link, row):
        # EXTENDS 'xero_connector'
        if self.move_type not in self._xero_types():
            return False
        if self.state == "draft" and not link.record_id:
            return False
        return super()._xero_badge_of(organisation, link, row)

    def _xero_badge_of_seen(self, seen):
        # EXTENDS 'xero_connector'
        if seen.status in ("VOIDED", "DELETED"):
            if seen.status == "VOIDED":
                return self.env._("Voided in Xero")
            return self.env._("Deleted in Xero")
        if self.state != "posted":
            return self.env._("Changed here, not in Xero")
        return self._xero_badge_of_amounts(seen) or {
            "DRAFT": self.env._("In Xero, draft"),
            "SUBMITTED": self.env._("In Xero, awaiting approval"),
        }.get(
            seen.status,
            self.env._("In Xero, sent")
            if seen.sent_to_contact
            else self.env._("In Xero"),
        )

    def _xero_badge_of_amounts(self, seen):
        """Words for what is paid or credited there, and whether it is so here; empty
        where nothing is."""
        words = self._xero_paid_words(seen)
        return words and words + self._xero_open_words(seen)

    def _xero_paid_words(self, seen):
        if seen.status == "PAID":
            if seen.amount_credited and not seen.amount_paid:
                return self.env._("Closed by credit note")
            day = seen.fully_paid_on
            return (
                self.env._("Paid %(day)s", day=f"{day.day} {day:%b}")
                if day
                else self.env._("Paid in Xero")
            )
        settled = seen.amount_paid + seen.amount_credited
        if not settled:
            return ""
        currency = seen.currency_id or self.currency_id
        return self.env._(
            "%(paid)s of %(total)s paid",
            paid=format_amount(self.env, settled, currency),
            total=format_amount(self.env, seen.amount_total, currency),
        )
