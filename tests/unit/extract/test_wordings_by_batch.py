"""Own wordings of services, dates, amounts, codes, standards and limits, each with what must be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from denialops.domain.rulebook import Rulebook
from denialops.evaluation.compare import is_same, is_same_criterion
from denialops.evaluation.normalise import squeezed
from denialops.pipeline.record import to_record
from denialops.pipeline.route import decide_route
from tests.unit.extract.conftest import ReadCase

FOLDER = Path(__file__).parent / "wordings"
FILES = ("first.txt", "second.txt", "whole.txt", "whole_second.txt")
CODES = frozenset("cpt_hcpcs icd10 carc rarc".split())


class Wording(NamedTuple):
    frame: str
    expected: dict[str, str]
    words: str


def _blocks(name: str) -> Iterator[tuple[str, str]]:
    """Head line and body of every block that begins with @."""
    kept = [line for line in (FOLDER / name).read_text().splitlines() if not line.startswith("#")]
    for block in "\n".join(["", *kept]).split("\n@")[1:]:
        head, _, body = block.partition("\n")
        yield head, body


def _wordings(name: str) -> Iterator[Wording]:
    for head, body in _blocks(name):
        frame, _, expected = head.partition(" ")
        pairs = (pair.split("=", 1) for pair in expected.split(" | "))
        yield Wording(frame, {field.strip(): value.strip() for field, value in pairs}, body.strip("\n"))


FRAMES = dict(_blocks("frames.txt"))


def wordings(name: str) -> list[Any]:
    return [pytest.param(w, id=f"{n:03}-{next(iter(w.expected))}") for n, w in enumerate(_wordings(name), 1)]


@pytest.mark.parametrize("wording", [w for name in FILES for w in wordings(name)])
def test_each_wording_is_read_as_written_beside_it(wording: Wording, read_case: ReadCase, rulebook: Rulebook) -> None:
    letter = FRAMES[wording.frame].replace("{words}", wording.words)
    case = decide_route(read_case(letter), rulebook)
    answer = to_record(case, rulebook)

    wrong = {field: _given(case, answer, field) for field in wording.expected}
    wrong = {f: v for f, v in wrong.items() if not _agrees(f, wording.expected[f], v, letter)}

    assert not wrong


def _given(case: Any, answer: dict[str, Any], field: str) -> Any:
    if field in ("service_from", "service_to"):
        return answer["service_dates"][field.removeprefix("service_")]
    return answer[field] if field in answer else case.facts.value(field)


def _agrees(field: str, expected: str, given: Any, letter: str) -> bool:
    """Codes whole and in any order; a service without words that are not of it."""
    if not expected or given in (None, []):
        return not expected and given in (None, [])
    if field in CODES:
        return {squeezed(code) for code in expected.split(", ")} == {squeezed(code) for code in given}
    if field == "criteria_cited":
        return all(is_same_criterion(expected, value) for value in given)
    if field == "service_description" and len(given.split()) > 2 * len(expected.split()) + 3:
        return False
    name = "appeal_deadline_stated" if field == "peer_to_peer_deadline" else field
    return is_same(name, expected, given, letter) or (name == "appeal_deadline_stated" and expected in given)
