"""HTML to the text that a person would see: nothing hidden, tables row by row. Child process only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, Doctype, NavigableString
from soupsieve.util import SelectorSyntaxError

from denialops.documents.contrast import is_lost, parse_colour
from denialops.documents.text import clean, decode

Part = dict[str, Any]

_UNSEEN = ("script", "style", "template", "noscript", "head", "iframe", "object", "svg", "select", "textarea", "title")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0(?:\.\d+)?|1)(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.I,
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*(white\b|#[0-9a-f]{3,6}\b|rgba?\([^)]*\))", re.I)
_GROUND = re.compile(
    r"background(?:-color|-image)?\s*:\s*(?!\s*(?:white|#fff(?:fff)?\b|transparent|none|inherit))", re.I
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CELL, _LINE = "\x1f", "\n"
_INSIDE = {"td": "cell", "th": "cell", "pre": "pre"}


def read(data: bytes) -> Iterator[Part]:
    """One page without a picture."""
    soup = BeautifulSoup(_decoded(data), "lxml")
    found_hidden = _remove_unseen(soup)
    yield {"pages": 1, "warnings": ["hidden_text"] if found_hidden else []}
    yield {"number": 1, "text": _text_of(soup), "warnings": []}


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return decode(data)  # the page says what it is not
    return decode(data)


def _remove_unseen(soup: BeautifulSoup) -> bool:
    """Takes out what a browser does not show; whether any of that was hidden text."""
    _write_styles_inline(soup)
    for element in soup(_UNSEEN):
        element.decompose()
    hidden = [element for element in soup.find_all(True) if _is_hidden(element)]
    found = any(element.get_text(strip=True) for element in hidden)
    for element in hidden:
        element.decompose()
    return found


def _write_styles_inline(soup: BeautifulSoup) -> None:
    """Rules of style blocks that hide or colour text, noted at the elements that they hit."""
    for sheet in soup("style"):
        for selector, declarations in _RULE.findall(_CSS_COMMENT.sub("", sheet.get_text())):
            if _HIDING.search(declarations) or _COLOUR.search(declarations) or _GROUND.search(declarations):
                _note(soup, selector.strip(), declarations)


def _note(soup: BeautifulSoup, selector: str, declarations: str) -> None:
    try:
        hit = soup.select(selector)
    except (SelectorSyntaxError, NotImplementedError):
        return  # "@page" and pseudo-elements hide nothing that we read
    for element in hit:
        element["style"] = f"{declarations};{element.get('style', '')}"


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style", ""))
    if element.has_attr("hidden") or _HIDING.search(style):
        return True
    said = _COLOUR.search(style)
    colour = parse_colour(said[1] if said else str(element.get("color", "")))
    return (
        colour is not None
        and is_lost(colour)
        and not any(_has_ground(around) for around in (element, *element.parents))
    )


def _has_ground(element: Tag) -> bool:
    colour = str(element.get("bgcolor", "white")).lower()
    return bool(_GROUND.search(str(element.get("style", "")))) or colour not in ("white", "#ffffff", "#fff")


def _text_of(soup: BeautifulSoup) -> str:
    text = "".join(_pieces(soup))
    lines = []
    for line in text.split(_LINE):
        cells = [clean(_BLANKS.sub(" ", cell)).strip() for cell in line.split(_CELL)]
        lines.append("  ".join(cell for cell in cells if cell))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).replace("\f", "\n").strip("\n")


def _pieces(root: Tag) -> Iterator[str]:
    """Walks without recursion: a hostile page may nest deeper than Python's stack."""
    stack: list[tuple[Any, str]] = [(root, "")]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, NavigableString):
            yield _words(node, inside)
        elif isinstance(node, str):
            yield node
        elif node.name == "br":
            yield " " if inside == "cell" else _LINE
        else:
            before, after = _edges(node.name, inside)
            inside = _INSIDE.get(node.name, inside)
            stack.append((after, inside))
            stack.extend((child, inside) for child in reversed(node.contents))
            stack.append((before, inside))


def _edges(name: str, inside: str) -> tuple[str, str]:
    if name in ("td", "th"):
        return "", _CELL
    if name not in _BLOCKS:
        return "", ""
    if inside == "cell" and name != "tr":
        return "", " "
    return _LINE, _LINE if name in ("p", "h1", "h2", "h3", "table") else ""


def _words(text: NavigableString, inside: str) -> str:
    if isinstance(text, (Comment, Doctype)):
        return ""
    return str(text) if inside == "pre" else _BLANKS.sub(" ", text)
