"""What a remittance says was denied: an amount that a segment prints, never a sum of several."""

from __future__ import annotations

import pytest

from denialops.services import Services
from denialops.services.records import Upload
from tests.fixtures.remittances import Remittance, RemittedClaim, ServiceLine


@pytest.fixture
def denied_amount(services: Services):  # type: ignore[no-untyped-def]
    def read(claim: RemittedClaim) -> str | None:
        upload = Upload("one.835", Remittance(claims=(claim,)).file())
        (case_id,) = services.open_remittance(upload, actor="Maria Lopez").opened
        return services.case(case_id).case.facts.value("denied_amount")

    return read


def _line(charge: str, code: str, amount: str) -> ServiceLine:
    return ServiceLine("HC:99213", charge, (("CO", code, amount),))


def test_the_amount_of_the_only_denying_adjustment_is_what_was_denied(denied_amount) -> None:  # type: ignore[no-untyped-def]
    claim = RemittedClaim(lines=(_line("100.00", "50", "100.00"), _line("80.00", "45", "30.00")))

    assert denied_amount(claim) == "100.00"


def test_adjustments_that_take_the_whole_charge_are_told_by_the_charge(denied_amount) -> None:  # type: ignore[no-untyped-def]
    claim = RemittedClaim(status="4", lines=(_line("100.00", "50", "100.00"), _line("80.00", "50", "80.00")))

    assert denied_amount(claim) == "180.00"


def test_a_sum_of_adjustments_that_no_segment_prints_is_not_told(denied_amount) -> None:  # type: ignore[no-untyped-def]
    lines = (_line("100.00", "50", "100.00"), _line("80.00", "50", "80.00"), _line("60.00", "45", "20.00"))

    assert denied_amount(RemittedClaim(lines=lines)) is None
