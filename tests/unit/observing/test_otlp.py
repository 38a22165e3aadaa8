"""Traces as a collector gets them: one trace a request, spans within one another, no words of an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from denialops.errors import ModelTimedOut
from denialops.logs import correlated, trace_parent
from denialops.observing.otlp import OtlpTracer
from tests.fakes.collector import FakeCollector, SentSpan

CORRELATION = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def collector() -> Iterator[FakeCollector]:
    with FakeCollector() as collector:
        yield collector


@pytest.fixture
def tracer(collector: FakeCollector) -> OtlpTracer:
    return OtlpTracer(collector.url, timeout_s=2)


def sent(tracer: OtlpTracer, collector: FakeCollector) -> dict[str, SentSpan]:
    tracer.close()
    return {span.name: span for span in collector.spans()}


def test_spans_go_to_the_collector_under_its_usual_path(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with tracer.span("request", method="GET"):
        pass

    assert sent(tracer, collector)["request"].attributes == {"denialops.method": "GET"}
    assert {path for path, _ in collector.received} == {"/v1/traces"}


def test_spans_lie_within_one_another(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with tracer.span("request"), tracer.span("service"):
        tracer.begin("model call")("")

    found = sent(tracer, collector)
    assert len({span.trace_id for span in found.values()}) == 1
    assert (found["request"].parent_id, found["service"].parent_id) == ("", found["request"].span_id)
    assert found["model call"].parent_id == found["service"].span_id


def test_a_task_in_another_process_goes_on_where_its_request_was(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with correlated(CORRELATION), tracer.span("request"):
        carried = trace_parent()
    with correlated(CORRELATION, trace_parent=carried), tracer.span("stage"):
        pass

    found = sent(tracer, collector)
    assert found["stage"].parent_id == found["request"].span_id
    assert found["stage"].trace_id == found["request"].trace_id


def test_a_trace_is_found_by_the_correlation_id(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with correlated(CORRELATION), tracer.span("request"):
        pass

    assert sent(tracer, collector)["request"].trace_id == CORRELATION


def test_ids_that_are_no_trace_ids_make_the_same_trace_each_time(tracer: OtlpTracer, collector: FakeCollector) -> None:
    for name in ("one", "two"):
        with correlated("nightly-run-17"), tracer.span(name):
            pass
    with correlated("nightly-run-18"), tracer.span("three"):
        pass

    found = sent(tracer, collector)
    assert found["one"].trace_id == found["two"].trace_id != found["three"].trace_id
    assert len(found["one"].trace_id) == 32


def test_an_error_leaves_its_code_and_none_of_its_words(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with pytest.raises(RuntimeError), tracer.span("broken"):
        raise RuntimeError("Ada Munoz")
    with pytest.raises(ModelTimedOut), tracer.span("slow"):
        raise ModelTimedOut("Ada Munoz")

    found = sent(tracer, collector)
    assert [(found[name].attributes["denialops.code"], found[name].is_failed) for name in ("broken", "slow")] == [
        ("internal_error", True), (ModelTimedOut.code, True),
    ]  # fmt: skip
    assert "Ada" not in collector.text()


def test_words_do_not_pass_as_ids(tracer: OtlpTracer, collector: FakeCollector) -> None:
    with tracer.span("request", case_id="Ada Munoz"):
        pass

    assert sent(tracer, collector)["request"].attributes == {"denialops.case_id": "refused"}


def test_a_reader_who_had_enough_is_no_failure(tracer: OtlpTracer, collector: FakeCollector) -> None:
    tracer.begin("model call")("closed")

    assert not sent(tracer, collector)["model call"].is_failed


def test_a_collector_that_is_away_or_refuses_costs_spans_and_no_work() -> None:
    with FakeCollector(status=400) as refusing:
        tracer = OtlpTracer(refusing.url, timeout_s=0.5)
        with tracer.span("request"):
            done = True
        tracer.close()
    gone = OtlpTracer(refusing.url, timeout_s=0.2)
    with gone.span("request"):
        pass
    gone.close()

    assert done
