"""OtlpTracer: OpenTelemetry spans sent to a collector; loaded only where one is configured."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, StatusCode, TraceFlags, set_span_in_context
from structlog.contextvars import bound_contextvars

from denialops import __version__
from denialops.errors import DenialOpsError
from denialops.logs import correlation_id, harmless, trace_parent

TRACE_BYTES = 16
PLACE = re.compile(r"([0-9a-f]{32})-([0-9a-f]{16})")
TRACE = re.compile(r"[0-9a-f]{32}")
# Our own word for a caller who had enough of a stream.
CLOSED = "closed"


class OtlpTracer:
    """`endpoint` as OTEL_EXPORTER_OTLP_ENDPOINT has it. A collector that is away costs spans, never work."""

    def __init__(self, endpoint: str, *, timeout_s: float) -> None:
        resource = Resource({"service.name": "denialops", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, id_generator=CorrelatedIds(), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=timeout_s)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("denialops", __version__)

    @contextmanager
    def span(self, name: str, **ids: str) -> Iterator[None]:
        span = self._start(name, ids)
        try:
            with bound_contextvars(trace_parent=_place(span)):
                yield
        finally:
            _end(span, _code_of(sys.exception()))

    def begin(self, name: str, **ids: str) -> Callable[[str], None]:
        span = self._start(name, ids)
        return lambda code: _end(span, code)

    def close(self) -> None:
        self._provider.shutdown()

    def _start(self, name: str, ids: dict[str, str]) -> Span:
        attributes = {f"denialops.{key}": str(harmless(value)) for key, value in ids.items() if value}
        # Exceptions would be recorded with their words.
        return self._tracer.start_span(
            name, _parent(), attributes=attributes, record_exception=False, set_status_on_exception=False
        )


class CorrelatedIds(RandomIdGenerator):
    """The trace of a request or task has its correlation id, so that each is found by the other."""

    def generate_trace_id(self) -> int:
        correlation = correlation_id()
        if not correlation:
            return super().generate_trace_id()
        if TRACE.fullmatch(correlation) and int(correlation, 16):
            return int(correlation, 16)
        return int.from_bytes(sha256(correlation.encode()).digest()[:TRACE_BYTES])

    def is_trace_id_random(self) -> bool:
        return False


def _end(span: Span, code: str) -> None:
    if code:
        span.set_attribute("denialops.code", str(harmless(code)))
    if code not in ("", CLOSED):
        span.set_status(StatusCode.ERROR)
    span.end()


def _code_of(error: BaseException | None) -> str:
    """Pages stop and start again by exceptions that are no errors."""
    if isinstance(error, DenialOpsError):
        return error.code
    return DenialOpsError.code if isinstance(error, Exception) else ""


def _place(span: Span) -> str:
    found = span.get_span_context()
    return f"{found.trace_id:032x}-{found.span_id:016x}"


def _parent() -> Context:
    """Of the request or task under way, which may have begun in another process."""
    found = PLACE.fullmatch(trace_parent())
    if not found:
        return Context()
    sampled = TraceFlags(TraceFlags.SAMPLED)
    parent = SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=sampled)
    return set_span_in_context(NonRecordingSpan(parent), Context())
