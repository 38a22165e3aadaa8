"""No patient gets into an event: fields refused or hashed by rule, and what free text gives away is masked."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.config import ROOT
from denialops.domain.recovery.identifying import find_kind, mask
from denialops.domain.recovery.payload_fields import PayloadField, parse_payload_fields
from denialops.errors import RulesInvalid
from denialops.recovery.intake_payload import PayloadCheck

TEXT = (ROOT / "data/rules/recovery/payload_fields.yaml").read_text("utf-8")
FIELDS = parse_payload_fields(TEXT)
CHECK = PayloadCheck(FIELDS, lambda content: sha256(content).hexdigest())


def handled(payload: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    faults: list[str] = []
    return CHECK.handled(payload, faults), faults


@pytest.mark.parametrize("field", FIELDS.fields, ids=lambda field: field.id)
def test_every_rule_does_what_it_says(field: PayloadField) -> None:
    kept, faults = handled({field.id: "Zebulon 7"})

    if field.handling == "refuse":
        assert [fault.startswith(f"payload.{field.id}: {field.reason}") for fault in faults] == [True]
    elif field.handling == "hash":
        assert (kept[field.id][:7], faults) == ("hashed:", [])
        assert "Zebulon" not in str(kept)
    else:
        assert (kept, faults) == ({field.id: "Zebulon 7"}, [])


@pytest.mark.parametrize("field", [f for f in FIELDS.fields if f.handling == "keep"], ids=lambda field: field.id)
def test_what_is_kept_would_be_taken_for_another_without_its_row(field: PayloadField) -> None:
    without = FIELDS.model_copy(update={"fields": tuple(other for other in FIELDS.fields if other != field)})

    found = without.find(field.id)

    assert found is not None
    assert found.handling != "keep"


@pytest.mark.parametrize("key", ["patientName", "PatientName", "patient-name", "PATIENT_NAME", "primary.patient name"])
def test_a_key_is_known_however_it_is_written(key: str) -> None:
    assert handled({key: "Ruth"})[1]


@pytest.mark.parametrize("key", ["dateofbirth", "memberDOB", "subscriberDateOfBirth"])
def test_a_date_of_birth_is_refused_under_all_its_names(key: str) -> None:
    assert "date of birth" in handled({key: "1961-04-05"})[1][0]


def test_equal_numbers_are_equal_after_hashing_however_they_are_written() -> None:
    kept, _ = handled({"member_id": "w 123-4", "memberId": "W1234", "subscriber_id": "W1235", "claims": []})

    assert kept["member_id"] == kept["memberId"] != kept["subscriber_id"]


def test_lists_of_numbers_are_hashed_one_by_one() -> None:
    kept, faults = handled({"claim_numbers": ["4400-22", 17], "claim_number": 17})

    assert faults == []
    assert kept["claim_numbers"][1] == kept["claim_number"]


def test_only_text_and_numbers_can_be_hashed() -> None:
    assert handled({"member_id": {"value": "W1"}})[1] == [
        "payload.member_id: has to be text or a number, which is kept as a hash"
    ]


@pytest.mark.parametrize("nothing", [None, True, False, "", [], {}])
def test_what_says_nothing_about_anybody_is_kept(nothing: object) -> None:
    assert handled({"is_new_patient": nothing, "ssn": nothing}) == ({"is_new_patient": nothing, "ssn": nothing}, [])


def test_fields_are_found_at_every_depth() -> None:
    _, faults = handled({"lines": [{"units": 1}, {"patient": {"name": "Ruth"}}]})

    assert [fault.partition(":")[0] for fault in faults] == ["payload.lines[1].patient"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SSN 123-45-6789 is wrong", "SSN [ssn] is wrong"),
        ("mail to r.almeida@example.com bounced", "mail to [email] bounced"),
        ("call (312) 555-0142 first", "call [phone] first"),
        ("no line at 312-555-0142", "no line at [phone]"),
        ("patient Ruth Almeida not found", "[name] not found"),
        ("patient José Muñoz-Ortega not found", "[name] not found"),
        ("Patient: ALMEIDA, RUTH; retry", "[name]; retry"),
        ("spoke to Mrs. Almeida", "spoke to [name]"),
        ("member born 04/05/1961 is unknown", "member [date of birth] is unknown"),
        ("DOB: April 5, 1961 differs", "[date of birth] differs"),
        ("Member ID: W123-9 rejected", "[number] rejected"),
        ("MRN 0012345 missing", "[number] missing"),
        ("claim 4400-22-10 rejected", "[number] rejected"),
        ("MBI 1EG4-TE5-MK73 inactive", "MBI [medicare number] inactive"),
    ],
)
def test_what_text_gives_away_is_masked(text: str, masked: str) -> None:
    assert handled({"message": text}) == ({"message": masked}, [])


@pytest.mark.parametrize(
    "text",
    [
        "no answer after 30 s at 2026-03-02 10:15:00",
        "HTTP 503 from host 10.0.0.7:8443",
        "CO-197 on line 2 of 14",
        "Member Services Unavailable",
        "Patient Not Found",
        "NPI 2000000006 is not enrolled",
        "batch 20260302-0001 refused",
        "trace 3f2a9c1b-77d0-4e11-9b2e-1c9d0f6a2b34",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("123-45-6789", "ssn"),
        (" r@example.com ", "email"),
        ("(312) 555-0142", "phone"),
        ("1EG4TE5MK73", "medicare number"),
    ],
)
def test_a_value_that_is_nothing_but_an_identifier_is_refused(value: str, kind: str) -> None:
    _, faults = handled({"extra": value, "list": [value]})

    assert find_kind(value) == kind
    assert faults == [f"payload.{path}: looks like a person's {kind}: leave it out" for path in ("extra", "list[0]")]


@given(text=st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)

    assert mask(once) == once


@given(before=st.text("ab ", max_size=20), ssn=st.from_regex(r"[1-8]\d\d-\d\d-\d{4}", fullmatch=True))
def test_no_social_security_number_survives(before: str, ssn: str) -> None:
    assert ssn not in mask(f"{before} {ssn} end")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fields:\n  - {id: mrn, handling: drop, citation: x, reason: y}", "fields[mrn].handling"),
        ("fields:\n  - {id: mrn, handling: hash, citation: '', reason: y}", "cite it"),
        ("fields:\n  - {id: MRN, handling: hash, citation: x, reason: y}", "fields[MRN].id"),
        ("fields:\n  - {id: mrn, handling: hash, citation: x, reason: y, why: z}", "why"),
        (
            "fields:\n" + 2 * "  - {id: a, handling: keep, citation: '', reason: y}\n",
            "twice",
        ),
        ("fields: [", "YAML"),
    ],
)
def test_faulty_rules_are_refused_with_their_place(text: str, words: str) -> None:
    with pytest.raises(RulesInvalid) as refusal:
        parse_payload_fields(text)

    assert words in "\n".join(refusal.value.faults)
