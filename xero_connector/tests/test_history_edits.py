from odoo.fields import Command

from .history_common import XeroHistoryCommon


class TestHistoryEdits(XeroHistoryCommon):
    """An invoice that Xero had before the two were linked is somebody else's work
    there: of it goes only what is edited in Odoo afterwards, safely (S8)."""

    def setUp(self):
        super().setUp()
        self.organisation.grace_minutes = 0
        self.move = self.invoice(
            self.partner,
            {"price_unit": 100, "name": "Ours one"},
            {"price_unit": 50, "name": "Ours two"},
            ref="PO 1",
        )

    def line_there(self, amount, **values):
        return {
            "Description": f"Theirs {amount}",
            "UnitAmount": amount,
            "AccountCode": "260",
            "TaxType": "OUTPUT",
            **values,
        }

    def paired(self, *lines, **values):
        """Linked by its looks; the same lines in other words if not said."""
        lines = list(lines) or [self.line_there(100), self.line_there(50)]
        there = self.typed(self.move, lines=lines, Reference="Their PO", **values)
        self.read("invoices")
        self.assert_paired(self.move, there)
        self.live()
        return there

    def there(self):
        return self.in_xero_by_id(self.move)

    def edit(self, line_values=None, **values):
        self.move.button_draft()
        if line_values:
            first = self.move.invoice_line_ids[0]
            values["invoice_line_ids"] = [Command.update(first.id, line_values)]
        self.move.write(values)
        self.move.action_post()
        self.run_cron(self.organisation)

    def sent(self):
        (post,) = self.calls("POST", "Invoices")
        (element,) = post.body["Invoices"]
        return element

    # === NOTHING IS OVERWRITTEN === #

    def test_s8_posted_again_by_the_rule_writes_nothing(self):
        self.paired()
        before = self.there()
        self.edit()
        self.push(self.move)
        self.assertEqual(self.row(self.move).state, "done")
        self.assertFalse(self.writes())
        self.assertEqual(self.there(), before)
        self.assertEqual(self.move.xero_state, "synced")

    def test_s8_mapped_and_set_otherwise_since_is_no_edit(self):
        """Accounts, taxes and settings that changed meanwhile are not the invoice's."""
        self.organisation.default_service_account_id = False
        self.organisation.invoice_status = "DRAFT"
        self.paired(Status="DRAFT")
        sales = self.seen("Accounts", code="200")
        self.organisation.write(
            {"default_service_account_id": sales.id, "invoice_status": "AUTHORISED"}
        )
        self.organisation.number_source = "xero"
        self.edit()
        self.push(self.move)
        self.assertFalse(self.writes())
        self.assertEqual(self.there()["Status"], "DRAFT")

    # === WHAT CHANGED GOES === #

    def test_s8_only_the_edited_reference_goes(self):
        self.paired()
        self.edit(ref="PO 2")
        self.assertEqual(
            self.sent(), {"InvoiceID": self.move.xero_id, "Reference": "PO 2"}
        )
        texts = [line["Description"] for line in self.there()["LineItems"]]
        self.assertEqual(texts, ["Theirs 100", "Theirs 50"])
        self.edit()
        self.assertEqual(len(self.writes()), 1, "it is known to be there")

    def test_s8_an_edited_price_goes_and_their_words_stay(self):
        there = self.paired()
        ids = [line["LineItemID"] for line in there["LineItems"]]
        self.edit({"price_unit": 120})
        now = self.there()
        self.assertEqual(now["Total"], 187)
        self.assertEqual([line["LineItemID"] for line in now["LineItems"]], ids)
        first = now["LineItems"][0]
        self.assertEqual(first["Description"], "Theirs 100")
        self.assertEqual(first["AccountCode"], "260")
        self.assertEqual(set(self.sent()), {"InvoiceID", "LineItems"})
        self.assertEqual(self.move.xero_state, "synced", self.move.xero_message)
        self.edit({"name": "Better words"})
        texts = [line["Description"] for line in self.there()["LineItems"]]
        self.assertEqual(texts, ["Better words", "Theirs 50"])

    def test_s8_a_line_added_and_one_removed(self):
        there = self.paired()
        kept = there["LineItems"][1]["LineItemID"]
        self.edit(
            invoice_line_ids=[
                Command.delete(self.move.invoice_line_ids[0].id),
                Command.create(
                    {
                        "name": "Ours three",
                        "price_unit": 30,
                        "tax_ids": [Command.set(self.tax_sale.ids)],
                    }
                ),
            ]
        )
        lines = self.there()["LineItems"]
        self.assertEqual(lines[0]["LineItemID"], kept)
        self.assertEqual(
            [line["Description"] for line in lines], ["Theirs 50", "Ours three"]
        )
        self.assertEqual(self.there()["Total"], 88)

    # === OTHER LINES IN XERO === #

    def test_s8_other_lines_are_never_changed_from_here(self):
        """One line there for two here: an edit of them is for a person."""
        self.paired(self.line_there(150))
        before = self.there()
        self.edit({"price_unit": 120})
        self.assertEqual(self.move.xero_state, "failed")
        self.assertIn("its lines there are not those of Odoo", self.move.xero_message)
        self.assertEqual(self.there(), before)
        line = {"LineItemID": before["LineItems"][0]["LineItemID"], "UnitAmount": 170}
        self.sandbox.clock(advance=120)
        self.sandbox.act("edit_invoice", invoice=self.move.name, LineItems=[line])
        self.read("invoices")
        self.move.with_user(self.user_xero).action_xero_retry()
        self.run_cron(self.organisation)
        self.assertEqual(self.row(self.move).state, "done")
        self.assertEqual(self.move.xero_state, "synced", self.move.xero_message)
        self.assertFalse(self.writes())

    def test_s8_other_lines_stay_when_only_the_reference_goes(self):
        self.paired(self.line_there(60), self.line_there(60), self.line_there(30))
        self.edit(ref="PO 3")
        self.assertEqual(
            self.sent(), {"InvoiceID": self.move.xero_id, "Reference": "PO 3"}
        )
        texts = [line["Description"] for line in self.there()["LineItems"]]
        self.assertEqual(texts, ["Theirs 60", "Theirs 60", "Theirs 30"])
        self.assertEqual(self.move.xero_state, "synced", self.move.xero_message)
        self.edit({"name": "Words only"})
        self.assertEqual(len(self.writes()), 1, "their lines are theirs")

    def test_s8_prices_with_tax_there_and_without_here(self):
        lines = [self.line_there(110), self.line_there(55)]
        self.paired(*lines, LineAmountTypes="Inclusive")
        before = self.there()
        self.edit({"price_unit": 120})
        self.assertEqual(self.move.xero_state, "failed")
        self.assertEqual(self.there(), before)

    def test_s8_paid_there_is_left_alone(self):
        self.paired()
        self.sandbox.act("pay", invoice=self.move.name)
        self.read("invoices")
        before = self.there()
        self.edit({"price_unit": 120})
        self.assertEqual(self.move.xero_state, "failed", self.move.xero_message)
        self.assertIn("has a payment in Xero", self.move.xero_message)
        self.assertEqual(self.there(), before)

    def test_s8_linked_by_hand_keeps_both_numbers(self):
        there = self.typed(
            self.move,
            number="THEIRS-1",
            lines=[self.line_there(100), self.line_there(50)],
        )
        self.read("invoices")
        self.pairs().with_user(self.user_xero).action_link()
        self.live()
        self.edit(ref="PO 4")
        self.assertEqual(self.there()["InvoiceNumber"], "THEIRS-1")
        self.assertEqual(self.there()["InvoiceID"], there["InvoiceID"])
        self.assertEqual(self.there()["Reference"], "PO 4")
