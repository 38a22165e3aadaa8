"""What a kill switch stops is really not done, in the program as it is built, and goes on when it is lifted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from denialops.bootstrap import build_services, start_work, stop_work
from denialops.config import Settings
from denialops.domain.recovery.safety import CASE_STAGE
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received

ACTOR, WHY = "Ruth", "It reads numbers wrong since this morning."
WAIT_S = 120.0
LETTER = b"""\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026

Member name: Ines Okoro   Member ID: CMH 77120-4
We reviewed the request of Tall Pine Orthopedics for a left knee arthroscopy. The request is denied
because it is not medically necessary. You may appeal within 180 days.
"""


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with FakeProvider(answer=_answer) as server:
        yield server


def _answer(request: Received) -> Play:
    is_reading = request.schema is not None and "facts" in request.schema["properties"]
    return Play(text=json.dumps({"facts": []}) if is_reading else letter_reply("We ask you to reverse the denial."))


@pytest.fixture
def settings(server: FakeProvider, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, data_dir=tmp_path / "data", llm_provider="compatible", llm_model="m-1",
        llm_base_url=server.openai_url, llm_tries=1, cache="none",
    )  # fmt: skip


def test_a_stopped_provider_is_not_called_and_the_case_is_finished_by_rules(
    settings: Settings, server: FakeProvider
) -> None:
    services = build_services(settings, at_once=True)
    switch = services.set_kill_switch("vendor", "compatible", reason=WHY, actor=ACTOR)
    server.forget()

    case_id = services.open_case(Upload("letter.txt", LETTER), actor=ACTOR)
    asked, status = len(server.received), services.case(case_id).row.status
    services.lift_kill_switch(switch.switch_id, actor=ACTOR)
    services.rerun(case_id, actor=ACTOR)
    services.store.close()

    assert (asked, status) == (0, "review")
    assert len(server.received) > 0


def test_a_stopped_stage_waits_in_the_queue_and_the_case_is_finished_when_it_is_lifted(settings: Settings) -> None:
    without_model = settings.model_copy(update={"llm_provider": "none"})
    services = build_services(without_model)
    start_work(services, without_model)
    try:
        switch = services.set_kill_switch("workflow", CASE_STAGE, reason=WHY, actor=ACTOR)
        case_id = services.open_case(Upload("letter.txt", LETTER), actor=ACTOR)
        wait_until(lambda: services.queue.status(services.queue.find(case_id) or "") == "running")
        held = finished_stages(services, case_id)
        services.lift_kill_switch(switch.switch_id, actor=ACTOR)
        wait_until(lambda: services.case(case_id).row.status != "reading")
        status = services.case(case_id).row.status
    finally:
        stop_work(services)

    assert held == 0
    assert status == "review"


def finished_stages(services: Services, case_id: str) -> int:
    with services.store.snapshot() as reads:
        return len(reads.list_stages(case_id))


def wait_until(condition: Callable[[], bool]) -> None:
    gives_up_at = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < gives_up_at, "waited in vain"
        threading.Event().wait(0.1)
