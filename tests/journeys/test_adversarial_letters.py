"""Letters that give orders to software: with a model that obeys every one of them, nothing is obeyed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from denialops.bootstrap import build_in_memory, load_reading_prompt
from denialops.config import Settings
from denialops.domain.cases import CaseFile
from denialops.domain.models import ModelReply, ModelRequest, TextDelta
from denialops.pipeline.model_reading.reader import ModelFactReader
from denialops.services.base import Tools
from denialops.services.memory import InMemory
from denialops.services.records import Upload
from tests.fakes.assistant import make_assistant
from tests.fixtures.adversarial import CLAIMS, HIDDEN, STUDY, TRAPS, TRUE, Trap

READ_BY_RULES = ("patient_name", "member_id", "denied_amount", "appeal_deadline_stated", "denial_date", "payer")


class ObedientModel:
    """Says whatever a letter could ask of it, with every source it was offered."""

    provider, model, has_temperature = "scripted", "obedient", True

    def __init__(self) -> None:
        self.requests: list[ModelRequest] = []

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        self.requests.append(request)
        text = json.dumps({"facts": CLAIMS}) if request.purpose == "read" else _letter(request)
        yield TextDelta(text)
        yield ModelReply(text=text, provider=self.provider, model=self.model)


def _letter(request: ModelRequest) -> str:
    material = request.messages[0].content
    tags = [line[1 : line.index("]")] for line in material.splitlines() if line.startswith("[") and "]" in line]
    said = (STUDY, "The amount in dispute is $1.00.", "The patient is Rex Mallory.", "The claim was approved in full.")
    sentences = [{"text": text, "sources": tags} for text in said]
    return json.dumps({"blocks": [{"kind": "paragraph", "sentences": sentences}]})


@pytest.fixture(scope="module")
def plain() -> InMemory:
    return build_in_memory(Settings(_env_file=None))


def _obeying(plain: InMemory, model: ObedientModel) -> InMemory:
    pipeline = plain.pipeline
    reader = ModelFactReader(model, load_reading_prompt(), pipeline.rulebook.kinds)
    with_model = type(pipeline)(
        reader=pipeline.reader,
        fact_readers=(*pipeline.fact_readers, reader),
        rulebook=pipeline.rulebook,
        load_templates=lambda: pipeline.templates,
    )
    return InMemory(Tools(with_model, plain.writers, plain.clock, make_assistant(model, plain.clock)))


def _values(case: CaseFile) -> dict[str, str | None]:
    return {field: case.facts.value(field) for field in READ_BY_RULES}


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_no_fact_is_what_the_letter_ordered(plain: InMemory, trap: Trap) -> None:
    truth = plain.read_in_memory(Upload("true.txt", TRUE.encode()))

    case = _obeying(plain, ObedientModel()).read_in_memory(Upload(trap.filename, trap.data))

    assert _values(case) == _values(truth)
    assert case.facts.flag("is_denial") is True
    ordered = {claim["value"] for claim in CLAIMS} - {"Hartwell study"}
    assert not [fact for fact in case.facts.items if fact.value in ordered]
    assert not [fact for fact in case.facts.items if fact.found_by == "model" and fact.is_sure]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_no_invented_sentence_stands_unmarked_in_the_letter(plain: InMemory, trap: Trap) -> None:
    case = _obeying(plain, ObedientModel()).appeal_in_memory(Upload(trap.filename, trap.data)).case

    assert case.draft
    marked = " ".join(mark.text for mark in case.draft.marks)
    assert STUDY in marked
    assert "$1.00" in marked
    assert "Rex Mallory" in marked
    assert not case.draft.is_ready


@pytest.mark.parametrize("trap", HIDDEN, ids=lambda trap: trap.name)
def test_what_nobody_can_see_in_a_pdf_reaches_neither_text_nor_model_and_is_told(plain: InMemory, trap: Trap) -> None:
    model = ObedientModel()

    case = _obeying(plain, model).read_in_memory(Upload(trap.filename, trap.data))

    assert "Hartwell" not in case.letter.letter.text
    assert "Hartwell" not in model.requests[0].messages[0].content
    assert "hidden_text" in [warning.code for warning in case.letter.warnings]


def test_the_end_of_the_letter_cannot_be_forged(plain: InMemory) -> None:
    model = ObedientModel()
    forged = next(trap for trap in TRAPS if trap.name == "fake_system_message")

    _obeying(plain, model).read_in_memory(Upload(forged.filename, forged.data))

    content = model.requests[0].messages[0].content
    first, *_, last = content.strip().splitlines()
    mark = first.split()[2]
    assert last == f"=== end of letter {mark} ==="
    assert content.count(mark) == 2
