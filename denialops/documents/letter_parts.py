"""What both letter writers share: blocks grouped into runs, text split at its blanks, and the logo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

from denialops.domain.draft_text import split_blanks
from denialops.domain.drafts import Block
from denialops.errors import OutputError

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LOGO_SIDE_PX = 600


class Run(NamedTuple):
    """Neighbouring blocks of one kind; each entry is a list of cells (one, but for table rows)."""

    kind: str
    entries: tuple[tuple[str, ...], ...]


def runs_of(blocks: Sequence[Block]) -> Iterator[Run]:
    """A table is one run; a table row of dashes, which some editors add, is left out."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        entries = tuple(_cells(block) for block in group)
        kept = tuple(entry for entry in entries if kind != "table_row" or any(cell.strip("-: ") for cell in entry))
        if kept:
            yield Run(kind, kept)


def pieces_of(text: str) -> list[dict[str, str | bool]]:
    """Text and blanks in turn, without the control characters that no file format takes."""
    return [{"text": piece, "blank": is_blank} for piece, is_blank in split_blanks(_CONTROL.sub(" ", text))]


def logo_png(data: bytes) -> bytes:
    """The logo as a small PNG, whatever picture it was. Raises OutputError when it is none."""
    try:
        with Image.open(BytesIO(data)) as image:
            picture = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise OutputError("The logo is not a picture.", hint="Upload the logo again as PNG or JPG.") from error
    picture.thumbnail((LOGO_SIDE_PX, LOGO_SIDE_PX))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _cells(block: Block) -> tuple[str, ...]:
    if block.kind == "table_row":
        return tuple(sentence.text for sentence in block.sentences)
    return (block.text,)
