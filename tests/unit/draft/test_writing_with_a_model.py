"""A model's letter streams block by block, keeps the blanks it cannot fill, and says nothing unchecked."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from denialops.bootstrap import load_writing_prompt
from denialops.domain.cases import CaseFile
from denialops.domain.drafts import FROM_MODEL
from denialops.errors import ModelNonsense, ModelUnavailable, NothingToDraft
from denialops.pipeline.ground import ground_draft
from denialops.pipeline.model_writing.writer import ModelWriter
from tests.fakes.models import ScriptedModel
from tests.unit.draft.cases import drafted, make_case, make_document

CHART = (
    "Progress note. Clementine Ashgrove completed six weeks of supervised physical therapy from 9/2/2025 to "
    "10/14/2025 without relief. The knee locks twice a week; McMurray test positive."
)
SAID = "Clementine Ashgrove completed six weeks of supervised physical therapy without relief."


def charted_case() -> CaseFile:
    case = drafted(make_case(confirmed_regime="erisa_sf"))
    chart = make_document(CHART, "chart", doc_type="chart", title="Progress note")
    return case.model_copy(update={"documents": (*case.documents, chart)})


def letter(*sentences: tuple[str, Sequence[str]], kind: str = "paragraph") -> str:
    rows = [{"text": text, "sources": list(tags)} for text, tags in sentences]
    return json.dumps({"blocks": [{"kind": kind, "sentences": [row]} for row in rows]})


def write(*sentences: tuple[str, Sequence[str]]) -> CaseFile:
    """The case after the model wrote these sentences."""
    case = charted_case()
    writer = ModelWriter(ScriptedModel(letter(*sentences)), load_writing_prompt())
    written = writer.draft_of(case, tuple(writer.stream(case)))
    return ground_draft(case.model_copy(update={"draft": written}))


def marks(*sentences: tuple[str, Sequence[str]]) -> list[str]:
    draft = write(*sentences).draft
    return [mark.text for mark in draft.marks] if draft else []


def test_a_sentence_that_its_source_says_is_not_marked_and_names_it() -> None:
    case = write((SAID, ["X2p1"]))

    assert case.draft
    assert not case.draft.marks
    assert case.draft.blocks[0].sentences[0].rests_on[:2] == (FROM_MODEL, "document:chart")


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        (SAID, []),
        (SAID, ["X9p1", "F999"]),
        ("Arthroscopy restored stable ambulation throughout rehabilitation abroad.", ["X2p1"]),
        ("Landmark randomized trials prove imaging halves surgery.", ["A"]),
        ("Dr. Edna Fairweather of Mount Ridge examined the knee.", ["X2p1"]),
        ("Therapy lasted from 9/2/2025 to 11/30/2025.", ["X2p1"]),
        ("The knee locks twice a week under 29 CFR 2590.715-2719.", ["X2p1"]),
        ("The therapy for the knee cost $9,875.00.", ["X2p1"]),
        ("The chart says “the knee is perfectly healthy today” in the note.", ["X2p1"]),
    ],
)
def test_what_no_source_says_is_marked(sentence: str, tags: list[str]) -> None:
    assert marks((sentence, tags))


def test_a_request_needs_no_source() -> None:
    assert not marks(("We ask you to reverse the denial and approve the knee MRI.", ["A"]))


def test_a_mark_stays_when_a_person_edits_another_sentence() -> None:
    case = write((SAID, ["X2p1"]), ("Arthroscopy restored stable ambulation abroad.", ["X2p1"]))
    assert case.draft
    body = case.draft.body.replace("without relief", "without any relief")

    edited = ground_draft(case.model_copy(update={"draft": case.draft.model_copy(update={"body": body})})).draft

    assert edited
    assert [mark.text for mark in edited.marks] == ["Arthroscopy restored stable ambulation abroad."]


def test_sentences_of_the_rules_draft_keep_their_own_sources() -> None:
    case = charted_case()
    assert case.draft
    kept = next(s for b in case.draft.blocks for s in b.sentences if "template" not in s.rests_on)

    written = write((kept.text, [])).draft

    assert written
    assert written.blocks[0].sentences[0].rests_on[0] == kept.rests_on[0]


def test_blanks_that_the_model_keeps_stay_blanks() -> None:
    draft = write(("The record shows [[Add: the finding, with chart page]] today.", ["A"])).draft

    assert draft
    assert [blank.text for blank in draft.blanks] == ["Add: the finding, with chart page"]


def test_blocks_come_while_the_reply_still_arrives() -> None:
    model = ScriptedModel(letter((SAID, ["X2p1"]), ("Please call us.", ["A"])), piece=1)

    stream = ModelWriter(model, load_writing_prompt()).stream(charted_case())
    next(stream)

    assert not model.closed


def test_closing_the_stream_ends_the_call() -> None:
    model = ScriptedModel(letter((SAID, ["X2p1"]), ("Please call us.", ["A"])), piece=1)
    stream = ModelWriter(model, load_writing_prompt()).stream(charted_case())
    next(stream)

    stream.close()  # type: ignore[attr-defined]

    assert model.closed == 1


@pytest.mark.parametrize("reply", ["<html>", "{}", '{"blocks": []}', '{"blocks": [{"kind": "poem"}]}'])
def test_a_reply_that_is_no_letter_is_refused(reply: str) -> None:
    case, writer = charted_case(), ModelWriter(ScriptedModel(reply), load_writing_prompt())

    with pytest.raises(ModelNonsense):
        writer.draft_of(case, tuple(writer.stream(case)))


def test_a_provider_that_fails_half_way_is_told() -> None:
    writer = ModelWriter(ScriptedModel(ModelUnavailable(), pieces_before_error=3), load_writing_prompt())

    with pytest.raises(ModelUnavailable):
        list(writer.stream(charted_case()))


def test_without_a_draft_nothing_is_asked() -> None:
    model = ScriptedModel(letter((SAID, [])))

    with pytest.raises(NothingToDraft):
        list(ModelWriter(model, load_writing_prompt()).stream(make_case()))

    assert not model.requests


def test_structure_in_a_sentence_cannot_pass_for_a_heading_or_a_table() -> None:
    draft = write(("## Heading | cell\n> quote We ask you to call.", ["A"])).draft

    assert draft
    assert [block.kind for block in draft.blocks] == ["paragraph"]
    assert not draft.body.startswith("#")
