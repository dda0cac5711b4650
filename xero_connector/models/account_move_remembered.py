from odoo import models

from ..tools.xero_dialect import cents, storable
from ..tools.xero_transfer import XeroObjection
from .account_move_payload import AMOUNTS, NOTES


class AccountMove(models.Model):
    """An invoice that Xero had already when the two were linked.

    Its record there is somebody else's work. What Odoo had at that moment is
    remembered in Odoo's own terms (``_looks`` in what counts as last sent): mapping an
    account or changing a setting later is no edit of an old invoice. Of a later edit
    only what differs from then is sent, and of its lines only where they are those of
    Xero, one by one and to the cent; else they are left as they are there.
    """

    _inherit = "account.move"

    # === WHAT ODOO HAD === #

    def _xero_base(self, organisation):
        # EXTENDS 'xero_connector'
        return {"_looks": self._xero_looks()}

    def _xero_looks(self):
        """What Xero is told of an invoice, in Odoo's terms, under Xero's names."""
        roundings = self.line_ids.filtered(
            lambda line: (
                line.display_type == "rounding" and not line.tax_repartition_line_id
            )
        )
        # not put together: what is read of one invoice is read of all beside it
        told = (*self.invoice_line_ids.sorted(), *roundings)
        lines = [self._xero_line_looks(line) for line in told]
        taxes = self.invoice_line_ids.tax_ids.ids
        return storable(
            {
                "InvoiceNumber": self.name,
                "Reference": self.ref or "",
                "Date": self.invoice_date,
                "DueDate": self.invoice_date_due or self.invoice_date,
                "Contact": self.commercial_partner_id.id,
                "CurrencyCode": self.currency_id.name,
                "CurrencyRate": str(self.invoice_currency_rate),
                "SentToContact": self.is_move_sent,
                "LineAmountTypes": sorted(taxes),
                "lines": lines,
            }
        )

    def _xero_line_looks(self, line):
        net, total = line.price_subtotal, line.price_total
        if line.display_type in NOTES:
            net = total = 0
        elif line.display_type == "rounding":
            net = total = self.direction_sign * line.amount_currency
        numbers = (line.quantity, line.price_unit, line.discount, net, total)
        return {
            "_line": str(line.id),
            "Description": line.name or "",
            "AccountCode": line.account_id.id,
            "ItemCode": line.product_id.id,
            "Tracking": line.analytic_distribution or {},
            "net": str(net),
            "total": str(total),
            "amounts": [*map(str, numbers), *sorted(line.tax_ids.ids)],
        }

    def _xero_prepare(self, organisation):
        # EXTENDS 'xero_connector'
        payload = super()._xero_prepare(organisation)
        link = self._xero_links(organisation).get(self.id)
        if link and "_looks" in (link.sent or {}):
            payload["_looks"] = self._xero_looks()
        return payload

    def _xero_sent(self, payload, element):
        # EXTENDS 'xero_connector'
        if "_looks" in payload:
            return {"_looks": payload["_looks"]}
        return super()._xero_sent(payload, element)

    # === WHAT CHANGED SINCE === #

    def _xero_is_untouched(self, organisation, link):
        # EXTENDS 'xero_connector'
        looks = (link.sent or {}).get("_looks")
        if looks and link.record_id.live:
            return looks == self._xero_looks()
        return super()._xero_is_untouched(organisation, link)

    def _xero_last_sent(self, link, payload):
        """Where nothing changed here since, what Xero should have is what it has."""
        # EXTENDS 'xero_connector'
        looks = (link.sent or {}).get("_looks")
        if not looks:
            return super()._xero_last_sent(link, payload)
        now = payload["_looks"]
        changed = {key for key in looks if looks[key] != now.get(key)}
        if "InvoiceNumber" not in payload and "InvoiceNumber" in changed:
            # where Xero numbers, ours leads the reference
            changed.add("Reference")
        sent = {
            key: value
            for key, value in storable(payload).items()
            if key not in changed and key != "LineItems"
        }
        if payload.get("LineItems"):
            ids = _ids_of_lines(looks, payload, link.record_id.payload or {})
            sent["LineItems"] = _sent_lines(payload["LineItems"], looks, now, ids)
        return sent

    def _xero_changes(self, organisation, link, payload):
        # EXTENDS 'xero_connector'
        looks = (link.sent or {}).get("_looks")
        if not looks:
            return super()._xero_changes(organisation, link, payload)
        now, there = payload["_looks"], link.record_id.payload or {}
        known = _ids_of_lines(looks, payload, there) is not None
        lines = _changeable_lines(payload["LineItems"], looks, now) if known else []
        element, objection = super()._xero_changes(
            organisation, link, {**payload, "LineItems": lines}
        )
        if known or objection or looks["lines"] == now["lines"]:
            return element, objection
        if not self._xero_compare_totals(there):
            return element, None
        return {}, XeroObjection(
            self.env._(
                "%s was in Xero before the two were linked, and its lines there are "
                "not those of Odoo: they are not changed from here. Make the same "
                "change in Xero, then press Retry.",
                self.name,
            )
        )


def _ids_of_lines(looks, payload, there):
    """Xero's ids of the lines that Odoo had; ``None`` where the two do not agree one
    by one."""
    lines = there.get("LineItems") or []
    prices = there.get("LineAmountTypes")
    if len(lines) != len(looks["lines"]) or prices != payload["LineAmountTypes"]:
        return None
    side = "total" if prices == "Inclusive" else "net"
    ids = {}
    for ours, theirs in zip(looks["lines"], lines, strict=True):
        if cents(ours[side]) != cents(theirs.get("LineAmount")):
            return None
        ids[ours["_line"]] = theirs.get("LineItemID")
    return ids


def _changeable_lines(lines, looks, now):
    """Lines of a payload without those that only explain others, unless what they
    continue has changed."""
    before = {line["_line"]: line for line in looks["lines"]}
    after = {line["_line"]: line for line in now["lines"]}
    kept = []
    for line in lines:
        key, _dot, part = line["_line"].partition(".")
        if key not in after:
            continue
        same = before.get(key, {}).get("Description") == after[key]["Description"]
        if not part or not same:
            kept.append(line)
    return kept


def _sent_lines(lines, looks, now, ids):
    """Lines as if they had been sent when the two were linked."""
    after = {line["_line"]: line for line in now["lines"]}
    current = {line["_line"]: line for line in lines}
    sent = []
    for before in looks["lines"]:
        key = before["_line"]
        line = {"_line": key, "LineItemID": ids[key]}
        if key in current and key in after:
            changed = {name for name in before if before[name] != after[key].get(name)}
            if "amounts" in changed:
                changed |= AMOUNTS
            line.update(
                (name, value)
                for name, value in storable(current[key]).items()
                if name not in changed and name != "_line"
            )
        sent.append(line)
    return sent
