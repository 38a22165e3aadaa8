"""The API over services whose background work waits for the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from denialops.api import build_api
from denialops.config import Settings
from denialops.ports import StageWork
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.fakes.queues import HeldQueue


class Held:
    def __init__(self, services: Services, queue: HeldQueue, settings: Settings) -> None:
        self.services, self.queue = services, queue
        self.api = build_api(lambda: services, settings)
        self.app = Starlette(routes=[Mount("/api", app=self.api)])


@contextmanager
def open_held(folder: Path, settings: Settings) -> Iterator[Held]:
    queues: list[HeldQueue] = []

    def make(work: Callable[[], StageWork]) -> HeldQueue:
        queues.append(HeldQueue(work))
        return queues[0]

    with open_services(folder, clock=make_clock(), pipeline=FakePipeline(), make_queue=make) as services:
        yield Held(services, queues[0], settings)
