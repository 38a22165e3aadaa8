"""The day of a letter is read whatever its head calls it, and other days of the head are not taken for it."""

from __future__ import annotations

import pytest

from tests.unit.extract.conftest import ReadFacts

LETTER = """\
Larch Hollow Benefit Services
EXPLANATION OF BENEFITS
{head}
Member: Dana Whitfield
Member ID: QX4410927
Claim number: 26073551908

Date of service   Code    Charge    Not covered   You owe
01/22/2026        97110   $180.00   $180.00       $180.00

The charge is denied because the visit limit has been reached.
You may appeal within 180 days of receiving this notice.
"""


@pytest.mark.parametrize(
    "head",
    [
        "Processed on 03/14/2026",
        "Processed 03/14/2026",
        "Claim processed on March 14, 2026",
        "Finalized on: 03/14/2026",
        "Statement prepared on March 14, 2026",
        "Date: March 14, 2026",
        "Notice date ........ 03/14/2026",
        "March 14, 2026",
        "Mailed on Mar 14, 2026",
        "Printed: 03-14-2026",
        "Decision date   2026-03-14",
        "Fecha: 14 de marzo de 2026",
        "Emitido el 14 de marzo de 2026",
        "Page 1 of 2      03/14/2026",
        "Date of birth: 05/06/1971\nProcessed on 03/14/2026",
        "Received on 02/20/2026   Processed on 03/14/2026",
        "EOB date 14 March 2026   Check 00911 dated 03/16/2026",
    ],
)
def test_the_day_of_the_letter_is_read_under_any_name(read_facts: ReadFacts, head: str) -> None:
    assert read_facts(LETTER.format(head=head)).value("denial_date") == "2026-03-14"


@pytest.mark.parametrize(
    "head",
    ["Date of birth: 05/06/1971", "Coverage effective 01/01/2026", "Form LH-20 (revised 03/14/2024)", "Plan year 2026"],
)
def test_another_day_in_the_head_is_not_the_day_of_the_letter(read_facts: ReadFacts, head: str) -> None:
    assert read_facts(LETTER.format(head=head)).value("denial_date") is None
