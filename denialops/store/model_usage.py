"""StoredUsageLedger: every attempt at a language model, what it cost, and what left for it."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from denialops.domain.models import DaySpend, ModelCall, SentText, Spend, Tokens
from denialops.envelope import Envelope
from denialops.ports import Clock
from denialops.store.session import Connection, Row, Session

PICO = 12
"""Money is kept as whole picodollars: the cheapest token costs some ten thousand of them."""

# Replies from the cache took nothing: they are counted, and what they saved, but never what they would have cost.
SPEND = """
    count(*) FILTER (WHERE from_cache = 0) AS calls,
    count(*) FILTER (WHERE from_cache = 0 AND outcome NOT IN ('ok', 'cancelled')) AS failed,
    count(*) FILTER (WHERE from_cache = 1) AS from_cache,
    count(*) FILTER (WHERE from_cache = 0 AND is_priced = 0) AS unpriced,
    coalesce(sum(input_tokens) FILTER (WHERE from_cache = 0), 0) AS input,
    coalesce(sum(output_tokens) FILTER (WHERE from_cache = 0), 0) AS output,
    coalesce(sum(cached_tokens) FILTER (WHERE from_cache = 0), 0) AS cached,
    count(*) FILTER (WHERE from_cache = 0 AND is_estimate = 1) AS estimates,
    coalesce(sum(cost_pico_usd), 0) AS cost, coalesce(sum(saved_pico_usd), 0) AS saved
"""
OF_THESE_DAYS = "FROM model_calls WHERE tenant = :tenant AND day > :after"


class UsageDatabase(Protocol):
    """The database of the cases. A quick transaction does not wait for the disk."""

    def snapshot(self) -> AbstractContextManager[Connection]: ...

    def transaction(self) -> AbstractContextManager[Connection]: ...

    def quick_transaction(self) -> AbstractContextManager[Connection]: ...


class StoredUsageLedger:
    """Of one tenant, beside its cases. What left is kept in an envelope."""

    def __init__(self, database: UsageDatabase, *, tenant: str, clock: Clock, envelope: Envelope) -> None:
        self._database, self._tenant, self._clock, self._envelope = database, tenant, clock, envelope

    def record(self, call: ModelCall) -> None:
        values = _values_of(call) | {"day": self._clock.today().isoformat()}
        # A count is not worth a wait for the disk at every call, nor at every reply from the cache.
        with self._database.quick_transaction() as connection:
            self._session(connection).insert("model_calls", values)

    def spent_today(self) -> Spend:
        day = self._clock.today().isoformat()
        return self._spent("day = :day", day=day)

    def spent_on(self, case_id: str) -> Spend:
        return self._spent("case_id = :case_id", case_id=case_id)

    def list_days(self, *, days: int = 30) -> tuple[DaySpend, ...]:
        after = (self._clock.today() - timedelta(days=days)).isoformat()
        with self._database.snapshot() as connection:
            session = self._session(connection)
            sums = session.rows(
                f"SELECT day, provider, model, {SPEND} {OF_THESE_DAYS} "
                "GROUP BY day, provider, model ORDER BY day DESC, provider, model",
                after=after,
            )
            times = session.rows(
                f"SELECT day, provider, model, first_token_s, total_s {OF_THESE_DAYS} "
                "AND outcome = 'ok' AND from_cache = 0",
                after=after,
            )
        return _days(sums, times)

    def list_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        sql = "SELECT * FROM model_calls WHERE tenant = :tenant AND case_id = :case_id ORDER BY row_id DESC"
        with self._database.snapshot() as connection:
            return tuple(_call(row) for row in self._session(connection).rows(sql, case_id=case_id))

    def keep_sent(self, sent: SentText) -> None:
        """Raises CaseNotFound where the case has gone meanwhile."""
        content = json.dumps({"body": sent.body, "placeholders": dict(sent.placeholders)}).encode()
        values = sent.model_dump(include={"call_id", "at", "provider", "model"})
        # Sealed first: the key file may have to be made, and nothing should wait for that.
        values["body"] = self._envelope.seal(content, about=self._about(sent.call_id))
        with self._database.transaction() as connection:
            session = self._session(connection)
            if sent.case_id:
                session.refuse_unknown_case(sent.case_id)
            session.insert("model_sendings", values | {"case_id": sent.case_id or None})

    def list_sent(self, case_id: str) -> tuple[SentText, ...]:
        sql = "SELECT * FROM model_sendings WHERE tenant = :tenant AND case_id = :case_id ORDER BY row_id DESC"
        with self._database.snapshot() as connection:
            rows = self._session(connection).rows(sql, case_id=case_id)
        return tuple(self._sent(row) for row in rows)

    def _sent(self, row: Row) -> SentText:
        columns = ("call_id", "at", "case_id", "provider", "model")
        content = self._envelope.open(row["body"], about=self._about(row["call_id"]))
        return SentText(**{name: row[name] for name in columns}, **json.loads(content))

    def _spent(self, condition: str, **values: str) -> Spend:
        sql = f"SELECT {SPEND} FROM model_calls WHERE tenant = :tenant AND {condition}"
        with self._database.snapshot() as connection:
            (row,) = self._session(connection).rows(sql, **values)
        return _spend(row)

    def _about(self, call_id: str) -> str:
        return f"model_sendings/{self._tenant}/{call_id}"

    def _session(self, connection: Any) -> _Usage:
        return _Usage(connection, self._tenant, self._clock)


class _Usage(Session):
    def rows(self, sql: str, **values: Any) -> list[Row]:
        return self._rows(sql, **values)

    def insert(self, table: str, values: dict[str, Any]) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._execute(f"INSERT INTO {table} (tenant, {names}) VALUES (:tenant, {marks})", **values)

    def refuse_unknown_case(self, case_id: str) -> None:
        self._case(case_id)


def _values_of(call: ModelCall) -> dict[str, Any]:
    same = {"call_id", "case_id", "at", "purpose", "provider", "model", "outcome", "first_token_s", "total_s"}
    return call.model_dump(include=same) | {
        "input_tokens": call.tokens.input,
        "output_tokens": call.tokens.output,
        "cached_tokens": call.tokens.cached,
        "is_estimate": int(call.tokens.is_estimate),
        "cost_pico_usd": _to_pico(call.cost_usd),
        "is_priced": int(call.is_priced),
        "saved_pico_usd": _to_pico(call.saved_usd),
        "from_cache": int(call.from_cache),
    }


def _call(row: Row) -> ModelCall:
    same = ("call_id", "case_id", "at", "purpose", "provider", "model", "outcome", "first_token_s", "total_s")
    return ModelCall(
        **{name: row[name] for name in same},
        tokens=Tokens(
            input=row["input_tokens"],
            output=row["output_tokens"],
            cached=row["cached_tokens"],
            is_estimate=bool(row["is_estimate"]),
        ),
        cost_usd=_from_pico(row["cost_pico_usd"]),
        is_priced=bool(row["is_priced"]),
        saved_usd=_from_pico(row["saved_pico_usd"]),
        from_cache=bool(row["from_cache"]),
    )


def _spend(row: Row) -> Spend:
    is_estimate = row["estimates"] > 0
    return Spend(
        calls=row["calls"],
        failed=row["failed"],
        from_cache=row["from_cache"],
        unpriced=row["unpriced"],
        tokens=Tokens(
            input=int(row["input"]), output=int(row["output"]), cached=int(row["cached"]), is_estimate=is_estimate
        ),
        cost_usd=_from_pico(row["cost"]),
        saved_usd=_from_pico(row["saved"]),
    )


def _days(sums: list[Row], times: list[Row]) -> tuple[DaySpend, ...]:
    of_day: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in times:
        of_day[row["day"], row["provider"], row["model"]].append(row)
    return tuple(
        DaySpend(
            day=row["day"],
            provider=row["provider"],
            model=row["model"],
            spend=_spend(row),
            median_first_token_s=_median(of_day[row["day"], row["provider"], row["model"]], "first_token_s"),
            median_total_s=_median(of_day[row["day"], row["provider"], row["model"]], "total_s"),
        )
        for row in sums
    )


def _median(rows: list[Row], column: str) -> float:
    return statistics.median([row[column] for row in rows]) if rows else 0.0


def _to_pico(usd: Decimal) -> int:
    return int(usd.scaleb(PICO).to_integral_value())


def _from_pico(pico: int | Decimal) -> Decimal:
    """PostgreSQL sums whole numbers as decimals."""
    return Decimal(int(pico)).scaleb(-PICO)
