import time

from odoo.tools import SQL

from .items_common import XeroItemsCommon

MANY = 1000


class TestItemsBadInput(XeroItemsCommon):
    """Odd elements, and many of them (D1)."""

    direction = "both"

    def plant(self, **values):
        self.sandbox.act("plant", store="items", **values)

    def unread(self):
        """Rows about elements that became no record."""
        return self.env["xero.queue"].search(
            [
                ("direction", "=", "pull"),
                ("resource", "=", "Items"),
                ("res_model", "!=", "xero.record"),
                ("state", "=", "failed"),
            ]
        )

    def test_d1_nulls_are_blanks(self):
        product = self.service("Support", default_code="SUPPORT", list_price=100)
        nulls = {
            "Name": None,
            "Description": None,
            "SalesDetails": None,
            "PurchaseDetails": None,
            "IsSold": None,
            "IsPurchased": None,
            "UpdatedDateUTC": None,
        }
        self.stream.direction = "pull"
        self.plant(element=nulls, instead="SUPPORT")
        self.read("items")
        self.assertEqual(self.link_of(product).record_id.code, "SUPPORT")
        self.assertEqual(product.name, "Support")
        self.assertMoney(product.list_price, 100)
        self.assertMoney(product.xero_list_price, 0)

    def test_d1_one_odd_element_is_one_visible_row(self):
        good = self.service("Consulting", default_code="CONSULT")
        odd = [
            {"ItemID": "11111111-1111-4111-8111-111111111111", "Name": "No code"},
            {"ItemID": "22222222-2222-4222-8222-222222222222", "Code": {"a": 1}},
            {
                "ItemID": "33333333-3333-4333-8333-333333333333",
                "Code": "BAD",
                "SalesDetails": {"UnitPrice": "dear"},
            },
            {
                "ItemID": "44444444-4444-4444-8444-444444444444",
                "Code": "BAD2",
                "SalesDetails": "none",
            },
            {
                "ItemID": "55555555-5555-4555-8555-555555555555",
                "Code": "BAD3",
                "Name": ["a", "list"],
            },
            "a text",
            None,
        ]
        for element in odd:
            self.plant(element=element, behind="ONSITE")
        self.read("items")
        self.assertEqual(len(self.unread()), len(odd), "each is a row of its own")
        self.assertEqual(self.link_of(good).record_id.code, "CONSULT")
        self.assertEqual(len(self.seen("Items")), 4)

    def test_d1_an_element_that_cannot_be_read_is_not_gone(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.plant(element={"SalesDetails": "odd"}, instead="SUPPORT")
        self.read("items")
        self.assertTrue(self.link_of(product).record_id.live)
        self.assertTrue(self.unread())
        self.plant(element={"ItemID": None}, instead="CONSULT")
        self.sandbox.act("delete_item", item="EXPORT")
        self.read("items")
        self.assertTrue(self.seen("Items", code="CONSULT").live)
        self.assertTrue(
            self.seen("Items", code="EXPORT").live, "which one it is nobody can tell"
        )
        self.sandbox.act("unplant")
        self.read("items")
        self.assertFalse(self.seen("Items", code="EXPORT").live)
        self.assertTrue(self.seen("Items", code="CONSULT").live)

    def test_d1_an_answer_without_a_list_deletes_nothing(self):
        product = self.service("Support", default_code="SUPPORT")
        self.read("items")
        self.sandbox.fault("bad_json", method="GET", path="Items")
        self.read("items")
        self.assertTrue(self.link_of(product).record_id.live)

    def test_d1_many_items_unchanged_write_nothing(self):
        numbers = range(MANY)
        self.sandbox.act(
            "create_items",
            items=[
                {
                    "Code": f"BULK{number}",
                    "Name": f"Bulk {number}",
                    "Description": f"Text {number}",
                    "SalesDetails": {
                        "UnitPrice": number + 1,
                        "AccountCode": "200",
                        "TaxType": "OUTPUT",
                    },
                }
                for number in numbers
            ],
        )
        self.env["product.product"].create(
            [
                {
                    "name": f"Bulk {number}",
                    "default_code": f"BULK{number}" if number % 2 else False,
                    "type": "service",
                    "purchase_ok": False,
                    "list_price": number + 1,
                }
                for number in numbers
            ]
        )
        started = time.process_time()
        self.read("items")
        for _run in range(MANY // 100):
            if not self.seen("Items", fresh=True):
                break
            self.run_cron(self.organisation)
        first = time.process_time() - started
        linked = self.seen("Items", map_state="linked")
        self.assertEqual(len(linked), MANY)
        marks = self.marks()
        before = len(self.calls())
        started = time.process_time()
        self.read("items")
        second = time.process_time() - started
        self.assertEqual(self.marks(), marks)
        self.assertEqual(len(self.calls()) - before, 1)
        self.assertFalse(self.seen("Items", fresh=True))
        self.assertLess(second, 30, f"the first time took {first:.0f} s")

    def marks(self):
        """Where every row stands: PostgreSQL moves what is written."""
        self.env.flush_all()
        found = {}
        for table in (
            "product_product",
            "product_template",
            "xero_record",
            "xero_link",
            "xero_queue",
        ):
            marks = SQL(
                "SELECT count(*), md5(string_agg(id || ctid::text, ',' ORDER BY id)) "
                "FROM %s",
                SQL.identifier(table),
            )
            self.env.cr.execute(marks)
            found[table] = self.env.cr.fetchone()
        return found
