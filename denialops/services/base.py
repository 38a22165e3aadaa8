"""What every use case works with: the collaborators, passed in once by bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.documents import Document
from denialops.domain.drafts import Block
from denialops.domain.packets import Exhibit, LetterFrame, PacketPart
from denialops.domain.records import Change
from denialops.domain.recovery.actions import ActionKind
from denialops.domain.tasks import LIVE, priority_of
from denialops.errors import IllegalTransition
from denialops.ports import CaseReads, CaseStore, Clock, PageImager, TaskQueue, Vault
from denialops.ports.observing import UNWATCHED, Watch
from denialops.ports.recovery import RecoveryStore
from denialops.services.checking import HealthCheck
from denialops.services.corrections import with_corrections

if TYPE_CHECKING:
    from denialops.domain.recovery.denial_rates import RiseTest
    from denialops.pipeline.runner import Pipeline
    from denialops.recovery.acting import Executor
    from denialops.recovery.guards import Guards
    from denialops.recovery.intake import EventIntake
    from denialops.services.assistant import Assistant

MACHINE = "DenialOps"
"""The actor of what nobody but the program did."""


def no_replies(case_id: str) -> int:
    """Where no language model is asked, there is nothing to forget."""
    return 0


def nothing() -> None:
    """Where recovery has no background work."""


class WriteLetter(Protocol):
    def __call__(self, frame: LetterFrame, blocks: Sequence[Block], *, logo: bytes | None) -> bytes: ...


@dataclass(frozen=True)
class Writers:
    """The functions that turn a draft into files; `counted` gives the enclosures the page counts of the packet."""

    docx: WriteLetter
    pdf: WriteLetter
    packet: Callable[[bytes, Sequence[Exhibit]], tuple[bytes, tuple[PacketPart, ...]]]
    counted: Callable[[LetterFrame, Sequence[Exhibit]], LetterFrame]


@dataclass(frozen=True)
class Tools:
    """What is needed with and without a store; `writers` is asked when the first file is written.

    `assistant` is there where a language model is chosen.
    """

    pipeline: Pipeline
    writers: Callable[[], Writers]
    clock: Clock
    assistant: Assistant | None = None
    watch: Watch = UNWATCHED


@dataclass(frozen=True)
class Acting:
    """What carries actions out: `executors` by kind, asked for when the first is needed.

    `start` and `stop` the background work of recovery in this process; `wake` tells it that there is something to do.
    """

    executors: Callable[[], Mapping[ActionKind, Executor]] = dict
    start: Callable[[], None] = nothing
    wake: Callable[[], None] = nothing
    stop: Callable[[], None] = nothing


@dataclass(frozen=True)
class Rooms:
    """What is needed to keep cases. `forget_replies` drops what a language model replied about a case.

    `checks` looks at the parts of the installation; `guards` say what may be done, and how often; `rise_test`
    when a payer denies more than before.
    """

    store: CaseStore
    recovery: RecoveryStore
    event_intake: EventIntake
    guards: Guards
    rise_test: RiseTest
    vault: Vault
    queue: TaskQueue
    imager: PageImager
    samples_dir: Path
    forget_replies: Callable[[str], int] = no_replies
    checks: HealthCheck = field(default_factory=HealthCheck)
    acting: Acting = Acting()


class Desk:
    """Base of the use cases that keep cases."""

    watch: Watch = UNWATCHED

    def __init__(self, tools: Tools, rooms: Rooms) -> None:
        self.pipeline, self.writers, self.clock = tools.pipeline, tools.writers, tools.clock
        self.assistant, self.watch = tools.assistant, tools.watch
        self.store, self.vault, self.queue, self.imager = rooms.store, rooms.vault, rooms.queue, rooms.imager
        self.recovery, self.event_intake, self.guards = rooms.recovery, rooms.event_intake, rooms.guards
        self.samples_dir, self.forget_replies, self.checks = rooms.samples_dir, rooms.forget_replies, rooms.checks
        self.acting, self.rise_test = rooms.acting, rooms.rise_test

    def enqueue(self, case_id: str, first_stage: StageName = "ingest") -> None:
        """Hands the case to the background work; what is due first goes first."""
        with self.store.snapshot() as reads:
            safe_date = reads.get_row(case_id, today=self.clock.today()).safe_date
        self.queue.submit(case_id, first_stage=first_stage, priority=priority_of(safe_date, self.clock.today()))

    def source(self, document: Document) -> bytes:
        return self.vault.get(document.sha256)

    def corrected_case(self, reads: CaseReads, case_id: str) -> CaseFile:
        """The case as people see it and as the stages after extraction work on it."""
        return with_corrections(reads.get_case(case_id, today=self.clock.today()))

    def shown_case(self, reads: CaseReads, case_id: str) -> CaseFile:
        """The case for people: a letter drafted before the route said that nothing should be sent is history."""
        case = self.corrected_case(reads, case_id)
        drafted = reads.list_stages(case_id).get("draft")
        return case.model_copy(update={"draft": None}) if drafted and not drafted.result_ids else case

    def refuse_while_reading(self, reads: CaseReads, case_id: str) -> None:
        """Two runs must not work on one case. Raises IllegalTransition."""
        if reads.get_state(case_id).status != "reading":
            return
        task_id = self.queue.find(case_id)
        if task_id and self.queue.status(task_id) in LIVE:
            raise IllegalTransition("The letter is being read.", hint="Stop the reading first, or wait for its end.")

    def _model_name(self) -> str:
        return self.assistant.name if self.assistant else ""

    def now(self) -> str:
        return self.clock.now().isoformat(timespec="seconds")


def by(actor: str, event_type: str, key: str = "", **ids: str | int | float | bool | None) -> Change:
    """A change with who did it."""
    return Change(type=event_type, actor=actor, ids=ids, key=key)
