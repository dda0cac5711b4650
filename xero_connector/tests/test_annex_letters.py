import io
import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from arabic_reshaper.letters import LETTERS_ARABIC
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase
from odoo.tools.misc import file_path
from odoo.tools.pdf import PdfReader

from ..models.account_move_annex import annex_fonts
from ..tools import xero_letters
from ..tools.xero_annex import annex_pdf
from ..tools.xero_letters import Letters, has, machine_fonts, true_type
from .billing_common import bounded

USUAL, ARABIC = (
    file_path(f"web/static/fonts/google/{name}-Regular.ttf")
    for name in ("Open_Sans/Open_Sans", "Tajawal/Tajawal")
)
WORDS = st.sampled_from(
    (
        "שלום",
        "גיבוי",
        "server",
        "12",
        "3.5",
        "10/27/2026",
        "(",
        ")",
        "50%",
        "مرحبا",
        "-",
        "設定",
    )
)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
WIDE_ENOUGH = 10000


class TestAnnexLetters(BaseCase):
    """Letters that are laid out before they are drawn (G15)."""

    def setUp(self):
        super().setUp()
        patcher = patch.object(xero_letters, "PLACES", ())
        patcher.start()
        self.addCleanup(patcher.stop)

    def letters(self, text, language="en_US"):
        return Letters(text, [USUAL, ARABIC], language)

    def line(self, text):
        [line] = self.letters(text).lines(WIDE_ENOUGH, 8)
        return line

    def fonts(self, text, language="en_US"):
        letters = self.letters(text, language)
        return {
            font
            for line in letters.lines(WIDE_ENOUGH, 8)
            for font, _part in letters.runs(line)
        }

    def annex(self, text):
        head = ("Date", "Employee", "Task", "Description", "Hours")
        row = ("10/27/2026", "Marc Demo", "", text, "1.00")
        return annex_pdf("Work", head, [row], ("Total", *row[1:]), annex_fonts())

    def test_g15_lines_in_two_directions(self):
        for line, paper in (
            ("שלום", "םולש"),
            ("גיבוי 12 תחנות", "תונחת 12 יוביג"),
            ("בדיקה (VPN 3.5) של", "לש (VPN 3.5) הקידב"),
            ("server שלום עולם ok", "server םלוע םולש ok"),
            ("10/27/2026 שלום", "םולש 10/27/2026"),
            ("plain (text) 5%", "plain (text) 5%"),
            # fonts draw a point before its letter
            ("שָׁלוֹם", "שָׁלוֹם"[::-1]),
            # marks of direction, as mail programs put them in
            ("\u2067שלום\u2069 \u200fok\u200e!", "!ok םולש"),
        ):
            self.assertEqual(self.line(line), paper, line)

    def test_g15_the_first_letter_says_the_direction(self):
        self.assertTrue(self.letters("12. שלום server").is_right)
        self.assertTrue(self.letters("12:\nשלום server").is_right)
        self.assertFalse(self.letters("12. server שלום").is_right)
        self.assertFalse(self.letters("12").is_right)

    def test_g15_arabic_letters_are_joined(self):
        for text, forms in (
            # beh alone, two of them, three; beh-alef-beh: alef joins to no next one
            ("\u0628", "\u0628"),
            ("\u0628\u0628", "\ufe91\ufe90"),
            ("\u0628\u0628\u0628", "\ufe91\ufe92\ufe90"),
            ("\u0628\u0627\u0628", "\ufe91\ufe8e\u0628"),
            # lam and alef are one letter, beside another one too
            ("\u0644\u0627", "\ufefb"),
            ("\u0628\u0644\u0627", "\ufe91\ufefc"),
            # a vowel is in nobody's way; hamza is no vowel, however it is written
            ("\u0628\u064e\u0628", "\ufe91\ufe90"),
            ("\u0627\u0654", "\u0623"),
        ):
            self.assertEqual(self.line(text), forms[::-1])

    def test_g15_odoos_font_has_all_forms_of_its_letters(self):
        own = [letter for letter in LETTERS_ARABIC if has(true_type(ARABIC), letter)]
        self.assertGreater(len(own), 36)
        for letter in own:
            for word in (letter, letter * 2, letter * 3, f"ب{letter}ب", f"ل{letter}"):
                self.assertEqual(self.fonts(word), {ARABIC}, ascii(word))
        self.assertEqual(self.fonts("الله"), {ARABIC})

    def test_g15_each_letter_in_a_font_that_has_it(self):
        self.assertEqual(self.fonts("Größe Ж Ω Đặng"), {USUAL})
        self.assertEqual(
            self.letters("سيرفر VPN").runs("ﺮﻓ (VPN)"),
            [(ARABIC, "ﺮﻓ"), (USUAL, " (VPN)")],
        )
        self.assertEqual(self.fonts("שלום → ✓"), {USUAL}, "nobody has them")

    def test_g15_letters_that_only_the_machine_has(self):
        """Hebrew ones where DejaVu is; here another font goes by its name."""
        self.assertEqual(machine_fonts(), [])
        with TemporaryDirectory() as folder:
            regular, bold = (Path(folder) / name for name in xero_letters.NAMES)
            regular.write_bytes(Path(ARABIC).read_bytes())
            with patch.object(xero_letters, "PLACES", ("/nowhere", folder)):
                self.assertEqual(machine_fonts(), [], "both or none")
                bold.write_bytes(Path(ARABIC).read_bytes())
                self.assertEqual(machine_fonts(), [(str(regular), str(bold))])
                self.assertEqual(annex_fonts()[2:], machine_fonts())
                self.assertEqual(annex_fonts()[0][0], USUAL)
            letters = Letters("مرحبا", [USUAL, str(regular)])
            [line] = letters.lines(WIDE_ENOUGH, 8)
            self.assertEqual(letters.runs(line), [(str(regular), line)])

    def test_g15_wide_letters_have_a_language(self):
        for text, language, wide in (
            ("設定を", "en_US", {"HeiseiKakuGo-W5"}),
            ("설정", "zh_CN", {"HYGothic-Medium"}),
            ("设置", "en_US", {"STSong-Light"}),
            ("設置", "zh_TW", {"MSung-Light"}),
            ("設定", "ja_JP", {"HeiseiKakuGo-W5"}),
            ("설정を", "en_US", {"HYGothic-Medium", "HeiseiKakuGo-W5"}),
            # as macOS writes it
            (unicodedata.normalize("NFD", "설정"), "en_US", {"HYGothic-Medium"}),
            # signs that the usual font lacks are in fonts of wide letters
            ("①設定", "ja_JP", {"HeiseiKakuGo-W5"}),
        ):
            self.assertEqual(self.fonts(text, language), wide, text)

    def test_g15_lines_from_the_right_are_read_from_the_top(self):
        lines = self.letters("אבג דהו\nזחט " + "י" * 30).lines(50, 8)
        self.assertEqual(lines[:2], ["והד גבא", lines[1]])
        self.assertTrue(lines[1].endswith("טחז"))
        self.assertGreater(len(lines), 3, "a long word is broken")
        self.assertEqual("".join(lines[1:]).count("י"), 30)

    def test_g15_texts_of_any_height_fit_on_a_page(self):
        for text in ("中" * 3000, "x\n" * 1000, "W" * 3000, "שלום " * 800):
            content = self.annex(text)
            self.assertEqual(content, self.annex(text))
            found = "".join(
                page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
            )
            self.assertIn("…", found)
            self.assertGreater(len(re.findall(r"[^\W\d]", found)), 50)

    @bounded(200)
    @given(TEXTS)
    def test_g15_nothing_is_lost_and_numbers_stay_readable(self, text):
        paper = self.line(text)
        letters = [
            sorted(unicodedata.normalize("NFKC", said).replace("(", ")").split())
            for said in (paper, text)
        ]
        self.assertEqual(*("".join(sorted("".join(words))) for words in letters))
        for word in text.split():
            if word.isascii() and word.isalnum():
                self.assertIn(word, paper)

    @bounded(100)
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_g15_any_text_can_be_drawn(self, one, two):
        self.assertTrue(self.annex(f"{one}שלום{two}"))
        self.assertTrue(self.annex(f"{one}設定{two}"))
        self.assertTrue(self.annex(two))
