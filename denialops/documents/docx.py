"""DOCX to pages of text in reading order: headers, paragraphs, tables row by row, text boxes, footers, notes.

The XML is walked directly: python-docx leaves out text boxes, content controls and tracked insertions. Child process
only.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from denialops.documents.contrast import is_lost, parse_colour
from denialops.documents.limits import Limits
from denialops.documents.text import clean
from denialops.errors import DamagedFile, NoLegibleText

Part = dict[str, Any]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_SKIPPED = {_W + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "tblPr", "tcPr")}
_LETTERS = {_W + "tab": "  ", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "softHyphen": ""}
_NEW_PAGE = "\f"


def read(data: bytes, limits: Limits) -> Iterator[Part]:
    """First {"pages": n}, then a part a page, cut where Word noted page breaks."""
    walk = _Walk()
    with _opened(data, limits) as package:
        body = _xml(package, _BODY)
        related = _related(package)
        heads = _texts_of(package, related, body, "headerReference", walk)
        text = "".join(walk.blocks(body))
        notes = [note for name in _NOTES if name in package.namelist() for note in _paragraphs(package, name, walk)]
        feet = _texts_of(package, related, body, "footerReference", walk)
    text = "\n".join([*heads, text.rstrip("\n"), *notes, *feet])
    pages = [clean(page).strip("\n") for page in text.split(_NEW_PAGE)]
    pages = [page for page in pages if page.strip()]
    if not pages:
        raise NoLegibleText(hint="If the letter is a picture inside the Word file, save it as PDF and upload that.")
    limits.check_pages(len(pages))
    yield {"pages": len(pages), "warnings": ["hidden_text"] if walk.found_hidden else []}
    for number, page in enumerate(pages, 1):
        yield {"number": number, "text": page, "warnings": []}


class _Walk:
    """Turns elements to text and remembers whether any of it was hidden."""

    def __init__(self) -> None:
        self.found_hidden = False

    def blocks(self, parent: Any) -> Iterator[str]:
        """Text of paragraphs and tables, each ending in a line end."""
        for child in parent:
            if child.tag == _W + "p":
                yield self._paragraph(child)
            elif child.tag == _W + "tbl":
                yield from self._rows(child)
            elif child.tag not in _SKIPPED and child.tag != _FALLBACK:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> str:
        line = "".join(self._inline(paragraph))
        boxes = "".join(text for box in _boxes(paragraph) for text in self.blocks(box))
        return line + "\n" + boxes

    def _inline(self, parent: Any) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag == _W + "t":
                yield child.text or ""
            elif tag in _LETTERS:
                yield _LETTERS[tag]
            elif tag == _W + "br":
                yield _NEW_PAGE if child.get(_W + "type") == "page" else "\n"
            elif tag == _W + "lastRenderedPageBreak":
                yield _NEW_PAGE
            elif tag == _W + "r" and _is_hidden(child):
                self.found_hidden = self.found_hidden or bool("".join(self._inline(child)).strip())
            elif tag not in _SKIPPED and tag not in (_FALLBACK, _W + "txbxContent"):
                yield from self._inline(child)

    def _rows(self, table: Any) -> Iterator[str]:
        for row in table.iter(_W + "tr"):
            if _nearest(row, "tbl") is not table:
                continue
            cells = ["".join(self.blocks(cell)).strip() for cell in row.iter(_W + "tc") if _nearest(cell, "tr") is row]
            yield "  ".join(" ".join(cell.split("\n")) for cell in cells if cell) + "\n"


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_W + "txbxContent"):
        is_copy = any(parent.tag == _FALLBACK for parent in box.iterancestors())
        if not is_copy and _nearest(box, "p") is paragraph:
            yield box


def _nearest(element: Any, name: str) -> Any:
    return next(element.iterancestors(_W + name), None)


def _is_hidden(run: Any) -> bool:
    """Marked hidden, or too pale to be seen, with nothing dark behind it."""
    style = run.find(_W + "rPr")
    if style is None:
        return False
    if _is_on(style.find(_W + "vanish")) or _is_on(style.find(_W + "webHidden")):
        return True
    size = style.find(_W + "sz")
    is_tiny = size is not None and size.get(_W + "val", "20").isdigit() and int(size.get(_W + "val", "20")) <= 2
    return is_tiny or (_is_pale(style.find(_W + "color")) and not _is_shaded(run))


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(_W + "val", "true") not in ("0", "false", "off")


def _is_pale(colour: Any) -> bool:
    known = parse_colour(colour.get(_W + "val", "")) if colour is not None else None
    return known is not None and is_lost(known)


def _is_shaded(run: Any) -> bool:
    """A fill on the run or anything around it: white letters on a dark bar are meant to be read."""
    for element in (run, *run.iterancestors(_W + "p", _W + "tc", _W + "tbl")):
        for shade in element.iterfind(f"{{*}}*/{_W}shd"):
            if shade.get(_W + "fill", "auto").upper() not in ("AUTO", "FFFFFF"):
                return True
        if element.find(f"{_W}rPr/{_W}highlight") is not None:
            return True
    return False


def _texts_of(package: zipfile.ZipFile, related: dict[str, str], body: Any, kind: str, walk: _Walk) -> list[str]:
    """Texts of the headers or footers in use, each once; empty ones and bare page numbers say nothing."""
    texts: list[str] = []
    for reference in body.iter(_W + kind):
        name = related.get(reference.get(_R + "id", ""), "")
        text = "\n".join(_paragraphs(package, name, walk)) if name else ""
        if any(character.isalpha() for character in text) and text not in texts:
            texts.append(text)
    return texts


def _paragraphs(package: zipfile.ZipFile, name: str, walk: _Walk) -> list[str]:
    lines = "".join(walk.blocks(_xml(package, name))).replace(_NEW_PAGE, "\n").split("\n")
    return [line for line in lines if line.strip()]


def _related(package: zipfile.ZipFile) -> dict[str, str]:
    if _RELATIONS not in package.namelist():
        return {}
    targets = {link.get("Id", ""): link.get("Target", "") for link in _xml(package, _RELATIONS)}
    names = {key: target.lstrip("/") if target.startswith("/") else f"word/{target}" for key, target in targets.items()}
    return {key: name for key, name in names.items() if name in package.namelist()}


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedFile("The Word file is cut off or damaged.") from error
    parts = [item for item in package.infolist() if item.filename.endswith((".xml", ".rels"))]
    limits.check_unpacked(sum(part.file_size for part in parts))
    return package


def _xml(package: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(package.read(name), parser)
    except (KeyError, zipfile.BadZipFile, zipfile.error, OSError, RuntimeError, etree.XMLSyntaxError) as error:
        raise DamagedFile("The Word file is cut off or damaged.") from error
