"""What the document is: its kind, told by the words of its title and its decision."""

from __future__ import annotations

from denialops.domain.base import Record
from denialops.domain.rulebook.cues import CueSet


class DocumentKind(Record):
    """`denies`: whether a document of this kind carries an adverse decision (None: its lines decide)."""

    id: str
    denies: bool | None
    cues: CueSet


class KindRules(Record):
    """`decisions`: words of an adverse decision; `favours`: words of a decision for the patient;
    `insurance`: words without which a paper is no letter of a payer; the others tell when care is decided,
    how urgent it is, and which sentences speak to software instead of people."""

    kinds: tuple[DocumentKind, ...]
    decisions: CueSet
    favours: CueSet
    insurance: CueSet
    concurrent: CueSet
    pre_service: CueSet
    post_service: CueSet
    urgent: CueSet
    to_software: CueSet
    software_orders: CueSet
