from odoo import api, fields, models
from odoo.exceptions import UserError


class ProductCategory(models.Model):
    """A category can stand for one item in Xero: lines of its products, and of those
    of its children that have none of their own, go under that item. No item is then
    created for each of its products."""

    _name = "product.category"
    _inherit = ["product.category", "xero.mixin"]

    xero_organisation_id = fields.Many2one(
        "xero.organisation", compute="_compute_xero_item", compute_sudo=True
    )
    xero_item_id = fields.Many2one(
        "xero.record",
        "Item in Xero",
        compute="_compute_xero_item",
        inverse="_inverse_xero_item",
        compute_sudo=True,
        domain="[('organisation_id', '=', xero_organisation_id),"
        " ('resource', '=', 'Items'), ('live', '=', True)]",
        help="Invoice lines of all products in this category go under this item. Its "
        "child categories follow, unless they have one of their own.",
    )

    @api.model
    def _xero_shared_resource(self):
        # EXTENDS 'xero_connector'
        return "Items"

    @api.depends_context("company")
    def _compute_xero_item(self):
        organisation = self.env["xero.organisation"]._of_company(self.env.company)
        links = self._xero_links(organisation)
        for category in self:
            link = links.get(category.id, self.env["xero.link"])
            category.xero_organisation_id = organisation
            category.xero_item_id = link.record_id

    def _inverse_xero_item(self):
        Link = self.env["xero.link"]
        organisation = Link.env["xero.organisation"]._of_company(self.env.company)
        if not organisation:
            raise UserError(
                self.env._(
                    "%(company)s is not connected to Xero.",
                    company=self.env.company.name,
                )
            )
        for category in self:
            item = category.xero_item_id
            link = Link._get_or_create(organisation, category).sudo(False)
            if item:
                link.action_link(item)
            else:
                link.action_unlink_record()

    def _xero_item(self, organisation):
        """The item of this category or of its nearest ancestor that has one:
        ``xero.record``, may be empty."""
        ids = [int(key) for key in (self.parent_path or "").split("/") if key]
        links = self.browse(ids)._xero_links(organisation)
        found = (links[key].record_id for key in reversed(ids) if key in links)
        return next(
            (item for item in found if item.live), self.env["xero.record"].browse()
        )
