"""One letter, described once, set as a PDF, a Word file or a web page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal, NamedTuple

from docx import Document
from docx.shared import Pt, RGBColor
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

_RULE, _SHADE = HexColor("#888888"), HexColor("#ececec")

Kind = Literal["text", "heading", "right", "small", "facts", "table", "page"]


class Block(NamedTuple):
    """A paragraph, or rows of one: `facts` are label and value, `table` has its header row first."""

    kind: Kind
    text: str = ""
    rows: Sequence[Sequence[str]] = ()


class Sheet(NamedTuple):
    """A letter with its letterhead."""

    sender: str
    lines: Sequence[str]
    title: str
    color: str
    blocks: Sequence[Block]
    font: str = "Helvetica"
    wide: bool = False
    footer: str = ""


def as_pdf(sheet: Sheet) -> bytes:
    """Set twice: the footer says "Page n of m", and m is known after the first time."""
    _, pages = _build(sheet, of=0)
    data, _ = _build(sheet, of=pages)
    return data


def _build(sheet: Sheet, *, of: int) -> tuple[bytes, int]:
    def footer(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(sheet.font, 7.5)
        canvas.setFillGray(0.35)
        canvas.drawString(60, 32, sheet.footer)
        canvas.drawRightString(document.pagesize[0] - 60, 32, f"Page {document.page} of {of}")

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=landscape(letter) if sheet.wide else letter,
        leftMargin=60,
        rightMargin=60,
        topMargin=48,
        bottomMargin=54,
        title=sheet.title,
        invariant=1,
    )
    story = [*_letterhead(sheet), *(flowable for block in sheet.blocks for flowable in _set(block, sheet))]
    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue(), document.page


def _letterhead(sheet: Sheet) -> Iterator[Flowable]:
    color = HexColor(sheet.color)
    name = ParagraphStyle("sender", fontName=_bold(sheet.font), fontSize=15, leading=18, textColor=color)
    small = ParagraphStyle("lines", fontName=sheet.font, fontSize=8.5, leading=11)
    yield Paragraph(escape(sheet.sender), name)
    yield from (Paragraph(escape(line), small) for line in sheet.lines)
    yield Spacer(1, 5)
    yield HRFlowable(width="100%", color=color, thickness=1.4)
    yield Spacer(1, 10)


def _set(block: Block, sheet: Sheet) -> Iterator[Flowable]:
    match block.kind:
        case "page":
            yield PageBreak()
        case "facts" | "table":
            yield _rows(block, sheet)
            yield Spacer(1, 8)
        case _:
            yield Paragraph(escape(block.text).replace("\n", "<br/>"), _style(block.kind, sheet))


def _style(kind: Kind, sheet: Sheet) -> ParagraphStyle:
    body = ParagraphStyle("text", fontName=sheet.font, fontSize=10.2, leading=13.6, spaceAfter=7)
    match kind:
        case "heading":
            return ParagraphStyle("heading", body, fontName=_bold(sheet.font), textColor=sheet.color, spaceAfter=3)
        case "right":
            return ParagraphStyle("right", body, alignment=TA_RIGHT)
        case "small":
            return ParagraphStyle("small", body, fontSize=7.6, leading=9.6, spaceAfter=3)
        case _:
            return body


def _rows(block: Block, sheet: Sheet) -> Table:
    cell = ParagraphStyle("cell", fontName=sheet.font, fontSize=9.2, leading=11.6)
    label = ParagraphStyle("label", cell, fontName=_bold(sheet.font))
    is_table = block.kind == "table"
    cells = [
        [
            Paragraph(escape(text), label if (line if is_table else column) == 0 else cell)
            for column, text in enumerate(row)
        ]
        for line, row in enumerate(block.rows)
    ]
    everywhere = ((0, 0), (-1, -1))
    style = [("VALIGN", *everywhere, "TOP"), ("TOPPADDING", *everywhere, 2), ("BOTTOMPADDING", *everywhere, 2)]
    if is_table:
        style += [("GRID", (0, 0), (-1, -1), 0.4, _RULE), ("BACKGROUND", (0, 0), (-1, 0), _SHADE)]
    return Table(cells, style=style, hAlign="LEFT", colWidths=None if is_table else (140, 340))


def _bold(font: str) -> str:
    return {"Times-Roman": "Times-Bold"}.get(font, f"{font}-Bold")


def as_docx(sheet: Sheet) -> bytes:
    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    heading = document.add_heading(sheet.sender, level=1)
    heading.runs[0].font.color.rgb = RGBColor.from_string(sheet.color.lstrip("#"))
    for line in sheet.lines:
        document.add_paragraph(line).paragraph_format.space_after = Pt(0)
    for block in sheet.blocks:
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Document, block: Block) -> None:
    match block.kind:
        case "page":
            document.add_page_break()
        case "heading":
            document.add_heading(block.text, level=2)
        case "facts" | "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        case _:
            document.add_paragraph(block.text)


def as_web_page(sheet: Sheet) -> bytes:
    style = (
        f"body{{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto}}h1,h2{{color:{sheet.color}}}"
        "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .6em;text-align:left}"
    )
    parts = [f"<h1>{escape(sheet.sender)}</h1>", *(f"<div>{escape(line)}</div>" for line in sheet.lines)]
    parts += [_web(block) for block in sheet.blocks]
    title = escape(sheet.title)
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    return f'<!doctype html>\n<html lang="en">{head}\n<body>\n{chr(10).join(parts)}\n</body></html>\n'.encode()


def _web(block: Block) -> str:
    if block.kind in ("facts", "table"):
        rows = [f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in block.rows]
        return f"<table>{''.join(rows)}</table>"
    tag = "h2" if block.kind == "heading" else "p"
    return f"<{tag}>{escape(block.text).replace(chr(10), '<br>')}</{tag}>"
