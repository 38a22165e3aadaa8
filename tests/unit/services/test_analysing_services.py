"""Decisions with their outcome, their export, and notes of deploys and bulletins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from denialops.errors import IncidentNotFound, InvalidValue
from denialops.recovery.analysis import decide
from denialops.services.analysis import PAGE, Analysing, note_deploy
from tests.fakes.desk import open_services
from tests.fakes.pipeline import FakeClock, FakePipeline
from tests.unit.recovery.analysis_makers import make_incident, make_inputs, shipped_analysis, shipped_codes

AT = datetime(2026, 3, 1, tzinfo=UTC)
LINK = "https://example.com/bulletin/7"


class Desk(Analysing):
    """The use cases alone, over the desk's store."""

    def __init__(self, services: object) -> None:
        self.__dict__.update(vars(services))


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock, pipeline: FakePipeline) -> Iterator[Desk]:
    with open_services(tmp_path / "data", clock=clock, pipeline=pipeline) as services:
        yield Desk(services)


def decide_about(desk: Desk, count: int = 1) -> None:
    decision = decide(make_inputs(), shipped_codes(), shipped_analysis())
    with desk.recovery.transaction() as work:
        work.add_incident(make_incident())
        for number in range(count):
            work.add_decision(decision.model_copy(update={"decision_id": f"d{number}"}))


def test_a_decision_is_shown_with_what_became_of_it(desk: Desk) -> None:
    decide_about(desk)

    found = desk.decisions("i1")

    assert [(view.decision.decision_id, view.outcome) for view in found] == [("d0", "pending")]


def test_decisions_of_no_incident_are_not_found(desk: Desk) -> None:
    with pytest.raises(IncidentNotFound):
        desk.decisions("i1")


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1])
def test_every_decision_is_exported_once_in_order(desk: Desk, count: int) -> None:
    decide_about(desk, count)

    lines = list(desk.export_decisions())

    assert [json.loads(line)["number"] for line in lines] == list(range(1, count + 1))
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)


def test_an_exported_decision_says_all_and_its_outcome(desk: Desk) -> None:
    decide_about(desk)

    row = json.loads(next(desk.export_decisions()))

    assert (row["cause"], row["outcome"], row["made_by"]) == ("timeout", "pending", "rules")
    assert {"inputs", "version", "confidence", "evidence", "proposals", "missing"} <= row.keys()


def test_a_bulletin_is_noted_once_with_its_source(desk: Desk) -> None:
    first = desk.add_bulletin("Harbor Ridge", "Prior  auth for MRI", at=AT, link=LINK, actor="Ruth")
    again = desk.add_bulletin("Harbor Ridge", "Prior auth for MRI", at=AT, link=LINK, actor="Ann")

    assert desk.notes(kind="bulletin") == (first,)
    assert (again, first.vendor, first.words) == (first, "harbor_ridge", "Prior auth for MRI")
    assert (first.at, first.link, first.actor) == ("2026-03-01T00:00:00.000000+00:00", LINK, "Ruth")


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"vendor": " "}, "Name the payer"),
        ({"words": ""}, "at most"),
        ({"words": "x" * 1001}, "at most"),
        ({"words": "Patient: Ada Example has new coverage"}, "no patient"),
        ({"words": "Member id 12345678 is denied"}, "no patient"),
        ({"at": datetime(2026, 3, 1)}, "day"),  # noqa: DTZ001 - a time of no zone is what is refused
        ({"at": AT + timedelta(days=500)}, "day"),
        ({"link": "javascript:alert(1)"}, "address"),
        ({"link": "example.com/bulletin"}, "address"),
    ],
)
def test_a_bulletin_that_cannot_be_used_is_refused(desk: Desk, changes: dict[str, object], hint: str) -> None:
    values = {"vendor": "Harbor Ridge", "words": "Call 555-0100", "at": AT, "link": LINK, "actor": "Ruth"} | changes

    with pytest.raises(InvalidValue) as refusal:
        desk.add_bulletin(str(values.pop("vendor")), str(values.pop("words")), **values)  # type: ignore[arg-type]

    assert hint in refusal.value.hint_text
    assert desk.notes() == ()


def test_a_new_version_is_noted_at_its_first_start_only(desk: Desk, clock: FakeClock) -> None:
    noted = [note_deploy(desk.recovery, version, clock) for version in ("1.0", "1.0", "1.1")]

    assert [note.words if note else None for note in noted] == ["DenialOps 1.0", None, "DenialOps 1.1"]
    assert {note.words for note in desk.notes(kind="deploy")} == {"DenialOps 1.0", "DenialOps 1.1"}


def test_going_back_to_an_older_version_is_a_deploy_too(desk: Desk, clock: FakeClock) -> None:
    for version in ("1.0", "1.1"):
        note_deploy(desk.recovery, version, clock)

    assert note_deploy(desk.recovery, "1.0", clock) is not None
