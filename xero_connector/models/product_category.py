from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    @api.model
    def _xero_kind(self):
        # EXTENDS 'xero_connector'
        return self.env._("Product Categories")

    @api.model
    def _xero_by_hand_words(self, name):
        # OVERRIDES 'xero_connector'
        return self.env._(
            "%(name)s is a category: lines of its products can go under an item that "
            "is in Xero already. Choose one, or leave it and map the products.",
            name=name,
        )

    @api.model
    def _xero_count_use(self, organisation):
        """Categories that stand for an item, and those of products on invoices that
        have none."""
        # EXTENDS 'xero_connector'
        links = self.env["xero.link"].sudo()
        links = links.search(
            [
                ("organisation_id", "=", organisation.id),
                ("res_model", "=", self._name),
                ("state", "=", "linked"),
            ]
        )
        categories = self.browse(links.mapped("res_id")).exists()
        Line = self.env["account.move.line"]
        used = Line._xero_used_domain(organisation) & Domain("product_id", "!=", False)
        stream = self.env["xero.stream"]._of_kind(organisation, "items")
        if stream.enabled and organisation.item_lines == "own":
            groups = Line._read_group(used, ["product_id"])
            products = self.env["product.product"].concat(*(one for (one,) in groups))
            categories |= products._xero_without_item(organisation).categ_id
        counts = {}
        for category in categories:
            below = Domain("product_id.categ_id", "child_of", category.id)
            ((count,),) = Line._read_group(used & below, [], ["move_id:count_distinct"])
            counts[category] = count
        self.env["xero.link"]._offer_used(organisation, self._name, counts)

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
