"""The text that staff edit, as blocks and back; the one grammar for templates, editor, preview and writers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from denialops.domain.drafts import Blank, Block, Sentence

_BLANK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_NUMBERED = re.compile(r"\d{1,3}\.\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[A-Z0-9“\"(\[\ue000])")
_ABBREVIATION = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|No|Nos|St|Inc|Co|vs|approx|Ave|Blvd|Lab|Ins|Cal|Jr|Sr|e\.g|i\.e|[A-Z])\.$"
)
_PREFIXES = {"heading": "## ", "item": "- ", "quote": "> ", "paragraph": ""}
_TIGHT = {"item", "numbered", "table_row"}


def parse_body(body: str) -> tuple[Block, ...]:
    """The blocks of a body; white space inside a block does not matter."""
    return tuple(block for chunk in re.split(r"\n\s*\n", body) for block in _parse_chunk(chunk))


def print_body(blocks: Sequence[Block]) -> str:
    """The body of the blocks: lists and tables line by line, everything else set off by an empty line."""
    chunks = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        lines = [_print_block(block, number) for number, block in enumerate(run, 1)]
        chunks.append(("\n" if kind in _TIGHT else "\n\n").join(lines))
    return "\n\n".join(chunks) + "\n" if chunks else ""


def find_blanks(text: str) -> tuple[Blank, ...]:
    """The visible gaps of a text in order."""
    return tuple(Blank(text=" ".join(match[1].split())) for match in _BLANK.finditer(text))


def split_blanks(text: str) -> Iterator[tuple[str, bool]]:
    """(piece, is a blank) in order, so that writers can highlight the blanks; brackets stay."""
    position = 0
    for match in _BLANK.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], False
        yield match[0], True
        position = match.end()
    if position < len(text):
        yield text[position:], False


def split_sentences(text: str) -> tuple[str, ...]:
    """Sentences of one paragraph; joined by single spaces they give the text again."""
    text = " ".join(text.split())
    closed = [match.span() for match in _BLANK.finditer(text)]
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        inside = any(a < match.start() < b - 2 for a, b in closed)
        if inside or _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        sentences.append(text[start : match.end()].rstrip())
        start = match.end()
    sentences.append(text[start:])
    return tuple(sentence for sentence in sentences if sentence)


def _parse_chunk(chunk: str) -> Iterator[Block]:
    run: list[str] = []
    run_kind = ""
    for line in filter(None, map(str.strip, chunk.splitlines())):
        kind, text = _kind_of(line)
        if run and not (kind == run_kind and kind in ("paragraph", "quote")):
            yield _block(run_kind, run)
            run = []
        run, run_kind = [*run, text], kind
    if run:
        yield _block(run_kind, run)


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("#"):
        return "heading", line.lstrip("#").strip()
    if line.startswith(">"):
        return "quote", line[1:].strip()
    if line.startswith("- "):
        return "item", line[2:].strip()
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        return "table_row", line
    number = _NUMBERED.match(line)
    return ("numbered", line[number.end() :]) if number else ("paragraph", line)


def _block(kind: str, lines: Sequence[str]) -> Block:
    text = " ".join(" ".join(lines).split())
    if kind == "table_row":
        parts = [cell.strip() for cell in text[1:-1].split("|")]
    elif kind in ("heading", "quote"):
        parts = [text]
    else:
        parts = list(split_sentences(text))
    return Block.model_validate({"kind": kind, "sentences": tuple(Sentence(text=part) for part in parts)})


def _print_block(block: Block, number: int) -> str:
    if block.kind == "table_row":
        return "| " + " | ".join(sentence.text for sentence in block.sentences) + " |"
    prefix = f"{number}. " if block.kind == "numbered" else _PREFIXES[block.kind]
    return prefix + block.text
