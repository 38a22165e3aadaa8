"""People whom no case told about: a word beside them, a title, a shape or a given name gives them away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.llm.redaction.people import FAMILY, GIVEN
from tests.unit.llm.redaction.redacting import comes_back, hidden, leaves

CUED = (
    "Patient: {g} {f}\nClaim 25-2660-11907",
    "Patient name:            {g} {f}",
    "Member  {F}, {G}     ID QQX-40-771209",
    "BENE  {F}, {G} R     MBI 3VJ2DA0DH95",
    "Insured ............ {f}, {g} J",
    "Enrollee's Name: {G} {F}            Member Number: OXB0099-118",
    "Nombre del afiliado: {g} {f}",
    "Paciente: {g} {f}",
    "Dear {g} {f}:",
    "Dear Ms. {f}:",
    "Estimada {g} {f}:",
    "Hello {g} {f},",
    "Re: {g} {f}          Member no. HV-201-77140",
    "Claimant          {g} {f}        Decision date    06/05/2026",
    "To the parents or guardians of {g} {f}",
    "{g} {f} (son)",
    "request for {g} {f}, born 03/17/1971",
    "NM1*QC*1*{F}*{G}*E***MI*KCE-200-4471~",
    "Westmoor Mutual Insurance\n\n{g} {f}\n2217 Cottonwood Lane\nHallowmere, NJ 07998",
    "Westmoor Mutual Insurance\n\n{g} {f}\nID number CRT0088 41702",
)


@settings(max_examples=200, deadline=None)
@given(given_name=st.sampled_from(GIVEN), family=st.sampled_from(FAMILY), pattern=st.sampled_from(CUED))
def test_a_name_behind_a_cue_does_not_leave(given_name: str, family: str, pattern: str) -> None:
    text = pattern.format(g=given_name, f=family, G=given_name.upper(), F=family.upper())

    left = leaves(text).casefold()

    assert family.casefold() not in left
    assert given_name.casefold() not in re.findall(r"\w+", left) or "{g}" not in pattern.casefold()
    assert comes_back(text) == text


def test_a_name_told_once_is_hidden_wherever_its_parts_stand() -> None:
    text = "Patient: Quorra Zephyrine\nWe saw Ms. Zephyrine. Quorra improved. ZEPHYRINE, QUORRA may appeal."

    assert hidden(text) == "Patient: [NAME_1]\nWe saw Ms. [NAME_1.2]. [NAME_1.3] improved. [NAME_1.4] may appeal."


def test_a_common_given_name_gives_a_name_away_without_any_cue() -> None:
    assert hidden("we spoke with Margaret Zephyrine about it") == "we spoke with [NAME_1] about it"


@pytest.mark.parametrize(
    "name", ["April Summers", "Grace Day", "Will Page", "Ana de la Cruz", "Bo Li", "J. R. Okonkwo III"]
)
def test_a_name_of_ordinary_words_behind_a_label_does_not_leave(name: str) -> None:
    left = leaves(f"Patient: {name}\nDecision: denied")

    assert not set(name.split()) & set(re.findall(r"\w+", left))


@pytest.mark.parametrize(
    "text",
    [
        "Patient Services Department",
        "Member: see page 2",
        "Dear Provider:",
        "Dear Sir or Madam:",
        "Re: First Level Appeal - Decision",
        "To: Gentry Heart Clinic, NPI 2866253182",
        "Insured by Westmoor Mutual Insurance Company",
        "Child Health Plan Plus",
    ],
)
def test_words_behind_a_cue_that_are_no_name_stay(text: str) -> None:
    assert hidden(text) == text
