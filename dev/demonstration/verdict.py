"""Whether the past is in Odoo once, and became what its story promises.

Everything here is told in plain rows, as Odoo answers them.
"""

import re
import unicodedata
from collections import Counter, defaultdict

# What only says which legal person somebody is. The connector has a list of its own:
# a verdict that used it would be blind where that one is wrong.
LEGAL = {"pty", "ltd", "limited", "inc", "llc", "plc", "gmbh", "co", "company"}


def key(name):
    """A name without case, accents, punctuation, order of words and legal form."""
    text = unicodedata.normalize("NFKD", name or "").casefold()
    words = re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c)))
    return " ".join(sorted([word for word in words if word not in LEGAL] or words))


def doubles(rows, parties):
    """Yield what Odoo has more than once.

    :param rows: partners or products, with what they may be known by: ``id``, ``name``,
        and ``default_code`` where they have one
    :param parties: for each record of the past all that it is called in either book
    """
    found, of_key = {}, defaultdict(set)
    for row in rows:
        for text in {row["name"], row.get("default_code")} - {None, False, ""}:
            of_key[key(text)].add(row["id"])
    names = {row["id"]: row["name"] for row in rows}
    keys = [{text} for text in of_key]
    for called in [*({key(name) for name in party} for party in parties), *keys]:
        ids = set().union(*(of_key.get(text, ()) for text in called))
        if len(ids) > 1:
            found[frozenset(ids)] = sorted(f"{names[one]} ({one})" for one in ids)
    for texts in found.values():
        yield f"twice in Odoo: {', '.join(texts)}"


def crossed(links):
    """Yield what is linked more than once, on either side.

    :param links: ``res_model``, ``res_id``, ``res_name``, ``record_id`` of linked ones
    """
    for side, of, name in (
        (
            "in Xero",
            lambda link: link["record_id"][0],
            lambda link: link["record_id"][1],
        ),
        ("in Odoo", lambda link: link["res_id"], lambda link: link["res_name"]),
    ):
        groups = defaultdict(list)
        for link in links:
            groups[link["res_model"], of(link)].append(link)
        for found in groups.values():
            if len(found) > 1:
                yield f"one {side}, {len(found)} links: {name(found[0])}"


def became(records, suggested, created):
    """How many records of the past became what.

    :param records: ``id`` and ``map_state`` of those that Xero has
    :param suggested: ids of those that a person said yes to
    :param created: ids of those that a person had created in Odoo
    """
    by_hand = {
        **dict.fromkeys(suggested, "suggested"),
        **dict.fromkeys(created, "created"),
    }
    count = Counter()
    for record in records:
        word = record["map_state"] or "gone"
        if word == "linked":
            word = by_hand.get(record["id"], "mapped")
        count[word] += 1
    return dict(count)


def differences(promised, found):
    """Yield where the counts of the past are others than promised.

    :param promised: ``{kind: {what it became: how many}}``, and so found
    """
    for kind, counts in promised.items():
        for word in sorted({*counts, *found.get(kind, {})}):
            there, wanted = found.get(kind, {}).get(word, 0), counts.get(word, 0)
            if there != wanted:
                yield f"{kind}: {there} {word}, not {wanted}"
