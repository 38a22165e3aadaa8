"""With the real libraries of the providers against servers on loopback: what works, what fails, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from denialops.bootstrap import build_services
from denialops.config import Settings
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received

MARIA = "Maria Lopez"
PATIENT = "Ines Okoro"
LETTER = f"""\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026

Member name: {PATIENT}   Member ID: CMH 77120-4
We reviewed the request of Tall Pine Orthopedics for a left knee arthroscopy. The request is denied
because it is not medically necessary. You may appeal within 180 days.
Our nurse line is open at night. The work was set at $2,310.00 by the office.
"""
BILLED = {"field": "billed_amount", "value": "2310.00", "quote": "$2,310.00"}
ASKED = "We ask you to reverse the denial."

Start = Callable[..., Services]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with FakeProvider(answer=_answer) as server:
        yield server


def _answer(request: Received) -> Play:
    if request.schema is None:
        return Play(text="ready")
    is_reading = "facts" in request.schema["properties"]
    return Play(text=json.dumps({"facts": [BILLED]}) if is_reading else letter_reply(ASKED))


@pytest.fixture
def start(server: FakeProvider, tmp_path: Path) -> Iterator[Start]:
    """start(provider="openai", ...): the services of an installation that chose this provider."""
    running: list[Services] = []
    server.forget()

    def start_with(provider: str = "compatible", *, url: str = "", **more: Any) -> Services:
        address = server.anthropic_url if provider == "anthropic" else server.openai_url
        keys: dict[str, Any] = {"OPENAI_API_KEY": "k-1", "ANTHROPIC_API_KEY": "k-1"}
        quick = {"llm_tries": 1, "llm_idle_timeout_s": 0.5, "cache": "none", **more}
        settings = Settings(
            _env_file=None, data_dir=tmp_path / "data", llm_provider=provider, llm_model="m-1",
            llm_base_url=url or address, **keys, **quick,
        )  # fmt: skip
        services = build_services(settings, at_once=True)
        running.append(services)
        return services

    yield start_with
    for services in running:
        services.store.close()


def _open(services: Services, text: str = LETTER) -> str:
    return services.open_case(Upload("letter.txt", text.encode()), actor=MARIA)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "compatible"])
def test_a_letter_is_read_and_written_by_a_model_and_the_record_says_which_part(start: Start, provider: str) -> None:
    services = start(provider)

    case_id = _open(services)

    view = services.case(case_id)
    found = view.case.facts.find("billed_amount")
    assert found
    assert (found.value, found.found_by, found.finder) == ("2310.00", "model", f"{provider}:m-1")
    assert view.case.draft
    assert (view.case.draft.written_with, ASKED in view.case.draft.body) == (f"{provider}:m-1", True)
    assert [info.author for info in view.versions] == ["DenialOps with m-1", "DenialOps"]
    assert [(call.purpose, call.outcome) for call in services.model_calls(case_id)] == [("write", "ok"), ("read", "ok")]


def test_the_patient_does_not_leave_and_what_left_is_kept(start: Start, server: FakeProvider) -> None:
    services = start()

    case_id = _open(services)

    assert not [request for request in server.received if PATIENT in request.raw or "77120" in request.raw]
    sent, calls = services.sent_texts(case_id), services.model_calls(case_id)
    assert [text.call_id for text in sent] == [call.call_id for call in calls]
    assert len(sent) == 2
    assert PATIENT in services.draft(case_id, 1).body


@pytest.mark.parametrize(
    ("play", "code"),
    [
        (Play(status=500), "model_unavailable"),
        (Play(status=429, headers={"retry-after": "1"}), "model_busy"),
        (Play(status=401), "model_refused"),
        (Play(fault="html"), "model_nonsense"),
        (Play(fault="cut"), "model_unavailable"),
        (Play(fault="silent"), "model_timed_out"),
        (Play(text="I would rather not."), "model_nonsense"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_provider_that_fails_leaves_a_whole_case_and_is_asked_again_when_it_is_back(
    start: Start, server: FakeProvider, play: Play, code: str
) -> None:
    services = start()
    server.play(play, play)

    case_id = _open(services)

    view = services.case(case_id)
    assert (view.row.status, view.model.reading_fault, view.model.writing_fault) == ("review", code, code)
    assert view.case.facts.value("patient_name") == PATIENT
    assert view.case.draft
    assert view.case.draft.written_with == ""

    services.rerun(case_id, first_stage="extract", actor=MARIA)

    view = services.case(case_id)
    assert (view.model.reading_fault, view.model.writing_fault) == ("", "")
    assert view.case.facts.value("billed_amount") == "2310.00"
    assert view.case.draft
    assert view.case.draft.written_with == "compatible:m-1"


def test_a_letter_whose_identifiers_cannot_all_be_hidden_stays_here_and_is_worked_out_by_rules(
    start: Start, server: FakeProvider
) -> None:
    services = start()
    odd_number = "212-55.0143"

    case_id = _open(services, f"{LETTER}Code {odd_number} stands on the card.\n")

    view = services.case(case_id)
    reading = next(call for call in services.model_calls(case_id) if call.purpose == "read")
    assert (view.row.status, view.model.reading_fault) == ("review", "identifiers_left")
    assert (reading.outcome, reading.tokens.total) == ("identifiers_left", 0)
    assert reading.call_id not in {sent.call_id for sent in services.sent_texts(case_id)}
    assert not [request for request in server.received if odd_number in request.raw]
    assert view.case.facts.value("patient_name") == PATIENT
    assert not view.case.facts.find("billed_amount")
    assert view.case.draft
    assert services.model_spend().breaker.state == "closed"


def test_an_address_where_nobody_answers_costs_a_case_nothing(start: Start) -> None:
    services = start(url="http://127.0.0.1:9/v1")

    view = services.case(_open(services))

    assert (view.row.status, view.model.writing_fault) == ("review", "model_unavailable")


def test_a_provider_that_keeps_failing_is_left_alone_and_shown_so(start: Start, server: FakeProvider) -> None:
    services = start(llm_breaker_failures=1)
    server.play(Play(status=500))

    view = services.case(_open(services))

    assert (view.model.reading_fault, view.model.writing_fault) == ("model_unavailable", "model_paused")
    assert services.model_spend().breaker.state == "open"
    assert len(server.received) == 1


def test_a_case_over_its_budget_completes_on_rules(start: Start, server: FakeProvider) -> None:
    services = start(llm_case_tokens=1)

    view = services.case(_open(services))

    assert (view.row.status, view.model.writing_fault) == ("review", "budget_spent")
    assert len(server.received) == 1
    assert services.model_spend().today.calls == 1


def test_a_second_reading_of_the_same_letter_asks_nobody(start: Start, server: FakeProvider) -> None:
    services = start(cache="disk")
    case_id = _open(services)
    asked = len(server.received)

    services.rerun(case_id, first_stage="extract", actor=MARIA)

    assert (asked, len(server.received)) == (2, 2)
    assert services.model_spend().cache.hits == 2
    assert services.draft(case_id).written_with == "compatible:m-1"


def test_the_connection_is_tested_through_everything_a_call_passes(start: Start, server: FakeProvider) -> None:
    services = start()
    server.play(Play(text="ready"), Play(status=401))

    assert services.test_model().code == ""
    assert services.test_model().code == "model_refused"
    assert services.model_spend().today.calls == 2


def test_a_restored_letter_of_a_model_is_checked_as_a_models(start: Start, server: FakeProvider) -> None:
    server.answer_with(lambda request: Play(text=_unsourced(request)))
    services = start()
    case_id = _open(services)
    models = services.draft(case_id)
    services.redraft(case_id, actor=MARIA)

    restored = services.save_draft(case_id, models.body, based_on=3, actor=MARIA)

    server.answer_with(_answer)
    assert "The knee heals by surgery only." in [mark.text for mark in models.marks]
    assert [mark.text for mark in restored.marks] == [mark.text for mark in models.marks]
    assert restored.author == MARIA


def _unsourced(request: Received) -> str:
    is_reading = bool(request.schema) and "facts" in (request.schema or {})["properties"]
    return json.dumps({"facts": []}) if is_reading else letter_reply("The knee heals by surgery only.", sources=())
