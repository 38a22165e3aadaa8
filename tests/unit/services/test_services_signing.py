"""A letter with open points leaves only when somebody signed for them, and only in the version that was signed."""

from __future__ import annotations

from datetime import date

import pytest

from denialops.errors import DraftOpen, NothingToDraft, StateError
from denialops.services import Services
from denialops.services.records import Upload

MARIA = "Maria Lopez"
BLANK = "Fill: add the visits"


def _send(services: Services, case_id: str) -> None:
    services.mark_sent(
        case_id, sent_on=date(2026, 3, 1), channel="fax", confirmation="", proof=Upload("r.pdf", b"r"), actor=MARIA
    )


def test_an_open_letter_is_not_sent_and_nothing_of_the_sending_is_kept(services: Services, case_id: str) -> None:
    with pytest.raises(DraftOpen):
        _send(services, case_id)

    view = services.case(case_id)
    assert (view.row.status, view.sent) == ("review", None)
    assert BLANK in view.open_points


def test_with_a_signature_it_is_sent_and_the_signature_says_who_left_what_open(
    services: Services, case_id: str
) -> None:
    services.sign_off(case_id, version=1, actor=MARIA)

    _send(services, case_id)

    view = services.case(case_id)
    assert view.row.status == "sent"
    assert view.signed
    assert (view.signed.actor, BLANK in view.signed.points, bool(view.signed.at)) == (MARIA, True, True)
    told = [line.text for line in services.timeline(case_id)]
    assert any(f"{MARIA} signed for version 1 with" in text and "left open" in text for text in told)


def test_a_signature_ends_with_the_next_version(services: Services, case_id: str) -> None:
    services.sign_off(case_id, version=1, actor=MARIA)
    services.save_draft(case_id, "Still [[a gap]].\n", based_on=1, actor=MARIA)

    assert services.case(case_id).signed is None
    with pytest.raises(DraftOpen):
        _send(services, case_id)


def test_a_version_that_is_not_the_newest_cannot_be_signed(services: Services, case_id: str) -> None:
    services.save_draft(case_id, "Still [[a gap]].\n", based_on=1, actor=MARIA)

    with pytest.raises(StateError):
        services.sign_off(case_id, version=1, actor=MARIA)


def test_a_case_without_a_letter_has_nothing_to_sign(services: Services) -> None:
    case_id = services.open_case(Upload("ok.txt", b"is_denial: false\n"), actor=MARIA)

    assert services.case(case_id).open_points == ()
    with pytest.raises(NothingToDraft):
        services.sign_off(case_id, version=1, actor=MARIA)
