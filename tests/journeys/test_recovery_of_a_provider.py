"""A provider of language models goes down and comes back; what it left undone is done, and nobody touches anything."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from denialops.api.shapes import CaseShape
from denialops.client import Client
from denialops.config import ROOT
from denialops.domain.events import CaseEvent
from denialops.domain.recovery.events import StoredEvent
from denialops.services.actions import ActionView
from denialops.services.incidents import IncidentView
from tests.fakes.application import KEY, running_application, wait_until
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received

LETTER = """\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026

Member name: Ines Okoro   Member ID: CMH 77120-{number}   Claim number: 88-4410-{number}
We reviewed the request of Tall Pine Orthopedics for a left knee arthroscopy. The request is denied
because it is not medically necessary. You may appeal within 180 days.
The work was set at $2,3{number}.00 by the office.
"""
CASES, FAILURES, OPEN_S = 10, 3, 6
VENDOR, MACHINE = "compatible", "DenialOps"
OUTAGE = {"base_s": 1, "longest_s": 2, "attempts": 99}
QUIET_MINUTES = 0.2
SETTINGS = {
    "LLM_IDLE_TIMEOUT_S": "1", "LLM_PROVIDER": VENDOR, "LLM_MODEL": "m-1", "LLM_TRIES": "1", "CACHE": "none",
    "LLM_BREAKER_FAILURES": str(FAILURES), "LLM_BREAKER_OPEN_S": str(OPEN_S),
}  # fmt: skip


class Outage(NamedTuple):
    """What the provider does, the code that its calls fail with, and the cause that is to be found."""

    play: Play
    code: str
    cause: str


DOWN = Outage(Play(status=503), "model_unavailable", "model_unavailable")
SILENT = Outage(Play(fault="silent"), "model_timed_out", "vendor_outage")


class Told(NamedTuple):
    """What the API tells of it all afterwards. `calls` and `restarts`: oldest first."""

    early: CaseShape
    cases: tuple[CaseShape, ...]
    incident: IncidentView
    retry: ActionView
    calls: tuple[StoredEvent, ...]
    restarts: tuple[CaseEvent, ...]
    asked_while_down: int

    def failed(self, code: str) -> list[StoredEvent]:
        return [call for call in self.calls if call.error_code == code]

    def went_well(self) -> datetime:
        """The first call after the outage."""
        return next(moment(call.occurred_at) for call in reversed(self.calls) if call.outcome == "succeeded")


def well(request: Received) -> Play:
    """As a model that reads and writes; of an incident it knows nothing."""
    wanted = request.schema["properties"] if request.schema else {}
    if "cause" in wanted:
        return Play(text=json.dumps({"cause": "unknown", "words": "I cannot tell.", "evidence": []}))
    if "facts" in wanted:
        return Play(text=json.dumps({"facts": []}))
    return Play(text=letter_reply("We ask you to reverse the denial."))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clinic's own: those that are shipped, with shorter waits."""
    folder = tmp_path_factory.mktemp("clinic") / "rules"
    shutil.copytree(ROOT / "data" / "rules" / "recovery", folder)
    change(
        folder / "retry_policies.yaml",
        lambda table: next(row for row in table["retry_policies"] if row["id"] == "outage").update(OUTAGE),
    )
    change(folder / "detection.yaml", lambda table: table.update(quiet_minutes=QUIET_MINUTES))
    return folder


def change(file: Path, edit: Any) -> None:
    table = yaml.safe_load(file.read_text("utf-8"))
    edit(table)
    file.write_text(yaml.safe_dump(table), "utf-8")


@pytest.fixture(
    scope="module",
    params=[pytest.param(DOWN, id=DOWN.code), pytest.param(SILENT, id=SILENT.code, marks=pytest.mark.slow)],
)
def outage(request: pytest.FixtureRequest) -> Outage:
    found: Outage = request.param
    return found


@pytest.fixture(scope="module")
def told(outage: Outage, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The API is asked for nothing but letters and looks."""
    folder = tmp_path_factory.mktemp("outage")
    with FakeProvider(answer=well) as provider:
        own = {"LLM_BASE_URL": provider.openai_url, "RECOVERY_RULES_DIR": str(rules)}
        with running_application(folder, **SETTINGS, **own) as address:
            client = Client(address, KEY)
            early = upload(client, folder / "letter.txt", 0)
            provider.answer_with(lambda _: outage.play)
            provider.forget()
            cases = [upload(client, folder / "letter.txt", number) for number in range(1, CASES + 1)]
            wait_until(lambda: has_tried_in_vain(client))
            asked = len(provider.received)
            provider.answer_with(well)
            wait_until(lambda: {row.status for row in client.incidents()} == {"RESOLVED"})
            return look_at(client, early, cases, asked)


def upload(client: Client, file: Path, number: int) -> str:
    file.write_text(LETTER.format(number=10 + number))
    case_id = client.open_case().case_id
    client.add_document(case_id, file)
    client.run(case_id)
    return case_id


def has_tried_in_vain(client: Client) -> bool:
    """The half-open breaker let one call through, which failed as well."""
    tried = [client.action(row.action_id) for row in client.actions() if row.kind == "retry_tasks"]
    return any(map(begun_tries, tried)) and breaker_of(client) == "open"


def begun_tries(retry: ActionView) -> list[datetime]:
    return [moment(step.at) for step in retry.steps if step.name.startswith("begun:try-")]


def breaker_of(client: Client) -> str:
    return next(row.breaker for row in client.vendors() if row.vendor == VENDOR)


def moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def look_at(client: Client, early: str, cases: list[str], asked: int) -> Told:
    (row,) = client.incidents()
    incident = client.incident(row.incident_id)
    (retry,) = (client.action(action.action_id) for action in incident.actions if action.kind == "retry_tasks")
    events = [event for case_id in cases for event in client.stream(case_id)]
    return Told(
        early=client.case(early),
        cases=tuple(map(client.case, cases)),
        incident=incident,
        retry=retry,
        calls=tuple(reversed(list(client.events(workflow_id="model_call")))),
        restarts=tuple(sorted((e for e in events if e.type == "work_restarted"), key=lambda event: event.at)),
        asked_while_down=asked,
    )


def test_the_failures_are_one_incident_whose_cause_is_named_from_evidence(told: Told, outage: Outage) -> None:
    decision = told.incident.decisions[0]

    assert (told.incident.vendor, told.incident.error_code) == (VENDOR, outage.code)
    assert (told.incident.event_count, told.incident.case_count) == (len(told.calls) - well_calls(told), CASES)
    assert (decision.cause, decision.error_class) == (outage.cause, "outage")
    assert {"events", "rule", "breaker"} <= {piece.kind for piece in decision.evidence}
    assert decision.confidence > 0
    assert "retry_tasks" in {proposal.kind for proposal in decision.proposals}


def test_a_provider_that_fails_is_left_alone_and_asked_by_one_call_a_pause(told: Told, outage: Outage) -> None:
    tries = begun_tries(told.retry)
    failures = [moment(call.occurred_at) for call in told.failed(outage.code)]

    assert len(tries) >= 2
    assert told.asked_while_down == len(failures) == FAILURES + len(tries) - 1
    for number, tried in enumerate(tries):
        opened = failures[FAILURES + number - 1]
        assert (tried - opened).total_seconds() >= OPEN_S


def test_one_case_finds_out_that_the_provider_is_back_before_the_others_are_tried(told: Told) -> None:
    in_vain = told.restarts[: len(begun_tries(told.retry)) - 1]
    first, *others = told.restarts[len(in_vain) :]

    assert len(others) >= CASES - 1 - len(in_vain)
    assert moment(first.at) <= told.went_well() <= moment(others[0].at)


def test_all_cases_are_read_and_written_by_the_model_in_the_end(told: Told) -> None:
    assert {case.row.status for case in told.cases} == {"review"}
    assert {(case.model.reading_fault, case.model.writing_fault) for case in told.cases} == {("", "")}
    assert {case.drafts[0].author for case in told.cases} == {"DenialOps with m-1"}
    assert sorted(map(str, told.retry.result["recovered"])) == sorted(case.row.case_id for case in told.cases)  # type: ignore[arg-type]


def test_the_incident_ends_by_itself_and_nobody_touched_anything(told: Told) -> None:
    acted = {step.actor for step in told.retry.steps} | {line.actor for line in told.incident.timeline}
    restarted = {event.actor for event in told.restarts}

    assert (told.incident.status, told.retry.status) == ("RESOLVED", "done")
    assert (acted, restarted) == ({MACHINE}, {MACHINE})


def test_a_case_that_was_finished_before_is_left_as_it_was(told: Told) -> None:
    assert told.early.row.case_id not in map(str, told.retry.result["recovered"])  # type: ignore[arg-type]
    assert len(told.early.drafts) == 2


def well_calls(told: Told) -> int:
    return sum(call.outcome == "succeeded" for call in told.calls)
