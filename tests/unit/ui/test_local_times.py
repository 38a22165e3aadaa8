"""Stored times are shown in the clinic's zone, wherever the server stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from denialops.config import load_settings
from denialops.ui import chips


@pytest.fixture
def in_honolulu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DENIALOPS_TIMEZONE", "Pacific/Honolulu")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.mark.usefixtures("in_honolulu")
def test_a_time_is_shown_on_the_clock_of_the_clinic() -> None:
    assert chips.moment("2026-03-02T02:05:00+00:00") == "Mar 1, 2026, 4:05 PM"


def test_no_time_is_shown_as_nothing() -> None:
    assert chips.moment("") == ""
