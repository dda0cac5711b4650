"""Names and numbers of two books, made comparable."""

import re
import unicodedata
from collections import Counter


def compact(number):
    """A tax number without spaces and punctuation."""
    return re.sub(r"[^0-9A-Za-z]", "", number or "").upper()


def plain(text):
    """A text without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def literal(text):
    """A text for ``=ilike`` that stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text or "")


def compatible(ours, theirs):
    """Whether two names do not contradict: one's words are among the other's."""
    here, there = words(ours), words(theirs)
    return here <= there or there <= here


def words(name):
    """The words of a name, without case and accents."""
    return set(re.findall(r"\w+", plain(name or "").casefold()))


def compatible_pairs(ours, theirs):
    """Every name here with every one there that does not contradict it.

    Ten thousand names on each side are not compared one by one: whose words are all
    among another's has its rarest word there too.

    :param dict ours: ``{key: name}``; names without a word fit nothing
    :param dict theirs: the same of the other side
    :return: set of ``(our key, their key)``
    """
    here = {key: found for key, name in ours.items() if (found := words(name))}
    there = {key: found for key, name in theirs.items() if (found := words(name))}
    return _within(here, there) | {(a, b) for b, a in _within(there, here)}


def _within(small, large):
    """``{(key, key)}`` of those whose words are all among the other's."""
    count = Counter(word for found in large.values() for word in found)
    holders = {}
    for key, found in large.items():
        for word in found:
            holders.setdefault(word, []).append(key)
    return {
        (key, holder)
        for key, found in small.items()
        for holder in holders.get(min(found, key=lambda word: count[word]), ())
        if found <= large[holder]
    }
