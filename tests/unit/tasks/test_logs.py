"""Logs are one line of JSON each, and patient text cannot get in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from denialops.errors import DamagedFile
from denialops.logs import REFUSED, configure_logs, correlated, get_log

PATIENT = "Ada Muñoz"


@pytest.fixture(autouse=True)
def _configured() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    configure_logs("INFO")
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_carries_time_level_and_correlation_id(capsys: pytest.CaptureFixture[str]) -> None:
    with correlated("abc", case_id="c1"):
        get_log().info("stage_ended", stage="ingest", seconds=0.5)
    get_log().info("outside")

    inside, outside = lines(capsys)
    assert inside["message"] == "stage_ended" and inside["level"] == "info"
    assert (inside["correlation_id"], inside["case_id"], inside["seconds"]) == ("abc", "c1", 0.5)
    assert str(inside["timestamp"]).endswith("Z")
    assert "correlation_id" not in outside


def test_a_correlation_id_is_made_when_none_came_in() -> None:
    with correlated() as first, correlated() as second:
        assert len(first) == 32
        assert first != second


def test_keys_that_are_not_known_to_be_harmless_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    get_log().info("letter_read", patient=PATIENT, text="We deny", pages=3)

    (line,) = lines(capsys)
    assert line["pages"] == 3
    assert not {"patient", "text"} & line.keys()


def test_words_in_a_harmless_key_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    get_log().info(f"read the letter of {PATIENT}", case_id=PATIENT, code=["list", "of", "things"])

    (line,) = lines(capsys)
    assert (line["message"], line["case_id"], line["code"]) == (REFUSED, REFUSED, REFUSED)


def test_an_exception_is_its_type_its_code_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise DamagedFile(PATIENT)
    except DamagedFile:
        get_log().exception("work_failed")

    (line,) = lines(capsys)
    assert (line["error_type"], line["code"]) == ("DamagedFile", "damaged_file")
    assert str(line["where"]).startswith("tasks/test_logs.py:")
    assert PATIENT not in json.dumps(line, ensure_ascii=False)


def test_libraries_are_heard_but_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(PATIENT)
    except ValueError:
        logging.getLogger("pypdf").exception("cannot parse %s", PATIENT)
    logging.getLogger("dbos").warning("queue slow")

    pdf, engine = lines(capsys)
    assert (pdf["logger"], pdf["error_type"]) == ("pypdf", "ValueError")
    assert PATIENT not in json.dumps(pdf, ensure_ascii=False)
    assert engine["message"] == "queue slow"


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("WARNING")

    get_log().info("stage_ended")

    assert lines(capsys) == []
