"""The model reader over the shipped prompt, and cases whose letter is made in the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from denialops.bootstrap import load_reading_prompt, load_rule_reader, load_rulebook
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, Page
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.extract import extract_facts
from denialops.pipeline.model_reading.reader import ModelFactReader
from denialops.ports import Observe, ignore
from tests.fakes.models import ScriptedModel

ReadWith = Callable[..., CaseFile]

LETTER = """\
COPPERFIELD MUTUAL HEALTH
Date: March 4, 2026

Member name: Ines Okoro   Member ID: CMH 77120-4
We reviewed the request of Tall Pine Orthopedics for a left knee arthroscopy. The request is denied.
Our nurse line is open at night. The work was set at $2,310.00 by the office.
"""


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture
def read_with(rulebook: Rulebook) -> ReadWith:
    """Reads pages with rules and then with the model."""

    def read(model: ScriptedModel, pages: Sequence[str] = (LETTER,), observe: Observe = ignore) -> CaseFile:
        made = tuple(Page(number=number, text=text, origin="file") for number, text in enumerate(pages, 1))
        letter = Document(document_id="d", filename="l.txt", media_type="text/plain", sha256="", size=1, pages=made)
        case = CaseFile(case_id="c1", today=date(2026, 6, 1), documents=(letter,))
        reader = ModelFactReader(model, load_reading_prompt(), rulebook.kinds)
        return extract_facts(case, (load_rule_reader(rulebook), reader), observe)

    return read
