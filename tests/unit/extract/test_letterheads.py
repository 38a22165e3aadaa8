"""Tops of letters in many layouts, each with who, whose number and where to: read as written beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from denialops.evaluation.compare import is_same
from tests.unit.extract.conftest import ReadFacts

FOLDER = Path(__file__).parent / "parties"
LISTED = ("claim_numbers", "reference_numbers")
ALWAYS_JUDGED = (
    "payer patient_name member_id group_number claim_numbers reference_numbers provider_name npi appeal_address "
    "appeal_fax appeal_phone"
).split()
JUDGED_AS = {
    "peer_to_peer_phone": "appeal_phone",
    "expedited_phone": "appeal_phone",
    "expedited_fax": "appeal_phone",
    "subscriber_name": "patient_name",
    "reviewer_name": "patient_name",
    "sponsor": "patient_name",
    "tin": "npi",
    "dob": "member_id",
}


class Top(NamedTuple):
    """A letter and, for a field, the accepted values; "-" among them says that nothing is fine too."""

    name: str
    expected: dict[str, tuple[str, ...]]
    text: str


def _tops() -> Iterator[Top]:
    for path in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"(?m)^### ", path.read_text("utf-8"))[1:]:
            head, _, text = part.partition("\n---\n")
            name, *rows = head.splitlines()
            pairs = (row.split(": ", 1) for row in rows)
            yield Top(name, {field: tuple(value.strip().split(" || ")) for field, value in pairs}, text.rstrip() + "\n")


TOPS = tuple(_tops())


@pytest.mark.parametrize("top", TOPS, ids=[top.name[:3] for top in TOPS])
def test_a_letters_parties_and_numbers_are_read_as_written_beside_it(read_facts: ReadFacts, top: Top) -> None:
    facts = read_facts(top.text)

    faults = {}
    for field in {*ALWAYS_JUDGED, *top.expected}:
        given = facts.values(field)
        if not _is_right(field, top.expected.get(field, ("-",)), given, top.text):
            faults[field] = given
    assert faults == {}


def _is_right(field: str, accepted: tuple[str, ...], given: tuple[str, ...], text: str) -> bool:
    if not given:
        return "-" in accepted
    if field in LISTED:
        return {_plain(value) for value in given} == {_plain(value) for value in accepted[0].split("; ")}
    judged_as = JUDGED_AS.get(field, field)
    return any(value != "-" and is_same(judged_as, value, given[0], text) for value in accepted)


def _plain(value: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", value.upper())


@pytest.mark.parametrize("text", ["Name:\n" * 4000, "A" * 20000, "fax " + "a " * 9000, "Claim " + ". " * 9000])
def test_a_run_of_labels_or_an_endless_word_names_nobody(read_facts: ReadFacts, text: str) -> None:
    facts = read_facts(f"Notice\n\n{text}\nWe denied this request.\n")

    assert facts.value("patient_name") is None
    assert facts.values("claim_numbers") == ()
