"""What comes in is checked whole: every fault is told, none repeats what was sent, and nothing breaks the check."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.config import ROOT
from denialops.domain.recovery.payload_fields import parse_payload_fields
from denialops.errors import FaultyEvent
from denialops.recovery.intake_checks import Checked, EventCheck
from tests.fakes.pipeline import FakeClock

NOW = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
FIELDS = parse_payload_fields((ROOT / "data/rules/recovery/payload_fields.yaml").read_text("utf-8"))
GOOD: dict[str, Any] = {
    "workflow_id": "claim_submission",
    "event_type": "claim.failed",
    "vendor": "northgate",
    "error_code": "timeout",
    "idempotency_key": "submit-1",
    "occurred_at": "2026-03-02T15:00:00Z",
    "payload": {"message": "no answer after 30 s", "attempt": 2},
}


def keyed(content: bytes) -> str:
    return sha256(b"key" + content).hexdigest()


CHECK = EventCheck(FIELDS, fingerprint=keyed, clock=FakeClock(NOW), max_kb=4)


def check(**changed: Any) -> Checked:
    return CHECK.check({**GOOD, **changed})


def faults_of(body: object) -> list[str]:
    with pytest.raises(FaultyEvent) as refusal:
        CHECK.check(body)
    return refusal.value.faults


def faults(**changed: Any) -> list[str]:
    return faults_of({**GOOD, **changed})


def test_a_good_event_comes_through_as_it_is() -> None:
    checked = check()

    assert checked.event.model_dump(mode="json") == {**GOOD, "schema_version": 1}
    assert checked.case_id == ""


def test_every_fault_is_told_at_once() -> None:
    told = faults_of(
        {
            "event_type": "Claim Failed",
            "idempotency_key": "",
            "vendor": 7,
            "occurred_at": "2026-03-02T15:00:00",
            "schema_version": 9,
            "payload": {"ssn": "123-45-6789", "depth": {"dob": "1961-04-05"}},
            "colour": "red",
        }
    )

    assert [fault.partition(":")[0] for fault in told] == [
        "colour",
        "workflow_id",
        "event_type",
        "idempotency_key",
        "vendor",
        "occurred_at",
        "schema_version",
        "payload.ssn",
        "payload.depth.dob",
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("workflow_id", "", "missing"),
        ("workflow_id", "two words", "1 to 100"),
        ("workflow_id", "x" * 101, "1 to 100"),
        ("event_type", "failed!", "small letters"),
        ("event_type", "x" * 201, "small letters"),
        ("idempotency_key", "x" * 201, "1 to 200"),
        ("idempotency_key", "123-45-6789", "looks like a person's"),
        ("idempotency_key", ["a"], "1 to 200"),
        ("vendor", "a@example.com", "1 to 100"),
        ("vendor", "line\nend", "1 to 100"),
        ("error_code", {"code": 7}, "1 to 64"),
        ("occurred_at", None, "missing"),
        ("occurred_at", "yesterday", "a time such as"),
        ("occurred_at", 1772463600, "a time such as"),
        ("occurred_at", "2026-03-02", "time zone"),
        ("occurred_at", "1999-12-31T23:59:59Z", "before 2000"),
        ("occurred_at", "0001-01-01T00:00:00+14:00", "before 2000"),
        ("occurred_at", "9999-12-31T23:59:59-14:00", "future"),
        ("occurred_at", "2026-03-02T16:05:00Z", "future"),
        ("schema_version", 0, "has to be 1"),
        ("schema_version", True, "has to be 1"),
        ("schema_version", "1", "has to be 1"),
        ("payload", [], "JSON object"),
        ("payload", {"case_id": 7}, "id of a case"),
        ("payload", {"case_id": "Ruth Almeida"}, "id of a case"),
        ("payload", {"n": 2**60}, "send it as text"),
        ("payload", {"n": float("inf")}, "send it as text"),
        ("payload", {"n": float("nan")}, "send it as text"),
        ("payload", {"n": 10**400}, "send it as text"),
        ("payload", {"n": -(10**5000)}, "send it as text"),
        ("payload", {"claim_id": 10**5000}, "has to be text or a number"),
        ("payload", {"claim_id": [1, 10**5000]}, "has to be text or a number"),
        ("payload", {"": 1}, "a key has"),
        ("payload", {"123-45-6789": 1}, "a key has"),
        ("payload", {"text": "\ud800"}, "half a character"),
        ("payload", {"object": object()}, "no JSON"),
    ],
)
def test_a_fault_is_named_by_its_field(field: str, value: object, words: str) -> None:
    (fault,) = faults(**{field: value})

    assert fault.startswith(field)
    assert words in fault


@pytest.mark.parametrize("body", [None, [], "text", 7, True])
def test_an_event_is_an_object(body: object) -> None:
    assert faults_of(body) == ["event: has to be a JSON object"]


def test_a_clock_that_is_a_little_ahead_is_forgiven() -> None:
    ahead = NOW + timedelta(minutes=59)

    assert check(occurred_at=ahead.isoformat()).event.occurred_at == ahead


def test_times_are_kept_in_utc() -> None:
    assert check(occurred_at="2026-03-02T09:00:00-06:00").event.occurred_at == datetime(2026, 3, 2, 15, tzinfo=UTC)


def test_what_is_too_large_is_refused() -> None:
    assert faults(payload={"message": "slow " * 1000}) == ["event: is larger than 4 kB (DENIALOPS_EVENT_MAX_KB)"]


def test_what_lies_too_deep_is_refused_however_deep_it_is() -> None:
    nested: Any = "end"
    for _ in range(5000):
        nested = {"down": nested}

    (fault,) = faults(payload=nested)

    assert "deeper than 8 levels" in fault


def test_the_order_of_keys_makes_no_other_body_and_a_value_does() -> None:
    turned = CHECK.check(dict(reversed(GOOD.items())))

    assert turned.body_hash == check().body_hash
    assert check(vendor="southgate").body_hash != check().body_hash
    assert check(payload={"attempt": 2}).body_hash != check().body_hash


def test_the_hash_of_a_body_is_made_with_the_key_of_the_installation() -> None:
    other = EventCheck(FIELDS, fingerprint=lambda content: sha256(content).hexdigest(), clock=FakeClock(NOW), max_kb=4)

    assert other.check(GOOD).body_hash != CHECK.check(GOOD).body_hash


def test_the_case_is_told_apart() -> None:
    assert check(payload={"case_id": "c-7"}).case_id == "c-7"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Northgate Clearing", "northgate_clearing"), ("NORTHGATE", "northgate"), ("north-gate.v2", "north-gate.v2")],
)
def test_a_vendor_has_one_name(written: str, kept: str) -> None:
    assert check(vendor=written).event.vendor == kept


@pytest.mark.parametrize(
    "payer",
    [
        "Harbor Ridge Health Plan",
        "harbor-ridge health plan, Inc.",
        "The Harbor Ridge Health Plan",
        "HARBOR RIDGE HEALTH PLAN",
    ],
)
@pytest.mark.parametrize("code", ["197", "CO-197", "co 197", "PR197"])
def test_denials_name_payer_and_reason_alike_whoever_tells_them(payer: str, code: str) -> None:
    event = check(event_type="claim.denied", vendor=payer, error_code=code).event

    assert (event.vendor, event.error_code) == ("harbor_ridge_health_plan", "197")


def test_a_denial_names_payer_and_reason() -> None:
    told = faults(event_type="claim.denied", vendor="", error_code="")

    assert [fault.partition(":")[0] for fault in told] == ["vendor", "error_code"]


def test_a_payment_needs_no_reason() -> None:
    assert check(event_type="claim.paid", error_code="").event.outcome == "succeeded"


SECRET = "Zebulon"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
SENT = st.one_of(
    JSON,
    st.fixed_dictionaries({name: st.just(value) | JSON for name, value in GOOD.items()}),
    st.fixed_dictionaries({**{name: st.just(value) for name, value in GOOD.items()}, "payload": JSON}),
)


@given(body=SENT)
def test_whatever_is_sent_is_taken_or_refused_with_faults_and_what_is_taken_can_be_kept(body: object) -> None:
    try:
        checked = CHECK.check(body)
    except FaultyEvent as refusal:
        assert refusal.faults
        return

    json.dumps(dict(checked.event.payload), ensure_ascii=False, allow_nan=False).encode()
    assert checked.event.vendor.encode() is not None
    assert checked.event.occurred_at.utcoffset() == timedelta(0)


@given(
    values=st.dictionaries(
        st.sampled_from(sorted({*GOOD, "payload", "schema_version"})), st.just(SECRET + "!") | st.just([SECRET + "!"])
    )
)
def test_a_refusal_repeats_nothing_of_what_was_sent(values: dict[str, Any]) -> None:
    payload = {"patient_name": SECRET, "ssn": SECRET, "deep": [{"dob": SECRET}], f"{SECRET}!": 1}

    told = faults(**{**values, "payload": payload})

    assert SECRET not in " ".join(told)


def test_what_was_masked_or_hashed_comes_through_again_unchanged() -> None:
    first = check(payload={"member_id": "W-1234", "message": "patient Ruth Almeida not found"}).event

    again = CHECK.check(first.model_dump(mode="json")).event

    assert again == first
