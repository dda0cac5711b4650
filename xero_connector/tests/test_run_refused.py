from unittest.mock import patch

from odoo import fields

from ..tools import xero_client
from .contacts_common import XeroContactsCommon
from .items_common import XeroItemsCommon


class TestRunRefused(XeroContactsCommon):
    """What Xero refuses to show stops nothing but what it concerns (P1, P8, T1)."""

    def assert_goes_on(self):
        """Other things are sent and read in the same run."""
        self.assertFalse(self.organisation.not_before)
        self.new_there("Read Meanwhile")
        self.sync()
        self.assertTrue(self.record("Read Meanwhile"))

    def without(self, scope):
        """Xero gives no access to some of it any more, as after a Reconnect."""
        for access in self.sandbox.tokens.access.values():
            access.consent.scopes = [
                known for known in access.consent.scopes if scope not in known
            ]

    def test_p8_a_record_that_is_not_shown_before_its_update(self):
        partners = [self.paired(f"Old Friends {place}") for place in ("East", "West")]
        for partner in partners:
            partner.phone = "+61 2 5550 1111"
        # both together, then each by itself: the first one is refused again
        self.sandbox.fault("404", method="GET", path="Contacts", times=2)
        self.organisation.stream_ids.next_run = False
        self.run_cron(self.organisation)
        states = {self.row(partner).state for partner in partners}
        self.assertEqual(states, {"done", "failed"})
        failed = next(p for p in partners if self.row(p).state == "failed")
        self.assertIn("press Retry", self.row(failed).message)
        self.assertEqual(failed.xero_state, "failed")
        self.assert_goes_on()
        failed.with_user(self.user_xero).action_xero_retry()
        self.run_cron(self.organisation)
        self.assertEqual(self.phones_there(failed), {"DEFAULT": "+61 2 5550 1111"})

    def test_p8_odd_words_around_an_answer(self):
        """The sandbox never sends them: they are put into it on the way."""
        partner = self.paired()
        read = xero_client.loads

        def odd(text):
            body = read(text)
            return {**body, "pagination": ["none"], "Elements": ["none", 7]}

        partner.phone = "+61 2 5550 1111"
        with patch.object(xero_client, "loads", odd):
            self.run_cron(self.organisation)
            self.assertEqual(self.row(partner).state, "done")
            partner.phone = "+61 2 5550 2222"
            self.sandbox.fault("404", method="GET", path="Contacts")
            self.organisation.stream_ids.next_run = False
            self.run_cron(self.organisation)
        self.assertEqual(self.row(partner).state, "failed")

    def test_p8_without_the_permission_to_read(self):
        partner = self.paired()
        move = self.invoice(self.customer())
        partner.phone = "+61 2 5550 1111"
        self.organisation.stream_ids.next_run = False
        self.without("contacts")
        move.with_user(self.user_xero).action_xero_push()
        self.run_cron(self.organisation)
        self.assertIn("permission", self.row(partner).message)
        self.assertEqual(self.row(partner).state, "failed")
        self.assertFalse(self.organisation.not_before)
        self.assertTrue(self.in_xero(move))

    def test_p8_a_lost_answer_that_cannot_be_looked_up(self):
        partner = self.ours("Northwind")
        self.sandbox.fault("drop_before", method="PUT", path="Contacts")
        self.push(partner)
        row = self.row(partner).sudo()
        self.assertEqual(row.state, "sending")
        self.organisation.not_before = False
        self.organisation.stream_ids.next_run = False
        row.sending_until = fields.Datetime.now()
        self.sandbox.fault("404", method="GET", path="Contacts")
        self.run_cron(self.organisation)
        self.assertEqual(row.state, "failed")
        self.assertIn("Look for it in Xero", row.message)
        self.assert_goes_on()


class TestRunItems(XeroItemsCommon):
    """Items come as a whole: one reading is enough for all of them (P2, D2)."""

    def test_p2_the_list_is_read_once_for_many_updates(self):
        names = [f"Support {number:03}" for number in range(70)]
        self.sandbox.act(
            "create_items",
            items=[{"Code": f"S{n:03}", "Name": name} for n, name in enumerate(names)],
        )
        products = self.env["product.product"].create(
            [
                {
                    "name": name,
                    "default_code": f"S{n:03}",
                    "type": "service",
                    "list_price": 0,
                    "company_id": self.company.id,
                }
                for n, name in enumerate(names)
            ]
        )
        self.read("items")
        self.assertTrue(all(products.mapped("xero_id")))
        self.stream.next_run = False
        for product in products:
            product.description_sale = f"Hours of {product.name}"
        rows = self.env["xero.queue"].search([("state", "in", ("pending", "held"))])
        rows.with_user(self.user_xero).action_send_now()
        before, sent = len(self.calls("GET", "Items")), len(self.updates())
        self.run_cron(self.organisation)
        self.assertEqual(len(self.updates()) - sent, 70)
        self.assertEqual(len(self.calls("GET", "Items")) - before, 1)
