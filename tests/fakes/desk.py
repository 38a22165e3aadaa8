"""The services over a real store in a folder, with work done at once by stages that need no rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from denialops.bootstrap.recovery import build_event_intake, load_rise_test
from denialops.config import ROOT, Settings
from denialops.domain.drafts import Block
from denialops.domain.packets import Exhibit, LetterFrame, PacketPart
from denialops.ports import Clock, StageWork, TaskQueue
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.intake import EventIntake
from denialops.recovery.quotas import LimitedVault, QuotaLimits, Quotas
from denialops.services import Services
from denialops.services.assistant import Assistant
from denialops.services.base import Rooms, Tools, Writers, no_replies
from denialops.services.inline import InlineQueue
from denialops.store.case_store import SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase
from denialops.store.vault import FileVault
from tests.fakes.guards import NO_QUOTAS, make_guards
from tests.fakes.pipeline import FakeClock, FakeImager, FakePipeline


def make_clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 2, 15, 4, tzinfo=UTC))


@contextmanager
def open_services(
    folder: Path,
    *,
    clock: FakeClock,
    pipeline: FakePipeline,
    forget_replies: Callable[[str], int] = no_replies,
    assistant: Assistant | None = None,
    make_queue: Callable[[Callable[[], StageWork]], TaskQueue] = InlineQueue,
    tenant: str = "clinic",
    database_url: str = "",
    kind: type[Services] = Services,
    quotas: QuotaLimits = NO_QUOTAS,
) -> Iterator[Services]:
    writers = Writers(docx=_letter, pdf=_letter, packet=_packet, counted=lambda frame, exhibits: frame)
    tools = Tools(pipeline=pipeline, writers=lambda: writers, clock=clock, assistant=assistant)
    store = _open_store(folder, database_url, tenant, clock)
    guards = make_guards(store.recovery(), clock, quotas=quotas)
    rooms = Rooms(
        store=store,
        recovery=store.recovery(),
        event_intake=make_intake(store.recovery(), clock, guards.quotas),
        guards=guards,
        rise_test=load_rise_test(Settings(_env_file=None)),  # type: ignore[call-arg]
        vault=LimitedVault(FileVault(folder / "originals"), guards.quotas),
        queue=make_queue(lambda: built),
        imager=FakeImager(),
        samples_dir=ROOT / "data" / "samples",
        forget_replies=forget_replies,
    )
    built = kind(tools, rooms)
    yield built
    store.close()


def _open_store(folder: Path, database_url: str, tenant: str, clock: Clock) -> SqliteCaseStore | PgCaseStore:
    if database_url:
        return PgCaseStore(PgDatabase(database_url), tenant=tenant, clock=clock)
    return SqliteCaseStore(folder, tenant=tenant, clock=clock)


def make_intake(store: RecoveryStore, clock: Clock, quotas: Quotas) -> EventIntake:
    """By the shipped rules; the hash is not secret here, so that a test can name it."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return build_event_intake(settings, store, clock, lambda content: sha256(content).hexdigest(), quotas)


def _letter(frame: LetterFrame, blocks: Sequence[Block], *, logo: bytes | None) -> bytes:
    return f"{frame.title}|{' '.join(block.text for block in blocks)}|{logo!r}".encode()


def _packet(letter: bytes, exhibits: Sequence[Exhibit]) -> tuple[bytes, tuple[PacketPart, ...]]:
    parts = (PacketPart(label="Letter"), *(PacketPart(label=exhibit.label) for exhibit in exhibits))
    return b"\n".join([letter, *(exhibit.data for exhibit in exhibits)]), parts
