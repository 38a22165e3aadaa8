"""What counts, times and traces the work, for those who run an installation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, NamedTuple, Protocol

from denialops.domain.health import PartState

Counted = Literal[
    "http_requests_total",
    "denialops_pages_read_total",
    "denialops_model_calls_total",
    "denialops_model_tokens_total",
    "denialops_model_cost_usd_total",
    "denialops_model_saved_usd_total",
]
Timed = Literal[
    "http_request_duration_seconds",
    "denialops_page_run_duration_seconds",
    "denialops_stage_duration_seconds",
    "denialops_page_read_duration_seconds",
    "denialops_model_call_duration_seconds",
    "denialops_model_first_token_seconds",
]


class Meter(Protocol):
    """Labels have few values: templates, codes, names from the settings; never an id and never text. Thread-safe."""

    def count(self, name: Counted, amount: float = 1.0, **labels: str) -> None: ...

    def observe(self, name: Timed, seconds: float, **labels: str) -> None: ...

    def render(self) -> bytes:
        """Everything measured so far, in the text format that Prometheus reads."""


class Tracer(Protocol):
    """Spans that lie within one another along a request, also where a task of it goes on in another process."""

    def span(self, name: str, **ids: str) -> AbstractContextManager[None]:
        """What is done within lies within it. Ids, codes and names only; an error leaves its code."""

    def begin(self, name: str, **ids: str) -> Callable[[str], None]:
        """For work handed out piece by piece; call the result once with the code that ended it, "" when well."""

    def close(self) -> None:
        """Sends what was not sent yet."""


class Found(NamedTuple):
    """What a look at a part found; `code` says in one lasting word why it is not ok."""

    state: PartState = "ok"
    code: str = ""


class Probe(NamedTuple):
    """A part of the installation and how to look at it. May raise a DenialOpsError, which means down."""

    name: str
    look: Callable[[], Found]
    is_needed: bool = True


class NoMeter:
    """Where nobody asks for numbers."""

    def count(self, name: Counted, amount: float = 1.0, **labels: str) -> None:
        """Forgets it."""

    def observe(self, name: Timed, seconds: float, **labels: str) -> None:
        """Forgets it."""

    def render(self) -> bytes:
        return b""


class NoTracer:
    """Where nobody collects traces."""

    def span(self, name: str, **ids: str) -> AbstractContextManager[None]:
        return nullcontext()

    def begin(self, name: str, **ids: str) -> Callable[[str], None]:
        return _forget

    def close(self) -> None:
        """There is nothing to send."""


class Watch(NamedTuple):
    """Those who watch the work."""

    meter: Meter
    tracer: Tracer


UNWATCHED = Watch(NoMeter(), NoTracer())


def _forget(code: str) -> None:
    """Ends a span that nobody began."""
