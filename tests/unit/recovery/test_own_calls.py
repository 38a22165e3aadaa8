"""Calls of a model are told when they fail, and when they go well again; nothing else of them is an event."""

from __future__ import annotations

from denialops.domain.models import ModelCall
from denialops.domain.recovery.events import WorkflowEvent
from denialops.llm.usage import MemoryUsageLedger
from denialops.recovery.own_calls import ReportedLedger
from tests.fakes.pipeline import FakeClock
from tests.unit.recovery.test_event_checks import CHECK, NOW


def call(outcome: str, *, call_id: str = "call-1", provider: str = "openai", from_cache: bool = False) -> ModelCall:
    return ModelCall(
        call_id=call_id,
        at=NOW.isoformat(),
        case_id="case-7",
        purpose="read",
        provider=provider,
        model="m-1",
        outcome=outcome,
        total_s=1.2345,
        from_cache=from_cache,
    )


def told(*calls: ModelCall) -> list[WorkflowEvent]:
    events: list[WorkflowEvent] = []
    ledger = ReportedLedger(MemoryUsageLedger(FakeClock(NOW)), events.append)
    for one in calls:
        ledger.record(one)
    return events


def test_a_failed_call_is_told_with_provider_and_code() -> None:
    (event,) = told(call("model_timed_out"))

    assert (event.workflow_id, event.vendor, event.error_code) == ("model_call", "openai", "model_timed_out")
    assert (event.outcome, event.idempotency_key) == ("failed", "model_call:call-1")
    assert event.payload == {"model": "m-1", "purpose": "read", "seconds": 1.234, "case_id": "case-7"}


def test_only_the_first_good_call_after_a_failure_is_told() -> None:
    events = told(*(call(outcome) for outcome in ("ok", "ok", "model_busy", "model_busy", "ok", "ok")))

    assert [event.error_code or event.event_type for event in events] == [
        "model_call.succeeded",
        "model_busy",
        "model_busy",
        "model_call.succeeded",
    ]


def test_providers_are_well_or_not_each_for_itself() -> None:
    events = told(call("ok"), call("model_busy", provider="anthropic"), call("ok"), call("ok", provider="anthropic"))

    assert [(event.vendor, event.outcome) for event in events] == [
        ("openai", "succeeded"),
        ("anthropic", "failed"),
        ("anthropic", "succeeded"),
    ]


def test_replies_from_the_cache_and_stopped_calls_say_nothing_about_a_provider() -> None:
    assert told(call("ok", from_cache=True), call("cancelled")) == []


def test_what_is_told_passes_the_door_of_all_events() -> None:
    (event,) = told(call("model_unavailable"))

    assert CHECK.check(event.model_dump(mode="json")).case_id == "case-7"


def test_everything_is_still_in_the_ledger() -> None:
    ledger = ReportedLedger(MemoryUsageLedger(FakeClock(NOW)), lambda event: None)
    ledger.record(call("ok"))
    ledger.record(call("model_busy", call_id="call-2"))

    assert [one.outcome for one in ledger.list_calls("case-7")] == ["model_busy", "ok"]
    assert (ledger.spent_today().calls, ledger.spent_on("case-7").failed, len(ledger.list_days())) == (2, 1, 1)
