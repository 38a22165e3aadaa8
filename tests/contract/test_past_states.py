"""A case at any past time, told from its events, is what its row and records were then."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.facts import Correction
from denialops.domain.records import ClosedRecord, PastState, SentRecord, StageFailure
from denialops.errors import CaseNotFound, DenialOpsError
from denialops.ports import CaseStore, UnitOfWork
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import (
    LISTING,
    TODAY,
    FakeClock,
    make_case_file,
    make_change,
    make_document,
    make_draft,
    make_fact,
    open_case,
)

FAILURE = StageFailure(stage="extract", code="reading_timed_out", message="m", hint="h")
STEPS: tuple[Callable[[UnitOfWork, int], object], ...] = (
    *(
        lambda tx, n, stage=stage: tx.save_stage(stage, make_case_file(body=f"Text {n}"), LISTING, make_change("done"))
        for stage in STAGE_NAMES
    ),
    lambda tx, n: tx.finish("c1", make_change("case_ready")),
    lambda tx, n: tx.fail_stage("c1", FAILURE, make_change("stage_failed")),
    lambda tx, n: tx.restart("c1", STAGE_NAMES[n % 5], make_change("work_restarted")),
    lambda tx, n: tx.record("c1", make_change("page_read", key=f"page {n % 3}", page=1)),
    lambda tx, n: tx.add_fact("c1", make_fact(fact_id=f"f{n}"), make_change("fact_found")),
    lambda tx, n: tx.add_correction(
        "c1",
        Correction(field="payer", value="X", previous="", actor="Ruth", at="2026-03-02T15:00:00+00:00"),
        make_change(),
    ),
    lambda tx, n: tx.confirm_regime("c1", ("erisa_sf", "state")[n % 2], make_change("regime_confirmed")),
    lambda tx, n: tx.set_received_on("c1", date(2026, 2, 1 + n % 28), make_change("received_date_set")),
    lambda tx, n: tx.save_draft(make_draft(f"By hand {n}"), make_change("draft_saved"), based_on=n % 4),
    lambda tx, n: tx.add_document("c1", make_document(f"x{n}"), make_change("exhibit_added"), role="exhibit"),
    lambda tx, n: tx.remove_document("c1", f"x{n - 1}", make_change("exhibit_removed")),
    lambda tx, n: tx.mark_sent("c1", SentRecord(sent_on=TODAY, channel="fax"), make_change("case_sent")),
    lambda tx, n: tx.close_case("c1", ClosedRecord(outcome="paid", amount=Decimal(1)), make_change("case_closed")),
    lambda tx, n: tx.reopen_case("c1", make_change("case_reopened")),
    lambda tx, n: tx.remove_case("c1", make_change("case_removed")),
    lambda tx, n: tx.restore_case("c1", make_change("case_restored")),
)


@pytest.mark.parametrize("seed", range(3))
def test_the_state_after_every_event_is_what_was_stored_then(store: CaseStore, clock: FakeClock, seed: int) -> None:
    chance, kept = random.Random(seed), list[tuple[datetime, PastState]]()
    open_case(store)
    for number in range(60):
        clock.moment += timedelta(minutes=1)
        step = chance.choice(STEPS)
        try:
            with store.transaction() as tx:
                step(tx, number)
        except DenialOpsError:
            pass  # an illegal move changes nothing, which the next look shows
        kept.append((clock.moment, _stored(store)))

    with store.snapshot() as reads:
        rebuilt = [(at, reads.find_past_state("c1", at)) for at, _ in kept]
    assert rebuilt == kept
    assert len({state.status for _, state in kept}) > 2


def test_before_it_was_opened_a_case_was_nothing(store: CaseStore, clock: FakeClock) -> None:
    open_case(store)

    with store.snapshot() as reads:
        assert reads.find_past_state("c1", clock.moment - timedelta(seconds=1)) is None
        with pytest.raises(CaseNotFound):
            reads.find_past_state("c2", clock.moment)


def test_what_an_event_became_holds_no_word_of_a_letter(adapter: StoreAdapter, store: CaseStore) -> None:
    open_case(store)
    with store.transaction() as tx:
        tx.save_stage("ingest", make_case_file(), LISTING, make_change("stage_finished"))

    kept = str(adapter.raw("SELECT state FROM case_events"))
    assert not any(word in kept for word in (LISTING.payer, LISTING.patient, "4812", "HRH-009-112", "letter.pdf"))


def _stored(store: CaseStore) -> PastState:
    with store.snapshot() as reads:
        row, state, stages = reads.get_row("c1", today=TODAY), reads.get_state("c1"), reads.list_stages("c1")
        drafts = [draft.version for draft in reads.list_drafts("c1") if not draft.is_copy]
        case = reads.get_case("c1", today=TODAY)
        counts = [event.type for event in reads.list_events("c1", limit=1000)]
        return PastState(
            number=row.number,
            status=row.status,
            category=row.category,
            route=row.route,
            safe_date=row.safe_date,
            received_on=state.received_on,
            confirmed_regime=state.confirmed_regime,
            removed_at=state.removed_at,
            failed_stage=state.failure.stage if state.failure else "",
            failure_code=state.failure.code if state.failure else "",
            draft_version=max(drafts, default=0),
            documents=len(reads.list_documents("c1")),
            corrections=len(case.corrections),
            sendings=counts.count("case_sent"),
            closings=counts.count("case_closed"),
            stages={name: record.version for name, record in stages.items()},
        )
