"""What is watched does what it did before, and is counted, timed and traced."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from denialops.domain.models import ModelCall, ModelMessage, ModelReply, ModelRequest, Tokens
from denialops.errors import ModelTimedOut, StoreUnavailable
from denialops.llm.usage import MemoryUsageLedger
from denialops.observing.calls import TracedCalls
from denialops.observing.watched import MeteredLedger, MeteredReader, TracedModel
from denialops.observing.work import WatchedWork
from denialops.ports import never
from tests.contract.scripted import ScriptedWork
from tests.fakes.models import ScriptedModel
from tests.fakes.observing import FakeMeter, FakeTracer, FakeWatch
from tests.fakes.pipeline import FakeClock, FakeReader

REQUEST = ModelRequest(
    purpose="read", prompt_version="1", system="", messages=(ModelMessage(role="user", content="Go"),)
)
CALL = ModelCall(
    call_id="1", at="2026-03-02", case_id="c1", purpose="read", provider="openai", model="m-1", outcome="ok",
    tokens=Tokens(input=100, output=20), cost_usd=Decimal("0.5"), first_token_s=0.2, total_s=1.5,
)  # fmt: skip


def test_every_page_that_is_read_counts_by_where_its_text_came_from() -> None:
    meter, seen = FakeMeter(), []

    document = MeteredReader(FakeReader(), meter).read(
        b"one\ftwo", filename="a.txt", document_id="d1", on_page=seen.append
    )

    assert (len(document.pages), [page.number for page in seen]) == (2, [1, 2])
    assert meter.counts["denialops_pages_read_total", "file"] == 2
    assert meter.times == [("denialops_page_read_duration_seconds", "file")] * 2


@pytest.fixture
def ledger() -> MemoryUsageLedger:
    return MemoryUsageLedger(FakeClock(datetime(2026, 3, 2, tzinfo=UTC)))


def test_an_attempt_counts_with_its_tokens_its_cost_and_its_time(ledger: MemoryUsageLedger) -> None:
    meter = FakeMeter()
    metered = MeteredLedger(ledger, meter)

    metered.record(CALL)

    assert metered.list_calls("c1") == (CALL,)
    assert meter.counts == {
        ("denialops_model_calls_total", "openai", "m-1", "read", "ok", "no"): 1,
        ("denialops_model_tokens_total", "openai", "m-1", "input"): 100,
        ("denialops_model_tokens_total", "openai", "m-1", "output"): 20,
        ("denialops_model_cost_usd_total", "openai", "m-1"): 0.5,
    }
    assert [name for name, *_ in meter.times] == [
        "denialops_model_call_duration_seconds",
        "denialops_model_first_token_seconds",
    ]


def test_a_reply_from_the_cache_saves_and_takes_nothing(ledger: MemoryUsageLedger) -> None:
    meter = FakeMeter()

    MeteredLedger(ledger, meter).record(CALL.model_copy(update={"from_cache": True, "saved_usd": Decimal("0.5")}))

    assert meter.counts == {
        ("denialops_model_calls_total", "openai", "m-1", "read", "ok", "yes"): 1,
        ("denialops_model_saved_usd_total", "openai", "m-1"): 0.5,
    }
    assert not meter.times


def test_a_call_that_never_began_to_answer_has_no_time_to_its_first_token(ledger: MemoryUsageLedger) -> None:
    meter = FakeMeter()

    MeteredLedger(ledger, meter).record(CALL.model_copy(update={"outcome": "model_timed_out", "first_token_s": 0.0}))

    assert [name for name, *_ in meter.times] == ["denialops_model_call_duration_seconds"]


def test_a_model_call_is_a_span_and_its_pieces_pass_as_they_are() -> None:
    tracer = FakeTracer()

    pieces = list(TracedModel(ScriptedModel("ready"), tracer).stream(REQUEST))

    assert isinstance(pieces[-1], ModelReply) and pieces[-1].text == "ready"
    assert tracer.spans == [("model call", "")]


def test_a_model_call_that_fails_ends_its_span_with_the_code() -> None:
    tracer = FakeTracer()

    with pytest.raises(ModelTimedOut):
        list(TracedModel(ScriptedModel(ModelTimedOut()), tracer).stream(REQUEST))

    assert tracer.spans == [("model call", ModelTimedOut.code)]


def test_a_model_call_that_nobody_reads_to_its_end_ends_its_span_and_the_call() -> None:
    tracer, model = FakeTracer(), ScriptedModel("a long reply")
    stream = TracedModel(model, tracer).stream(REQUEST)
    next(stream)

    stream.close()  # type: ignore[attr-defined]

    assert (tracer.spans, model.closed) == ([("model call", "closed")], 1)


def test_a_stage_is_timed_and_is_a_span() -> None:
    watch, work = FakeWatch(), ScriptedWork()

    WatchedWork(work, watch.watch).run_stage("c1", "route", is_cancelled=never)

    assert work.ran["c1"] == ["route"]
    assert watch.meter.times == [("denialops_stage_duration_seconds", "route", "ok")]
    assert watch.tracer.spans == [("stage route", "")]


@pytest.mark.parametrize(
    ("error", "code"), [(StoreUnavailable(), "store_unavailable"), (RuntimeError(), "internal_error")]
)
def test_a_stage_that_fails_counts_by_its_code(error: Exception, code: str) -> None:
    watch, work = FakeWatch(), ScriptedWork()
    work.script["c1", "route"] = [error]

    with pytest.raises(type(error)):
        WatchedWork(work, watch.watch).run_stage("c1", "route", is_cancelled=never)

    assert watch.meter.times == [("denialops_stage_duration_seconds", "route", code)]


def test_a_use_case_is_a_span_around_what_it_does() -> None:
    tracer = FakeTracer()

    class Desk:
        name = "desk"

        def open(self, number: int) -> int:
            with tracer.span("inner"):
                return number + 1

        def close(self) -> int:
            return 0

    desk = TracedCalls(Desk(), tracer, but={"close"})

    assert (desk.open(1), desk.close(), desk.name) == (2, 0, "desk")
    assert tracer.within == {"service open": "", "inner": "service open"}
