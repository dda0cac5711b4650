"""Which invoices of two books are the same one: what is alike, what is sure."""

from collections import Counter
from typing import NamedTuple


class XeroLikeness(NamedTuple):
    """An invoice here and one in Xero, and in what they are equal."""

    move_id: int
    record_id: int
    number: bool
    contact: bool
    total: bool
    date: bool

    @property
    def sure(self):
        """Nothing differs."""
        return self.number and self.contact and self.total and self.date

    @property
    def only_number(self):
        """Nothing else speaks for it: two documents that happen to share a number."""
        return self.number and not self.contact and not self.total


def graded(likenesses, busy=()):
    """Tell what is beyond doubt from what a person must judge.

    Sure is who has exactly one counterpart on each side. A number that both books
    know says more than looks: who has a counterpart by number is nobody's look-alike
    under another number.

    :param likenesses: list of :class:`XeroLikeness`
    :param busy: ids of invoices that are being sent at this moment: what was sent is
        found again by its key, so nothing is decided about them
    :return: ``(sure, alike)``, two lists
    """
    best = [likeness for likeness in likenesses if likeness.sure]
    here = Counter(likeness.move_id for likeness in best)
    there = Counter(likeness.record_id for likeness in best)
    sure = [
        likeness
        for likeness in best
        if here[likeness.move_id] == there[likeness.record_id] == 1
        and likeness.move_id not in busy
    ]
    paired = {likeness.move_id for likeness in sure}
    taken = {likeness.record_id for likeness in sure}
    named = [one for one in likenesses if one.number and not one.only_number]
    named_here = {likeness.move_id for likeness in named}
    named_there = {likeness.record_id for likeness in named}
    alike = [
        one
        for one in likenesses
        if one.move_id not in paired
        and one.record_id not in taken
        and one.move_id not in busy
        and (
            one.number
            or (one.move_id not in named_here and one.record_id not in named_there)
        )
    ]
    return sure, alike
