"""Two books that are kept equal: whose value goes over to the other side.

Pure functions over comparable values, one per group of fields; see
``models/xero_sync_mixin.py`` for where they come from.
"""

from typing import NamedTuple


class XeroRule(NamedTuple):
    """What may happen to one group of fields.

    ``winner`` counts where both sides changed: ``odoo``, ``xero`` or ``ask``. A
    ``guarded`` group is only shown where Xero alone changed it: it is taken over only
    where Xero wins.
    """

    to_odoo: bool
    to_xero: bool
    winner: str = "ask"
    guarded: bool = False


def judge(ours, theirs, base, rule):
    """Decide about one group of fields.

    A blank value never overwrites one that is filled. Changes are judged against the
    last agreement of each side, never against what was seen just now; two values that
    differed when the records were paired are left apart until one of them changes.

    :param ours: Odoo's value, comparable
    :param theirs: Xero's value, comparable
    :param base: ``(ours, theirs)`` at the last agreement; ``None`` at the first meeting
    :param XeroRule rule: what is allowed
    :return: ``same``, ``take`` (Xero's value into Odoo), ``send`` (Odoo's value to
        Xero), ``conflict`` (a person decides) or ``keep`` (each side keeps its own)
    """
    if ours == theirs:
        return "same"
    if base is None:
        # a blank is filled, nothing that is filled is overwritten
        changed_here, changed_there = not theirs, not ours
    else:
        changed_here, changed_there = ours != base[0], theirs != base[1]
    take = bool(changed_there and rule.to_odoo and theirs)
    send = bool(changed_here and rule.to_xero and ours)
    if take and send:
        return {"odoo": "send", "xero": "take", "ask": "conflict"}[rule.winner]
    if take:
        return "keep" if rule.guarded and rule.winner != "xero" else "take"
    return "send" if send else "keep"
