"""A packet is an ordered list of parts, each enabled or not; none is dropped in silence."""

from __future__ import annotations

from denialops.domain.base import Record


class PacketPart(Record):
    """`label` e.g. "Letter", "Exhibit A - denial letter". `problem` says why a part could not be put in."""

    label: str
    document_id: str = ""
    filename: str = ""
    pages: int = 0
    first_page: int = 0
    enabled: bool = True
    problem: str = ""
    sha256: str = ""


class Manifest(Record):
    """What was made from what: file names with SHA-256, parts in order, open blanks and marks, must-meet items."""

    case_id: str
    created_at: str
    files: dict[str, str]
    parts: tuple[PacketPart, ...] = ()
    open_blanks: tuple[str, ...] = ()
    open_marks: tuple[str, ...] = ()
    must_meet: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
