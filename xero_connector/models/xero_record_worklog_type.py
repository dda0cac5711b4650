from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class XeroRecord(models.Model):
    """Items that are worklog types, could be, or are none."""

    _inherit = "xero.record"

    sold = fields.Boolean(readonly=True, help="Xero lets it stand on sales invoices.")
    no_worklog_type = fields.Boolean(
        "Not a Worklog Type",
        readonly=True,
        help="Somebody said that nobody's work is billed under this item.",
    )
    worklog_state = fields.Selection(
        [
            ("new", "New in Xero"),
            ("type", "Worklog Type"),
            ("left_out", "Not a Type"),
            ("cannot", "Cannot Be a Type"),
        ],
        "As Worklog Type",
        compute="_compute_worklog_state",
        search="_search_worklog_state",
        compute_sudo=True,
    )
    worklog_reason = fields.Char(
        "What Is in the Way", compute="_compute_worklog_reason", compute_sudo=True
    )
    worklog_price = fields.Float(
        "Sales Price in Xero",
        compute="_compute_worklog_price",
        min_display_digits="Product Price",
    )

    def _people_decided(self):
        # EXTENDS 'xero_connector'
        return super()._people_decided() | self.filtered("no_worklog_type")

    # === STATE === #

    @api.depends("live", "sold", "kind", "no_worklog_type", "ignored", "link_ids.state")
    def _compute_worklog_state(self):
        for record in self:
            if record.resource != "Items":
                record.worklog_state = False
            elif record._worklog_product().xero_worklog_type:
                record.worklog_state = "type"
            elif not record.live:
                record.worklog_state = False
            elif record._no_worklog_type_words():
                record.worklog_state = "cannot"
            elif record.no_worklog_type or record.ignored:
                record.worklog_state = "left_out"
            else:
                record.worklog_state = "new"

    def _search_worklog_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        products = self.env["product.product"].sudo().with_context(active_test=False)
        types = products.search([("xero_worklog_type", "=", True)])
        is_type = Domain(
            "link_ids",
            "any!",
            Domain("res_model", "=", "product.product")
            & Domain("state", "=", "linked")
            & Domain("res_id", "in", types.ids),
        )
        other = ~is_type & Domain("live", "=", True)
        can = Domain("sold", "=", True) & Domain("kind", "!=", "TRACKED")
        out = Domain("no_worklog_type", "=", True) | Domain("ignored", "=", True)
        by_state = {
            "type": is_type,
            "cannot": other & ~can,
            "left_out": other & can & out,
            "new": other & can & ~out,
        }
        return Domain("resource", "=", "Items") & Domain.OR(
            by_state[state] for state in value if state in by_state
        )

    def _worklog_product(self):
        """The product that this item is linked to; may be empty."""
        link = self.link_ids.filtered(
            lambda own: own.res_model == "product.product" and own.state == "linked"
        )
        return self.env["product.product"].browse(link[:1].res_id).exists()

    def _no_worklog_type_words(self):
        """Why no work can be billed under this item, with the remedy; empty if it
        can."""
        if self.kind == "TRACKED":
            return self.env._(
                "%s is tracked as inventory in Xero, and work is no stock. Use another "
                "item, or make a new one there.",
                self.display_name,
            )
        if not self.sold:
            return self.env._(
                "%s is not sold in Xero. Tick there that you sell it, then press Sync "
                "Worklog Types Now.",
                self.display_name,
            )
        return ""

    @api.depends("worklog_state", "suggestion")
    def _compute_worklog_reason(self):
        for record in self:
            record.worklog_reason = False
            if record.worklog_state in ("new", "cannot"):
                record.worklog_reason = record._worklog_type_doubt()

    def _worklog_type_doubt(self):
        """What a person should know before this item becomes a type."""
        failed = self.env["xero.queue"]._apply_rows(self.organisation_id, self)[:1]
        if words := self._no_worklog_type_words() or failed.message:
            return words
        product = self._worklog_product()
        if product and product.type != "service":
            return product._xero_no_service_words()
        if self.suggestion:
            return self.env._(
                "Looks like %(name)s (%(reason)s): map it under Xero ‣ Mapping if it "
                "is the same.",
                name=self.suggestion,
                reason=self.suggestion_reason,
            )
        return False

    @api.depends("payload")
    def _compute_worklog_price(self):
        for record in self:
            record.worklog_price = (
                self.env["product.product"]._xero_price_of(record)
                if record.resource == "Items"
                else 0
            )

    # === DECIDE === #

    def action_add_worklog_type(self):
        """Make worklog types of these items: of the product that stands for each, else
        of a new one.

        :raises UserError: where none can be one, with the reasons
        """
        self._check_decides()
        rows = self.filtered(lambda record: record.worklog_state != "type")
        return rows._decide_each(
            lambda record: record.sudo()._add_worklog_type(),
            lambda count: self.env._("%(count)s worklog types added.", count=count),
            self.env._("Not added:"),
        )

    def _add_worklog_type(self):
        self.ensure_one()
        if words := self._no_worklog_type_words():
            raise UserError(words)
        product = self._worklog_product()
        if product and product.type != "service":
            raise UserError(product._xero_no_service_words())
        self.write({"no_worklog_type": False, "ignored": False})
        product = product or self._create_in_odoo()
        # it comes from there: no change that Xero must be told
        template = product._xero_pulling(self.organisation_id).product_tmpl_id
        template.write({"type": "service", "xero_worklog_type": True})

    def action_not_worklog_type(self):
        """Never ask again whether these items are worklog types."""
        self._check_decides()
        rows = self.filtered(lambda record: record.worklog_state != "type")
        rows.sudo().no_worklog_type = True

    def action_maybe_worklog_type(self):
        """Ask again about items that were said to be no types."""
        self._check_decides()
        self.sudo().write({"no_worklog_type": False, "ignored": False})
