"""Drafts are kept by version, and nobody's text is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from denialops.errors import DraftConflict, InvalidValue, NothingToDraft
from denialops.services import Services

MARIA, JONAS = "Maria Lopez", "Jonas Weber"
BODY = "## Request\n\nPlease pay. [[add the dates]]\n"


def test_a_saved_draft_is_a_new_version_that_was_checked(services: Services, case_id: str) -> None:
    saved = services.save_draft(case_id, BODY, based_on=1, actor=MARIA)

    assert (saved.version, saved.based_on, saved.author) == (2, 1, MARIA)
    assert [blank.text for blank in saved.blanks] == ["add the dates"]
    assert services.draft(case_id).body == BODY


def test_earlier_versions_stay_readable(services: Services, case_id: str) -> None:
    services.save_draft(case_id, BODY, based_on=1, actor=MARIA)

    assert services.draft(case_id, 1).author == "DenialOps"
    assert services.draft(case_id, 1).body != BODY


def test_the_second_of_two_who_save_is_told_and_loses_nothing(services: Services, case_id: str) -> None:
    services.save_draft(case_id, BODY, based_on=1, actor=MARIA)

    with pytest.raises(DraftConflict) as conflict:
        services.save_draft(case_id, "## Request\n\nJonas wrote this.\n", based_on=1, actor=JONAS)

    assert conflict.value.latest_version == 2
    assert services.draft(case_id).body == BODY
    assert "Jonas wrote this." in services.draft(case_id, conflict.value.saved_as).body


def test_the_history_says_which_version_is_the_latest(services: Services, case_id: str) -> None:
    services.save_draft(case_id, BODY, based_on=1, actor=MARIA)
    with pytest.raises(DraftConflict):
        services.save_draft(case_id, "## Request\n\nJonas wrote this.\n", based_on=1, actor=JONAS)

    versions = services.case(case_id).versions

    assert [(info.author, info.is_latest, info.is_copy) for info in versions] == [
        (JONAS, False, True),
        (MARIA, True, False),
        ("DenialOps", False, False),
    ]


def test_saving_what_is_there_already_makes_no_version(services: Services, case_id: str) -> None:
    body = services.draft(case_id).body

    assert services.save_draft(case_id, body, based_on=1, actor=MARIA).version == 1


@pytest.mark.parametrize("body", [" \n", "x" * 200_001], ids=["empty", "too long"])
def test_a_letter_nobody_can_send_is_refused(services: Services, case_id: str, body: str) -> None:
    with pytest.raises(InvalidValue):
        services.save_draft(case_id, body, based_on=1, actor=MARIA)


def test_what_is_no_denial_has_no_draft(services: Services, open_letter: Callable[..., str]) -> None:
    case_id = open_letter("is_denial: false\n")

    assert services.case(case_id).case.draft is None
    with pytest.raises(NothingToDraft):
        services.save_draft(case_id, BODY, based_on=0, actor=MARIA)
    with pytest.raises(NothingToDraft):
        services.redraft(case_id, actor=MARIA)


def test_the_letter_is_made_of_the_saved_draft(services: Services, case_id: str) -> None:
    services.save_draft(case_id, BODY, based_on=1, actor=MARIA)

    assert b"Please pay." in services.letter_docx(case_id)
    assert b"Please pay." in services.letter_pdf(case_id)


def test_the_pages_of_the_saved_letter_are_drawn(services: Services, case_id: str) -> None:
    services.save_draft(case_id, BODY, based_on=1, actor=MARIA)

    assert services.letter_sheets(case_id) == (b"1:[]",)


def test_what_is_no_denial_has_no_pages(services: Services, open_letter: Callable[..., str]) -> None:
    with pytest.raises(NothingToDraft):
        services.letter_sheets(open_letter("is_denial: false\n"))


def test_a_download_by_a_named_person_is_kept(services: Services, case_id: str) -> None:
    services.letter_pdf(case_id, actor=MARIA)

    assert services.timeline(case_id)[0].text == f"{MARIA} downloaded the letter (PDF)"


def test_the_manifest_names_the_files_and_what_is_open(services: Services, case_id: str) -> None:
    manifest = services.manifest(case_id)

    assert set(manifest.files) == {"appeal.docx", "appeal.pdf", "packet.pdf"}
    assert "add the visits" in manifest.open_blanks
    assert [part.label for part in manifest.parts] == ["Letter", "Exhibit A - Denial notice"]


def test_the_manifest_of_a_non_denial_names_no_files(services: Services, open_letter: Callable[..., str]) -> None:
    assert services.manifest(open_letter("is_denial: false\n")).files == {}
