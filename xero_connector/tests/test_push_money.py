from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.fields import Command

from .push_common import XeroPushCommon

# Percentages that are mapped, and the rates in Xero that stand for them
RATES = ("0", "5", "10", "12.5", "15", "20")


def decimals(places, highest):
    """Numbers with so many decimals, as Odoo's floats."""
    return st.integers(0, highest * 10**places).map(lambda n: n / 10**places)


LINE = st.fixed_dictionaries(
    {
        "quantity": st.one_of(
            st.integers(1, 40).map(float),
            decimals(2, 60).filter(bool),
            st.integers(-3, -1).map(float),
        ),
        "price_unit": st.one_of(decimals(2, 400), decimals(4, 400), decimals(6, 400)),
        "discount": st.one_of(st.just(0.0), st.sampled_from((5.0, 12.5, 33.33, 50.0))),
        "rate": st.sampled_from(RATES),
    }
)
INVOICE = st.fixed_dictionaries(
    {
        "lines": st.lists(LINE, min_size=1, max_size=8),
        "included": st.sampled_from(("none", "all", "some")),
    }
)


class TestPushMoney(XeroPushCommon):
    """Both books agree to the cent (E7, E8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = {}
        for rate in RATES:
            for included in (False, True):
                cls.taxes[rate, included] = cls.tax_sale.copy(
                    {
                        "name": f"GST {rate} {'in' if included else 'out'}",
                        "amount": float(rate),
                        "price_include_override": "tax_included"
                        if included
                        else "tax_excluded",
                    }
                )

    def setUp(self):
        super().setUp()
        for rate in RATES:
            self.sandbox.act(
                "create_tax_rate",
                Name=f"Rate {rate}",
                TaxComponents=[{"Name": "GST", "Rate": Decimal(rate)}],
            )
        self.read("taxes")
        for (rate, _included), tax in self.taxes.items():
            seen = self.seen("TaxRates", name=f"Rate {rate}")
            link = tax._xero_link_of_set(self.organisation, "sale")
            link.with_user(self.manager_xero).action_link(seen)
        self.partner = self.customer()

    def document(self, lines, included="none", rounding="round_globally"):
        """A posted invoice; a negative line only where the total stays positive."""
        self.company.tax_calculation_rounding_method = rounding
        prepared = []
        for number, line in enumerate(lines):
            inside = included == "all" or (included == "some" and number % 2 == 0)
            tax = self.taxes[line["rate"], inside]
            values = {key: line[key] for key in ("quantity", "price_unit", "discount")}
            prepared.append({**values, "tax_ids": [Command.set(tax.ids)]})
        move = self.invoice(self.partner, *prepared, post=False)
        if move.amount_total < 0:
            for line in move.invoice_line_ids:
                line.quantity = abs(line.quantity)
        move.action_post()
        return move

    def assert_agrees(self, move):
        there = self.in_xero(move)
        self.assertTrue(there, self.row(move).message or move.amount_total)
        for here, key in (
            (move.amount_untaxed, "SubTotal"),
            (move.amount_tax, "TotalTax"),
            (move.amount_total, "Total"),
        ):
            self.assertEqual(
                Decimal(str(there[key])), Decimal(str(here)), f"{move.name}: {key}"
            )
        self.assertEqual(move.xero_state, "synced", move.xero_message)

    def test_e7_xeros_own_example_rounded_globally_and_per_line(self):
        lines = [
            {"quantity": 1, "price_unit": price, "discount": 0, "rate": "15"}
            for price in (25.06, 25.61, 25.63)
        ]
        for rounding, tax in (("round_globally", 11.45), ("round_per_line", 11.44)):
            with self.subTest(rounding):
                move = self.document(lines, rounding=rounding)
                self.assertEqual(move.amount_tax, tax)
                self.push(move)
                self.assert_agrees(move)

    def test_e7_many_small_lines_rounded_globally(self):
        """The cent that a whole document is off is spread over its lines."""
        lines = [
            {"quantity": 1, "price_unit": 0.33, "discount": 0, "rate": "15"}
            for _number in range(60)
        ]
        move = self.document(lines)
        self.push(move)
        self.assert_agrees(move)

    def test_e7_rounding_chosen_anew_since_it_was_posted(self):
        """What counts is what is booked."""
        lines = [
            {"quantity": 3, "price_unit": 0.0556, "discount": 50, "rate": "20"},
            {"quantity": 0.92, "price_unit": 0.1163, "discount": 50, "rate": "5"},
        ]
        move = self.document(lines, included="all")
        self.company.tax_calculation_rounding_method = "round_per_line"
        self.push(move)
        self.assert_agrees(move)

    def test_e7_tax_changed_by_hand(self):
        line = {"quantity": 1, "price_unit": 99.99, "discount": 0, "rate": "10"}
        move = self.document([line])
        move.button_draft()
        tax_line = move.line_ids.filtered("tax_line_id")
        move.write(
            {"line_ids": [Command.update(tax_line.id, {"amount_currency": -10.01})]}
        )
        move.action_post()
        self.assertEqual(move.amount_tax, 10.01)
        self.push(move)
        self.assert_agrees(move)

    def test_e8_property_random_invoices_agree(self):
        @settings(
            max_examples=6,
            deadline=None,
            derandomize=True,
            database=None,
            # each example is a run of its own: shrinking would take minutes
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            st.sampled_from(("round_globally", "round_per_line")),
            st.lists(INVOICE, min_size=12, max_size=16),
        )
        def check(rounding, documents):
            moves = self.env["account.move"]
            for values in documents:
                moves += self.document(rounding=rounding, **values)
            self.push(moves)
            for move in moves:
                self.assert_agrees(move)

        check()
