"""The body of a letter as it will look, from the text as it is being edited."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from denialops.domain.draft_text import parse_body, split_blanks
from denialops.domain.drafts import Block

_TAGS = {"heading": "h3", "paragraph": "p", "quote": "blockquote"}
_LISTS = {"item": "ul", "numbered": "ol"}


def letter_html(body: str) -> str:
    """Safe HTML: every character of the body is escaped, blanks are marked."""
    runs = groupby(parse_body(body), key=lambda block: block.kind)
    return f'<div class="paper">{"".join(_render(kind, blocks) for kind, blocks in runs)}</div>'


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
