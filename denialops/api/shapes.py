"""What the API gives; lists are always items with a cursor to the next ones."""

from __future__ import annotations

from typing import Generic, TypeVar

from denialops.domain.base import Record
from denialops.domain.cases import CaseRow
from denialops.domain.documents import ReadingWarning
from denialops.domain.drafts import Mark
from denialops.domain.facts import Correction, Fact, Facts
from denialops.domain.models import Spend
from denialops.domain.records import ClosedRecord, SentRecord, SignOff
from denialops.domain.routing import Routing
from denialops.domain.tasks import Task
from denialops.services.opening import Mode
from denialops.services.records import (
    CaseView,
    DraftInfo,
    ExhibitView,
    MatchView,
    ModelView,
    Progress,
    RunState,
    StageState,
)
from denialops.services.tasks import TaskView

T = TypeVar("T")


class Page(Record, Generic[T]):
    """`next_cursor` continues the list; null at its end."""

    items: tuple[T, ...]
    next_cursor: str | None = None


class CaseOpened(Record):
    case_id: str
    mode: Mode
    created_at: str


class Opened(Record):
    """A case that came of this request."""

    case_id: str


class DocumentCreated(Record):
    document_id: str
    doc_type: str


class CaseShape(Record):
    """A case without the text of its pages."""

    row: CaseRow
    facts: Facts
    corrections: tuple[Correction, ...]
    routing: Routing | None
    stages: dict[str, StageState]
    progress: Progress
    drafts: tuple[DraftInfo, ...]
    exhibits: tuple[ExhibitView, ...]
    warnings: tuple[ReadingWarning, ...]
    error: dict[str, str] | None
    sent: SentRecord | None
    closed: ClosedRecord | None
    draft_outdated: bool
    matches: tuple[MatchView, ...]
    moved_to: str
    open_points: tuple[str, ...]
    signed: SignOff | None
    model: ModelView

    @classmethod
    def of(cls, view: CaseView) -> CaseShape:
        same = cls.model_fields.keys() & CaseView.model_fields.keys()
        return cls(
            facts=view.case.facts,
            corrections=view.case.corrections,
            routing=view.case.routing,
            warnings=view.case.warnings,
            drafts=view.versions,
            **{name: getattr(view, name) for name in same},
        )


class FactList(Record):
    """Facts with corrections applied, and every correction beside what was read."""

    items: tuple[Fact, ...]
    corrections: tuple[Correction, ...]
    next_cursor: str | None = None


class TaskShape(Task):
    """`fraction` from 0 to 1, and the same in words; `case_number` is the case's number for people."""

    fraction: float
    words: str
    case_number: int

    @classmethod
    def of(cls, view: TaskView) -> TaskShape:
        told = {"fraction": view.progress.fraction, "words": view.progress.words, "case_number": view.number}
        return cls(**view.task.model_dump(), **told)


class RunAnswer(RunState):
    """How the work stands when the answer is given; `task` is the one that does or did it, if it is still known."""

    task: TaskShape | None = None


class Usage(Record):
    """What a language model took. Money as text, exact."""

    calls: int = 0
    from_cache: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: str = "0"
    is_priced: bool = True

    @classmethod
    def of(cls, spend: Spend) -> Usage:
        return cls(
            calls=spend.calls,
            from_cache=spend.from_cache,
            input_tokens=spend.tokens.input,
            output_tokens=spend.tokens.output,
            cached_tokens=spend.tokens.cached,
            cost_usd=str(spend.cost_usd),
            is_priced=not spend.unpriced,
        )


class StreamEnd(Record):
    """The last event of a stream that went well. `marks`: statements of a model that the case does not back."""

    status: str = ""
    last_event: int = 0
    usage: Usage = Usage()
    marks: tuple[Mark, ...] = ()


class EventKept(Record):
    """`is_new` False: it was kept before."""

    event_id: str
    is_new: bool


class EventError(Record):
    """As problem details have it; `faults` names every fault of the event."""

    code: str
    message: str
    hint: str
    faults: tuple[str, ...] = ()


class EventAnswer(Record):
    """What one event of a batch would have been answered alone: 201, 200, 409, 422 or 429."""

    status: int
    event_id: str = ""
    error: EventError | None = None


class EventAnswers(Record):
    """In the order of the events."""

    items: tuple[EventAnswer, ...]


class Approval(Record):
    """`signed` is null where nothing was open to be signed for."""

    version: int
    signed: SignOff | None
    open_points: tuple[str, ...]
