"""What leaves the house: the frame of a letter, its exhibits, and the packet; no part is dropped in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from denialops.domain.base import Record
from denialops.domain.cases import CaseFile
from denialops.domain.demands import check_demands
from denialops.domain.documents import DocType, Document
from denialops.domain.draft_text import find_blanks
from denialops.domain.drafts import Draft
from denialops.domain.plan_exhibits import packet_documents
from denialops.domain.wording import series

EXHIBIT_TITLES: dict[DocType, str] = {
    "denial_letter": "Denial notice",
    "eob": "Explanation of benefits",
    "remittance": "Remittance advice",
    "sbc": "Summary of benefits and coverage",
    "eoc": "Plan document",
    "spd": "Summary plan description",
    "certificate": "Certificate of coverage",
    "medical_policy": "Medical policy",
    "chart": "Medical records",
    "proof": "Proof of filing",
    "other": "Supporting document",
}


class RowOfRe(Record):
    """One line of the RE block; `value` may be or hold a [[blank]]. `fact_ids`: what it rests on."""

    label: str
    value: str
    fact_ids: tuple[str, ...] = ()


class Enclosure(Record):
    """One exhibit as the letter lists it."""

    letter: str
    title: str
    pages: int

    @property
    def line(self) -> str:
        count = f"{self.pages} page{'' if self.pages == 1 else 's'}"
        return f"Exhibit {self.letter} - {self.title} ({count})"


class LetterFrame(Record):
    """Everything around the body, made anew from clinic, facts, route and exhibits, so that edits never lose it."""

    kind: str
    title: str
    banner: str = ""
    letterhead: tuple[str, ...]
    date: str
    delivery: str = ""
    recipient: tuple[str, ...] = ()
    re_rows: tuple[RowOfRe, ...]
    closing: str = ""
    signature: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    cc: tuple[str, ...] = ()
    running_head: str = ""

    @property
    def blanks(self) -> tuple[str, ...]:
        """The gaps of the frame in the order of the page."""
        lines = (
            *self.letterhead,
            self.delivery,
            *self.recipient,
            *(row.value for row in self.re_rows),
            *self.signature,
        )
        return tuple(dict.fromkeys(blank.text for line in lines for blank in find_blanks(line)))


class Exhibit(NamedTuple):
    """An original on its way into the packet: `document` as read, `data` its bytes."""

    letter: str
    title: str
    document: Document
    data: bytes

    @property
    def label(self) -> str:
        return f"Exhibit {self.letter} - {self.title}"


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


def exhibit_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def exhibit_title(document: Document) -> str:
    """What an enclosure is called; an excerpt says which pages of the whole it shows."""
    title = " ".join(document.title.split()) or EXHIBIT_TITLES[document.doc_type]
    if not document.excerpt:
        return title
    return f"{title}, excerpt, page{'s' if len(document.excerpt) > 1 else ''} {series([*map(str, document.excerpt)])}"


def exhibits_of(case: CaseFile, source: Callable[[Document], bytes]) -> tuple[Exhibit, ...]:
    """The letter as exhibit A, then the others in order, with their original bytes."""
    return tuple(
        Exhibit(exhibit_letter(index), exhibit_title(document), document, source(document))
        for index, document in enumerate(packet_documents(case))
    )


def describe_files(
    case: CaseFile,
    draft: Draft | None,
    frame: LetterFrame | None,
    files: Mapping[str, bytes],
    parts: Sequence[PacketPart] = (),
    *,
    created_at: str,
) -> Manifest:
    """The manifest of the files made from a case."""
    routing = case.routing
    body_blanks = tuple(blank.text for blank in draft.blanks) if draft else ()
    return Manifest(
        case_id=case.case_id,
        created_at=created_at,
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        parts=tuple(parts),
        open_blanks=(*body_blanks, *(frame.blanks if frame else ())),
        open_marks=tuple(f"{mark.text}: {mark.reason}" for mark in draft.marks) if draft else (),
        must_meet=routing.must_meet if routing else (),
        warnings=(*(warning.code for warning in case.warnings), *_plan_warnings(case), *_unmet(case, parts)),
    )


def _plan_warnings(case: CaseFile) -> tuple[str, ...]:
    """That nobody has compared the letter with the plan, where the denial turns on the plan's words."""
    status = case.routing.plan.status if case.routing else "not_needed"
    return ("plan_terms_not_verified",) if status in ("not_verified", "unread") else ()


def _unmet(case: CaseFile, parts: Sequence[PacketPart]) -> Iterator[str]:
    """Demands of the letter that this packet does not meet."""
    pages = sum(part.pages for part in parts) if parts else None
    for checked in check_demands(case, packet_pages=pages):
        if checked.status == "not_met":
            yield f"not_met:{checked.demand.field}"
