"""Events that come at once share a transaction, each is answered for itself, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pytest

from denialops.domain.recovery.events import NO_SIGNATURE, Signature, WorkflowEvent
from denialops.errors import DenialOpsError, EventConflict, FaultyEvent, QuotaSpent, StoreUnavailable
from denialops.ports.recovery import Appended, NewEvent, RecoveryStore, RecoveryWork
from denialops.recovery.intake import EventIntake, Taken
from denialops.recovery.intake_commits import MOST_AT_ONCE, GroupCommits
from tests.unit.recovery.test_event_checks import CHECK, GOOD


class FakeWork:
    """Keeps what is committed; `broken` is raised instead."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.kept: dict[str, tuple[int, str]] = {}
        self.broken: Exception | None = None
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    @contextmanager
    def transaction(self) -> Iterator[FakeWork]:
        before = dict(self.kept)
        try:
            yield self
        except BaseException:
            self.kept = before
            raise

    def append_events(self, events: Sequence[NewEvent]) -> tuple[Appended, ...]:
        self.entered.set()
        self.go_on.wait(10)
        if self.broken:
            raise self.broken
        self.commits.append([new.event.idempotency_key for new in events])
        return tuple(self._append(new) for new in events)

    def _append(self, new: NewEvent) -> Appended:
        key = new.event.idempotency_key
        is_new = key not in self.kept
        number, body_hash = self.kept.setdefault(key, (len(self.kept) + 1, new.body_hash))
        return Appended(f"id-{number}", number, is_new, body_hash == new.body_hash)


@pytest.fixture
def work() -> FakeWork:
    return FakeWork()


def commits_to(work: FakeWork, **options: Any) -> GroupCommits:
    return GroupCommits(cast(RecoveryStore, work), **options)


def intake_to(work: FakeWork, **options: Any) -> EventIntake:
    return EventIntake(CHECK, lambda event: NO_SIGNATURE, commits_to(work, **options), commits_to(work))


def new(key: str) -> NewEvent:
    event = WorkflowEvent(**{**GOOD, "idempotency_key": key})
    return NewEvent(event, f"hash of {key}", NO_SIGNATURE, "Billing (API)")


def body(key: str = "submit-1", **changed: object) -> dict[str, object]:
    return {**GOOD, "idempotency_key": key, **changed}


def at_once(work: FakeWork, commits: GroupCommits, lots: Sequence[Sequence[str]]) -> list[object]:
    """The first is held while it commits, until all others wait behind it."""

    def append(keys: Sequence[str]) -> object:
        try:
            return [answer.event_id for answer in commits.append([new(key) for key in keys])]
        except DenialOpsError as error:
            return error.code

    work.go_on.clear()
    with ThreadPoolExecutor(len(lots)) as threads:
        first = threads.submit(append, lots[0])
        work.entered.wait(10)
        others = [threads.submit(append, lot) for lot in lots[1:]]
        while len(commits._waiting) < len(others):
            threading.Event().wait(0.001)
        work.go_on.set()
        return [answer.result(10) for answer in (first, *others)]


def test_what_waits_while_another_commits_is_committed_together(work: FakeWork) -> None:
    answers = at_once(work, commits_to(work), [["a"], ["b"], ["c", "d"]])

    ids = {key: f"id-{number}" for key, (number, _) in work.kept.items()}
    assert [len(keys) for keys in work.commits] == [1, 3]
    assert answers == [[ids["a"]], [ids["b"]], [ids["c"], ids["d"]]]


def test_a_transaction_has_an_end(work: FakeWork) -> None:
    large = [f"k{number}" for number in range(MOST_AT_ONCE)]

    at_once(work, commits_to(work), [["a"], large, ["b"]])

    assert all(len(keys) <= MOST_AT_ONCE for keys in work.commits)
    assert sum(map(len, work.commits)) == MOST_AT_ONCE + 2


def test_one_that_is_refused_does_not_take_the_others_along(work: FakeWork) -> None:
    def admit(_: RecoveryWork, count: int) -> None:
        if count > 2:
            raise QuotaSpent()

    answers = at_once(work, commits_to(work, admit=admit), [["a"], ["b"], ["c", "d", "e"], ["f", "g"]])

    assert answers[2] == "quota_spent"
    assert sorted(work.kept) == ["a", "b", "f", "g"]


def test_a_store_that_is_away_is_told_to_all_and_asked_once(work: FakeWork) -> None:
    work.broken = StoreUnavailable()

    answers = at_once(work, commits_to(work), [["a"], ["b"], ["c"]])

    assert answers == ["store_unavailable"] * 3


def test_nobody_waits_for_ever_when_something_unforeseen_breaks(work: FakeWork) -> None:
    work.broken = ZeroDivisionError()
    commits = commits_to(work)

    with pytest.raises(ZeroDivisionError):
        commits.append([new("a")])
    work.broken = None

    assert commits.append([new("b")])[0].is_new


def test_a_new_event_and_the_same_again(work: FakeWork) -> None:
    intake = intake_to(work)

    assert intake.take(body(), sender="Billing") == Taken("id-1", is_new=True)
    assert intake.take(body(), sender="Billing") == Taken("id-1", is_new=False)


def test_another_body_under_the_same_key_is_refused_with_the_event_that_is_there(work: FakeWork) -> None:
    intake = intake_to(work)
    intake.take(body(), sender="Billing")

    with pytest.raises(EventConflict) as refusal:
        intake.take(body(vendor="southgate"), sender="Billing")

    assert refusal.value.event_id == "id-1"


def test_a_batch_answers_each_and_keeps_the_good_ones(work: FakeWork) -> None:
    intake = intake_to(work)
    intake.take(body("known"), sender="Billing")

    answers = intake.take_each(
        [body("a"), body("b", vendor=7), body("known"), body("known", vendor="other"), "text", body("c")],
        sender="Billing",
    )

    kinds = [answer.is_new if isinstance(answer, Taken) else type(answer) for answer in answers]
    assert kinds == [True, FaultyEvent, False, EventConflict, FaultyEvent, True]
    assert work.commits[-1] == ["a", "known", "known", "c"]


def test_a_batch_without_a_good_event_asks_the_store_nothing(work: FakeWork) -> None:
    (answer,) = intake_to(work).take_each(["text"], sender="Billing")

    assert isinstance(answer, FaultyEvent)
    assert work.commits == []


def test_a_quota_refuses_the_good_ones_of_a_batch_and_the_faulty_are_still_told(work: FakeWork) -> None:
    def admit(_: RecoveryWork, count: int) -> None:
        raise QuotaSpent()

    answers = intake_to(work, admit=admit).take_each([body("a"), "text"], sender="Billing")

    assert [type(answer) for answer in answers] == [QuotaSpent, FaultyEvent]
    assert work.kept == {}


def test_a_quota_does_not_keep_out_what_happened_here(work: FakeWork) -> None:
    def admit(_: RecoveryWork, count: int) -> None:
        raise QuotaSpent()

    assert intake_to(work, admit=admit).take_own(body(), sender="DenialOps").is_new


def test_the_same_event_again_uses_no_quota(work: FakeWork) -> None:
    used: list[int] = []
    intake = intake_to(work, admit=lambda _, count: used.append(count))

    for _ in range(3):
        intake.take(body(), sender="Billing")

    assert used == [1]


def test_a_store_that_is_away_fails_the_batch_as_a_whole(work: FakeWork) -> None:
    work.broken = StoreUnavailable()

    with pytest.raises(StoreUnavailable):
        intake_to(work).take_each([body()], sender="Billing")


def test_an_event_is_signed_as_it_is_kept_without_its_patient(work: FakeWork) -> None:
    signed: list[WorkflowEvent] = []

    def sign(event: WorkflowEvent) -> Signature:
        signed.append(event)
        return NO_SIGNATURE

    EventIntake(CHECK, sign, commits_to(work), commits_to(work)).take(
        body(payload={"message": "patient Ruth Almeida not found"}), sender="Billing"
    )

    assert signed[0].payload == {"message": "[name] not found"}
