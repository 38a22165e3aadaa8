"""What a person does on a page: one correlation id for everything it sets off, one measurement, one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from denialops.logs import correlated, get_log
from denialops.ui import session


@contextmanager
def page_action(page: str) -> Iterator[None]:
    """`page`: its path in the address, one of a few."""
    watch, started, name = session.services().watch, monotonic(), page or "start"
    ids = {"case_id": session.chosen_case(), "browser_id": session.browser_id()}
    with correlated(**ids), watch.tracer.span("page", page=name, case_id=session.chosen_case()):
        try:
            yield
        finally:
            seconds = monotonic() - started
            watch.meter.observe("denialops_page_run_duration_seconds", seconds, page=name)
            get_log().info("page_run", route=f"/{name}", duration_ms=round(seconds * 1000, 1))
