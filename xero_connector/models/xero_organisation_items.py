from odoo import fields, models


class XeroOrganisation(models.Model):
    """Under which items invoice lines go, and who gives codes to products."""

    _inherit = "xero.organisation"

    item_lines = fields.Selection(
        [
            ("own", "The item of their product or its category"),
            ("generic", "One item for all lines"),
            ("none", "No item: account and text only"),
        ],
        "Invoice Lines Go Under",
        required=True,
        default="own",
    )
    generic_item_id = fields.Many2one(
        "xero.record",
        "Item for All Lines",
        domain="[('organisation_id', '=', id), ('resource', '=', 'Items'),"
        " ('live', '=', True)]",
        help="The text of each line then says which product it is.",
    )
    gives_item_codes = fields.Boolean(
        "Give Missing Codes",
        help="A product without an internal reference gets the proposed one when it "
        "goes to Xero. Otherwise somebody is asked.",
    )

    def write(self, values):
        """Documents that waited for items go where they need none any more."""
        result = super().write(values)
        if values.keys() & {"item_lines", "gives_item_codes"}:
            for organisation in self:
                self.env["xero.queue"].sudo()._release_model(
                    organisation, "product.product"
                )
        return result
