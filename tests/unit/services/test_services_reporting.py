"""What happens in DenialOps comes in through the door of all events: once, without its patient, never in the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.recovery.events import StoredEvent
from denialops.errors import Cancelled, NoLegibleText, StoreUnavailable, WorkHeld
from denialops.ports.recovery import EventQuery
from denialops.services import Services
from denialops.services.records import Upload
from tests.fakes.pipeline import DAMAGED, LETTER, FakeClock
from tests.unit.services.conftest import MARIA

PATIENT = ("Dana", "Whitlock", "LMH4471902", "88213")


def events(services: Services, event_type: str = "") -> list[StoredEvent]:
    """Oldest first."""
    return list(reversed(services.page_events(EventQuery(event_type=event_type), limit=50)))


def test_a_case_read_to_its_end_is_a_denied_claim_of_its_payer(services: Services, case_id: str) -> None:
    (event,) = events(services)

    assert (event.workflow_id, event.event_type, event.outcome) == ("claim", "claim.denied", "failed")
    assert (event.vendor, event.error_code, event.case_id) == ("larkspur_mutual_health", "medical_necessity", case_id)
    assert event.occurred_at == "2026-02-20T12:00:00.000000+00:00"
    assert event.payload == {"case_id": case_id, "category": "medical_necessity", "carc": []}
    assert event.sender == "DenialOps"


def test_an_adjustment_code_says_more_than_a_category(services: Services, open_letter: Callable[..., str]) -> None:
    open_letter(LETTER + "carc: 197\ncarc: 50\n")

    (event,) = events(services)
    assert (event.error_code, event.payload["carc"]) == ("197", ["197", "50"])


@pytest.mark.parametrize(
    "written", ["payer: Larkspur Mutual Health, Inc.", "payer: LARKSPUR MUTUAL HEALTH", "payer: Larkspur-Mutual Health"]
)
def test_all_letters_of_a_payer_name_the_same_vendor(
    services: Services, open_letter: Callable[..., str], written: str
) -> None:
    open_letter(LETTER.replace("payer: Larkspur Mutual Health", written))

    assert [event.vendor for event in events(services)] == ["larkspur_mutual_health"]


@pytest.mark.parametrize("letter", [LETTER + "is_denial: false\n", LETTER.replace("payer:", "sent_by:")])
def test_no_claim_is_denied_by_a_letter_that_is_none_or_says_not_whose_it_is(
    services: Services, open_letter: Callable[..., str], letter: str
) -> None:
    open_letter(letter)

    assert events(services) == []


def test_a_case_that_only_waited_for_its_letter_did_not_recover(services: Services) -> None:
    case_id = services.open_waiting_case(mode="fast", actor=MARIA)

    services.replace_letter(case_id, Upload("letter.txt", LETTER.encode()), actor=MARIA)

    assert services.case(case_id).row.status == "review"
    assert [event.event_type for event in events(services)] == ["claim.denied"]


@pytest.mark.parametrize("day", ["2026-03-09", "1026-02-20"])
def test_a_day_that_cannot_be_leaves_the_present(services: Services, open_letter: Callable[..., str], day: str) -> None:
    open_letter(LETTER.replace("2026-02-20", day))

    assert [event.occurred_at for event in events(services)] == ["2026-03-02T15:04:00.000000+00:00"]


def test_reading_a_case_again_tells_its_denial_once(services: Services, case_id: str) -> None:
    services.rerun(case_id, actor=MARIA)

    assert len(events(services)) == 1


def test_a_process_that_died_before_it_told_the_end_tells_it_after_its_restart(services: Services) -> None:
    with closed_door(services):
        case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)

    services.run_stage(case_id, STAGE_NAMES[-1])

    assert [event.case_id for event in events(services)] == [case_id]


def test_a_stage_that_failed_is_told_with_its_code_and_without_its_file(
    services: Services, open_letter: Callable[..., str]
) -> None:
    case_id = open_letter(DAMAGED.decode(), filename="Dana Whitlock.txt")

    (event,) = events(services)
    assert (event.workflow_id, event.vendor, event.error_code) == ("case_stage", "denialops", "damaged_file")
    assert event.payload["stage"] == "ingest"
    assert (event.case_id, event.payload["task_id"]) == (case_id, case_id)
    assert "cut off or damaged" in str(event.payload["message"])


def test_a_failure_told_twice_is_kept_once_and_a_second_try_that_fails_is_another(services: Services) -> None:
    case_id = services.open_case(Upload("letter.txt", DAMAGED), actor=MARIA)
    services.keep_failure(case_id, "ingest", NoLegibleText())

    services.rerun(case_id, actor=MARIA)

    assert [event.error_code for event in events(services)] == ["damaged_file", "damaged_file"]


@pytest.mark.parametrize("error", [Cancelled(), WorkHeld()])
def test_what_a_person_stopped_did_not_fail(services: Services, case_id: str, error: Cancelled | WorkHeld) -> None:
    services.keep_failure(case_id, "ingest", error)

    assert events(services, "case_stage.failed") == []


@pytest.mark.parametrize(("outcome", "told"), [("paid", 1), ("partly_paid", 1), ("upheld", 0), ("withdrawn", 0)])
def test_an_appeal_that_was_won_is_a_paid_claim(services: Services, case_id: str, outcome: str, told: int) -> None:
    services.close(case_id, outcome=outcome, amount=Decimal("1840.00"), actor=MARIA)

    paid = events(services, "claim.paid")
    assert len(paid) == told
    assert all((event.vendor, event.outcome) == ("larkspur_mutual_health", "succeeded") for event in paid)


def test_a_case_closed_twice_was_paid_once(services: Services, case_id: str, clock: FakeClock) -> None:
    services.close(case_id, outcome="paid", amount=None, actor=MARIA)
    services.reopen(case_id, actor=MARIA)
    clock.pass_days(1)

    services.close(case_id, outcome="paid", amount=None, actor=MARIA)

    assert len(events(services, "claim.paid")) == 1


def test_no_work_fails_because_its_event_cannot_be_kept(services: Services) -> None:
    with closed_door(services):
        case_id = services.open_case(Upload("letter.txt", LETTER.encode()), actor=MARIA)
        services.close(case_id, outcome="paid", amount=None, actor=MARIA)
        failed = services.open_case(Upload("other.txt", DAMAGED), actor=MARIA)

    assert services.case(case_id).row.status == "closed"
    assert services.case(failed).row.status == "failed"
    assert events(services) == []


def test_no_event_of_ours_knows_the_patient(services: Services, case_id: str) -> None:
    services.close(case_id, outcome="paid", amount=None, actor=MARIA)
    services.open_case(Upload("Dana Whitlock.txt", DAMAGED), actor=MARIA)

    kept = json.dumps([event.model_dump() for event in events(services)])

    assert len(events(services)) == 3
    assert not [word for word in PATIENT if word in kept]


class ClosedDoor:
    def take_own(self, body: object, *, sender: str, correlation_id: str = "") -> object:
        raise StoreUnavailable()


@contextmanager
def closed_door(services: Services) -> Iterator[None]:
    opened, services.event_intake = services.event_intake, ClosedDoor()  # type: ignore[assignment]
    yield
    services.event_intake = opened
