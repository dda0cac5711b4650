"""Which font has a letter, and how letters stand beside each other; pure.

Arabic letters are joined by arabic-reshaper and put in their order by python-bidi, as
reportlab draws letters as they come. Chinese, Japanese and Korean ones are named only:
whoever reads them has their fonts.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from arabic_reshaper import ArabicReshaper

# The one beside it, of the package itself, mirrors no brackets
from bidi.algorithm import get_base_level, get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

# Where Debian, Fedora, Alpine and Arch keep DejaVu, which has Hebrew letters
PLACES = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
)
NAMES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
# Fonts that every reader of PDF knows, by what `_wide_language` says
WIDE_FONTS = {
    "ja": "HeiseiKakuGo-W5",
    "ko": "HYGothic-Medium",
    "zh": "STSong-Light",
    "zh_TW": "MSung-Light",
}
KANA = re.compile("[\u3040-\u30ff]")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
# Chinese, Japanese and Korean letters and their signs
WIDE = re.compile(f"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|{HANGUL.pattern}")
# Spaces of any kind but the wide one
SPACE = re.compile("[^\\S\n\u3000]")
# Marks that embed a text in another one; python-bidi does not know them
ISOLATES = ("LRI", "RLI", "FSI", "PDI")
RESHAPER = ArabicReshaper(
    {
        # Vowels are not written in everyday texts; where they stand only fonts know
        "delete_harakat": True,
        # Letters that are not joined have one form in fonts
        "use_unshaped_instead_of_isolated": True,
    }
)


def machine_fonts():
    """The regular and the bold font that this machine has for other letters.

    :return: list of one pair of paths, empty where it has none
    """
    for place in map(Path, PLACES):
        paths = [place / name for name in NAMES]
        if all(path.is_file() for path in paths):
            return [tuple(map(str, paths))]
    return []


class Letters:
    """A text, and fonts that have its letters.

    :param str text: what is to be drawn
    :param fonts: paths of TrueType fonts, the usual one first
    :param str language: of who reads it, as ``zh_TW``
    """

    def __init__(self, text, fonts, language=""):
        # letters and their marks in one: macOS writes them apart
        self.text = unicodedata.normalize("NFC", text)
        self.fonts = [true_type(path) for path in fonts]
        self.usual = self.fonts[0]
        self.is_wide = bool(WIDE.search(self.text))
        kinds = set(map(unicodedata.bidirectional, set(self.text)))
        self.is_mixed = bool(kinds & {"R", "AL", "AN"})
        # the first letter says
        self.is_right = self.is_mixed and get_base_level(self.text) == 1
        self._wide = _wide_language(self.text, language)

    def lines(self, width, size):
        """Lines that can be drawn. Where all letters run from the left they are as
        long as they were; others are broken here, each being put in its order.

        :param float width: of a line
        :param float size: of the letters
        """
        # reportlab does so too, but not where lines may break anywhere
        text = SPACE.sub(" ", self.text) if self.is_wide else self.text
        if not self.is_mixed:
            return text.split("\n")
        joined = RESHAPER.reshape(text)
        return [
            visual(line, self.is_right)
            for part in joined.splitlines()
            for line in self._broken(part, width, size)
        ]

    def runs(self, line):
        """Parts of a line with the font of each: list of ``(font, part)``."""
        if line.isascii():
            return [(self.usual, line)]
        result = []
        for letter in line:
            font = self._font_of_letter(letter)
            if not result or result[-1][0] != font:
                result.append((font, ""))
            result[-1] = (font, result[-1][1] + letter)
        return result

    def _font_of_letter(self, letter):
        """The first font that has it; wide ones may have what no other has."""
        if has(self.usual, letter):
            return self.usual
        if WIDE.match(letter):
            return wide("ko" if HANGUL.match(letter) else self._wide)
        if letter.isspace():
            return self.usual
        missing = wide(self._wide) if self.is_wide else self.usual
        return next((font for font in self.fonts if has(font, letter)), missing)

    def _broken(self, text, width, size):
        """Lines that fit: words are kept together, unless one is too long."""

        def fits(line):
            return width >= sum(
                pdfmetrics.stringWidth(part, font, size)
                for font, part in self.runs(line.rstrip())
            )

        lines = [""]
        for word in re.findall(r"\s*\S+", text):
            for part in [word] if fits(word.lstrip()) else word:
                if fits(lines[-1] + part):
                    lines[-1] += part
                else:
                    lines.append(part.lstrip())
        return lines


def visual(line, right):
    """A line as it stands on paper, from left to right.

    :param str line: as it is read, its Arabic letters joined already
    :param bool right: whether its text runs from right to left
    """
    kinds = ((letter, unicodedata.bidirectional(letter)) for letter in line)
    # letters that Python does not know yet are in no font either
    known = (c if kind else "\ufffd" for c, kind in kinds if kind not in ISOLATES)
    placed = get_display("".join(known), base_dir="R" if right else "L")
    # other marks have done their work, and no font draws them
    return "".join(c for c in placed if unicodedata.category(c) != "Cf")


def _wide_language(text, language):
    """Of which language wide letters are: ``ja``, ``ko``, ``zh`` or ``zh_TW``."""
    if KANA.search(text):
        return "ja"
    if HANGUL.search(text):
        return "ko"
    if language in ("zh_TW", "zh_HK"):
        return "zh_TW"
    return language[:2] if language[:2] in WIDE_FONTS else "zh"


# === FONTS === #


@cache
def true_type(path):
    """Make a font known to reportlab, by its path; returns its name there."""
    pdfmetrics.registerFont(TTFont(path, path))
    return path


@cache
def wide(language):
    """Make a font of wide letters known to reportlab; returns its name there."""
    pdfmetrics.registerFont(UnicodeCIDFont(WIDE_FONTS[language]))
    return WIDE_FONTS[language]


def has(font, letter):
    """Whether a TrueType font has a letter."""
    return ord(letter) in pdfmetrics.getFont(font).face.charToGlyph
