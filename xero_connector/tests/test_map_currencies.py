from odoo.exceptions import UserError

from .refused_common import XeroRefusedCommon


class TestMapCurrencies(XeroRefusedCommon):
    """Currencies are matched by code; Xero must be subscribed to them (B6, B15)."""

    def link_of(self, currency):
        return currency._xero_links(self.organisation)[currency.id]

    def test_b6_currencies_are_paired_by_code(self):
        self.env.ref("base.EUR").active = True
        self.read("currencies")
        for code in ("AUD", "USD", "EUR"):
            currency = self.env.ref(f"base.{code}")
            self.assertEqual(self.link_of(currency).record_id.code, code)

    def test_b6_used_in_xero_but_inactive_in_odoo(self):
        currency = self.env.ref("base.NZD")
        currency.active = False
        self.read("currencies")
        link = self.link_of(currency)
        self.assertEqual(link.state, "linked")
        for word in ("NZD", "Activate", "Configuration"):
            self.assertIn(word, link.difference)
        currency.active = True
        self.assertFalse(link.difference)

    def test_b6_created_from_xero_is_activated(self):
        """What Odoo does not use is nobody's until a person says so."""
        currency = self.env.ref("base.SGD")
        currency.active = False
        self.sandbox.act("subscribe_currency", code="SGD")
        self.read("currencies")
        row = self.seen("Currencies", code="SGD").with_user(self.manager_xero)
        self.assertEqual((row.map_state, row.can_create), ("undecided", True))
        row.action_create_in_odoo()
        self.assertTrue(currency.active)
        self.assertEqual(self.link_of(currency).record_id, row.sudo())
        self.assertFalse(self.link_of(currency).difference)
        self.read("currencies")
        self.assertEqual(row.map_state, "linked")
        unknown = {"Code": "ZZZ", "Description": "Zorkmid"}
        self.sandbox.act("plant", store="Currencies", element=unknown)
        self.read("currencies")
        row = self.seen("Currencies", code="ZZZ").with_user(self.manager_xero)
        with self.assertRaisesRegex(UserError, "knows no currency ZZZ"):
            row.action_create_in_odoo()

    def test_b6_activated_by_hand_is_paired_at_the_next_reading(self):
        currency = self.env.ref("base.SGD")
        currency.active = False
        self.sandbox.act("subscribe_currency", code="SGD")
        self.read("currencies")
        currency.active = True
        self.read("currencies")
        self.assertEqual(self.link_of(currency).record_id.code, "SGD")

    def test_b15_no_longer_subscribed(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.read("currencies")
        self.sandbox.act("unsubscribe_currency", code="EUR")
        self.read("currencies")
        self.assertIn("not subscribed", self.link_of(euro).difference)
        move = self.invoice(self.partner, currency_id=euro.id)
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, move.name, "EUR", "Currencies", state="blocked")
        self.assert_only_reads(before)
        self.sandbox.act("subscribe_currency", code="EUR")
        self.read("currencies")
        self.assertFalse(self.link_of(euro).difference)
        self.run_cron(self.organisation)
        self.assert_sent(move)
