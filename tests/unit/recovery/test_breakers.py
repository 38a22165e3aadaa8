"""Breakers of vendors: what opens them, what does not, who finds out, and what closes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.circuits import BreakerLimits, Circuit
from denialops.domain.recovery.events import Outcome, StoredEvent
from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.limits.circuits import OwnCircuits
from denialops.recovery.breakers import Breakers
from tests.contract.makers import FakeClock
from tests.unit.recovery.makers import FixedRules, make_texts

RULES = FixedRules(parse_recovery_rules(make_texts(), carc_categories={"50": "medical_necessity"}))
FAX = "quick_fax"
"""Opens after 3 failures for 60 seconds."""
NOW = FakeClock().now().timestamp()


def make_breakers(clock: FakeClock, circuits: OwnCircuits | None = None, **chosen: BreakerLimits) -> Breakers:
    return Breakers(circuits or OwnCircuits(), RULES, clock, chosen=chosen)


def make_event(
    error_code: str = "timeout",
    *,
    vendor: str = FAX,
    event_type: str = "fax.failed",
    outcome: Outcome = "failed",
    occurred_at: str = "2026-03-02T15:00:00.000000+00:00",
) -> StoredEvent:
    return StoredEvent(
        number=1,
        event_id="e1",
        workflow_id="send_fax",
        event_type=event_type,
        vendor=vendor,
        error_code=error_code,
        outcome=outcome,
        payload={},
        idempotency_key="k1",
        occurred_at=occurred_at,
        received_at=occurred_at,
        schema_version=1,
        correlation_id="",
        sender="key",
        case_id="",
        signature="",
        signature_rules="",
    )


class OneAsk(OwnCircuits):
    """Refuses to be asked about one after the other."""

    def get(self, name: str) -> Circuit:
        raise AssertionError("asked one by one")

    def get_each(self, names: Sequence[str]) -> Mapping[str, Circuit]:
        return {name: Circuit(3, NOW) if name == FAX else Circuit(1) for name in names}


def open_breaker(breakers: Breakers, vendor: str = FAX) -> None:
    for _ in range(3):
        breakers.note_failure(vendor)


def pass_seconds(clock: FakeClock, seconds: float) -> None:
    clock.pass_days(seconds / 86_400)


def test_a_vendor_that_fails_in_a_row_is_left_alone_and_then_asked_once(clock: FakeClock) -> None:
    breakers = make_breakers(clock)

    states = [breakers.note_failure(FAX).state for _ in range(3)]
    refused = breakers.admit(FAX)
    pass_seconds(clock, 60)
    half_open = breakers.state_of(FAX).state
    probe, other = breakers.admit(FAX), breakers.admit(FAX)
    closed = breakers.note_success(FAX)

    assert states == ["closed", "closed", "open"]
    assert refused.wait_s == pytest.approx(60)
    assert half_open == "half_open"
    assert (probe.wait_s, probe.probing_since) == (0, clock.now().timestamp())
    assert other.wait_s > 0
    assert (closed.state, closed.failures) == ("closed", 0)
    assert breakers.admit(FAX).probing_since is None


def test_a_success_between_failures_counts_them_anew(clock: FakeClock) -> None:
    breakers = make_breakers(clock)

    for note in (breakers.note_failure, breakers.note_failure, breakers.note_success, breakers.note_failure):
        note(FAX)

    assert breakers.state_of(FAX) == (FAX, "closed", 1, 0.0)


def test_a_probe_that_fails_opens_it_again_for_the_whole_time(clock: FakeClock) -> None:
    breakers = make_breakers(clock)
    open_breaker(breakers)
    pass_seconds(clock, 61)
    probe = breakers.admit(FAX)

    pass_seconds(clock, 10)
    after = breakers.note_failure(FAX, probing_since=probe.probing_since)

    assert after.state == "open"
    assert after.retry_in_s == pytest.approx(60)


def test_a_probe_that_found_out_nothing_leaves_its_place_to_the_next(clock: FakeClock) -> None:
    breakers = make_breakers(clock)
    open_breaker(breakers)
    pass_seconds(clock, 60)
    probe = breakers.admit(FAX)

    breakers.note_nothing(FAX, probing_since=probe.probing_since)

    assert breakers.admit(FAX).wait_s == 0


def test_a_failure_that_is_told_after_the_pause_opens_it_again(clock: FakeClock) -> None:
    breakers = make_breakers(clock)
    open_breaker(breakers)

    pass_seconds(clock, 61)
    after = breakers.note_event(make_event())

    assert after and after.state == "open"
    assert after.retry_in_s == pytest.approx(60)


def test_a_failure_that_is_told_during_the_pause_does_not_lengthen_it(clock: FakeClock) -> None:
    breakers = make_breakers(clock)
    open_breaker(breakers)

    pass_seconds(clock, 50)
    after = breakers.note_failure(FAX)

    assert after.retry_in_s == pytest.approx(10)


def test_events_of_a_vendor_that_is_not_well_open_it_and_one_success_closes_it(clock: FakeClock) -> None:
    breakers = make_breakers(clock)

    for code in ("timeout", "server_error", "never_heard_of"):
        breakers.note_event(make_event(code))
    opened = breakers.state_of(FAX).state
    breakers.note_event(make_event("", event_type="fax.delivered", outcome="succeeded"))

    assert opened == "open"
    assert breakers.state_of(FAX).state == "closed"


@pytest.mark.parametrize(
    "event",
    [
        make_event("bad_request"),
        make_event("50", event_type="claim.denied"),
        make_event("", event_type="claim.paid", outcome="succeeded"),
        make_event("timeout", vendor=""),
        make_event("", outcome="other", event_type="fax.queued"),
        make_event("timeout", occurred_at="2026-03-02T14:44:59.000000+00:00"),
    ],
    ids=["its input was bad", "a denial", "a payment", "nobody", "neither", "long ago"],
)
def test_what_says_nothing_about_a_vendor_changes_nothing(clock: FakeClock, event: StoredEvent) -> None:
    breakers = make_breakers(clock)
    for _ in range(2):
        breakers.note_failure(FAX)

    told = [breakers.note_event(event) for _ in range(10)]

    assert set(told) == {None}
    assert breakers.state_of(FAX) == (FAX, "closed", 2, 0.0)


def test_events_about_the_chosen_model_are_not_counted_beside_its_calls(clock: FakeClock) -> None:
    circuits = OwnCircuits()
    breakers = make_breakers(clock, circuits, openai=BreakerLimits(failures=2, open_s=30))

    for _ in range(5):
        breakers.note_event(make_event(vendor="openai"))
    untouched = breakers.state_of("openai").state
    for _ in range(2):
        breakers.note_failure("openai")

    assert untouched == "closed"
    assert breakers.state_of("openai").retry_in_s == pytest.approx(30)


def test_one_vendor_that_fails_leaves_the_others_alone(clock: FakeClock) -> None:
    breakers = make_breakers(clock)

    open_breaker(breakers)

    assert breakers.state_of("slow_fax").state == "closed"
    assert breakers.admit("slow_fax").wait_s == 0


STEPS = st.lists(st.sampled_from(["failure", "success", "admit", "wait"]), max_size=60)


@given(STEPS)
def test_whatever_happens_at_most_one_call_finds_out_and_every_pause_ends(steps: list[str]) -> None:
    clock = FakeClock()
    breakers = make_breakers(clock)
    in_a_row, probes = 0, 0

    for step in steps:
        before = breakers.state_of(FAX)
        if step == "failure":
            breakers.note_failure(FAX)
            in_a_row += 1
        elif step == "success":
            breakers.note_success(FAX)
            in_a_row = probes = 0
        elif step == "wait":
            pass_seconds(clock, 30)
        else:
            admission = breakers.admit(FAX)
            assert (admission.wait_s == 0) <= (before.state != "open")
            probes += admission.probing_since is not None
        after = breakers.state_of(FAX)
        if after.state == "open":
            assert in_a_row >= 3
            probes = 0
        assert probes <= 1
        assert 0 <= after.retry_in_s <= 60

    pass_seconds(clock, 400)
    assert breakers.admit(FAX).wait_s == 0


def test_a_list_of_vendors_is_asked_for_once(clock: FakeClock) -> None:
    found = make_breakers(clock, OneAsk()).states_of([FAX, "slow_fax"])

    assert [(state.state, state.failures, state.retry_in_s) for state in found.values()] == [
        ("open", 3, 60),
        ("closed", 1, 0),
    ]
