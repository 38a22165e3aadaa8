"""What a letter demands of the packet, which records it names, who reviewed: every wording as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from denialops.bootstrap import load_rule_reader
from denialops.domain.documents import LetterText, Page
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.finders.packet_rules import PACKET_FIELDS
from denialops.pipeline.rule_reader import RuleFactReader

LETTER = """HARBOR POINT HEALTH PLAN
P.O. Box 900, Salem, OR 97301

April 2, 2026

Member: Ana Rivera
Member ID: HPH400100
Reference number: UR-55-2026

Dear Ana Rivera:

We denied the request for an MRI of the knee because it is not medically necessary for you.

{says}

You may appeal in writing within 180 days of receiving this notice.
"""
FIELDS = (*PACKET_FIELDS, "records_lacked", "records_had", "reviewer_name", "reviewer_specialty", "reviewer_license")
PHRASES = [
    row
    for name in ("phrases.yaml", "more_phrases.yaml")
    for row in yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
]


@pytest.fixture(scope="module")
def reader(rulebook: Rulebook) -> RuleFactReader:
    return load_rule_reader(rulebook)


def read(reader: RuleFactReader, text: str) -> dict[str, list[str]]:
    letter = LetterText.of("d", (Page(number=1, text=text, origin="file"),))
    told: dict[str, list[str]] = {}
    for fact in reader.read(letter):
        assert fact.evidence is not None and text[fact.evidence.start : fact.evidence.end] == fact.evidence.quote
        if fact.field in FIELDS:
            told.setdefault(fact.field, []).append(fact.value)
    return told


@pytest.mark.parametrize("phrase", PHRASES, ids=[f"{n:02} {row['says'][:50]}" for n, row in enumerate(PHRASES)])
def test_a_wording_gives_what_it_says_and_no_more(reader: RuleFactReader, phrase: dict[str, object]) -> None:
    says, expects = str(phrase["says"]), dict(phrase["expects"])  # type: ignore[call-overload]
    wanted = {field: [says if value == "=" else value for value in values] for field, values in expects.items()}

    assert read(reader, LETTER.replace("{says}", says)) == wanted
