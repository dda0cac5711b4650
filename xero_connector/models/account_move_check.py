from decimal import Decimal

from odoo import api, models
from odoo.tools import format_amount, format_date

from ..tools.xero_dialect import amount, cents, parse_date
from ..tools.xero_transfer import XeroObjection

# Xero takes a tax amount that its own rounding could have brought; further off it is
# another tax
TAX_TOLERANCE = Decimal("0.02")
# What Xero still lets one change on a document with a payment, beside the text,
# account and tracking of its lines (documentation of invoices); the rest is settled
OPEN_WHEN_PAID = frozenset({"Reference", "DueDate", "InvoiceNumber", "SentToContact"})
NUMBER_LENGTH = 255


class AccountMove(models.Model):
    """What Xero would refuse in an invoice, found before any call, all at once; and
    what it has otherwise than Odoo afterwards."""

    _inherit = "account.move"

    def _xero_check(self, organisation, operation):
        # EXTENDS 'xero_connector'
        return [
            *self._xero_check_contact(organisation),
            *self._xero_check_document(organisation),
            *self._xero_check_number(organisation, operation),
            *self._xero_check_specials(),
            *self._xero_check_lines(organisation),
        ]

    def _xero_check_contact(self, organisation):
        contact = self._xero_contact(organisation)
        if contact and not contact.live:
            yield XeroObjection(
                self.commercial_partner_id._xero_archived_words(contact)
            )

    def _xero_check_document(self, organisation):
        locked = organisation._locked_until()
        if locked and self.invoice_date and self.invoice_date <= locked:
            yield XeroObjection(
                self.env._(
                    "%(number)s is dated %(day)s, but the books in Xero are locked "
                    "until %(locked)s. Date it later, or move the lock date in Xero "
                    "and read the organisation again; then press Retry.",
                    number=self.name,
                    day=format_date(self.env, self.invoice_date),
                    locked=format_date(self.env, locked),
                )
            )
        if not self.currency_id._xero_is_subscribed(organisation):
            yield XeroObjection(
                f"{self.name}: {self.currency_id._xero_not_subscribed_words()}",
                "blocked",
                self.env["xero.queue"]._blocker("res.currency", self.currency_id.id),
            )

    def _xero_number_holder(self, organisation):
        """The live document in Xero that carries our number; empty if none does."""
        if organisation.number_source != "odoo":
            return self.env["xero.record"]
        return self.env["xero.record"]._lookup(
            organisation,
            "Invoices",
            [("number", "=", self.name), ("live", "=", True), ("kind", "=", "ACCREC")],
        )[:1]

    def _xero_is_leaving(self, organisation, holder):
        """Whether a document that was deleted here is about to leave Xero: its number
        is in use again here, but it is not this invoice."""
        return bool(
            self.env["xero.queue"].search_count(
                [
                    ("organisation_id", "=", organisation.id),
                    ("operation", "=", "remove"),
                    ("xero_id", "=", holder.xero_id),
                    ("state", "not in", ("done", "superseded", "canceled")),
                ],
                limit=1,
            )
        )

    def _xero_check_number(self, organisation, operation):
        if organisation.number_source != "odoo":
            return
        if len(self.name) > NUMBER_LENGTH or not self.name.isascii():
            yield XeroObjection(
                self.env._(
                    "%s: Xero takes numbers of plain letters, digits and signs. Change "
                    "the journal's numbering, then press Retry.",
                    self.name,
                )
            )
        if operation != "create":
            return
        holder = self._xero_number_holder(organisation)
        if not holder:
            return
        if self._xero_is_leaving(organisation, holder):
            yield XeroObjection(
                self.env._(
                    "%s belongs in Xero to a document that was deleted here. It goes "
                    "as soon as that one is removed there.",
                    self.name,
                ),
                "blocked",
                self.env["xero.queue"]._blocker("xero", holder.xero_id),
            )
        else:
            yield XeroObjection(self._xero_number_taken_words(holder.contact_name))

    def _xero_number_taken_words(self, contact):
        return self.env._(
            "%(number)s is used in Xero already, for %(contact)s. Nothing was changed "
            "there. Give one of the two another number, then press Retry.",
            number=self.name,
            contact=contact or self.env._("another document"),
        )

    def _xero_check_specials(self):
        """Lines that Xero has no counterpart for."""
        refused = {
            "epd": self.env._(
                "Early-payment discount that reduces the tax at once cannot be sent. "
                "Choose a payment term that applies it on payment; then press Retry."
            ),
            "non_deductible_product": self.env._(
                "Lines that are not fully deductible cannot be sent."
            ),
        }
        kinds = set(self.line_ids.mapped("display_type"))
        for kind, words in refused.items():
            if kind in kinds:
                yield XeroObjection(f"{self.name}: {words}")
        if self.line_ids.filtered(
            lambda line: (
                line.display_type == "rounding" and line.tax_repartition_line_id
            )
        ):
            yield XeroObjection(
                self.env._(
                    "%s: cash rounding that changes the tax cannot be sent. Choose a "
                    "rounding with a line of its own; then press Retry.",
                    self.name,
                )
            )

    def _xero_check_lines(self, organisation):
        amounts = self._xero_line_amounts()
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        if not lines:
            yield XeroObjection(self.env._("%s has no line with an amount.", self.name))
        inclusive = self._xero_is_inclusive()
        seen = set()
        for line in lines:
            for objection in line._xero_check(organisation):
                if objection.text not in seen:
                    seen.add(objection.text)
                    yield objection
            net, tax = amounts[line]
            yield from line._xero_check_tax(organisation, net, tax, inclusive)
        for line in self.line_ids.filtered(
            lambda line: (
                line.display_type == "rounding" and not line.tax_repartition_line_id
            )
        ):
            yield from line._xero_check(organisation)

    # === REMOVALS === #

    @api.model
    def _xero_check_removal(self, seen):
        """What is paid or credited, be it in part, is not voided."""

        # EXTENDS 'xero_connector'
        def shown(money):
            return format_amount(self.env, money, seen.currency_id)

        if seen.amount_paid:
            yield XeroObjection(
                self.env._(
                    "%(number)s cannot be voided in Xero while %(amount)s of it are "
                    "paid there. Remove the payment in Xero, then press Retry; or "
                    "correct the invoice by a credit note.",
                    number=seen.number,
                    amount=shown(seen.amount_paid),
                )
            )
        if seen.amount_credited:
            yield XeroObjection(
                self.env._(
                    "%(number)s cannot be voided in Xero while a credit of %(amount)s "
                    "is allocated to it there. Remove the allocation in Xero, then "
                    "press Retry.",
                    number=seen.number,
                    amount=shown(seen.amount_credited),
                )
            )

    # === UPDATES === #

    def _xero_changes(self, organisation, link, payload):
        # EXTENDS 'xero_connector'
        seen = link.record_id
        if not seen.live:
            return {}, XeroObjection(
                self.env._(
                    "%s was voided in Xero. It is never created again by itself: "
                    "cancel it here too, or enter a new invoice.",
                    self.name,
                )
            )
        there = seen.payload or {}
        sent = self._xero_last_sent(link, payload)
        element, _none = super()._xero_changes(
            organisation,
            link,
            {key: value for key, value in payload.items() if key != "LineItems"},
        )
        lines = self._xero_merge_lines(
            payload["LineItems"],
            sent.get("LineItems") or [],
            there.get("LineItems") or [],
        )
        if lines is not None:
            element["LineItems"] = self._xero_strip(lines)
            element["InvoiceID"] = seen.xero_id
        if seen.status in ("AUTHORISED", "PAID"):
            element.pop("Status", None)
        elif element.get("Status") != "AUTHORISED":
            # Xero: only an approved document can have been sent
            element.pop("SentToContact", None)
        if set(element) <= {"InvoiceID"}:
            return {}, None
        return element, self._xero_refused_change(seen, element, there)

    def _xero_refused_change(self, seen, element, there):
        """Why Xero would refuse this update of a document with payments."""
        if not (seen.amount_paid or seen.amount_credited or seen.status == "PAID"):
            return None
        fields_changed = set(element) - {"InvoiceID", "LineItems"} - OPEN_WHEN_PAID
        known = {line.get("LineItemID"): line for line in there.get("LineItems") or []}
        lines = element.get("LineItems") or []
        same = all(
            _amounts(line) == _amounts(known.get(line.get("LineItemID"), {}))
            for line in lines
        ) and (not lines or len(lines) == len(known))
        if not fields_changed and same:
            return None
        return XeroObjection(
            self.env._(
                "%s has a payment in Xero, which therefore accepts no change of its "
                "amounts, customer or date. Remove the payment in Xero, or correct it "
                "by a credit note; then press Retry.",
                self.name,
            )
        )

    # === AGREEMENT === #

    def _xero_agrees(self, payload, element):
        # EXTENDS 'xero_connector'
        contact = (element.get("Contact") or {}).get("ContactID")
        return (
            element.get("Status") not in ("VOIDED", "DELETED")
            and parse_date(element.get("Date")) == parse_date(str(payload.get("Date")))
            and contact == (payload.get("Contact") or {}).get("ContactID")
            and element.get("CurrencyCode") == payload.get("CurrencyCode")
            # as it was sent: it may have been edited here since
            and cents(_total(payload)) == cents(element.get("Total"))
        )

    def _xero_compare(self, organisation, payload, element):
        # EXTENDS 'xero_connector'
        if self.state != "posted":
            return ""
        if element.get("Status") in ("VOIDED", "DELETED"):
            return self.env._(
                "Removed in Xero, but posted in Odoo. Cancel it here too, or enter a "
                "new invoice: this one is never created again by itself."
            )
        words = [self._xero_compare_totals(element)]
        ours, theirs = _tax_by_type(payload), _tax_by_type(element)
        for tax_type in sorted(ours.keys() | theirs.keys()):
            here = ours.get(tax_type, Decimal(0))
            there = theirs.get(tax_type, Decimal(0))
            if here != there:
                words.append(
                    self.env._(
                        "Tax %(type)s: %(here)s in Odoo, %(there)s in Xero.",
                        type=tax_type,
                        here=here,
                        there=there,
                    )
                )
        return " ".join(filter(None, words))

    def _xero_compare_totals(self, element):
        """Net, tax and total of both books, to the cent; empty where they agree."""
        pairs = (
            (self.env._("Net"), self.amount_untaxed, "SubTotal"),
            (self.env._("Tax"), self.amount_tax, "TotalTax"),
            (self.env._("Total"), self.amount_total, "Total"),
        )
        words = []
        for label, here, key in pairs:
            if key in element and cents(str(here)) != cents(element[key]):
                words.append(
                    self.env._(
                        "%(label)s: %(here)s in Odoo, %(there)s in Xero.",
                        label=label,
                        here=cents(str(here)),
                        there=cents(element[key]),
                    )
                )
        return " ".join(words)


def _amounts(line):
    return [
        amount(line.get(name)) for name in ("Quantity", "UnitAmount", "DiscountRate")
    ] + [line.get("TaxType")]


def _total(payload):
    """Total of a payload, as Xero adds it up."""
    lines = payload.get("LineItems") or []
    total = sum(amount(line.get("LineAmount")) for line in lines)
    if payload.get("LineAmountTypes") != "Inclusive":
        total += sum(amount(line.get("TaxAmount")) for line in lines)
    return total


def _tax_by_type(document):
    """``{TaxType: amount}`` of a payload or an element; lines without tax aside."""
    totals = {}
    for line in document.get("LineItems") or []:
        if line.get("TaxType"):
            tax = amount(line.get("TaxAmount"))
            totals[line["TaxType"]] = totals.get(line["TaxType"], Decimal(0)) + tax
    return {key: cents(value) for key, value in totals.items() if value}
