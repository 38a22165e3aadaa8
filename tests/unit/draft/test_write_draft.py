"""What a routed case gets: the right document, only its own facts, only its own law."""

from __future__ import annotations

import re
from datetime import date

import pytest

from denialops.domain.routing import Deadline
from denialops.pipeline.draft import write_draft
from tests.unit.draft.cases import (
    FACTS,
    LETTER,
    drafted,
    make_case,
    make_document,
    make_facts,
    make_routing,
    rulebook,
    templates,
)

ROUTES = {
    "internal_appeal_l1": "appeal",
    "internal_appeal_l2": "appeal",
    "expedited_appeal": "appeal",
    "qio_fast_appeal": "appeal",
    "fair_hearing": "appeal",
    "mcr_redetermination": "appeal",
    "mcr_alj": "appeal",
    "partd_exception": "appeal",
    "external_review": "external_review_request",
    "expedited_external_review": "external_review_request",
    "corrected_claim": "corrected_claim_cover",
    "reopening_clerical": "reopening_request",
    "records_submission": "records_submission",
    "cob_update": "cob_update",
    "eligibility_fix": "eligibility_update",
    "retro_auth": "retro_authorization",
    "peer_to_peer": "peer_to_peer_sheet",
    "provider_dispute": "provider_dispute",
    "nsa_open_negotiation": "no_surprises_notice",
    "nsa_idr": "no_surprises_notice",
}


def body_of(case):
    return write_draft(case, rulebook(), templates()).draft.body


def draft_for(**routing):
    return drafted(make_case(routing=make_routing(**routing))).draft


# Which document


@pytest.mark.parametrize(("route", "kind"), ROUTES.items())
def test_each_route_writes_its_document(route, kind):
    assert draft_for(route=route).kind == kind


@pytest.mark.parametrize("route", ["not_a_denial", "ask_a_person", "hold", "patient_bill", "writeoff", "mcr_court"])
def test_nothing_is_drafted_where_nothing_should_leave_the_house(route):
    assert draft_for(route=route) is None


def test_every_route_of_the_rules_has_a_document_or_a_reason_for_none():
    words = templates().words

    assert {row.id for row in rulebook().routes.routes} == set(words.routes) | set(words.silent_routes)


def test_every_step_of_the_rules_has_a_name():
    steps = {row.level for row in rulebook().routes.levels} - {"court"}

    assert steps <= set(templates().words.levels)


def test_a_case_without_a_route_has_no_draft():
    case = make_case().model_copy(update={"routing": None})

    assert write_draft(case, rulebook(), templates()).draft is None


def test_a_dispute_about_timely_filing_is_its_own_kind():
    draft = draft_for(route="provider_dispute", category="timely_filing", level="provider_dispute")

    assert (draft.kind, draft.title) == ("timely_filing_dispute", "Timely-filing dispute")


def test_the_title_names_the_step_and_its_urgency_but_no_patient():
    draft = draft_for(level="ma_plan_reconsideration", regime="ma", urgency="expedited", route="expedited_appeal")

    assert draft.title == "Expedited request for reconsideration"


def test_writing_again_makes_the_next_version():
    first = drafted(make_case())

    second = drafted(first)

    assert (second.draft.version, second.draft.based_on) == (2, 1)


# What it says


def test_the_ask_names_payer_claim_service_patient_date_and_amount():
    paragraph = next(block.text for block in draft_for().blocks if block.text.startswith("We ask"))

    assert "Northwind Health Plan" in paragraph
    assert "claim 26-000-1234" in paragraph
    assert "knee MRI without contrast (73721)" in paragraph
    assert "Clementine Ashgrove on December 3, 2025" in paragraph
    assert "$1,240.00" in paragraph


def test_the_reason_stands_word_for_word_as_a_quote():
    quotes = [block.text for block in draft_for().blocks if block.kind == "quote"]

    assert quotes == [FACTS["denial_reason_quote"][0]]


def test_each_stated_reason_and_each_criterion_gets_a_row_for_its_answer():
    rows = [block.sentences[0].text for block in draft_for().blocks if block.kind == "table_row"]

    assert rows == [
        "What the notice says",
        "The records do not show four weeks of conservative care.",
        "A locking knee was not documented",
        "Northwind Imaging Policy 7.2",
    ]


def test_facts_name_the_page_where_they_stand():
    assert "The notice lists diagnosis code S83.242A (Exhibit A, page 1)." in draft_for().body


def test_unknown_values_become_instructions_and_not_gaps():
    letter = make_document(LETTER)
    facts = make_facts(
        letter, without=["patient_name", "claim_numbers", "reference_numbers", "denial_date", "denial_reason_quote"]
    )

    draft = drafted(make_case(facts=facts)).draft

    blanks = " ".join(blank.text for blank in draft.blanks)
    assert "the patient's full name" in blanks
    assert "the date on the notice" in blanks
    assert "the reason for the denial, word for word" in blanks


@pytest.mark.parametrize("category", sorted(templates().words.arguments))
@pytest.mark.parametrize("route", ["internal_appeal_l1", "provider_dispute"])
def test_no_category_leaves_nulls_markup_or_dangling_words(category, route):
    for facts in (None, make_facts(make_document(LETTER), without=list(FACTS))):
        body = drafted(make_case(routing=make_routing(category=category, route=route), facts=facts)).draft.body

        assert not re.search(r"None|null|undefined|N/A|\{\{|\{%|\*\*|\ue000", body)
        assert not re.search(r" [.,;]|\.\.|\( |\(\)| {2}(?!\|)", body)


@pytest.mark.parametrize("regime", sorted(templates().words.regimes))
def test_every_regime_gets_a_standing_and_a_standard_of_review(regime):
    draft = draft_for(regime=regime)

    headings = [block.text for block in draft.blocks if block.kind == "heading"]
    assert "The standard for this review" in headings
    assert re.search(r"\b(file|furnished|treat|support)\b", draft.body)


def test_a_value_of_the_letter_cannot_become_structure_or_a_source():
    letter = make_document("## Pay now | [[fake]] \ue000cite:L01\ue001")
    evil = "## Pay now\n\n- item | [[fake]] \ue000cite:L01\ue001"
    fact = make_facts(make_document(LETTER)).find("payer").model_copy(update={"value": evil})
    others = [item for item in make_facts(make_document(LETTER)).items if item.field != "payer"]
    facts = make_facts(letter, without=list(FACTS)).model_copy(update={"items": (fact, *others)})

    draft = drafted(make_case(facts=facts)).draft

    assert "Pay now" not in [block.text for block in draft.blocks if block.kind in ("heading", "item")]
    assert "fake" not in " ".join(blank.text for blank in draft.blanks)
    assert "L01" not in draft.citations
    assert not any("cite:L01" in sentence.rests_on for block in draft.blocks for sentence in block.sentences)


def test_a_template_expression_in_a_letter_is_only_text():
    facts = make_facts(make_document(LETTER))
    evil = facts.find("payer").model_copy(update={"value": "{{ case.patient }}{% include 'x' %}"})
    case = make_case(facts=facts.model_copy(update={"items": (evil, *facts.items[1:])}))

    assert "{{ case.patient }}{% include 'x' %}" in body_of(case)


def test_every_sentence_says_what_it_rests_on():
    draft = draft_for()

    assert all(sentence.rests_on for block in draft.blocks for sentence in block.sentences if sentence.text)


# Time


def test_an_open_deadline_is_stated_with_its_count():
    body = draft_for().body

    assert "This appeal is on time." in body
    assert "Counted from the notice date, January 15, 2026, 180 days end on July 14, 2026" in body


def test_the_count_runs_from_the_receipt_when_that_is_what_fits():
    case = make_case(routing=make_routing(deadline=date(2026, 7, 20)))
    case = case.model_copy(update={"received_on": date(2026, 1, 21)})

    assert "Counted from January 21, 2026, the day we received the notice, 180 days end on July 20, 2026" in body_of(
        case
    )


def test_a_passed_deadline_is_never_called_on_time():
    draft = drafted(make_case(today=date(2026, 9, 1))).draft

    assert "on time." not in draft.body
    assert any("That day has passed" in blank.text for blank in draft.blanks)


def test_a_later_day_of_the_rule_is_used_when_the_letter_allows_too_little():
    routing = make_routing(deadline=date(2026, 3, 1), computed=date(2026, 7, 14))

    body = body_of(make_case(routing=routing, today=date(2026, 4, 1)))

    assert "on time under the rule" in body
    assert "July 14, 2026" in body


def test_an_unverified_rule_never_makes_a_letter_timely():
    late = Deadline(
        rule_id="F99", step="internal_level_1", label="", limit_words="", stated=date(2026, 3, 1),
        computed=date(2026, 7, 14), is_primary=True, status="U",
    )  # fmt: skip
    routing = make_routing().model_copy(update={"deadlines": (late,)})

    assert "That day has passed" in body_of(make_case(routing=routing, today=date(2026, 4, 1)))


def test_without_a_countable_deadline_the_clinic_is_asked_for_it():
    draft = draft_for(deadline=None)

    assert any("the last day to file" in blank.text for blank in draft.blanks)


def test_only_an_urgent_case_asks_for_72_hours():
    assert "72 hours" in draft_for(urgency="expedited", route="expedited_appeal").body
    assert "72 hours" not in draft_for().body


def test_ongoing_care_asks_for_continuation_before_anything_else():
    first = draft_for(phase="concurrent").blocks[1].text

    assert first.startswith("This decision cuts care that is going on now.")


# Law


def test_a_commercial_appeal_cites_the_claims_rule():
    assert {"L05", "L06", "L07"} <= set(draft_for(regime="erisa_sf").citations)


@pytest.mark.parametrize("regime", sorted(templates().words.regimes))
@pytest.mark.parametrize(
    "category", ["medical_necessity", "prior_auth_absent", "emergency", "out_of_network", "drug_um"]
)
def test_law_is_of_the_regime_and_verified(regime, category):
    allowed = {row.id for row in rulebook().citations.for_regime(regime)}

    for phase, urgency in (("post_service", "standard"), ("concurrent", "expedited")):
        draft = draft_for(regime=regime, category=category, phase=phase, urgency=urgency)
        assert set(draft.citations) <= allowed
        assert all(rulebook().citations.by_id[name].status != "U" for name in draft.citations)


@pytest.mark.parametrize("regime", ["mcr_ffs", "ma", "partd", "mcd_mco", "tricare", "fehb", "wc", "dental", "unknown"])
def test_erisa_never_enters_another_regimes_letter(regime):
    assert not re.search(r"ERISA|2560\.503|U\.S\.C\. 1133", draft_for(regime=regime).body)


def test_a_doubtful_regime_cites_nothing_and_stays_neutral():
    draft = draft_for(regime="erisa_sf", regime_confidence=0.7)

    assert draft.citations == ()
    assert "CFR" not in draft.body
    assert "someone who took no part in the first decision" in draft.body


def test_a_confirmed_regime_cites_whatever_was_found_before():
    case = make_case(routing=make_routing(regime="ma", regime_confidence=0.5), confirmed_regime="erisa_sf")

    assert "L05" in drafted(case).draft.citations


def test_each_row_of_law_is_cited_once():
    body = draft_for(regime="ma", level="ma_plan_reconsideration", urgency="expedited").body

    assert body.count("422.590") == 1


def test_the_parity_rule_is_for_mental_health_only():
    case = make_case(facts=make_facts(make_document(LETTER.replace("S83.242A", "F33.1")), icd10=("F33.1", "F33.1")))

    assert "mental health" in body_of(case)
    assert "mental health" not in body_of(make_case())


# Exhibits


def test_enclosed_records_are_named_with_their_exhibit():
    chart = make_document("Office note", "chart", doc_type="chart", title="Office notes 2025", pages=3)

    assert "Exhibit B (Office notes 2025)" in body_of(make_case(exhibits=[chart]))


def test_missing_evidence_is_asked_for_in_one_blank():
    draft = draft_for(missing=["progress notes", "the operative report"])

    assert [blank.text for blank in draft.blanks if "operative report" in blank.text] == [
        "Attach, as far as the chart has them: progress notes; the operative report"
    ]


def test_evidence_that_two_lists_ask_for_is_named_once():
    draft = draft_for(missing=["the supporting statement", "progress notes", "the supporting statement"])

    assert [blank.text for blank in draft.blanks if "supporting statement" in blank.text] == [
        "Attach, as far as the chart has them: the supporting statement; progress notes"
    ]


@pytest.mark.parametrize(
    ("regime", "level", "citation"),
    [
        ("ma", "ma_plan_reconsideration", "42 CFR 422.582(b)"),
        ("partd", "part_d_redetermination", "42 CFR 423.582(b)"),
        ("mcd_mco", "medicaid_plan_appeal", "42 CFR 438.402(c)(2)(ii)"),
    ],
)
def test_the_time_to_file_cites_the_one_rule_that_gives_it(regime, level, citation):
    body = draft_for(regime=regime, level=level).body
    (sentence,) = [line for line in body.splitlines() if " is on time." in line]

    assert f" ({citation})." in sentence
