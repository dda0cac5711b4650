"""Names and numbers of two books, made comparable."""

import re
import unicodedata


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
    words = [
        set(re.findall(r"\w+", plain(name or "").casefold())) for name in (ours, theirs)
    ]
    return words[0] <= words[1] or words[1] <= words[0]
