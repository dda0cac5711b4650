"""Two books that are kept equal: whose value goes over to the other side.

Pure functions over comparable values, one per group of fields; see
``models/xero_sync_mixin.py`` for where they come from.
"""

from typing import NamedTuple


class XeroRule(NamedTuple):
    """What may happen to one group of fields.

    ``winner`` counts where both sides changed: ``odoo``, ``xero`` or ``ask``. A
    ``guarded`` group is only shown where Xero alone changed it: it is taken over only
    where Xero wins. ``blanks``: that Xero has nothing any more is taken over too, as
    with the groups that a contact left.
    """

    to_odoo: bool
    to_xero: bool
    winner: str = "ask"
    guarded: bool = False
    blanks: bool = False


def judge(ours, theirs, base, rule):
    """Decide about one group of fields.

    A blank value never overwrites one that is filled. Changes are judged against the
    last agreement of each side, never against what was seen just now; two values that
    differed when the records were paired are left apart until one of them changes.

    :param ours: Odoo's value, comparable; a dict has one value for each of its parts
    :param theirs: Xero's value, comparable
    :param base: ``(ours, theirs)`` at the last agreement; ``None`` at the first
        meeting. What could not go over then, though only one side had it, is ``None``
        in it: it goes as soon as it may
    :param XeroRule rule: what is allowed
    :return: ``same``, ``take`` (Xero's value into Odoo), ``send`` (Odoo's value to
        Xero), ``conflict`` (a person decides) or ``keep`` (each side keeps its own)
    """
    emptied = bool(rule.blanks and base and base[1] and not theirs)
    if not emptied and (ours == theirs or not (ours or theirs)):
        return "same"
    if base is None:
        # a blank is filled, nothing that is filled is overwritten
        changed_here, changed_there = not theirs, not ours
    else:
        changed_here = says_new(ours, base[0])
        changed_there = emptied or says_new(theirs, base[1])
    take = changed_there and rule.to_odoo
    send = changed_here and rule.to_xero
    if take and send:
        return {"odoo": "send", "xero": "take", "ask": "conflict"}[rule.winner]
    if take:
        return "keep" if rule.guarded and rule.winner != "xero" else "take"
    return "send" if send else "keep"


def only_sent(rules):
    """The same rules for a record of Odoo that takes nothing over.

    :param dict rules: ``{group: XeroRule}``
    """
    return {name: rule._replace(to_odoo=False) for name, rule in rules.items()}


def first_agreement(ours, theirs):
    """What is remembered of two values that were left as they are at the first
    meeting: what only one side has is not settled."""
    if ours and not theirs:
        return None, theirs
    if theirs and not ours:
        return ours, None
    return ours, theirs


def says_new(value, before):
    """Whether a value says something that it did not say before; to be blank is no
    statement, neither for the whole nor for a part of it."""
    if isinstance(value, dict):
        before = before or {}
        return any(part != before.get(key) for key, part in value.items() if part)
    return bool(value) and value != before


def overlaid(value, before, other):
    """A value of parts as it arrives on the other side.

    It goes as a whole, save the parts that this side never said anything about: what
    the other side has there stays.

    :param dict value: of this side
    :param dict before: this side's value at the last agreement
    :param dict other: the other side's value
    """
    before = before or {}
    kept = {
        key: part
        for key, part in (other or {}).items()
        if not value.get(key) and not before.get(key)
    }
    return {**kept, **{key: part for key, part in value.items() if part}}
