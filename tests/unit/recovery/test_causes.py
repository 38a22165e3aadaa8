"""The evidence names a cause, or none; how sure that is follows from it alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.recovery.incidents import Incident
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.causes import Conclusion, conclude, possible_causes
from tests.unit.recovery.analysis_makers import (
    AFTER,
    make_beside,
    make_calls,
    make_denials,
    make_incident,
    make_inputs,
    make_note,
    make_similar,
    make_switch,
    shipped_analysis,
    shipped_codes,
)

DOWN = {"calls": (make_calls("clearinghouse", 12, 0), make_calls("fax", 0, 9)), "reports_successes": True}
ALL_DOWN = {
    "calls": tuple(make_calls(name, 9, 1) for name in ("clearinghouse", "fax", "eligibility", "payment")),
    "reports_successes": True,
}


def judge(incident: Incident | None = None, **seen: Any) -> Conclusion:
    return conclude(make_inputs(incident, **seen), shipped_codes(), shipped_analysis())


@pytest.mark.parametrize(
    ("code", "seen", "cause"),
    [
        ("timeout", {}, "timeout"),
        ("Timeout", {}, "timeout"),
        ("timeout", DOWN | {"breaker": "open"}, "vendor_outage"),
        ("503", DOWN | {"breaker": "open"}, "server_error"),
        ("401", DOWN | {"breaker": "open"}, "bad_credentials"),
        ("400", {"calls": (make_calls("clearinghouse", 1, 99),), "reports_successes": True}, "bad_request"),
        ("timeout", ALL_DOWN, "own_network"),
        ("timeout", ALL_DOWN | {"deploys": (make_note(),), "earlier_calls": 50}, "own_update"),
        ("timeout", {"switches": (make_switch(),)}, "stopped_by_us"),
        ("E-4711", DOWN | {"breaker": "open"}, "vendor_outage"),
        ("E-4711", {}, "unknown"),
        ("", {}, "unknown"),
        ("internal_error", {}, "unknown"),
        ("E-4711", {"deploys": (make_note(),)}, "unknown"),
        ("E-4711", {"deploys": (make_note(),), "earlier_calls": 50}, "own_update"),
        ("E-4711", {"deploys": (make_note(),), "earlier_calls": 50, "earlier_failures": 3}, "unknown"),
        ("E-4711", {"switches": (make_switch(set_at=AFTER),)}, "unknown"),
        ("timeout", {"deploys": (make_note(),)}, "unknown"),
    ],
)
def test_a_failure_has_the_cause_that_most_speaks_for(code: str, seen: dict[str, Any], cause: str) -> None:
    assert judge(make_incident(error_code=code), **seen).cause == cause


@pytest.mark.parametrize(
    ("seen", "cause"),
    [
        ({}, "medical_necessity"),
        ({"bulletins": (make_note("bulletin", "New portal", vendor="harbor_ridge"),)}, "medical_necessity"),
        ({"bulletins": (make_note("bulletin", "Medical necessity criteria", vendor="x"),)}, "payer_policy_change"),
        ({"bulletins": (make_note("bulletin", "50 new clinics, CO-150", vendor="x"),)}, "medical_necessity"),
        ({"bulletins": (make_note("bulletin", "Stricter edits for CO-50", vendor="x"),)}, "payer_policy_change"),
        ({"beside": tuple(make_beside(n, vendor=f"p{n}", kind="denials", code="CO-50") for n in (2, 3))}, "own_claims"),
    ],
)
def test_a_rise_in_denials_has_the_cause_that_most_speaks_for(seen: dict[str, Any], cause: str) -> None:
    assert judge(make_denials(), **seen).cause == cause


def test_a_rise_without_a_known_code_is_the_practice_of_the_payer_and_asks_for_a_bulletin() -> None:
    found = judge(make_denials(error_code="Z99"))

    assert (found.cause, found.error_class) == ("payer_practice", "payer_policy")
    assert "no announcement of it is noted" in found.words
    assert any("bulletin" in words for words in found.missing)


def test_what_is_not_known_is_told_with_what_is_missing() -> None:
    found = judge(make_incident(error_code="E-4711", vendor="clearinghouse"))

    assert (found.cause, found.error_class, found.confidence) == ("unknown", "unknown", 0.0)
    assert "not known" in found.words
    assert any("E-4711" in words for words in found.missing)
    assert any("succeeds" in words for words in found.missing)


def test_what_stands_equal_is_told_as_a_possibility() -> None:
    found = judge(deploys=(make_note(),))

    assert found.cause == "unknown"
    assert "timeout, or own update" in found.words


@pytest.mark.parametrize("code", ["400", "401", "429", "402", "277CA_A7"])
def test_who_answers_with_a_refusal_is_not_called_down(code: str) -> None:
    inputs = make_inputs(make_incident(error_code=code), **DOWN)

    causes = possible_causes(inputs, shipped_codes(), shipped_analysis())

    assert not {"vendor_outage", "own_network"} & causes.keys()


def test_confidence_is_the_share_of_what_speaks_for_it_and_one_more() -> None:
    assert judge().confidence == 0.5
    # For it: breaker, share of failed calls, other vendors fine. Only elsewhere: what the code says.
    assert judge(**DOWN, breaker="open").confidence == 0.6


def test_a_past_incident_speaks_with_its_score_and_only_where_its_remedy_worked() -> None:
    alike = judge(similar=(make_similar("timeout", score=0.9),))

    assert alike.confidence == pytest.approx(1.9 / 2.9, abs=0.001)
    assert judge(similar=(make_similar("timeout", remedy=""),)).confidence == 0.5
    assert judge(similar=(make_similar("timeout", score=0.4),)).confidence == 0.5


def test_every_piece_of_evidence_says_where_it_comes_from() -> None:
    found = judge(**DOWN, breaker="open", deploys=(make_note(),), switches=(make_switch(),))

    kinds = {evidence.kind: evidence.ids for evidence in found.evidence}
    assert kinds["events"] == ("e1", "e2")
    assert kinds["breaker"] == ("breaker:clearinghouse",)
    assert kinds["deploy"] == ("note-deploy",)
    assert kinds["switch"] == ("s1",)
    assert [evidence.evidence_id for evidence in found.evidence] == [f"E{n}" for n in range(1, len(found.evidence) + 1)]


def test_times_and_vendors_are_told_as_people_write_them() -> None:
    told = " ".join(evidence.words for evidence in judge(**DOWN).evidence)

    assert "12 failures, from Mar 2, 2026, 14:30 UTC to Mar 2, 2026, 15:00 UTC." in told
    assert "Only clearinghouse fails; in use as well: fax." in told


def test_what_never_helps_again_is_not_tried_again() -> None:
    assert "retry_tasks" in judge(**DOWN, breaker="open").remedies
    assert "retry_tasks" not in judge(make_incident(error_code="400")).remedies


def test_while_the_cause_is_not_known_nothing_is_stopped() -> None:
    found = judge(make_incident(error_code="", severity="critical"))

    assert set(found.remedies) <= {"retry_tasks", "open_work_item", "escalate"}
    assert "escalate" in found.remedies


_codes = st.sampled_from(["timeout", "503", "401", "400", "E-4711", "", "internal_error", "CO-50", "fax_busy"])
_count = st.integers(min_value=0, max_value=40)
_calls = st.lists(
    st.builds(make_calls, st.sampled_from(["clearinghouse", "fax", "payment", "eligibility", "smtp"]), _count, _count),
    unique_by=lambda calls: calls.vendor,
).map(tuple)
_inputs = st.builds(
    make_inputs,
    st.builds(make_incident, error_code=_codes) | st.builds(make_denials, error_code=_codes),
    calls=_calls,
    reports_successes=st.booleans(),
    earlier_failures=_count,
    earlier_calls=_count,
    breaker=st.sampled_from(["", "closed", "open", "half_open"]),
    is_paused=st.booleans(),
    switches=st.just(()) | st.just((make_switch(),)),
    deploys=st.just(()) | st.just((make_note(),)),
    bulletins=st.just(()) | st.just((make_note("bulletin", "CO-50 edits", vendor="harbor_ridge"),)),
    beside=st.lists(st.builds(make_beside, st.integers(2, 9)), max_size=4).map(tuple),
    similar=st.lists(st.builds(make_similar, st.sampled_from(["timeout", "own_network", "made_up"])), max_size=3).map(
        tuple
    ),
)


@given(_inputs)
def test_a_cause_is_never_invented(inputs: Inputs) -> None:
    found = conclude(inputs, shipped_codes(), shipped_analysis())

    known = {*shipped_codes().error_codes, *shipped_analysis().causes}
    assert found.cause in known or (found.cause == "unknown" and found.confidence == 0)
    assert 0 <= found.confidence < 1
    assert found == conclude(inputs, shipped_codes(), shipped_analysis())


@given(_inputs)
def test_a_sign_for_the_named_cause_never_makes_it_less_sure(inputs: Inputs) -> None:
    before = conclude(inputs.model_copy(update={"similar": ()}), shipped_codes(), shipped_analysis())

    sign = (make_similar(before.cause),)
    after = conclude(inputs.model_copy(update={"similar": sign}), shipped_codes(), shipped_analysis())

    assert after.cause == before.cause
    assert after.confidence >= before.confidence
