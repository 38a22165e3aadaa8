"""Stretches of a text that must not leave, and how overlapping ones are put into order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from denialops.domain.models import IdentifierKind

LABELS: dict[IdentifierKind, str] = {
    "name": "NAME",
    "address": "ADDRESS",
    "date": "DATE",
    "phone": "PHONE",
    "fax": "FAX",
    "email": "EMAIL",
    "ssn": "SSN",
    "mrn": "MRN",
    "member_id": "MEMBER_ID",
    "account": "ACCOUNT",
    "license": "LICENSE",
    "vehicle": "VEHICLE",
    "device": "DEVICE",
    "url": "URL",
    "ip": "IP",
    "biometric": "BIOMETRIC",
    "photo": "PHOTO",
    "other": "ID",
}
NAME, ADDRESS, DATE, DAY, MONTH, AGE, TEXT = "NAME", "ADDRESS", "DATE", "DAY", "MONTH", "AGE", "TEXT"
COUNTED_LABELS = (*LABELS.values(), AGE, TEXT)
"""Labels whose placeholders carry a number; DAY and MONTH carry an offset. TEXT: what only looks like a placeholder."""

BLOT, NUMBER_BLOT = "\x1b", "\x1a"
"""What stands for a stretch that was found already; the second for a number of a person, which a name stands beside."""
_OWN_NUMBERS = frozenset(("SSN", "MRN", "MEMBER_ID", "ACCOUNT", "ID"))
_EDGES = " \t\r\n,;"


class Span(NamedTuple):
    """[start, end) of a text. `key`: what it stands for, the same for all spellings. `style`: how a date is written."""

    start: int
    end: int
    label: str
    key: str
    style: str = ""


def without_overlaps(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Spans in order of the text; the longer one wins, and what it leaves of the shorter one stays covered."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        kept.extend(_uncovered(span, kept, text))
    return tuple(sorted(kept))


def _uncovered(span: Span, kept: list[Span], text: str) -> Iterator[Span]:
    over = sorted(other for other in kept if other.start < span.end and span.start < other.end)
    if not over:
        yield span
        return
    edges = [span.start, *(edge for other in over for edge in (other.start, other.end)), span.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if piece.strip(_EDGES):
            left = start + len(piece) - len(piece.lstrip(_EDGES))
            right = end - len(piece) + len(piece.rstrip(_EDGES))
            yield Span(left, right, DATE if span.label in (DAY, MONTH) else span.label, text[left:right])


class Masked:
    """A text whose found stretches are blotted out, so that a later detector does not read across them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[Span] = []

    def take(self, spans: Iterable[Span]) -> None:
        """Adds what was found and blots it out."""
        found = list(spans)
        self.spans += found
        numbers = [span for span in found if span.label in _OWN_NUMBERS]
        self.hide(((span.start, span.end) for span in numbers), blot=NUMBER_BLOT)
        self.hide((span.start, span.end) for span in found if span not in numbers)

    def hide(self, places: Iterable[tuple[int, int]], *, blot: str = BLOT) -> None:
        """Blots out without adding."""
        pieces, done = [], 0
        for start, end in sorted(places):
            if end > done:
                pieces += [self.text[done : max(start, done)], blot * (end - max(start, done))]
                done = end
        self.text = "".join((*pieces, self.text[done:])) if pieces else self.text
