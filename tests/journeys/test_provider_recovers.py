"""The provider fails for real: the breaker opens, retries wait for it, and cases finish when it is back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from denialops import bootstrap
from denialops.bootstrap import build_services
from denialops.bootstrap.background import build_steps
from denialops.config import Settings
from denialops.domain.recovery.actions import Action
from denialops.ports.recovery import ActionQuery, IncidentQuery
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received

LETTER = """\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026

Member name: Ines Okoro   Member ID: CMH 77120-4
We reviewed the request of Tall Pine Orthopedics for a left knee arthroscopy. The request is denied
because it is not medically necessary. You may appeal within 180 days. Claim number 26-0417-{number}.
"""
CASES = 6


class ShiftedClock:
    """The wall clock, put forward by whole minutes."""

    def __init__(self, timezone: str = "") -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def today(self) -> Any:
        return self.now().date()


class Provider:
    """Answers 503 while it is down."""

    def __init__(self) -> None:
        self.is_down, self.asked = True, 0

    def __call__(self, request: Received) -> Play:
        self.asked += 1
        if self.is_down:
            return Play(status=503)
        is_reading = request.schema is not None and "facts" in request.schema["properties"]
        return Play(text=json.dumps({"facts": []}) if is_reading else letter_reply("We ask you to reverse the denial."))


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def settings(provider: Provider, tmp_path: Path) -> Iterator[Settings]:
    with FakeProvider(answer=provider) as server:
        yield Settings(
            _env_file=None, data_dir=tmp_path / "data", llm_provider="compatible", llm_model="m-1",
            llm_base_url=server.openai_url, llm_tries=1, cache="none", llm_breaker_failures=3,
        )  # fmt: skip


@pytest.fixture
def desk(settings: Settings, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(bootstrap, "SystemClock", lambda timezone: clock)
    services = build_services(settings, at_once=True)
    yield services
    services.store.close()


def pass_minutes(desk: Services, settings: Settings, clock: ShiftedClock, minutes: int) -> None:
    steps = build_steps(desk, settings)
    for _ in range(minutes):
        for step in steps:
            while step.run():
                """It has more to do."""
        clock.ahead += timedelta(minutes=1)


def test_nobody_touches_anything_and_cases_and_incident_end_well(
    desk: Services, settings: Settings, clock: ShiftedClock, provider: Provider
) -> None:
    letters = [Upload(f"{n}.txt", LETTER.format(number=10_000 + n).encode()) for n in range(CASES)]
    case_ids = [desk.open_case(letter, actor="Ruth") for letter in letters]
    pass_minutes(desk, settings, clock, 3)
    assert desk.guards.breakers.state_of("compatible").state != "closed"
    incidents = desk.incidents(IncidentQuery(vendor="compatible"), limit=9)
    assert [incident.error_code for incident in incidents] == ["model_unavailable"]
    assert {retry.status for retry in retries(desk)} == {"approved"}

    provider.is_down = False
    pass_minutes(desk, settings, clock, 40)
    assert desk.guards.breakers.state_of("compatible").state == "closed"
    assert {desk.case(case_id).row.status for case_id in case_ids} == {"review"}
    recovered = [str(case_id) for retry in retries(desk) for case_id in cast("list[str]", retry.result["recovered"])]
    assert sorted(recovered) == sorted(case_ids)
    assert {retry.status for retry in retries(desk)} == {"done"}
    assert {incident.status for incident in desk.incidents(IncidentQuery(vendor="compatible"), limit=9)} == {"RESOLVED"}


def retries(desk: Services) -> list[Action]:
    return [action for action in desk.actions(ActionQuery(), limit=50) if action.kind == "retry_tasks"]
