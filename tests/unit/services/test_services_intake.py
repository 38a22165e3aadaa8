"""Letters come in, good and bad."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from denialops.errors import DuplicateDocument, EmptyFile, WrongPassword
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED, LETTER, LOCKED, PASSWORD

MARIA = "Maria Lopez"


def test_a_letter_becomes_a_case_with_facts_route_and_draft(services: Services, case_id: str) -> None:
    view = services.case(case_id)

    assert view.row.status == "review"
    assert view.case.facts.value("member_id") == "LMH4471902"
    assert view.case.routing is not None
    assert view.case.draft is not None
    assert {stage.status for stage in view.stages.values()} == {"done"}


def test_the_same_file_twice_is_refused_with_its_case(services: Services, case_id: str) -> None:
    with pytest.raises(DuplicateDocument) as refused:
        services.open_case(Upload("copy.txt", LETTER.encode()), actor=MARIA)

    assert refused.value.case_id == case_id


def test_the_refusal_says_when_the_known_case_was_removed(services: Services, case_id: str) -> None:
    services.remove(case_id, actor=MARIA)

    with pytest.raises(DuplicateDocument) as refused:
        services.open_case(Upload("copy.txt", LETTER.encode()), actor=MARIA)

    assert "restore" in refused.value.hint_text


def test_a_damaged_file_opens_a_case_that_says_why_and_keeps_the_original(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    view = services.case(case_id)
    assert view.row.status == "failed"
    assert view.error and view.error["code"] == "damaged_file"
    assert view.stages["ingest"].status == "failed"
    assert services.original(case_id, view.case.letter.document_id).data == DAMAGED


def test_two_empty_files_are_two_cases(services: Services) -> None:
    first = services.open_case(Upload("one.pdf", b""), actor=MARIA)
    second = services.open_case(Upload("two.pdf", b""), actor=MARIA)

    assert first != second
    assert services.case(second).row.error_code == "empty_file"


def test_a_path_in_the_file_name_is_cut_off(services: Services) -> None:
    case_id = services.open_case(Upload("..\\..\\etc/passwd.txt", LETTER.encode()), actor=MARIA)

    assert services.case(case_id).case.letter.filename == "passwd.txt"


def test_pasted_text_becomes_a_case(services: Services) -> None:
    case_id = services.open_pasted(LETTER, actor=MARIA)

    assert services.case(case_id).row.patient == "Dana Whitlock"


def test_pasting_nothing_is_refused(services: Services) -> None:
    with pytest.raises(EmptyFile):
        services.open_pasted(" \n ", actor=MARIA)


def test_the_right_password_brings_a_locked_letter_back(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", LOCKED + LETTER.encode()), actor=MARIA)
    assert services.case(case_id).row.error_code == "password_protected"

    services.enter_password(case_id, PASSWORD, actor=MARIA)

    view = services.case(case_id)
    assert view.row.status == "review"
    assert view.error is None
    assert view.case.facts.value("payer") == "Larkspur Mutual Health"


def test_a_wrong_password_leaves_the_case_as_it_was(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", LOCKED + LETTER.encode()), actor=MARIA)

    with pytest.raises(WrongPassword):
        services.enter_password(case_id, "guess", actor=MARIA)

    assert services.case(case_id).row.error_code == "password_protected"


def test_a_password_is_kept_nowhere(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", LOCKED + LETTER.encode()), actor=MARIA)

    services.enter_password(case_id, PASSWORD, actor=MARIA)

    assert PASSWORD not in repr(services.events(case_id))


def test_a_better_copy_is_read_anew(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    document_id = services.replace_letter(case_id, Upload("better.txt", LETTER.encode()), actor=MARIA)

    view = services.case(case_id)
    assert view.case.letter.document_id == document_id
    assert view.row.status == "review"


def test_a_better_copy_that_belongs_to_another_case_is_refused(
    services: Services, case_id: str, open_letter: Callable[..., str]
) -> None:
    other = open_letter("payer: Another Plan\n")

    with pytest.raises(DuplicateDocument):
        services.replace_letter(other, Upload("copy.txt", LETTER.encode()), actor=MARIA)


def test_a_case_opened_without_its_letter_waits_for_it(services: Services) -> None:
    case_id = services.open_waiting_case(mode="fast", actor=MARIA)
    assert services.case(case_id).row.error_code == "letter_missing"

    services.replace_letter(case_id, Upload("letter.txt", LETTER.encode()), actor=MARIA)

    assert services.case(case_id).row.status == "review"
