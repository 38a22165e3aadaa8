"""The letter as a PDF that a payer accepts: tagged, with bookmarks, pages n of m and highlighted blanks."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.documents.letter_parts import logo_png, pieces_of, runs_of
from denialops.documents.typesetting import typeset
from denialops.domain.drafts import Block
from denialops.domain.packets import LetterFrame


def write_letter_pdf(frame: LetterFrame, blocks: Sequence[Block], *, logo: bytes | None = None) -> bytes:
    """Raises OutputError."""
    return typeset("letter.typ", _letter(frame, blocks, logo))


def _letter(frame: LetterFrame, blocks: Sequence[Block], logo: bytes | None) -> dict[str, object]:
    return {
        "title": frame.title,
        "banner": frame.banner,
        "letterhead": [pieces_of(line) for line in frame.letterhead],
        "date": frame.date,
        "delivery": pieces_of(frame.delivery),
        "recipient": [pieces_of(line) for line in frame.recipient],
        "re_rows": [{"label": row.label, "value": pieces_of(row.value)} for row in frame.re_rows],
        "body": [
            {"kind": run.kind, "entries": [[pieces_of(cell) for cell in entry] for entry in run.entries]}
            for run in runs_of(blocks)
        ],
        "closing": frame.closing,
        "signature": [pieces_of(line) for line in frame.signature],
        "enclosures": [enclosure.line for enclosure in frame.enclosures],
        "cc": list(frame.cc),
        "running_head": frame.running_head,
        "logo": list(logo_png(logo)) if logo else None,
    }
