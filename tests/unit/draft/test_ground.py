"""The check of a draft against its case, as written and after people edited it."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.domain.facts import Correction, Evidence, Fact, Facts
from denialops.pipeline.draft import write_draft
from denialops.pipeline.ground import ground_draft
from tests.unit.draft.cases import (
    LETTER,
    drafted,
    make_case,
    make_document,
    make_facts,
    make_routing,
    rulebook,
    templates,
)
from tests.unit.draft.golden_cases import golden_cases

CONFIRMED = {"confirmed_regime": "erisa_sf"}


def edited(text: str, **options):
    """The draft after somebody added a paragraph."""
    case = drafted(make_case(**{**CONFIRMED, **options}))
    draft = case.draft.model_copy(update={"body": case.draft.body + "\n" + text + "\n"})
    return ground_draft(case.model_copy(update={"draft": draft})).draft


def marked(text: str, **options):
    return [mark.text for mark in edited(text, **options).marks]


def test_a_case_without_a_draft_stays_as_it_is():
    case = make_case()

    assert ground_draft(case) is case


def test_a_written_draft_of_sure_facts_and_confirmed_regime_has_no_marks():
    assert drafted(make_case(**CONFIRMED)).draft.marks == ()


@pytest.mark.parametrize("case", list(golden_cases()), ids=lambda case: case.case_id)
def test_nothing_in_a_written_draft_is_without_backing(case):
    draft = drafted(case).draft
    marks = draft.marks if draft else ()

    assert [mark for mark in marks if not mark.reason.startswith("confirm regime")] == []


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("She was seen on May 9, 2025.", "May 9, 2025"),
        ("She was seen on 5/9/2025.", "5/9/2025"),
        ("The charge was $99.00.", "$99.00"),
        ("Claim 26-000-9999 is meant.", "26-000-9999"),
        ("The code is 99215.", "99215"),
        ("Dr. Leopold Quist agrees.", "Dr. Leopold Quist"),
        ("Your letter says “we never cover this service”.", "we never cover this service"),
        ("> we never cover this service", "we never cover this service"),
        ("See 42 CFR 422.101(b).", "42 CFR 422.101(b)"),
        ("See 29 CFR 2560.999.", "29 CFR 2560.999"),
        ("A study shows it (PMID: 123456).", "PMID: 123456"),
    ],
)
def test_a_statement_that_nothing_backs_is_marked(text, statement):
    assert marked(text) == [statement]


@pytest.mark.parametrize(
    "text",
    [
        "The service was on December 3, 2025, also written 12/03/2025.",
        "The charge of $1,240.00, or $1,240, is due.",
        "Claim 26-000-1234 for member NW-4455-01.",
        "Clementine Ashgrove is our patient.",
        "Call us at 614-555-0110.",
        "Your letter says “A locking knee was\nnot documented”.",
        "The plan reviews afresh (29 CFR 2560.503-1(h)(3)(ii)).",
        "The plan reviews afresh (29 C.F.R. § 2560.503-1(h)(3)(ii)).",
        "[[Add: the visit of May 9, 2025 by Dr. Leopold Quist]]",
        "The visit was important. We thank you.",
    ],
)
def test_a_statement_that_the_case_backs_is_not_marked(text):
    assert marked(text) == []


def test_what_an_exhibit_says_is_backed():
    chart = make_document("Seen by Dr. Leopold Quist on May 9, 2025. ESR 41.", "chart", doc_type="chart")

    draft = edited("Dr. Leopold Quist saw her on May 9, 2025; ESR was 41.", exhibits=[chart])

    assert draft.marks == ()
    assert "document:chart" in draft.blocks[-1].sentences[0].rests_on


def test_an_edited_sentence_rests_on_the_facts_that_it_names():
    sentence = edited("The charge of $1,240.00 is due.").blocks[-1].sentences[0]

    assert sentence.rests_on == ("billed_amount-0",)


def test_a_mark_says_where_it_stands():
    draft = edited("She was seen on May 9, 2025.")

    (mark,) = draft.marks
    assert draft.body[mark.start : mark.end] == "May 9, 2025"


def test_filling_a_blank_removes_it_and_a_new_one_counts():
    case = drafted(make_case(**CONFIRMED))
    first = case.draft.blanks[0]
    body = case.draft.body.replace(f"[[{first.text}]]", "The signed form is enclosed.") + "\n[[Add: one more]]\n"

    draft = ground_draft(case.model_copy(update={"draft": case.draft.model_copy(update={"body": body})})).draft

    assert first not in draft.blanks
    assert draft.blanks[-1].text == "Add: one more"


# Facts in doubt and corrections


def test_a_fact_read_with_doubt_is_used_and_marked_once():
    facts = make_facts(make_document(LETTER), unsure=["patient_name"])

    draft = drafted(make_case(facts=facts, **CONFIRMED)).draft

    assert "Clementine Ashgrove" in draft.body
    assert [(mark.text, mark.reason) for mark in draft.marks] == [
        ("Clementine Ashgrove", "check: read with 70% certainty; compare with page 1 of the letter")
    ]


def test_a_doubtful_fact_that_only_the_re_block_shows_is_marked_as_well():
    facts = make_facts(make_document(LETTER), unsure=["group_number"])

    assert [mark.text for mark in drafted(make_case(facts=facts, **CONFIRMED)).draft.marks] == ["7788"]


def test_what_a_person_entered_is_not_in_doubt():
    facts = make_facts(make_document(LETTER), unsure=["patient_name"])
    by_person = tuple(
        fact.model_copy(update={"found_by": "person"}) if fact.field == "patient_name" else fact for fact in facts.items
    )

    assert drafted(make_case(facts=Facts(items=by_person), **CONFIRMED)).draft.marks == ()


def test_a_value_corrected_after_the_draft_is_marked_wherever_it_still_stands():
    case = drafted(make_case(**CONFIRMED))
    letter = make_document(LETTER)
    facts = make_facts(letter, claim_numbers=("26-000-1235", "26-000-1234"))
    correction = Correction(
        field="claim_numbers", value="26-000-1235", previous="26-000-1234", actor="Nia", at="2026-02-10T09:00:00Z"
    )

    draft = ground_draft(case.model_copy(update={"facts": facts, "corrections": (correction,)})).draft

    assert {mark.text for mark in draft.marks} == {"26-000-1234"}
    assert {mark.reason for mark in draft.marks} == {"corrected to 26-000-1235"}


def test_the_letters_own_words_may_hold_a_value_that_was_corrected():
    words = "The request of January 15, 2026 is denied"
    letter = make_document(LETTER + words)
    quote = Fact(
        fact_id="q", field="denial_reason_quote", value=words, confidence=0.99,
        evidence=Evidence(document_id="letter", page=1, start=len(LETTER), end=len(LETTER) + len(words), quote=words),
    )  # fmt: skip
    facts = make_facts(letter, without=["denial_reason_quote", "denial_date"])
    correction = Correction(field="denial_date", value=None, previous="2026-01-15", actor="Nia", at="")
    case = make_case(facts=Facts(items=(*facts.items, quote)), routing=make_routing(deadline=None), **CONFIRMED)
    case = case.model_copy(update={"documents": (letter,), "corrections": (correction,)})

    reasons = {mark.reason for mark in drafted(case).draft.marks}

    assert "corrected: the letter does not say this" in reasons
    assert all(mark.start != drafted(case).draft.body.index(words) for mark in drafted(case).draft.marks)


# Law and time


def test_law_before_the_regime_is_confirmed_is_marked():
    reasons = [mark.reason for mark in drafted(make_case()).draft.marks]

    assert reasons == ["confirm regime: law is cited before a person confirmed the kind of plan"]


def test_law_of_a_regime_that_changed_since_is_marked():
    case = drafted(make_case(**CONFIRMED))

    draft = ground_draft(case.model_copy(update={"confirmed_regime": "ma"})).draft

    assert {mark.reason for mark in draft.marks} == {"cited for another kind of plan than the case has now"}
    assert len(draft.marks) >= len(draft.citations)


def test_law_that_the_letter_itself_names_may_be_repeated():
    letter = make_document(LETTER + "\nSee 42 CFR 409.44.")
    case = make_case(facts=make_facts(letter), **CONFIRMED).model_copy(update={"documents": (letter,)})
    case = drafted(case)
    draft = case.draft.model_copy(update={"body": case.draft.body + "\nYou rely on 42 CFR 409.44.\n"})

    assert ground_draft(case.model_copy(update={"draft": draft})).draft.marks == ()


def test_a_draft_that_was_on_time_is_marked_once_the_day_has_passed():
    case = drafted(make_case(**CONFIRMED)).model_copy(update={"today": date(2026, 8, 1)})

    assert [mark.reason for mark in ground_draft(case).draft.marks] == ["the last day to file was July 14, 2026"]


def test_a_draft_is_ready_when_nothing_is_blank_or_marked():
    case = drafted(make_case(**CONFIRMED))
    full = case.draft.model_copy(update={"body": "We ask Northwind Health Plan to pay claim 26-000-1234.\n"})

    assert not case.draft.is_ready
    assert ground_draft(case.model_copy(update={"draft": full})).draft.is_ready


def test_grounding_twice_changes_nothing():
    case = drafted(make_case())

    assert ground_draft(case) == case


def test_the_stage_leaves_the_words_alone():
    case = write_draft(make_case(), rulebook(), templates())

    assert ground_draft(case).draft.body == case.draft.body
