"""A table of worklogs as a PDF, made without any other program; pure."""

import io
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT, BOLD = "XeroAnnex", "XeroAnnexBold"
MARGIN = 15 * mm
# Date, employee, task, text, hours
SHARES = (0.13, 0.18, 0.22, 0.36, 0.11)
# A row that is higher than a page cannot be laid out
TEXT_LENGTH = 2000


def annex_pdf(title, head, rows, total, fonts):
    """Make the PDF; the same content gives the same bytes.

    :param str title: above the table
    :param head: names of the columns, as many as in ``rows``
    :param rows: tuples of texts, the last column is a number
    :param total: texts of the last row
    :param fonts: paths of a regular and a bold TrueType font
    :return: bytes
    """
    styles = _styles(fonts)
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
    cells = [
        _cells(head, styles["bold"], styles["bold_number"]),
        *(_cells(row, styles["text"], styles["number"]) for row in rows),
        _cells(total, styles["bold"], styles["bold_number"]),
    ]
    table = Table(
        cells,
        colWidths=[document.width * share for share in SHARES],
        repeatRows=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, 1), (-1, -2), 0.25, colors.lightgrey),
                ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black),
            ]
        )
    )
    heading = Paragraph(_markup(title), styles["title"])
    document.build([heading, Spacer(1, 4 * mm), table])
    return stream.getvalue()


def _styles(fonts):
    for name, path in zip((FONT, BOLD), fonts, strict=True):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, path))
    text = ParagraphStyle("text", fontName=FONT, fontSize=8, leading=10)
    bold = ParagraphStyle("bold", text, fontName=BOLD)
    return {
        "title": ParagraphStyle("title", bold, fontSize=13, leading=16),
        "text": text,
        "bold": bold,
        "number": ParagraphStyle("number", text, alignment=TA_RIGHT),
        "bold_number": ParagraphStyle("bold_number", bold, alignment=TA_RIGHT),
    }


def _cells(texts, style, number_style):
    *words, number = texts
    return [
        *(Paragraph(_markup(text), style) for text in words),
        Paragraph(_markup(number), number_style),
    ]


def _markup(text):
    """A text as reportlab takes it, who reads tags in it."""
    text = str(text or "")
    if len(text) > TEXT_LENGTH:
        text = f"{text[:TEXT_LENGTH]}…"
    return escape(text).replace("\n", "<br/>")
