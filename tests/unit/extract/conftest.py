"""A rule reader over the shipped rules, and letters made in the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from denialops.bootstrap import load_rule_reader, load_rulebook
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, Page
from denialops.domain.facts import Facts
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.extract import extract_facts
from denialops.pipeline.rule_reader import RuleFactReader
from denialops.ports import ignore

ReadCase = Callable[..., CaseFile]
ReadFacts = Callable[..., Facts]

LETTER = """\
HARBOR POINT HEALTH PLAN
Fully insured group policy regulated by the state insurance department

Date: March 4, 2026

Member name: Dolores Quintana        Member ID: HPH 5520-11
Group number: 90021                  Reference number: AU-77120
Provider: Lakeside Spine Clinic (NPI 2091561144)

We reviewed your request for lumbar MRI (72148) for M54.16. The request is denied as not medically necessary.
The notes do not show six weeks of therapy (Harbor Imaging Guideline LS-4).

You may appeal within 180 days of receipt of this letter: Harbor Point Appeals, PO Box 77, Salt Inlet, OR 97999.
Fax 503-555-0101, phone 503-555-0102.
"""


def make_document(*pages: str, ocr_confidence: float | None = None) -> Document:
    made = tuple(
        Page(number=n, text=text, origin="file", ocr_confidence=ocr_confidence) for n, text in enumerate(pages, 1)
    )
    return Document(document_id="d", filename="letter.txt", media_type="text/plain", sha256="", size=1, pages=made)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def reader(rulebook: Rulebook) -> RuleFactReader:
    return load_rule_reader(rulebook)


@pytest.fixture
def read_case(reader: RuleFactReader) -> ReadCase:
    def read(*pages: str, ocr_confidence: float | None = None) -> CaseFile:
        document = make_document(*pages, ocr_confidence=ocr_confidence)
        case = CaseFile(case_id="c", today=date(2026, 6, 1), documents=(document,))
        return extract_facts(case, (reader,), ignore)

    return read


@pytest.fixture
def read_facts(read_case: ReadCase) -> ReadFacts:
    def read(*pages: str, ocr_confidence: float | None = None) -> Facts:
        return read_case(*pages, ocr_confidence=ocr_confidence).facts

    return read
