from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.xero_client import PAGE_SIZE
from ..tools.xero_dialect import quoted
from .xero_mixin import XeroStreamType
from .xero_record import GONE

FEEDERS = frozenset(
    {
        "name",
        "ref",
        "invoice_date",
        "invoice_date_due",
        "invoice_payment_term_id",
        "partner_id",
        "currency_id",
        "invoice_currency_rate",
        "is_move_sent",
        "invoice_line_ids",
        "line_ids",
    }
)


class AccountMove(models.Model):
    """Customer invoices. What travels is in ``account_move_payload.py``, what Xero
    would refuse in ``account_move_check.py``."""

    _name = "account.move"
    _inherit = ["account.move", "xero.push.mixin"]

    # === TYPE === #

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "invoices",
                self.env._("Invoices"),
                "Invoices",
                sequence=30,
                paged=True,
                pushes=True,
                direction="both",
                interval=30,
                dated=True,
            )
        ]

    @api.model
    def _xero_kind(self):
        # OVERRIDES 'xero_connector'
        return ""

    @api.model
    def _xero_feeders(self):
        # EXTENDS 'xero_connector'
        return FEEDERS

    def _xero_types(self):
        """Kinds of entries that go to Xero."""
        return ("out_invoice",)

    def _xero_domain(self, organisation):
        # EXTENDS 'xero_connector'
        return Domain("company_id", "in", organisation._companies().ids) & Domain(
            "move_type", "in", self._xero_types()
        )

    def _xero_organisation_of(self):
        # EXTENDS 'xero_connector'
        ours = self.filtered(lambda move: move.move_type in self._xero_types())
        return super(AccountMove, ours)._xero_organisation_of()

    def _xero_web_path(self, seen):
        # EXTENDS 'xero_connector'
        return f"/AccountsReceivable/View.aspx?InvoiceID={seen.xero_id}"

    # === WHAT IS TO BE DONE === #

    def _xero_operation(self, organisation, link):
        # EXTENDS 'xero_connector'
        if link.excluded:
            return None, self.env._("Kept out of Xero.")
        seen = link.record_id
        if self.state == "draft":
            return None, self.env._("It is a draft in Odoo; it goes when it is posted.")
        if self.state == "cancel":
            if seen and seen.live:
                return "remove", ""
            return None, self.env._("Cancelled before it went to Xero.")
        return super()._xero_operation(organisation, link)

    def _xero_hold(self, organisation, operation, link):
        # EXTENDS 'xero_connector'
        if operation == "create":
            return self._xero_hold_by_rule(organisation)
        return self._xero_hold_words(link.record_id, operation)

    @api.model
    def _xero_hold_removal(self, seen):
        # EXTENDS 'xero_connector'
        return self._xero_hold_words(seen, "remove")

    @api.model
    def _xero_hold_words(self, seen, operation):
        """Why an accountant must confirm: sent, paid, or in a closed period. What is
        paid is not removed at all, see ``_xero_check_removal``."""
        locked = seen.organisation_id._locked_until()
        if seen.sent_to_contact:
            cause = self.env._("was sent to the customer")
        elif operation != "remove" and (seen.amount_paid or seen.amount_credited):
            cause = self.env._("is paid in part in Xero")
        elif operation == "remove" and locked and seen.date and seen.date <= locked:
            cause = self.env._("is dated in a closed period")
        else:
            return ""
        if operation == "remove":
            return self.env._(
                "%(number)s %(cause)s. Press Void in Xero to take it back there too, "
                "or Stop to leave it there.",
                number=seen.number,
                cause=cause,
            )
        return self.env._(
            "%(number)s %(cause)s. Press Send Now to change it in Xero as well.",
            number=seen.number,
            cause=cause,
        )

    def _xero_hold_by_rule(self, organisation):
        # EXTENDS 'xero_connector'
        link = self._xero_links(organisation).get(self.id)
        if link and link.record_id:
            # an update is judged at the claim: equal to what was sent needs no yes
            removed = self.state == "cancel"
            return self._xero_hold_words(link.record_id, "remove") if removed else ""
        if not organisation.live_since:
            return ""
        local = organisation.with_context(tz=organisation._zone_name())
        live = fields.Datetime.context_timestamp(local, organisation.live_since).date()
        if self.invoice_date and self.invoice_date < live:
            return self.env._(
                "It is dated before Go live (%(day)s). Press Send Now if Xero does not "
                "have it yet.",
                day=format_date(self.env, live),
            )
        since = self._xero_stream(organisation).from_date
        if self.invoice_date and since and self.invoice_date < since:
            return self.env._(
                "It is dated before %(day)s, from which on they go to Xero. Press Send "
                "now if this one is to go all the same.",
                day=format_date(self.env, since),
            )
        return ""

    def _xero_dependencies(self, organisation):
        # EXTENDS 'xero_connector'
        needed = [self.commercial_partner_id]
        items = self.env["xero.stream"]._of_kind(organisation, "items")
        if items._sends():
            # other lines go with account and text, or under another item
            needed.extend(self.invoice_line_ids.product_id._xero_needed(organisation))
        return needed

    def _xero_missing_words(self, organisation):
        # EXTENDS 'xero_connector'
        return self.env._("%s is not in Xero.", self.display_name)

    # === HOOKS: they only insert rows === #

    def _post(self, soft=True):
        # EXTENDS 'account'
        first = self.filtered(lambda move: not move.posted_before)
        posted = super()._post(soft)
        posted._xero_after_post(first)
        return posted

    def _xero_after_post(self, first):
        """First posted after Go live: the rule. Posted again: an update, if linked."""
        for organisation, moves in self._xero_organisation_of().items():
            sends = moves._xero_stream_sends(organisation)
            if organisation._rules_rest() or not sends:
                continue
            links = moves._xero_links(organisation)
            rows = moves._xero_open_rows(organisation)
            going = moves.filtered(
                lambda move, links=links, rows=rows: (
                    move in first
                    or move.id in rows
                    or (links.get(move.id) and links[move.id].record_id)
                )
            )
            if going:
                going._xero_enqueue("rule")

    def _xero_stream_sends(self, organisation):
        return self[:1]._xero_stream(organisation)._sends()

    def _xero_changed(self):
        """Only posted documents are dirty: a draft goes when it is posted again."""
        # EXTENDS 'xero_connector'
        posted = self.filtered(
            lambda move: move.state == "posted" and move.move_type in self._xero_types()
        )
        return super(AccountMove, posted)._xero_changed()

    def write(self, values):
        # EXTENDS 'account'
        result = super().write(values)
        if values.get("state") == "cancel":
            self._xero_after_cancel()
        return result

    def _xero_after_cancel(self):
        for organisation, moves in self._xero_organisation_of().items():
            links = moves._xero_links(organisation)
            rows = moves._xero_open_rows(organisation)
            linked = moves.filtered(
                lambda move, links=links, rows=rows: (
                    (links.get(move.id) and links[move.id].record_id.live)
                    # on its way there at this moment
                    or (rows.get(move.id) and rows[move.id].state == "sending")
                )
            )
            if linked:
                linked._xero_enqueue("rule")
            for link in links.values():
                # cancelled here, gone there: both agree again
                if link.difference and link.record_id and not link.record_id.live:
                    link.difference = False

    def _xero_queue_removal(self):
        # EXTENDS 'xero_connector'
        for organisation, moves in self._xero_organisation_of().items():
            for move_id, link in moves._xero_links(organisation).items():
                seen = link.record_id
                if not seen.live:
                    continue
                hold = self._xero_hold_words(seen, "remove")
                move = self.browse(move_id)
                self.env["xero.queue"]._insert(
                    organisation,
                    [
                        {
                            **move._xero_row_values(organisation, "button"),
                            "origin": "rule",
                            "operation": "remove",
                            "xero_id": seen.xero_id,
                            "res_name": seen.number,
                            "state": "held" if hold else "pending",
                            "message": hold,
                        }
                    ],
                )

    def _need_cancel_request(self):
        # EXTENDS 'account'
        locked = (
            self.xero_id
            and self.state == "posted"
            and self.env["xero.organisation"]
            ._of_company(self.company_id)
            .lock_after_sending
        )
        return super()._need_cancel_request() or bool(locked)

    def action_xero_push(self):
        # EXTENDS 'xero_connector'
        wrong = self.filtered(
            lambda move: (
                move.move_type not in self._xero_types() or move.state == "draft"
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "Only posted customer invoices go to Xero. Leave out: %(names)s.",
                    names=", ".join(wrong.mapped("display_name")),
                )
            )
        return super().action_xero_push()

    def action_xero_preview(self):
        """Show what Xero will get, with all objections at once.

        :raises UserError: no organisation is connected
        """
        self.ensure_one()
        preview = self.env["xero.preview"]._for(self)
        return {
            "name": self.env._("Preview for Xero"),
            "type": "ir.actions.act_window",
            "res_model": "xero.preview",
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    # === REMOVE, FIND === #

    @api.model
    def _xero_prepare_remove(self, seen):
        # EXTENDS 'xero_connector'
        if seen.status in GONE:
            return {}
        # Xero: drafts are deleted, approved documents are voided
        status = "VOIDED" if seen.status in ("AUTHORISED", "PAID") else "DELETED"
        return {"InvoiceID": seen.xero_id, "Status": status}

    @api.model
    def _xero_id_name(self):
        # EXTENDS 'xero_connector'
        return "InvoiceID"

    @api.model
    def _xero_id_of(self, element):
        # EXTENDS 'xero_connector'
        return element.get("InvoiceID")

    @api.model
    def _xero_keys_of(self, element):
        """Our number; where Xero numbers, our number in the reference."""
        # EXTENDS 'xero_connector'
        number, reference = element.get("InvoiceNumber"), element.get("Reference")
        return [number, reference and f"ref:{reference}"]

    @api.model
    def _xero_fetch(self, client, xero_ids):
        # EXTENDS 'xero_connector'
        # with a page, the lines come along
        return client.get("Invoices", i_ds=xero_ids, page=1, page_size=PAGE_SIZE)

    @api.model
    def _xero_fetch_by_key(self, client, keys):
        # EXTENDS 'xero_connector'
        terms = []
        for key in keys:
            reference = key.removeprefix("ref:")
            name = "Reference" if reference != key else "InvoiceNumber"
            terms.append(f"{name}=={quoted(reference)}")
        where = f'Type=="ACCREC" AND ({" OR ".join(terms)})'
        return client.get("Invoices", where=where, page=1, page_size=PAGE_SIZE)
