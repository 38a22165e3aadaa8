"""What a person does on a page is timed, logged and carries one correlation id."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from denialops.errors import StoreUnavailable
from denialops.logs import configure_logs, correlation_id
from denialops.services.records import WorkList
from denialops.ui import pages
from tests.fakes.observing import FakeWatch
from tests.fakes.services import FakeServices

Open = Callable[..., AppTest]


@pytest.fixture
def watch() -> FakeWatch:
    return FakeWatch()


@pytest.fixture
def services(watch: FakeWatch) -> FakeServices:
    services = FakeServices()
    services.watch = watch.watch
    return services


def test_a_page_is_timed_and_traced_by_its_name(open_page: Open, services: FakeServices, watch: FakeWatch) -> None:
    open_page(services, pages.CLINIC)

    assert watch.meter.times == [("denialops_page_run_duration_seconds", "clinic")]
    assert watch.tracer.spans == [("page", "")]


def test_a_page_that_meets_an_error_is_still_timed(
    open_page: Open, services: FakeServices, watch: FakeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> WorkList:
        raise StoreUnavailable

    monkeypatch.setattr(services, "work_list", away)
    open_page(services)

    assert watch.tracer.spans == [("page", "store_unavailable")]
    assert len(watch.meter.times) == 1


def test_what_a_page_sets_off_carries_the_id_of_its_line(
    open_page: Open, services: FakeServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("INFO")
    seen, clinic = [], services.clinic
    monkeypatch.setattr(services, "clinic", lambda: (seen.append(correlation_id()), clinic())[1])

    open_page(services, pages.CLINIC)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "page_run" in line]
    assert (lines[-1]["route"], lines[-1]["correlation_id"]) == ("/clinic", seen[-1])
    assert correlation_id() == ""
