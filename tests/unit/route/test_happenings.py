"""Days that clocks run from, read from the letter."""

from __future__ import annotations

import pytest

from denialops.pipeline.finders.dates import scan_dates
from denialops.pipeline.finders.happenings import find_happenings
from denialops.pipeline.finders.reading import Reading

CONCURRENT = "adverse_determination_concurrent"


def happenings(text: str, kind: str = CONCURRENT) -> dict[str, str]:
    reading = Reading(text)
    return {found.field: found.value for found in find_happenings(reading, scan_dates(reading), kind)}


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("Your skilled nursing services will end: 10/16/2026", "effective_date", "2026-10-16"),
        ("Paid date 07/15/2026", "paid_date", "2026-07-15"),
        ("We got your request. Request received: 06/04/2026", "received_date", "2026-06-04"),
        ("RFA received 01/05/2026", "received_date", "2026-01-05"),
    ],
)
def test_a_day_is_named_by_the_words_before_it(text: str, field: str, day: str) -> None:
    assert happenings(text) == {field: day}


def test_the_end_of_care_matters_only_where_ongoing_care_is_decided() -> None:
    assert happenings("Coverage was terminated on 04/30/2026.", "claim_denial_letter") == {}


def test_the_receipt_of_an_appeal_is_no_receipt_of_the_request() -> None:
    assert happenings("Your appeal request was received on 09/01/2026.") == {}


def test_the_first_day_of_a_kind_is_kept() -> None:
    assert happenings("Paid date 07/15/2026\nPaid date 08/15/2026") == {"paid_date": "2026-07-15"}
