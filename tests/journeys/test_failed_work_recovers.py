"""Work on cases fails, is detected, explained and tried again until it is well, and its incident ends; nobody helps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.bootstrap.background import build_acting, build_steps
from denialops.config import Settings
from denialops.domain.cases import StageName
from denialops.errors import ModelUnavailable
from denialops.ports.recovery import ActionQuery, IncidentQuery
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakePipeline

CASES = 6
SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]


class Provider:
    """Down until it is back."""

    def __init__(self) -> None:
        self.is_down = True

    def __call__(self, stage: StageName) -> None:
        if stage == "extract" and self.is_down:
            raise ModelUnavailable()


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def desk(tmp_path: Path, provider: Provider) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(before=provider)) as opened:
        opened.acting = build_acting(lambda: opened, SETTINGS)
        yield opened


def pass_minutes(desk: Services, minutes: int) -> None:
    """The background steps run as they do in their threads, a minute after the other."""
    steps = build_steps(desk, SETTINGS)
    for _ in range(minutes):
        for step in steps:
            while step.run():
                """It has more to do."""
        desk.clock.pass_days(60 / 86_400)  # type: ignore[attr-defined]


def test_failed_cases_finish_and_the_incident_resolves_when_the_provider_is_back(
    desk: Services, provider: Provider
) -> None:
    letters = [Upload(filename=f"{n}.txt", data=f"{LETTER}claim_numbers: {n}\n".encode()) for n in range(CASES)]
    case_ids = [desk.open_case(letter, actor="Ruth") for letter in letters]
    pass_minutes(desk, 3)
    (incident,) = desk.incidents(IncidentQuery(kind="failures"), limit=9)
    assert (incident.error_code, incident.case_count, incident.status) == ("model_unavailable", CASES, "ACTIONED")
    (retry,) = [a for a in desk.actions(ActionQuery(), limit=50) if a.kind == "retry_tasks"]
    assert retry.status == "approved"
    assert {desk.case(case_id).row.status for case_id in case_ids} == {"failed"}

    provider.is_down = False
    pass_minutes(desk, 30)
    assert {desk.case(case_id).row.status for case_id in case_ids} == {"review"}
    done = desk.action(retry.action_id)
    assert (done.status, sorted(map(str, done.result["recovered"]))) == ("done", sorted(case_ids))  # type: ignore[arg-type]

    pass_minutes(desk, 30)
    assert desk.incident(incident.incident_id).status == "RESOLVED"
