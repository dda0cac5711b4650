from .refused_common import XeroRefusedCommon


class TestMapCurrencies(XeroRefusedCommon):
    """Currencies are matched by code; Xero must be subscribed to them (B6, B15)."""

    def link_of(self, currency):
        return currency._xero_links(self.organisation)[currency.id]

    def test_b6_currencies_are_paired_by_code(self):
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

    def test_b15_no_longer_subscribed(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
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
