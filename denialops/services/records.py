"""What the services hand to pages, API and command line: frozen views, nothing that can be saved back."""

from __future__ import annotations

from typing import Literal, NamedTuple

from denialops.domain.base import Record
from denialops.domain.cases import CaseFile, CaseRow
from denialops.domain.records import ClosedRecord, SentRecord, Show
from denialops.domain.records import DraftInfo as StoredDraftInfo

ClosedInfo = ClosedRecord
SentInfo = SentRecord
StageStatus = Literal["waiting", "running", "done", "failed"]


class Upload(NamedTuple):
    """A file as it came in."""

    filename: str
    data: bytes


class Sample(Record):
    """A synthetic letter that a new user can try at once."""

    name: str
    title: str
    description: str
    media_type: str


class WorkList(Record):
    """Rows by safe date, soonest first, those without one last; `counts` has a number for every Show."""

    rows: tuple[CaseRow, ...]
    counts: dict[Show, int]


class StageState(Record):
    """Where one stage of a case stands; `code` is the error code of a failed one."""

    name: str
    status: StageStatus
    started_at: str = ""
    finished_at: str = ""
    code: str = ""


class Progress(Record):
    """What the page shows while the work runs; `last_event` is the number to ask events(after=...) from."""

    is_running: bool
    stage: str = ""
    page: int = 0
    pages: int = 0
    facts_found: int = 0
    last_event: int = 0


class DraftInfo(StoredDraftInfo):
    """One line of the version history; `is_latest`: the version on which the next save is based."""

    is_latest: bool


class ExhibitView(Record):
    """A document of the packet: the letter itself is exhibit A, supporting records follow in order.

    `is_joined`: a remittance that came for the same claim. `whole`: the name of the file that it was cut from.
    """

    document_id: str
    label: str
    title: str
    filename: str
    media_type: str
    doc_type: str
    pages: int
    size: int
    problem: str = ""
    is_joined: bool = False
    whole: str = ""


class TimelineLine(Record):
    """One thing that happened, in plain words."""

    at: str
    actor: str
    text: str


class MatchView(Record):
    """A case that was opened before for the same claim; `reason` claim_number or member_and_dates."""

    case_id: str
    number: int
    payer: str
    patient: str
    reason: str


class CaseView(Record):
    """Everything the case page shows.

    `case.facts` has the corrections applied (found_by "person"); `case.corrections` lists them beside what was read.
    `moved_to`: the case in which the letter of this removed one goes on.
    `draft_outdated`: facts, regime or dates changed after a person edited the draft, so redraft() is worth offering.
    """

    row: CaseRow
    case: CaseFile
    stages: dict[str, StageState]
    progress: Progress
    versions: tuple[DraftInfo, ...] = ()
    exhibits: tuple[ExhibitView, ...] = ()
    error: dict[str, str] | None = None
    sent: SentInfo | None = None
    closed: ClosedInfo | None = None
    draft_outdated: bool = False
    matches: tuple[MatchView, ...] = ()
    moved_to: str = ""


class Appeal(NamedTuple):
    """The work done in memory: the case and the files by name."""

    case: CaseFile
    files: dict[str, bytes]
