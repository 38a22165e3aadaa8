"""The rows about short requests, and the file that is read meanwhile."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from denialops.bench.latency import answer_rows, with_scans
from denialops.bench.reading import letters_as_pdf
from denialops.bench.rows import Row


def rows_of(**answers: list[float]) -> list[Row]:
    paths = {"live": "/health/live", "cases": "/api/v1/cases"}
    return list(answer_rows("now", {paths[name]: seconds for name, seconds in answers.items()}))


@pytest.mark.parametrize(("seconds", "verdict"), [(0.049, "met"), (0.051, "MISSED")])
def test_health_is_held_against_its_limit(seconds: float, verdict: str) -> None:
    (row,) = rows_of(live=[seconds] * 20)

    assert (row["verdict"], row["value"]) == (verdict, round(seconds * 1000, 3))


def test_the_list_of_cases_is_told_and_not_judged() -> None:
    (row,) = rows_of(cases=[0.2] * 20)

    assert (row["what"], row["verdict"]) == ("/api/v1/cases now, p95", "")


def test_the_longest_answer_is_told_beside_the_usual_one() -> None:
    (row,) = rows_of(live=[0.002] * 99 + [0.3])

    assert row["limit"] == "p50 2.0, longest 300.0, 100 asked"


def test_the_first_pages_become_pictures_and_the_rest_stay_text() -> None:
    mixed = pdfium.PdfDocument(with_scans(letters_as_pdf(3), 1))

    has_text = [bool(page.get_textpage().get_text_range().strip()) for page in mixed]
    assert has_text == [False, True, True]
