"""A case is sent, closed, reopened, removed and restored; only legal moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from denialops.errors import CaseNotFound, IllegalTransition, InvalidValue, StateError
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.desk import open_services
from tests.fakes.pipeline import DAMAGED, LETTER, FakeClock, FakePipeline

MARIA = "Maria Lopez"
SENT_ON = date(2026, 3, 1)


def _send(services: Services, case_id: str, *, sent_on: date = SENT_ON, proof: Upload | None = None) -> None:
    draft = services.case(case_id).case.draft
    if draft:
        services.sign_off(case_id, version=draft.version, actor=MARIA)
    services.mark_sent(case_id, sent_on=sent_on, channel="fax", confirmation="OK 17", proof=proof, actor=MARIA)


def test_a_sent_case_keeps_how_and_its_proof_and_leaves_the_open_list(services: Services, case_id: str) -> None:
    _send(services, case_id, proof=Upload("receipt.pdf", b"fax receipt"))

    view = services.case(case_id)
    assert view.sent and (view.sent.sent_on, view.sent.channel, view.sent.confirmation) == (SENT_ON, "fax", "OK 17")
    assert services.original(case_id, view.sent.proof_document_id) == Upload("receipt.pdf", b"fax receipt")
    assert services.work_list().rows == ()
    assert [row.case_id for row in services.work_list(show="sent").rows] == [case_id]


def test_a_proof_is_no_exhibit(services: Services, case_id: str) -> None:
    _send(services, case_id, proof=Upload("receipt.pdf", b"fax receipt"))

    assert [exhibit.label for exhibit in services.case(case_id).exhibits] == ["Exhibit A"]


def test_nothing_is_sent_in_the_future(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue):
        _send(services, case_id, sent_on=date(2026, 3, 3))


def test_a_way_of_sending_is_needed(services: Services, case_id: str) -> None:
    with pytest.raises(InvalidValue):
        services.mark_sent(case_id, sent_on=SENT_ON, channel=" ", confirmation="", proof=None, actor=MARIA)


def test_a_failed_case_cannot_be_sent_and_its_proof_is_not_taken(services: Services) -> None:
    case_id = services.open_case(Upload("letter.pdf", DAMAGED), actor=MARIA)

    with pytest.raises(IllegalTransition):
        _send(services, case_id, proof=Upload("receipt.pdf", b"fax receipt"))

    assert "case_sent" not in {event.type for event in services.events(case_id)}


def test_a_closed_case_keeps_outcome_and_amount(services: Services, case_id: str) -> None:
    _send(services, case_id)

    services.close(case_id, outcome="partly_paid", amount=Decimal("900.00"), actor=MARIA)

    closed = services.case(case_id).closed
    assert closed and (closed.outcome, closed.amount, closed.actor) == ("partly_paid", Decimal("900.00"), MARIA)
    assert services.work_list().counts["closed"] == 1


@pytest.mark.parametrize(("outcome", "amount"), [("won", None), ("paid", Decimal("-1"))])
def test_an_end_that_cannot_be_is_refused(
    services: Services, case_id: str, outcome: str, amount: Decimal | None
) -> None:
    with pytest.raises(InvalidValue):
        services.close(case_id, outcome=outcome, amount=amount, actor=MARIA)


def test_a_closed_case_cannot_be_sent_before_it_is_reopened(services: Services, case_id: str) -> None:
    services.close(case_id, outcome="withdrawn", amount=None, actor=MARIA)
    with pytest.raises(IllegalTransition):
        _send(services, case_id)

    services.reopen(case_id, actor=MARIA)
    _send(services, case_id)

    assert services.case(case_id).row.status == "sent"


def test_a_removed_case_is_off_every_list_until_it_is_restored(services: Services, case_id: str) -> None:
    services.remove(case_id, actor=MARIA)
    removed = [row.case_id for row in services.work_list(show="removed").rows]
    shown = services.work_list(show="all").rows

    services.restore(case_id, actor=MARIA)

    assert (removed, shown) == ([case_id], ())
    assert [row.case_id for row in services.work_list().rows] == [case_id]


def test_a_case_is_not_removed_twice(services: Services, case_id: str) -> None:
    services.remove(case_id, actor=MARIA)

    with pytest.raises(StateError):
        services.remove(case_id, actor=MARIA)


@pytest.mark.parametrize(
    "act",
    [
        lambda services: services.case("none"),
        lambda services: services.events("none"),
        lambda services: services.remove("none", actor=MARIA),
        lambda services: services.correct_fact("none", "payer", "X", actor=MARIA),
        lambda services: services.letter_pdf("none"),
        lambda services: services.rerun("none", actor=MARIA),
        lambda services: services.cancel("none", actor=MARIA),
    ],
)
def test_a_case_that_does_not_exist_is_said_so(services: Services, act: Callable[[Services], object]) -> None:
    with pytest.raises(CaseNotFound):
        act(services)


def test_what_a_model_replied_about_a_case_is_forgotten_with_its_removal(
    tmp_path: Path, clock: FakeClock, pipeline: FakePipeline
) -> None:
    forgotten: list[str] = []

    def forget(case_id: str) -> int:
        forgotten.append(case_id)
        return 1

    with open_services(tmp_path / "data", clock=clock, pipeline=pipeline, forget_replies=forget) as services:
        case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
        services.close(case_id, outcome="withdrawn", amount=None, actor=MARIA)
        assert forgotten == []

        services.remove(case_id, actor=MARIA)

    assert forgotten == [case_id]
