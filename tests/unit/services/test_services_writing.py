"""A model writes beside the rules' draft; whatever it does, the case completes and nobody's text is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.models import ModelReply, ModelRequest, TextDelta
from denialops.errors import (
    BudgetSpent,
    Cancelled,
    IdentifiersLeft,
    IllegalTransition,
    ModelBusy,
    ModelError,
    ModelPaused,
    ModelTimedOut,
    ModelUnavailable,
    NoModel,
)
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.assistant import letter_reply, make_assistant
from tests.fakes.desk import make_clock, open_services
from tests.fakes.models import ScriptedModel
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.unit.services.test_services_work import WaitingQueue

MARIA = "Maria Lopez"
FIRST, SECOND = "Please reverse the denial.", "We ask for a decision in writing."

Desk = Callable[..., Services]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """desk(model): services in which this model writes; work waits until it is run."""
    opened = []

    def open_with(model: ScriptedModel | None, *, waits: bool = False) -> Services:
        clock = make_clock()
        assistant = make_assistant(model, clock) if model else None
        room = open_services(tmp_path / "data", clock=clock, pipeline=FakePipeline(), assistant=assistant)
        services = room.__enter__()
        opened.append(room)
        if waits:
            services.queue = WaitingQueue(lambda: services)
        return services

    yield open_with
    for room in opened:
        room.__exit__(None, None, None)


def _open(services: Services) -> str:
    return services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)


class HookedModel(ScriptedModel):
    """Calls `hook` once, when its reply is half told."""

    hook: Callable[[], None] = staticmethod(lambda: None)

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        pieces = list(super().stream(request))
        yield from pieces[: len(pieces) * 2 // 3]
        self.hook()
        yield from pieces[len(pieces) * 2 // 3 :]


def test_the_model_writes_a_second_version_and_the_rules_draft_stays_the_first(desk: Desk) -> None:
    services = desk(ScriptedModel(letter_reply(FIRST, SECOND)))

    case_id = _open(services)

    view = services.case(case_id)
    assert view.row.status == "review"
    assert [(info.version, info.author) for info in view.versions] == [(2, "DenialOps with test-1"), (1, "DenialOps")]
    assert services.draft(case_id).body == f"{FIRST}\n\n{SECOND}\n"
    assert "[[add the visits]]" in services.draft(case_id, 1).body


def test_without_a_model_there_is_one_version_and_nothing_says_otherwise(desk: Desk) -> None:
    services = desk(None)

    view = services.case(_open(services))

    assert [info.author for info in view.versions] == ["DenialOps"]
    assert (view.model.name, view.model.writing_fault) == ("", "")
    with pytest.raises(NoModel):
        services.write_with_model(view.row.case_id, actor=MARIA)


@pytest.mark.parametrize(
    "fault", [ModelUnavailable(), ModelTimedOut(), ModelBusy(), ModelPaused(), BudgetSpent(), IdentifiersLeft()]
)
def test_a_model_that_fails_leaves_the_rules_draft_and_the_case_says_why(desk: Desk, fault: ModelError) -> None:
    services = desk(ScriptedModel(fault))

    case_id = _open(services)

    view = services.case(case_id)
    assert (view.row.status, view.model.writing_fault) == ("review", fault.code)
    assert [info.author for info in view.versions] == ["DenialOps"]
    assert any(fault.hint in line.text for line in services.timeline(case_id))


@pytest.mark.parametrize("reply", ["no JSON at all", '{"blocks": []}', '{"blocks": [{"kind": "paragraph"}]}'])
def test_a_reply_that_is_no_letter_leaves_the_rules_draft(desk: Desk, reply: str) -> None:
    services = desk(ScriptedModel(reply))

    view = services.case(_open(services))

    assert (view.model.writing_fault, len(view.versions)) == ("model_nonsense", 1)


def test_a_letter_that_breaks_off_is_not_kept_even_in_part(desk: Desk) -> None:
    services = desk(ScriptedModel(letter_reply(FIRST, SECOND)[:-40]))

    view = services.case(_open(services))

    assert (view.model.writing_fault, view.model.paragraphs, len(view.versions)) == ("model_nonsense", (), 1)


def test_paragraphs_can_be_seen_while_the_model_writes(desk: Desk) -> None:
    model = HookedModel(letter_reply(FIRST, SECOND), piece=1)
    services = desk(model, waits=True)
    case_id = _open(services)
    seen = []
    model.hook = lambda: seen.append(services.case(case_id))

    _run(services, case_id)

    view = seen[0]
    assert (view.model.is_writing, view.progress.stage) == (True, "draft")
    assert [block.text for block in view.model.paragraphs] == [FIRST]
    assert services.case(case_id).model.paragraphs == ()


def test_stopping_the_writing_brings_the_case_to_review_with_the_rules_draft(desk: Desk) -> None:
    model = HookedModel(letter_reply(FIRST, SECOND, *["More."] * 9), piece=1)
    services = desk(model, waits=True)
    case_id = _open(services)
    model.hook = lambda: services.stop_writing(case_id, actor=MARIA)

    _run(services, case_id)

    view = services.case(case_id)
    assert (view.row.status, view.model.was_stopped, view.model.is_writing) == ("review", True, False)
    assert [info.author for info in view.versions] == ["DenialOps"]
    assert model.closed == 1


def test_nothing_that_is_not_being_written_can_be_stopped(desk: Desk) -> None:
    services = desk(ScriptedModel(letter_reply(FIRST)))
    case_id = _open(services)

    with pytest.raises(IllegalTransition):
        services.stop_writing(case_id, actor=MARIA)


def test_a_finished_letter_is_not_asked_for_again_after_a_crash(desk: Desk) -> None:
    model = ScriptedModel(letter_reply(FIRST))
    services = desk(model, waits=True)
    case_id = _open(services)
    for stage in STAGE_NAMES[:4]:
        services.run_stage(case_id, stage)

    _run(desk(model, waits=True), case_id)

    assert len(model.requests) == 1
    assert services.case(case_id).row.status == "review"


def test_an_interrupted_writing_begins_again_from_the_same_rules_draft(desk: Desk) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    model = HookedModel(letter_reply(FIRST, SECOND), piece=1)
    model.hook = die
    services = desk(model, waits=True)
    case_id = _open(services)
    with pytest.raises(Killed):
        _run(services, case_id)
    model.hook = lambda: None

    again = desk(model, waits=True)
    _run(again, case_id)

    assert [info.version for info in again.case(case_id).versions] == [2, 1]
    types = [event.type for event in again.events(case_id)]
    assert (types.count("writing_started"), types.count("stage_started")) == (1, 5)


def test_what_a_person_wrote_is_never_written_over_by_a_new_reading(desk: Desk) -> None:
    model = ScriptedModel(letter_reply(FIRST))
    services = desk(model)
    case_id = _open(services)
    services.save_draft(case_id, "Mine.\n", based_on=2, actor=MARIA)

    services.rerun(case_id, first_stage="extract", actor=MARIA)

    assert (services.draft(case_id).body, len(model.requests)) == ("Mine.\n", 1)


def test_a_person_can_ask_the_model_to_write_on_from_their_own_text(desk: Desk) -> None:
    model = ScriptedModel(letter_reply(FIRST), letter_reply(SECOND))
    services = desk(model)
    case_id = _open(services)
    services.save_draft(case_id, "Mine.\n", based_on=2, actor=MARIA)

    services.write_with_model(case_id, actor=MARIA)

    assert "Mine." in model.requests[-1].messages[0].content
    assert [info.author for info in services.case(case_id).versions] == [
        "DenialOps with test-1", MARIA, "DenialOps with test-1", "DenialOps",
    ]  # fmt: skip


def test_writing_anew_asks_for_another_letter_and_repeats_no_rules_draft(desk: Desk) -> None:
    model = ScriptedModel(letter_reply(FIRST), letter_reply(SECOND))
    services = desk(model)
    case_id = _open(services)

    services.write_with_model(case_id, actor=MARIA)

    assert [request.temperature for request in model.requests] == [0.0, 0.7]
    assert [info.version for info in services.case(case_id).versions] == [3, 2, 1]
    assert services.draft(case_id).body == f"{SECOND}\n"


def test_a_failed_attempt_over_a_persons_text_leaves_it_and_calls_nothing_outdated(desk: Desk) -> None:
    services = desk(ScriptedModel(letter_reply(FIRST), ModelUnavailable()))
    case_id = _open(services)
    services.save_draft(case_id, "Mine.\n", based_on=2, actor=MARIA)

    services.write_with_model(case_id, actor=MARIA)

    view = services.case(case_id)
    assert (services.draft(case_id).body, view.draft_outdated) == ("Mine.\n", False)
    assert view.model.writing_fault == "model_unavailable"


def test_a_correction_marks_the_models_letter_as_outdated_and_does_not_replace_it(desk: Desk) -> None:
    services = desk(ScriptedModel(letter_reply(FIRST)))
    case_id = _open(services)

    services.correct_fact(case_id, "member_id", "LMH1", actor=MARIA)

    view = services.case(case_id)
    assert (view.draft_outdated, services.draft(case_id).version) == (True, 2)


def test_what_was_written_of_facts_that_changed_meanwhile_is_dropped(desk: Desk) -> None:
    model = HookedModel(letter_reply(FIRST, SECOND), piece=1)
    services = desk(model, waits=True)
    case_id = _open(services)
    model.hook = lambda: services.correct_fact(case_id, "member_id", "LMH1", actor=MARIA)

    _run(services, case_id)

    view = services.case(case_id)
    assert view.model.writing_fault == "superseded"
    assert "Member LMH1" in services.draft(case_id).body


def test_a_new_reading_writes_anew_over_a_models_letter(desk: Desk) -> None:
    model = ScriptedModel(letter_reply(FIRST), letter_reply(SECOND))
    services = desk(model)
    case_id = _open(services)

    services.rerun(case_id, first_stage="extract", actor=MARIA)

    assert services.draft(case_id).body == f"{SECOND}\n"


def _run(services: Services, case_id: str) -> None:
    """As the engine does: work that somebody stopped ends there."""
    with suppress(Cancelled):
        for stage in STAGE_NAMES:
            services.run_stage(case_id, stage)
