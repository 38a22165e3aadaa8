"""Many payers' wordings: what each says of cause, law, step, kind and haste, and what must not decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.extract.conftest import ReadFacts

HERE = Path(__file__).parent
BOOKS = tuple(
    yaml.safe_load((HERE / f"phrases_{name}.yaml").read_text(encoding="utf-8"))
    for name in ("first", "second", "third", "fourth")
)
CLAIM = """\
March 14, 2026

Member: Dana Whitfield
Member ID: QX4410927
Claim number: 26073551908
Date of service: 01/22/2026
Total charge: $480.00

Dear Dana Whitfield:

{text}

{rights}
"""
REQUEST = """\
March 14, 2026

Member: Dana Whitfield
Member ID: QX4410927
Reference number: 7788123
Request received: March 3, 2026

Dear Dana Whitfield:

{text}

{rights}
"""
LETTERHEAD = "Larch Hollow Services\nPO Box 77, Elm Landing, OH 43999"
FRAMES = {"claim": CLAIM, "request": REQUEST}
RIGHTS = "You may appeal this decision within 180 days of receiving this notice."
DENIED = "We denied the service because it is not covered."


def _categories() -> Iterator[tuple[str, str, str]]:
    for book in BOOKS:
        for frame, rows in book["categories"].items():
            for expected, text in rows:
                yield expected, frame, text


def _rows(section: str) -> list[Any]:
    return [row for book in BOOKS for row in book.get(section, ())]


def _fits(found: str | None, expected: str) -> bool:
    return (found or "") in expected.split("|")


@pytest.mark.parametrize(("expected", "frame", "text"), tuple(_categories()))
def test_a_cause_is_told_whatever_the_payers_wording(
    read_facts: ReadFacts, expected: str, frame: str, text: str
) -> None:
    facts = read_facts(FRAMES[frame].format(text=text, rights=RIGHTS))

    assert _fits(facts.value("category"), expected), facts.value("category")
    assert facts.flag("is_denial") is True


@pytest.mark.parametrize(("expected", "text"), _rows("regimes"))
def test_the_law_is_told_by_what_the_letter_says_of_the_plan(read_facts: ReadFacts, expected: str, text: str) -> None:
    facts = read_facts(REQUEST.format(text=f"{DENIED}\n\n{text}", rights="You may ask us to look at it again."))

    assert _fits(facts.value("regime"), expected), facts.value("regime")


@pytest.mark.parametrize(("expected", "text"), _rows("levels"))
def test_the_open_step_is_told(read_facts: ReadFacts, expected: str, text: str) -> None:
    first = "" if expected == "none" else "The service is denied as not medically necessary."
    facts = read_facts(CLAIM.format(text=first, rights=text))

    assert _fits(facts.value("appeal_level"), expected), facts.value("appeal_level")


@pytest.mark.parametrize("row", _rows("documents"))
def test_the_kind_of_document_is_told(read_facts: ReadFacts, row: dict[str, Any]) -> None:
    facts = read_facts(f"{LETTERHEAD}\n\nMarch 14, 2026\n\n{row['text']}\n")

    assert _fits(facts.value("document_kind"), row["kind"]), facts.value("document_kind")
    assert facts.flag("is_denial") is row["denial"]


@pytest.mark.parametrize(("expected", "text"), _rows("urgency"))
def test_haste_is_told(read_facts: ReadFacts, expected: str, text: str) -> None:
    facts = read_facts(REQUEST.format(text=text, rights=RIGHTS))

    assert facts.value("urgency") == expected


@pytest.mark.parametrize("row", _rows("negatives"))
def test_other_matters_in_the_letter_do_not_decide_the_cause(read_facts: ReadFacts, row: dict[str, Any]) -> None:
    facts = read_facts(CLAIM.format(text=row["text"], rights=RIGHTS))

    assert facts.value("category") == row["category"]
