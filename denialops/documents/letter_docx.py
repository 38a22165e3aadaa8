"""The letter as a Word file with real styles, so that staff and payers can work with it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph

from denialops.documents.letter_parts import Run, logo_png, pieces_of, runs_of
from denialops.domain.drafts import Block
from denialops.domain.packets import LetterFrame

FONT = "Georgia"
ACCENT = RGBColor(0x1F, 0x3A, 0x5F)
QUIET = RGBColor(0x55, 0x55, 0x55)
ALERT = RGBColor(0x9C, 0x1C, 0x0C)
_RE_WIDTHS = (1.6, 4.9)
# Style ids of the library's template: setting them is many times faster than looking styles up by name.
_STYLE_IDS = {
    "heading": "Heading2",
    "paragraph": None,
    "quote": "Quote",
    "item": "ListBullet",
    "numbered": "ListNumber",
}


def write_letter_docx(frame: LetterFrame, blocks: Sequence[Block], *, logo: bytes | None = None) -> bytes:
    """Raises OutputError when the logo is no picture."""
    word = Document()
    _prepare(word, frame)
    _letterhead(word, frame, logo)
    _address(word, frame)
    _re_block(word, frame)
    for run in runs_of(blocks):
        _body_run(word, run)
    _ending(word, frame)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


# Page and styles


def _prepare(word: WordDocument, frame: LetterFrame) -> None:
    word.core_properties.title = frame.title
    word.core_properties.author = _plain(frame.letterhead[0])
    word.core_properties.comments = ""
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(7)
    for level in (1, 2):
        style = word.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(15 if level == 1 else 11.5), ACCENT
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0 if level == 1 else 12), Pt(4)
    word.styles["Quote"].paragraph_format.left_indent = Inches(0.25)
    for name in ("List Bullet", "List Number"):
        word.styles[name].paragraph_format.space_after = Pt(3)
    _page(word, frame)


def _page(word: WordDocument, frame: LetterFrame) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.bottom_margin = Inches(1)
    section.top_margin = Inches(0.9)
    section.different_first_page_header_footer = True
    _small(section.header.paragraphs[0], frame.running_head)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        _small(line, f"{_plain(frame.letterhead[0])}\t\tPage ")
        _field(line, "PAGE")
        _small(line, " of ")
        _field(line, "NUMPAGES")


def _small(line: Paragraph, text: str) -> None:
    run = line.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET


def _field(line: Paragraph, instruction: str) -> None:
    """A field that Word counts itself; 1 is shown until it has."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), (None, "1"), ("end", "")):
        run = line.add_run()
        run.font.size, run.font.color.rgb = Pt(8.5), QUIET
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if kind == "" else "w:t")
            mark.text = text
        run._r.append(mark)


# The frame


def _letterhead(word: WordDocument, frame: LetterFrame, logo: bytes | None) -> None:
    if logo:
        word.add_paragraph().add_run().add_picture(BytesIO(logo_png(logo)), height=Inches(0.6))
    _say(word.add_paragraph(style="Heading 1"), frame.letterhead[0])
    lines = word.add_paragraph()
    for number, text in enumerate(frame.letterhead[1:]):
        if number:
            lines.add_run().add_break()
        _say(lines, text, size=9, color=QUIET)
    _border(lines, "bottom", "1F3A5F")
    if frame.banner:
        banner = word.add_paragraph()
        run = banner.add_run(frame.banner)
        run.bold, run.font.color.rgb = True, ALERT
        banner.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _border(banner, "top", "9C1C0C")
        _border(banner, "bottom", "9C1C0C")


def _address(word: WordDocument, frame: LetterFrame) -> None:
    word.add_paragraph(frame.date)
    if frame.delivery:
        _say(word.add_paragraph(), frame.delivery)
    if frame.recipient:
        _say_lines(word.add_paragraph(), frame.recipient)


def _re_block(word: WordDocument, frame: LetterFrame) -> None:
    table = word.add_table(rows=0, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, _RE_WIDTHS, strict=True):
        column.width = Inches(width)
    for row in frame.re_rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, _RE_WIDTHS, strict=True):
            cell.width = Inches(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
        cells[0].paragraphs[0].add_run(f"{row.label}:").bold = True
        _say(cells[1].paragraphs[0], row.value)
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _ending(word: WordDocument, frame: LetterFrame) -> None:
    if frame.signature:
        word.paragraphs[-1].paragraph_format.keep_with_next = True
        word.add_paragraph(frame.closing).paragraph_format.keep_with_next = True
        line = word.add_paragraph("_" * 36)
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(26), Pt(0)
        line.paragraph_format.keep_with_next = True
        _say_lines(word.add_paragraph(), (*frame.signature, "Signature and date"))
    if frame.enclosures:
        heading = word.add_paragraph()
        heading.add_run("Enclosures").bold = True
        heading.paragraph_format.keep_with_next = True
        for enclosure in frame.enclosures:
            word.add_paragraph(_clean(enclosure.line))._p.style = _STYLE_IDS["item"]
    if frame.cc:
        word.add_paragraph(_clean(f"cc: {', '.join(frame.cc)}"))


# The body


def _body_run(word: WordDocument, run: Run) -> None:
    if run.kind == "table_row":
        _table(word, run)
        return
    numbering = _restarted_numbering(word) if run.kind == "numbered" else None
    for entry in run.entries:
        line = word.add_paragraph()
        line._p.style = _STYLE_IDS[run.kind]
        if numbering is not None:
            properties: Any = line._p.get_or_add_pPr()
            properties.get_or_add_numPr().get_or_add_numId().val = numbering
        _say(line, entry[0])
        line.paragraph_format.keep_with_next = run.kind == "heading" or entry[0].rstrip().endswith(":")


def _table(word: WordDocument, run: Run) -> None:
    width = max(map(len, run.entries))
    table: Any = word.add_table(rows=0, cols=width, style="Table Grid")
    for number, entry in enumerate(run.entries):
        row = table.add_row()
        for cell, text in zip(row.cells, (*entry, *[""] * (width - len(entry))), strict=True):
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            _say(cell.paragraphs[0], text, size=9.5, bold=number == 0)
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _restarted_numbering(word: WordDocument) -> int:
    """A new list that counts from 1, in the manner of the style "List Number"."""
    numbering = word.part.numbering_part.numbering_definitions._numbering
    style = word.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == style).abstractNumId.val
    num = numbering.add_num(abstract)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(num.numId)


def _say_lines(line: Paragraph, texts: Sequence[str]) -> None:
    for number, text in enumerate(texts):
        if number:
            line.add_run().add_break()
        _say(line, text)


def _say(
    line: Paragraph, text: str, *, size: float | None = None, color: RGBColor | None = None, bold: bool = False
) -> None:
    for piece in pieces_of(text):
        run = line.add_run(str(piece["text"]))
        if size:
            run.font.size = Pt(size)
        if color is not None:
            run.font.color.rgb = color
        if bold:
            run.bold = True
        if piece["blank"]:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _border(line: Paragraph, side: str, color: str) -> None:
    properties = line._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.append(borders)
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", color)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def _plain(text: str) -> str:
    """Without the brackets of a blank, where highlighting is not possible."""
    return "".join(
        str(piece["text"]).strip("[]") if piece["blank"] else str(piece["text"]) for piece in pieces_of(text)
    )


def _clean(text: str) -> str:
    return "".join(str(piece["text"]) for piece in pieces_of(text))
