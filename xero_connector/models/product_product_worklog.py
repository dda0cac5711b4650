from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

TYPE_STATES = [
    ("in_xero", "In Xero"),
    ("missing", "Not in Xero"),
    ("gone", "Deleted in Xero"),
]
# What of a worklog type follows Xero, whatever other products do
TYPE_GROUPS = frozenset(
    {"code", "name", "text", "sales_price", "sales_account", "sales_tax"}
)


class ProductProduct(models.Model):
    """Worklog types and their items: a type follows its item in Xero, also where the
    stream of items is switched off or only sends.

    Which items are read when, and what is counted, is in
    ``xero_organisation_worklog_types.py``.
    """

    _inherit = "product.product"

    xero_type_state = fields.Selection(
        TYPE_STATES,
        "Item",
        compute="_compute_xero_type",
        search="_search_xero_type_state",
        compute_sudo=True,
    )
    xero_item_name = fields.Char(
        "Item in Xero", compute="_compute_xero_type", compute_sudo=True
    )
    xero_type_reason = fields.Text(
        "What Is in the Way",
        compute="_compute_xero_type",
        compute_sudo=True,
        help="Why nothing can be billed under this type, or why it could not follow "
        "Xero.",
    )

    # === STATE === #

    @api.depends_context("company", "uid")
    def _compute_xero_type(self):
        self.update(
            {
                "xero_type_state": False,
                "xero_item_name": False,
                "xero_type_reason": False,
            }
        )
        for organisation, products in self._xero_organisation_of().items():
            for product in products:
                seen = product._xero_type_item(organisation)
                state = "in_xero" if seen.live else "gone"
                product.xero_type_state = state if seen else "missing"
                product.xero_item_name = seen.display_name
                product.xero_type_reason = (
                    product._xero_type_fault(organisation)
                    or self.env["xero.queue"]
                    ._apply_rows(organisation, seen)[:1]
                    .message
                    or product.xero_message
                )

    def _search_xero_type_state(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        organisations = self._xero_searched_organisations()

        def linked(live):
            return self._xero_link_domain(
                organisations, ("state", "=", "linked"), ("record_id.live", "=", live)
            )

        by_state = {
            "in_xero": linked(True),
            "gone": linked(False),
            "missing": ~linked(True) & ~linked(False),
        }
        found = Domain.OR(by_state[state] for state in value if state in by_state)
        return found if operator == "in" else ~found

    def _xero_type_item(self, organisation):
        """The item that stands for this worklog type: ``xero.record``, may be empty or
        gone in Xero."""
        link = self._xero_links(organisation).get(self.id, self.env["xero.link"])
        return link.record_id if link.state == "linked" else link.record_id.browse()

    def _xero_type_fault(self, organisation):
        """Why nothing can be billed under this worklog type, with the remedy; empty
        where nothing speaks against it."""
        self.ensure_one()
        seen = self._xero_type_item(organisation)
        if not seen:
            return self.env._(
                "%s has no item in Xero: press Create in Xero, or map it to an item "
                "under Xero ‣ Mapping.",
                self.display_name,
            )
        if not seen.live:
            return self.env._(
                "%(item)s was deleted in Xero, so %(name)s stands for nothing there. "
                "Open its mapping and choose another item; or unlink it there, then "
                "press Create in Xero.",
                item=seen.display_name,
                name=self.display_name,
            )
        return seen._no_worklog_type_words()

    def _xero_no_service_words(self):
        """Why this product is no worklog type, with the remedy."""
        return self.env._(
            "%s is no service, and work is billed as services only. Set its Product "
            "Type to Service, then add it again.",
            self.display_name,
        )

    # === FOLLOW XERO === #

    def _xero_rules(self, organisation, link):
        """What a worklog type is comes from Xero, save the fields for which the stream
        says otherwise; a price still only where Xero wins."""
        # EXTENDS 'xero_connector'
        rules = dict(super()._xero_rules(organisation, link))
        single = not self.product_template_variant_value_ids
        if self.xero_worklog_type and single and organisation._follows_worklog_types():
            groups = self._xero_stream(organisation).group_ids
            chosen = set(groups.filtered("to_odoo").mapped("name"))
            for name in TYPE_GROUPS & chosen & rules.keys():
                rules[name] = rules[name]._replace(to_odoo=True)
        return rules

    def _xero_match(self, organisation, seen):
        """While items are switched off only worklog types are paired."""
        # EXTENDS 'xero_connector'
        matches = super()._xero_match(organisation, seen)
        if self._xero_stream(organisation).enabled:
            return matches
        return {
            seen_id: match
            for seen_id, match in matches.items()
            if match.record.xero_worklog_type
        }

    def _xero_take(self, organisation, payload, groups):
        """Worklog types that change are counted."""
        # EXTENDS 'xero_connector'
        organisation._count_worklog_types(
            "updated", self.filtered("xero_worklog_type").ids
        )
        return super()._xero_take(organisation, payload, groups)

    # === BECOME A TYPE === #

    @api.model
    def _xero_creates_by_itself(self, stream, seen):
        # EXTENDS 'xero_connector'
        return super()._xero_creates_by_itself(stream, seen) or (
            seen.map_state == "undecided"
            and self._xero_is_new_type(stream.organisation_id, seen)
        )

    @api.model
    def _xero_is_new_type(self, organisation, seen):
        """Whether an item without a product becomes a worklog type by itself; what is
        sold to the account for goods does not."""
        return (
            organisation._adds_worklog_types()
            and seen.live
            and not (seen.no_worklog_type or seen._no_worklog_type_words())
            and not self._xero_is_goods(organisation, seen)
        )

    def _xero_created(self, organisation, link):
        # EXTENDS 'xero_connector'
        if self._xero_is_new_type(organisation, link.record_id):
            self.product_tmpl_id.xero_worklog_type = True
            organisation._count_worklog_types("added", self.ids)
        return super()._xero_created(organisation, link)

    def action_xero_mapping(self):
        """Open where it is said which item this worklog type stands for.

        :return: action
        """
        self.ensure_one()
        links = self.env["xero.link"].concat(*self._xero_links().values())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_link_action"
        )
        return {**action, "domain": [("id", "in", links.ids)], "context": {}}

    def action_xero_sync_types(self):
        """Read the worklog types of the current company from Xero now.

        :return: a notice
        :raises UserError: where no organisation is connected
        """
        organisation = self.env["xero.organisation"]._of_company(self.env.company)
        if not organisation:
            raise UserError(
                self.env._(
                    "%(company)s is not connected to Xero. An administrator connects "
                    "it under Settings ‣ Xero.",
                    company=self.env.company.name,
                )
            )
        return organisation.sudo(False).action_sync_worklog_types()
