"""A payer begins to deny one code three times as often: told once, and its cases are written anew when approved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from streamlit.testing.v1 import AppTest

from denialops.api.shapes import CaseShape
from denialops.bootstrap import build_services
from denialops.client import Client
from denialops.config import Settings
from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID, WorkflowEvent
from denialops.services import Services
from denialops.services.actions import ActionView
from denialops.services.incidents import IncidentView
from denialops.ui import pages, session
from tests.fakes.application import KEY, running_application, wait_until
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received
from tests.pages.conftest import MAIN, words

LETTER = """\
COPPERFIELD MUTUAL HEALTH
Date: {day:%B} {day.day}, {day.year}

Member name: Ines Okoro   Member ID: CMH 77120-{number}   Claim number: 88-4410-{number}
Your claim of Tall Pine Orthopedics for a left knee arthroscopy (CPT 29881) was denied. Reason code: CO-197,
precertification was not obtained. Billed amount: $2,3{number}.00. Denied amount: $2,3{number}.00.
You may appeal within 180 days of this letter.
"""
PAYER, CODE, PERSON = "Copperfield Mutual Health", "197", "Maria Lopez"
EDIT = "Our office called on Monday and was told that no precertification was needed."
NOW = datetime.now(UTC)
WEEKS, RISEN_WEEKS = 24, 4
DENIED_A_WEEK = {(PAYER, CODE): 3, (PAYER, "50"): 1, ("Harbor Ridge", CODE): 4, ("Meridian Health", "16"): 2}
PAID_A_WEEK = {PAYER: 60, "Harbor Ridge": 25, "Meridian Health": 20}
RISE = 3
CASES = 8
BATCH = 500
_keys = count()


class Told(NamedTuple):
    """What the API tells of it all. `written`: versions of each case's letter before the approval."""

    before: list[str]
    incidents: list[IncidentView]
    affected: set[str]
    proposed: Action
    done: ActionView
    written: dict[str, int]
    cases: dict[str, CaseShape]
    edited: str
    edited_body: str

    @property
    def incident(self) -> IncidentView:
        return self.incidents[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clinic")


@pytest.fixture(scope="module")
def told(folder: Path) -> Told:
    services = open_here(folder)
    key = services.create_key(PERSON).text
    services.store.close()
    with (
        FakeProvider(answer=writing("We ask you to pay the claim.")) as provider,
        application(folder, provider) as address,
    ):
        client, person = Client(address, KEY), Client(address, key)
        post(client, [event for week in range(WEEKS, RISEN_WEEKS, -1) for event in steady(week)])
        before = [row.headline for row in client.incidents()]
        cases = [upload(person, folder / "letter.txt", number) for number in range(CASES)]
        edited = cases[0]
        person.save_draft(edited, f"{client.draft(edited).body}\n{EDIT}\n", based_on=client.draft(edited).version)
        post(client, [event for week in range(RISEN_WEEKS, 0, -1) for event in (*steady(week), *risen(week))])
        wait_until(lambda: any(row.kind == "redraft_cases" for row in client.actions()))
        (proposed,) = (row for row in client.actions() if row.kind == "redraft_cases")
        affected = {row.case_id for row in client.incident_cases(proposed.incident_id)}
        written = {case_id: client.draft(case_id).version for case_id in cases}
        provider.answer_with(writing("Your rule of October asks for nothing that was missing."))
        person.approve_action(proposed.action_id)
        wait_until(lambda: client.action(proposed.action_id).status not in ("approved", "running"))
        return Told(
            before=before,
            incidents=[client.incident(row.incident_id) for row in client.incidents()],
            affected=affected,
            proposed=proposed,
            done=client.action(proposed.action_id),
            written=written,
            cases={case_id: client.case(case_id) for case_id in cases},
            edited=edited,
            edited_body=client.draft(edited).body,
        )


class OfMaria:
    """The services as her browser, which gave her name, has them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def browser_name(self, browser_id: str) -> str:
        return PERSON

    def __getattr__(self, name: str) -> Any:
        return getattr(self._services, name)


def open_here(folder: Path) -> Services:
    """The same data in this process, while no other has it."""
    settings = Settings(_env_file=None, data_dir=folder / "data", timezone="UTC")  # type: ignore[call-arg]
    return build_services(settings, at_once=True)


def application(folder: Path, provider: FakeProvider) -> AbstractContextManager[str]:
    model = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "m-1", "LLM_BASE_URL": provider.openai_url, "CACHE": "none"}
    return running_application(folder, **model)


def writing(words: str) -> Callable[[Received], Play]:
    """A model whose letters say this, and that knows nothing else."""

    def answer(request: Received) -> Play:
        wanted = request.schema["properties"] if request.schema else {}
        if "cause" in wanted:
            return Play(text=json.dumps({"cause": "unknown", "words": "I cannot tell.", "evidence": []}))
        return Play(text=json.dumps({"facts": []}) if "facts" in wanted else letter_reply(words))

    return answer


def steady(week: int) -> Iterator[WorkflowEvent]:
    """A week as all weeks are; `week`: how many ago it began."""
    for (payer, code), number in DENIED_A_WEEK.items():
        yield from (claim(CLAIM_DENIED, payer, at, code) for at in spread(week, number))
    for payer, number in PAID_A_WEEK.items():
        yield from (claim(CLAIM_PAID, payer, at) for at in spread(week, number))


def risen(week: int) -> Iterator[WorkflowEvent]:
    """What comes on top at three times the rate, but for those whose letters are here."""
    more = DENIED_A_WEEK[PAYER, CODE] * (RISE - 1) - CASES // RISEN_WEEKS
    yield from (claim(CLAIM_DENIED, PAYER, at + timedelta(hours=7), CODE) for at in spread(week, more))


def spread(week: int, number: int) -> list[datetime]:
    first = NOW - timedelta(weeks=week)
    return [first + timedelta(weeks=(place + 0.5) / number) for place in range(number)]


def claim(event_type: str, payer: str, at: datetime, code: str = "") -> WorkflowEvent:
    return WorkflowEvent(
        workflow_id="claims",
        event_type=event_type,
        vendor=payer,
        error_code=code,
        idempotency_key=f"claim-{next(_keys)}",
        occurred_at=at,
        payload={},
    )


def post(client: Client, events: list[WorkflowEvent]) -> None:
    for place in range(0, len(events), BATCH):
        answers = client.post_events(events[place : place + BATCH]).items
        assert {answer.status for answer in answers} == {201}


def upload(client: Client, file: Path, number: int) -> str:
    """A letter of the last four weeks."""
    day: date = (NOW - timedelta(days=3 * number + 2)).date()
    file.write_text(LETTER.format(day=day, number=10 + number))
    case_id = client.open_case().case_id
    client.add_document(case_id, file)
    client.run(case_id)
    return case_id


def test_steady_payers_are_no_incident_and_the_rise_is_one(told: Told) -> None:
    assert told.before == []
    assert len(told.incidents) == 1


def test_the_incident_names_payer_code_and_start(told: Told) -> None:
    since = date.fromisoformat(str(told.incident.evidence["since"]))

    assert (told.incident.kind, told.incident.vendor, told.incident.error_code) == (
        "denials", "copperfield_mutual_health", CODE,
    )  # fmt: skip
    assert abs((since - (NOW - timedelta(weeks=RISEN_WEEKS)).date()).days) <= 7
    assert int(str(told.incident.evidence["seen"])) > int(str(told.incident.evidence["high"]))
    assert PAYER in told.incident.headline


def test_its_cases_are_those_of_the_letters_and_the_redraft_waits_for_a_person(told: Told) -> None:
    assert told.affected == set(told.cases)
    assert (told.proposed.status, told.proposed.approved_by) == ("proposed", "")
    assert set(map(str, told.proposed.parameters["case_ids"])) == set(told.cases)  # type: ignore[arg-type]


def test_what_nobody_edited_is_written_anew_once_a_person_approved(told: Told) -> None:
    unedited = set(told.cases) - {told.edited}

    assert (told.done.status, told.done.approved_by) == ("done", f"{PERSON} (API)")
    assert set(map(str, told.done.result["redrafted"])) == unedited  # type: ignore[arg-type]
    for case_id in unedited:
        assert told.cases[case_id].row.status == "review"
        newest = told.cases[case_id].drafts[0]
        assert newest.version > told.written[case_id]
        assert newest.author == "DenialOps with m-1"


def test_what_a_person_edited_is_listed_and_untouched(told: Told) -> None:
    assert told.done.result["left"] == {told.edited: "edited"}
    assert told.cases[told.edited].drafts[0].version == told.written[told.edited]
    assert EDIT in told.edited_body


def test_the_page_shows_the_rise_its_cases_and_what_was_done(
    told: Told, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = open_here(folder)
    monkeypatch.setattr(session, "services", lambda: OfMaria(services))
    page = AppTest.from_file(MAIN, default_timeout=60).run()

    page.switch_page(str(pages.TRENDS)).run()

    services.store.close()
    assert not page.exception
    shown = words(page)
    assert f"{PAYER} denies CARC {CODE}" in shown
    assert f"Affected cases ({CASES})" in [part.label for part in page.expander]
    assert f"approved by {PERSON}" in shown
