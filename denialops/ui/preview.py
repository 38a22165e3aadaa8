"""The body of a letter as it will look, from the text as it is being edited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from denialops.domain.draft_text import parse_body, split_blanks
from denialops.domain.drafts import Block, Mark

_TAGS = {"heading": "h3", "paragraph": "p", "quote": "blockquote"}
_LINE = re.compile(r"[^\n]+")
_LISTS = {"item": "ul", "numbered": "ol"}


# Private-use characters: they pass through parsing and escaping and become tags at the end.
_OPEN, _CLOSE = "\ue010", "\ue011"


def letter_html(body: str, marks: Sequence[Mark] = ()) -> str:
    """Safe HTML: every character of the body is escaped, blanks and marked statements are highlighted."""
    runs = groupby(parse_body(_with_signs(body, marks)), key=lambda block: block.kind)
    html = "".join(_render(kind, blocks) for kind, blocks in runs)
    html = html.replace(_OPEN, '<mark class="check">').replace(_CLOSE, "</mark>")
    return f'<div class="paper">{html}</div>'


def _with_signs(body: str, marks: Sequence[Mark]) -> str:
    """The body with signs around each marked statement; in edited text it is looked for by its words."""
    body = body.replace(_OPEN, " ").replace(_CLOSE, " ")
    signs: dict[int, str] = {}
    for start, end in _lines_of(body, _merged(_places(body, marks))):
        signs[start] = signs.get(start, "") + _OPEN
        signs[end] = _CLOSE + signs.get(end, "")
    for position in sorted(signs, reverse=True):
        body = body[:position] + signs[position] + body[position:]
    return body


def _places(body: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    for mark in marks:
        is_there = body[mark.start : mark.end] == mark.text
        start = mark.start if is_there else body.find(mark.text)
        if start >= 0 and mark.text:
            yield start, start + len(mark.text)


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _lines_of(body: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """A statement over several lines, in pieces: a tag must not reach from one block into the next."""
    for start, end in places:
        for line in _LINE.finditer(body, start, end):
            yield line.span()


def _render(kind: str, blocks: Iterable[Block]) -> str:
    if kind == "table_row":
        return f"<table>{''.join(map(_row, blocks))}</table>"
    if kind in _LISTS:
        items = "".join(f"<li>{_inline(block.text)}</li>" for block in blocks)
        return f"<{_LISTS[kind]}>{items}</{_LISTS[kind]}>"
    tag = _TAGS[kind]
    return "".join(f"<{tag}>{_inline(block.text)}</{tag}>" for block in blocks)


def _row(block: Block) -> str:
    return f"<tr>{''.join(f'<td>{_inline(cell.text)}</td>' for cell in block.sentences)}</tr>"


def _inline(text: str) -> str:
    return "".join(f"<mark>{escape(part)}</mark>" if blank else escape(part) for part, blank in split_blanks(text))
