"""Printed segments of an electronic remittance (CLP*, NM1*QC*): claim number, patient and member number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.names import person
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading

_CLAIM = re.compile(r"CLP\*[^*\n]{0,40}\*\d{0,2}\*[\d.]{0,12}\*[\d.]{0,12}\*[\d.]{0,12}\*\w{0,3}\*([A-Za-z0-9-]{4,30})")
_PATIENT = re.compile(
    r"NM1\*QC\*1\*(?P<last>[A-Z' -]{2,35})\*(?P<first>[A-Z' -]{1,25})(?:\*(?P<middle>[A-Z]{0,25}))?"
    r"(?:(?:\*[^*\n]{0,10}){0,2}\*(?:MI|MR|HN|II)\*(?P<id>[A-Za-z0-9-]{4,30}))?"
)


def find_segments(reading: Reading) -> Iterator[Found]:
    """Nothing where the letter is no print of segments."""
    patient = _PATIENT.search(reading.text)
    if patient:
        end = patient.end("middle") if patient["middle"] else patient.end("first")
        name = " ".join(part for part in (patient["first"], patient["middle"], patient["last"]) if part)
        yield Found("patient_name", person(name), patient.start("last"), end, SURE, "segments.patient")
        if patient["id"]:
            yield Found("member_id", patient["id"], patient.start("id"), patient.end("id"), SURE, "segments.member")
    for claim in _CLAIM.finditer(reading.text):
        yield Found("claim_numbers", claim.group(1), claim.start(1), claim.end(1), LIKELY + 0.06, "segments.claim")
