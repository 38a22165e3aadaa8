"""The case as the pipeline carries it, and the case as lists show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from denialops.domain.base import Record
from denialops.domain.clinic import Clinic
from denialops.domain.documents import Document, ReadingWarning
from denialops.domain.drafts import Draft
from denialops.domain.facts import Correction, Facts
from denialops.domain.plans import PlanReading
from denialops.domain.routing import Routing

CaseStatus = Literal["reading", "review", "failed", "sent", "closed"]
StageName = Literal["ingest", "extract", "route", "draft", "ground"]
STAGE_NAMES: tuple[StageName, ...] = ("ingest", "extract", "route", "draft", "ground")

LEGAL_TRANSITIONS: dict[str, frozenset[str]] = {
    "reading": frozenset({"review", "failed"}),
    "failed": frozenset({"reading", "closed"}),
    "review": frozenset({"reading", "sent", "closed"}),
    "sent": frozenset({"review", "closed"}),
    "closed": frozenset({"review"}),
}


class EarlierLetter(Record):
    """A letter of the claim that a later one followed: its reading and what people corrected in it stay as they were.

    `document_id`: it is among the exhibits now.
    """

    document_id: str
    facts: Facts
    corrections: tuple[Correction, ...] = ()
    received_on: date | None = None


class CaseFile(Record):
    """Everything the stages need and give. A stage takes one and returns a richer one.

    `documents[0]` is the letter; the others are exhibits in order. `today` is the clinic's date.
    `earlier`: the letters for the same claim that this one followed, oldest first.
    """

    case_id: str
    today: date
    received_on: date | None = None
    clinic: Clinic = Clinic()
    documents: tuple[Document, ...] = ()
    facts: Facts = Facts()
    corrections: tuple[Correction, ...] = ()
    confirmed_regime: str = ""
    confirmed_regime_by: str = ""
    routing: Routing | None = None
    draft: Draft | None = None
    warnings: tuple[ReadingWarning, ...] = ()
    plans: tuple[PlanReading, ...] = ()
    earlier: tuple[EarlierLetter, ...] = ()

    @property
    def letter(self) -> Document:
        return self.documents[0]


class CaseQuery(Record):
    """Which cases a list shows; empty fields narrow nothing. `due_before`: with an earlier safe date.

    `show` as in domain.records; `search`: every word must be part of a name or number.
    """

    show: Literal["open", "sent", "closed", "removed", "all"] = "open"
    status: CaseStatus | Literal[""] = ""
    payer: str = ""
    category: str = ""
    due_before: date | None = None
    search: str = ""


class CasePlace(NamedTuple):
    """Where a row stands in the work list: by safe date, those without one last, then by number."""

    safe_date: date | None
    number: int


class CaseRow(Record):
    """One line of the work list."""

    case_id: str
    number: int
    status: CaseStatus
    filename: str = ""
    payer: str = ""
    patient: str = ""
    amount: Decimal | None = None
    category: str = ""
    route: str = ""
    safe_date: date | None = None
    days_left: int | None = None
    created_at: str = ""
    error_code: str = ""
    removed_at: str = ""
