"""A table of worklogs as a PDF, made without any other program; pure."""

import io
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from .xero_letters import Letters, true_type

MARGIN = 15 * mm
# Left and right of what is in a cell
PADDING = 6
# Date, employee, task, text, hours
SHARES = (0.13, 0.18, 0.22, 0.36, 0.11)
# A row that is higher than a page cannot be laid out
TEXT_LENGTH = 2000
TEXT_HEIGHT = 200 * mm


def annex_pdf(title, head, rows, total, fonts, language=""):
    """Make the PDF; the same content gives the same bytes.

    :param str title: above the table
    :param head: names of the columns, as many as in ``rows``
    :param rows: tuples of texts, the last column is a number
    :param total: texts of the last row
    :param fonts: pairs of paths of a regular and a bold TrueType font, the usual ones
        first; others draw what the ones before lack
    :param str language: of who reads it, as ``zh_TW``
    :return: bytes
    """
    weights = {paths[0]: paths for paths in zip(*fonts, strict=True)}
    styles = _styles(*map(true_type, weights))
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        # no dates, no random ids
        invariant=1,
    )
    widths = [document.width * share for share in SHARES]

    def paragraph(text, style, width):
        return _paragraph(text, style, width, weights[style.fontName], language)

    def cells(texts, style, number_style):
        own = [style] * (len(texts) - 1) + [number_style]
        room = [width - 2 * PADDING for width in widths]
        return list(map(paragraph, texts, own, room))

    table = Table(
        [
            cells(head, styles["bold"], styles["bold_number"]),
            *(cells(row, styles["text"], styles["number"]) for row in rows),
            cells(total, styles["bold"], styles["bold_number"]),
        ],
        colWidths=widths,
        repeatRows=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
                ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, 1), (-1, -2), 0.25, colors.lightgrey),
                ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black),
            ]
        )
    )
    heading = paragraph(title, styles["title"], document.width)
    document.build([heading, Spacer(1, 4 * mm), table])
    return stream.getvalue()


def _styles(regular, bold):
    text = ParagraphStyle("text", fontName=regular, fontSize=8, leading=10)
    bold = ParagraphStyle("bold", text, fontName=bold)
    return {
        "title": ParagraphStyle("title", bold, fontSize=13, leading=16),
        "text": text,
        "bold": bold,
        "number": ParagraphStyle("number", text, alignment=TA_RIGHT),
        "bold_number": ParagraphStyle("bold_number", bold, alignment=TA_RIGHT),
    }


def _paragraph(text, style, width, fonts, language):
    """A text, cut where it is too long or too high."""
    text = str(text or "")
    length = min(len(text), TEXT_LENGTH)
    while True:
        shown = text if length == len(text) else f"{text[:length]}…"
        paragraph = _laid_out(Letters(shown, fonts, language), style, width)
        _width, height = paragraph.wrap(width, TEXT_HEIGHT)
        if height <= TEXT_HEIGHT:
            return paragraph
        length = length * 3 // 4


def _laid_out(letters, style, width):
    """Letters as reportlab takes them, who reads tags in a text."""
    lines = letters.lines(width, style.fontSize)
    if letters.is_right:
        style = ParagraphStyle("right", style, alignment=TA_RIGHT)
    if letters.is_wide and not letters.is_mixed:
        # it breaks lines anywhere, but before a full stop and inside of words
        style = ParagraphStyle("wide", style, wordWrap="CJK")
    return Paragraph("<br/>".join(_markup(letters, line) for line in lines), style)


def _markup(letters, line):
    return "".join(
        escape(part)
        if font == letters.usual
        else f"<font name={quoteattr(font)}>{escape(part)}</font>"
        for font, part in letters.runs(line)
    )
