"""The record of a case in the words of the evaluation sets."""

from __future__ import annotations

from denialops.domain.rulebook import Rulebook
from denialops.pipeline.record import to_record
from tests.unit.extract.conftest import LETTER, ReadCase


def test_the_record_speaks_the_words_of_the_sets(read_case: ReadCase, rulebook: Rulebook) -> None:
    record = to_record(read_case(LETTER), rulebook)

    assert record["plan_type"] == "commercial_fully_insured"
    assert record["denial_category"] == "medical_necessity"
    assert record["is_denial"] is True
    assert record["service_dates"] == {"from": None, "to": None}


def test_what_was_not_decided_yet_is_null(read_case: ReadCase, rulebook: Rulebook) -> None:
    record = to_record(read_case(LETTER), rulebook)

    assert record["computed_deadline"] is None
    assert record["recommended_route"] is None


def test_confidence_and_evidence_stand_beside_the_values(read_case: ReadCase, rulebook: Rulebook) -> None:
    record = to_record(read_case(LETTER), rulebook)

    assert record["confidence"]["member_id"] >= 0.9
    assert record["evidence"]["member_id"]["quote"] == "HPH 5520-11"
    assert len(record["evidence"]["cpt_hcpcs"]) == len(record["cpt_hcpcs"])


def test_lists_without_values_are_empty(read_case: ReadCase, rulebook: Rulebook) -> None:
    record = to_record(read_case(LETTER), rulebook)

    assert record["carc"] == record["rarc"] == record["claim_numbers"] == []
