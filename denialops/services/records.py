"""What the services hand to pages, API and command line: frozen views, nothing that can be saved back."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from denialops.domain.base import Record
from denialops.domain.cases import CaseFile, CaseRow, CaseStatus
from denialops.domain.drafts import Block
from denialops.domain.models import BreakerState, DaySpend, Spend
from denialops.domain.records import ClosedRecord, SentRecord, Show, SignOff
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


class RunState(Record):
    """Whether work on a case goes on, and the error in which the last one ended."""

    case_id: str
    status: CaseStatus
    is_running: bool
    error: dict[str, str] | None = None


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


class ModelLimits(Record):
    """What may be spent; 0: no limit."""

    day_tokens: int = 0
    day_usd: Decimal = Decimal(0)
    case_tokens: int = 0
    case_usd: Decimal = Decimal(0)


class ModelSetup(Record):
    """Which language model is in use and how; never a secret. `key`: "set", "not set" or "not needed"."""

    provider: str
    label: str
    model: str
    address: str
    key: str
    is_remote: bool
    is_redacted: bool
    cache: str
    limits: ModelLimits = ModelLimits()


class CacheUse(Record):
    """Replies kept now, and what the cache did since this process began."""

    entries: int = 0
    hits: int = 0
    misses: int = 0
    saved_usd: Decimal = Decimal(0)


class Probe(Record):
    """How a test of the connection went; `code` is the error's, "" when the model answered."""

    code: str = ""
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    first_token_s: float = 0.0
    tokens: int = 0


class ModelSpend(Record):
    """`days` newest first, one row a day and model."""

    today: Spend
    days: tuple[DaySpend, ...]
    breaker: BreakerState
    cache: CacheUse


class ModelView(Record):
    """What the language model does and did for a case; `name` is "" where none is chosen.

    Faults are codes of errors, of the newest reading and the newest writing. `dropped`: values it could not show.
    """

    name: str = ""
    is_reading: bool = False
    is_writing: bool = False
    paragraphs: tuple[Block, ...] = ()
    reading_fault: str = ""
    writing_fault: str = ""
    dropped: int = 0
    was_stopped: bool = False


class CaseView(Record):
    """Everything the case page shows.

    `case.facts` has the corrections applied (found_by "person"); `case.corrections` lists them beside what was read.
    `moved_to`: the case in which the letter of this removed one goes on.
    `draft_outdated`: facts, regime or dates changed after a person or a model wrote the draft: redraft() is worth
    offering. `open_points`: blanks and marked statements of the letter in words; `signed` answers for them.
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
    open_points: tuple[str, ...] = ()
    signed: SignOff | None = None
    model: ModelView = ModelView()


class Appeal(NamedTuple):
    """The work done in memory: the case and the files by name."""

    case: CaseFile
    files: dict[str, bytes]
