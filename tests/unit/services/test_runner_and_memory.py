"""The one order of the stages, and the same stages without store or engine."""

from __future__ import annotations

import json
from datetime import date

import pytest

from denialops.bootstrap import build_pipeline
from denialops.config import load_settings
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, ReadingWarning
from denialops.errors import Cancelled, EmptyFile, PasswordNeeded
from denialops.pipeline.ingest import read_letter
from denialops.pipeline.runner import Pipeline
from denialops.ports import ignore, never
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import LETTER, LOCKED, FakeReader

TODAY = date(2026, 3, 2)
DENIAL = b"""NORTHWIND HEALTH PLAN
Date: January 15, 2026
Member ID: NW-4455-01

Your claim is denied because the service is not medically necessary.
You may appeal within 180 days of the date of this notice.
"""


@pytest.fixture(scope="module")
def real() -> Pipeline:
    return build_pipeline(load_settings())


def _case(*, warnings: tuple[ReadingWarning, ...] = ()) -> CaseFile:
    letter = Document(document_id="d", filename="letter.txt", media_type="", sha256="", size=0, warnings=warnings)
    return CaseFile(case_id="c", today=TODAY, documents=(letter,))


def test_all_stages_lead_from_bytes_to_a_checked_draft(real: Pipeline) -> None:
    case = real.run(_case(), source=lambda _: DENIAL)

    assert case.facts.value("member_id") == "NW-4455-01"
    assert case.routing and case.routing.is_denial
    assert case.draft and case.draft.blocks


def test_the_stages_can_end_before_the_draft_and_go_on_from_there(real: Pipeline) -> None:
    routed = real.run(_case(), source=lambda _: DENIAL, last="route")
    drafted = real.run(routed, source=lambda _: DENIAL, first="draft")

    assert routed.draft is None
    assert drafted.draft == real.run(_case(), source=lambda _: DENIAL).draft


def test_a_stage_leaves_the_case_it_was_given_as_it_is(real: Pipeline) -> None:
    given = _case()

    real.run(given, source=lambda _: DENIAL)

    assert given == _case()


def test_stopped_work_begins_no_further_stage(real: Pipeline) -> None:
    with pytest.raises(Cancelled):
        real.run(_case(), source=lambda _: DENIAL, is_cancelled=lambda: True)


def test_pages_and_facts_are_told_as_they_are_found(real: Pipeline) -> None:
    told: list[str] = []

    case = real.run(_case(), source=lambda _: DENIAL, observe=lambda what, ids: told.append(what))

    assert told[:2] == ["page_read", "document_read"]
    assert told.count("fact_found") == len(case.facts.items)


def test_a_letter_that_shares_its_file_keeps_its_own_pages_when_read_again() -> None:
    own = (ReadingWarning(code="page_range", pages=(2, 3)),)

    case = read_letter(_case(warnings=own), lambda _: b"one\ftwo\fthree\ffour", FakeReader(), ignore, never)

    assert [page.number for page in case.letter.pages] == [2, 3]
    assert case.letter.own_pages == (2, 3)


def test_reading_anew_forgets_the_warning_of_a_file_that_was_replaced() -> None:
    old = _case().model_copy(update={"warnings": (ReadingWarning(code="several_letters", pages=(1, 2)),)})

    assert read_letter(old, lambda _: b"one", FakeReader(), ignore, never).warnings == ()


def test_a_letter_is_read_in_memory_and_nothing_is_kept(services: Services) -> None:
    case = services.read_in_memory(Upload("letter.txt", LETTER.encode()))

    assert (case.facts.value("member_id"), case.draft) == ("LMH4471902", None)
    assert services.work_list(show="all").rows == ()


@pytest.mark.parametrize(("data", "error"), [(b"", EmptyFile), (LOCKED, PasswordNeeded)])
def test_what_is_wrong_with_a_file_is_raised(services: Services, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.read_in_memory(Upload("letter.pdf", data))


def test_the_same_letter_gives_the_same_files(services: Services) -> None:
    upload = Upload("letter.txt", LETTER.encode())

    assert services.appeal_in_memory(upload).files == services.appeal_in_memory(upload).files


def test_an_appeal_in_memory_has_every_file_and_names_them(services: Services) -> None:
    files = services.appeal_in_memory(Upload("letter.txt", LETTER.encode())).files

    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert files["draft.md"].startswith(b"# Appeal\n\n## Request")


def test_what_is_no_denial_gets_facts_route_and_manifest_only(services: Services) -> None:
    appeal = services.appeal_in_memory(Upload("letter.txt", b"is_denial: false\n"))

    assert set(appeal.files) == {"facts.json", "route.json", "manifest.json"}
