"""Products and items: two lists side by side."""

from decimal import Decimal

from .push_common import XeroPushCommon


class XeroItemsCommon(XeroPushCommon):
    """Live Australian books whose items are kept equal both ways, without a grace."""

    direction = "both"

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.stream = self.env["xero.stream"]._of_kind(self.organisation, "items")
        self.stream.direction = self.direction
        # who decides about products may change them
        self.manager_xero.group_ids += self.env.ref("product.group_product_manager")

    def service(self, name="Support", **values):
        """A service of ours."""
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": 0,
                "company_id": self.company.id,
                **values,
            }
        )

    def variants(self, name="Shirt", codes=("SHIRT-RED", "SHIRT-BLUE")):
        """A template of two colours."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    (0, 0, {"name": "Red"}),
                    (0, 0, {"name": "Blue"}),
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": name,
                "type": "consu",
                "company_id": self.company.id,
                "attribute_line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [(6, 0, attribute.value_ids.ids)],
                        },
                    )
                ],
            }
        )
        for product, code in zip(template.product_variant_ids, codes, strict=True):
            product.default_code = code
        return template.product_variant_ids

    def item(self, code):
        """The item in the sandbox with this code."""
        items = self.sandbox.organisation("AU").items.values()
        return next((i for i in items if i["Code"] == code), None)

    def updates(self):
        """Elements of all updating calls so far."""
        calls = self.calls("POST", "Items")
        return [element for call in calls for element in call.body["Items"]]

    def edit(self, code, **values):
        """Somebody edits an item in Xero, and it is read."""
        self.sandbox.clock(advance=60)
        self.sandbox.act("edit_item", item=code, **values)
        self.read("items")

    def link_of(self, record):
        return record._xero_links(self.organisation).get(
            record.id, self.env["xero.link"]
        )

    def map_account(self, code, **values):
        """An account of ours that stands for one of Xero's."""
        account = self.env["account.account"].create(
            {
                "name": f"Account {code}",
                "code": f"9{code}",
                "account_type": "income",
                **values,
            }
        )
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code=code))
        return account

    def problems(self, product_or_seen):
        """Messages of what could not be taken over of an item."""
        seen = product_or_seen
        if seen._name != "xero.record":
            seen = self.link_of(seen).record_id
        rows = self.env["xero.queue"].search(
            [
                ("direction", "=", "pull"),
                ("state", "=", "failed"),
                ("res_model", "=", "xero.record"),
                ("res_id", "=", seen.id),
            ]
        )
        return "\n".join(rows.mapped("message"))

    def assertMoney(self, value, expected):
        self.assertEqual(Decimal(str(value)), Decimal(str(expected)))
