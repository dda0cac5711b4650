from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.xero_dialect import amount


class XeroPreview(models.TransientModel):
    """What Xero will get, line by line, with all objections at once (H33)."""

    _name = "xero.preview"
    _description = "Preview for Xero"

    move_id = fields.Many2one("account.move", required=True, readonly=True)
    organisation_id = fields.Many2one("xero.organisation", readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    contact = fields.Char(readonly=True)
    number = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    status = fields.Char(readonly=True)
    line_amount_types = fields.Char("Prices", readonly=True)
    operation = fields.Char(readonly=True)
    sends = fields.Boolean(
        readonly=True, help="There is something to send: Xero lacks it, or a change."
    )
    objections = fields.Text(readonly=True)
    notes = fields.Text(
        readonly=True, help="What goes first, by itself, and what stays out."
    )
    refusal = fields.Text(readonly=True, help="What Xero said the last time.")
    amount_net = fields.Monetary("Net", readonly=True)
    amount_tax = fields.Monetary("Tax", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    line_ids = fields.One2many("xero.preview.line", "preview_id", readonly=True)

    @api.model
    def _for(self, move):
        """A preview of one document, as it would go now.

        :param move: ``account.move``
        :raises UserError: no organisation is connected
        """
        organisation = next(iter(move._xero_organisation_of()), None)
        if not organisation:
            raise UserError(
                self.env._("%s has no organisation in Xero.", move.display_name)
            )
        company = organisation.company_id
        move = move.sudo().with_company(company)
        preview = self.create(self._values_of(organisation, move))
        if not preview.objections:
            organisation._note_previewed()
        return preview

    def _values_of(self, organisation, move):
        link = move._xero_links(organisation).get(move.id, self.env["xero.link"])
        operation, words = move._xero_operation(organisation, link)
        payload = move._xero_prepare(organisation)
        element, refusal = payload, None
        if operation == "update":
            element, refusal = move._xero_changes(organisation, link, payload)
            words = link._unchanged_words()
        sends = bool(operation and element)
        objections, notes = [], []
        if sends or not operation:
            objections, notes = move._xero_foreseen(organisation, operation or "create")
        if refusal:
            objections.insert(0, refusal.text)
        notes += move._xero_notes(organisation)
        if sends and (hold := move._xero_hold(organisation, operation, link)):
            notes.append(hold)
        if operation == "create" and (doubt := move._xero_doubt(organisation)):
            objections.insert(0, doubt)
        row = move._xero_open_rows(organisation).get(move.id)
        stream = move._xero_stream(organisation)
        reason = stream._one_way_words() or move._xero_why_waiting(organisation)
        titles = {
            "create": self.env._("Will be created in Xero"),
            "update": self.env._("Will be updated in Xero"),
            "remove": self.env._("Will be removed in Xero"),
        }
        prices = {
            "Exclusive": self.env._("without tax"),
            "Inclusive": self.env._("with tax"),
            "NoTax": self.env._("no tax"),
        }
        lines = [self._line_values(organisation, line) for line in payload["LineItems"]]
        return {
            "move_id": move.id,
            "organisation_id": organisation.id,
            "contact": move._xero_contact(organisation).name
            or move.commercial_partner_id.name,
            "number": payload.get("InvoiceNumber") or self.env._("given by Xero"),
            "reference": payload.get("Reference"),
            "date": payload["Date"],
            "due_date": payload["DueDate"],
            "status": payload["Status"].capitalize(),
            "line_amount_types": prices.get(
                payload["LineAmountTypes"], payload["LineAmountTypes"]
            ),
            "operation": " ".join(
                filter(None, [titles.get(sends and operation, words), reason])
            ),
            "sends": sends,
            "objections": "\n".join(objections),
            "notes": "\n".join(dict.fromkeys(notes)),
            "refusal": row and row.state == "failed" and row.message,
            "amount_net": move.amount_untaxed,
            "amount_tax": move.amount_tax,
            "amount_total": move.amount_total,
            "line_ids": [fields.Command.create(line) for line in lines],
        }

    def _name_of(self, organisation, resource, column, value):
        """How Xero calls an account or a rate, for people; its code where unseen."""
        seen = value and self.env["xero.record"]._lookup(
            organisation, resource, [(column, "=", value)]
        )
        return seen[:1].display_name if seen else value

    def _line_values(self, organisation, line):
        account, rate = line.get("AccountCode"), line.get("TaxType")
        values = {
            "description": line["Description"],
            "account": account,
            "account_name": self._name_of(organisation, "Accounts", "code", account),
            "tax_type": rate,
            "tax_name": self._name_of(organisation, "TaxRates", "xero_id", rate),
            "item": line.get("ItemCode"),
        }
        for name, key in (
            ("quantity", "Quantity"),
            ("unit_amount", "UnitAmount"),
            ("discount", "DiscountRate"),
            ("line_amount", "LineAmount"),
            ("tax_amount", "TaxAmount"),
        ):
            values[name] = float(amount(line.get(key)))
        return values

    def action_push(self):
        """Send the document that is shown."""
        self.ensure_one()
        notice = self.move_id.action_xero_push()
        notice["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return notice


class XeroPreviewLine(models.TransientModel):
    """One line of a preview."""

    _name = "xero.preview.line"
    _description = "Line of a Preview for Xero"

    preview_id = fields.Many2one("xero.preview", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="preview_id.currency_id")
    description = fields.Text(readonly=True)
    quantity = fields.Float(readonly=True)
    unit_amount = fields.Float(digits=(16, 4), readonly=True)
    discount = fields.Float("Discount %", readonly=True)
    account = fields.Char("Account Code", readonly=True)
    account_name = fields.Char("Account", readonly=True)
    tax_type = fields.Char(readonly=True)
    tax_name = fields.Char("Tax Rate", readonly=True)
    item = fields.Char(readonly=True)
    line_amount = fields.Monetary("Amount", readonly=True)
    tax_amount = fields.Monetary("Tax", readonly=True)
