from .push_common import XeroPushCommon


class TestBackground(XeroPushCommon):
    """Users never wait; what must come first, goes first (M3, O1, O6)."""

    def written(self):
        return [
            (call.method, call.path)
            for call in self.calls()
            if call.method in ("PUT", "POST") and call.path in ("Contacts", "Invoices")
        ]

    def test_m3_o1_a_change_calls_nothing_and_is_there_after_the_scheduled_action(self):
        self.organisation.grace_minutes = 0
        partner = self.customer()
        before = len(self.calls())
        move = self.invoice(partner)
        partner.phone = "02 5550 1234"
        self.assertEqual(len(self.calls()), before, "nobody waits for Xero")
        self.run_cron(self.organisation)
        self.assertTrue(self.in_xero(move))
        there = self.in_xero_by_id(partner, "contacts")
        numbers = {phone["PhoneNumber"] for phone in there["Phones"]}
        self.assertIn("02 5550 1234", numbers)

    def test_o6_a_customer_goes_before_its_invoice(self):
        partner = self.customer("New to Both", known=False)
        move = self.invoice(partner)
        self.push(move)
        self.run_cron(self.organisation)
        self.assertEqual(self.written(), [("PUT", "Contacts"), ("PUT", "Invoices")])
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], partner.xero_id)

    def test_o6_lists_are_read_in_the_order_of_dependency(self):
        first = len(self.calls())
        self.env["xero.stream"].search(
            [("organisation_id", "=", self.organisation.id)]
        ).write({"cursor": False})
        self.read_all()
        read = [call.path for call in self.calls()[first:] if call.method == "GET"]
        wanted = ["TaxRates", "Contacts", "Items", "Invoices", "Payments"]
        places = [read.index(path) for path in wanted]
        self.assertEqual(places, sorted(places), read)
