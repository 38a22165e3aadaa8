"""Numbers, contacts and addresses leave as placeholders, with a label, by their mask or by their shape."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.llm.redaction.redacting import comes_back, hidden, known, leaves


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Member ID: QQX 60417 2293", "MEMBER_ID"),
        ("Member no. HV-201-77140", "MEMBER_ID"),
        ("Subscriber # QQX*440*2290", "MEMBER_ID"),
        ("ID number CRT0088 41702 / RxGroup", "MEMBER_ID"),
        ("MBI 3VJ2DA0DH95", "MEMBER_ID"),
        ("Medicare Number: 8TY2-HA6-PD03", "MEMBER_ID"),
        ("Núm. de CIN: 90551177C", "MEMBER_ID"),
        ("MRN: 00456123", "MRN"),
        ("medical record number 4561-22", "MRN"),
        ("Claim 25-2660-11907", "ACCOUNT"),
        ("C1aim no. 25-2660-11907", "ACCOUNT"),
        ("Account 55120", "ACCOUNT"),
        ("Reference number: UM-26-0609114", "ACCOUNT"),
        ("account ending in 4471", "ACCOUNT"),
        ("card XXXX-XXXX-4471", "ACCOUNT"),
        ("SSN 123-45-6789", "SSN"),
        ("social security number 123456789", "SSN"),
        ("Group 4410", "ID"),
        ("License no. 99-10442", "LICENSE"),
        ("VIN 1HGCM82633A004352", "VEHICLE"),
        ("Serial number: GX-99810-22", "DEVICE"),
        ("call 401-555-0102", "PHONE"),
        ("(401) 555-0102 ext. 14", "PHONE"),
        ("1-800-555-0102", "PHONE"),
        ("401.555.0102", "PHONE"),
        ("4O1-555-0l02", "PHONE"),
        ("+52 55 1234 5678", "PHONE"),
        ("phone 4015550102", "PHONE"),
        ("Fax: 401-555-0102", "FAX"),
        ("efax 401-555-0102", "FAX"),
        ("write to ann.lee+1@mail.example.org", "EMAIL"),
        ("see https://portal.example.com/p?id=4", "URL"),
        ("visit www.example.org.", "URL"),
        ("at example.com/appeals", "URL"),
        ("from 192.168.10.14", "IP"),
        ("from 2001:db8:85a3:8d3:1319:8a2e:370:7348", "IP"),
        ("PO Box 117", "ADDRESS"),
        ("P.0. Box 27O1", "ADDRESS"),
        ("2217 Cottonwood Lane", "ADDRESS"),
        ("18 N. 4th Street, Apt 3B", "ADDRESS"),
        ("Calle de la Luna 45", "ADDRESS"),
        ("Zip code 02998", "ADDRESS"),
        ("she lives in Cranston Mill", "ADDRESS"),
        ("a number of its own: 884-20911-7", "ID"),
    ],
)
def test_it_leaves_as_a_placeholder_of_its_kind(text: str, label: str) -> None:
    left = hidden(text)

    assert f"[{label}_1]" in left
    assert comes_back(text) == text


def test_town_and_zip_code_leave_as_placeholders_and_the_state_stays() -> None:
    assert hidden("PO Box 117, Cranston Mill, RI 02998") == "[ADDRESS_1], [ADDRESS_2], RI [ADDRESS_3]"


def test_idaho_is_a_state_and_id_a_label() -> None:
    assert hidden("PO Box 44, Tillerton, ID 83799") == "[ADDRESS_1], [ADDRESS_2], ID [ADDRESS_3]"
    assert hidden("Member, ID 83799") == "Member, ID [MEMBER_ID_1]"


def test_a_known_address_leaves_nowhere_also_without_its_state() -> None:
    home = known("address", "9 Quarry Step, Hallowmere, NJ 07998")

    assert hidden("She moved from Hallowmere. 07998. 9 Quarry Step.", home) == (
        "She moved from [ADDRESS_1]. [ADDRESS_2]. [ADDRESS_3]."
    )


DIGITS = st.text("0123456789", min_size=2, max_size=5)
LETTERS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=4)
GROUPS = st.lists(DIGITS, min_size=2, max_size=4).filter(lambda groups: len("".join(groups)) >= 6)
SEPARATORS = st.sampled_from(["-", " ", ".", "*", "/", ""])


@settings(max_examples=150, deadline=None)
@given(prefix=st.one_of(st.just(""), LETTERS), groups=GROUPS, separator=SEPARATORS, other=SEPARATORS)
def test_a_known_number_leaves_in_no_grouping(prefix: str, groups: list[str], separator: str, other: str) -> None:
    value = prefix + separator.join(groups)
    text = f"We looked up {prefix}{other.join(groups)} in our files."

    left = leaves(text, known("member_id", value))

    assert "".join(groups) not in re.sub(r"\W", "", left)


LABELS = st.sampled_from(["Member ID:", "Subscriber no.", "MRN", "Claim number", "Reference #", "Account:", "Case ID"])


@settings(max_examples=150, deadline=None)
@given(label=LABELS, prefix=st.one_of(st.just(""), LETTERS.map(lambda text: f"{text}-")), groups=GROUPS)
def test_an_unknown_number_behind_a_label_does_not_leave(label: str, prefix: str, groups: list[str]) -> None:
    text = f"{label} {prefix}{'-'.join(groups)} was denied."

    left = leaves(text)

    assert not any(group in left for group in groups if len(group) > 2)
    assert comes_back(text) == text


@settings(max_examples=80, deadline=None)
@given(
    area=st.integers(201, 989),
    line=st.integers(100, 199),
    shape=st.sampled_from(["{}-555-0{}", "({}) 555-0{}", "{}.555.0{}", "1-{}-555-0{}", "{} 555 0{}"]),
)
def test_a_telephone_number_in_any_shape_does_not_leave(area: int, line: int, shape: str) -> None:
    left = leaves(f"Call us at {shape.format(area, line)} today.")

    assert "555" not in left
