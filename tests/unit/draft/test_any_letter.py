"""Whatever was read, a draft is written, checked and framed, and says nothing of its own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from denialops.domain.draft_text import parse_body, print_body
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.pipeline.frame import letter_frame
from denialops.pipeline.ground import ground_draft
from tests.unit.draft.cases import FACTS, drafted, make_case, make_routing, templates

VALUE = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        ["2026-02-30", "within 7 days", "NaN", "1e400", "12.5", "## x", "| a |", "[[x]]", "“x”", "1. x", "()"]
    ),
)
FIELDS = st.dictionaries(
    st.sampled_from([*FACTS, "dob", "mbi", "units", "records_lacked", "drugs"]), VALUE, max_size=12
)


def facts_of(values):
    return Facts(
        items=tuple(
            Fact(
                fact_id=field,
                field=field,
                value=value,
                evidence=Evidence(document_id="letter", page=1, start=0, end=1, quote="N"),
                confidence=0.5,
            )
            for field, value in values.items()
        )
    )


@settings(max_examples=60, deadline=None)
@given(
    values=FIELDS,
    route=st.sampled_from(sorted(templates().words.routes)),
    category=st.sampled_from(sorted(templates().words.arguments)),
    regime=st.sampled_from(sorted(templates().words.regimes)),
    phase=st.sampled_from(["", "urgent", "concurrent", "pre_service", "post_service"]),
)
def test_any_facts_make_a_draft_that_checks_and_prints(values, route, category, regime, phase):
    routing = make_routing(route=route, category=category, regime=regime, phase=phase)
    case = drafted(make_case(routing=routing, facts=facts_of(values)))

    assert print_body(parse_body(case.draft.body)) == case.draft.body
    assert all(0 <= mark.start <= mark.end <= len(case.draft.body) for mark in case.draft.marks)
    assert "\ue000" not in case.draft.body
    assert letter_frame(case).re_rows


@settings(max_examples=60, deadline=None)
@given(body=st.text(max_size=300))
def test_any_edit_can_be_checked(body):
    case = drafted(make_case())
    draft = case.draft.model_copy(update={"body": body})

    checked = ground_draft(case.model_copy(update={"draft": draft})).draft

    assert checked.body == body
    assert all(0 <= mark.start <= mark.end <= len(body) for mark in checked.marks)
