"""Which contact of one book is which of the other: pure, and never a guess.

A pair is *sure* where a tax number, an e-mail, an account number or the exact name
belongs to exactly one living contact in each of the two whole books, the names do not
contradict, and nothing else that one of the two has belongs to somebody else. All the
rest are suggestions with a score, for a person.
"""

from collections import defaultdict
from typing import NamedTuple

from .xero_names import NameIndex, compatible, exact, likeness, tax_contradict, tax_key

RUNGS = ("tax", "email", "account", "name")
# How much each kind of evidence is worth where it is not enough to link
WORTH = {"tax": 80, "email": 60, "account": 55, "name": 88}
# From here on a suggestion is worth a person's time
WORTHWHILE = 50


class Party(NamedTuple):
    """A contact of either book, as far as it says who somebody is.

    ``free``: it stands for nobody yet. ``active``: not archived.
    """

    id: int
    name: str = ""
    tax: str = ""
    email: str = ""
    account: str = ""
    active: bool = True
    free: bool = True

    def key(self, rung):
        """What is compared on a rung; empty where there is nothing."""
        text = getattr(self, rung)
        if rung == "tax":
            return text and tax_key(text)
        return text and exact(text)


class Found(NamedTuple):
    """What the ladder led to. ``rungs`` are the evidence, the best first; ``alike``
    where only the names look like each other."""

    id: int
    sure: bool
    score: int
    rungs: tuple


class Book:
    """All contacts of one book by what they are looked up by.

    :param parties: of the whole book; archived ones too
    """

    def __init__(self, parties):
        self.by_id = {party.id: party for party in parties}
        self._mails = defaultdict(list)
        self._by = {rung: defaultdict(list) for rung in RUNGS}
        self._index = None
        for party in self.by_id.values():
            for rung in RUNGS:
                if key := party.key(rung):
                    self._by[rung][key].append(party)

    def add_mail(self, ident, email):
        """Have somebody under one more e-mail: that of an address of its own."""
        party = self.by_id.get(ident)
        known = self._by["email"][email] if party else ()
        if party and not any(other.id == ident for other in known):
            known.append(party)
            self._mails[ident].append(email)

    def guises(self, ident):
        """Somebody, once under each e-mail; nobody where the book has no such party."""
        party = self.by_id.get(ident)
        if not party:
            return []
        return [party, *(party._replace(email=mail) for mail in self._mails[ident])]

    def holders(self, rung, key):
        """Who has this number, address or name."""
        return self._by[rung].get(key, []) if key else []

    def active(self, rung, key):
        """The living ones of them."""
        return [party for party in self.holders(rung, key) if party.active]

    def alike(self, name):
        """Free ones whose name looks like this one: ``[(id, percent)]``."""
        if self._index is None:
            free = {p.id: p.name for p in self.by_id.values() if p.free and p.active}
            self._index = NameIndex(free)
        return self._index.alike(name)


def climb(contact, ours, theirs):
    """Who in our book a contact of theirs is.

    :param Party contact: of their book, standing for nobody yet
    :param Book ours: our book
    :param Book theirs: their book
    :return: :class:`Found` or ``None``
    """
    sure, weak = {}, defaultdict(dict)
    for rung in RUNGS:
        key = contact.key(rung)
        for party in ours.holders(rung, key):
            if not party.free:
                continue
            if _is_sure(rung, key, contact, party, ours, theirs):
                sure.setdefault(party.id, []).append(rung)
            weak[party.id][rung] = _worth(rung, key, contact, party, ours)
    if len(sure) == 1:
        ((ident, rungs),) = sure.items()
        if not _elsewhere(contact, ours.by_id[ident], ours, theirs):
            return Found(ident, True, 100, tuple(rungs))
    for ident, percent in ours.alike(contact.name):
        weak[ident].setdefault("alike", round(percent * 0.95))
    scored = [
        Found(ident, False, _total(evidence), _best_first(evidence))
        for ident, evidence in weak.items()
    ]
    best = max(scored, key=lambda found: (found.score, -found.id), default=None)
    return best if best and best.score >= WORTHWHILE else None


def _is_sure(rung, key, contact, party, ours, theirs):
    """Whether a key belongs to these two alone, and nothing contradicts."""
    if not party.active:
        return False
    if len(ours.active(rung, key)) != 1 or len(theirs.active(rung, key)) != 1:
        return False
    if tax_contradict(contact.tax, party.tax):
        return False
    return rung == "name" or compatible(contact.name, party.name)


def _elsewhere(contact, party, ours, theirs):
    """Whether something that one of the two has belongs to somebody else alone, who
    might be the one as well."""
    for rung in RUNGS:
        others = [
            *_alone(ours, rung, contact.key(rung), party.id, contact.name),
            *_alone(theirs, rung, party.key(rung), contact.id, party.name),
        ]
        if others:
            return True
    return False


def _alone(book, rung, key, ident, name):
    """The only holder of a key, where it is another one who may be meant."""
    holders = book.active(rung, key)
    if len(holders) != 1 or holders[0].id == ident:
        return []
    return holders if rung == "tax" or compatible(holders[0].name, name) else []


def _worth(rung, key, contact, party, ours):
    """How much a shared key says where it does not suffice, in percent."""
    worth = WORTH[rung]
    several = len(ours.active(rung, key)) > 1
    if several and rung in ("email", "account"):
        # one mailbox for many: only with a name that fits
        worth = likeness(contact.name, party.name) * 0.7
    elif several and rung == "tax":
        worth = 65 + likeness(contact.name, party.name) * 0.25
    if rung != "tax" and tax_contradict(contact.tax, party.tax):
        worth -= 20
    return round(worth if party.active else worth - 5)


def _total(evidence):
    """More than one kind of evidence says more than the best of them."""
    return min(95, max(evidence.values()) + 5 * (len(evidence) - 1))


def _best_first(evidence):
    return tuple(sorted(evidence, key=lambda rung: -evidence[rung]))
