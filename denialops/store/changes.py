"""Cases open, move through their statuses, are sent, closed, removed; every change appends its event."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from denialops.domain.cases import LEGAL_TRANSITIONS, CaseStatus
from denialops.domain.clinic import Clinic
from denialops.domain.facts import Correction
from denialops.domain.records import Change, ClosedRecord, SentRecord
from denialops.errors import IllegalTransition, StateError
from denialops.logs import correlation_id
from denialops.store.access import AccessChanges
from denialops.store.reads import OF_CASE, Reads

NEXT_NUMBER = f"(SELECT coalesce(max(number), 0) + 1 FROM case_events WHERE {OF_CASE})"


class CaseChanges(AccessChanges, Reads):
    def open_case(self, case_id: str, change: Change) -> int:
        number = self._value(
            "INSERT INTO tenants (tenant, last_number) VALUES (:tenant, 1) "
            "ON CONFLICT (tenant) DO UPDATE SET last_number = tenants.last_number + 1 RETURNING last_number"
        )
        self._execute(
            "INSERT INTO cases (tenant, case_id, number, status, created_at) "
            "VALUES (:tenant, :case_id, :number, 'reading', :now)",
            case_id=case_id,
            number=number,
            now=self._now(),
        )
        self._append(case_id, change)
        return int(number)

    def record(self, case_id: str, change: Change) -> None:
        self._case(case_id)
        self._append(case_id, change)

    def finish(self, case_id: str, change: Change) -> None:
        self._refuse_unless(case_id, "reading")
        self._move(case_id, "review", change)

    def add_correction(self, case_id: str, correction: Correction, change: Change) -> None:
        self._case(case_id)
        self._add_body("corrections", case_id, correction.model_dump_json())
        self._append(case_id, change)

    def confirm_regime(self, case_id: str, regime: str, change: Change) -> None:
        self._set(case_id, change, confirmed_regime=regime)

    def set_received_on(self, case_id: str, received_on: date | None, change: Change) -> None:
        self._set(case_id, change, received_on=received_on.isoformat() if received_on else None)

    def mark_sent(self, case_id: str, sent: SentRecord, change: Change) -> None:
        self._add_body("sendings", case_id, sent.model_copy(update=self._signed(change)).model_dump_json())
        self._move(case_id, "sent", change)

    def close_case(self, case_id: str, closed: ClosedRecord, change: Change) -> None:
        self._add_body("closings", case_id, closed.model_copy(update=self._signed(change)).model_dump_json())
        self._move(case_id, "closed", change)

    def reopen_case(self, case_id: str, change: Change) -> None:
        self._refuse_unless(case_id, "sent", "closed")
        self._move(case_id, "review", change)

    def remove_case(self, case_id: str, change: Change) -> None:
        if self._case(case_id)["removed_at"]:
            raise StateError()
        self._set(case_id, change, removed_at=self._now())

    def restore_case(self, case_id: str, change: Change) -> None:
        if not self._case(case_id)["removed_at"]:
            raise StateError()
        self._set(case_id, change, removed_at="")

    def save_clinic(self, clinic: Clinic, *, actor: str) -> None:
        self._execute(
            "INSERT INTO clinic_profiles SELECT :tenant, coalesce(max(version), 0) + 1, :body, :logo, :now, :actor "
            "FROM clinic_profiles WHERE tenant = :tenant",
            body=clinic.model_dump_json(),
            logo=clinic.logo_sha256,
            now=self._now(),
            actor=actor,
        )

    def name_browser(self, browser_id: str, name: str) -> None:
        self._execute(
            "INSERT INTO browsers VALUES (:tenant, :browser_id, :name, :now) "
            "ON CONFLICT (tenant, browser_id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at",
            browser_id=browser_id,
            name=name,
            now=self._now(),
        )

    def _refuse_unless(self, case_id: str, *statuses: CaseStatus) -> None:
        if self._case(case_id)["status"] not in statuses:
            raise IllegalTransition()

    def _move(self, case_id: str, status: CaseStatus, change: Change, **columns: Any) -> None:
        present = self._case(case_id)["status"]
        if status not in LEGAL_TRANSITIONS[present]:
            raise IllegalTransition()
        self._set(case_id, change, status=status, **columns)

    def _set(self, case_id: str, change: Change, **columns: Any) -> None:
        self._case(case_id)
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        self._execute(f"UPDATE cases SET {assignments} WHERE {OF_CASE}", case_id=case_id, **columns)
        self._append(case_id, change)

    def _append(self, case_id: str, change: Change) -> None:
        """Numbers have no gaps: the writer holds the database from reading the last one to its commit."""
        state = self._new_state(case_id)
        kept = self._execute(
            "INSERT INTO case_events (tenant, case_id, number, type, at, actor, ids, key, correlation_id, state) "
            f"VALUES (:tenant, :case_id, {NEXT_NUMBER}, :type, :at, :actor, :ids, :key, :correlation_id, :state) "
            "ON CONFLICT (tenant, case_id, key) DO NOTHING",
            case_id=case_id,
            type=change.type,
            at=self._now(),
            actor=change.actor,
            ids=json.dumps(change.ids),
            key=change.key or None,
            correlation_id=correlation_id(),
            state=state,
        )
        # An event that was there already cannot take it along: the next one does.
        self._has_changed = state is not None and not kept.rowcount

    def _add_body(self, table: str, case_id: str, body: str) -> None:
        self._case(case_id)
        self._execute(
            f"INSERT INTO {table} VALUES (:tenant, :case_id, :number, :body)",
            case_id=case_id,
            number=self._next(table, "number", case_id),
            body=body,
        )

    def _signed(self, change: Change) -> dict[str, str]:
        return {"actor": change.actor, "at": self._now()}
