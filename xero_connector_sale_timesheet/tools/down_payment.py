"""What was paid up front, and parts of it: pure, and exact to the cent."""

from collections.abc import Hashable
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.xero_connector.tools.xero_dialect import cents


class Tax(NamedTuple):
    """What a tax comes to, and on what."""

    amount: Decimal = Decimal(0)
    base: Decimal = Decimal(0)


class Money(NamedTuple):
    """A net amount and its taxes, ``{tax: Tax}``."""

    net: Decimal
    taxes: dict[Hashable, Tax]

    @property
    def total(self):
        """Net and taxes."""
        return self.net + sum(tax.amount for tax in self.taxes.values())

    def plus(self, other, sign=1):
        """The sum of both, or what is left without the other.

        :param sign: -1 to take the other away
        """
        taxes = {}
        for key in {**self.taxes, **other.taxes}:
            ours, theirs = self.taxes.get(key, Tax()), other.taxes.get(key, Tax())
            amount = ours.amount + sign * theirs.amount
            taxes[key] = Tax(amount, ours.base + sign * theirs.base)
        return Money(self.net + sign * other.net, taxes)

    def part(self, total, unit):
        """A part of it, each tax in proportion.

        :param Decimal total: what the part comes to, with taxes
        :param Decimal unit: smallest step of the currency
        """
        share = total / self.total
        amounts = {
            key: cents(tax.amount * share, unit) for key, tax in self.taxes.items()
        }
        net = total - sum(amounts.values())
        taxes = {
            # most taxes are on the net, and stay so
            key: Tax(
                amounts[key],
                net if tax.base == self.net else cents(tax.base * share, unit),
            )
            for key, tax in self.taxes.items()
        }
        return Money(net, taxes)


NOTHING = Money(Decimal(0), {})
