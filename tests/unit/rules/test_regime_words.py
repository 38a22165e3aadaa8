"""Words that look like a program's name and are ordinary ones tell no regime."""

from __future__ import annotations

import pytest

from tests.fakes.routing_cases import shipped_rules


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("a medi-cal managed care plan", True), ("larkspur medical policy rad-11", False), ("medical director", False)],
)
def test_a_medical_policy_is_no_program_of_california(text: str, is_told: bool) -> None:
    row = next(row for row in shipped_rules().regimes.regimes if row.id == "mcd_mco")

    assert (row.cues.first(text) is not None) is is_told
