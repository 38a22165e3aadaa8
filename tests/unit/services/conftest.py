"""The services over a real store in a temporary folder, with work done at once by stages that need no rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from denialops.config import ROOT
from denialops.domain.drafts import Block
from denialops.domain.packets import Exhibit, LetterFrame, PacketPart
from denialops.services import Services
from denialops.services.base import Rooms, Tools, Writers
from denialops.services.inline import InlineQueue
from denialops.services.records import Upload
from denialops.store.case_store import SqliteCaseStore
from denialops.store.vault import FileVault
from tests.fakes.pipeline import LETTER, FakeClock, FakeImager, FakePipeline

MARIA, JONAS = "Maria Lopez", "Jonas Weber"


def _letter(frame: LetterFrame, blocks: Sequence[Block], *, logo: bytes | None) -> bytes:
    return f"{frame.title}|{' '.join(block.text for block in blocks)}|{logo!r}".encode()


def _packet(letter: bytes, exhibits: Sequence[Exhibit]) -> tuple[bytes, tuple[PacketPart, ...]]:
    parts = (PacketPart(label="Letter"), *(PacketPart(label=exhibit.label) for exhibit in exhibits))
    return b"\n".join([letter, *(exhibit.data for exhibit in exhibits)]), parts


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 2, 15, 4, tzinfo=UTC))


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def tools(pipeline: FakePipeline, clock: FakeClock) -> Tools:
    writers = Writers(docx=_letter, pdf=_letter, packet=_packet, counted=lambda frame, exhibits: frame)
    return Tools(pipeline=pipeline, writers=lambda: writers, clock=clock)


@pytest.fixture
def services(tools: Tools, clock: FakeClock, tmp_path: Path) -> Iterator[Services]:
    store = SqliteCaseStore(tmp_path / "data", tenant="clinic", clock=clock)
    rooms = Rooms(
        store=store,
        vault=FileVault(tmp_path / "data" / "originals"),
        queue=InlineQueue(lambda: built),
        imager=FakeImager(),
        samples_dir=ROOT / "data" / "samples",
    )
    built = Services(tools, rooms)
    yield built
    store.close()


@pytest.fixture
def open_letter(services: Services) -> Callable[..., str]:
    """Opens a case for a letter and returns its id."""

    def opened(text: str = LETTER, *, filename: str = "letter.txt") -> str:
        return services.open_case(Upload(filename, text.encode()), actor=MARIA)

    return opened


@pytest.fixture
def case_id(open_letter: Callable[..., str]) -> str:
    return open_letter()
