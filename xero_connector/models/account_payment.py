from odoo import api, fields, models

from ..tools.xero_dialect import amount, parse_date
from .xero_mixin import XeroStreamType

# A customer paid an invoice. Payments of bills, of credit notes, of over- and
# prepayments are seen in the mirror and not applied.
RECEIVED = "ACCRECPAYMENT"


class AccountPayment(models.Model):
    """Payments that were made in Xero: registered here, never sent there.

    What is to become of one is in ``account_payment_apply.py``, what is the same on
    both sides in ``account_payment_same.py``, how one is booked and cancelled in
    ``account_payment_book.py``. One payment of Odoo may stand for
    several of Xero (a batch, or an accountant's own over several invoices): the first
    link has no role, the others have Xero's id for one.
    """

    _name = "account.payment"
    _inherit = ["account.payment", "xero.mixin"]

    # each belongs to its invoice: there is nothing to decide
    _xero_maps = False
    # each is an entry that is posted and reconciled
    _xero_chunk = 20

    xero_words = fields.Char(
        "Xero", compute="_compute_xero_words", compute_sudo=True, readonly=True
    )

    # === TYPE === #

    @api.model
    def _xero_stream_types(self):
        # EXTENDS 'xero_connector'
        return [
            XeroStreamType(
                "payments",
                self.env._("Payments"),
                "Payments",
                sequence=40,
                paged=True,
                interval=30,
                dated=True,
            )
        ]

    @api.model
    def _xero_pull_parameters(self, stream):
        # EXTENDS 'xero_connector'
        parameters = {"order": "UpdatedDateUTC ASC"}
        if since := stream.from_date:
            day = f"DateTime({since.year},{since.month},{since.day})"
            parameters["where"] = f"Date>={day}"
        return parameters

    @api.model
    def _xero_read_words(self, stream):
        # EXTENDS 'xero_connector'
        if stream.organisation_id.live_since:
            return ""
        return self.env._("(registered in Odoo after Go live)")

    @api.model
    def _xero_record_values(self, organisation, payload):
        # EXTENDS 'xero_connector'
        invoice = payload.get("Invoice") or {}
        contact = invoice.get("Contact") or {}
        return {
            "xero_id": payload["PaymentID"],
            "number": invoice.get("InvoiceNumber"),
            "name": payload.get("Reference"),
            "kind": payload.get("PaymentType"),
            "status": payload.get("Status"),
            "contact_xero_id": contact.get("ContactID"),
            "contact_name": contact.get("Name"),
            "document_xero_id": invoice.get("InvoiceID"),
            "parent_xero_id": payload.get("BatchPaymentID"),
            "date": parse_date(payload["Date"] or "no date"),
            "currency_id": self.env["res.currency"]._xero_id_of_code(
                invoice.get("CurrencyCode")
            ),
            "amount_total": amount(payload["Amount"]),
        }

    def _xero_web_path(self, seen):
        """Xero shows a payment with its invoice."""
        # EXTENDS 'xero_connector'
        return f"/AccountsReceivable/View.aspx?InvoiceID={seen.document_xero_id}"

    # === LINKS === #

    @api.model
    def _xero_link_to(self, organisation, seen, payment, **values):
        """Note which payment of Odoo stands for one of Xero's.

        :param payment: ``account.payment``, or the ``account.move`` of another entry
            that settles the invoice (a bank statement's)
        """
        Link = self.env["xero.link"]
        alone = payment._name == self._name and not payment._xero_all_links()
        return Link.create(
            Link._prepare(
                organisation,
                payment,
                seen.resource,
                role="" if alone else seen.xero_id,
                record_id=seen.id,
                exclusive=True,
                **values,
            )
        )

    def _xero_all_links(self):
        """All links of these payments, those of further payments in Xero included."""
        return (
            self.env["xero.link"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    @api.depends_context("company", "lang")
    def _compute_xero_words(self):
        self.xero_words = False
        for payment_id, links in self._xero_all_links().grouped("res_id").items():
            payment = self.browse(payment_id)
            payment.xero_words = payment._xero_words_of(links)

    def _xero_words_of(self, links):
        """Where the payment comes from, and what became of it there."""
        seen = links.record_id
        if not seen:
            return False
        numbers = ", ".join(seen.mapped("xero_id"))
        if not any(seen.mapped("live")):
            return self.env._("Removed in Xero (%(ids)s)", ids=numbers)
        if any(links.mapped("ignored")):
            return self.env._("Removed here, not in Xero (%(ids)s)", ids=numbers)
        if any(links.mapped("from_xero")):
            return self.env._("From Xero (%(ids)s)", ids=numbers)
        return self.env._("The same as in Xero (%(ids)s)", ids=numbers)

    def action_xero_open(self):
        """Open the paid invoice in Xero, which shows the payment."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.xero_url, "target": "new"}

    # === REMOVED HERE === #

    def write(self, values):
        # EXTENDS 'account'
        result = super().write(values)
        if values.get("state") == "canceled":
            self._xero_removed_here()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_xero(self):
        self._xero_removed_here()

    def _xero_removed_here(self):
        """Xero still has it: that is said, and it is not registered again by itself."""
        links = self._xero_all_links().filtered(
            lambda link: link.record_id.live and not link.ignored
        )
        links.ignored = True
        self._xero_report_removed(links)

    @api.model
    def _xero_report_removed(self, links):
        for link in links:
            words = self.env._(
                "%(payment)s of %(invoice)s was removed in Odoo, Xero still has it. "
                "Delete it in Xero as well, or press Retry to register it here again.",
                payment=link.res_name,
                invoice=link.record_id.number,
            )
            self.env["xero.queue"]._report_apply(
                link.organisation_id, link.record_id, words
            )
