from odoo.fields import Command

from .refused_common import XeroRefusedCommon


class TestPushRefused(XeroRefusedCommon):
    """What cannot go is found one by one, named, and mended (P2, P3, P9, W3)."""

    # === ACCOUNTS, TAXES, CURRENCIES, DATES === #

    def test_s7_unmapped_account_is_released_by_its_mapping(self):
        self.organisation.default_service_account_id = False
        move = self.invoice(self.partner)
        before = len(self.calls())
        self.push(move)
        account = move.invoice_line_ids.account_id
        self.assert_refused(move, account.name, "Mapping", state="blocked")
        self.assertEqual(move.xero_state, "blocked")
        self.assert_only_reads(before)
        link = self.env["xero.link"]._get_or_create(self.organisation, account)
        link.with_user(self.manager_xero).action_link(self.seen("Accounts", code="260"))
        self.run_cron(self.organisation)
        self.assert_sent(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["AccountCode"], "260")

    def test_s7_unmapped_account_is_released_by_a_default(self):
        self.organisation.default_service_account_id = False
        move = self.invoice(self.partner)
        self.push(move)
        self.assertEqual(self.row(move).state, "blocked")
        sales = self.seen("Accounts", code="200")
        self.organisation.with_user(
            self.manager_xero
        ).default_service_account_id = sales
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_p9_unmapped_tax_is_released_by_its_mapping(self):
        tax = self.tax_sale.copy({"name": "GST new"})
        moves = [
            self.invoice(self.partner, {"tax_ids": [Command.set(tax.ids)]})
            for _count in range(2)
        ]
        for move in moves:
            self.push(move)
            self.assert_refused(move, "GST new", "Mapping", state="blocked")
        self.link_tax(tax, "OUTPUT")
        self.run_cron(self.organisation)
        self.assert_sent(*moves)
        states = self.env["xero.queue"].search(
            [("res_id", "in", [m.id for m in moves])]
        )
        self.assertEqual(set(states.mapped("state")), {"done", "superseded"})

    def test_p2_all_reasons_at_once(self):
        tax = self.tax_sale.copy({"name": "GST new"})
        self.organisation.default_service_account_id = False
        self.sandbox.act("lock", period="2026-03-31")
        self.read("organisation")
        move = self.invoice(
            self.partner,
            {"tax_ids": [Command.set(tax.ids)]},
            invoice_date="2026-03-02",
        )
        self.push(move)
        self.assert_refused(move, "GST new", "03/31/2026", "has no account in Xero")

    def test_e3_another_percentage_is_refused_before_the_call(self):
        tax = self.tax_sale.copy({"name": "GST 12", "amount": 12})
        self.link_tax(tax, "OUTPUT")
        move = self.invoice(
            self.partner, {"price_unit": 100, "tax_ids": [Command.set(tax.ids)]}
        )
        before = len(self.calls())
        self.push(move)
        words = ("12 %", "10 %", "same percentage")
        self.assert_refused(move, *words, state="blocked")
        self.assert_only_reads(before)

    def test_b15_currency_not_subscribed(self):
        pound = self.env.ref("base.GBP")
        pound.active = True
        move = self.invoice(self.partner, currency_id=pound.id)
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, move.name, "GBP", "Currencies", state="blocked")
        self.assert_only_reads(before)
        self.sandbox.act("subscribe_currency", code="GBP")
        self.read("currencies")
        self.run_cron(self.organisation)
        self.assert_sent(move)

    def test_h31_date_in_a_locked_period(self):
        self.sandbox.act("lock", period="2026-03-31")
        self.read("organisation")
        move = self.invoice(self.partner, invoice_date="2026-03-02")
        before = len(self.calls())
        self.push(move)
        self.assert_refused(move, move.name, "03/31/2026", "lock date", "Retry")
        self.assert_only_reads(before)
        self.sandbox.act("lock", period=None)
        self.read("organisation")
        self.retry(move)
        self.assert_sent(move)

    def test_h31_locked_since_it_was_read(self):
        self.sandbox.act("lock", period="2026-03-31")
        self.organisation.stream_ids.next_run = False
        bad = self.invoice(self.partner, invoice_date="2026-03-02")
        good = self.invoice(self.partner)
        self.push(bad | good)
        self.assert_refused(bad, bad.name, "period lock date", "Date it later")
        self.assert_sent(good)

    # === NUMBERS === #

    def foreign_invoice(self, number, total=7):
        return self.sandbox.act(
            "create_invoice",
            Contact="Copper Kettle Cafes",
            InvoiceNumber=number,
            Status="AUTHORISED",
            DueDate="2026-12-31",
            LineItems=[
                {
                    "Description": "Theirs",
                    "UnitAmount": total,
                    "AccountCode": "260",
                    "TaxType": "EXEMPTOUTPUT",
                }
            ],
        )

    def assert_foreign_untouched(self, foreign):
        there = self.sandbox.organisation("AU").invoices[foreign["InvoiceID"]]
        self.assertEqual({key: there[key] for key in foreign}, foreign)

    def test_h32_number_used_by_another_app(self):
        move = self.invoice(self.partner)
        foreign = self.foreign_invoice(move.name)
        self.read("invoices")
        before = len(self.calls())
        self.push(move)
        self.assert_only_reads(before)
        self.assert_refused(
            move, move.name, "Copper Kettle Cafes", "Nothing was changed there"
        )
        move.button_draft()
        move.name = f"{move.name}-A"
        move.action_post()
        self.retry(move)
        self.assert_sent(move)
        self.assert_foreign_untouched(foreign)

    def test_h32_number_used_since_it_was_read(self):
        move = self.invoice(self.partner)
        foreign = self.foreign_invoice(move.name)
        self.organisation.stream_ids.next_run = False
        self.push(move)
        self.assert_refused(move, move.name, "must be unique", "another number")
        self.assertFalse(move.xero_id)
        self.retry(move)
        self.assertFalse(move.xero_id)
        self.assert_foreign_untouched(foreign)

    # === BATCHES === #

    def test_w3_bad_ones_take_nothing_down(self):
        """Sixty at once: two calls, 57 arrive, each of three says why it did not."""
        brackets = self.customer("A <b>", known=False)
        tax = self.tax_sale.copy({"name": "GST new"})
        moves = self.env["account.move"]
        for _number in range(57):
            moves += self.invoice(self.partner)
        bad = self.invoice(brackets)
        bad += self.invoice(self.partner, {"tax_ids": [Command.set(tax.ids)]})
        taken = self.invoice(self.partner)
        self.foreign_invoice(taken.name)
        self.organisation.stream_ids.next_run = False
        before = len(self.calls("PUT", "Invoices"))
        self.push(moves + bad + taken)
        puts = self.calls("PUT", "Invoices")[before:]
        self.assertEqual([len(put.body["Invoices"]) for put in puts], [50, 8])
        self.assertEqual(set(moves.mapped("xero_state")), {"synced"})
        self.assertEqual(bad.mapped("xero_state"), ["blocked", "blocked"])
        self.assertEqual(taken.xero_state, "failed")
