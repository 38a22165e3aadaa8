"""What the store keeps around a case beside what the pipeline carries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.cases import CaseStatus, StageName
from denialops.domain.documents import DocType

DocumentRole = Literal["letter", "exhibit", "proof"]
Show = Literal["open", "sent", "closed", "removed", "all"]
Outcome = Literal["paid", "partly_paid", "upheld", "withdrawn", "written_off", "other"]


class Change(Record):
    """What is about to be appended to case_events; the store gives number and time.

    `ids` as in CaseEvent: never patient text. A `key` makes it idempotent: the second change of a case
    with the same key is not appended again (progress of a stage that runs again after a crash).
    """

    type: str
    actor: str
    ids: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    key: str = ""


class Listing(Record):
    """What the work list shows and finds of a case; `search_terms` are names and numbers as written."""

    payer: str = ""
    patient: str = ""
    amount: Decimal | None = None
    category: str = ""
    route: str = ""
    safe_date: date | None = None
    search_terms: tuple[str, ...] = ()


class StoredDocument(Record):
    """A document of a case as lists show it, without its pages; `position` orders those of one role."""

    document_id: str
    role: DocumentRole
    position: int
    title: str
    doc_type: DocType
    filename: str
    media_type: str
    sha256: str
    size: int
    page_count: int
    enabled: bool = True
    added_at: str = ""


class FollowedLetter(Record):
    """A letter that gave its place to a later one of the same claim: which reading of facts is its own.

    `corrections` and `draft_version` count what the case had by then; what came later belongs to the later letter.
    `is_detached`: this letter, the newest, left the case, and the one before it is the letter again.
    """

    document_id: str
    reading: int
    corrections: int
    draft_version: int
    received_on: date | None = None
    is_detached: bool = False


class WholeFile(NamedTuple):
    """The file as uploaded from which a document of a case was cut."""

    filename: str
    sha256: str
    size: int


class StageRecord(Record):
    """A stage that finished: the only truth of "finished". `result_ids` names what it made."""

    stage: StageName
    version: int
    finished_at: str
    result_ids: tuple[str, ...] = ()


class DraftInfo(Record):
    """A version in the history. `is_copy`: kept beside the line because somebody else had saved first."""

    version: int
    based_on: int
    author: str
    created_at: str
    title: str
    is_copy: bool = False


class SentRecord(Record):
    """How a letter went out; `proof_document_id` names the stored proof file."""

    sent_on: date
    channel: str
    confirmation: str = ""
    proof_document_id: str = ""
    actor: str = ""
    at: str = ""


class SignOff(Record):
    """Somebody answers for a draft that leaves with open points; it holds for this version and these points only.

    `points` are the open blanks and marks in the words in which that person saw them.
    """

    version: int
    points: tuple[str, ...]
    actor: str = ""
    at: str = ""


class ClosedRecord(Record):
    """How a case ended."""

    outcome: Outcome
    amount: Decimal | None = None
    actor: str = ""
    at: str = ""


class StageFailure(Record):
    """The last failure of a case: a stage with the code, message and hint of its error."""

    stage: StageName
    code: str
    message: str
    hint: str
    at: str = ""


class CaseState(NamedTuple):
    """Where a case stands beyond its work list row."""

    status: CaseStatus
    received_on: date | None
    confirmed_regime: str
    removed_at: str
    failure: StageFailure | None
    sent: SentRecord | None
    closed: ClosedRecord | None


class PastState(Record):
    """What a case was with one of its events: numbers, codes and dates, nothing that a letter or a person said.

    `draft_version`: the current one, 0 without any. `stages`: versions of the stages finished then.
    """

    number: int
    status: CaseStatus
    category: str = ""
    route: str = ""
    safe_date: date | None = None
    received_on: date | None = None
    confirmed_regime: str = ""
    removed_at: str = ""
    failed_stage: str = ""
    failure_code: str = ""
    draft_version: int = 0
    documents: int = 0
    corrections: int = 0
    sendings: int = 0
    closings: int = 0
    stages: dict[StageName, int] = Field(default_factory=dict)


class KnownFile(NamedTuple):
    """Where the same bytes are already."""

    case_id: str
    is_removed: bool
