"""What a person may enter, and how it lies over what was read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.facts import Correction, Fact, Facts
from denialops.errors import InvalidValue
from denialops.services.corrections import apply_corrections
from denialops.services.values import canonical_value

TODAY = date(2026, 3, 2)
FIELDS = ("claim_numbers", "icd10", "payer", "member_id")


@pytest.mark.parametrize(
    ("field", "entered", "kept"),
    [
        ("denial_date", "02/20/2026", "2026-02-20"),
        ("denial_date", "February 20, 2026", "2026-02-20"),
        ("denied_amount", "$1,840", "1840.00"),
        ("npi", "2000-000-010", "2000000010"),
        ("icd10", "m54.50", "M54.50"),
        ("cpt_hcpcs", "g0299", "G0299"),
        ("carc", "50", "50"),
        ("rarc", "ma04", "MA04"),
        ("appeal_fax", "(937) 555-0142", "(937) 555-0142"),
        ("is_denial", "False", "false"),
        ("payer", "  Larkspur   Mutual ", "Larkspur Mutual"),
    ],
)
def test_an_entry_is_kept_in_its_one_form(field: str, entered: str, kept: str) -> None:
    assert canonical_value(field, entered, today=TODAY) == kept


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        ("denial_date", "2026-03-03"),
        ("service_from", "02/30/2026"),
        ("dob", "1890-01-01"),
        ("denied_amount", "-5"),
        ("denied_amount", "NaN"),
        ("denied_amount", "1.005"),
        ("npi", "123"),
        ("npi", "2000000011"),
        ("icd10", "M5450X99"),
        ("cpt_hcpcs", "77Z1"),
        ("rarc", "50"),
        ("appeal_phone", "555-0142"),
        ("mbi", "1EG4TE5MK7"),
        ("is_denial", "maybe"),
        ("payer", "x" * 4_001),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused_with_a_way_out(field: str, entered: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        canonical_value(field, entered, today=TODAY)

    assert refused.value.hint_text
    assert entered not in f"{refused.value} {refused.value.hint_text}"


@given(st.decimals(min_value=0, max_value=Decimal("999999999.99"), places=2))
def test_every_amount_of_dollars_and_cents_is_kept_exactly(amount: Decimal) -> None:
    assert Decimal(canonical_value("billed_amount", f"${amount:,}", today=TODAY)) == amount


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2046, 12, 31)))
def test_every_day_within_reach_is_kept_exactly(day: date) -> None:
    assert canonical_value("service_to", f"{day:%m/%d/%Y}", today=TODAY) == day.isoformat()


facts = st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from("ABCD")), max_size=8)
entries = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.integers(0, 3), st.sampled_from([None, *"ABCDEF"])), max_size=8
)


@given(facts, entries)
def test_what_was_said_last_stands_and_nothing_else_changes(
    read: list[tuple[str, str]], said: list[tuple[str, int, str | None]]
) -> None:
    known = _facts(read)
    for field, ordinal, value in said:
        values = known.values(field)
        at = min(ordinal, len(values)) if field not in {"payer", "member_id"} else 0
        others = {name: known.values(name) for name in FIELDS if name != field}
        correction = _correction(field, at, value, values[at] if at < len(values) else None)

        known = apply_corrections(known, (correction,))

        assert others == {name: known.values(name) for name in others}
        assert value is None or value in known.values(field)
        assert len(known.values(field)) <= len(values) + 1


@given(facts, st.sampled_from(FIELDS), st.sampled_from("XYZ"))
def test_a_replayed_correction_changes_nothing_more(read: list[tuple[str, str]], field: str, value: str) -> None:
    known = _facts(read)
    values = known.values(field)
    correction = _correction(field, 0, value, values[0] if values else None)

    once = apply_corrections(known, (correction,))

    assert apply_corrections(once, (correction,)).values(field) == once.values(field)


def test_a_correction_finds_its_value_where_it_stands_after_another_reading() -> None:
    reread = _facts([("icd10", "NEW"), ("icd10", "OLD")])

    corrected = apply_corrections(reread, (_correction("icd10", 0, "RIGHT", "OLD"),))

    assert corrected.values("icd10") == ("NEW", "RIGHT")


def _facts(read: list[tuple[str, str]]) -> Facts:
    """One value for a scalar field, each value of a list once, as the extract stage gives them."""
    seen: dict[tuple[str, str], Fact] = {}
    for field, value in read:
        key = (field, value if field in ("claim_numbers", "icd10") else "")
        fact = Fact(fact_id=f"{field}-{len(seen)}", field=field, value=value, evidence=None, confidence=0.9)
        seen.setdefault(key, fact)
    return Facts(items=tuple(seen.values()))


def _correction(field: str, ordinal: int, value: str | None, previous: str | None) -> Correction:
    return Correction(field=field, ordinal=ordinal, value=value, previous=previous, actor="Maria", at="now")
