"""Names and numbers of two books, made comparable."""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

from rapidfuzz import fuzz, process

from odoo.tools import email_normalize

# From here on two names are alike enough to be shown to a person, in percent
ALIKE = 85
# Two words that more names than this have in common
MANY = 200
# Words that say what kind of legal person somebody is, and not who
LEGAL = frozenset(
    "ab ag aps as asbl bhd bv bvba cic co company corp corporation cc cv doo eirl ev "
    "gbr gmbh inc incorporated kft kg kgaa limited limitada llc llp lp ltd ltda mbh "
    "nv ohg oy oyj plc proprietary pte pty pvt private sa sarl sas sasu sdn se sl slu "
    "sp spa srl sro ug unlimited vof zoo".split()
)
_TRADING_AS = re.compile(r"\b(?:t/as?|trading as|aka|dba)\b")
_PL = re.compile(r"\bp\s*/\s*l\b")


def compact(number):
    """A tax number without spaces and punctuation."""
    return re.sub(r"[^0-9A-Za-z]", "", number or "").upper()


@lru_cache(maxsize=65536)
def tax_key(number):
    """A tax number as it is compared: also without the letters before its digits that
    only name the country or the kind of number; empty where it is none."""
    key = compact(number)
    bare = re.sub(r"^(?:ABN|ACN|NZBN|IRD|VAT|GST|TIN|EIN)?(?:[A-Z]{2})?(?=\d)", "", key)
    key = bare if len(bare) >= 6 else key
    return key if len(key) >= 4 else ""


def tax_contradict(ours, theirs):
    """Whether two tax numbers are those of two different people."""
    keys = {tax_key(ours), tax_key(theirs)}
    return len(keys) == 2 and "" not in keys


def mail(text):
    """One e-mail address as it is compared; empty where it is none, or several."""
    address = email_normalize(text or "") or ""
    return address if re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address) else ""


def plain(text):
    """A text without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def literal(text):
    """A text for ``=ilike`` that stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text or "")


def squeezed(text):
    """A text without blanks around or doubled."""
    return " ".join(str(text or "").split())


@lru_cache(maxsize=65536)
def exact(name):
    """A name as it must be equal to be the same: case and blanks do not count."""
    return squeezed(name).casefold()


@lru_cache(maxsize=65536)
def words_of(name):
    """The words that make a name, in order: without case, accents and punctuation, and
    without what only names the legal form.

    :return: tuple; empty for a name of signs alone
    """
    text = plain(str(name or "")).casefold()
    text = _PL.sub("pty ltd", _TRADING_AS.sub(" ", text))
    text = re.sub(r"[.'’`´]", "", text).replace("&", " and ")
    words = [word for word in re.findall(r"\w+", text) if word not in ("and", "the")]
    kept = list(words)
    while kept and kept[-1] in LEGAL:
        kept.pop()
    return tuple(kept or words)


@lru_cache(maxsize=65536)
def name_key(name):
    """The same words in alphabetical order, as one text."""
    return " ".join(sorted(words_of(name)))


@lru_cache(maxsize=65536)
def numbers_of(name):
    """The numbers in a name: Unit 12 is not Unit 13, however alike they look."""
    return tuple(sorted(re.findall(r"\d+", name_key(name))))


def likeness(ours, theirs):
    """How alike two names are, in percent; other numbers make them different.

    :return: ``int``; 0 where one of them says nothing
    """
    keys = name_key(ours), name_key(theirs)
    if not all(keys) or numbers_of(ours) != numbers_of(theirs):
        return 0
    return max(round(fuzz.ratio(*keys)), _inside(words_of(ours), words_of(theirs)))


def _inside(ours, theirs):
    """All words of the shorter name are in the longer one: how much of it they are."""
    short, long = sorted((frozenset(ours), frozenset(theirs)), key=len)
    if len(short) < 2 or not short <= long:
        return 0
    return 75 + round(20 * len(short) / len(long))


def compatible(ours, theirs):
    """Whether two names do not contradict: one's words are among the other's, or they
    are alike. A name that says nothing is compatible with none."""
    words = [set(words_of(name)) for name in (ours, theirs)]
    if not all(words) or numbers_of(ours) != numbers_of(theirs):
        return False
    inside = words[0] <= words[1] or words[1] <= words[0]
    return inside or likeness(ours, theirs) >= ALIKE


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


class NameIndex:
    """Many names, among which the most alike ones are found fast.

    :param dict names: ``{key: name}``
    """

    def __init__(self, names):
        self.names = names
        self._alphabetical = defaultdict(dict)
        self._with_word = defaultdict(set)
        for key, name in names.items():
            if name_key(name):
                self._alphabetical[numbers_of(name)][key] = name_key(name)
                for word in set(words_of(name)):
                    self._with_word[word].add(key)

    def alike(self, name, limit=5):
        """The names most like this one.

        :return: list of ``(key, percent)``, the best first
        """
        wanted = name_key(name)
        if not wanted:
            return []
        found = {
            key: round(score)
            for _text, score, key in process.extract(
                wanted,
                self._alphabetical.get(numbers_of(name), {}),
                scorer=fuzz.ratio,
                processor=None,
                score_cutoff=ALIKE,
                limit=limit,
            )
        }
        for key in self._sharing(words_of(name)):
            score = likeness(name, self.names[key])
            if score >= ALIKE:
                found[key] = max(score, found.get(key, 0))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _sharing(self, words):
        """Keys of names that contain two words of this one, rare ones first."""
        posts = sorted((self._with_word.get(w, set()) for w in set(words)), key=len)
        posts = [post for post in posts if post]
        shared = set()
        for place, post in enumerate(posts[:3]):
            for other in posts[place + 1 :]:
                both = post & other
                # what so many names have says little
                shared |= both if len(both) <= MANY else set()
        return shared
