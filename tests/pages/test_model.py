"""What people see of a language model: while it reads and writes, what it says otherwise, where it failed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from denialops.domain.drafts import Block, Sentence
from denialops.domain.facts import Evidence, Facts, OtherReading
from denialops.domain.models import ModelCall, SentText, Tokens
from denialops.domain.records import SignOff
from denialops.services.records import ModelView, Progress
from denialops.ui import pages
from denialops.ui.preview import letter_html
from tests.fakes.page_cases import NOW, PAGE_ONE, make_case_file, make_draft, make_facts, make_running_view, make_view
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, go_to, keys, words

MODEL = ModelView(name="test-1")
OTHER = "Harbor Street Imaging"


def _disputed() -> Facts:
    start = PAGE_ONE.index(OTHER)
    place = Evidence(document_id="doc-1", page=1, start=start, end=start + len(OTHER), quote=OTHER)
    other = OtherReading(value=OTHER, evidence=place, found_by="model")
    first, *rest = make_facts().items
    flags = {"others": (other,), "flags": ("model_disagrees",), "confidence": 0.85}
    return Facts(items=(first.model_copy(update=flags), *rest))


def test_reading_with_a_model_says_so(open_page: Open) -> None:
    view = make_running_view("case-run").model_copy(update={"model": MODEL.model_copy(update={"is_reading": True})})

    at = open_page(FakeServices([view]), pages.CASE, case="case-run")

    assert "Reading with test-1: 3 facts so far" in words(at)


def test_the_letter_grows_on_the_page_and_the_writing_can_be_stopped(open_page: Open) -> None:
    written = Block(kind="paragraph", sentences=(Sentence(text="We ask you to <pay>."),))
    model = ModelView(name="test-1", is_writing=True, paragraphs=(written,))
    running = Progress(is_running=True, stage="draft")
    services = FakeServices([make_running_view("case-run").model_copy(update={"model": model, "progress": running})])
    at = open_page(services, pages.CASE, case="case-run")

    at.button(key="stop_writing_case-run").click().run()

    assert not at.exception
    assert "Writing with test-1" in words(at)
    assert "We ask you to &lt;pay&gt;." in words(at)
    assert ("stop_writing", ("case-run",)) in services.calls


def test_what_the_model_reads_otherwise_is_beside_the_value_and_can_be_taken(open_page: Open) -> None:
    services = FakeServices([make_view(case=make_case_file(facts=_disputed()))])
    at = open_page(services, pages.CASE, case="case-1")

    at.button(key="show_case-1_patient_name_0_other1").click().run()
    shown = words(at)
    at.button(key="use_case-1_patient_name_0_other1").click().run()

    assert not at.exception
    assert "The model reads" in shown
    assert "the model reads it otherwise" in shown
    assert any(call[0] == "correct_fact" and OTHER in call[1] for call in services.calls)


def test_where_the_model_failed_the_page_says_why_and_offers_another_try(open_page: Open) -> None:
    failed = ModelView(name="test-1", reading_fault="model_unavailable", writing_fault="budget_spent")
    services = FakeServices([make_view(model=failed)])
    at = open_page(services, pages.CASE, case="case-1")

    shown = words(at)
    at.button(key="rewrite_model_case-1").click().run()
    at.button(key="reread_model_case-1").click().run()

    assert not at.exception
    assert "The model did not read this letter; the facts come from the rules." in shown
    assert "The budget for the language model is used up" in shown
    assert [call[0] for call in services.calls if call[0] in ("rerun", "write_with_model")] == [
        "write_with_model", "rerun",
    ]  # fmt: skip


def test_without_a_model_nothing_of_it_is_on_the_page(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Letter")

    assert "write_with_model" not in keys(at)
    assert "model" not in " ".join(keys(at))


@pytest.mark.parametrize(
    ("author", "label"), [("DenialOps", "Write with test-1"), ("DenialOps with test-1", "Write anew")]
)
def test_a_model_can_be_asked_to_write(open_page: Open, author: str, label: str) -> None:
    view = make_view(model=MODEL)
    versions = (view.versions[0].model_copy(update={"author": author}),)
    services = FakeServices([view.model_copy(update={"versions": versions})])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Letter")

    button = at.button(key="write_with_model")
    button.click().run()

    assert button.label == label
    assert ("write_with_model", ("case-1",)) in services.calls


def test_marked_statements_are_highlighted_in_the_preview(open_page: Open) -> None:
    at = go_to(open_page(FakeServices([make_view()]), pages.CASE, case="case-1"), "Letter")

    assert '<mark class="check">new weakness in the left leg' in words(at)


def test_a_mark_is_found_again_in_edited_text_and_never_breaks_the_page() -> None:
    draft = make_draft()
    moved = "A new first line.\n\n" + draft.body

    html = letter_html(moved, draft.marks)

    assert html.count('<mark class="check">') == html.count("</mark>") - html.count("<mark>") == 1
    assert '<mark class="check">' not in letter_html("Nothing of it is left.", draft.marks)


def test_open_points_are_signed_for_with_a_name_and_shown_as_signed(open_page: Open) -> None:
    services = FakeServices([make_view(open_points=("Fill: the visits",))])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Letter")
    assert "1 open point" in words(at)

    at.button(key="sign_off").click().run()

    assert not at.exception
    assert ("sign_off", ("case-1", 1)) in services.calls
    assert "Maria Lopez signed for version 1 with 1 open point" in words(at)


def test_marking_an_open_letter_as_sent_asks_for_the_signature(open_page: Open) -> None:
    services = FakeServices([make_view(open_points=("Fill: the visits",))])
    at = go_to(open_page(services, pages.CASE, case="case-1"), "Actions")

    at.checkbox(key="signs_case-1").check()
    at.button(key="mark_sent").click().run()

    assert not at.exception
    assert [name for name, _ in services.calls if name in ("sign_off", "mark_sent")] == ["sign_off", "mark_sent"]


def test_a_signed_letter_asks_for_nothing_more(open_page: Open) -> None:
    signed = SignOff(version=1, points=("Fill: the visits",), actor="Ben Ito", at=NOW)
    services = FakeServices([make_view(open_points=("Fill: the visits",), signed=signed)])

    at = go_to(open_page(services, pages.CASE, case="case-1"), "Actions")

    assert not at.checkbox


def test_every_call_of_a_case_is_listed_with_what_was_sent(open_page: Open) -> None:
    services = FakeServices([make_view(model=MODEL)])
    services.asked = (
        ModelCall(
            call_id="k1", at=NOW, case_id="case-1", purpose="read", provider="openai", model="test-1", outcome="ok",
            tokens=Tokens(input=1200, output=90), cost_usd=Decimal("0.0123"), first_token_s=0.4, total_s=2.0,
        ),
    )  # fmt: skip
    sent = SentText(
        call_id="k1", at=NOW, case_id="case-1", provider="openai", model="test-1", body="Member [NAME_1]",
        placeholders={"name": 1},
    )  # fmt: skip
    services.sent = (sent,)

    at = go_to(open_page(services, pages.CASE, case="case-1"), "Timeline")

    assert "1,200, 90" in words(at)
    assert [code.value for code in at.code] == ["Member [NAME_1]"]
