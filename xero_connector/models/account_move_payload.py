from decimal import Decimal

from odoo import models
from odoo.tools import format_amount, format_date

from ..tools.xero_dialect import amount, cents

PRICE_UNIT = Decimal("0.0001")
TEXT_LENGTH = 4000
NOTES = ("line_section", "line_subsection", "line_note")
# What Xero computes together: changed together or not at all
AMOUNTS = frozenset(
    {"Quantity", "UnitAmount", "DiscountRate", "LineAmount", "TaxType", "TaxAmount"}
)


class AccountMove(models.Model):
    """An invoice in Xero's spelling. Amounts are those of Odoo's own rounding, line by
    line: Xero rounds tax per line, Odoo 19 by default per document, so every line
    says its net and its tax, and their sums are the document's."""

    _inherit = "account.move"

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        inclusive = self._xero_is_inclusive()
        return {
            "Type": "ACCREC",
            "Contact": {"ContactID": self._xero_contact(organisation).xero_id},
            **self._xero_prepare_numbers(organisation),
            "Date": self.invoice_date,
            "DueDate": self.invoice_date_due or self.invoice_date,
            **self._xero_prepare_currency(organisation),
            "LineAmountTypes": "Inclusive" if inclusive else "Exclusive",
            "LineItems": self._xero_prepare_lines(organisation, inclusive),
            **self._xero_prepare_status(organisation),
        }

    def _xero_contact(self, organisation):
        """The contact in Xero of the commercial partner: ``xero.record``."""
        partner = self.commercial_partner_id
        link = partner._xero_links(organisation).get(partner.id, self.env["xero.link"])
        return link.record_id

    def _xero_prepare_numbers(self, organisation):
        """Number and reference; where Xero numbers, ours leads the reference, so that
        the document can be found again."""
        if organisation.number_source == "odoo":
            return {"InvoiceNumber": self.name, "Reference": self.ref or ""}
        return {"Reference": f"{self.name} {self.ref or ''}".strip()}

    def _xero_prepare_currency(self, organisation):
        """Xero's rate is foreign units per base unit, as Odoo's, with six decimals."""
        values = {"CurrencyCode": self.currency_id.name}
        if self.currency_id != organisation.company_id.currency_id:
            rate = amount(str(self.invoice_currency_rate))
            values["CurrencyRate"] = rate.quantize(Decimal("0.000001"))
        return values

    def _xero_prepare_status(self, organisation):
        values = {"Status": organisation.invoice_status}
        # Xero: only on approved documents
        if (
            self.is_move_sent
            and organisation.mailing == "odoo"
            and organisation.invoice_status == "AUTHORISED"
        ):
            values["SentToContact"] = True
        return values

    def _xero_is_inclusive(self):
        """Whether prices include tax: only if every taxed line says so, as Xero cannot
        mix."""
        taxed = self.invoice_line_ids.filtered("tax_ids")
        taxes = taxed.tax_ids.flatten_taxes_hierarchy()
        return bool(taxes) and all(taxes.mapped("price_include"))

    # === LINES === #

    def _xero_prepare_lines(self, organisation, inclusive):
        """All lines in the document's order; keys with an underscore are ours."""
        amounts = self._xero_line_amounts()
        lines = []
        for line in self.invoice_line_ids.sorted():
            if line.display_type in NOTES:
                lines.append({"_line": str(line.id), "Description": line.name or "-"})
            else:
                net, tax = amounts[line]
                lines.append(
                    self._xero_prepare_line(organisation, line, net, tax, inclusive)
                )
        lines += self._xero_prepare_rounding(organisation, amounts)
        lines += self._xero_prepare_instalments()
        return [part for line in lines for part in _split_text(line)]

    def _xero_line_amounts(self):
        """``{line: (net, tax)}`` in the document's currency, as Odoo booked them.

        Their sums are ``amount_untaxed`` and ``amount_tax`` to the cent.
        """
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        return {
            base_line["record"]: self._xero_amounts_of(
                base_line["record"], base_line["tax_details"]
            )
            for base_line in base_lines
        }

    def _xero_amounts_of(self, line, details):
        """Net as booked, whatever rounding is chosen now; tax as it is shared out."""
        unit = amount(str(self.currency_id.rounding))
        net = self.direction_sign * line.amount_currency
        tax = sum(data["tax_amount_currency"] for data in details["taxes_data"])
        return cents(net, unit), cents(tax, unit)

    def _xero_prepare_line(self, organisation, line, net, tax, inclusive):
        total = net + tax if inclusive else net
        product = line.product_id
        rate = line._xero_tax_link(organisation).record_id
        values = {
            "_line": str(line.id),
            "Description": product._xero_line_text(organisation, line.name),
            **self._xero_prepare_price(line, total),
            "LineAmount": total,
            "AccountCode": line._xero_account(organisation).code or None,
            "TaxType": rate.xero_id or None,
            "TaxAmount": tax,
            "ItemCode": product._xero_item_code(organisation) or None,
            "Tracking": line._xero_tracking(organisation)[0] or None,
        }
        if values.pop("_in_words", False):
            values["Description"] += "\n" + self._xero_price_words(line)
        return values

    def _xero_prepare_price(self, line, total):
        """Quantity, price and discount whose product is the line's amount to the cent.

        Xero takes four decimals and multiplies itself. Where no such price exists the
        amount goes as one piece, with the calculation in the text (Xero's own advice
        for more decimals).
        """
        quantity = amount(str(line.quantity))
        discount = amount(str(line.discount))
        share = 1 - discount / 100
        if quantity == round(quantity, 4) and quantity and share:
            price = amount(str(line.price_unit))
            for candidate in (price, total / quantity / share):
                candidate = candidate.quantize(PRICE_UNIT)
                if cents(quantity * candidate * share) == total:
                    values = {"Quantity": quantity, "UnitAmount": candidate}
                    if discount:
                        values["DiscountRate"] = discount
                    return values
        return {"Quantity": Decimal(1), "UnitAmount": total, "_in_words": True}

    def _xero_price_words(self, line):
        words = f"{_plain(line.quantity)} × {_plain(line.price_unit)}"
        return f"{words} − {_plain(line.discount)} %" if line.discount else words

    def _xero_prepare_rounding(self, organisation, amounts):
        """Cash rounding that Odoo books as a line of its own."""
        roundings = self.line_ids.filtered(
            lambda line: (
                line.display_type == "rounding" and not line.tax_repartition_line_id
            )
        )
        none = self.env["account.tax"]._xero_link_of_set(organisation, "sale").record_id
        return [
            {
                "_line": str(line.id),
                "Description": line.name or self.env._("Rounding"),
                "Quantity": Decimal(1),
                "UnitAmount": amounts[line][0],
                "LineAmount": amounts[line][0],
                "AccountCode": line._xero_account(organisation).code or None,
                "TaxType": none.xero_id or None,
                "TaxAmount": Decimal(0),
            }
            for line in roundings
        ]

    def _xero_prepare_instalments(self):
        """Xero knows one due date, the last; the others are told in the text."""
        terms = self.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        ).sorted("date_maturity")
        if len(set(terms.mapped("date_maturity"))) < 2:
            return []
        parts = [
            self.env._(
                "%(amount)s on %(day)s",
                amount=format_amount(self.env, line.amount_currency, self.currency_id),
                day=format_date(self.env, line.date_maturity),
            )
            for line in terms
        ]
        words = self.env._("Payable: %s", ", ".join(parts))
        return [{"_line": "terms", "Description": words}]

    def _xero_notes(self, organisation):
        """What Xero cannot express of this document, so that it goes without it; list
        of words."""
        return [
            words
            for line in self.invoice_line_ids
            for words in line._xero_tracking(organisation)[1]
        ]

    # === WHAT CHANGED === #

    def _xero_sent(self, payload, element):
        """Keep the ids that Xero gave to our lines; its answer has our order."""
        # EXTENDS 'xero_connector'
        given = element.get("LineItems") or []
        lines = payload.get("LineItems") or []
        if len(given) < len(lines):
            return payload
        paired = [
            {**line, "LineItemID": answer.get("LineItemID")}
            for line, answer in zip(lines, given, strict=False)
        ]
        return {**payload, "LineItems": paired}

    def _xero_merge_lines(self, lines, sent_lines, seen_lines):
        """Lines of an update: ours with what changed here, theirs as they are there.

        :param list lines: as they should be
        :param list sent_lines: as they were sent, with Xero's ids
        :param list seen_lines: as they are in Xero now
        :return: list to send, or ``None`` where none of ours changed
        """
        sent = {line["_line"]: line for line in sent_lines}
        seen = {line.get("LineItemID"): line for line in seen_lines}
        merged, changed = [], len(sent) != len(lines)
        for line in lines:
            before = sent.get(line["_line"])
            keys = _changed_keys(line, before)
            changed = changed or bool(keys)
            there = seen.get((before or {}).get("LineItemID"))
            if there:
                keep = {k: v for k, v in _writable(there).items() if k not in keys}
                ours = {k: line[k] for k in keys if k in line}
                if "Tracking" in keys:
                    # an empty list takes it away, none would leave it
                    ours["Tracking"] = line.get("Tracking") or []
                merged.append({**keep, **ours})
            elif not before or keys:
                merged.append(line)
        if not changed:
            return None
        ours = {line.get("LineItemID") for line in sent_lines}
        theirs = [_writable(line) for key, line in seen.items() if key not in ours]
        return merged + theirs


def _plain(number):
    """A number with all its digits, and none that say nothing."""
    return format(amount(str(number)).normalize(), "f")


def _split_text(line):
    """Xero takes 4,000 characters a line; what is over goes on description lines."""
    text = line["Description"]
    yield {**line, "Description": text[:TEXT_LENGTH]}
    for number, start in enumerate(range(TEXT_LENGTH, len(text), TEXT_LENGTH), 1):
        yield {
            "_line": f"{line['_line']}.{number}",
            "Description": text[start : start + TEXT_LENGTH],
        }


def _changed_keys(line, before):
    """Keys of a line that differ from what was sent; amounts go together."""
    if before is None:
        return set(line)
    keys = {
        key
        for key in (line.keys() | before.keys()) - {"_line", "LineItemID"}
        if not _same(line.get(key), before.get(key))
    }
    return keys | AMOUNTS if keys & AMOUNTS else keys


def _same(ours, sent):
    if isinstance(ours, Decimal):
        return sent is not None and ours == amount(sent)
    return ours == sent


def _writable(line):
    """What of a line in Xero may be sent back unchanged."""
    names = ("LineItemID", "Description", "AccountCode", "ItemCode", "Tracking")
    values = {name: line[name] for name in names if line.get(name)}
    if line.get("UnitAmount") is None:
        return values
    values["TaxType"] = line.get("TaxType")
    for name in AMOUNTS - {"TaxType"}:
        if line.get(name) is not None:
            values[name] = amount(line[name])
    return {key: value for key, value in values.items() if value is not None}
