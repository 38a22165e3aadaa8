"""Whatever counts what language models cost must behave like this."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from denialops.domain.models import ModelCall, SentText, Spend, Tokens
from denialops.envelope import Envelope
from denialops.errors import CaseNotFound, SealBroken, SecretKeyLost
from denialops.llm.usage import MemoryUsageLedger
from denialops.ports import CaseStore, UsageLedger
from denialops.store.case_store import FILE_NAME, SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase
from tests.contract.makers import FakeClock, make_change, open_case
from tests.fakes.servers import Postgres

KEY = "ab" * 32


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def cases(tmp_path: Path, clock: FakeClock) -> Iterator[SqliteCaseStore]:
    store = SqliteCaseStore(tmp_path, tenant="clinic", clock=clock)
    _open_cases(store)
    yield store
    store.close()


@pytest.fixture
def pg_cases(postgres: Postgres, clock: FakeClock) -> Iterator[PgCaseStore]:
    store = PgCaseStore(PgDatabase(postgres.make_database()), tenant="clinic", clock=clock)
    _open_cases(store)
    yield store
    store.close()


def _open_cases(store: CaseStore) -> None:
    for case_id in ("c1", "c2"):
        open_case(store, case_id)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> UsageLedger:
    if request.param == "memory":
        return MemoryUsageLedger(clock)
    cases: SqliteCaseStore | PgCaseStore = request.getfixturevalue("cases" if request.param == "sqlite" else "pg_cases")
    return cases.ledger(Envelope(tmp_path))


def make_call(call_id: str, **values: Any) -> ModelCall:
    usual: dict[str, Any] = {
        "at": "2026-03-02T15:00:00.000000+00:00",
        "case_id": "c1",
        "purpose": "read",
        "provider": "openai",
        "model": "small",
        "outcome": "ok",
        "tokens": Tokens(input=100, output=20, cached=40),
        "cost_usd": Decimal("0.000042500037"),
        "first_token_s": 0.5,
        "total_s": 2.0,
    }
    return ModelCall(call_id=call_id, **usual | values)


def make_sent(call_id: str = "a", case_id: str = "c1", body: str = "[NAME 1] is denied") -> SentText:
    at = "2026-03-02T15:00:00.000000+00:00"
    counted = {"NAME": 1}
    return SentText(
        call_id=call_id, at=at, case_id=case_id, provider="openai", model="small", body=body, placeholders=counted
    )


def test_a_call_comes_back_as_it_was_recorded(ledger: UsageLedger) -> None:
    call = make_call("a", is_priced=False, outcome="model_busy", tokens=Tokens(input=3, is_estimate=True))
    ledger.record(call)

    assert ledger.list_calls("c1") == (call,)


def test_calls_of_a_case_are_listed_newest_first_and_of_that_case_only(ledger: UsageLedger) -> None:
    for call_id, case_id in (("a", "c1"), ("b", "c2"), ("c", "c1")):
        ledger.record(make_call(call_id, case_id=case_id))

    assert [call.call_id for call in ledger.list_calls("c1")] == ["c", "a"]
    assert ledger.list_calls("c3") == ()


def test_nothing_was_spent_before_the_first_call(ledger: UsageLedger) -> None:
    assert ledger.spent_today() == ledger.spent_on("c1") == Spend()
    assert ledger.list_days() == ()


def test_sums_are_exact_to_the_last_token(ledger: UsageLedger) -> None:
    for number in range(3):
        ledger.record(make_call(str(number)))

    spent = ledger.spent_today()
    assert (spent.calls, spent.failed) == (3, 0)
    assert spent.tokens == Tokens(input=300, output=60, cached=120)
    assert spent.cost_usd == Decimal("0.000127500111")


def test_a_failed_call_counts_with_what_it_took(ledger: UsageLedger) -> None:
    ledger.record(make_call("a", outcome="model_timed_out", tokens=Tokens(input=100, is_estimate=True)))

    spent = ledger.spent_on("c1")
    assert (spent.calls, spent.failed, spent.tokens.total) == (1, 1, 100)
    assert spent.tokens.is_estimate
    assert spent.cost_usd > 0


def test_a_call_that_a_person_stopped_is_no_failure_of_the_model(ledger: UsageLedger) -> None:
    ledger.record(make_call("a", outcome="cancelled"))

    assert (ledger.spent_today().calls, ledger.spent_today().failed) == (1, 0)


def test_a_reply_from_the_cache_costs_nothing_and_shows_what_it_saved(ledger: UsageLedger) -> None:
    ledger.record(make_call("a", from_cache=True, cost_usd=Decimal(0), saved_usd=Decimal("0.25"), is_priced=False))

    spent = ledger.spent_today()
    assert spent == Spend(from_cache=1, saved_usd=Decimal("0.25"))


def test_a_call_of_unknown_price_is_told_apart(ledger: UsageLedger) -> None:
    ledger.record(make_call("a", is_priced=False, cost_usd=Decimal(0)))
    ledger.record(make_call("b"))

    assert ledger.spent_today().unpriced == 1


def test_today_ends_with_the_clinics_day(ledger: UsageLedger, clock: FakeClock) -> None:
    ledger.record(make_call("a"))
    clock.pass_days(1)
    ledger.record(make_call("b"))

    assert ledger.spent_today().calls == 1
    assert ledger.spent_on("c1").calls == 2


def test_days_are_listed_newest_first_by_provider_and_model(ledger: UsageLedger, clock: FakeClock) -> None:
    ledger.record(make_call("a"))
    clock.pass_days(1)
    for call_id, provider, model in (("b", "openai", "small"), ("c", "anthropic", "big"), ("d", "openai", "big")):
        ledger.record(make_call(call_id, provider=provider, model=model))

    shown = [(day.day, day.provider, day.model) for day in ledger.list_days()]
    assert shown == [
        ("2026-03-03", "anthropic", "big"),
        ("2026-03-03", "openai", "big"),
        ("2026-03-03", "openai", "small"),
        ("2026-03-02", "openai", "small"),
    ]


def test_days_before_the_asked_ones_are_left_out(ledger: UsageLedger, clock: FakeClock) -> None:
    ledger.record(make_call("a"))
    clock.pass_days(2)

    assert len(ledger.list_days(days=3)) == 1
    assert ledger.list_days(days=2) == ()


def test_medians_are_of_calls_that_went_well_and_were_really_made(ledger: UsageLedger) -> None:
    for call_id, total_s in (("a", 1.0), ("b", 3.0), ("c", 9.0)):
        ledger.record(make_call(call_id, first_token_s=total_s / 10, total_s=total_s))
    ledger.record(make_call("d", outcome="model_timed_out", total_s=60.0))
    ledger.record(make_call("e", from_cache=True, total_s=0.001))

    (day,) = ledger.list_days()
    assert (day.median_first_token_s, day.median_total_s) == (0.3, 3.0)


def test_many_threads_lose_no_call(ledger: UsageLedger) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: ledger.record(make_call(str(number))), range(160)))

    assert ledger.spent_today().calls == 160


def test_what_left_is_kept_for_the_audit_newest_first(ledger: UsageLedger) -> None:
    first, second, of_another = make_sent("a"), make_sent("b", body="more"), make_sent("c", "c2")
    for sent in (first, second, of_another):
        ledger.keep_sent(sent)

    assert ledger.list_sent("c1") == (second, first)


def test_what_left_without_a_case_is_kept_as_well(ledger: UsageLedger) -> None:
    ledger.keep_sent(make_sent(case_id=""))

    assert ledger.list_sent("c1") == ()


def remove_for_good(cases: SqliteCaseStore, clock: FakeClock, case_id: str) -> None:
    with cases.transaction() as unit:
        unit.remove_case(case_id, make_change("case_removed"))
    clock.moment += timedelta(seconds=1)
    with cases.transaction() as unit:
        assert unit.purge_cases(clock.now()) == (case_id,)


def test_a_deleted_case_takes_its_calls_and_texts_along_but_not_what_the_day_cost(
    tmp_path: Path, cases: SqliteCaseStore, clock: FakeClock
) -> None:
    ledger = cases.ledger(Envelope(tmp_path))
    ledger.record(make_call("a"))
    ledger.record(make_call("b", case_id="c2"))
    ledger.keep_sent(make_sent())
    before = ledger.list_days()

    remove_for_good(cases, clock, "c1")

    assert ledger.list_calls("c1") == ledger.list_sent("c1") == ()
    assert ledger.spent_on("c1") == Spend()
    assert ledger.list_days() == before
    assert len(ledger.list_calls("c2")) == 1


def test_a_text_for_a_case_that_is_gone_is_refused(tmp_path: Path, cases: SqliteCaseStore) -> None:
    with pytest.raises(CaseNotFound):
        cases.ledger(Envelope(tmp_path)).keep_sent(make_sent(case_id="gone"))


def test_what_left_cannot_be_read_from_the_file(tmp_path: Path, cases: SqliteCaseStore) -> None:
    cases.ledger(Envelope(tmp_path)).keep_sent(make_sent(body="a text nobody else should find"))

    kept = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE_NAME}*"))
    assert b"nobody else" not in kept


def test_a_text_moved_to_another_call_does_not_open(tmp_path: Path, cases: SqliteCaseStore) -> None:
    ledger = cases.ledger(Envelope(tmp_path))
    ledger.keep_sent(make_sent())
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    raw.execute("DROP TRIGGER model_sendings_unchanged")
    raw.execute("UPDATE model_sendings SET call_id = 'another'")
    raw.commit()
    raw.close()

    with pytest.raises(SealBroken):
        ledger.list_sent("c1")


def test_a_tenant_sees_nothing_of_another(tmp_path: Path, cases: SqliteCaseStore, clock: FakeClock) -> None:
    theirs = SqliteCaseStore(tmp_path, tenant="theirs", clock=clock)
    cases.ledger(Envelope(tmp_path)).record(make_call("a"))

    assert theirs.ledger(Envelope(tmp_path)).spent_today() == Spend()
    theirs.close()


def test_another_key_than_the_first_one_of_a_database_is_refused(tmp_path: Path, pg_cases: PgCaseStore) -> None:
    first, same = Envelope(tmp_path / "a"), Envelope(tmp_path / "b", key=KEY)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "secret.key").write_text(KEY)
    pg_cases.ledger(first).keep_sent(make_sent(body="sealed on one machine"))

    assert [sent.body for sent in pg_cases.ledger(same).list_sent("c1")] == ["sealed on one machine"]
    with pytest.raises(SecretKeyLost, match="another key"):
        pg_cases.ledger(Envelope(tmp_path / "c"))
