"""A remittance in the drop zone: the page tells what became of its claims."""

from __future__ import annotations

from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.remittance.segments import Problem
from denialops.errors import StoreUnavailable
from denialops.services.records import Upload
from denialops.services.remittances import RemittanceOpened
from denialops.ui import pages
from denialops.ui.chips import plain
from tests.fakes.page_cases import make_case_file, make_document, make_facts, make_view
from tests.fakes.services import FakeServices
from tests.fixtures.remittances import Remittance
from tests.pages.conftest import Open, words


class ImportingServices(FakeServices):
    """Answers every remittance with what it was told to."""

    def __init__(self, *answers: RemittanceOpened) -> None:
        super().__init__()
        self._answers = list(answers)

    def open_remittance(self, upload: Upload, *, actor: str) -> RemittanceOpened:
        self._note("open_remittance", upload.filename)
        answer = self._answers.pop(0)
        opened = tuple(self._open("opened", upload.filename) for _ in answer.opened)
        return answer._replace(opened=opened)


MIXED = RemittanceOpened(
    claims=40,
    denied=9,
    opened=("",) * 7,
    joined=("case-joined",),
    duplicates=("case-known",),
    skipped_paid=31,
    problems=(Problem(17, 16, "DTM02: this is not a date"),),
)
NOTHING = RemittanceOpened(claims=2, denied=0, opened=(), joined=(), duplicates=(), skipped_paid=2, problems=())


def test_a_dropped_remittance_tells_what_became_of_its_claims(open_page: Open) -> None:
    services = ImportingServices(MIXED)
    at = open_page(services, pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("november.835", Remittance().file()).run()

    told = words(at)
    assert not at.exception
    assert ("open_remittance", ("november.835",)) in services.calls
    assert "40 claims, 9 denied; 31 claims without a denial left out" in told
    assert "**7 cases** opened, one a denied claim" in told
    assert "**1 case** open for the same claim" in told
    assert "**1 case** had this remittance already" in told
    assert f"Line 17, segment 16: {plain('DTM02: this is not a date')}" in told
    assert "Open the case it was added to" in told


def test_only_the_first_cases_of_a_long_remittance_are_followed_on_the_page(open_page: Open) -> None:
    at = open_page(ImportingServices(MIXED), pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("november.835", Remittance().file()).run()

    assert not at.exception
    assert at.query_params["cases"] == "new-1,new-2,new-3,new-4,new-5"
    assert "See them in the work list" in words(at)


def test_a_remittance_is_told_by_its_content_and_letters_go_their_own_way(open_page: Open) -> None:
    services = ImportingServices(NOTHING)
    at = open_page(services, pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("a.txt", Remittance().file()).upload("b.835", b"Dear provider").run()

    assert not at.exception
    assert services.calls == [("open_remittance", ("a.txt",)), ("open_case", ("b.835",))]
    assert "Nothing in this file is denied." in words(at)


def test_a_remittance_that_cannot_be_kept_says_so(open_page: Open) -> None:
    services = ImportingServices(NOTHING)
    services.refuse["open_remittance"] = StoreUnavailable()
    at = open_page(services, pages.NEW_CASE)
    at.file_uploader(key="letters_0").upload("november.835", Remittance().file()).run()

    assert not at.exception
    assert "store_unavailable" in words(at)


def test_a_fact_of_the_remittance_says_that_it_does_not_stand_in_the_letter(open_page: Open) -> None:
    remittance = make_document("doc-2", filename="november-1.835").model_copy(update={"doc_type": "remittance"})
    place = Evidence(document_id="doc-2", page=1, start=0, end=5, quote="TRN*1")
    check = Fact(fact_id="check", field="check_number", value="CHK900100", evidence=place, confidence=0.96)
    facts = Facts(items=(*make_facts().items, check))
    view = make_view(case=make_case_file(documents=(make_document(), remittance), facts=facts))
    at = open_page(FakeServices([view]), pages.CASE, case="case-1")

    assert not at.exception
    assert "Check or transfer number" in words(at)
    assert "read by rule, page 1 of the remittance advice" in words(at)
