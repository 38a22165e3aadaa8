"""Events of workflows, appended once and never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from denialops.domain.recovery.events import StoredEvent
from denialops.ports.recovery.events import Appended, EventQuery, NewEvent
from denialops.store.session import Row, Session, as_text

COLUMNS = (
    "number event_id workflow_id event_type vendor error_code outcome payload idempotency_key occurred_at received_at "
    "schema_version correlation_id sender case_id signature signature_rules"
).split()
SHOWN = ", ".join(COLUMNS)
INSERT = (
    f"INSERT INTO workflow_events (tenant, body_hash, {SHOWN}) "
    f"VALUES (:tenant, :body_hash, {', '.join(f':{column}' for column in COLUMNS)})"
)
LAST_NUMBER = "SELECT coalesce(max(number), 0) FROM workflow_events WHERE tenant = :tenant"
MOST_KEYS_AT_ONCE = 256

# Few events name a case, and only failures have a signature: their indexes hold nothing else.
FILTERS = {
    "workflow_id": "workflow_id = :workflow_id",
    "vendor": "vendor = :vendor",
    "error_code": "error_code = :error_code",
    "event_type": "event_type = :event_type",
    "signature": "signature = :signature AND signature <> ''",
    "case_id": "case_id = :case_id AND case_id <> ''",
    "occurred_from": "occurred_at >= :occurred_from",
    "occurred_before": "occurred_at < :occurred_before",
}

SEEN_AFTER = timedelta(minutes=1)
"""How exactly `last_seen` is kept: more would cost a write with every event."""
SEEN_WORKFLOW = """
INSERT INTO workflows (tenant, workflow_id, is_reviewed, first_seen, last_seen) VALUES (:tenant, :name, 0, :now, :now)
ON CONFLICT (tenant, workflow_id) DO UPDATE SET last_seen = excluded.last_seen WHERE workflows.last_seen < :seen_before
"""
SEEN_VENDOR = """
INSERT INTO vendors (tenant, vendor, is_reviewed, is_paused, first_seen, last_seen)
VALUES (:tenant, :name, 0, 0, :now, :now)
ON CONFLICT (tenant, vendor) DO UPDATE SET last_seen = excluded.last_seen WHERE vendors.last_seen < :seen_before
"""


class EventReads(Session):
    def list_events_after(self, number: int, *, limit: int) -> tuple[StoredEvent, ...]:
        rows = self._rows(
            f"SELECT {SHOWN} FROM workflow_events WHERE tenant = :tenant AND number > :number "
            "ORDER BY number LIMIT :limit",
            number=number,
            limit=limit,
        )
        return tuple(map(_event, rows))

    def page_events(self, query: EventQuery, *, limit: int, before: int | None = None) -> tuple[StoredEvent, ...]:
        where, values = _conditions(query)
        if before is not None:
            where, values = f"{where} AND number < :before_number", {**values, "before_number": before}
        rows = self._rows(
            f"SELECT {SHOWN} FROM workflow_events WHERE {where} ORDER BY number DESC LIMIT :limit",
            limit=limit,
            **values,
        )
        return tuple(map(_event, rows))

    def count_events(self, query: EventQuery) -> int:
        where, values = _conditions(query)
        return int(self._value(f"SELECT count(*) FROM workflow_events WHERE {where}", **values))

    def list_event_cases(
        self, signature: str, *, first_event: int, last_event: int, limit: int = 1000
    ) -> tuple[str, ...]:
        rows = self._rows(
            "SELECT case_id FROM workflow_events WHERE tenant = :tenant "
            f"AND {FILTERS['signature']} AND number BETWEEN :first_event AND :last_event AND case_id <> '' "
            "GROUP BY case_id ORDER BY min(number) LIMIT :limit",
            signature=signature,
            first_event=first_event,
            last_event=last_event,
            limit=limit,
        )
        return tuple(row["case_id"] for row in rows)


class EventChanges(EventReads):
    def append_events(self, events: Sequence[NewEvent]) -> tuple[Appended, ...]:
        """The writers of a tenant queue, so that one look at its last number serves the whole batch."""
        known = self._find_keys({new.event.idempotency_key for new in events})
        numbers = count(int(self._value(LAST_NUMBER)) + 1)
        now = self._now()
        rows: list[dict[str, Any]] = []
        answers: list[Appended] = []
        for new in events:
            key = new.event.idempotency_key
            if key in known:
                answers.append(_known(new, *known[key]))
                continue
            row = _row(new, next(numbers), now)
            rows.append(row)
            known[key] = (row["event_id"], row["number"], new.body_hash)
            answers.append(Appended(row["event_id"], row["number"], is_new=True))
        self._keep(rows, now)
        return tuple(answers)

    def _keep(self, rows: Sequence[Mapping[str, Any]], now: str) -> None:
        if rows:
            self._execute_many(INSERT, rows)
            self._register(SEEN_WORKFLOW, {row["workflow_id"] for row in rows}, now)
            self._register(SEEN_VENDOR, {row["vendor"] for row in rows} - {""}, now)

    def _find_keys(self, keys: Iterable[str]) -> dict[str, tuple[str, int, str]]:
        wanted, found = sorted(keys), {}
        for start in range(0, len(wanted), MOST_KEYS_AT_ONCE):
            for row in self._find_some(wanted[start : start + MOST_KEYS_AT_ONCE]):
                found[row["idempotency_key"]] = (row["event_id"], row["number"], row["body_hash"])
        return found

    def _find_some(self, keys: Sequence[str]) -> list[Row]:
        """Asked in lots of 1, 2, 4 … so that few different statements serve any number."""
        places = 1 << (len(keys) - 1).bit_length()
        values = {f"key_{place}": keys[min(place, len(keys) - 1)] for place in range(places)}
        return self._rows(
            "SELECT idempotency_key, event_id, number, body_hash FROM workflow_events "
            f"WHERE tenant = :tenant AND idempotency_key IN ({', '.join(f':{name}' for name in values)})",
            **values,
        )

    def _register(self, statement: str, names: Iterable[str], now: str) -> None:
        seen_before = as_text(self._clock.now() - SEEN_AFTER)
        self._execute_many(
            statement, [{"name": name, "now": now, "seen_before": seen_before} for name in sorted(names)]
        )


def _conditions(query: EventQuery) -> tuple[str, dict[str, Any]]:
    values = {name: value for name, value in query._asdict().items() if value}
    return " AND ".join(["tenant = :tenant", *(FILTERS[name] for name in values)]), values


def _known(new: NewEvent, event_id: str, number: int, body_hash: str) -> Appended:
    return Appended(event_id, number, is_new=False, is_same=body_hash == new.body_hash)


def _row(new: NewEvent, number: int, now: str) -> dict[str, Any]:
    event, signature = new.event, new.signature
    return {
        "number": number,
        "event_id": uuid4().hex,
        "workflow_id": event.workflow_id,
        "event_type": event.event_type,
        "vendor": event.vendor,
        "error_code": event.error_code,
        "outcome": event.outcome,
        "payload": json.dumps(dict(event.payload), ensure_ascii=False),
        "idempotency_key": event.idempotency_key,
        "body_hash": new.body_hash,
        "occurred_at": as_text(event.occurred_at),
        "received_at": now,
        "schema_version": event.schema_version,
        "correlation_id": new.correlation_id,
        "sender": new.sender,
        "case_id": new.case_id,
        "signature": signature.key,
        "signature_rules": signature.rules,
    }


def _event(row: Row) -> StoredEvent:
    columns = {column: row[column] for column in COLUMNS}
    return StoredEvent(**columns | {"payload": json.loads(row["payload"])})
