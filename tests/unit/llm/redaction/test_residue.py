"""The last look fires on what the redactor would have to have hidden, and on nothing else."""

from __future__ import annotations

import pytest

from tests.unit.llm.redaction.redacting import CHECK, known

NAME, NUMBER = known("name", "Ilya Voronov-Sedlar"), known("member_id", "QQX 60417 2293")


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("seen 123-45-6789", "ssn"),
        ("number 1EG4TE5MK73", "mbi"),
        ("to a@b.org", "email"),
        ("at http://x.example", "url"),
        ("from 10.1.2.3", "ip"),
        ("call (401) 555-0102", "phone"),
        ("Cranston, RI 02998", "zip"),
        ("PO Box 12", "box"),
        ("12 Elm Street", "street"),
        ("on 01/27/2026", "date"),
        ("on 2026-01-27", "date"),
        ("on January 27", "day_of_month"),
        ("el 27 de enero", "day_of_month"),
        ("Member ID: 4471-220", "record_number"),
        ("file 88120934771", "long_number"),
        ("Patient: Quorra Zephyrine", "name_after_cue"),
        ("Dear Zephyrine", "name_after_cue"),
        ("Mrs. Zephyrine", "name_after_cue"),
        ("seen by Margaret Zephyrine", "given_name"),
        ("notes of voronov", "known_name"),
        ("notes of ILYAVORONOVSEDLAR", "known_name"),
        ("number qqx-604172293", "known_member_id"),
    ],
)
def test_it_fires(text: str, check: str) -> None:
    assert check in CHECK.find(text, (NAME, NUMBER))


@pytest.mark.parametrize(
    "text",
    [
        "[NAME_1] of [ADDRESS_2], RI [ADDRESS_3], seen [DAY+12.2], Member ID: [MEMBER_ID_1], Dear [NAME_1.2]:",
        "CPT 97110, ICD-10 M43.16, CO-50, NPI 2091561144, LCD L34028, NDC 0169-4132-12",
        "45 CFR 149.510 (as amended, 91 FR 33900)",
        "29 CFR 2560.503-1, 42 CFR 405.942, section 1879, OMB No. 0938-0829",
        "$41,880.00 within 180 days; you may call 1-800-MEDICARE",
        "Dear Dr. Okafor, Dear Member, Patient: see above, Estimada familia",
        "Dr. Margaret Zephyrine and Margaret Zephyrine, MD",
        "Margaret Wells Hospital",
    ],
)
def test_it_does_not_fire(text: str) -> None:
    assert CHECK.find(text, (NAME, NUMBER)) == ()
