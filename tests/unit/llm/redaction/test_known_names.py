"""A name that the case knows leaves in no spelling."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialops.llm.redaction.redactor import Redactor
from tests.unit.llm.doubles import make_request
from tests.unit.llm.redaction.people import FAMILY, GIVEN, SPELLINGS
from tests.unit.llm.redaction.redacting import CHECK, WORDS, comes_back, hidden, known, leaves, redact

SENTENCES = (
    "The records of {name} were reviewed by our physician.",
    "We wrote to {name} about the request.",
    "Table row:    {name}     97110   $120.00",
    "Paciente {name}, visita aprobada.",
    "...coverage for ({name}) ended; {name} may appeal within 180 days.",
)


def spelled(given_name: str, family: str, pattern: str) -> str:
    half = len(family) // 2
    return pattern.format(
        g=given_name,
        f=family,
        G=given_name.upper(),
        F=family.upper(),
        plain_f=without_accents(family),
        blank_g=f"{given_name[:2]} {given_name[2:]}",
        torn_f=f"{family[:half]}-\n   {family[half:]}",
        lower_g=given_name.lower(),
        lower_f=family.lower(),
    )


def without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def squeezed(text: str) -> str:
    return re.sub(r"[\W\d_]", "", without_accents(text)).casefold()


@settings(max_examples=200, deadline=None)
@given(
    given_name=st.sampled_from([name for name in GIVEN if len(name) > 4]),
    family=st.sampled_from(FAMILY),
    pattern=st.sampled_from(SPELLINGS),
    sentence=st.sampled_from(SENTENCES),
)
def test_no_spelling_of_a_known_name_leaves(given_name: str, family: str, pattern: str, sentence: str) -> None:
    text = sentence.format(name=spelled(given_name, family, pattern))
    name = known("name", f"{given_name} {family}")

    left = squeezed(leaves(text, name))

    assert not any(squeezed(part) in left for part in (given_name, *re.split(r"[-']", family)) if len(part) > 3)
    assert comes_back(text, name) == text


SYLLABLES = st.sampled_from("ba ke mi no zu tra vel gho shi wex dro lan quo fer hju pyt".split())
MADE_UP = st.lists(SYLLABLES, min_size=3, max_size=5).map(lambda parts: "".join(parts).capitalize())


@settings(max_examples=150, deadline=None)
@given(given_name=MADE_UP, family=MADE_UP, pattern=st.sampled_from(SPELLINGS))
def test_names_that_nobody_has_ever_had_do_not_leave_either(given_name: str, family: str, pattern: str) -> None:
    text = f"On review, {spelled(given_name, family, pattern)} did not meet the criteria."

    left = leaves(text, known("name", f"{given_name} {family}"))

    assert squeezed(family) not in squeezed(left)
    assert not CHECK.find(left, (known("name", f"{given_name} {family}"),))


def test_all_spellings_of_one_person_are_forms_of_one_placeholder() -> None:
    text = "Ann Sedlarova wrote. SEDLAROVA, ANN was seen. Ms. Sedlarova appealed. A. Sedlarova signed."

    left = hidden(text, known("name", "Ann Sedlarova"))

    assert left == "[NAME_1] wrote. [NAME_1.2] was seen. Ms. [NAME_1.3] appealed. [NAME_1.4] signed."


def test_two_people_of_one_family_keep_two_placeholders() -> None:
    left = hidden("Mavis Hargreen and Miles Hargreen", known("name", "Mavis Hargreen"), known("name", "Miles Hargreen"))

    assert left == "[NAME_1] and [NAME_2]"


@pytest.mark.parametrize("text", ["Mr. Long was seen", "LONG, GRACE", "Grace T. Long", "G. Long"])
def test_a_name_that_is_an_ordinary_word_is_hidden_beside_a_title_or_its_other_part(text: str) -> None:
    assert "long" not in leaves(text, known("name", "Grace Long")).lower()


def test_an_ordinary_word_stays_where_it_is_no_name() -> None:
    text = "Long-term care is no grace period."

    assert hidden(text, known("name", "Grace Long")) == text


def test_decomposed_accents_are_the_same_name() -> None:
    text = unicodedata.normalize("NFD", "Señora Ximénez-Núñez apeló.")

    assert "nez" not in leaves(text, known("name", "Pía Ximénez-Núñez"))


def test_letters_that_a_scanner_takes_for_digits_are_the_same_name() -> None:
    assert "V0ro" not in leaves("Seen: I1ya V0ronov on request", known("name", "Ilya Voronov"))


def test_dotted_initials_are_a_name() -> None:
    assert "E.H." not in leaves("Notes of E.H. were read", known("name", "Edith Hargreen"))


def test_the_same_value_has_the_same_placeholder_in_every_call_of_a_case() -> None:
    redactor = Redactor(WORDS)
    redactor.redact(make_request("Patient: Una Breckweg, claim 77-1234-55"))

    again, _ = redactor.redact(make_request("Claim 88-9999-11 and claim 77-1234-55 of Una Breckweg"))
    other, _ = redactor.redact(make_request("Claim 77-1234-55", case_id="another"))

    assert again.request.messages[0].content == "Claim [ACCOUNT_2] and claim [ACCOUNT_1] of [NAME_1]"
    assert other.request.messages[0].content == "Claim [ACCOUNT_1]"


def test_identifiers_themselves_do_not_travel_with_the_request() -> None:
    redacted, _ = redact("Nothing in it.", known("name", "Ann Sedlarova"))

    assert redacted.request.identifiers == ()
