"""Keys of the API, kept answers and pages of the work list behave like this on every database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from denialops.domain.access import KeptAnswer, make_key
from denialops.domain.cases import CasePlace, CaseQuery, CaseRow
from denialops.domain.records import ClosedRecord, Listing, SentRecord
from denialops.errors import CaseNotFound
from denialops.logs import correlated
from denialops.ports import CaseStore
from tests.contract.adapters import StoreAdapter
from tests.contract.makers import TODAY, FakeClock, make_case_file, make_change, open_case

ANSWER = KeptAnswer(request_hash="aa", status=201, media_type="application/json", location="/x", body=b'{"a": 1}')
EVERYTHING = CaseQuery()
LONG_AGO = timedelta(minutes=10)


def _claim(store: CaseStore, clock: FakeClock, key: str = "k1", *, owner: str = "o1") -> KeptAnswer | None:
    with store.transaction() as unit:
        return unit.claim_answer(owner, key, abandoned_before=clock.now() - LONG_AGO)


def _keep(store: CaseStore, *, case_id: str = "", key: str = "k1") -> None:
    with store.transaction() as unit:
        unit.keep_answer("o1", key, ANSWER, case_id=case_id)


def test_a_key_is_found_by_its_id_without_its_secret(store: CaseStore) -> None:
    new = make_key("Billing", "read")
    with store.transaction() as unit:
        unit.add_key(new.row)
    with store.snapshot() as reads:
        found = reads.find_key(new.row.key_id)

    assert found is not None
    assert (found.name, found.scope, found.digest, found.revoked_at) == ("Billing", "read", new.row.digest, "")
    assert new.text.rpartition("_")[2] not in found.model_dump_json()


def test_a_revoked_key_stays_in_the_list_and_cannot_be_revoked_twice(store: CaseStore) -> None:
    new = make_key("Billing", "write")
    with store.transaction() as unit:
        unit.add_key(new.row)
        first, second = unit.revoke_key(new.row.key_id), unit.revoke_key(new.row.key_id)
    with store.snapshot() as reads:
        (listed,) = reads.list_keys()

    assert (first, second) == (True, False)
    assert listed.revoked_at


def test_keys_of_another_clinic_do_not_exist(adapter: StoreAdapter) -> None:
    new = make_key("Billing", "write")
    with adapter.open("other").transaction() as unit:
        unit.add_key(new.row)
    with adapter.open().transaction() as unit:
        seen = (unit.find_key(new.row.key_id), unit.list_keys(), unit.revoke_key(new.row.key_id))

    assert seen == (None, (), False)


def test_the_first_claim_is_the_callers_and_the_second_sees_it_unfinished(store: CaseStore, clock: FakeClock) -> None:
    first, second = _claim(store, clock), _claim(store, clock)

    assert first is None
    assert second is not None
    assert second.status == 0


def test_a_kept_answer_comes_back_as_it_was(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)
    _keep(store)

    again = _claim(store, clock)

    assert again is not None
    assert again.model_copy(update={"begun_at": ""}) == ANSWER


def test_keys_of_different_owners_are_different(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)

    assert _claim(store, clock, owner="o2") is None


def test_a_claim_whose_process_died_is_given_to_the_next(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)
    clock.pass_days(1)

    assert _claim(store, clock) is None
    assert _claim(store, clock) is not None


def test_a_finished_answer_is_never_given_away_for_its_age(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)
    _keep(store)
    clock.pass_days(1)

    assert _claim(store, clock) is not None


def test_a_dropped_claim_can_be_made_anew(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)
    with store.transaction() as unit:
        unit.drop_answer("o1", "k1")

    assert _claim(store, clock) is None


def test_old_answers_are_dropped_and_young_ones_stay(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock, "old")
    clock.pass_days(2)
    _claim(store, clock, "young")
    with store.transaction() as unit:
        dropped = unit.drop_answers(clock.now() - timedelta(days=1))

    assert dropped == 1
    assert _claim(store, clock, "young") is not None


def test_an_answer_goes_for_good_with_its_case(adapter: StoreAdapter, clock: FakeClock) -> None:
    store = adapter.open()
    open_case(store)
    _claim(store, clock)
    _keep(store, case_id="c1")
    with store.transaction() as unit:
        unit.remove_case("c1", make_change("case_removed"))
    clock.pass_days(1)
    with store.transaction() as unit:
        unit.purge_cases(clock.now())

    assert adapter.raw("SELECT count(*) FROM kept_answers")[0][0] == 0


def test_an_answer_about_no_case_of_ours_is_kept_without_one(store: CaseStore, clock: FakeClock) -> None:
    _claim(store, clock)

    _keep(store, case_id="nobody's")

    assert _claim(store, clock) is not None


def test_an_event_knows_the_request_in_which_it_happened(store: CaseStore) -> None:
    with correlated("order-4711-a"):
        open_case(store)
    with store.transaction() as unit:
        unit.record("c1", make_change())
    with store.snapshot() as reads:
        events = reads.list_events("c1")

    assert events[0].correlation_id == "order-4711-a"
    assert events[-1].correlation_id == ""


def _fill(store: CaseStore) -> None:
    """Safe dates by case: 2 days, none, 1 day, 2 days, none."""
    days = (2, None, 1, 2, None)
    for number, day in enumerate(days, 1):
        case_id = f"c{number}"
        open_case(store, case_id, sha256=f"{number:02}" * 32)
        safe = TODAY + timedelta(days=day) if day else None
        listing = Listing(payer="A" if number < 3 else "B", category="coding", safe_date=safe)
        with store.transaction() as unit:
            for stage in ("ingest", "extract", "route"):
                unit.save_stage(stage, make_case_file(case_id), listing)


def _page(store: CaseStore, query: CaseQuery = EVERYTHING, **options: object) -> Sequence[CaseRow]:
    with store.snapshot() as reads:
        return reads.page_rows(query, today=TODAY, **{"limit": 10, **options})  # type: ignore[arg-type]


def test_pages_follow_each_other_without_gap_or_repeat_while_cases_come(store: CaseStore) -> None:
    _fill(store)
    seen: list[str] = []
    after = None
    while rows := _page(store, limit=2, after=after):
        seen += [row.case_id for row in rows]
        after = CasePlace(rows[-1].safe_date, rows[-1].number)
        if len(seen) == 2:
            open_case(store, "c9", sha256="99" * 32)

    assert seen == ["c3", "c1", "c4", "c2", "c5", "c9"]


def test_a_list_is_narrowed_by_payer_category_status_and_day(store: CaseStore) -> None:
    _fill(store)

    assert [row.case_id for row in _page(store, CaseQuery(payer="A"))] == ["c1", "c2"]
    assert [row.case_id for row in _page(store, CaseQuery(due_before=date(2026, 3, 4)))] == ["c3"]
    assert len(_page(store, CaseQuery(category="coding", status="reading"))) == 5
    assert not _page(store, CaseQuery(status="review"))
    assert not _page(store, CaseQuery(category="timely_filing"))


def test_the_newest_event_of_each_case_is_told_in_one_look(store: CaseStore) -> None:
    open_case(store)
    open_case(store, "c2", sha256="bb" * 32)
    with store.transaction() as unit:
        unit.record("c2", make_change())
    with store.snapshot() as reads:
        newest = {case_id: reads.list_events(case_id)[-1].number for case_id in ("c1", "c2")}
        told, nothing = reads.last_events(["c1", "c2", "gone"]), reads.last_events([])

    assert told == newest
    assert nothing == {}


@pytest.mark.parametrize("end", ["mark_sent", "close_case"])
def test_a_case_that_is_not_there_is_neither_sent_nor_closed(store: CaseStore, end: str) -> None:
    record = SentRecord(sent_on=TODAY, channel="fax") if end == "mark_sent" else ClosedRecord(outcome="paid")

    with pytest.raises(CaseNotFound), store.transaction() as unit:
        getattr(unit, end)("none", record, make_change())
