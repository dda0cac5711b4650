from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.xero_connector.tests.billing_common import bounded

from ..tools.down_payment import NOTHING, Money, Tax

CENT = Decimal("0.01")


def money(cents):
    return Decimal(cents) / 100


@st.composite
def paid(draw):
    """Money paid up front, with up to three taxes on it."""
    net = money(draw(st.integers(1, 10**7)))
    rates = draw(st.lists(st.integers(0, 30), max_size=3))
    taxes = {
        number: Tax((net * rate / 100).quantize(CENT), net)
        for number, rate in enumerate(rates)
    }
    return Money(net, taxes)


@tagged("post_install", "-at_install")
class TestDownPaymentParts(BaseCase):
    """Parts of a down payment come to the whole, whatever they are."""

    @bounded(200)
    @given(paid(), st.lists(st.integers(1, 10**6), max_size=8))
    def test_g8_parts_come_to_the_whole(self, whole, wanted):
        left, taken = whole, NOTHING
        for each in map(money, wanted):
            amount = min(each, left.total)
            if not amount:
                break
            part = left.part(amount, CENT)
            self.assertEqual(part.total, amount)
            for tax in part.taxes.values():
                self.assertEqual(tax.base, part.net)
            left, taken = left.plus(part, -1), taken.plus(part)
        if left.total:
            taken = taken.plus(left.part(left.total, CENT))
        self.assertEqual(taken.net, whole.net)
        self.assertEqual(taken.taxes or {}, whole.taxes)

    def test_g8_a_tax_on_a_tax_keeps_its_base(self):
        whole = Money(
            Decimal(100), {1: Tax(Decimal(10), Decimal(100)), 2: Tax(Decimal(11), 110)}
        )
        part = whole.part(Decimal("60.50"), CENT)
        self.assertEqual(part.net, Decimal(50))
        self.assertEqual(part.taxes[2], Tax(Decimal("5.50"), Decimal(55)))
